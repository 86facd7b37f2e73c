"""How a page is described to search engines: only what is so, and only what the page shows."""

import json
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from hamerkop.shared.records import (
    Correction,
    CorrectionsRecord,
    Reference,
    ReferencesRecord,
    Review,
    ReviewRecord,
    SocialCard,
    SocialCardRecord,
    attach,
)
from hamerkop.structured_data import (
    PageInfo,
    article_properties,
    breadcrumbs,
    citation,
    iso_datetime,
    site_properties,
    structured_data,
)

SETTINGS = {"SITEURL": "https://example.org", "SITENAME": "Otter News"}
PAGE = PageInfo(
    "https://example.org/otters/", "Otters", "About otters.", "en-GB", (("Animals", "categories/animals/"),)
)
MEDICAL = {"STRUCTURED_DATA_ARTICLE": {"@type": ["Article", "MedicalWebPage"]}}
REVIEWED = {"reviewer": "Dr A. Weir", "reviewer_role": "Psychiatrist", "reviewed": date(2026, 11, 20)}


def otters(*records, **fields):
    """Return an article with these fields, and with these records attached."""
    given = {"date": datetime(2026, 1, 2, tzinfo=UTC), "metadata": {}}
    article = SimpleNamespace(**given | fields)
    for record in records:
        attach(article, record)
    return article


def reference(html):
    return Reference(1, "weir", {"type": "article-journal"}, html)


def review(reviewed):
    return ReviewRecord(Review("A label", reviewed, "", None, None, False, ()))


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02"),
        (datetime(2026, 1, 2, 9, 30, tzinfo=UTC), "2026-01-02T09:30:00+00:00"),
        (None, None),
    ],
)
def test_a_date_is_as_exact_as_the_writer_was(time, said):
    assert iso_datetime(time) == said


def test_an_article_that_says_little_is_described_in_few_words():
    assert article_properties(otters(), PAGE._replace(trail=(), description=""), SETTINGS) == {
        "@type": "BlogPosting",
        "url": "https://example.org/otters/",
        "headline": "Otters",
        "inLanguage": "en-GB",
        "datePublished": "2026-01-02",
        "publisher": {"@type": "Organization", "name": "Otter News", "url": "https://example.org/"},
        "mainEntityOfPage": {"@type": "WebPage", "@id": "https://example.org/otters/"},
    }


@pytest.mark.parametrize("record", [ReviewRecord(None), review(False)])
def test_an_article_that_nobody_reviewed_names_no_reviewer_whatever_its_header_holds(record):
    facts = article_properties(otters(record, metadata=REVIEWED), PAGE, SETTINGS | MEDICAL)
    assert not {"lastReviewed", "reviewedBy"} & set(facts)


def test_an_article_of_a_site_without_reviews_names_no_reviewer():
    facts = article_properties(otters(metadata=REVIEWED), PAGE, SETTINGS | MEDICAL)
    assert not {"lastReviewed", "reviewedBy"} & set(facts)


def test_a_reviewed_article_says_who_reviewed_it_and_when():
    facts = article_properties(otters(review(True), metadata=REVIEWED), PAGE, SETTINGS | MEDICAL)
    assert facts["lastReviewed"] == "2026-11-20"
    assert facts["reviewedBy"] == {"@type": "Person", "name": "Dr A. Weir", "jobTitle": "Psychiatrist"}


def test_what_belongs_to_a_page_is_said_of_the_page_where_an_article_is_none():
    article = otters(review(True), metadata=REVIEWED)
    facts = article_properties(article, PAGE, SETTINGS)
    assert not {"breadcrumb", "lastReviewed", "reviewedBy"} & set(facts)
    assert {"breadcrumb", "lastReviewed", "reviewedBy"} <= set(facts["mainEntityOfPage"])


def test_breadcrumbs_are_the_way_up_from_the_front_page():
    steps = breadcrumbs(PAGE, SETTINGS)["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "Home", "https://example.org/"),
        (2, "Animals", "https://example.org/categories/animals/"),
    ]
    assert breadcrumbs(PAGE._replace(trail=()), SETTINGS) is None


