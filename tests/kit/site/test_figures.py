"""A figure is drawn from its data, with its sources, and its problems are reported."""

import json
import re

import feedparser
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article
from tests.plain_site import PlainSite

BODY = "Text [@first].\n\n/// figure | how-fast\n\nThe first day [@second].\n\n///\n"
DATA = """type: spans
title: How fast
description: It began within two hours.
axis: [start, 2 h, 1 day]
axis_title: Time
columns: [What, When, Note]
rows:
- {label: It began, from: start, to: 2 h, cells: ["Seen [@second]"], sources: [third]}
"""
WORKS = json.dumps(
    [{"id": key, "type": "book", "title": key.title()} for key in ("first", "second", "third", "fourth")]
)
FILES = {"articles/a.md": article(body=BODY), "figures/how-fast.yaml": DATA, "references.json": WORKS}


def page(site, path="a/index.html"):
    return LexborHTMLParser(site.read(path))


def test_a_figure_without_data_is_an_error_with_its_line_and_the_nearest(site):
    files = {"articles/a.md": article(body=BODY.replace(" [@second]", "").replace(" [@first]", ""))}
    broken = site(files | {"figures/how-fasts.yaml": DATA.replace(" [@second]", "").replace("third", "")})
    assert broken.build_badly() == [
        'content/articles/a.md:11:1  no figure is called "how-fast"; did you mean "how-fasts"?'
    ]
    assert site({"figures/how-fasts.yaml": None}).build_badly() == [
        'content/articles/a.md:11:1  no figure is called "how-fast"; there is none yet'
    ]


def test_a_figure_with_data_has_its_caption_and_the_folder_is_a_setting(build):
    files = FILES | {"drawings/how-fast.yaml": DATA}
    figure = page(build(files, settings={"FIGURES_FOLDER": "drawings"})).css_first("figure#figure-how-fast")
    assert figure.css_first("figcaption").text().strip().startswith("The first day")
    assert figure.css_first("svg[role=img] title").text() == "How fast"
    assert [cell.text() for cell in figure.css("td")] == ["start to 2 h", "Seen\xa0[2]\xa0[3]"]


def test_the_sources_of_a_figure_are_numbered_and_listed_where_a_reader_meets_them(build):
    html = page(build(FILES))
    assert [item.attributes["id"] for item in html.css(".references li")] == ["ref-first", "ref-second", "ref-third"]
    assert [link.text() for link in html.css("figcaption .cite a")] == ["2", "2", "3"]
    targets = {node.attributes["id"] for node in html.css("[id]")}
    assert {link.attributes["href"][1:] for link in html.css(".references a[role=doc-backlink]")} <= targets
    assert len(html.css("[id]")) == len(targets)


def test_every_problem_of_every_data_file_is_reported_once_with_its_position(site):
    files = FILES | {
        "figures/how-fast.yaml": DATA.replace("third", "thrid").replace("@second", "@scond"),
        "figures/unused.yaml": DATA.replace("spans", "spas"),
    }
    assert sorted(site(files).build_badly()) == [
        'content/figures/how-fast.yaml:8:51  no item "scond" in content/references.json; did you mean "second"?',
        'content/figures/how-fast.yaml:8:79  no item "thrid" in content/references.json; did you mean "third"?',
        'content/figures/unused.yaml:1:1  "spas" is no type of figure; did you mean "spans"?',
    ]


def test_a_figure_with_problems_is_not_called_missing(site):
    broken = DATA + "colour: red\n"
    assert [problem.split("  ")[0] for problem in site(FILES | {"figures/how-fast.yaml": broken}).build_badly()] == [
        "content/figures/how-fast.yaml:9:1"
    ]


def test_items_without_a_bibliography_are_reported_at_the_figure(site):
    files = {"articles/a.md": article(), "figures/how-fast.yaml": DATA}
    message = "there is no content/references.json, which has to have the items that are cited here"
    assert site(files).build_badly() == [f"content/figures/how-fast.yaml:7:1  {message}"]


def test_a_folder_that_is_named_and_missing_is_reported_at_the_setting(site):
    (problem,) = site({"articles/a.md": article()}, settings={"FIGURES_FOLDER": "drawings"}).build_badly()
    assert problem.startswith("siteconf.py:")
    assert "FIGURES_FOLDER: there is no folder content/drawings; add it, or remove the setting" in problem


def test_a_misspelt_setting_or_label_is_reported_with_the_nearest(site):
    settings = {"FIGURES_FOLDR": "x", "FIGURES_LABELS": {"tabel": "x"}}
    broken = site({"articles/a.md": article()}, settings=settings)
    lines = (broken.folder / "siteconf.py").read_text("utf-8").splitlines()
    numbers = [next(number for number, line in enumerate(lines, 1) if line.startswith(name)) for name in settings]
    misspelt = 'FIGURES_FOLDR is not a setting; did you mean "FIGURES_FOLDER"?'
    unknown = "FIGURES_LABELS is {'tabel': 'x'}; there is no label \"tabel\"; did you mean \"table\"?"
    assert broken.build_badly() == [
        f"siteconf.py:{numbers[0]}:1  {misspelt}",
        f"siteconf.py:{numbers[1]}:1  {unknown}",
    ]


