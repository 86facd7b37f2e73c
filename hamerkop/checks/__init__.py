"""Reads articles and pages as an editor would: words to avoid, promises, instructions that must not stand there.

[plugin] The rules are data: `style_rules.yaml`, a list of `{pattern, message}` and `{name}` entries, see
:mod:`hamerkop.checks.style_rules`. What a rule finds is an error with its place. A line that must keep its words says so:
`<!-- check: ignore, quoted from the guideline's title -->` at its end, with the reason.

| setting            | default               | meaning                                                  |
| ------------------ | --------------------- | -------------------------------------------------------- |
| `CHECKS_STYLE_RULES_FILE` | `"style_rules.yaml"`  | the rules, under PATH; without it nothing is checked     |
| `CHECKS_STYLE_RULES_ALSO` | `["figures/*.yaml"]`  | what else readers get to see, patterns under PATH        |
"""

from pathlib import Path
from typing import Any

from pelican import signals
from pelican.contents import Article, Page

from hamerkop.checks.style_rules import HouseWords, findings, read_rules
from hamerkop.shared.problems import Position, Problem, display_path, log_problem

ALSO = ["figures/*.yaml"]


def load_rules(pelican: Any) -> None:
    """Read the rules, once a build, and by them what is neither article nor page."""
    settings = pelican.settings
    path = Path(settings["PATH"], settings.get("CHECKS_STYLE_RULES_FILE", "style_rules.yaml"))
    settings["HOUSE_WORDS"], problems = read_rules(path) if path.exists() else (None, [])
    for problem in problems:
        log_problem(problem, settings)
    if settings["HOUSE_WORDS"] is not None:
        for pattern in settings.get("CHECKS_STYLE_RULES_ALSO", ALSO):
            for file in sorted(Path(settings["PATH"]).glob(pattern)):
                check_file(file, settings["HOUSE_WORDS"], settings)


def check_file(path: Path, rules: HouseWords, settings: Any) -> None:
    """Log what the rules find in one file."""
    for line, column, message in findings(path.read_text("utf-8-sig", errors="replace"), rules):
        log_problem(Problem("P01", display_path(path), Position(line, column), message), settings)


def check_words(content: Any) -> None:
    """Log what the rules find in the source of an article or page."""
    rules = content.settings.get("HOUSE_WORDS")
    if rules is None or not isinstance(content, Article | Page) or not content.source_path:
        return
    check_file(Path(content.source_path), rules, content.settings)


def register() -> None:
    signals.get_generators.connect(load_rules)  # sent once a build
    signals.content_object_init.connect(check_words)