@pytest.mark.parametrize(
    ("html", "work"),
    [
        (
            'Weir A. Otters. <a href="https://doi.org/10.1/x">https://doi.org/10.1/x</a>',
            {"@id": "https://doi.org/10.1/x"},
        ),
        ('Weir A. Otters. <a href="https://e.org/?a=1&amp;b=2">e.org</a>', {"@id": "https://e.org/?a=1&b=2"}),
        ("Weir A. Otters. London: Publisher; 2020.", None),
    ],
)
def test_a_citation_is_the_address_that_the_list_prints(html, work):
    assert citation(reference(html)) == work


def test_a_work_without_an_address_leaves_no_hole():
    without, with_url = reference("Weir A. Otters."), reference('<a href="https://e.org/">e.org</a>')
    article = otters(ReferencesRecord((without, with_url)))
    assert article_properties(article, PAGE, SETTINGS)["citation"] == [{"@id": "https://e.org/"}]
    assert "citation" not in article_properties(otters(ReferencesRecord((without,))), PAGE, SETTINGS)


def test_a_correction_says_what_was_wrong_and_what_is_right():
    record = CorrectionsRecord((Correction(date(2026, 3, 1), "otters", "Otters fly.", "Otters swim."),))
    assert article_properties(otters(record), PAGE, SETTINGS)["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "It said: Otters fly. It now says: Otters swim.",
            "datePublished": "2026-03-01",
        }
    ]


def test_an_author_is_a_person_unless_the_site_says_it_is_a_team():
    people = [SimpleNamespace(name=name, url="", save_as="") for name in ("Ann Weir", "The desk")]
    facts = article_properties(otters(authors=people), PAGE, SETTINGS | {"STRUCTURED_DATA_TEAMS": ["The desk"]})
    assert facts["author"] == [
        {"@type": "Person", "name": "Ann Weir"},
        {"@type": "Organization", "name": "The desk"},
    ]


def test_the_front_page_offers_a_search_only_where_there_is_one():
    front = PageInfo("https://example.org/", "A heading")
    assert "potentialAction" not in site_properties(front, SETTINGS)
    facts = site_properties(front, SETTINGS | {"SEARCH_URL": "search/"})
    assert facts["name"] == "Otter News"
    assert facts["potentialAction"]["target"] == "https://example.org/search/?q={words}"
    assert facts["potentialAction"]["query-input"].endswith("name=words")


def test_a_site_can_leave_out_its_publisher():
    assert "publisher" not in article_properties(otters(), PAGE, SETTINGS | {"STRUCTURED_DATA_PUBLISHER": ""})


def test_the_publisher_is_the_site_unless_another_one_is_named():
    for chosen, name in (({}, "Otter News"), ({"STRUCTURED_DATA_PUBLISHER": "Holt Press"}, "Holt Press")):
        assert article_properties(otters(), PAGE, SETTINGS | chosen)["publisher"]["name"] == name


def test_an_article_with_a_card_names_its_image_in_full():
    record = SocialCardRecord(SocialCard("cards/otters.png", 1200, 630, "Otters"))
    assert article_properties(otters(record), PAGE, SETTINGS)["image"] == "https://example.org/cards/otters.png"


def test_a_template_gets_json_that_ends_no_script_element_and_keeps_its_letters():
    html = structured_data(SETTINGS | {"SITENAME": "É </script> & 'x'"}, None, "", "Title")
    assert not set("<>&'") & set(html)
    assert "É" in html
    assert json.loads(html)["name"] == "É </script> & 'x'"


def test_a_page_that_nothing_is_known_of_has_no_description():
    assert structured_data(SETTINGS, None, "search/", "Search") == ""


def test_a_setting_that_names_no_type_leaves_the_usual_one():
    facts = article_properties(otters(), PAGE, SETTINGS | {"STRUCTURED_DATA_ARTICLE": {"isAccessibleForFree": True}})
    assert (facts["@type"], facts["isAccessibleForFree"]) == ("BlogPosting", True)
