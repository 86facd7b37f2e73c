"""What search engines are told about a page: only what is so, and only what the page shows."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from hamerkop.structured_data import Shown, article_facts, breadcrumbs, citation, moment, site_facts

SETTINGS = {"SITEURL": "https://example.org", "SITENAME": "Otter News"}
SHOWN = Shown("https://example.org/otters/", "Otters", "About otters.", "en-GB", (("Animals", "categories/animals/"),))
MEDICAL = {"STRUCTURED_DATA_ARTICLE": {"@type": ["Article", "MedicalWebPage"]}}
REVIEWED = {"reviewer": "Dr A. Weir", "reviewer_role": "Psychiatrist", "reviewed": date(2026, 11, 20)}


def otters(**fields):
    given = {"date": datetime(2026, 1, 2, tzinfo=UTC), "metadata": {}}
    return SimpleNamespace(**given | fields)


def reference(html, kind="article-journal"):
    return SimpleNamespace(item={"type": kind}, html=html)


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02"),
        (datetime(2026, 1, 2, 9, 30, tzinfo=UTC), "2026-01-02T09:30:00+00:00"),
        (None, None),
    ],
)
def test_a_date_is_as_exact_as_the_writer_was(time, said):
    assert moment(time) == said


def test_an_article_that_says_little_is_described_in_few_words():
    assert article_facts(otters(), SHOWN._replace(trail=(), description=""), SETTINGS) == {
        "@type": "BlogPosting",
        "url": "https://example.org/otters/",
        "headline": "Otters",
        "inLanguage": "en-GB",
        "datePublished": "2026-01-02",
        "publisher": {"@type": "Organization", "name": "Otter News", "url": "https://example.org/"},
        "mainEntityOfPage": {"@type": "WebPage", "@id": "https://example.org/otters/"},
    }


@pytest.mark.parametrize("review", [None, SimpleNamespace(reviewed=False)])
def test_an_article_that_nobody_reviewed_names_no_reviewer_whatever_its_header_holds(review):
    facts = article_facts(otters(review=review, metadata=REVIEWED), SHOWN, SETTINGS | MEDICAL)
    assert not {"lastReviewed", "reviewedBy"} & set(facts)


def test_an_article_of_a_site_without_reviews_names_no_reviewer():
    facts = article_facts(otters(metadata=REVIEWED), SHOWN, SETTINGS | MEDICAL)
    assert not {"lastReviewed", "reviewedBy"} & set(facts)


def test_a_reviewed_article_says_who_reviewed_it_and_when():
    facts = article_facts(otters(review=SimpleNamespace(reviewed=True), metadata=REVIEWED), SHOWN, SETTINGS | MEDICAL)
    assert facts["lastReviewed"] == "2026-11-20"
    assert facts["reviewedBy"] == {"@type": "Person", "name": "Dr A. Weir", "jobTitle": "Psychiatrist"}


def test_what_belongs_to_a_page_is_said_of_the_page_where_an_article_is_none():
    article = otters(review=SimpleNamespace(reviewed=True), metadata=REVIEWED)
    facts = article_facts(article, SHOWN, SETTINGS)
    assert not {"breadcrumb", "lastReviewed", "reviewedBy"} & set(facts)
    assert {"breadcrumb", "lastReviewed", "reviewedBy"} <= set(facts["mainEntityOfPage"])


def test_breadcrumbs_are_the_way_up_from_the_front_page():
    steps = breadcrumbs(SHOWN, SETTINGS)["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "Home", "https://example.org/"),
        (2, "Animals", "https://example.org/categories/animals/"),
    ]
    assert breadcrumbs(SHOWN._replace(trail=()), SETTINGS) is None


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
    article = otters(references=[reference("Weir A. Otters."), reference('<a href="https://e.org/">e.org</a>')])
    assert article_facts(article, SHOWN, SETTINGS)["citation"] == [{"@id": "https://e.org/"}]
    assert "citation" not in article_facts(otters(references=[reference("Weir A.")]), SHOWN, SETTINGS)


def test_a_correction_says_what_was_wrong_and_what_is_right():
    entry = SimpleNamespace(date=date(2026, 3, 1), wrong="Otters fly.", right="Otters swim.")
    assert article_facts(otters(corrections=[entry]), SHOWN, SETTINGS)["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "It said: Otters fly. It now says: Otters swim.",
            "datePublished": "2026-03-01",
        }
    ]


def test_an_author_is_a_person_unless_the_site_says_it_is_a_team():
    people = [SimpleNamespace(name=name, url="", save_as="") for name in ("Ann Weir", "The desk")]
    facts = article_facts(otters(authors=people), SHOWN, SETTINGS | {"STRUCTURED_DATA_TEAMS": ["The desk"]})
    assert facts["author"] == [
        {"@type": "Person", "name": "Ann Weir"},
        {"@type": "Organization", "name": "The desk"},
    ]


def test_the_front_page_offers_a_search_only_where_there_is_one():
    front = Shown("https://example.org/", "A heading")
    assert "potentialAction" not in site_facts(front, SETTINGS)
    facts = site_facts(front, SETTINGS | {"SEARCH_URL": "search/"})
    assert facts["name"] == "Otter News"
    assert facts["potentialAction"]["target"] == "https://example.org/search/?q={words}"
    assert facts["potentialAction"]["query-input"].endswith("name=words")


def test_a_site_can_leave_out_its_publisher():
    assert "publisher" not in article_facts(otters(), SHOWN, SETTINGS | {"STRUCTURED_DATA_PUBLISHER": None})


def test_a_setting_that_names_no_type_leaves_the_usual_one():
    facts = article_facts(otters(), SHOWN, SETTINGS | {"STRUCTURED_DATA_ARTICLE": {"isAccessibleForFree": True}})
    assert (facts["@type"], facts["isAccessibleForFree"]) == ("BlogPosting", True)
