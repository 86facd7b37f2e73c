"""Whatever a writer can save: no exception, and no article that is missing without a word.

MUTATIONS is the number of sources that are tried; MUTATIONS=10000 takes about five minutes.
"""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hamerkop.build import audit
from hamerkop.shared.rules import ERROR
from tests.plain_site import PROJECT
from tests.resident import Beside, own_signals

pytestmark = pytest.mark.own_process  # Pelican keeps much in the process

MUTATIONS = int(os.environ.get("MUTATIONS", "300"))
SETTINGS = f"""
import sys
sys.path.insert(0, {str(PROJECT)!r})
from tests.site_settings import *
PATH, OUTPUT_PATH, THEME = "content", "output", {str(PROJECT / "theme")!r}
BUILD_PROCESSES = 1
PLUGINS = [name for name in PLUGINS if name not in ("hamerkop.search", "hamerkop.social_cards")]
"""
SOURCE = """---
title: "Otters: a start"
summary: About animals that swim.
date: 2026-01-02
category: Animals
tags: [river, fur]
authors: [Ada Otter, Ben Beaver]
aliases: [old-otters]
related_posts: [beavers]
check_by:
  - {date: 2027-01-01, what: a fact}
---

/// in-short

Three sentences about [beavers]({filename}beavers.md#what-is-known), see [@otter2020, table 2].

///

## What is *known*

A list:

- one with `code`
- two, **bold**
    - inner

| A | B |
| --- | --: |
| 1 | 2\\\\| |

//// do | Bring

/// ask

![A pool]({static}/images/pool.png "A caption") and a note[^n].

///

////

```
code [@nobody] <b>
```

Term
:   Its meaning. <!-- a comment -->

[^n]: Since 2014. <https://example.org/>
"""
LODGES = SOURCE.replace("otters", "lodges").replace("beavers", "otters").replace("Otters", "B")
TOPICS = "- {slug: river, title: R, description: D., group: G}\n- {slug: fur, title: F, description: D., group: G}\n"
OTHERS = {
    "content/articles/beavers.md": LODGES,
    "content/topics.yaml": TOPICS,
    "content/references.json": '[{"id": "otter2020", "type": "book", "title": "Otters"}]',
    "content/images/pool.png": (PROJECT / "docs" / "topic-phone.png").read_bytes()[:2000],
}
BITS = (
    *("---\n", "\n\n", "    ", "\t", "- ", "|", "| --- |\n", "```", "~~~", "///", "//// ask | x\n", "[@", "]", "]("),
    *("{filename}", "<div>", "</b>", "<!--", "-->", "&#0;", "{{ x }}", "{% raw", "[^n]:", "**", "_", "`", "#", ": "),
    *("\u00a0", "\u200b", "\ufeff", "\ud800", "\0", "\x1b", "\r", "é̂", "漢", "🦦", "status: draft\n", "lang: de\n"),
    *("date: 2026-02-31\n", "slug: ../x\n", "title:\n", "&name ", "*name", "!!python/object:x ", "? ", "<<: "),
    *("save_as: /etc/x\n", "template: nope\n", "=\n", "x" * 300),
)


@st.composite
def mutated(draw):
    """Return the source with a few parts removed, repeated, moved or replaced, sometimes with its bytes damaged."""
    text = SOURCE
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 2, 10, 80, 500])))
        part = draw(st.sampled_from(["", text[start:end] * 2, text[start:end][::-1], *BITS]))
        text = text[:start] + part + text[end:]
    data = text.encode("utf-8", "surrogatepass")
    return draw(
        st.sampled_from([data, data, data, data.replace(b"\n", b"\r\n"), data[: len(data) // 2], b"\xff" + data])
    )


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with own_signals():
        made = Beside(tmp_path, SETTINGS, {"content/articles/otters.md": SOURCE, **OTHERS})
        yield made
        made.resident.close()


def test_no_source_ends_in_an_exception_or_is_lost(site):
    assert [each for each in site.resident.problems if each.level == ERROR and "otters.md" in each.path] == []

    @settings(max_examples=MUTATIONS, deadline=None, suppress_health_check=[*HealthCheck])
    @given(mutated())
    def try_one(source):
        site.edit({"content/articles/otters.md": source})
        outcome = audit.outcomes(site.resident.site.generators)["articles/otters.md"]
        errors = [each for each in site.resident.problems if each.level == ERROR]
        if outcome in ("published", "hidden", "draft", "scheduled"):
            address = next(each.address for each in site.resident.site.sources() if each.path == "articles/otters.md")
            assert errors or b"<html" in site.resident.render(address).data
        else:
            assert errors or (outcome == "skipped" and b"skip" in source), outcome

    try_one()
