"""Finds what is valid and probably not meant in one Markdown article or page: all checks of its text and its header."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from hamerkop.checks.checked_text import CheckedText
from hamerkop.checks.code_blocks import blocks_as_code_problems, fence_problems, prose_as_code_problems
from hamerkop.checks.days_in_text import day_problems
from hamerkop.checks.elements import comment_problems, element_problems, presentation_problems
from hamerkop.checks.excuse_comments import excuse_problems
from hamerkop.checks.header import (
    FIELDS,
    REVIEW_YEARS_AHEAD,
    YEARS_AHEAD,
    Header,
    date_problems,
    file_name_problems,
    header_problems,
)
from hamerkop.checks.headings import heading_problems
from hamerkop.checks.leftovers import leftover_problems
from hamerkop.checks.letters import apostrophe_problems, letter_problems
from hamerkop.checks.lists import flat_list_problems, list_problems
from hamerkop.checks.lost_links import lost_address_problems
from hamerkop.checks.marks import (
    conflict_problems,
    diff_problems,
    field_at_end_problems,
    garbled_problems,
    invisible_problems,
    no_text_problems,
    second_header_problems,
    space_problems,
)
from hamerkop.checks.numbers import number_problems
from hamerkop.checks.paragraphs import cut_problems, quotation_problems, repetition_problems
from hamerkop.checks.prose import (
    citation_problems,
    confused_word_problems,
    doubled_word_problems,
    footnote_problems,
    link_text_problems,
)
from hamerkop.checks.punctuation import decimal_problems, punctuation_problems
from hamerkop.checks.tables import table_problems
from hamerkop.shared.clock import build_day
from hamerkop.shared.inputs import declare_day
from hamerkop.shared.pelican_types import Content, Settings
from hamerkop.shared.problems import START, Problem, display_path, level_of
from hamerkop.shared.records import BIBLIOGRAPHY, is_plain_text, templates_escape
from hamerkop.shared.rules import OFF
from hamerkop.shared.source_text import source_text

TEXT_CHECKS: list[Callable[[CheckedText], Iterable[Problem]]] = [
    conflict_problems,
    diff_problems,
    fence_problems,
    list_problems,
    flat_list_problems,
    table_problems,
    space_problems,
    footnote_problems,  # says what was meant, where a leftover is one without a note
    leftover_problems,
    lost_address_problems,
    heading_problems,
    second_header_problems,
    field_at_end_problems,
    prose_as_code_problems,
    blocks_as_code_problems,
    element_problems,
    comment_problems,
    presentation_problems,
    excuse_problems,
    garbled_problems,
    invisible_problems,
    letter_problems,
    apostrophe_problems,
    quotation_problems,
    cut_problems,
    punctuation_problems,
    decimal_problems,
    day_problems,
    repetition_problems,
    doubled_word_problems,
    confused_word_problems,
    link_text_problems,
]


def slips_in(content: Content, body: int) -> list[Problem]:
    """Return the problems of a Markdown article or page, of which the text below the header begins at *body*."""
    text = _text_of(content, body)
    problems = [problem for check in TEXT_CHECKS for problem in check(text)]
    problems += _of_settings(text, content)
    header = Header(
        text.path, text.source[:body], content.metadata, _plain_fields(content), templates_escape(content.settings)
    )
    today = build_day(content._context or {})
    _declare_day(content, today)
    return _without_repetitions(
        [*problems, *header_problems(header), *date_problems(header, today), *file_name_problems(text.path)]
    )


def _text_of(content: Content, body: int) -> CheckedText:
    language = str(getattr(content, "lang", "") or content.settings.get("DEFAULT_LANG") or "en").lower()
    tab_length = (content.settings.get("MARKDOWN") or {}).get("tab_length", 4)
    path = display_path(content.source_path)
    return CheckedText(path, source_text(content), body, content._content or "", language, tab_length)


def _of_settings(text: CheckedText, content: Content) -> Iterator[Problem]:
    """Yield the problems that depend on the kind of the text, or on the site."""
    if getattr(content, "date", None) is not None and hasattr(content, "category"):
        yield from no_text_problems(text)
    if bibliography := BIBLIOGRAPHY.get(content._context):
        yield from citation_problems(text, bibliography.items)
    if is_on("N01", content.settings):
        yield from number_problems(text)


def is_on(rule: str, settings: Settings) -> bool:
    """Return whether a site reports the *rule*."""
    return level_of(Problem(rule, "", START, ""), settings) != OFF


def _plain_fields(content: Content) -> frozenset[str]:
    return frozenset(field for field in FIELDS if is_plain_text(content, field))


def _declare_day(content: Content, today: date) -> None:
    """Declare the days from which on a date of an article that is far ahead is plausible."""
    days = [(content.metadata.get("date"), YEARS_AHEAD), (content.metadata.get("next_review"), REVIEW_YEARS_AHEAD)]
    facts = content.metadata.get("check_by")
    for fact in facts if isinstance(facts, list) else ():
        days.append((fact.get("date") if isinstance(fact, dict) else None, REVIEW_YEARS_AHEAD))
    for day, years in days:
        if isinstance(day, date) and day.year > today.year + years:
            declare_day(content, date(day.year - years, 1, 1))


def _without_repetitions(problems: list[Problem]) -> list[Problem]:
    """Return *problems* with one of those that are at the same place by the same rule."""
    return list({(each.rule, each.start): each for each in reversed(problems)}.values())[::-1]
