"""A claim leads to its source and the source back to the claim, in pages, drafts and feeds."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import PROJECT, TinySite, article
from tests.plain_site import PlainSite

ITEMS = [
    {
        "id": "alder2001",
        "type": "article-journal",
        "author": [{"family": "Alder", "given": "A. B."}],
        "title": "Otters <b>&</b> rivers",
        "container-title": "Journal of Otters",
        "issued": {"date-parts": [[2001]]},
        "volume": "5",
        "page": "1-9",
        "DOI": "10.1000/otters",
    },
    {"id": "birch2002", "type": "webpage", "title": "Beavers", "URL": "https://beavers.example.org/"},
]
REFERENCES = json.dumps(ITEMS, indent=1)
PAGE = "---\ntitle: About\nsummary: About us.\n---\n\nWe count [@birch2002].\n"

Make = Callable[..., TinySite]


def cited(html: str) -> list[tuple[str, str]]:
    """Return what each citation shows and where it leads."""
    links = LexborHTMLParser(html).css(".cite a")
    return [(link.text(), str(link.attributes["href"])) for link in links]


def listed(html: str) -> list[str]:
    return [str(item.attributes["id"]) for item in LexborHTMLParser(html).css(".references li")]


def test_articles_pages_and_drafts_end_with_the_items_they_cite(build: Make) -> None:
    site = build(
        {
            "references.json": REFERENCES,
            "articles/a.md": article("A", "Fish [@birch2002; @alder2001].\n\n## More [@alder2001]\n\nText."),
            "articles/b.md": article("B", "Dams [@alder2001].", status="draft"),
            "articles/c.md": article("C", "Nothing cited."),
            "pages/about.md": PAGE,
        }
    )
    page = site.read("a/index.html")
    assert cited(page) == [("1", "#ref-birch2002"), ("2", "#ref-alder2001"), ("2", "#ref-alder2001")]
    assert listed(page) == ["ref-birch2002", "ref-alder2001"]
    assert "Otters <b>&amp;</b> rivers." in page
    assert listed(site.read("drafts/b/index.html")) == ["ref-alder2001"]
    assert listed(site.read("about/index.html")) == ["ref-birch2002"]
    assert listed(site.read("c/index.html")) == []


def test_every_link_and_backlink_has_a_target_and_no_id_is_used_twice(build: Make) -> None:
    body = "A [@birch2002]. B [@alder2001] *C [@birch2002]*[^1]\n\n[^1]: D [@birch2002].\n\n## References\n\nMine."
    page = build({"references.json": REFERENCES, "articles/a.md": article("A", body)}).read("a/index.html")
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert len(re.findall(r'href="#cite-\d"', page)) == 4


def test_a_feed_carries_the_references(build: Make) -> None:
    files = {"references.json": REFERENCES, "articles/a.md": article("A", "Fish [@alder2001].")}
    site = build(files, published=True, env={"SITEURL": "https://example.org"})
    feed = next(path for path in site.bytes() if path.endswith(".xml") and "feed" in path)
    assert "Journal of Otters. 2001;5:1–9." in site.read(feed)


def test_names_and_locators_reach_pages_and_feeds(build: Make) -> None:
    body = "As @alder2001 found, fish swim [see @birch2002, table 2]. Write to `@media` or \\@me."
    files = {"references.json": REFERENCES, "articles/a.md": article("A", body)}
    site = build(files, published=True, env={"SITEURL": "https://example.org"})
    page = LexborHTMLParser(site.read("a/index.html"))
    words = page.css(".e-content p")[0].text().replace("\N{NO-BREAK SPACE}", " ")
    assert words == "As Alder [1] found, fish swim [see 2, table 2]. Write to @media or @me."
    assert page.css('[aria-label="Reference 2, table 2"]')[0].text() == "2, table 2"
    feed = next(path for path in site.bytes() if path.endswith(".xml") and "feed" in path)
    assert "As Alder" in site.read(feed)
    assert "2, table 2&lt;/a&gt;]" in site.read(feed)


def test_a_word_with_an_at_that_is_no_key_is_reported_with_its_position_and_the_fix(site: Make) -> None:
    body = "Mail a@b.org, as @aldr2001\nand @otters say @otters5; @birch2002 too."
    name = "content/references.json"
    assert site({"references.json": REFERENCES, "articles/a.md": article("A", body)}).build_badly() == [
        f"content/articles/a.md:{problem}"
        for problem in (
            f'9:18  "aldr2001" is not in {name}; did you mean "alder2001"? Or write \\@aldr2001 if it is no citation',
            f'10:17  "otters5" is not in {name}; write \\@otters5 if it is no citation, or add it there',
            '10:27  "birch2002" has no author or editor to name; name it in your own words, and write [@birch2002]',
        )
    ]


def test_templates_get_every_item(build: Make) -> None:
    template = "{% for key in bibliography.items %}{{ key }}: {{ bibliography.line(key)|safe }} {% endfor %}"
    files = {"references.json": REFERENCES, "articles/a.md": article("A"), "all.html": template}
    settings = {"TEMPLATE_PAGES": {"all.html": "all.html"}, "IGNORE_FILES": ["all.html"]}
    assert "birch2002: Beavers." in build(files, settings=settings).read("all.html")


def test_problems_of_citations_and_header_are_reported_in_one_run(site: Make) -> None:
    files = {
        "references.json": REFERENCES,
        "articles/a.md": article("A", "Fish [@alder2010], [@birch2002 p. 2].\n\n`[@code]`"),
        "articles/b.md": article("B", "Dams [@burch2002].", date="someday"),
    }
    assert [problem.split("  ")[0] for problem in site(files).build_badly()] == [
        "content/articles/a.md:9:7",
        "content/articles/a.md:9:21",
        "content/articles/b.md:4:7",
        "content/articles/b.md:9:7",
    ]


def test_a_broken_bibliography_is_one_problem(site: Make) -> None:
    files = {"references.json": '[{"id": "a"},]', "articles/a.md": article("A", "Fish [@alder2001].")}
    (problem,) = site(files).build_badly()
    assert problem.startswith("content/references.json:1:")


def test_a_bibliography_that_is_named_and_missing_is_one_problem_at_the_setting(site: Make) -> None:
    files = {"articles/a.md": article("A", "Fish [@alder2001]."), "articles/b.md": article("B", "Dams [@alder2001].")}
    (problem,) = site(files, settings={"CITATIONS_FILE": "refs.json"}).build_badly()
    assert problem.startswith("siteconf.py:")
    assert "CITATIONS_FILE: there is no file content/refs.json; add it, or remove the setting" in problem


def test_an_article_that_cites_needs_a_bibliography_and_one_that_does_not_needs_none(site: Make) -> None:
    made = site({"articles/a.md": article("A", "Fish [@alder2001]. Dams [@birch2002].")})
    (problem,) = made.build_badly()
    assert problem.startswith("content/articles/a.md:9:7  there is no content/references.json")
    made.write({"articles/a.md": article("A", "Fish.")})
    made.build()


def test_a_misspelt_setting_is_reported_with_the_right_name(site: Make) -> None:
    made = site({"articles/a.md": article("A")}, settings={"CITATION_FILE": "works.json"})
    (problem,) = made.build_badly()
    assert 'CITATION_FILE is not a setting; did you mean "CITATIONS_FILE"?' in problem


def test_two_builds_give_the_same_bytes(site: Make) -> None:
    made = site({"references.json": REFERENCES, "articles/a.md": article("A", "A [@birch2002; @alder2001].")})
    first = made.build(PYTHONHASHSEED="1").read("a/index.html")
    assert made.build(PYTHONHASHSEED="2").read("a/index.html") == first


# In any other Pelican site

FILES = {
    "content/references.json": REFERENCES,
    "content/a.md": "Title: A\nDate: 2026-01-02\n\n@alder2001 on fish [@alder2001] and\ndams [@birch2002].\n",
    "content/b.md": "Title: B\nDate: 2026-01-03\nSummary: In *short*\n\nFish [@birch2002].\n",
}


def plain_site(folder: Path, **files: str) -> PlainSite:
    return PlainSite(folder, PLUGINS=["hamerkop.citations"]).write(FILES | files)


def test_the_plugin_works_alone(tmp_path: Path) -> None:
    site = plain_site(tmp_path)
    site.build()
    alder = ("1", "#ref-alder2001")
    assert cited(site.read("a.html")) == [alder, alder, ("2", "#ref-birch2002")]
    assert cited(site.read("b.html")) == [("1", "#ref-birch2002")]


def test_a_list_of_summaries_has_no_citations(tmp_path: Path) -> None:
    site = plain_site(tmp_path)
    site.build()
    index = site.read("index.html")
    assert "<p>Alder on fish and\ndams.</p>" in index
    assert "ref-" not in index


def test_a_page_that_prints_several_articles_has_every_id_once_and_each_number_leads_to_its_own_list(
    tmp_path: Path,
) -> None:
    whole = "{% for article in articles %}<article>{{ article.content }}</article>{% endfor %}"
    files = {
        "templates/index.html": whole,
        "content/b.md": "Title: B\nDate: 2026-01-03\n\nFish [@alder2001] [@birch2002].\n",
        "content/c.md": "Title: C\nDate: 2026-01-04\n\nNothing cited.\n",
        "content/d.md": "Title: D\nDate: 2026-01-05\n\nDams [@birch2002; @alder2001].\n",
    }
    site = plain_site(tmp_path, **files)
    site.build('THEME_TEMPLATES_OVERRIDES = ["templates"]\n')
    articles = LexborHTMLParser(site.read("index.html")).css("article")
    assert len(articles) == 4
    ids = [str(found.attributes["id"]) for article in articles for found in article.css("[id]")]
    assert len(ids) == len(set(ids)) > 15
    for found in articles:
        own = {str(each.attributes["id"]) for each in found.css("[id]")}
        links = {str(each.attributes["href"]) for each in found.css("a[href^='#']")}
        assert {link.removeprefix("#") for link in links} <= own
        assert {str(each.attributes["aria-labelledby"]) for each in found.css("section")} <= own
    assert 'id="cite-1"' in site.read("index.html")
    assert listed(site.read("b.html")) == ["ref-alder2001", "ref-birch2002"]


DAMAGED = json.dumps(
    [
        {"id": "alder2001", "title": "T", "author": ["x"]},
        {"id": "birch2002", "title": "T", "author": [{"family": 5}]},
        {"id": "cedar2003", "title": "T", "issued": {"date-parts": [2020]}},
        {"id": "doe2004", "title": ["T"], "issued": {"date-parts": {"a": 1}}},
    ],
    indent=1,
)


def test_damaged_items_are_problems_at_their_ids_and_nothing_else(site: Make) -> None:
    keys = "alder2001", "birch2002", "cedar2003", "doe2004"
    body = "Fish " + " ".join(f"[@{key}]" for key in keys)
    page = "---\ntitle: Sources\nsummary: All.\ntemplate: bibliography\n---\n\nText.\n"
    files = {"references.json": DAMAGED, "articles/a.md": article("A", body), "pages/sources.md": page}
    problems = site(files).build_badly()
    lines = DAMAGED.splitlines()
    assert [problem.split('"')[1] for problem in problems] == [*keys, "doe2004"]
    assert all(problem.startswith("content/references.json:") for problem in problems)
    assert all(problem.split('"')[1] in lines[int(problem.split(":")[1]) - 1] for problem in problems)


LOUD = """from hamerkop.shared import steps

