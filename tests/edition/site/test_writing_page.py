"""Each example of the writers page is built in the publication: a right one has no problem, a wrong one has."""

import base64
import json
import re

import pytest

from tests.conftest import PROJECT, RealSite

TEXT = (PROJECT / "docs" / "writing.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```markdown(| wrong)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
HEADER = """---
title: Example {number}
summary: Example {number} of the writers' page.
date: 2026-11-20
category: Safety
tags: [side-effects, monitoring]
last_evidence_check: 2026-11-20
next_review: 2027-05-20
---

"""
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'


@pytest.fixture(scope="module")
def problems(tmp_path_factory):
    """The rules of the problems of each example, by its number."""
    site = RealSite(tmp_path_factory.mktemp("writing") / "checkout")
    folder = site.content / "articles"
    for number, (_, text) in enumerate(EXAMPLES):
        source = text if text.startswith("---") else HEADER.format(number=number) + text
        (folder / f"example-{number}.md").write_text(source, "utf-8")
    images = site.content / "images"
    images.mkdir(exist_ok=True)
    for name, data in {"room.jpg": PNG, "drip.jpg": PNG, "line.svg": SVG, "form.pdf": b"%PDF-1.4"}.items():
        (images / name).write_bytes(data)
    done = site.run(["-m", "hamerkop", "check", "--sources", "--format", "json"])
    found = {number: [] for number in range(len(EXAMPLES))}
    for each in json.loads(done.stdout):
        if number := re.search(r"example-(\d+)\.md", each["path"]):
            found[int(number[1])].append(f"{each['rule']} {each['message']}")
    return found


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_an_example_is_right_or_its_mistake_is_named(problems, number):
    kind, text = EXAMPLES[number]
    assert bool(problems[number]) == (kind == " wrong"), (text, problems[number])
