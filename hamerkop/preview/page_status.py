"""Says who can read an article or page: everybody, or nobody yet, and from which day on."""

from datetime import date
from typing import Any, NamedTuple

from hamerkop.shared.clock import build_time
from hamerkop.shared.dates import long_date
from hamerkop.shared.pelican_types import Content, Context
from hamerkop.shared.records import is_scheduled


class Status(NamedTuple):
    """*kind* is "published", "draft", "scheduled", "hidden" or another status; *day* that on which it is published."""

    kind: str
    day: date | None = None

    @property
    def text(self) -> str:
        """Return what a writer reads about it; "" if it is published."""
        if self.day:
            return f"Scheduled for {long_date(self.day)}"
        texts = {"published": "", "draft": "Draft, not published", "hidden": "Hidden: published, but in no list"}
        return texts.get(self.kind, self.kind)


def status_of(content: Content, context: Context) -> Status:
    """Return the status of an article or page."""
    if is_scheduled(content) or _is_held_back_by_pelican(content, context):
        return Status("scheduled", content.date.date())
    return Status(str(content.status))


def _is_held_back_by_pelican(content: Any, context: Context) -> bool:
    """Return whether an article is a draft only because of its date, with `WITH_FUTURE_DATES = False`."""
    said = str(content.metadata.get("status") or "published").lower()
    day = getattr(content, "date", None)
    return content.status == "draft" != said and bool(day and day.tzinfo and day > build_time(context))
