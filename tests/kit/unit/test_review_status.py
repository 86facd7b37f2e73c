"""What the front matter says about a review, seen on a day."""

from datetime import UTC, date, datetime

import pytest
from pelican.contents import Article

from hamerkop.review_status import InvalidReview, attach_review, days_of_change, review_of
from hamerkop.shared.inputs import inputs_of

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("next_review", "overdue"),
    [(date(2026, 11, 21), True), (date(2026, 11, 22), False), ("2026-11-21", True), (None, False)],
)
def test_a_review_is_overdue_from_the_day_after_its_date(next_review, overdue):
    assert review_of({"next_review": next_review}, TODAY).overdue is overdue


def test_a_fact_lapses_on_the_day_after_its_date():
    facts = [{"date": date(2026, 11, day), "what": str(day)} for day in (21, 22, 23)]
    assert [fact["what"] for fact in review_of({"check_by": facts}, TODAY).lapsed] == ["21"]


def test_the_days_on_which_the_text_will_change_are_the_days_after_dates_to_come():
    fields = {
        "next_review": date(2026, 11, 22),
        "check_by": [{"date": "2026-11-21", "what": "a"}, {"date": "2027-02-28", "what": "b"}],
    }
    days = list(days_of_change(fields, TODAY))
    assert days == [date(2026, 11, 23), date(2027, 3, 1)]
    for day in days:
        assert review_of(fields, day) != review_of(fields, date.fromordinal(day.toordinal() - 1))


def test_an_article_declares_the_first_day_on_which_its_page_will_change():
    fields = {"next_review": "2026-12-24", "check_by": [{"date": "2026-11-30", "what": "a"}]}
    context = {"BUILD_TIME": datetime(2026, 11, 22, 12, tzinfo=UTC), "PATH": "content"}
    article = Article(
        "<p>Text.</p>", {"title": "A", "date": datetime(2026, 1, 2, tzinfo=UTC), **fields}, context=context
    )
    attach_review(article)
    assert inputs_of(article).changes_on == date(2026, 12, 1)


def test_a_review_that_is_incomplete_says_all_that_is_missing():
    with pytest.raises(InvalidReview, match="add reviewer_role and reviewed, or write not-reviewed"):
        review_of({"clinical_review": "reviewed", "reviewer": "Ann"}, TODAY)


def test_a_page_that_was_not_reviewed_must_not_name_a_reviewer():
    with pytest.raises(InvalidReview, match=r"reviewer is given, .*; remove the line") as raised:
        review_of({"clinical_review": "in-review", "reviewer": "Ann"}, TODAY)
    assert raised.value.field == "reviewer"


def test_a_misspelt_status_gets_the_nearest_one():
    with pytest.raises(InvalidReview, match='is "revewed"; did you mean "reviewed"'):
        review_of({"clinical_review": "revewed"}, TODAY)


def test_an_article_without_a_context_leaves_nothing_in_the_settings():
    article = Article("<p>Text.</p>", {"title": "A", "date": datetime(2026, 1, 2, tzinfo=UTC)})
    attach_review(article)
    assert article.review.label == "Not yet clinically reviewed"
    assert "BUILD_TIME" not in article.settings


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"clinical_review": "yes"}, "clinical_review"),
        ({"clinical_review": "reviewed", "reviewer": "Ann", "reviewed": "2026-01-02"}, "clinical_review"),
        ({"clinical_review": "reviewed"}, "clinical_review"),
        ({"next_review": "soon"}, "next_review"),
        ({"check_by": "2026-01-02"}, "check_by"),
        ({"check_by": [{"what": "a"}]}, "check_by"),
        ({"check_by": ["2026-01-02"]}, "check_by"),
    ],
)
def test_a_field_of_which_no_review_can_be_made_is_named(fields, field):
    with pytest.raises(InvalidReview) as raised:
        review_of(fields, TODAY)
    assert raised.value.field == field
    assert "write" in str(raised.value)
