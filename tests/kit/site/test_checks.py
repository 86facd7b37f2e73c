"""A text that breaks a style rule of the site stops the build."""

import os
from pathlib import Path
from types import SimpleNamespace

from hamerkop.checks import data_sources
from hamerkop.shared.inputs import site_inputs_of
from tests.conftest import article

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


def test_a_text_with_too_much_markup_is_an_error_where_that_begins_and_loses_nothing(site):
    made = site({"articles/a.md": article(body="Words.\n\n" + "# a\n" * 20_000 + "\nWords.")})
    (problem,) = made.build_badly()
    assert problem.startswith(
        "content/articles/a.md:11:1  has more markup, from here on for 20001 lines, than Markdown"
    )
