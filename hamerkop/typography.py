"""Sets the text of articles and pages with typographic quotes, dashes and ellipses; titles and summaries stay plain.

Pelican's own `TYPOGRIFY` also makes HTML of titles and summaries, which then shows as tags in `<title>`, feeds and
social cards: this plugin replaces it, does the same to the text, and reads the same further settings. It needs the
package typogrify, and keeps nothing between files. See docs/plugins/typography.md.
"""

import re
from collections.abc import Callable, Collection
from typing import Literal

from pelican import signals

from hamerkop.shared import steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.extras import extra
from hamerkop.shared.pelican_types import Content
from hamerkop.shared.problems import did_you_mean
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

# The end of a line within a passage is a space like any other, but for elements that keep their lines.
_LINE_END = re.compile(r"(?P<kept><(textarea|script|style)\b.*?</\2>)|(?<=[^>\s])\n(?=[^<\s])", re.DOTALL)

# SmartyPants takes an apostrophe behind the end of an element for an opening quote: [3]'s.
_APOSTROPHE = re.compile(r"(</(?:a|em|span|strong)>)'(?=\w)")
_APOSTROPHE_AT_START = re.compile(r"\A'(?=\w)")

# An address that is shown has to keep its hyphens, dots and quotes: private characters replace them meanwhile.
_SHOWN_ADDRESS = re.compile(r">\s*(?:https?://|doi\.org/|10\.\d{4,}/)[^<]*")
_SHIELD = {ord(character): 0xE000 + index for index, character in enumerate("-.'\"")}
_UNSHIELD = {private: character for character, private in _SHIELD.items()}


def typeset(
    html: str, omit: Collection[str] = (), ignore_tags: Collection[str] = (), dashes: Dashes = "default"
) -> str:
    """Return *html* with typographic quotes, dashes and ellipses, outside tags and code.

    *omit*: names in :data:`FILTERS`. *ignore_tags*: elements that are left alone, in the syntax of Typogrify.
    """
    apply = _filters(omit, dashes)
    pieces: list[str] = []
    for text, changes in filters.process_ignores(html, ignore_tags):
        if changes and pieces:  # it follows an element that is left alone
            text = _APOSTROPHE_AT_START.sub("’", text)
        pieces.append(_typeset_section(text, apply) if changes else text)
    return "".join(pieces)


def _filters(omit: Collection[str], dashes: Dashes) -> list[Callable[[str], str]]:
    """Return the filters to apply, in their order."""
    attributes = _DASHES[dashes] | smartypants.Attr.w  # w: &quot; is a quote too, as docutils writes it
    known = {name: getattr(filters, name) for name in FILTERS}
    known["smartypants"] = lambda text: smartypants.smartypants(text, attributes)
    return [known[name] for name in FILTERS if name not in omit]


def _typeset_section(html: str, apply: Collection[Callable[[str], str]]) -> str:
    html = _APOSTROPHE.sub(r"\1’", html)
    html = _SHOWN_ADDRESS.sub(lambda address: address[0].translate(_SHIELD), html)
    for each in apply:
        html = each(html)
    html = _LINE_END.sub(lambda end: end["kept"] or " ", html.translate(_UNSHIELD))
    return _NUMBERED.sub(lambda number: chr(int(number[1])), html)


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
