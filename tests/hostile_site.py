"""A small site of worst cases: hostile text in every field that a writer can fill, every part and kind of page, a list
of one article and a list of sixty.

Each hostile text ends in a label of its own in brackets, by which a test finds it in the pages.
"""

import json
from typing import Any

from tests.conftest import article

SITEURL = "https://hostile.example/sub"
# What could end an element, an attribute, a script or a template tag; scripts from right to left; emoji, accents, CJK.
HOSTILE = (
    """</script></style><b>"no" & 'bold' &amp; </title>{{ 7*7 }} {% raw %} שלום \u200f\u202bعربي\u202c 🦦 é̂ 漢字"""
)
LONG = "Donaudampfschifffahrtselektrizitätenhaupt" * 8  # a word of 328 letters, that has no point to break it at
FORTY = "Pneumonoultramicroscopicsilicovolcanoconi"[:40]
KINDS = ("in-short", "help", "urgent", "care", "do", "dont", "ask")


TYPED: dict[str, str] = {}  # each text as a reader must see it, by its label


def hostile(label: str, length: int = 0) -> str:
    """Return a hostile text that ends in [label]; with *length* one of at most that many characters, without LONG."""
    end = f" [{label}]"
    TYPED[label] = (HOSTILE[: length - len(end)] if length else f"{HOSTILE} {LONG}") + end
    return TYPED[label]


def in_markdown(label: str) -> str:
    """Return a hostile text in a code span, where Markdown shows it as typed; elsewhere it would be HTML."""
    TYPED[label] = f"{HOSTILE} & 🦦 \u200f {LONG} [{label}]"
    return f"`{HOSTILE}` & 🦦 \u200f {LONG} [{label}]"


def quoted(value: Any) -> str:
    """Return *value* as JSON, which YAML can read."""
    return json.dumps(value, ensure_ascii=False)


def fields(label: str, **more: Any) -> dict[str, str | None]:
    """Return front matter with hostile text in every field that accepts text."""
    given = {
        "summary": hostile(f"{label} summary", 160),
        "category": hostile("category", 60),
        "tags": ["river", hostile("tag", 60)],
        "authors": [hostile("author", 60), "Ada Otter"],
        "evidence_grade": [{"claim": hostile(f"{label} claim"), "grade": "very-limited"}],
        "check_by": [{"date": "2026-02-01", "what": hostile(f"{label} fact")}],
        "last_evidence_check": "2026-01-02",
        "next_review": "2026-02-01",
        "modified": "2026-03-04",
    }
    return {name: quoted(value) for name, value in (given | more).items()}


def entry(label: str, body: str, **more: Any) -> str:
    """Return an article with hostile fields; its title ends in [LABEL title]."""
    return article("TITLE", body, **fields(label, **more)).replace('"TITLE"', quoted(hostile(f"{label} title")))


def blocks() -> str:
    """Return two blocks of each kind: one with a hostile heading, one without a heading."""
    named = (f"/// {name} | {in_markdown(f'{name} heading')}\n\nWords in {name}.\n\n///" for name in KINDS)
    plain = (f"/// {name}\n\n- One\n- Two\n\n///" for name in KINDS)
    return "\n\n".join([*named, *plain])


