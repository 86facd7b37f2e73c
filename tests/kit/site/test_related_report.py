"""The report on a site's links, as its owner calls it."""

import json
import subprocess

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import PROJECT
from tests.kit.site.test_related_plugin import PlainSite, markdown
from tests.tools import need_module, need_program

COMMAND = ("-m", "hamerkop", "related")


@pytest.fixture
def plain(tmp_path):
    site = PlainSite(tmp_path)
    files = {f"{name}.md": markdown(name, "river") for name in "abc"} | {
        "lone.md": markdown("Lone [x]", "odd"),
        "draft.md": markdown("Secret", "unannounced", Status="draft"),
        "de.md": markdown("Deutsch", Lang="de"),
    }
    site.build(files)
    return site


def test_the_table_names_what_a_writer_can_do(plain):
    told = plain.run(*COMMAND)
    assert "en: 4 articles" in told
    assert "Tags used once (1)" in told
    assert "content/lone.md" in told
    assert "Secret" not in told
    assert "unannounced" not in told


def test_json_holds_the_whole_report_and_nothing_of_a_draft(plain):
    told = plain.run(*COMMAND, "--format=json")
    report = json.loads(told)
    assert [language["language"] for language in report["languages"]] == ["de", "en"]
    assert len(report["languages"][1]["lists"]) == 4
    assert "draft" not in told


def test_the_page_is_written_and_nothing_else(plain):
    before = sorted(path for path in plain.folder.rglob("*") if "__pycache__" not in path.parts)
    plain.run(*COMMAND, "--html", "links.html")
    after = sorted(path for path in plain.folder.rglob("*") if "__pycache__" not in path.parts)
    assert set(after) - set(before) == {plain.folder / "links.html"}
    tree = LexborHTMLParser((plain.folder / "links.html").read_text("utf-8"))
    assert "Lone [x]" in tree.css_first("#map-1").text()
    assert "Secret" not in tree.html


@pytest.mark.checker
def test_the_nu_checker_finds_nothing_in_the_page(plain):
    java, jar = need_program("java", "default-jre-headless"), need_module("vnu-jar/build/dist/vnu.jar")
    plain.run(*COMMAND, "--html", "links.html")
    command = [java, "-jar", str(jar), "--Werror", str(plain.folder / "links.html")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_without_a_settings_file_it_says_where_to_go(tmp_path):
    told = PlainSite(tmp_path).run(*COMMAND)
    assert "there is no pelicanconf.py in this folder; go to the site's folder, or give --settings FILE\n" in told


def test_the_audit_is_written_by_a_build(plain):
    plain.build({}, RELATED_POSTS_AUDIT="reports/links.json")
    report = json.loads((plain.folder / "reports" / "links.json").read_text("utf-8"))
    assert report["languages"][1]["findings"]["used_once"] == [{"tag": "odd", "article": "content/lone.md"}]


def test_our_own_site_leads_on_from_every_article_with_reasons(edition):
    for path in sorted((PROJECT / "content" / "articles").glob("*.md")):
        page = LexborHTMLParser(edition.read(f"{path.stem}/index.html"))
        assert len(page.css(".related li")) >= 3, path
        assert len(page.css(".related li p")) == len(page.css(".related li")), path
