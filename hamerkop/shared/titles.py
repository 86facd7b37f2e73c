"""Titles, summaries and names as plain text, whichever reader made them: one function for each, for every place.

hamerkop.frontmatter reads plain text. Of other sources a title is what templates take it for: text where Jinja escapes
(`autoescape`), else HTML; docutils and `TYPOGRIFY` always make HTML. The same goes for names, which are typed in a
header or in the settings.
"""

from collections.abc import Sequence

from hamerkop.shared.html_source import VOID_ELEMENTS, Tag, strip_tags, tags_in
from hamerkop.shared.pelican_types import Content, NamedPage, Settings
from hamerkop.shared.records import TopicRecord, is_plain_text, record_of, templates_escape


def plain_title(content: Content) -> str:
    """Return the title of an article or page as plain text; "" if it has none."""
    title = str(getattr(content, "title", "") or "")
    return title if is_plain_text(content) else line_as_text(title)


def plain_summary(content: Content) -> str:
    """Return the summary of an article or page as plain text; "" if it has none."""
    summary = str(content.summary or "")
    if "summary" not in content.metadata:  # Pelican has cut it from the text
        return as_text(summary)
    return summary if is_plain_text(content, "summary") else line_as_text(summary)


def given_summary(content: Content) -> str:
    """Return the summary that the header of an article or page gives, as plain text; "" if it gives none."""
    summary = str(content.metadata.get("summary") or "")
    return summary if is_plain_text(content, "summary") else line_as_text(summary)


def has_plain_summary(content: Content) -> bool:
    """Return whether the summary of *content* is plain text: Pelican makes one of HTML where none is given."""
    return is_plain_text(content, "summary") and "summary" in content.metadata


def as_text(html: str) -> str:
    """Return the text of a piece of HTML in one line: no tags or comments, and characters for character references."""
    return " ".join(strip_tags(html).split())


def line_as_text(html: str) -> str:
    """Return the text of a line that somebody typed for templates that take it for HTML, as "AT&T <b>now</b>, <x>".

    A tag without its counterpart is text: what is not closed is more likely a word in angle brackets than an element.
    """
    if "<" not in html and "&" not in html:
        return html
    escaped, done = [], 0
    for tag in _unpaired(html):
        escaped += [html[done : tag.start], "&lt;"]
        done = tag.start + 1
    return as_text("".join([*escaped, html[done:]]))


def _unpaired(html: str) -> Sequence[Tag]:
    """Return the start tags without an end tag, and the end tags without a start tag, in order."""
    opened: dict[str, list[Tag]] = {}
    alone = []
    for tag in tags_in(html):
        if tag.closing and opened.get(tag.name):
            opened[tag.name].pop()
        elif tag.closing:
            alone.append(tag)
        elif tag.name not in VOID_ELEMENTS:
            opened.setdefault(tag.name, []).append(tag)
    return sorted([*alone, *(tag for tags in opened.values() for tag in tags)], key=lambda tag: tag.start)


def name_as_text(name: str, settings: Settings) -> str:
    """Return a name of a site, a tag, a category or an author as plain text."""
    return name if templates_escape(settings) else line_as_text(name)


def tag_title(tag: NamedPage) -> str:
    """Return the title that the vocabulary (hamerkop.topics) gives a tag, or else its name, as plain text."""
    topic = record_of(tag, TopicRecord)
    return topic.title if topic else plain_name(tag)


def plain_name(named: NamedPage) -> str:
    """Return the name of a tag, category or author as plain text."""
    return name_as_text(str(named.name), getattr(named, "settings", {}))


def site_text(settings: Settings, name: str) -> str:
    """Return a setting that readers see, such as SITENAME, as plain text; "" if it is not set."""
    return name_as_text(str(settings.get(name) or ""), settings)