BODY = f"""{blocks()}

## A heading with {in_markdown("heading")}

A claim [@otter; @otter, p. 3] about a holt, and a second one [@beaver].[^1] An {LONG} abbreviation: HTML.

> A quotation, with a [link](https://example.org/a?b=1&c=%22).

| A table | with | many | columns | of words | and more |
| --- | --: | :-: | --- | --- | --- |
| {in_markdown("cell")} | 2 | 3 | four | five | six [@otter] |

```
{hostile("code")}
```

/// figure | cubs
{in_markdown("caption")}
///

![{hostile("alt", 60)}]({{static}}/images/holt.svg "{FORTY}")

Term
: Its meaning

### A smaller heading

1. First
2. Second

[^1]: A note.
*[HTML]: {HOSTILE[:12]}
"""
WORKS = [
    {
        "id": name,
        "type": "article-journal",
        "title": hostile(f"{name} work"),
        "author": [{"family": hostile(f"{name} family", 60), "given": "A."}],
        "container-title": hostile(f"{name} journal", 80),
        "issued": {"date-parts": [[2020]]},
        "DOI": f"10.1000/{name}",
    }
    for name in ("otter", "beaver")
]
NOTES = {
    name: {part: hostile(f"{name} {part}") for part in ("design", "n", "finding", "caveats")} | {"confidence": "high"}
    for name in ("otter", "beaver")
}
TOPICS = [
    {"slug": "river", "title": hostile("topic"), "group": hostile("group"), "description": hostile("about topic")},
    {"slug": "fur", "title": "Fur", "group": "Plain", "description": "Of fur."},
]
TERMS = [{"term": "holt", "meaning": hostile("meaning")}, {"term": hostile("term", 60), "meaning": "A word."}]
CORRECTIONS = [{"date": "2026-02-03", "article": "first", "wrong": hostile("wrong"), "right": hostile("right")}]
FIGURE = {
    "type": "grades",
    "title": hostile("figure title", 80),
    "description": hostile("figure description", 120),
    "columns": [hostile("column", 40), "How sure", "Note"],
    "scale": ["Low", "High"],
    "rows": [{"label": "Cubs", "in_full": hostile("row", 60), "grade": "High", "cells": ["Two [@otter]"]}],
}
START_HERE = [{"title": hostile("entry point"), "articles": ["second", "about"]}]
STYLE_RULES = [{"pattern": "badgers", "message": hostile("style rule", 60)}]
IMAGE = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>'
HELP_LINES = {
    "strip": {"text": hostile("strip"), "link_text": "Who to call [strip link]"},
    "box": [{"heading": hostile("box heading"), "text": f"Call 999. {hostile('box text')}"}],
    "places": [
        {
            "name": hostile("place"),
            "lines": [
                {
                    "name": hostile("line"),
                    "for": hostile("line for"),
                    "how": [{"kind": "call", "value": "116 123", "href": "tel:116123"}],
                    "hours": hostile("hours"),
                    "cost": hostile("cost"),
                    "site": "https://example.org/?a=1&b=2",
                    "source": "otter",
                }
            ],
        }
    ],
}


def page(title: str, body: str = "Words.", **header: str) -> str:
    lines = [f"{name}: {value}" for name, value in {"title": quoted(title), **header}.items()]
    return "\n".join(["---", *lines, "---", "", body, ""])


FILES: dict[str, str | bytes] = {
    "topics.yaml": quoted([*TOPICS]),
    "glossary.yaml": quoted(TERMS),
    "help_lines.yaml": quoted(HELP_LINES),
    "corrections.yaml": quoted(CORRECTIONS).replace('"2026-02-03"', "2026-02-03"),  # a date, not a text
    "references.json": quoted(WORKS),
    "annotations.yaml": quoted(NOTES),
    "start_here.yaml": quoted(START_HERE),
    "style_rules.yaml": quoted(STYLE_RULES),
    "figures/cubs.yaml": quoted(FIGURE),
    "images/holt.svg": IMAGE,
    "articles/first.md": entry("first", BODY, aliases=["old-first"], tags=["river", "fur"]),
    "articles/second.md": entry(
        "second",
        "Short.",
        tags=["river"],
        clinical_review="reviewed",
        reviewed="2026-01-02",
        reviewer=hostile("reviewer"),
        reviewer_role=hostile("role"),
    ),
    "articles/forty.md": article(f"A word of forty letters: {FORTY}", tags="[fur]", category="Alone"),
    "pages/help-now.md": page("Help now"),
    "pages/about.md": page(hostile("page"), BODY),
    "pages/sources.md": page("Sources", template="bibliography"),
    **{f"pages/{name}.md": page(name.capitalize(), template=name) for name in ("glossary", "corrections")},
    **{
        f"articles/plain-{number}.md": article(
            f"Plain article {number}", date=f"2025-01-{number % 28 + 1:02}", category="Sixty", tags="[fur]"
        )
        for number in range(1, 61)
    },
}
SETTINGS: dict[str, Any] = {
    "SITENAME": hostile("sitename", 60),
    "SITESUBTITLE": hostile("subtitle"),
    "SITEDESCRIPTION": hostile("description"),
    "TOPICS_FILE": "topics.yaml",
    "HELP_BOX_TAGS": ["river"],
    "DISCLAIMER": hostile("disclaimer"),
    "UNREVIEWED_NOTE": hostile("unreviewed"),
    "AUTHORSHIP_NOTE": hostile("authorship"),
    "LICENSE": {"name": hostile("license"), "url": "https://example.org/?a=1&b=2"},
    "NAV": [(hostile("nav"), "topics/"), ("A to Z", "a-z/")],
    "CONTACT": "https://example.org/?a=1&b=2",
    "FUNDING": hostile("funding"),
}
