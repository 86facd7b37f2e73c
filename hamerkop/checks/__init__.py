"""Reads articles and pages as an editor would: words to avoid, promises, instructions that must not stand there.

[plugin] The rules are data: `house_words.yaml`, a list of `{find, say}` and `{name}` entries, see
:mod:`hamerkop.checks.words`. What a rule finds is an error with its place. A line that must keep its words says so:
`<!-- check: ignore, quoted from the guideline's title -->` at its end, with the reason.

| setting            | default               | meaning                                                  |
| ------------------ | --------------------- | -------------------------------------------------------- |
| `HOUSE_WORDS_FILE` | `"house_words.yaml"`  | the rules, under PATH; without it nothing is checked     |
"""

from pathlib import Path
from typing import Any

from pelican import signals
from pelican.contents import Article, Page

from hamerkop.checks.words import findings, read_rules
from hamerkop.problems import Problem, display_path, log_problem


def load_rules(pelican: Any) -> None:
    """Read the rules, once a build."""
    settings = pelican.settings
    path = Path(settings["PATH"], settings.get("HOUSE_WORDS_FILE", "house_words.yaml"))
    settings["HOUSE_WORDS"], problems = read_rules(path) if path.exists() else (None, [])
    for problem in problems:
        log_problem(problem)


def check_words(content: Any) -> None:
    """Log what the rules find in the source of an article or page."""
    rules = content.settings.get("HOUSE_WORDS")
    if rules is None or not isinstance(content, Article | Page) or not content.source_path:
        return
    text = Path(content.source_path).read_text("utf-8-sig", errors="replace")
    for line, column, message in findings(text, rules):
        log_problem(Problem(display_path(content.source_path), line, column, message))


def register() -> None:
    signals.get_generators.connect(load_rules)  # sent once a build
    signals.content_object_init.connect(check_words)
