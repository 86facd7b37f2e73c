"""Two checkers find nothing in the pages of the hostile site."""

import subprocess

import pytest

from tests.expectations import expect_none
from tests.html_validate import problems_in_pages
from tests.programs import need_module, need_program


@pytest.mark.checker
def test_html_validate_finds_nothing(hostile_site, tmp_path):
    expect_none(problems_in_pages(hostile_site.output, tmp_path))


@pytest.mark.checker
def test_the_nu_checker_finds_nothing_in_hostile_text(hostile_site):
    java = need_program("java", "default-jre-headless")
    jar = need_module("vnu-jar/build/dist/vnu.jar")
    words = [java, "-jar", str(jar), "--skip-non-html", "--errors-only", "--format", "gnu", str(hostile_site.output)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
