"""Puts help lines before the text of articles on hard subjects.

[plugin] Articles and pages get `help_box`: True where the help lines are to come before the text.

| setting         | default | meaning                                                              |
| --------------- | ------- | -------------------------------------------------------------------- |
| `HELP_BOX_TAGS` | `[]`    | tags whose articles begin with the help box                          |
| `HELP_LINES`    | `None`  | the help lines; in the texts of its `box` each number becomes a link |
"""

import logging
import re
from typing import Any

from markupsafe import Markup, escape
from pelican import signals

log = logging.getLogger(__name__)


def needs_help_box(tags: list[Any], help_tags: list[str]) -> bool:
    return any(str(tag) in help_tags for tag in tags)


def add_help_box(content: Any) -> None:
    """Set `help_box` on an article or page as soon as it is read."""
    content.help_box = needs_help_box(getattr(content, "tags", []), content.settings.get("HELP_BOX_TAGS", []))


def addresses(help_lines: dict[str, Any]) -> dict[str, str]:
    """Return where each number and address in the help lines leads: "988" to tel:988."""
    ways = [way for place in help_lines.get("places", []) for line in place["lines"] for way in line["how"]]
    # A number to call and to text is called: the first way named is the one to offer.
    return {way["value"]: way["href"] for way in reversed(ways)}


def with_links(text: str, known: dict[str, str]) -> Markup:
    """Return *text* as HTML in which each known number or address can be tapped."""
    longest_first = sorted(known, key=lambda value: (-len(value), value))
    names = re.compile("|".join(rf"(?<![\w.]){re.escape(value)}(?!\w)" for value in longest_first) or r"(?!)")
    link = Markup('<a href="{}">{}</a>')
    pieces, end = [], 0
    for match in names.finditer(text):
        pieces += [escape(text[end : match.start()]), link.format(known[match[0]], match[0].replace(" ", "\u00a0"))]
        end = match.end()
    return Markup("").join([*pieces, escape(text[end:])])


def link_help_lines(pelican: Any) -> None:
    """Make the numbers in the help box links: a reader on a phone should only have to tap."""
    help_lines = pelican.settings.get("HELP_LINES")
    if not help_lines:
        return
    pelican.settings["help_lines"] = help_lines
    try:
        for passage in help_lines["box"]:
            passage["html"] = with_links(passage["text"], addresses(help_lines))
    except (KeyError, TypeError) as error:
        form = "box: [{heading, text}], places: [{name, lines: [{how: [{kind, value, href}]}]}]"
        log.error("HELP_LINES lacks %s; its form is %s", error, form)


def register() -> None:
    signals.initialized.connect(link_help_lines)
    signals.content_object_init.connect(add_help_box)
