"""Topics: a vocabulary where there is one, plain tags where there is none."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article
from tests.plain_site import PlainSite

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
        'content/articles/a.md:6:13  tag "rivr" is not in content/topics.yaml; did you mean "river"?'
    ]


@pytest.mark.parametrize(
    ("tags", "typed"),
    [("[fur, rivr]", "rivr"), ("fur; rivr", "rivr"), ('[fur, "rivr"]', None), ("[fur, 'no such']", None)],
)
def test_a_misspelt_tag_comes_with_an_edit_where_it_is_typed_without_quotes(site, tags, typed):
    made = site({"topics.yaml": VOCABULARY, "articles/a.md": article(tags=tags)})
    assert len(made.build_badly()) == 1
    (problem,) = made.report["problems"]
    column = 7 + tags.find("rivr")
    edit = {"start": [6, column], "end": [6, column + 4], "text": "river", "safe": False}
    assert problem["edits"] == ([edit] if typed else [])
    assert not typed or (problem["start"], problem["end"]) == (edit["start"], edit["end"])


def test_while_an_entry_of_the_vocabulary_cannot_be_read_no_tag_is_called_unknown(site):
    files = {"topics.yaml": VOCABULARY + "- {slug: x, title: X}\n", "articles/a.md": article(tags="[x]")}
    assert site(files).build_badly() == [
        f'content/topics.yaml:4:3  "{key}" is missing or empty; write a value for it'
        for key in ("description", "group")
    ]


def test_a_vocabulary_that_is_named_in_the_settings_must_be_there(site):
    (problem,) = site({"articles/a.md": article()}, settings={"TOPICS_FILE": "words.yaml"}).build_badly()
    assert re.match(
        r"siteconf\.py:\d+:1  TOPICS_FILE: there is no file content/words\.yaml; add it, or remove", problem
    )


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
    assert found["River Notes: Rivers & streams"] == shown.attributes["href"]
    assert site.has("feeds/topics/river.atom.xml")


def test_a_topic_page_has_no_feed_where_feeds_are_off(build):
    page = LexborHTMLParser(build({"articles/a.md": article()}).read("topics/river/index.html"))
    assert page.css("main .sidebar a") == []
    assert page.css("link[rel=alternate]") == []


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ("[C, 'C++']", 'tags: "C++" would share the page of "C"'),
        ("['🦦']", 'tags: "🦦" has no letter or digit'),
    ],
)
def test_tags_that_would_share_an_address_are_errors_with_their_position(site, tags, said):
    problems = site({"articles/a.md": article(tags=tags)}).build_badly()
    assert any(re.match(r"content/articles/a\.md:6:\d+  ", problem) and said in problem for problem in problems)


def test_categories_and_authors_that_would_share_a_page_are_errors(site):
    files = {
        "articles/a.md": article(author="Ann Lee"),
        "articles/b.md": article(author="Ann Lee!", category="Animals+"),
    }
    category, author = site(files).build_badly()
    assert category.startswith('content/articles/b.md:5:11  category: "Animals+" would share the page of "Animals"')
    assert category.endswith("or give one another slug in CATEGORY_REGEX_SUBSTITUTIONS")
    assert author.startswith('content/articles/b.md:7:9  author: "Ann Lee!" would share the page of "Ann Lee"')


def test_two_spellings_of_one_name_are_one_warning_however_often_they_are_used(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.topics"])
    posts = {"a": "herons", "b": "Herons", "c": "Herons", "d": "herons"}
    site.write(
        {
            f"content/{name}.md": f"Title: {name}\nDate: 2026-01-02\nCategory: {tag}\nTags: {tag}\n\nText."
            for name, tag in posts.items()
        }
    )
    printed = " ".join(site.build().split())
    assert 'WARNING content/b.md:4:7 T04 tags: "Herons" is written "herons" elsewhere; write both' in printed
    assert printed.count("T04 tags:") == printed.count("T04 category:") == 1
    assert "T02" not in printed
