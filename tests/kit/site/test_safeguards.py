"""What a reader is told about review, age and help."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article

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
    assert "ue for review" in text_of(site).replace("Due", "due")
    assert "21 November 2026" in text_of(site)
    assert "due for review" not in text_of(site, "b/index.html").replace("Due", "due")


def test_a_fact_that_has_lapsed_is_named(build):
    lapsing = article(
        check_by='[{date: 2026-10-01, what: "the rule on otters"}, {date: 2027-10-01, what: "the rule on beavers"}]'
    )
    text = text_of(build({"articles/a.md": lapsing}))
    assert "the rule on otters" in text
    assert "the rule on beavers" not in text


def test_help_comes_first_on_the_subjects_that_ask_for_it_and_only_there(build):
    site = build({"articles/a.md": article(tags="[crisis-support]"), "articles/b.md": article()})
    assert text_of(site).index("In danger now?") < text_of(site).index("Otters live")
    assert "In danger now?" not in text_of(site, "b/index.html")


def test_what_is_unset_hides_its_line(build):
    files = {"articles/a.md": article(), "pages/about.md": "---\ntitle: About\n---\nUs."}
    unset = build(files)
    assert "None" not in LexborHTMLParser(unset.read("about/index.html")).css_first("body").text()


def test_a_set_contact_and_funder_are_shown(build):
    settings = {"CONTACT": "desk@example.org", "FUNDING": "Paid for by nobody."}
    site = build({"articles/a.md": article(), "pages/about.md": "---\ntitle: About\n---\nUs."}, settings=settings)
    shown = site.read("about/index.html")
    assert "desk@example.org" in shown
    assert "Paid for by nobody." in shown
    assert 'href="mailto:desk@example.org"' in shown


def test_a_contact_that_is_an_address_on_the_web_is_a_link(build):
    site = build({"articles/a.md": article()}, settings={"CONTACT": "https://example.org/@desk"})
    assert '<a href="https://example.org/@desk">' in site.read("a/index.html")


def test_help_comes_first_on_a_page_that_asks_for_it(build):
    site = build({"pages/p.md": "---\ntitle: P\ntags: [crisis-support]\n---\nWords."})
    assert text_of(site, "p/index.html").index("In danger now?") < text_of(site, "p/index.html").index("Words.")


@pytest.mark.parametrize("field", ["modified", "last_evidence_check"])
def test_what_has_not_happened_yet_cannot_be_said(site, field):
    problems = site({"articles/a.md": article(**{field: "2026-11-23"})}).build_badly()
    said = f"{field}: 2026-11-23 has not come yet; write the day on which it happened"
    assert problems == [f"content/articles/a.md:7:{len(field) + 3}  {said}"]


def test_publishing_names_the_pages_past_their_dates(site):
    aged = site({"articles/a.md": article(next_review="2026-11-21")}, published=True)
    aged.build_badly(SITEURL="https://example.org")
    assert aged.warnings() == ["content/articles/a.md:1:1  content/articles/a.md due for review since 21 November 2026"]


def test_help_lines_in_another_form_are_an_error(site):
    problems = site({"articles/a.md": article()}, settings={"HELP_LINES": {"box": [{"txt": "x"}]}}).build_badly()
    assert any("HELP_LINES lacks 'text'" in problem for problem in problems)
