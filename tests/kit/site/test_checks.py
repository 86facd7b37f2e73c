"""A text that breaks a style rule of the site stops the build."""

import os
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from hamerkop.checks import data_sources
from hamerkop.shared.inputs import site_inputs_of
from tests.conftest import article
from tests.plain_site import PlainSite

WORDS = "- {pattern: '\\bmiracles?\\b', message: say what was found}\n"


def test_a_word_to_avoid_is_an_error_with_its_place(site):
    files = {"style_rules.yaml": WORDS, "articles/a.md": article(body="A miracle.")}
    assert site(files).build_badly() == ['content/articles/a.md:9:3  "miracle": say what was found']


def test_front_matter_is_read_too(site):
    files = {"style_rules.yaml": WORDS, "articles/a.md": article(summary="A miracle.")}
    assert site(files).build_badly() == ['content/articles/a.md:3:12  "miracle": say what was found']


def test_without_rules_everything_may_be_said(build):
    assert build({"articles/a.md": article(body="A miracle.")}).has("a/index.html")


def test_what_readers_see_of_data_is_read_too(site):
    files = {"style_rules.yaml": WORDS, "articles/a.md": article(), "figures/a.yaml": "type: grades\ntitle: Miracles\n"}
    assert 'content/figures/a.yaml:2:8  "Miracles": say what was found' in site(files).build_badly()
    made = site({}, settings={"CHECKS_STYLE_RULES_ALSO": [], "FIGURES_FOLDER": "drawings"})
    (made.content / "drawings").mkdir()
    assert made.build_badly() == []


def test_files_that_the_rules_apply_to_and_their_folders_are_inputs(tmp_path):
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures/a.yaml").write_text("title: x\n", "utf-8")
    generator = SimpleNamespace(settings={"PATH": str(tmp_path)}, context={})
    assert [Path(source.path).name for source in data_sources(generator)] == ["a.yaml"]
    assert site_inputs_of(generator.context) == {str(tmp_path / "figures"), str(tmp_path / "figures/a.yaml")}


def test_a_pattern_for_other_files_that_is_none_is_reported(site):
    made = site({"style_rules.yaml": WORDS, "articles/a.md": article()}, {"CHECKS_STYLE_RULES_ALSO": ["/etc/*"]})
    [problem] = made.build_badly()
    assert '"/etc/*" is no pattern for paths under `PATH`' in problem


def test_a_pipe_among_the_files_does_not_stop_the_build(site):
    made = site({"style_rules.yaml": WORDS, "articles/a.md": article()}, {"CHECKS_STYLE_RULES_ALSO": ["data/*.yaml"]})
    (made.content / "data").mkdir()
    os.mkfifo(made.content / "data/x.yaml")
    made.build_badly()
    assert made.report


def test_a_passage_with_very_many_open_brackets_is_an_error_and_fast(site):
    made = site({"articles/a.md": article(body="[" * 40_000 + "\n\nWords.")})
    assert made.build_badly() == [
        "content/articles/a.md:9:1  40000 brackets are never closed from here on; close them, or put them into code"
    ]


BODY = """Code `<script>a()</script>` and <script>a()</script> here.

    <iframe src="x"></iframe>

<!-- <iframe src="y"></iframe> -->

<div>

    <iframe src="z"></iframe>

</div>

> Quoted <iframe
> src="q"></iframe>

A [link](javascript:a()) and [one][r]. <b onclick="a()">b</b>
{: onmouseover="a()" }

[r]: <javascript:b()>

<meta http-equiv="refresh" content="0; url=https://x.example/">
"""
FOUND = [
    "1:33  M06  <script> runs a program in the reader's browser; remove it",
    "9:5  M07  <iframe> loads something by itself; write a link instead",
    "13:10  M07  <iframe> loads something by itself; write a link instead",
    "16:10  M06  href of <a> runs a program in the reader's browser; remove it",
    "16:40  M06  onclick of <b> runs a program in the reader's browser; remove it",
    "17:4  M06  onmouseover of <p> runs a program in the reader's browser; remove it",
    "19:7  M06  href of <a> runs a program in the reader's browser; remove it",
    "21:1  M08  <meta> leads readers away by itself; write a link instead",
]


def places(printed, name):
    found = re.findall(rf"{name}:(\d+):(\d+)  (M0[678]  .*?[a-z])(?:\s{{2,}}|$)", printed, re.MULTILINE)
    return sorted((int(line), int(column), message) for line, column, message in found)


def test_raw_html_that_acts_by_itself_is_an_error_here_with_the_place_of_its_tag(site):
    made = site({"articles/a.md": article(body="<iframe src=x></iframe>\n\n`<iframe src=x>` <b onclick=a()>b</b>\n")})
    assert made.build_badly() == [
        "content/articles/a.md:9:1  <iframe> loads something by itself; write a link instead",
        "content/articles/a.md:11:18  onclick of <b> runs a program in the reader's browser; remove it",
    ]


@pytest.mark.parametrize("plugins", [["hamerkop.checks"], ["hamerkop.checks", "hamerkop.frontmatter"]])
def test_on_other_sites_it_is_a_warning_whatever_reads_the_text(plugins, tmp_path):
    markdown = {"extensions": ["markdown.extensions.extra"], "output_format": "html5"}
    site = PlainSite(tmp_path, PLUGINS=plugins, MARKDOWN=markdown)
    printed = site.write({"content/a.md": f"Title: A\nDate: 2026-01-02\nSummary: S\n\n{BODY}"}).build()
    expected = [re.fullmatch(r"(\d+):(\d+)  (.*)", line).groups() for line in FOUND]
    assert places(printed, "content/a.md") == [(int(line) + 4, int(column), text) for line, column, text in expected]


