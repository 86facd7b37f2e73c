"""Sets the text of articles and pages with typographic quotes, dashes and ellipses; titles and summaries stay plain.

Pelican's own `TYPOGRIFY` also makes HTML of titles and summaries, which then shows as tags in `<title>`, feeds and
social cards: this plugin replaces it, does the same to the text, and reads the same further settings. It needs the
package typogrify, and keeps nothing between files. See docs/plugins/typography.md.
"""

import re
from collections.abc import Collection, Mapping
from itertools import groupby
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
    return "set it to False: this plugin sets the text, and leaves titles and summaries plain" if on else ""


SETTINGS = SettingsTable(
    "hamerkop.typography",
    [
        Setting("TYPOGRIFY", bool, False, "Pelican's own typography; has to be off", set_twice),
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
_LINE_END = re.compile(r"(?<=[^>\s])\n(?=[^<\s])")

_ADDRESS = re.compile(ADDRESS)

# Apostrophes that SmartyPants takes for opening quotes. A word or year that also ends in a quote is a quotation,
# '08 was good', unless it is never anything but shortened.
_QUOTATION = r"[^'<]*[^\s'(\[]'(?!\w)"
_APOSTROPHES = re.compile(
    r"(?<!\w)'(?=\d\ds\b)"  # the '90s
    rf"|(?<!\w)'(?=\d\d(?!\w)(?!{_QUOTATION}))"  # in '08
    r"|(?<!\w)'(?=t(?:is|isn|was|wasn|were|will|would|ain)\b)"
    rf"|(?<!\w)'(?=(?:bout|cause|cos|coz|em|fraid|gainst|n|neath|nuff|round|til|till)\b(?!{_QUOTATION}))"
    r"|(?<=\w\s)'(?=n'\s\w)|(?<=\w\s'n)'(?=\s\w)|(?<=\w\s’n)'(?=\s\w)"  # rock 'n' roll
    r"|(?<=\w)'(?=\d)",  # 5'10
    re.IGNORECASE,
)
_LONG_DASH = re.compile("(?<!-)---(?!-)")

# What SmartyPants changes, and the elements that it leaves alone.
_SMART = re.compile(r"""["'`\\]|--|\.\.|\.\ \.|&quot;|</?(?:pre|samp|code|tt|kbd|script|style|math)\b""", re.IGNORECASE)
MAX_AMPERSANDS = 20_000  # of one section: with an element around each the text would be ten times as long
_LONE_QUOTES = {'"', "'", "&quot;"}


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
    shield = dict(zip(map(ord, "-.'&"), marks.free, strict=True))
    text = _ADDRESS.sub(lambda address: _shielded(address[0], shield), text)
    if text.count("&") > MAX_AMPERSANDS:
        omit = {*omit, "amp"}
    for name in (name for name in FILTERS if name not in omit):
        text = _smartypants(text, section, dashes) if name == "smartypants" else getattr(filters, name)(text)
    text = _LINE_END.sub(" ", text.translate({ord(mark): code for code, mark in shield.items()}))
    return section.restore(_NUMBERED.sub(lambda number: chr(int(number[1])), text))


def _shielded(found: str, shield: Mapping[int, str]) -> str:
    address = without_punctuation(found)
    return address.translate(shield) + found[len(address) :]


def _smartypants(text: str, section: Section, dashes: Dashes) -> str:
    """Return *text* with what SmartyPants makes, after the apostrophes and dashes that it does not understand."""
    # Behind an element a quote ends something: SmartyPants sees only what follows it.
    begin = r"\A|" if section.after_inline else ""
    behind = rf"(?P<before>{begin}{section.marks.inline_end})"
    text = re.sub(rf"{behind}'", r"\g<before>’", text)
    text = re.sub(rf"(?P<before>\w(?:{section.marks.comment})+)'", r"\g<before>’", text)
    text = re.sub(rf'{behind}(?:"|&quot;)(?!\w)', r"\g<before>”", text)
    text = _APOSTROPHES.sub("’", text)
    if dashes == "default":
        text = _LONG_DASH.sub("--", text)
    shortened, left_out = _without_plain_runs(text, section.marks.letter)
    # w: &quot; is a quote too, as docutils writes it
    made = str(smartypants.smartypants(shortened, _DASHES[dashes] | smartypants.Attr.w))
    return re.sub(rf"<{section.marks.letter}(\d+)p>", lambda found: left_out[int(found[1])], made)


def _without_plain_runs(text: str, letter: str) -> tuple[str, list[str]]:
    """Return *text* with a mark for each run of tags and text in which SmartyPants changes nothing, and the runs.

    SmartyPants takes as long for a few letters between two tags as for a page of prose: 5 s for 100,000 of them.
    """
    tokens = [each for each in re.split("(<[^<>]*>)", text) if each]
    needed = [bool(_SMART.search(each)) for each in tokens]
    for index in (index for index, each in enumerate(tokens) if each in _LONE_QUOTES):
        # SmartyPants judges a lone quote by the text before it.
        before = next((each for each in range(index - 1, -1, -1) if not tokens[each].startswith("<")), index)
        needed[before] = True
    pieces: list[str] = []
    left_out: list[str] = []
    for is_needed, run in groupby(range(len(tokens)), key=needed.__getitem__):
        typed = "".join(tokens[index] for index in run)
        pieces.append(typed if is_needed else f"<{letter}{len(left_out)}p>")
        left_out += [] if is_needed else [typed]
    return "".join(pieces), left_out


def typeset_content(content: Content) -> None:
    """Replace the HTML of an article or page by its typeset form."""
    omit, ignore_tags, dashes = (
        SETTINGS.value(content.settings, f"TYPOGRIFY_{name}") for name in ("OMIT_FILTERS", "IGNORE_TAGS", "DASHES")
    )
    content._content = typeset(content._content, omit, ignore_tags, dashes)


def register() -> None:
    """Connect the plugin to Pelican's signals."""
    signals.initialized.connect(check_settings)
    steps.on(steps.typeset, typeset_content)
