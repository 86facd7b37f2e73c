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
