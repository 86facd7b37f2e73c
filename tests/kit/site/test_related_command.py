"""The report on a site's links, as its owner calls it."""

import json
import subprocess

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.programs import need_module, need_program
from tests.related_site import RelatedSite, markdown

COMMAND = ["-m", "hamerkop", "related"]


@pytest.fixture
def plain(tmp_path):
    site = RelatedSite(tmp_path)
    files = {f"{name}.md": markdown(name, "river") for name in "abc"} | {
        "lone.md": markdown("Lone [x]", "odd"),
        "draft.md": markdown("Secret", "unannounced", Status="draft"),
        "de.md": markdown("Deutsch", Lang="de"),
        "fr.md": markdown("Secret français", "unannounced", Lang="fr", Status="draft"),
    }
    site.write({f"content/{name}": text for name, text in files.items()})
    return site.write({"pelicanconf.py": site.settings_text})


def files_of(site):
    return sorted(path for path in site.folder.rglob("*") if "__pycache__" not in path.parts)


def test_the_table_names_what_a_writer_can_do(plain):
    done = plain.run(COMMAND)
    assert (done.returncode, done.stderr) == (0, "")
    assert "en: 4 articles" in done.stdout
    assert "Tags used once (1)" in done.stdout
    assert "content/lone.md" in done.stdout
    assert "unannounced" not in done.stdout
    assert "Secret" not in done.stdout


def test_it_reports_on_a_site_without_the_plugin(plain):
    plain.write({"pelicanconf.py": plain.settings_text + "PLUGINS = []\n"})
    assert "en: 4 articles" in plain.run(COMMAND).stdout


def test_a_wrong_override_is_reported_once_and_the_status_says_so(plain):
    plain.write({"content/a.md": markdown("a", "river", Related_posts="nobody")})
    done = plain.run(COMMAND)
    assert done.stderr.count('no published article of this language has the slug "nobody"') == 1
    assert done.returncode == 1
    assert "en: 4 articles" in done.stdout


def test_problems_are_in_the_order_of_files_and_lines(plain):
    names = ["c", "a", "b"]
    plain.write({f"content/{name}.md": markdown(name, "river", Related_posts="no-1, no-2") for name in names})
    lines = [line for line in plain.run(COMMAND).stderr.splitlines() if "no published article" in line]
    assert len(lines) == 6
    assert lines == sorted(lines)


def test_a_problem_of_another_plugin_makes_the_status_one(plain):
    plain.write({"pelicanconf.py": plain.settings_text + "RELATED_POSTS_MAXX = 3\n"})
    assert plain.run(COMMAND).returncode == 1


def test_a_problem_that_the_site_calls_a_warning_does_not(plain):
    plain.write({"pelicanconf.py": plain.settings_text + 'CHECK_LEVELS = {"R01": "warning"}\n'})
    plain.write({"content/a.md": markdown("a", "river", Related_posts="nobody")})
    assert plain.run(COMMAND).returncode == 0


def test_json_has_the_whole_report_and_nothing_of_a_draft(plain):
    done = plain.run([*COMMAND, "--format=json"])
    report = json.loads(done.stdout)
    assert [language["language"] for language in report["languages"]] == ["de", "en"]
    assert len(report["languages"][1]["lists"]) == 4
    assert report["languages"][1]["hints"]["used_once"] == [{"tag": "odd", "article": "content/lone.md"}]
    assert "draft" not in done.stdout
    assert "unannounced" not in done.stdout


def test_the_page_is_written_and_nothing_else(plain):
    before = files_of(plain)
    done = plain.run([*COMMAND, "--html", "links.html"])
    assert done.stderr == "The diagram is in links.html\n"
    assert set(files_of(plain)) - set(before) == {plain.folder / "links.html"}
    tree = LexborHTMLParser((plain.folder / "links.html").read_text("utf-8"))
    assert "Lone [x]" in tree.css_first("#map-1").text()
    assert "Secret" not in tree.html


@pytest.mark.checker
def test_the_nu_checker_finds_nothing_in_the_page(plain):
    java, jar = need_program("java", "default-jre-headless"), need_module("vnu-jar/build/dist/vnu.jar")
    plain.run([*COMMAND, "--html", "links.html"])
    command = [java, "-jar", str(jar), "--Werror", str(plain.folder / "links.html")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "xml"], '--format "xml" is not a format; give table or json'),
        (["--format", "jsn"], '--format "jsn" is not a format; give table or json; did you mean "json"?'),
        (["--fromat", "json"], 'there is no flag "--fromat"; did you mean "--format"?'),
        (["links.html"], 'there is no argument "links.html"'),
        (["--html", "no/links.html"], "--html no/links.html: there is no folder no; make it, or give another path"),
        (["--html", "content"], "--html content is a folder; give the name of a file"),
        (["--settings", "no.py"], "--settings no.py: there is no such file; go to the site's folder, or name the file"),
        (["--html"], "--html needs a value"),
    ],
)
def test_wrong_use_is_answered_before_any_work(plain, arguments, message):
    done = plain.run([*COMMAND, *arguments])
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"hamerkop related: {message}\nSee: hamerkop related --help\n"


def test_a_settings_file_that_fails_is_one_line(plain):
    plain.write({"pelicanconf.py": "PATH = nothing\n"})
    done = plain.run(COMMAND)
    assert done.returncode == 2
    assert done.stderr.startswith("hamerkop related: the site cannot be read: NameError: name 'nothing'")


def test_the_report_is_written_by_a_build_too(plain):
    plain.build_with({}, RELATED_POSTS_REPORT="reports/links.json")
    written = json.loads((plain.folder / "reports" / "links.json").read_text("utf-8"))
    assert written == json.loads(plain.run([*COMMAND, "--format=json"]).stdout)


def test_an_interruption_is_one_line(plain):
    script = "import os, signal; os.kill(os.getpid(), signal.SIGINT)\n"
    plain.write({"pelicanconf.py": plain.settings_text + script})
    done = plain.run(COMMAND)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "Stopped.\n"
