"""Shows on each article whether a clinician has reviewed it, when its sources were checked, and what is out of date.

All of it comes from the front matter. The page is docs/plugins/review_status.md. Nothing is kept but each article's
own record, which will be another one on the days that are declared as inputs.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from pelican import signals
from pelican.contents import Article

from hamerkop.shared import steps
from hamerkop.shared.clock import build_day
from hamerkop.shared.contract import Contract
from hamerkop.shared.dates import long_date
from hamerkop.shared.inputs import declare_day
from hamerkop.shared.metadata_values import as_day
from hamerkop.shared.pelican_types import Content, Metadata
from hamerkop.shared.problems import Problem, did_you_mean, display_path, log_problem, position_of
from hamerkop.shared.records import Review, ReviewRecord, attach
from hamerkop.shared.settings import SettingsTable, check_settings

SETTINGS = SettingsTable("hamerkop.review_status", [])
CONTRACT = Contract(sets=(ReviewRecord,), rules=("D01", "D02", "D03"))
LABELS = {
    "not-reviewed": "Not yet clinically reviewed",
    "in-review": "Clinical review under way",
    "reviewed": "Clinically reviewed",
}
DETAILS = ("reviewer", "reviewer_role", "reviewed")  # what a review needs, and what nothing else may have


class InvalidReview(ValueError):
    """A front-matter field of which no review can be made: its name, and the message for the writer."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field} {message}")
        self.field = field


def review_of(metadata: Metadata, today: date) -> Review:
    """Return what the front matter of an article says about its review, seen on the day *today*.

    Raises InvalidReview for an unknown status, a value that is no day, or half of a review.
    """
    status = _status(metadata)
    due = _day(metadata, "next_review")
    return Review(
        label=LABELS[status],
        reviewed=status == "reviewed",
        detail=_reviewer(metadata) if status == "reviewed" else "",
        checked=_day(metadata, "last_evidence_check"),
        due=due,
        overdue=due is not None and due < today,
        lapsed=tuple(fact for fact in facts_of(metadata) if fact["date"] < today),
    )


def _status(metadata: Metadata) -> str:
    """Return the review status. A page that was not reviewed must not name a reviewer."""
    status = str(metadata.get("clinical_review") or "not-reviewed")
    if status not in LABELS:
        hint = did_you_mean(status, LABELS) or f"; write one of {', '.join(LABELS)}"
        raise InvalidReview("clinical_review", f'is "{status}"{hint}')
    named = [field for field in DETAILS if metadata.get(field)]
    if named and status != "reviewed":
        raise InvalidReview(named[0], "is given, and clinical_review is not reviewed; remove the line")
    return status


def _reviewer(metadata: Metadata) -> str:
    """Return who reviewed, and when. A page that was reviewed must say both."""
    reviewed = _day(metadata, "reviewed")
    missing = [field for field in DETAILS if not metadata.get(field)]
    if missing or not reviewed:
        message = f"is reviewed: add {' and '.join(missing)}, or write not-reviewed"
        raise InvalidReview("clinical_review", message)
    return f"by {metadata['reviewer']}, {metadata['reviewer_role']}, {long_date(reviewed)}"


def _day(metadata: Metadata, field: str) -> date | None:
    try:
        return as_day(metadata.get(field))
    except ValueError:
        raise InvalidReview(field, f'is "{metadata[field]}"; write a day such as 2026-11-22') from None


def facts_of(metadata: Metadata) -> list[Mapping[str, Any]]:
    """Return the `check_by` entries of an article, each `{date, what}` and more, with its date as a date.

    Raises InvalidReview if they are anything else.
    """
    entries = metadata.get("check_by") or []
    if not isinstance(entries, list | tuple):
        raise InvalidReview("check_by", "is text; write a list of {date: 2026-10-01, what: the statement to check}")
    return [_fact(entry) for entry in entries]


def _fact(entry: object) -> Mapping[str, Any]:
    if not isinstance(entry, Mapping) or not entry.get("date") or not entry.get("what"):
        raise InvalidReview("check_by", f"has {entry}; write {{date: 2026-10-01, what: the statement to check}}")
    return {**entry, "date": _day(dict(entry), "date")}


def days_of_change(metadata: Metadata, today: date) -> Iterator[date]:
    """Yield the days after *today* from which on the review of this front matter will be another one."""
    last_days = [_day(metadata, "next_review"), *(fact["date"] for fact in facts_of(metadata))]
    yield from (day + timedelta(days=1) for day in last_days if day and day >= today)


def attach_review(content: Content) -> None:
    """Set `review` on an article. Receiver of `derive`."""
    if not isinstance(content, Article):
        return
    today = build_day(content._context or dict(content.settings))  # a copy: nothing is kept in the settings
    try:
        review = review_of(content.metadata, today)
    except InvalidReview as error:
        attach(content, ReviewRecord(None))
        position = position_of(content, error.field)
        log_problem(Problem("D01", display_path(content.source_path), position, str(error)), content.settings)
        return
    attach(content, ReviewRecord(review))
    for day in days_of_change(content.metadata, today):
        declare_day(content, day)
    report_age(content, review)


def report_age(content: Content, review: Review) -> None:
    """Log what is out of date on an article that a public site, one with a `SITEURL`, publishes."""
    if not content.settings["SITEURL"] or content.status != "published":
        return
    path = display_path(content.source_path)
    if review.overdue and review.due:
        message = f"due for review since {long_date(review.due)}; review the article and change next_review"
        log_problem(Problem("D02", path, position_of(content, "next_review"), message), content.settings)
    for fact in review.lapsed:
        message = f"check again: {fact['what']}; then change or remove the entry in check_by"
        log_problem(Problem("D03", path, position_of(content, "check_by"), message), content.settings)


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    steps.on(steps.derive, attach_review)
