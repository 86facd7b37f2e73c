"""Two checkers find nothing in the pages of the trial site."""

import subprocess

import pytest

from tests.html_validate import problems_in_pages
from tests.tools import expect_none, need_module, need_program


@pytest.mark.checker
def test_html_validate_finds_nothing(trial, tmp_path):
    expect_none(problems_in_pages(trial.output, tmp_path))


@pytest.mark.checker
def test_the_nu_checker_finds_nothing_in_hostile_text(trial):
    java = need_program("java", "default-jre-headless")
    jar = need_module("vnu-jar/build/dist/vnu.jar")
    words = [java, "-jar", str(jar), "--skip-non-html", "--errors-only", "--format", "gnu", str(trial.output)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
