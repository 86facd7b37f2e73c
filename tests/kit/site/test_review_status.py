"""What a reader is told about review and age."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article
from tests.plain_site import PlainSite

REVIEWED = {
    "clinical_review": "reviewed",
    "reviewer": "Dr A. Example",
    "reviewer_role": "psychiatrist",
    "reviewed": "2026-05-06",
}


def text_of(site, path="a/index.html"):
    return " ".join(LexborHTMLParser(site.read(path)).css_first("main").text().split())


def test_an_article_is_not_reviewed_until_someone_has(build):
    assert "Not yet clinically reviewed" in text_of(build({"articles/a.md": article()}))


def test_a_review_names_who_and_when(build):
    text = text_of(build({"articles/a.md": article(**REVIEWED)}))
    assert "Clinically reviewed" in text
    assert "by Dr A. Example, psychiatrist, 6 May 2026" in text
    assert "Not yet" not in text


def test_an_article_past_its_review_date_says_so(build):
    due = article(last_evidence_check="2026-01-01", next_review="2026-11-21")
    later = article(last_evidence_check="2026-01-01", next_review="2026-11-23")
    site = build({"articles/a.md": due, "articles/b.md": later})
    assert "due for review since 21 November 2026" in text_of(site)
    assert "due for review" not in text_of(site, "b/index.html")


def test_a_fact_that_has_lapsed_is_named(build):
    lapsing = article(
        check_by='[{date: 2026-10-01, what: "the rule on otters"}, {date: 2027-10-01, what: "the rule on beavers"}]'
    )
    text = text_of(build({"articles/a.md": lapsing}))
    assert "the rule on otters" in text
    assert "the rule on beavers" not in text


@pytest.mark.parametrize("field", ["modified", "last_evidence_check"])
def test_what_has_not_happened_yet_cannot_be_said(site, field):
    problems = site({"articles/a.md": article(**{field: "2026-11-23"})}).build_badly()
    said = f"{field}: 2026-11-23 is in the future; write the day on which it happened"
    assert problems == [f"content/articles/a.md:7:{len(field) + 3}  {said}"]


PLAIN = "Title: Otters\nDate: 2026-01-02\nNext_review: 2026-11-21\n{}\nText.\n"


def test_publishing_names_the_pages_past_their_dates_and_goes_on(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.review_status"]).write({"content/otters.md": PLAIN.format("")})
    printed = site.build()
    assert "WARNING" in printed
    said = "due for review since 21 November 2026; review the article and change next_review"
    assert f"content/otters.md:3:1  D02  {said}" in printed
    assert site.read("otters.html")


@pytest.mark.parametrize(("setting", "header"), [("SITEURL = ''\n", ""), ("", "Status: draft\n")])
def test_nobody_is_warned_of_a_page_that_is_not_public(tmp_path, setting, header):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.review_status"]).write({"content/otters.md": PLAIN.format(header)})
    assert "D02" not in site.build(setting)


@pytest.mark.parametrize(
    ("header", "position", "said"),
    [
        ("Clinical_review: yes\n", "4:1", 'clinical_review is "yes"; write one of not-reviewed, in-review, reviewed'),
        (
            "Clinical_review: reviewed\nReviewer: Ann\n",
            "4:1",
            "clinical_review is reviewed: add reviewer_role and reviewed",
        ),
        ("Last_evidence_check: May\n", "4:1", 'last_evidence_check is "May"; write a day such as 2026-11-22'),
        ("Check_by: 2026-01-01\n", "4:1", "check_by is text; write a list of {date: 2026-10-01, what: "),
    ],
)
def test_half_a_review_is_an_error_at_its_field_and_not_shown(tmp_path, header, position, said):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "article.html").write_text("[{{ article.review }}]", "utf-8")
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.review_status"], THEME_TEMPLATES_OVERRIDES=["templates"])
    site.write({"content/otters.md": PLAIN.format(header)})
    assert f"content/otters.md:{position}  D01  {said}" in site.build(check=False)
    assert site.read("otters.html") == "[None]"
