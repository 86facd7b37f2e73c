"""What two checkers say of the built pages: nothing. The Nu checker reads the edition in test_edition.py."""

import json
import subprocess

import pytest

from tests.tools import expect_none, need_module, need_program

RULES = {
    "extends": ["html-validate:recommended", "html-validate:a11y"],
    "rules": {
        "doctype-style": "off",  # the standard takes <!doctype html> in any case
        "long-title": "off",  # advice for search results; how long a title is, its writer decides
    },
}


@pytest.mark.checker
@pytest.mark.parametrize("build", ["edition", "published", "trial"])
def test_html_validate_finds_nothing(request, tmp_path, build):
    node = need_program("node", "nodejs")
    checker = need_module("html-validate/bin/html-validate.mjs")
    rules, report = tmp_path / "rules.json", tmp_path / "report.json"  # in a pipe Node cuts a long report off
    rules.write_text(json.dumps({"root": True, **RULES}), "utf-8")
    site = request.getfixturevalue(build)
    words = [node, checker, "--config", rules, "--formatter", f"json={report}", "**/*.html"]
    done = subprocess.run([str(word) for word in words], cwd=site.output, capture_output=True, text=True, check=False)
    assert report.exists(), done.stdout + done.stderr
    pages = json.loads(report.read_text("utf-8"))
    expect_none(
        {
            page["filePath"].removeprefix(f"{site.output}/"): [said(message) for message in page["messages"]]
            for page in pages
        }
    )
    assert done.returncode == 0, done.stderr


def said(message):
    return f"{message['line']}:{message['column']} {message['ruleId']}: {message['message']}"


@pytest.mark.checker
def test_the_nu_checker_finds_nothing_in_hostile_text(trial):
    java = need_program("java", "default-jre-headless")
    jar = need_module("vnu-jar/build/dist/vnu.jar")
    words = [java, "-jar", str(jar), "--skip-non-html", "--errors-only", "--format", "gnu", str(trial.output)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
