"""Sets the text of articles and pages with typographic quotes, dashes and ellipses; titles and summaries stay plain.

Pelican's own `TYPOGRIFY` also makes HTML of titles and summaries, which then shows as tags in `<title>`, feeds and
social cards: this plugin replaces it, does the same to the text, and reads the same further settings. It needs the
package typogrify, and keeps nothing between files. See docs/plugins/typography.md.
"""

import re
from collections.abc import Collection, Mapping
from functools import partial
from string import ascii_uppercase
from typing import Literal

from pelican import signals

from hamerkop.shared import steps
from hamerkop.shared.addresses import ADDRESS, without_punctuation
from hamerkop.shared.contract import Contract
from hamerkop.shared.extras import extra
from hamerkop.shared.pelican_types import Content
from hamerkop.shared.problems import did_you_mean
from hamerkop.shared.prose_in_html import Section, sections_of
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.summaries import automatic_summary

with extra("typography"):
    import smartypants
    from typogrify import filters


FILTERS = ("amp", "smartypants", "caps", "initial_quotes", "widont")  # in the order in which Typogrify applies them
Dashes = Literal["default", "oldschool", "oldschool_inverted"]
_DASHES = {
    "default": smartypants.Attr.set1,
    "oldschool": smartypants.Attr.set2,
    "oldschool_inverted": smartypants.Attr.set3,
}


def unknown_filter(names: Collection[str]) -> str:
    """Return what to write instead of the first name in *names* that is no filter of Typogrify, or ""."""
    wrong = next((name for name in names if name not in FILTERS), None)
    there_are = f"; there are {', '.join(FILTERS)}"
    return "" if wrong is None else f'there is no filter "{wrong}"{did_you_mean(wrong, FILTERS) or there_are}'


def set_twice(on: bool) -> str:
    """Return what to do if Pelican's `TYPOGRIFY` is *on* too, or ""."""
    advice = "set it to False: until then Pelican sets texts, titles and summaries, and this plugin nothing"
    return advice if on else ""


SETTINGS = SettingsTable(
    "hamerkop.typography",
    [
        Setting(
            "TYPOGRIFY", bool, False, "Pelican's own typography; while it is on, this plugin does nothing", set_twice
        ),
        Setting(
            "TYPOGRIFY_OMIT_FILTERS",
            list[str],
            [],
            f"filters of Typogrify that are left out, of {', '.join(FILTERS)}; by default, as in Pelican, none is",
            unknown_filter,
        ),
        Setting(
            "TYPOGRIFY_IGNORE_TAGS",
            list[str],
            [],
            "elements whose text is left alone besides `pre` and `code`: `kbd`, `.raw`, `#verse`, `p.poem`",
        ),
        Setting(
            "TYPOGRIFY_DASHES",
            Dashes,
            "default",
            "which dashes are made: `--` —; oldschool: `--` –, `---` —; oldschool_inverted: `--` —, `---` –",
        ),
    ],
    prefixes=("TYPOGRIFY_", "TYPOGRAPHY_"),
)
CONTRACT = Contract()


# SmartyPants writes dashes, quotes and the ellipsis as numbers; as characters they are shorter.
_NUMBERED = re.compile("&#(8211|8212|8216|8217|8220|8221|8230);")

# The end of a line within a passage is a space like any other.
_LINE_END = re.compile(r"\n(?<=[^>\s]\n)(?=[^<\s])")

_ADDRESS = re.compile(ADDRESS)
# What Typogrify would change in an address.
_SHIELDED = f"-.'&\\{ascii_uppercase}"

# Apostrophes that SmartyPants takes for opening quotes. A word or year that also ends in a quote is a quotation,
# '08 was good', unless it is never anything but shortened.
_QUOTATION = r"[^'<]*[^\s'(\[]'(?!\w)"
_APOSTROPHES = re.compile(
    r"'(?:(?<!\w')(?:"
    r"(?=\d\d(?:s|ers)\b)"  # the '90s
    rf"|(?=\d\d(?!\w)(?!{_QUOTATION}))"  # in '08
    r"|(?=t(?:is|isn|was|wasn|were|will|would|ain)\b)"
    rf"|(?=(?:bout|cause|cos|coz|em|fraid|gainst|hood|n|neath|nuff|round|til|till)\b(?!{_QUOTATION}))"
    r")|(?<=\w\s')(?=n'\s\w)|(?<=\w\s'n')(?=\s\w)|(?<=\w\s’n')(?=\s\w)"  # rock 'n' roll
    r"|(?<=\w')(?=\d))",  # 5'10
    re.IGNORECASE,
)
# What SmartyPants changes, and the elements whose text it leaves alone, here without their end tags.
_SMARTENED = re.compile(r"""['"\\`]|&quot;|--|\.\.\.|\. \. \.""")
_UNCLOSED = re.compile(r"<(?:pre|samp|code|tt|kbd|script|style|math)\b", re.IGNORECASE)
_TAG = re.compile("(<[^>]*>)")
# SmartyPants makes an apostrophe of each of these, whatever else is in the text; not of both in it's's.
_WITHIN_WORD = re.compile(r"(?<=\w)(?<!'s)'(?=[^\W\d](?!'))")
_QUOTES = ("'", '"', "&quot;")
# Part of each match of the filter `caps`, and of _SPACE_BEHIND_INITIALS.
_CAPITALS = re.compile(r"[A-Z](?:\d*|\.\s?)[A-Z]")
_LONG_DASH = re.compile("---(?<!----)(?!-)")
# Typogrify loses the space behind such letters before anything but a letter or digit: D. M. (1982).
_SPACE_BEHIND_INITIALS = re.compile(r"(\b[A-Z]+\.\s?(?:[A-Z]+\.\s?){0,9}[A-Z]+\.)(\s)(?=\W)")

