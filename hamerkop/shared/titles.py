"""Titles and summaries as plain text, whichever reader made them, and the titles of tags.

hamerkop.frontmatter reads plain text; the other readers of Pelican make HTML of a title, and so does `TYPOGRIFY`.
"""

from hamerkop.shared.html_source import strip_tags
from hamerkop.shared.pelican_types import Content, NamedPage
from hamerkop.shared.records import TopicRecord, is_plain_text, record_of


def plain_title(content: Content) -> str:
    """Return the title of an article or page as plain text; "" if it has none."""
    title = str(getattr(content, "title", "") or "")
    return title if is_plain_text(content) else as_text(title)


def plain_summary(content: Content) -> str:
    """Return the summary of an article or page as plain text; "" if it has none."""
    summary = str(content.summary or "")
    return summary if has_plain_summary(content) else as_text(summary)


def has_plain_summary(content: Content) -> bool:
    """Return whether the summary of *content* is plain text: Pelican makes one of HTML where none is given."""
    return is_plain_text(content, "summary") and "summary" in content.metadata


def as_text(html: str) -> str:
    """Return the text of a piece of HTML in one line: no tags or comments, and characters for character references."""
    return " ".join(strip_tags(html).split())


def tag_title(tag: NamedPage) -> str:
    """Return the title that the vocabulary (hamerkop.topics) gives a tag, or else its name."""
    topic = record_of(tag, TopicRecord)
    return topic.title if topic else tag.name