def test_the_raw_directive_and_html_sources_are_read_and_literals_are_not(tmp_path):
    rst = "B\n#\n\n:date: 2026-01-02\n\n``<script>a</script>``::\n\n  <iframe src='x'></iframe>\n\n"
    rst += (
        ".. raw:: html\n\n   <iframe src='x'\n    title='y'></iframe>\n   <script>a</script>\n\n`L <javascript:a()>`_\n"
    )
    html = '<html><head><title>C</title><meta name="date" content="2026-01-03"></head><body>\n'
    html += "<!-- <script>a</script> --><p onclick='a(\"b\")'>x</p></body></html>\n"
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.checks"])
    printed = site.write({"content/b.rst": rst, "content/c.html": html}).build()
    assert [place[:2] for place in places(printed, "content/b.rst")] == [(12, 4), (14, 4), (16, 5)]
    assert [place[:2] for place in places(printed, "content/c.html")] == [(2, 28)]


def test_what_an_included_file_has_is_reported_where_it_is_included(tmp_path):
    rst = "B\n#\n\n:date: 2026-01-02\n\n.. raw:: html\n   :file: x.inc\n\nText.\n"
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.checks"])
    printed = site.write({"content/b.rst": rst, "content/x.inc": "<script>a()</script>\n"}).build()
    assert [place[:2] for place in places(printed, "content/b.rst")] == [(6, 1)]


def test_a_drawing_in_restructuredtext_is_no_raw_html_of_a_file_that_is_included(tmp_path):
    rst = "B\n#\n\n:date: 2026-01-02\n\n.. include:: x.inc\n\n.. image:: {static}/otter.svg\n"
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.checks"])
    site.write({"content/b.rst": rst, "content/x.inc": "Text.\n", "content/otter.svg": drawing})
    assert places(site.build(), "content/b.rst") == []


def test_a_title_or_summary_that_templates_get_as_html_is_read_too(tmp_path):
    text = "Title: A <script>a()</script>\nDate: 2026-01-02\nSummary: S <b onclick='a()'>\n\nText.\n"
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.checks"]).write({"content/a.md": text})
    assert [place[:2] for place in places(site.build(), "content/a.md")] == [(1, 10), (3, 12)]
    off = 'CHECK_LEVELS = {"html-runs": "off"}\n'
    assert places(site.build(off), "content/a.md") == []


def test_what_a_plugin_of_somebody_else_adds_to_a_text_is_no_problem_of_its_writer(tmp_path):
    plugin = "from pelican import signals\n\ndef add(content):\n    content._content += '<script>a()</script>'\n\n"
    plugin += "def register():\n    signals.content_object_init.connect(add)\n"
    site = PlainSite(tmp_path, PLUGINS=["adds", "hamerkop.checks"], PLUGIN_PATHS=["."])
    files = {"adds.py": plugin, "content/a.md": "Title: A\nDate: 2026-01-02\n\n`<b>`.\n"}
    printed = site.write(files).build()
    assert "M06" not in printed
    assert "<script>" in site.read("a.html")


def test_very_many_are_counted(tmp_path):
    text = "Title: A\nDate: 2026-01-02\n\n" + "<b onclick=a()>b</b> [x](javascript:b\\(\\))\n" * 2000
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.checks"]).write({"content/a.md": text})
    printed = site.build()
    assert len(re.findall("M06", printed)) == 101
    assert "3900 more of these" in printed


def test_a_text_with_too_much_markup_is_an_error_where_that_begins_and_loses_nothing(site):
    made = site({"articles/a.md": article(body="Words.\n\n" + "# a\n" * 20_000 + "\nWords.")})
    (problem,) = made.build_badly()
    assert problem.startswith(
        "content/articles/a.md:11:1  has more markup, from here on for 20001 lines, than Markdown"
    )


def test_files_that_run_a_program_where_they_are_opened_are_reported(tmp_path):
    made = PlainSite(tmp_path, PLUGINS=["hamerkop.checks"], READERS={"html": None})
    files = {
        "content/a.md": "Title: A\nDate: 2026-01-02\n\n[x]({static}x.html) [y]({static}y.html)\n",
        "content/x.html": "<p>\n<script>a</script>",
        "content/y.html": "<p>No program.",
        "content/images/z.svg": "<svg onload='a()'/>",
    }
    said = made.write(files).build('CHECK_LEVELS = {"file-runs": "error"}\n')
    assert sorted(re.findall(r"content/\S+  M10", said)) == ["content/images/z.svg:1:1  M10", "content/x.html:2:1  M10"]


def test_names_that_templates_print_as_html_are_read_too(tmp_path):
    made = PlainSite(tmp_path, PLUGINS=["hamerkop.checks"])
    text = "Title: A\nDate: 2026-01-02\nCategory: <script>a</script>\nTags: b, c <img src=x onerror=a()>\n\nA.\n"
    said = made.write({"content/a.md": text}).build()
    assert sorted(re.findall(r"a\.md:\d+:\d+  M06", said)) == ["a.md:3:11  M06", "a.md:4:10  M06"]
    assert "M06" not in made.build("JINJA_ENVIRONMENT = {'autoescape': True}\n")


def test_what_only_a_browser_takes_for_a_tag_is_reported_where_it_is_typed(tmp_path):
    text = 'Title: A\nDate: 2026-01-02\n\nA <x_y onclick=a()>b</x_y>.\n\n<div>\n<img src=x onerror=a() title="\n'
    made = PlainSite(tmp_path, PLUGINS=["hamerkop.checks"]).write({"content/a.md": text})
    assert re.findall(r"a\.md:\d+:\d+  M06", made.build()) == ["a.md:4:3  M06", "a.md:7:1  M06"]
