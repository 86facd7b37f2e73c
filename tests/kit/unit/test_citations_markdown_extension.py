"""What a writer types between brackets, and what a reader gets."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from hamerkop.citations.bibliography import Library, load
from hamerkop.citations.markdown_extension import CitationExtension, Document
from hamerkop.citations.parser import citations_in
from hamerkop.citations.source_positions import problems_in

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
WORKS: dict[str, dict[str, object]] = {key: {"id": key, "title": f"On {key}"} for key in KEYS} | {
    key: {"id": key, "title": f"On {key}", "author": names} for key, names in AUTHORS.items()
}
WORKS["edited"] = {"id": "edited", "editor": [{"family": "Weir"}]}
LIBRARY = Library(Path("references.json"), WORKS)
EXTENSIONS = ["extra", "toc", "smarty", "sane_lists", "pymdownx.blocks.admonition"]


def convert(source: str, library: Library = LIBRARY) -> tuple[str, Document | None]:
    """Return the HTML of *source* and what was remembered of its citations."""
    extension = CitationExtension()
    extension.library = library
    html = Markdown(extensions=[*EXTENSIONS, extension]).convert(source)
    return html, extension.take()


def read_by_a_person(html: str) -> str:
    """Return the words on the page, without the reference list."""
    words = re.sub(r"<[^>]+>", "", html.split('<section class="references"')[0].split("<section ")[0])
    return " ".join(words.replace("\N{NO-BREAK SPACE}", " ").split())


def faults_of(source: str, library: Library = LIBRARY) -> list[str]:
    document = convert(source, library)[1]
    return [fault.message for fault in document.faults] if document else []


READ_AS = {
    "one work": ("Rare [@alder2001].", "Rare [1]."),
    "two works": ("Rare [@alder2001; @birch2002].", "Rare [1, 2]."),
    "no space between": ("Rare [@alder2001;@birch2002].", "Rare [1, 2]."),
    "a new line between": ("Rare [@alder2001;\n@birch2002].", "Rare [1, 2]."),
    "the same work twice": ("A [@alder2001], B [@birch2002], C [@alder2001].", "A [1], B [2], C [1]."),
    "the same work twice in one bracket": ("A [@alder2001; @alder2001].", "A [1]."),
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
    "a link's words": ("[Rare [@alder2001] birds](/x) sing.", "Rare birds [1] sing."),
    "two in a link's words": ("[Rare [@alder2001], old [@birch2002]](/x).", "Rare, old [1] [2]."),
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
    "a place in the work": ("Rare [@alder2001, table 2].", "Rare [1, table 2]."),
    "a place with no space before it": ("Rare [@alder2001,p. 3–5].", "Rare [1, p. 3–5]."),
    "a place over two lines": ("> Rare [@alder2001, table\n> 2, top].", "Rare [1, table 2, top]."),
    "a place in each work of a list": ("[@alder2001, p. 2; @birch2002, p. 9]", "[1, p. 2; 2, p. 9]"),
    "a place in one work of a list": ("[@alder2001; @birch2002, p. 9]", "[1; 2, p. 9]"),
    "two places in one work": ("[@alder2001, p. 2; @alder2001, p. 9]", "[1, p. 2; 1, p. 9]"),
    "one place twice": ("[@alder2001, p. 2; @alder2001, p. 2]", "[1, p. 2]"),
    "a place with signs": ("[@alder2001, § 3 & p < 5 (“end”)]", "[1, § 3 &amp; p &lt; 5 (“end”)]"),
    "a word before the work": ("Rare [see @alder2001].", "Rare [see 1]."),
    "a word before each work": ("[see @birch2002; compare @alder2001]", "[see 1; compare 2]"),
    "a word before an old work": ("[@alder2001; @birch2002] [see @birch2002; @alder2001]", "[1, 2] [see 2; 1]"),
    "words, a comma, a work and a place": ("[see, in short, @alder2001, p. 3]", "[see, in short, 1, p. 3]"),
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
    "names in a link's words": ("[what @andrade found](/x).", "what Andrade found [1]."),
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
    "a name in a network": "@andrade@example.org, @a.b@who",
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
    "a sign by itself": "5 @ 3, a@ b, @, (@)",
    "a code span": "Type `[@alder2001]`.",
    "a long code span": "Type `` [@alder2001] ` ``.",
    "a fenced block": "```\n[@alder2001]\n```",
    "an indented block": "    [@alder2001]",
    "code in a list": "- a\n\n        [@alder2001]",
    "code as HTML": "<pre>[@alder2001]</pre>",
    "a comment": "<!-- [@alder2001] -->\n\nText.",
    "an escaped bracket": r"Type \[@alder2001].",
    "an escaped bracket with several works": r"Type \[@alder2001; @who].",
    "an escaped bracket with words": r"Type \[see @alder2001, p. 3\].",
    "a link whose words begin with @": "[@alder2001](https://example.org/)",
    "no citation at all": "Text.",
}

REJECTED = {
    "an unknown key": ("[@alder2010]", 'no work "alder2010" in references.json; did you mean "alder2001"?'),
    "an unknown key with nothing near": ("[@xyz]", 'no work "xyz" in references.json; add it there'),
    "each unknown key of a bracket": ("[@xyz; @alder2001; @uvw]", 'no work "xyz"', 'no work "uvw"'),
    "a page without a comma": ("[@alder2001 p. 3]", '"[@alder2001 p. 3]" is not a citation'),
    "a comma and nothing": ("[@alder2001, ]", '"[@alder2001, ]" is not a citation'),
    "a comma for a semicolon": ("[@alder2001, @birch2002]", "is not a citation"),
    "a comma and a work without @": ("[@alder2001, birch2002]", '"birch2002" is a work, not a place in one; write [@'),
    "an author left out": ("[-@andrade]", '"[-@andrade]" is not a citation'),
    "an author left out of a list": ("[@who; see -@andrade]", "is not a citation"),
    "an author left out of a sentence": ("Says -@andrade", '"-@andrade" is not a citation'),
    "a page behind a name": ("@andrade [p. 3] says", '"@andrade [p. 3]" is not a citation'),
    "curly brackets": ("{@andrade}", '"{@andrade}" is not a citation'),
    "a key in curly brackets": ("@{andrade} [@{who}]", '"@{andrade}" is not', '"[@{who}]" is not'),
    "emphasis in a bracket": ("[see *the* @andrade]", "in plain words"),
    "an e-mail address beside a work": ("[name@example.org; @andrade]", "is not a citation"),
    "a word that touches the work": ("[see(@andrade)]", "is not a citation"),
    "an unknown name": ("@media rules", r'no work "media" in references.json; add it there, or write \@media if'),
    "a misspelt name": ("@andrede", r'did you mean "andrade"? Or write \@andrede if it is no citation'),
    "a name in a link's words": ("[by @otters too](/x)", 'no work "otters"'),
    "a work that nobody signed": (
        "@nobody",
        'work "nobody" names nobody who wrote it; say so in your words, then write',
    ),
    "names in a picture's words": ("![By @andrade](b.png)", "cannot stand in a picture's words"),
    "names in an HTML block": ("<div>@andrade</div>", "in an HTML block is not read"),
    "a work and a misspelt one": ("[see @andrade, p. 2; @whoo, p. 3]", 'did you mean "who"?'),
    "a work without @": ("[@alder2001; birch2002]", "is not a citation"),
    "words after the key": ("[@alder2001 says]", "is not a citation"),
    "a semicolon too many": ("[@alder2001;]", "is not a citation"),
    "code in a bracket": ("[@alder2001 `x`]", '"[@alder2001 …]" is not a citation'),
    "no key": ("[@]", '"[@]" is not a citation that can be read; write [@key]'),
    "a bracket that stays open": ("Rare [@alder2001 and so on.", '"[@alder2001" is not a citation'),
    "a bracket in a bracket": ("Rare [@alder2001 [x]].", '"[@alder2001" is not a citation'),
    "a picture's words": ("![Bird [@alder2001]](b.png)", "cannot stand in a picture's words"),
    "a link's title": ('[Bird](/x "Title [@alder2001]")', "cannot stand in a picture's words"),
    "an HTML block": ("<div>Rare [@alder2001]</div>", "in an HTML block is not read"),
}


@pytest.mark.parametrize(("source", "words"), READ_AS.values(), ids=READ_AS)
def test_a_citation_is_read_in(source: str, words: str) -> None:
    html, document = convert(source)
    assert read_by_a_person(html.split("<section")[0]) == words
    assert document is not None
    assert document.faults == []
    assert "data-citation" not in html


@pytest.mark.parametrize("source", LEFT_ALONE.values(), ids=LEFT_ALONE)
def test_not_a_citation(source: str) -> None:
    html, document = convert(source)
    assert html == Markdown(extensions=EXTENSIONS).convert(source)
    assert document is None


@pytest.mark.parametrize(("source", "messages"), [(case[0], case[1:]) for case in REJECTED.values()], ids=REJECTED)
def test_a_writer_is_told_about(source: str, messages: tuple[str, ...]) -> None:
    told = faults_of(source)
    assert len(told) == len(messages)
    for message, expected in zip(told, messages, strict=True):
        assert expected in message


def test_a_rejected_citation_stays_as_it_was_typed_and_the_others_are_numbered() -> None:
    html, _ = convert("A [@alder2001], B [@unknown], C [@birch2002].")
    assert read_by_a_person(html.split("<section")[0]) == "A [1], B [@unknown], C [2]."


@pytest.mark.parametrize("typed", [r"\@andrade", r"\@nobody-knows", r"\@media", r"\[@andrade]", r"\[see @x; @y]"])
def test_a_backslash_prints_what_follows(typed: str) -> None:
    html, document = convert(f"Type {typed} here.")
    assert read_by_a_person(html) == f"Type {typed[1:]} here."
    assert document is None


def test_a_screen_reader_hears_the_place_in_the_work() -> None:
    html, document = convert("[see @alder2001, table 2]")
    assert '>[see\N{NO-BREAK SPACE}<a aria-label="Reference 1, table 2"' in html
    assert ">1, table 2</a>]" in html
    assert document is not None
    (place,) = document.references[0].places
    assert (place.before, place.locator) == ("see", "table 2")


def test_names_stand_outside_the_citation_and_hold_it() -> None:
    html, _ = convert("As @andrade found")
    assert '<p>As Andrade\N{NO-BREAK SPACE}<span class="cite">[<a ' in html


def test_names_are_text() -> None:
    work = {"id": "a", "author": [{"literal": "*A* <b> & `C`"}]}
    html, _ = convert("By @a.", Library(Path("references.json"), {"a": work}))
    assert "By *A* &lt;b&gt; &amp; `C`\N{NO-BREAK SPACE}<span" in html


def test_each_citation_leads_to_its_work_and_each_work_back_to_every_citation() -> None:
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
    document = convert("A [@birch2002]. B [@alder2001; @birch2002].")[1]
    assert document is not None
    birch, alder = document.references
    assert (birch.number, birch.id, birch.item["title"], birch.html) == (
        1,
        "birch2002",
        "On birch2002",
        "On birch2002.",
    )
    assert [place.id for place in birch.places] == ["cite-1", "cite-2"]
    assert (alder.number, len(alder.places)) == (2, 1)


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


def test_titles_are_text_and_not_markdown() -> None:
    work = {"id": "a", "title": "Is *x* < y & [z]? `code` ECT <b>"}
    library = Library(Path("references.json"), {"a": work})
    html, _ = convert("*[ECT]: not here\n\nA [@a].", library)
    assert "Is *x* &lt; y &amp; [z]? `code` ECT &lt;b&gt;." in html


def test_a_summary_gets_no_number_and_no_list() -> None:
    extension = CitationExtension()
    extension.library = LIBRARY
    markdown = Markdown(extensions=[extension])
    markdown.convert("A [@alder2001].")
    markdown.reset()
    assert markdown.convert("In short [@birch2002].") == "<p>In short [@birch2002].</p>"
    document = extension.take()
    assert document is not None
    assert [reference.id for reference in document.references] == ["alder2001"]
    assert ["summary" in fault.message for fault in document.faults] == [True]


def test_a_summary_that_cites_is_told_even_if_its_text_does_not() -> None:
    extension = CitationExtension()
    extension.library = LIBRARY
    markdown = Markdown(extensions=[extension])
    markdown.convert("Nothing cited.")
    markdown.convert("In short [@birch2002].")
    document = extension.take()
    assert document is not None
    assert ["summary" in fault.message for fault in document.faults] == [True]


def test_every_file_is_numbered_anew() -> None:
    extension = CitationExtension()
    extension.library = LIBRARY
    for key in ("alder2001", "birch2002"):
        html = Markdown(extensions=[extension]).convert(f"A [@{key}].")
        assert 'aria-label="Reference 1"' in html


def test_without_a_references_file_an_article_that_cites_is_told_once() -> None:
    told = faults_of("A [@alder2001]. B [@birch2002].", Library(Path("nowhere/references.json"), state="absent"))
    assert told == ["there is no nowhere/references.json; export your works to it as CSL-JSON, or set CITATIONS_FILE"]


def test_five_hundred_citations_get_five_hundred_numbers() -> None:
    works = {f"w{number}": {"id": f"w{number}", "title": "T"} for number in range(500)}
    library = Library(Path("references.json"), works)
    html, document = convert(" ".join(f"Word{n} [@w{n}]." for n in range(500)), library)
    assert document is not None
    assert [reference.number for reference in document.references] == list(range(1, 501))
    assert 'aria-label="Reference 500"' in html


def test_five_hundred_citations_of_one_work_lead_back_to_five_hundred_places() -> None:
    html, document = convert("\n\n".join(f"Word{n} [see @andrade, p. {n}]. @andrade." for n in range(250)))
    assert document is not None
    assert len(document.references[0].places) == 500
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


@given(st.text(alphabet="[]@;a1 :.\n`\\*()<>|#!,-_{}", max_size=60))
def test_whatever_is_typed_is_cited_or_told_or_left(source: str) -> None:
    library = Library(Path("references.json"), {"a": {"id": "a", "title": "T", "author": [{"family": "Z"}]}})
    html, document = convert(source, library)
    assert "data-citation" not in html
    if document:
        shown = {place for reference in document.references for place in reference.places}
        assert all(f'id="{place.id}"' in html for place in shown)


@given(st.text(alphabet="[]@;a1 \n,-\\/", max_size=40))
def test_citations_are_found_where_they_stand(words: str) -> None:
    for start, citation in citations_in(words):
        assert words[start:].startswith(citation.raw)


PLACES = {
    "in the first line": ("[@xyz] a", ["1:2"]),
    "each one of several": ("A [@xyz] [@alder2001]\nB [@alder2001; @uvw]\n\n[@xyz]", ["1:4", "2:16", "4:2"]),
    "after the same in code": ("`[@xyz]`\n\n```\n[@xyz]\n```\n\n    [@xyz]\n\ntext [@xyz]", ["9:7"]),
    "after the same in a comment": ("<!-- [@xyz] -->\n\n\nText [@xyz]", ["4:7"]),
    "in a picture, after the same elsewhere": ("A [@alder2001] ![b [@alder2001]](c.png)", ["1:21"]),
    "in a quotation over two lines": ("> A [@alder2001;\n> @xyz]", ["2:3"]),
    "in a table": ("| a | b |\n|---|---|\n| c | [@xyz] |", ["3:8"]),
    "in a heading that does not close it": ("# A [@xyz\n\ntext]", ["1:6"]),
    "after a work named twice": ("[@alder2001; @alder2001; @xyz]", ["1:26"]),
    "after a longer key": ("[@xyz2; @xyz]", ["1:2", "1:9"]),
    "with code in it": ("[@alder2001] and [@alder2001 `x`]", ["1:19"]),
    "in an HTML block": ("Text.\n\n<div>[@alder2001]</div>", ["3:7"]),
    "in a sentence": ("A name@xyz, https://x.org/@xyz, @xyz2 and @xyz", ["1:33", "1:43"]),
    "in a sentence, after an escaped one": (r"A \@xyz \[@xyz] \*x @xyz", ["1:21"]),
    "in a list with places": ("[see @alder2001, p. 2; compare @xyz, p. 3]", ["1:32"]),
    "behind a name": ("A @alder2001 [p. 3] and @andrade\n[p. 4]", ["1:3", "1:25"]),
    "in unsupported syntax": ("A [-@andrade] -@andrade {@andrade}", ["1:5", "1:16", "1:26"]),
    "of a work that is not signed": ("A [@nobody] @nobody", ["1:13"]),
    "after emphasis and a footnote": ("*a*[^1] [@xyz]\n\n[^1]: b [@uvw]", ["1:10", "3:10"]),
}


@pytest.mark.parametrize(("source", "places"), PLACES.values(), ids=PLACES)
def test_a_mistake_is_found_in_the_file(source: str, places: list[str], tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    header = "---\ntitle: A\n---\n"
    file.write_text(header + source, "utf-8")
    document = convert(source)[1]
    assert document is not None
    found = [f"{problem.start.line - 3}:{problem.start.column}" for problem in problems_in(document, file)]
    assert found == places


BROKEN_FILES = {
    "not JSON": ('[\n  {"id": "a",}\n]', ":2:"),
    "not a list": ('{"id": "a"}', ":1:1  not CSL-JSON"),
    "an id twice": ('[\n {"id": "a"},\n {"id": "a"}\n]', ':3:9  the id "a" is taken'),
    "no id": ('[{"title": "a"}]', ':1:1  work 1 has no "id"'),
    "names as text": ('[{"id": "a", "author": "Alder A"}]', ':1:9  work "a": "author" has to be a list of names'),
}


@pytest.mark.parametrize(("text", "expected"), BROKEN_FILES.values(), ids=BROKEN_FILES)
def test_a_broken_references_file_is_named(text: str, expected: str, tmp_path: Path) -> None:
    file = tmp_path / "references.json"
    file.write_text(text, "utf-8")
    problems = load(file)[1]
    assert len(problems) == 1
    assert expected in str(problems[0])


def test_a_references_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "references.json"
    file.write_bytes('[{"id": "é"}]'.encode("latin-1"))
    assert "save it as UTF-8" in str(load(file)[1][0])


def test_of_two_works_with_one_id_the_first_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "references.json"
    file.write_text('[{"id": "a", "title": "First"}, {"id": "a", "title": "Second"}]', "utf-8")
    assert load(file)[0].works["a"]["title"] == "First"


def test_a_broken_references_file_is_one_mistake_not_one_for_each_citation(tmp_path: Path) -> None:
    file = tmp_path / "references.json"
    file.write_text("[", "utf-8")
    assert faults_of("A [@alder2001].", load(file)[0]) == []
