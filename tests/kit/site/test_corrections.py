"""What was wrong is said where it was read, and kept."""

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article

RECORD = """
- {date: 2026-03-01, article: a, wrong: Otters <fly>., right: They swim.}
- {date: 2026-04-02, article: a, wrong: They eat hay., right: They eat fish.}
"""
PAGE = "---\ntitle: Corrections\nsummary: What was wrong.\ntemplate: corrections\n---\n\nText.\n"
FILES = {
    "corrections.yaml": RECORD,
    "pages/corrections.md": PAGE,
    "articles/a.md": article(),
    "articles/b.md": article("Beavers"),
}


def sections(site, path):
    page = LexborHTMLParser(site.read(path))
    return [" ".join(found.text().split()) for found in page.css(".correction")]


def test_a_correction_shows_above_the_text_of_its_article_and_of_no_other(build):
    site = build(FILES)
    assert sections(site, "a/index.html") == [
        "Corrected on 2 April 2026 It said: They eat hay. It now says: They eat fish.",
        "Corrected on 1 March 2026 It said: Otters <fly>. It now says: They swim.",
    ]
    text = LexborHTMLParser(site.read("a/index.html")).css_first("main").text()
    assert text.index("They eat hay.") < text.index("Otters live")
    assert sections(site, "b/index.html") == []


def test_the_page_lists_all_newest_first_with_links_to_their_articles(build):
    site = build(FILES, published=True, env={"SITEURL": "https://example.org/sub"})
    page = LexborHTMLParser(site.read("corrections/index.html"))
    assert [found.text() for found in page.css("h3")] == ["Otters, 2 April 2026", "Otters, 1 March 2026"]
    assert page.css_first("h3 a").attributes["href"] == "https://example.org/sub/a/"
    assert sections(site, "corrections/index.html")[1].endswith("It said: Otters <fly>. It now says: They swim.")


def test_who_reads_the_article_in_a_feed_is_told_too(build):
    feed = build(FILES, published=True, env={"SITEURL": "https://example.org/sub"}).read("feeds/all.atom.xml")
    entry = next(entry for entry in feedparser.parse(feed, sanitize_html=False).entries if entry.title == "Otters")
    text = LexborHTMLParser(entry.content[0].value).body.text()
    assert text.index("Corrected on 1 March 2026. It said: Otters <fly>.") < text.index("Otters live")


def test_a_file_that_the_settings_name_and_that_is_missing_is_an_error(site):
    [problem] = site({"articles/a.md": article()}, {"CORRECTIONS_FILE": "record.yaml"}).build_badly()
    assert "CORRECTIONS_FILE: there is no file content/record.yaml; add it" in problem


@pytest.mark.parametrize("record", ["[]\n", "", None])
def test_an_empty_record_says_so(build, record):
    files = FILES | {"corrections.yaml": record} if record is not None else dict(list(FILES.items())[1:])
    page = LexborHTMLParser(build(files).read("corrections/index.html"))
    assert "No correction has been needed so far." in page.css_first("main").text()


@pytest.mark.parametrize("source", [article(status="draft"), article(status="hidden"), None])
def test_the_correction_of_a_withdrawn_article_stays_and_links_nowhere(build, source):
    files = FILES | {"corrections.yaml": RECORD.replace("article: a,", "article: a, withdrawn: true,")}
    files = {**files, "articles/a.md": source} if source else {k: v for k, v in files.items() if k != "articles/a.md"}
    site = build(files, published=True, env={"SITEURL": "https://example.org/sub"})
    page = LexborHTMLParser(site.read("corrections/index.html"))
    assert [found.text() for found in page.css("h3")] == ["a (withdrawn), 2 April 2026", "a (withdrawn), 1 March 2026"]
    assert page.css("h3 a") == []


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"status": "hidden"}, {"date": "2099-01-01"}])
def test_the_correction_of_what_is_not_published_is_in_no_list_and_a_note_says_why(site, fields):
    site = site(FILES | {"articles/a.md": article(**fields)}, published=True)
    assert site.build_badly(SITEURL="https://example.org") == []
    page = LexborHTMLParser(site.read("corrections/index.html"))
    assert "No correction has been needed so far." in page.css_first("main").text()
    assert [note for note in site.warnings() if "Y10" in note or "withdrawn: true" in note] == [
        f'content/corrections.yaml:{line}:3  "a" is not published, so the list of corrections leaves this one out; '
        "add withdrawn: true if readers knew the article"
        for line in (2, 3)
    ]


def test_a_hidden_article_shows_its_own_corrections(build):
    site = build(FILES | {"articles/a.md": article(status="hidden")})
    assert len(sections(site, "a/index.html")) == 2


def test_the_correction_of_an_unknown_article_is_an_error_with_its_line_and_the_nearest(site):
    files = FILES | {"articles/otters.md": article("Otters, too")}
    record = RECORD + "- {date: 2026-05-01, article: oters, wrong: x, right: y}\n"
    assert site(files | {"corrections.yaml": record}).build_badly() == [
        'content/corrections.yaml:4:3  no article has the slug "oters"; did you mean "otters"?'
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("- {date: 2026-05-01, article: a, wrong: x}", '4:3  "right" is missing or empty; write a value for it'),
        ("- {date: 2026-05-01, article: a, wrong: x, right: }", '4:44  "right" is missing or empty'),
        ("- {date: May, article: a, wrong: x, right: y}", '4:4  "date" is "May"; write a date'),
        ("- {date: 2026-05-01, article: a, wrong: x, rigt: y, right: z}", '4:44  "rigt" is not a key here; did you'),
        ("- {date: 2026-02-30, article: a, wrong: x, right: y}", "4:10  YAML cannot read this: day is out of range"),
        ("- {date: 2026-05-01", "5:1  YAML cannot read this"),
    ],
)
def test_an_entry_that_is_not_valid_has_its_position(site, line, said):
    (problem,) = site(FILES | {"corrections.yaml": RECORD + line + "\n"}).build_badly()
    assert problem.startswith(f"content/corrections.yaml:{said}")


def test_a_correction_of_a_day_to_come_is_an_error(site):
    files = {"corrections.yaml": "- {date: 2030-01-01, article: a, wrong: x, right: y}\n", "articles/a.md": article()}
    assert site(files).build_badly() == [
        "content/corrections.yaml:1:3  2030-01-01 has not come yet; write the day on which it was corrected"
    ]