def shout(content):
    content._content = content._content.replace("Alder", "ALDER")

def register():
    steps.on(steps.typeset, shout)
"""


@pytest.mark.parametrize("plugins", [["loud", "hamerkop.citations"], ["hamerkop.citations", "loud"]])
def test_a_summary_is_made_of_the_text_that_other_plugins_have_finished(plugins: list[str], tmp_path: Path) -> None:
    site = PlainSite(tmp_path, PLUGINS=plugins, PLUGIN_PATHS=["plugins"]).write(FILES | {"plugins/loud.py": LOUD})
    site.build()
    assert "<p>ALDER on fish and\ndams.</p>" in site.read("index.html")


INPUTS = """from pelican import signals
from hamerkop.shared.inputs import inputs_of

def print_inputs(generator):
    for article in generator.articles:
        keys = sorted(key for path, key in inputs_of(article).entries if path.endswith("/content/references.json"))
        print("inputs of", article.slug, keys)

def register():
    signals.article_generator_finalized.connect(print_inputs)
"""


def test_the_items_that_an_article_cites_are_its_inputs_those_that_are_missing_too(tmp_path: Path) -> None:
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.citations", "inputs"], PLUGIN_PATHS=["plugins"])
    site.write(FILES | {"plugins/inputs.py": INPUTS, "content/b.md": "Title: B\nDate: 2026-01-03\n\n[@oak2003].\n"})
    printed = site.build()
    assert "inputs of a ['alder2001', 'birch2002']" in printed
    assert "inputs of b ['oak2003']" in printed


def test_problems_of_a_rejected_file_are_not_those_of_the_next(tmp_path: Path) -> None:
    rejected = "Title: A\nDate: someday\n\nFish [@alder2010].\n"
    site = plain_site(tmp_path, **{"content/a.md": rejected, "content/aa.html": "<title>Aa</title>Text [@birch2002]."})
    site.write({"content/aa.rst": "Aa\n##\n\n:date: 2026-01-02\n\nText.\n"})
    printed = site.build(check=False)
    assert "alder2010" not in printed
    assert cited(site.read("b.html")) == [("1", "#ref-birch2002")]


def test_a_problem_stops_a_strict_build(tmp_path: Path) -> None:
    site = plain_site(tmp_path, **{"content/a.md": "Title: A\nDate: 2026-01-02\n\nFish [@alder2010].\n"})
    assert "content/a.md:4:7" in " ".join(site.build(check=False).split())
    command = [sys.executable, "-m", "pelican", "--fatal", "errors", "-s", "pelicanconf.py"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode != 0
