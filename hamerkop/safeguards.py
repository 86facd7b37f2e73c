"""Puts help first, and says honestly who has reviewed a page and whether it is out of date.

[plugin] For a publication whose readers may be ill or frightened. Articles and pages get:

* `help_box`: True where the help lines are to stand before the text;
* `review`: None, or an object with `label`, `reviewed`, `detail`, `checked`, `due`, `overdue` and `lapsed`.

| setting            | default | meaning                                                               |
| ------------------ | ------- | --------------------------------------------------------------------- |
| `HELP_BOX_TAGS`    | `[]`    | tags whose articles begin with the help box                           |
| `CLINICAL_REVIEW`  | `False` | True: every article says whether a clinician has reviewed it          |
| `HELP_LINES`       | `None`  | the help lines; in the texts of its `box` each number becomes a link  |
"""

import logging
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup, escape
from pelican import signals
from pelican.contents import Article

from hamerkop.clock import build_day
from hamerkop.dates import in_words
from hamerkop.problems import Problem, display_path, log_problem, position_of
from hamerkop.values import as_day

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
    return f"by {fields['reviewer']}, {fields['reviewer_role']}, {in_words(reviewed)}"


def needs_help_box(tags: list[Any], help_tags: list[str]) -> bool:
    return any(str(tag) in help_tags for tag in tags)


def add_safeguards(content: Any) -> None:
    """Set `help_box` and `review` on an article or page as soon as it is read."""
    settings = content.settings
    content.help_box = needs_help_box(getattr(content, "tags", []), settings.get("HELP_BOX_TAGS", []))
    content.review = None
    if settings.get("CLINICAL_REVIEW") and isinstance(content, Article):
        try:
            content.review = review_of(content.metadata, build_day(settings))
            warn_of_age(content)
        except ValueError as error:
            log_problem(
                Problem(display_path(content.source_path), *position_of(content, "clinical_review"), str(error))
            )


def warn_of_age(content: Any) -> None:
    """Say when a site is published which pages are past their dates; readers of these pages are told too."""
    if not content.settings["SITEURL"] or content.status != "published":
        return
    aged = [f"due for review since {in_words(content.review.due)}"] if content.review.overdue else []
    aged += [f"check again: {fact['what']}" for fact in content.review.lapsed]
    for reason in aged:
        log.warning("%s  %s", display_path(content.source_path), reason)


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
    try:
        for passage in help_lines["box"]:
            passage["html"] = with_links(passage["text"], addresses(help_lines))
    except (KeyError, TypeError) as error:
        form = "box: [{heading, text}], places: [{name, lines: [{how: [{kind, value, href}]}]}]"
        log.error("HELP_LINES lacks %s; its form is %s", error, form)


def register() -> None:
    signals.initialized.connect(link_help_lines)
    signals.content_object_init.connect(add_safeguards)
