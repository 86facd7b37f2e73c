"""Runs the checker html-validate over the pages of a built site."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.programs import need_module, need_program

RULES = {
    "extends": ["html-validate:recommended", "html-validate:a11y"],
    "rules": {
        "doctype-style": "off",  # the standard takes <!doctype html> in any case
        "long-title": "off",  # advice for search results; how long a title is, its writer decides
    },
}


def problems_in_pages(output: Path, scratch: Path) -> dict[str, list[str]]:
    """Return what html-validate finds in each HTML file under *output*; *scratch* is an empty folder."""
    node = need_program("node", "nodejs")
    checker = need_module("html-validate/bin/html-validate.mjs")
    rules, report = scratch / "rules.json", scratch / "report.json"  # Node cuts a long report in a pipe off
    rules.write_text(json.dumps({"root": True, **RULES}), "utf-8")
    words = [node, checker, "--config", rules, "--formatter", f"json={report}", "**/*.html"]
    done = subprocess.run([str(word) for word in words], cwd=output, capture_output=True, text=True, check=False)
    assert report.exists(), done.stdout + done.stderr
    pages = json.loads(report.read_text("utf-8"))
    found = {page["filePath"].removeprefix(f"{output}/"): list(map(_line, page["messages"])) for page in pages}
    assert done.returncode == 0 or any(found.values()), done.stderr
    return found


def _line(message: dict[str, Any]) -> str:
    return f"{message['line']}:{message['column']} {message['ruleId']}: {message['message']}"
