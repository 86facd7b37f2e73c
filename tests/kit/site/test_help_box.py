"""Where a reader finds help lines."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article

SETTINGS = {"HELP_BOX_FILE": "help_lines.yaml", "HELP_BOX_TAGS": ["crisis-support"]}
HELP = """
strip: {text: Need help, link_text: Who to call}
box:
- {heading: "In danger now?", text: Call 999.}
places:
- name: Otterland
  lines:
  - name: Wardens
    how:
    - {kind: call, value: "999", href: "tel:999"}
"""


def text_of(site, path="a/index.html"):
    return " ".join(LexborHTMLParser(site.read(path)).css_first("main").text().split())


def test_help_comes_first_on_the_subjects_that_ask_for_it_and_only_there(build):
    articles = {"articles/a.md": article(tags="[crisis-support]"), "articles/b.md": article()}
    site = build({"help_lines.yaml": HELP, **articles}, SETTINGS)
    assert text_of(site).index("In danger now?") < text_of(site).index("Otters live")
    assert "In danger now?" not in text_of(site, "b/index.html")


def test_help_comes_first_on_a_page_that_asks_for_it(build):
    page = "---\ntitle: P\ntags: [crisis-support]\n---\nWords."
    site = build({"help_lines.yaml": HELP, "pages/p.md": page}, SETTINGS)
    assert text_of(site, "p/index.html").index("In danger now?") < text_of(site, "p/index.html").index("Words.")


def test_tags_are_compared_as_pelican_compares_them(build):
    articles = {"articles/a.md": article(tags="[Crisis Support]")}
    site = build({"help_lines.yaml": HELP, **articles}, SETTINGS)
    assert "In danger now?" in text_of(site)


def test_a_tag_that_nothing_has_is_a_warning_at_its_place_in_the_settings(site):
    files = {"help_lines.yaml": HELP, "articles/a.md": article(tags="[crisis-support]")}
    made = site(files, SETTINGS | {"HELP_BOX_TAGS": ["crisis-support", "crisis-suport"]})
    assert made.build_badly() == []
    [warning] = made.warnings()
    assert warning.startswith("siteconf.py:")
    assert warning.endswith(
        'HELP_BOX_TAGS: no article or page has the tag "crisis-suport"; did you mean "crisis-support"?'
    )


def test_a_tag_of_the_vocabulary_need_not_be_in_use(build):
    topics = "- {slug: river, title: R, description: D, group: G}\n- {slug: cold, title: C, description: D, group: G}\n"
    files = {"help_lines.yaml": HELP, "topics.yaml": topics, "articles/a.md": article()}
    assert build(files, SETTINGS | {"HELP_BOX_TAGS": ["cold"]}).has("a/index.html")


def test_every_page_ends_with_numbers_that_are_links(build):
    site = build({"help_lines.yaml": HELP, "articles/a.md": article()}, SETTINGS | {"HELP_BOX_TAGS": []})
    for path in ("a/index.html", "index.html", "404.html"):
        footer = LexborHTMLParser(site.read(path)).css_first("footer")
        assert [link.text() for link in footer.css('a[href="tel:999"]')] == ["999"]


def test_a_site_without_help_lines_has_none_and_says_nothing(build):
    settings = {"HELP_BOX_TAGS": ["crisis-support"]}
    assert "elp now" not in build({"articles/a.md": article(tags="[crisis-support]")}, settings).read("a/index.html")


def test_a_file_that_the_settings_name_and_that_is_missing_is_an_error(site):
    [problem] = site({"articles/a.md": article()}, {"HELP_BOX_FILE": "helplines.yaml"}).build_badly()
    assert problem.startswith("siteconf.py:")
    assert "HELP_BOX_FILE: there is no file content/helplines.yaml; add it" in problem


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "box: [{txt: x}]\n",
            ['1:7  "text" is missing or empty', '1:8  "txt" is not a key'],
        ),
        ("- a\n", ["1:1  is not a mapping"]),
        ("box: [\n", ["2:1  YAML cannot read this"]),
    ],
)
def test_help_lines_in_another_form_are_an_error_at_their_place(site, text, said):
    problems = site({"help_lines.yaml": text, "articles/a.md": article()}, SETTINGS).build_badly()
    assert len(problems) == len(said)
    for problem, words in zip(problems, said, strict=True):
        assert problem.startswith(f"content/help_lines.yaml:{words}")