MAX_AMPERSANDS = 20_000  # of one section: with an element around each the text would be ten times as long


def typeset(
    html: str, omit: Collection[str] = (), ignore_tags: Collection[str] = (), dashes: Dashes = "default"
) -> str:
    """Return *html* with typographic quotes, dashes and ellipses, outside tags, comments, code and addresses.

    *omit*: names in :data:`FILTERS`. *ignore_tags*: elements that are left alone, in the syntax of Typogrify.
    """
    sections = sections_of(html, ("pre", "code", *ignore_tags))
    return "".join(_typeset_section(each, omit, dashes) if each.prose else each.text for each in sections)


def _typeset_section(section: Section, omit: Collection[str], dashes: Dashes) -> str:
    text, marks = section.text, section.marks
    shield = dict(zip(map(ord, _SHIELDED), marks.free, strict=True))
    text, addresses = _ADDRESS.subn(lambda address: _shielded(address[0], shield), text)
    breaks = "\\\\" in text  # a line end in a formula; SmartyPants makes one backslash of the two
    text = text.replace("\\\\", 2 * shield[ord("\\")]) if breaks else text
    if text.count("&") > MAX_AMPERSANDS:
        omit = {*omit, "amp"}
    for name in (name for name in FILTERS if name not in omit):
        text = _filtered(name, text, section, dashes)
    if addresses or breaks:
        text = text.translate({ord(mark): code for code, mark in shield.items()})
    text = _LINE_END.sub(" ", text)
    return section.restore(_NUMBERED.sub(lambda number: chr(int(number[1])), text))


def _filtered(name: str, text: str, section: Section, dashes: Dashes) -> str:
    """Return *text* with what the filter *name* makes."""
    if name == "smartypants":
        return _smartypants(text, section, dashes)
    if name == "amp" and "&" not in text:  # amp reads all of a text
        return text
    if name == "caps":
        if not _CAPITALS.search(text):
            return text
        text = _SPACE_BEHIND_INITIALS.sub(r"\1\2\2", text)
    return str(getattr(filters, name)(text))


def _shielded(found: str, shield: Mapping[int, str]) -> str:
    address = without_punctuation(found)
    return address.translate(shield) + found[len(address) :]


def _smartypants(text: str, section: Section, dashes: Dashes) -> str:
    """Return *text* with what SmartyPants makes, after the apostrophes and dashes that it does not understand."""
    # Behind an element a quote ends something: SmartyPants sees only what follows it. Elements and comments end in ">".
    begin = r"\A|" if section.after_inline else ""
    behind = rf"(?P<before>{begin}{section.marks.inline_end})"
    if begin or ">'" in text:
        text = re.sub(rf"{behind}'", r"\g<before>’", text)
        text = re.sub(rf"(?P<before>\w(?:{section.marks.comment})+)'", r"\g<before>’", text)
    if begin or '>"' in text or ">&quot;" in text:
        text = re.sub(rf'{behind}(?:"|&quot;)(?!\w)', r"\g<before>”", text)
    text = _APOSTROPHES.sub("’", text)
    if dashes == "default":
        text = _LONG_DASH.sub("--", text)
    # w: &quot; is a quote too, as docutils writes it
    return _smarten(text, _DASHES[dashes] | smartypants.Attr.w)


def _smarten(text: str, attributes: int) -> str:
    """Return what SmartyPants makes of *text*: it takes 40 µs for each text between tags, and most have nothing for it.

    It looks at the end of the text before a tag, if only a quote stands between that tag and the next.
    """
    if not _SMARTENED.search(text):
        return text
    if _UNCLOSED.search(text):
        return str(smartypants.smartypants(text, attributes))
    pieces, before = _TAG.split(text), ""
    for number in range(0, len(pieces), 2):
        piece = pieces[number]
        if _SMARTENED.search(piece):
            words = _WITHIN_WORD.sub("’", piece)
            context = ("x<i>" if before[-1:].strip() else " <i>") if words in _QUOTES else ""
            if _SMARTENED.search(words):
                wanted = attributes if any(quote in words for quote in _QUOTES) else attributes & ~smartypants.Attr.q
                words = smartypants.smartypants(context + words, wanted)[len(context) :]
            pieces[number] = words
        before = piece or before
    return "".join(pieces)


def typeset_content(content: Content) -> None:
    """Replace the HTML of an article or page by its typeset form, and let its summary end at the same word as before.

    Pelican counts "it’s" as two words, and "it's" as one. Nothing is done if Pelican sets the text itself: the filters
    are not made for text that is typeset.
    """
    if content.settings["TYPOGRIFY"]:
        return
    omit, ignore_tags, dashes = (
        SETTINGS.value(content.settings, f"TYPOGRIFY_{name}") for name in ("OMIT_FILTERS", "IGNORE_TAGS", "DASHES")
    )
    change = partial(typeset, omit=omit, ignore_tags=ignore_tags, dashes=dashes)
    before = content._content
    content._content = change(before)
    if content.settings["SUMMARY_MAX_LENGTH"] is not None and "summary" not in content.metadata:
        summary = automatic_summary(content)
        summary.change, summary.before, summary.after = change, before, content._content


def register() -> None:
    """Connect the plugin to Pelican's signals."""
    signals.initialized.connect(check_settings)
    steps.on(steps.typeset, typeset_content)
