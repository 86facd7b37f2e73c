"""A claim leads to its source and the source back to the claim, in pages, drafts and feeds."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from tests.conftest import PROJECT, TinySite, article

WORKS = [
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
REFERENCES = json.dumps(WORKS, indent=1)
PAGE = "---\ntitle: About\nsummary: About us.\n---\n\nWe count [@birch2002].\n"

Make = Callable[..., TinySite]


def cited(html: str) -> list[tuple[str, str]]:
    """Return what each citation shows and where it leads."""
    links = LexborHTMLParser(html).css(".cite a")
    return [(link.text(), str(link.attributes["href"])) for link in links]


def listed(html: str) -> list[str]:
    return [str(item.attributes["id"]) for item in LexborHTMLParser(html).css(".references li")]


def test_articles_pages_and_drafts_end_with_the_works_they_cite(build: Make) -> None:
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
    assert "Otters &lt;b&gt;&amp;&lt;/b&gt; rivers." in page
    assert listed(site.read("drafts/b/index.html")) == ["ref-alder2001"]
    assert listed(site.read("about/index.html")) == ["ref-birch2002"]
    assert listed(site.read("c/index.html")) == []


def test_every_way_there_and_back_leads_somewhere_and_no_id_is_taken_twice(build: Make) -> None:
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


def test_names_and_places_in_works_reach_pages_and_feeds(build: Make) -> None:
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


def test_a_word_with_a_sign_that_is_no_work_is_named_with_its_place_and_the_mend(site: Make) -> None:
    body = "Mail a@b.org, as @aldr2001\nand @otters say; @birch2002 too."
    name = "content/references.json"
    assert site({"references.json": REFERENCES, "articles/a.md": article("A", body)}).build_badly() == [
        f"content/articles/a.md:{problem}"
        for problem in (
            f'9:18  no work "aldr2001" in {name}; did you mean "alder2001"? Or write \\@aldr2001 if it is no citation',
            f'10:5  no work "otters" in {name}; add it there, or write \\@otters if it is no citation',
            '10:18  work "birch2002" names nobody who wrote it; say so in your words, then write [@birch2002]',
        )
    ]


def test_templates_get_every_work(build: Make) -> None:
    words = "{% for key in works.works %}{{ key }}: {{ works.line(key)|safe }} {% endfor %}"
    files = {"references.json": REFERENCES, "articles/a.md": article("A"), "works.html": words}
    settings = {"TEMPLATE_PAGES": {"works.html": "works.html"}, "IGNORE_FILES": ["works.html"]}
    assert "birch2002: Beavers." in build(files, settings=settings).read("works.html")


def test_mistakes_in_citations_and_header_are_named_in_one_run(site: Make) -> None:
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


def test_a_broken_references_file_is_one_mistake(site: Make) -> None:
    files = {"references.json": '[{"id": "a"},]', "articles/a.md": article("A", "Fish [@alder2001].")}
    (problem,) = site(files).build_badly()
    assert problem.startswith("content/references.json:1:")


def test_an_article_that_cites_needs_a_references_file_and_one_that_does_not_needs_none(site: Make) -> None:
    made = site({"articles/a.md": article("A", "Fish [@alder2001]. Dams [@birch2002].")})
    (problem,) = made.build_badly()
    assert problem.startswith("content/articles/a.md:9:7  there is no content/references.json")
    made.write({"articles/a.md": article("A", "Fish.")})
    made.build()


def test_a_misspelt_setting_is_an_error_with_the_right_name(site: Make) -> None:
    made = site({"articles/a.md": article("A")}, settings={"CITATION_FILE": "works.json"})
    (problem,) = made.build_badly()
    assert 'CITATION_FILE is not a setting; did you mean "CITATIONS_FILE"?' in problem


def test_two_builds_give_the_same_bytes(site: Make) -> None:
    made = site({"references.json": REFERENCES, "articles/a.md": article("A", "A [@birch2002; @alder2001].")})
    first = made.build(PYTHONHASHSEED="1").read("a/index.html")
    assert made.build(PYTHONHASHSEED="2").read("a/index.html") == first


# In any other Pelican site

OTHER_SITE = {
    "pelicanconf.py": 'SITEURL = "https://other.example"\nTIMEZONE = "UTC"\nPATH = "content"\n'
    'PLUGINS = ["hamerkop.citations"]\n',
    "content/references.json": REFERENCES,
    "content/a.md": "Title: A\nDate: 2026-01-02\n\n@alder2001 on fish [@alder2001] and\ndams [@birch2002].\n",
    "content/b.md": "Title: B\nDate: 2026-01-03\nSummary: In *short*\n\nFish [@birch2002].\n",
}


def other_site(folder: Path, **files: str) -> subprocess.CompletedProcess[str]:
    for name, text in (OTHER_SITE | files).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    command = [sys.executable, "-m", "pelican", "--fatal", "warnings", "-t", "simple"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_plugin_works_alone(tmp_path: Path) -> None:
    done = other_site(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    alder = ("1", "#ref-alder2001")
    assert cited((tmp_path / "output" / "a.html").read_text()) == [alder, alder, ("2", "#ref-birch2002")]
    assert cited((tmp_path / "output" / "b.html").read_text()) == [("1", "#ref-birch2002")]


def test_a_list_of_summaries_has_no_citations_that_lead_nowhere(tmp_path: Path) -> None:
    other_site(tmp_path)
    index = (tmp_path / "output" / "index.html").read_text()
    assert "<p>Alder on fish and\ndams.</p>" in index
    assert "ref-" not in index


def test_a_mistake_stops_a_strict_build(tmp_path: Path) -> None:
    done = other_site(tmp_path, **{"content/a.md": "Title: A\nDate: 2026-01-02\n\nFish [@alder2010].\n"})
    assert done.returncode != 0
    assert "content/a.md:4:7" in " ".join((done.stdout + done.stderr).split())
