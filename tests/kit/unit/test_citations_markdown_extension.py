"""What a writer types between brackets, and what a reader gets."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from hamerkop.citations.bibliography import Bibliography
from hamerkop.citations.markdown_extension import CitationExtension
from hamerkop.citations.numbering import CitationResult, PendingResult
from hamerkop.citations.parser import citations_in
from hamerkop.citations.source_positions import locate_problems

KEYS = [
    "alder2001",
    "birch2002",
    "cedar2003",
    "doe:2004",
    "elm_2005",
    "fir-2006",
    "gorse.2007",
    "holly+x/2008",
    "ö2009",
]
AUTHORS: dict[str, list[dict[str, str]]] = {
    "anand": [{"family": "Anand"}, {"family": "Mathew"}, {"family": "Sanacora"}],
    "andrade": [{"family": "Andrade", "given": "C."}],
    "zanos": [{"family": "Zanos"}, {"family": "Gould", "suffix": "Jr"}],
    "zarate": [{"family": "Zarate", "suffix": "Jr"}, {"literal": "others"}],
    "loo": [{"family": "Loo", "non-dropping-particle": "van de"}, {"literal": "others"}],
    "humboldt": [{"family": "Humboldt", "dropping-particle": "von"}],
    "who": [{"literal": "World Health Organization"}],
    "us": [{"literal": "Drug Enforcement Administration"}, {"literal": "Department of Health"}],
    "plato": [{"given": "Plato"}],
    "nobody": [{"literal": "others"}],
}
ITEMS: dict[str, dict[str, object]] = {key: {"id": key, "title": f"On {key}"} for key in KEYS} | {
    key: {"id": key, "title": f"On {key}", "author": names} for key, names in AUTHORS.items()
}
ITEMS["edited"] = {"id": "edited", "editor": [{"family": "Weir"}]}
BIBLIOGRAPHY = Bibliography(Path("references.json"), ITEMS)
EXTENSIONS = ["extra", "toc", "smarty", "sane_lists", "pymdownx.blocks.admonition"]


def convert(source: str, bibliography: Bibliography = BIBLIOGRAPHY) -> tuple[str, CitationResult]:
    """Return the HTML of *source* and what was found in it."""
    pending = PendingResult()
    html = Markdown(extensions=[*EXTENSIONS, CitationExtension(bibliography, "References", pending)]).convert(source)
    return html, pending.take()


def visible_text(html: str) -> str:
    """Return the text of the page without the reference list."""
    text = re.sub(r"<[^>]+>", "", html.split('<section class="references"')[0].split("<section ")[0])
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def problems_of(source: str, bibliography: Bibliography = BIBLIOGRAPHY) -> list[tuple[str, str]]:
    """Return rule and message of each problem in *source*."""
    return [(problem.rule, problem.message) for problem in convert(source, bibliography)[1].problems]


READ_AS = {
    "one item": ("Rare [@alder2001].", "Rare [1]."),
    "two items": ("Rare [@alder2001; @birch2002].", "Rare [1, 2]."),
    "no space between": ("Rare [@alder2001;@birch2002].", "Rare [1, 2]."),
    "a new line between": ("Rare [@alder2001;\n@birch2002].", "Rare [1, 2]."),
    "the same item twice": ("A [@alder2001], B [@birch2002], C [@alder2001].", "A [1], B [2], C [1]."),
    "the same item twice in one bracket": ("A [@alder2001; @alder2001].", "A [1]."),
    "an old and a new one": ("A [@birch2002]. B [@alder2001; @birch2002].", "A [1]. B [1, 2]."),
    "two brackets touching": ("A [@alder2001][@birch2002].", "A [1][2]."),
    "two brackets side by side": ("A [@alder2001] [@birch2002].", "A [1] [2]."),
    "keys with punctuation inside": (
        "[@doe:2004; @elm_2005; @fir-2006; @gorse.2007; @holly+x/2008; @ö2009]",
        "[1, 2, 3, 4, 5, 6]",
    ),
    "emphasis": ("*Rare [@elm_2005]* and **[@alder2001]**_[@birch2002]_", "Rare [1] and [2][3]"),
    "a heading": ("# Rare [@alder2001]\n\nText.", "Rare [1] Text."),
    "an underlined heading": ("Rare [@alder2001]\n====\n\nText.", "Rare [1] Text."),
    "the text of a link": ("[Rare [@alder2001] birds](/x) sing.", "Rare birds [1] sing."),
    "the text of a link, twice": ("[Rare [@alder2001], old [@birch2002]](/x).", "Rare, old [1] [2]."),
    "a picture in a link": ("[![Bird](b.png) [@alder2001]](/x).", "[1]."),
    "a table": ("| a | b |\n|---|---|\n| [@birch2002] | [@alder2001] |", "a b [1] [2]"),
    "a footnote": (
        "Rare.[^n] Common [@alder2001].\n\n[^n]: Note [@birch2002].",
        "Rare.1 Common [1]. Note [2].&#160;&#8617;",
    ),
    "a quotation": ("> Rare [@alder2001;\n> @birch2002]", "Rare [1, 2]"),
    "a list": ("- a [@alder2001]\n- b [@birch2002]", "a [1] b [2]"),
    "a definition": ("Term\n:   Meaning [@alder2001].", "Term Meaning [1]."),
    "a block": ("/// note | Rare [@alder2001]\nText [@birch2002].\n///", "Rare [1] Text [2]."),
    "inline HTML": ("<em>Rare [@alder2001]</em>", "Rare [1]"),
    "Markdown in HTML": ('<div markdown="1">\nRare [@alder2001]\n</div>', "Rare [1]"),
    "a locator": ("Rare [@alder2001, table 2].", "Rare [1, table 2]."),
    "a locator without a space before it": ("Rare [@alder2001,p. 3–5].", "Rare [1, p. 3–5]."),
    "a locator over two lines": ("> Rare [@alder2001, table\n> 2, top].", "Rare [1, table 2, top]."),
    "a locator for each item of a list": ("[@alder2001, p. 2; @birch2002, p. 9]", "[1, p. 2; 2, p. 9]"),
    "a locator for one item of a list": ("[@alder2001; @birch2002, p. 9]", "[1; 2, p. 9]"),
    "two locators for one item": ("[@alder2001, p. 2; @alder2001, p. 9]", "[1, p. 2; 1, p. 9]"),
    "one locator twice": ("[@alder2001, p. 2; @alder2001, p. 2]", "[1, p. 2]"),
    "a locator with punctuation": ("[@alder2001, § 3 & p < 5 (“end”)]", "[1, § 3 &amp; p &lt; 5 (“end”)]"),
    "a range of pages": ("[@alder2001, pp. 12-13]", "[1, pp. 12–13]"),
    "a range with two hyphens": ("[@alder2001, pp. 12--13; @birch2002, chap. 2--3]", "[1, pp. 12–13; 2, chap. 2–3]"),
    "ranges of other pages": (
        "[@alder2001, p. e12-e15, 3 - 5, top-left; @who, xii-xv; @birch2002, S12-S15]",
        "[1, p. e12–e15, 3–5, top-left; 2, xii–xv; 3, S12–S15]",
    ),
    "a number with a hyphen": ("[@alder2001, table S-2; @who, section 3-4]", "[1, table S-2; 2, section 3-4]"),
    "a key with a decomposed accent": ("[@o\u03082009] @o\u03082009x@y.org", "[1] @o\u03082009x@y.org"),
    "a prefix": ("Rare [see @alder2001].", "Rare [see 1]."),
    "a prefix for each item": ("[see @birch2002; compare @alder2001]", "[see 1; compare 2]"),
    "a prefix for an item that has a number": (
        "[@alder2001; @birch2002] [see @birch2002; @alder2001]",
        "[1, 2] [see 2; 1]",
    ),
    "a prefix with commas, and a locator": ("[see, in short, @alder2001, p. 3]", "[see, in short, 1, p. 3]"),
    "a sentence": ("As @anand found, it is rare.", "As Anand and colleagues [1] found, it is rare."),
    "a sentence, with one author": ("@andrade.", "Andrade [1]."),
    "a sentence, with two authors": ("@zanos!", "Zanos and Gould [1]!"),
    "a sentence, with an incomplete list": ("@zarate:", "Zarate and colleagues [1]:"),
    "a sentence, with an organisation": ("The @who says", "The World Health Organization [1] says"),
    "a sentence, with two organisations": ("@us", "Drug Enforcement Administration and Department of Health [1]"),
    "a sentence, with an editor": ("@edited", "Weir [1]"),
    "a sentence, with one name": ("@plato", "Plato [1]"),
    "a sentence, with a particle": ("As @loo say", "As van de Loo and colleagues [1] say"),
    "a particle that begins a sentence": ("Rare. @loo say", "Rare. Van de Loo and colleagues [1] say"),
    "a particle that begins a paragraph": ("@loo say", "Van de Loo and colleagues [1] say"),
    "a particle behind a citation": ("A [@who]. @loo say", "A [1]. Van de Loo and colleagues [2] say"),
    "a particle behind an abbreviation": ("Andrade vs. @loo", "Andrade vs. van de Loo and colleagues [1]"),
    "a particle that drops": ("@humboldt", "Humboldt [1]"),
    "a sentence, twice": ("@andrade and @andrade", "Andrade [1] and Andrade [1]"),
    "a sentence and a bracket": ("@andrade [@zanos] and [@andrade]", "Andrade [1] [2] and [1]"),
    "a sentence with a link behind it": ("@andrade [says](/x)", "Andrade [1] says"),
    "a sentence with a named link behind it": ("@andrade [Says]\n\n[says]: /x", "Andrade [1] Says"),
    "a sentence with a footnote behind it": ("@andrade[^1]\n\n[^1]: b", "Andrade [1]1 b&#160;&#8617;"),
    "a bracket and a sentence touching": ("[@who]@andrade `x`@zanos", "[1]Andrade [2] xZanos and Gould [3]"),
    "round brackets and quotes": (
        "(@andrade) “@andrade”",
        "(Andrade [1]) “Andrade [1]”",
    ),
    "a sentence with a dash": ("so--@andrade—@zanos", "so&ndash;Andrade [1]—Zanos and Gould [2]"),
    "names in emphasis": (
        "*@andrade* __@zanos__ _@who_",
        "Andrade [1] Zanos and Gould [2] World Health Organization [3]",
    ),
    "names in a heading": ("## What @andrade found\n\nx", "What Andrade [1] found x"),
    "names in the text of a link": ("[what @andrade found](/x).", "what Andrade found [1]."),
    "names in a footnote": (
        "A.[^1] @who\n\n[^1]: @andrade",
        "A.1 World Health Organization [1] Andrade [2]&#160;&#8617;",
    ),
    "names in a table": ("| a |\n|---|\n| @andrade |", "a Andrade [1]"),
    "names in a block": (
        "/// note | What @andrade says\n@who\n///",
        "What Andrade [1] says World Health Organization [2]",
    ),
    "a bracket behind a backslash": (r"A \\[@andrade] \*[@andrade]", r"A \[1] *[1]"),
    "an address and a citation": ("(https://example.org/@x)[@andrade]", "(https://example.org/@x)[1]"),
    "next to curly quotes": ('"Rare" [@alder2001]', "&ldquo;Rare&rdquo; [1]"),
}

LEFT_ALONE = {
    "an e-mail address": "Write to name@example.org.",
    "an e-mail address between brackets": "Write to [name@example.org].",
    "an automatic link": "<name@example.org>",
    "a user of a machine": "alder2001@birch2002 or name_@andrade",
    "a user name of a network": "@andrade@example.org, @a.b@who",
    "an address": "https://example.org/@andrade, www.example.org/~@andrade and ftp://example.org/a,@andrade",
    "an address without its beginning": "example.org/@andrade",
    "a link's address": "[a](https://example.org/x(@who)/@andrade) and [a](@andrade)",
    "a named link's address": "[a]\n\n[a]: https://example.org/@andrade",
    "the address of a picture": "![a](/@andrade.png)",
    "an attribute": 'A <b title="@andrade">b</b>.',
    "code in a sentence, as HTML": "Type <code>@media</code> or <kbd>[@andrade]</kbd>.",
    "names in a comment": "A <!-- @andrade --> b.",
    "a name in code": "`@media` and `` @andrade ` ``",
    "a name in a block of code": "```css\n@media print {}\n```\n\n    @andrade\n",
    "a name in an HTML block": "<div>@media</div>\n\n<script>@andrade</script>",
    "code over several paragraphs of an HTML block": "<div><code>\n\n@andrade</code> <!--\n\n@who --></div>",
    "a named link whose text is a user name": "By [@heron][h] and [the @foo syntax][f].\n\n[h]: /h\n[f]: /f",
    "a named link with an @ between blanks": "[Bo @ Waders][f]\n\n[f]: /f",
    "a link that is its own label": "[@heron][], [see @Foo  x], [@who]\n\n[@heron]: /h\n[see @foo x]: /f\n[@who]: /w",
    "a picture with a named address": "![@heron][h]\n\n[h]: /h.png",
    "a short code of another program": '[caption id="a_6" "Ann @ Waders"]x[/caption] ["Ann_one @ Waders" two_three]',
    "code in capitals": "A <CODE>@andrade</CODE> b.",
    "an @ by itself": "5 @ 3, a@ b, @, (@)",
    "a code span": "Type `[@alder2001]`.",
    "a long code span": "Type `` [@alder2001] ` ``.",
    "a fenced block": "```\n[@alder2001]\n```",
    "an indented block": "    [@alder2001]",
    "code in a list": "- a\n\n        [@alder2001]",
    "code as HTML": "<pre>[@alder2001]</pre>",
    "a comment": "<!-- [@alder2001] -->\n\nText.",
    "an escaped bracket": r"Type \[@alder2001].",
    "an escaped bracket with several items": r"Type \[@alder2001; @who].",
    "an escaped bracket with a prefix and a locator": r"Type \[see @alder2001, p. 3].",
    "a footnote that is called like a key": "Rare.[^@who]\n\n[^@who]: A note.",
    "words in two brackets": "Type [[note]] or [^note].",
    "no citation at all": "Text.",
}

PROBLEMS = {
    "an unknown key": ("[@alder2010]", "C01", '"alder2010" is not in references.json; did you mean "alder2001"?'),
    "an unknown key with nothing near": ("[@xyz]", "C01", '"xyz" is not in references.json; add it there'),
    "a page without a comma": ("[@alder2001 p. 3]", "C02", '"[@alder2001 p. 3]" is not a citation'),
    "a comma and nothing": ("[@alder2001, ]", "C02", '"[@alder2001, ]" is not a citation'),
    "a comma for a semicolon": ("[@alder2001, @birch2002]", "C02", "is not a citation"),
    "a comma and a key without @": (
        "[@alder2001, birch2002]",
        "C06",
        '"birch2002" is the key of another item, not a locator; write [@alder2001; @birch2002]',
    ),
    "an author left out": ("[-@andrade]", "C02", '"[-@andrade]" is not a citation'),
    "an author left out of a list": ("[@who; see -@andrade]", "C02", "is not a citation"),
    "an author left out of a sentence": ("Says -@andrade", "C02", '"-@andrade" is not a citation'),
    "a page after a name": ("@andrade [p. 3] says", "C02", '"@andrade [p. 3]" is not a citation'),
    "curly brackets": ("{@andrade}", "C02", '"{@andrade}" is not a citation'),
    "emphasis in a bracket": ("[see *the* @andrade]", "C02", "in plain text"),
    "an e-mail address beside a key": ("[name@example.org; @andrade]", "C02", "is not a citation"),
    "a word that touches the key": ("[see(@andrade)]", "C02", "is not a citation"),
    "an unknown name": ("@media rules", "C01", r'"media" is not in references.json; write \@media if it is no'),
    "a misspelt name": ("@andrede", "C01", r'did you mean "andrade"? Or write \@andrede if it is no citation'),
    "a name in the text of a link": ("[by @otters too](/x)", "C01", '"otters" is not in references.json'),
    "escaped brackets": (r"Rare \[@alder2001\].", "C02", "write [@alder2001], without backslashes"),
    "escaped brackets with a prefix": (r"Rare \[see @alder2001, p. 3\].", "C02", "without backslashes"),
    "an address behind it": ("[@alder2001](/x)", "C02", "it is the text of a link; write [@alder2001]"),
    "the mark of a footnote": ("Rare [^@alder2001].", "C02", "write [@alder2001], without ^"),
    "two pairs of brackets": ("Rare [[@alder2001]].", "C02", "write [@alder2001], in one pair of brackets"),
    "two pairs of brackets around a misspelt key": ("Rare [[@alder2010]].", "C01", 'did you mean "alder2001"'),
    "a bracket that nothing opens": ("Rare [x] (@alder2001, p. 3].", "C02", "a [ is missing before it"),
    "a DOI for a key": ("[@10.1000/182]", "C01", "add it there with `hamerkop cite 10.1000/182`"),
    "a page without a comma behind the key": ("[@alder2001 p. 3]", "C02", "a comma behind the key: [@alder2001, p. 3]"),
    "an item without authors": (
        "@nobody",
        "C05",
        '"nobody" has no author or editor to name; name it in your own words',
    ),
    "names in alt text": ("![By @andrade](b.png)", "C04", "cannot be in alt text"),
    "names in an HTML block": ("<div>@andrade</div>", "C04", "in an HTML block is not read"),
    "a key and a misspelt one": ("[see @andrade, p. 2; @whoo, p. 3]", "C01", 'did you mean "who"?'),
    "a key without @": ("[@alder2001; birch2002]", "C02", "write an @ before each key: [@alder2001; @birch2002]"),
    "words after the key": ("[@alder2001 says]", "C02", "is not a citation"),
    "a comma between keys": (
        "[@alder2001, @birch2002]",
        "C02",
        "write ; in place of the comma: [@alder2001; @birch2002]",
    ),
    "a word between keys": ("[@alder2001 and @birch2002]", "C02", 'in place of "and": [@alder2001; @birch2002]'),
    "a semicolon too many": ("[@alder2001;]", "C02", "is not a citation"),
    "code in a bracket": ("[@alder2001 `x`]", "C02", '"[@alder2001 …]" is not a citation'),
    "no key": ("[@]", "C02", '"[@]" is not a citation that can be read; write [@key]'),
    "a bracket that stays open": ("Rare [@alder2001 and so on.", "C02", '"[@alder2001" is not a citation'),
    "a bracket in a bracket": ("Rare [@alder2001 [x]].", "C02", '"[@alder2001" is not a citation'),
    "alt text": ("![Bird [@alder2001]](b.png)", "C04", "cannot be in alt text"),
    "the title of a link": ('[Bird](/x "Title [@alder2001]")', "C04", "or title of a link"),
    "an HTML block": ("<div>Rare [@alder2001]</div>", "C04", "in an HTML block is not read"),
}


@pytest.mark.parametrize(("source", "text"), READ_AS.values(), ids=READ_AS)
def test_a_citation_is_printed_in(source: str, text: str) -> None:
    html, result = convert(source)
    assert visible_text(html.split("<section")[0]) == text
    assert result.problems == ()
    assert "data-citation" not in html


@pytest.mark.parametrize("source", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_not_a_citation(source: str) -> None:
    html, result = convert(source)
    assert html == Markdown(extensions=EXTENSIONS).convert(source)
    assert result == CitationResult()


@pytest.mark.parametrize("source", ["[@heron](https://example.org/)", r"Type \[@heron\] or [[note]]."])
def test_a_name_that_is_no_key_is_no_problem(source: str) -> None:
    html, result = convert(source)
    assert html == Markdown(extensions=EXTENSIONS).convert(source)
    assert result.problems == ()


@pytest.mark.parametrize(("source", "rule", "message"), PROBLEMS.values(), ids=PROBLEMS)
def test_a_problem_is_reported_for(source: str, rule: str, message: str) -> None:
    ((found_rule, found_message),) = problems_of(source)
    assert found_rule == rule
    assert message in found_message


def test_every_problem_of_one_citation_and_of_one_text_is_reported() -> None:
    assert [message.split()[0] for _, message in problems_of("[@xyz; @alder2001; @uvw]")] == ['"xyz"', '"uvw"']
    assert [message.split()[0] for _, message in problems_of("@{andrade} [@{who}]")] == ['"@{andrade}"', '"[@{who}]"']


def test_a_user_name_on_a_site_without_a_bibliography_is_a_warning() -> None:
    absent = Bibliography(Path("references.json"), state="absent")
    html, result = convert("By @heron, and *@bo*.", absent)
    assert html == Markdown(extensions=EXTENSIONS).convert("By @heron, and *@bo*.")
    assert [(problem.rule, problem.level) for problem in result.problems] == [("C03", "warning")]
    assert [(problem.rule, problem.level) for problem in convert("[@heron]", absent)[1].problems] == [("C03", None)]
    both = convert("By @heron, @bo [@heron] [@bo].", absent)[1].problems
    assert [(problem.rule, problem.level) for problem in both] == [("C03", "warning"), ("C03", None)]
    assert [(problem.rule, problem.level) for problem in convert("[by @heron]", absent)[1].problems] == [("C03", None)]
    assert [(problem.rule, problem.level) for problem in convert("[or @bo, ]", absent)[1].problems] == [
        ("C02", "warning")
    ]


def test_what_is_rejected_is_left_to_markdown() -> None:
    source = "[@unknown *x*] [@unknown](/x) -@andrade `y` [caption @x_1 \\_386]"
    assert convert(source)[0] == Markdown(extensions=EXTENSIONS).convert(source)


GROWING = {
    "suppressed authors": "-@a",
    "names": "@a; ",
    "unknown keys": "A word [@anand20234]. ",
    "unknown keys in paragraphs": "A word [@anand20234].\n\n",
    "known keys": "A word [@alder2001]. ",
    "known keys in paragraphs": "A [@alder2001].\n\n",
    "known names": "@andrade says. ",
    "opened elements": "<code>\n",
    "opened comments": "<!--\n",
    "opened scripts": "<script>",
    "keys in emphasis": "*[@alder2001]* ",
}


@pytest.mark.parametrize("unit", GROWING.values(), ids=GROWING)
def test_a_long_text_takes_seconds_whatever_is_in_it(unit: str) -> None:
    source = unit * (60_000 // len(unit))
    started = time.process_time()
    _, result = convert(source)
    assert len(locate_problems(result.problems, source, "a.md")) <= 1001
    assert time.process_time() - started < 5


def test_distinct_unknown_keys_are_reported_up_to_a_limit() -> None:
    source = " ".join(f"[@x{number}]" for number in range(5000))
    _, result = convert(source)
    assert len(result.cited_keys) == 5000
    located = locate_problems(result.problems, source, "a.md")
    assert len(located) == 1001
    assert located[7].start == (1, source.index("@x7]") + 1)
    assert "more than 1,000 problems with citations in this text" in located[-1].message


def test_one_long_word_with_an_at_takes_no_time() -> None:
    started = time.process_time()
    text = "@" + "a" * 300_000 + "@b [" + "@a; " * 100_000 + "[@" + "b" * 300_000
    assert min(offset for offset, _ in citations_in(text)) > 300_000
    assert time.process_time() - started < 3


def test_a_paragraph_of_thousands_of_citations_is_a_problem() -> None:
    ((rule, message),) = problems_of("[@alder2001] " * 2100)
    assert (rule, message) == ("C04", "there are more than 2,000 citations in one paragraph; make several of it")


def test_a_rejected_citation_stays_as_it_was_typed_and_the_others_are_numbered() -> None:
    html, _ = convert("A [@alder2001], B [@unknown], C [@birch2002].")
    assert visible_text(html.split("<section")[0]) == "A [1], B [@unknown], C [2]."


@pytest.mark.parametrize("typed", [r"\@andrade", r"\@nobody-knows", r"\@media", r"\[@andrade]", r"\[see @x; @y]"])
def test_a_backslash_prints_what_follows(typed: str) -> None:
    html, result = convert(f"Type {typed} here.")
    assert visible_text(html) == f"Type {typed[1:]} here."
    assert result == CitationResult()


def test_the_accessible_name_of_a_citation_has_its_locator() -> None:
    html, result = convert("[see @alder2001, table 2]")
    assert '>[see\N{NO-BREAK SPACE}<a aria-label="Reference 1, table 2"' in html
    assert ">1, table 2</a>]" in html
    (anchor,) = result.references[0].anchors
    assert (anchor.prefix, anchor.locator) == ("see", "table 2")


def test_names_are_outside_the_citation_and_on_its_line() -> None:
    html, _ = convert("As @andrade found")
    assert '<p>As Andrade\N{NO-BREAK SPACE}<span class="cite">[<a ' in html


def test_names_are_text() -> None:
    item = {"id": "a", "author": [{"literal": "*A* <b> & `C`"}]}
    html, _ = convert("By @a.", Bibliography(Path("references.json"), {"a": item}))
    assert "By *A* &lt;b&gt; &amp; `C`\N{NO-BREAK SPACE}<span" in html


def test_each_citation_links_to_its_item_and_each_item_back_to_every_citation() -> None:
    html, _ = convert("A [@alder2001]. B [@birch2002; @alder2001]. C [@alder2001].")
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert re.findall(r"<li id=\"ref-(\w+)\"", html) == ["alder2001", "birch2002"]
    assert re.findall(r'href="#(cite[^"]+)"', html) == [
        "cite-1",
        "cite-2",
        "cite-4",
        "cite-3",
    ]


def test_templates_get_the_references_as_data() -> None:
    result = convert("A [@birch2002]. B [@alder2001; @birch2002].")[1]
    birch, alder = result.references
    assert (birch.number, birch.id, birch.item["title"], birch.html) == (
        1,
        "birch2002",
        "On birch2002",
        "On birch2002.",
    )
    assert [anchor.id for anchor in birch.anchors] == ["cite-1", "cite-2"]
    assert (alder.number, len(alder.anchors)) == (2, 1)


def test_headings_keep_their_addresses_and_the_table_of_contents_its_words() -> None:
    html, _ = convert("[TOC]\n\n# Rare birds [@alder2001]\n\n## References")
    assert '<a href="#rare-birds">Rare birds</a>' in html
    assert '<h1 id="rare-birds">Rare birds\N{NO-BREAK SPACE}<span class="cite">' in html
    assert '<a href="#references-heading">References</a>' in html
    named, _ = convert("[TOC]\n\n## What @andrade found")
    assert '<a href="#what-andrade-found">What Andrade found</a>' in named
    assert html.count('id="references"') == 1


def test_no_line_begins_with_a_number() -> None:
    html, _ = convert("Rare\n[@alder2001] and *common* [@birch2002] and [@cedar2003]")
    assert html.count("\N{NO-BREAK SPACE}<span") == 3


def test_titles_are_plain_text() -> None:
    item = {"id": "a", "title": "Is *x* < y & [z]? `code` ECT <b>"}
    bibliography = Bibliography(Path("references.json"), {"a": item})
    html, _ = convert("*[ECT]: not here\n\nA [@a].", bibliography)
    assert "Is *x* &lt; y &amp; [z]? `code` ECT &lt;b&gt;." in html


def test_a_summary_gets_no_number_and_no_list() -> None:
    pending = PendingResult()
    markdown = Markdown(extensions=[CitationExtension(BIBLIOGRAPHY, "References", pending)])
    markdown.convert("A [@alder2001].")
    markdown.reset()
    assert markdown.convert("In short [@birch2002].") == "<p>In short [@birch2002].</p>"
    result = pending.take()
    assert [reference.id for reference in result.references] == ["alder2001"]
    assert [(problem.rule, "summary" in problem.message) for problem in result.problems] == [("C04", True)]


def test_a_summary_that_cites_is_a_problem_even_if_the_text_has_no_citation() -> None:
    pending = PendingResult()
    markdown = Markdown(extensions=[CitationExtension(BIBLIOGRAPHY, "References", pending)])
    markdown.convert("Nothing cited.")
    markdown.convert("In short [@birch2002].")
    assert [problem.rule for problem in pending.take().problems] == ["C04"]


def test_every_file_is_numbered_anew() -> None:
    extension = CitationExtension(BIBLIOGRAPHY, "References", PendingResult())
    for key in ("alder2001", "birch2002"):
        html = Markdown(extensions=[extension]).convert(f"A [@{key}].")
        assert 'aria-label="Reference 1"' in html


def test_a_result_can_be_taken_once_and_is_gone_when_the_next_file_begins() -> None:
    pending = PendingResult()
    extension = CitationExtension(BIBLIOGRAPHY, "References", pending)
    Markdown(extensions=[extension]).convert("A [@alder2001].")
    assert len(pending.take().references) == 1
    assert pending.take() == CitationResult()
    Markdown(extensions=[extension]).convert("A [@alder2001]. B [@unknown].")
    pending.clear()
    assert pending.take() == CitationResult()


def test_every_key_that_is_cited_is_in_the_result_known_or_not() -> None:
    assert convert("A [@alder2001; @unknown], @birch2002.")[1].cited_keys == {"alder2001", "unknown", "birch2002"}


def test_a_locator_that_may_be_a_key_is_in_the_result_too() -> None:
    """The article is wrong (C06) as soon as the bibliography has an item with this id."""
    assert convert("A [@alder2001, oak2003; @birch2002, p. 3].")[1].cited_keys == {"alder2001", "oak2003", "birch2002"}


def test_a_missing_bibliography_is_one_problem_of_a_text_that_cites() -> None:
    absent = Bibliography(Path("nowhere/references.json"), state="absent")
    ((rule, message),) = problems_of("A [@alder2001]. B [@birch2002].", absent)
    assert (rule, message.split(";")[0]) == ("C03", "there is no nowhere/references.json")
    assert problems_of("Nothing cited.", absent) == []


def test_a_broken_bibliography_is_no_problem_of_a_citation() -> None:
    assert problems_of("A [@alder2001].", Bibliography(Path("references.json"), state="broken")) == []


def test_five_hundred_citations_get_five_hundred_numbers() -> None:
    items = {f"w{number}": {"id": f"w{number}", "title": "T"} for number in range(500)}
    bibliography = Bibliography(Path("references.json"), items)
    html, result = convert(" ".join(f"Word{n} [@w{n}]." for n in range(500)), bibliography)
    assert [reference.number for reference in result.references] == list(range(1, 501))
    assert 'aria-label="Reference 500"' in html


def test_five_hundred_citations_of_one_item_have_five_hundred_backlinks() -> None:
    html, result = convert("\n\n".join(f"Word{n} [see @andrade, p. {n}]. @andrade." for n in range(250)))
    assert len(result.references[0].anchors) == 500
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


@given(st.text(alphabet="[]@;a1 :.\n`\\*()<>|#!,-_{}", max_size=60))
def test_any_text_is_converted_and_every_anchor_is_in_the_page(source: str) -> None:
    item = {"id": "a", "title": "T", "author": [{"family": "Z"}]}
    html, result = convert(source, Bibliography(Path("references.json"), {"a": item}))
    assert "data-citation" not in html
    anchors = {anchor for reference in result.references for anchor in reference.anchors}
    assert all(f'id="{anchor.id}"' in html for anchor in anchors)


@given(st.text(alphabet="[]@;a1 \n,-\\/", max_size=40))
def test_the_offset_of_a_citation_is_that_of_its_text(text: str) -> None:
    for start, citation in citations_in(text):
        assert text[start:].startswith(citation.raw)
