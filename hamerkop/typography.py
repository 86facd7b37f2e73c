"""Gives the text of articles and pages typographic quotes and dashes, and leaves titles and summaries alone.

[plugin] Pelican's own TYPOGRIFY setting also rewrites titles and summaries into HTML, which then shows as tags
in `<title>`, feeds and social cards. Leave it off where this plugin is on. Needs typogrify.

| setting                | default                              | meaning                                   |
| ---------------------- | ------------------------------------ | ----------------------------------------- |
| `TYPOGRIFY_OMIT_FILTERS` | `["amp", "caps", "initial_quotes"]`  | Typogrify's filters that are not applied  |

The three filters left out wrap signs in `<span>`s for styling; our theme does not style them.
"""

import re
from typing import Any

from pelican import signals
from typogrify.filters import typogrify

LEAVE_OUT = ["amp", "caps", "initial_quotes"]

# The signs that SmartyPants writes as numbers: dashes, quotes and the ellipsis. As letters they weigh less.
_NUMBERED = re.compile("&#(8211|8212|8216|8217|8220|8221|8230);")


# Where a writer's line ends within a passage, outside of what keeps its lines: there it is a space like any other.
_LINE_END = re.compile(r"(?P<kept><(pre|textarea|script|style)\b.*?</\2>)|(?<=[^>\s])\n(?=[^<\s])", re.DOTALL)

# Behind the end of an element SmartyPants takes it for an opening quote: [3]'s.
_APOSTROPHE = re.compile(r"(</(?:a|code|em|span|strong)>)'(?=\w)")

# An address that is shown must stay what it is, with its hyphens, dots and quotes.
_SHOWN_ADDRESS = re.compile(r">\s*(?:https?://|doi\.org/|10\.\d{4,}/)[^<]*<")
_SHIELD = {ord(sign): 0xE000 + place for place, sign in enumerate("-.'\"")}
_UNSHIELD = {code: sign for sign, code in _SHIELD.items()}


def typeset(html: str, leave_out: list[str]) -> str:
    """Return *html* with typographic quotes, dashes and ellipses, outside code and attributes."""
    html = _APOSTROPHE.sub(r"\1’", html)
    shielded = _SHOWN_ADDRESS.sub(lambda address: address[0].translate(_SHIELD), html)
    done = str(typogrify(shielded, **dict.fromkeys(leave_out, False))).translate(_UNSHIELD)
    done = _LINE_END.sub(lambda end: end["kept"] or " ", done)
    return _NUMBERED.sub(lambda match: chr(int(match[1])), done)


def typeset_content(content: Any) -> None:
    """Set the text of an article or page; a static file has none."""
    if content._content:
        content._content = typeset(content._content, content.settings.get("TYPOGRIFY_OMIT_FILTERS", LEAVE_OUT))


def register() -> None:
    signals.content_object_init.connect(typeset_content)
