"""Topics: a vocabulary where there is one, plain tags where there is none."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article

VOCABULARY = """
- {slug: river, title: Rivers & streams, description: Where water runs, group: Places}
- {slug: fur, title: Fur, description: What keeps them warm, group: Bodies}
"""


def test_a_topic_page_says_what_the_topic_is(build):
    site = build({"topics.yaml": VOCABULARY, "articles/a.md": article()})
    page = LexborHTMLParser(site.read("topics/river/index.html"))
    assert page.css_first("h1").text().strip() == "Rivers & streams"
    assert "Where water runs" in page.css_first("main").text()


def test_a_topic_with_no_article_has_no_page(build):
    site = build({"topics.yaml": VOCABULARY, "articles/a.md": article()})
    assert not site.has("topics/fur")
    assert "Fur" not in site.read("topics/index.html")


def test_a_tag_that_is_not_in_the_vocabulary_is_an_error_with_the_nearest_one(site):
    files = {"topics.yaml": VOCABULARY, "articles/a.md": article(tags="[fur, rivr]")}
    assert site(files).build_badly() == [
        'content/articles/a.md:6:13  tag "rivr" is not in topics.yaml; did you mean "river"?'
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("- {slug: x, titel: X}", "content/topics.yaml:4:3  write each topic as - {slug: …"),
        ("- {slug: fur, title: F, description: d, group: g}", 'content/topics.yaml:4:3  topic "fur" is there already'),
        ("- [", "content/topics.yaml:5:1  YAML cannot read this"),
    ],
)
def test_a_mistake_in_the_vocabulary_has_its_place(site, line, said):
    problems = site({"topics.yaml": VOCABULARY + line + "\n", "articles/a.md": article()}).build_badly()
    assert any(problem.startswith(said) for problem in problems), problems


def test_without_a_vocabulary_tags_are_plain_names(build):
    site = build({"articles/a.md": article(tags='["River otters"]')})
    assert (
        LexborHTMLParser(site.read("topics/river-otters/index.html")).css_first("h1").text().strip() == "River otters"
    )


def related_tags(site, slug):
    page = LexborHTMLParser(site.read(f"topics/{slug}/index.html"))
    return [" ".join(item.text().split()) for item in page.css("[aria-labelledby=part-related-tags] li")]


def test_a_topic_page_names_the_topics_most_often_met_with_it(build):
    files = {
        "topics.yaml": VOCABULARY + "- {slug: fish, title: Fish, description: Food, group: Bodies}\n",
        "articles/a.md": article("A", tags="[river, fish]"),
        "articles/b.md": article("B", tags="[river, fish]"),
        "articles/c.md": article("C", tags="[river, fur]"),
        "articles/d.md": article("D", tags="[fur, river]", status="draft"),
    }
    site = build(files)
    assert related_tags(site, "river") == ["Fish 2 articles", "Fur 1 article"]
    assert related_tags(site, "fur") == ["Rivers & streams 1 article"]
    link = LexborHTMLParser(site.read("topics/fur/index.html")).css_first("[aria-labelledby=part-related-tags] a")
    assert link.attributes["href"] == "/topics/river/"


def test_a_topic_that_is_met_with_no_other_says_nothing_of_it_and_many_are_cut_to_five(build):
    site = build({"articles/a.md": article("A"), "articles/b.md": article("B", tags="[a, b, c, d, e, f, g]")})
    assert related_tags(site, "river") == []
    assert related_tags(site, "c") == [f"{name} 1 article" for name in "abdef"]


def test_a_topic_page_leads_to_its_feed_where_feeds_are_on(build):
    files = {"topics.yaml": VOCABULARY, "articles/a.md": article()}
    site = build(files, published=True, env={"SITEURL": "https://example.org/sub"})
    page = LexborHTMLParser(site.read("topics/river/index.html"))
    (shown,) = page.css("main .sidebar a")
    assert shown.text() == "Feed of “Rivers & streams”"
    assert shown.attributes["href"] == "https://example.org/sub/feeds/topics/river.atom.xml"
    found = {link.attributes["title"]: link.attributes["href"] for link in page.css("link[rel=alternate]")}
    assert found["Forty Minutes: Rivers & streams"] == shown.attributes["href"]
    assert site.has("feeds/topics/river.atom.xml")


def test_a_topic_page_has_no_feed_where_feeds_are_off(build):
    page = LexborHTMLParser(build({"articles/a.md": article()}).read("topics/river/index.html"))
    assert page.css("main .sidebar a") == []
    assert page.css("link[rel=alternate]") == []