def test_labels_can_be_in_another_language(build):
    labels = {"table": "Als Tabelle", "steps": "in Stufen", "to": "bis"}
    html = build(FILES, settings={"FIGURES_LABELS": labels}).read("a/index.html")
    assert "<summary>Als Tabelle</summary>" in html
    assert "start bis 2 h" in html
    assert "in Stufen" in html


def test_templates_know_which_figures_a_text_shows(site):
    tiny = site(
        FILES
        | {"articles/b.md": article("None"), "pages/p.md": "---\ntitle: P\n---\n\n/// figure | how-fast\nX\n///\n"},
        settings={
            "THEME_TEMPLATES_OVERRIDES": ["templates"],
            "CHECK_LEVELS": dict.fromkeys(("B14", "page-links-nowhere", "duplicate-summary"), "off"),
        },  # they show no text
    )
    (tiny.folder / "templates").mkdir()
    for name in ("article", "page"):
        (tiny.folder / "templates" / f"{name}.html").write_text(f"[{{{{ {name}.figures|join(', ') }}}}]", "utf-8")
    tiny.build()
    assert [tiny.read(f"{slug}/index.html") for slug in "abp"] == ["[how-fast]", "[]", "[how-fast]"]


def test_a_feed_carries_the_drawing_and_the_table_with_links_that_lead_somewhere(build):
    settings = {"SITEURL": "https://example.org", "FEED_ALL_ATOM": "all.xml", "FEED_DOMAIN": "https://example.org"}
    feed = feedparser.parse(build(FILES, settings=settings).read("all.xml"), sanitize_html=False)
    content = feed.entries[0].content[0].value
    drawing = re.search(r"<svg [^>]*role=.*</svg>", content, re.DOTALL)[0]
    assert 'fill="currentColor"' in drawing
    assert "href" not in drawing
    assert "url(" not in drawing
    # What feedparser writes for a tag that closes itself is left open by HTML.
    assert [drawing.count(f"<{name} ") - drawing.count(f"</{name}>") for name in ("line", "rect", "text")] == [0, 0, 0]
    assert '<th scope="row">It began</th>' in content


def test_no_term_is_linked_within_a_figure(build):
    glossary = {
        "glossary.yaml": "- {term: began, meaning: Was new.}\n- {term: day, meaning: Light.}\n",
        "pages/glossary.md": "---\ntitle: Glossary\ntemplate: glossary\n---\n\nText.\n",
    }
    assert page(build(FILES | glossary)).css("figure .term") == []


def test_the_page_of_a_figure_depends_on_its_data_and_on_the_items_that_it_cites(site):
    tiny = site(FILES | {"articles/b.md": article("None")})
    inputs = """
import json, logging
from hamerkop.build import site
from hamerkop.shared.inputs import inputs_of
from pelican import signals
def report(generators):
    found = {article.slug: inputs_of(article) for article in generators[0].articles}
    print(json.dumps([[sorted(each.files), sorted(each.entries)] for _, each in sorted(found.items())]))
signals.all_generators_finalized.connect(report)
site.build("siteconf.py")
"""
    with_figure, without = json.loads(tiny.run(["-c", inputs]).stdout)
    bibliography, data = str(tiny.content / "references.json"), str(tiny.content / "figures" / "how-fast.yaml")
    assert data in with_figure[0]
    assert [bibliography, "second"] in with_figure[1]
    assert [bibliography, "third"] in with_figure[1]
    assert data not in without[0]


def test_the_order_of_plugins_does_not_matter(tmp_path):
    files = {
        "content/figures/how-fast.yaml": DATA,
        "content/a.md": "Title: A\nDate: 2026-01-02\n\n/// figure | how-fast\nX\n///\n\n/// ask\n\nY\n\n///\n",
    }
    plugins = ["hamerkop.blocks", "hamerkop.figures", "hamerkop.tables", "hamerkop.toc", "hamerkop.typography"]
    pages = []
    for number, order in enumerate([plugins, plugins[::-1], plugins[2:] + plugins[:2]]):
        plain = PlainSite(tmp_path / str(number), PLUGINS=order).write(files)
        assert "  M0" not in plain.build()
        pages.append(plain.read("a.html"))
    assert '<section aria-label="Table: What, When, Note" class="table"' in pages[0]
    assert '<section class="block ask">' in pages[0]
    assert pages[0] == pages[1] == pages[2]
