"""Says on each article whether a clinician has reviewed it, when its sources were checked, and what is overdue.

[plugin] Articles get `review`, an object with `label`, `reviewed`, `detail`, `checked`, `due`, `overdue` and `lapsed`.

| setting               | default | meaning                                                      |
| --------------------- | ------- | ------------------------------------------------------------ |
| `REVIEW_STATUS_SHOWN` | `False` | True: every article says whether a clinician has reviewed it |
"""

import logging
from dataclasses import dataclass
from datetime import date
from typing import Any

from pelican import signals
from pelican.contents import Article

from hamerkop.shared.clock import build_day
from hamerkop.shared.dates import long_date
from hamerkop.shared.metadata_values import as_day
from hamerkop.shared.problems import Problem, display_path, log_problem, position_of

log = logging.getLogger(__name__)

LABELS = {
    "not-reviewed": "Not yet clinically reviewed",
    "in-review": "Clinical review under way",
    "reviewed": "Clinically reviewed",
}


@dataclass(frozen=True)
class Review:
    """What a reader is told about the checking of one article."""

    label: str
    reviewed: bool
    detail: str
    checked: date | None
    due: date | None
    overdue: bool
    lapsed: list[dict[str, Any]]


def review_of(fields: dict[str, Any], today: date) -> Review:
    """Return the review facts of an article from its front matter, as they stand on the day *today*.

    Raises ValueError if a field holds what it cannot: an unknown status, or text that is no day.
    """
    status = str(fields.get("clinical_review", "not-reviewed"))
    if status not in LABELS:
        raise ValueError(f'clinical_review is "{status}"; write {", ".join(LABELS)}')
    due = as_day(fields.get("next_review"))
    facts = [fact for fact in fields.get("check_by", []) if isinstance(fact, dict)]
    return Review(
        label=LABELS[status],
        reviewed=status == "reviewed",
        detail=_detail(fields) if status == "reviewed" else "",
        checked=as_day(fields.get("last_evidence_check")),
        due=due,
        overdue=due is not None and due < today,
        lapsed=[fact for fact in facts if fact["date"] < today],
    )


def _detail(fields: dict[str, Any]) -> str:
    reviewed = as_day(fields.get("reviewed"))
    if not reviewed or not fields.get("reviewer") or not fields.get("reviewer_role"):
        raise ValueError("clinical_review is reviewed: say reviewer, reviewer_role and reviewed, or write not-reviewed")
    return f"by {fields['reviewer']}, {fields['reviewer_role']}, {long_date(reviewed)}"


def add_review(content: Any) -> None:
    """Set `review` on an article as soon as it is read."""
    content.review = None
    if content.settings.get("REVIEW_STATUS_SHOWN") and isinstance(content, Article):
        try:
            content.review = review_of(content.metadata, build_day(content.settings))
            warn_of_age(content)
        except ValueError as error:
            place = position_of(content, "clinical_review")
            log_problem(Problem("D01", display_path(content.source_path), place, str(error)), content.settings)


def warn_of_age(content: Any) -> None:
    """Say when a site is published which pages are past their dates; readers of these pages are told too."""
    if not content.settings["SITEURL"] or content.status != "published":
        return
    aged = [f"due for review since {long_date(content.review.due)}"] if content.review.overdue else []
    aged += [f"check again: {fact['what']}" for fact in content.review.lapsed]
    for reason in aged:
        log.warning("%s  %s", display_path(content.source_path), reason)


def register() -> None:
    signals.content_object_init.connect(add_review)
