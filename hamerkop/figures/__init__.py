"""Draws figures from data: `/// figure | name`, with a caption and its sources, and the same data as a table.

[plugin] `figures/NAME.yaml` says what kind of figure it is (`timeline`, `spans`, `grades`, `matrix`), and what it
shows; the README has an example of each. Readers get an inline SVG whose words keep the size they have chosen, a table
that folds, and a caption. Every mistake in a data file, a figure without data and one that stands twice in a text are
errors with their place. Sources become citations where hamerkop.citations is on. Needs pymdown-extensions.

| setting          | default         | meaning                                                                   |
| ---------------- | --------------- | ------------------------------------------------------------------------- |
| `FIGURES_FOLDER` | `"figures"`     | where the data lies, under PATH; without it the plugin does nothing        |
| `FIGURES_LABELS`  | :data:`WORDS`   | what figures say by themselves; give those that you want in other words    |

An article or page that shows figures has `figures`, their names in order: a theme adds their style sheet there.
"""

import logging
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.readers import MarkdownReader

from hamerkop.figures.data_file import Source, read_source, unknown_works
from hamerkop.figures.markdown_extension import NAME, FigureExtension, Gallery
from hamerkop.figures.model import WORDS, sources_of
from hamerkop.shared.markdown_source import opened_blocks
from hamerkop.shared.problems import Position, Problem, did_you_mean, display_path, log_problem

log = logging.getLogger(__name__)

DEFAULTS: dict[str, Any] = {"FIGURES_FOLDER": "figures", "FIGURES_LABELS": WORDS}


# What is wrong


def figure_mistake(name: str, figures: Collection[str]) -> str:
    """Return what is wrong with the name of a figure, or nothing."""
    if name in figures:
        return ""
    there_are = f"; there are {', '.join(sorted(figures))}" if figures else "; there is none yet"
    if not name:
        return f"a figure needs its name: /// {NAME} | name{there_are}"
    return f'no figure is called "{name}"{did_you_mean(name, figures) or there_are}'


def mistakes_in(text: str, figures: Collection[str]) -> Iterator[tuple[int, str]]:
    """Yield line and message for each figure in a Markdown text that has no data, or stands there twice."""
    seen: set[str] = set()
    for line, block, name in opened_blocks(text):
        if block == NAME and (wrong := figure_mistake(name, figures)):
            yield line, wrong
        elif block == NAME and name in seen:
            yield line, f'the figure "{name}" stands in this text already; keep one of them'
        seen |= {name} if block == NAME else set()


def citing_in_vain(source: Source, works: Any) -> list[Problem]:
    """Return a problem for each work that a figure cites and that is not in the file of works."""
    if source.figure is None or works.state == "broken":  # a broken file is its own error
        return []
    if works.state == "absent" and sources_of(source.figure):
        return [source.problem((("rows",), f"there is no {works.name}, where the works cited here stand"))]
    return sorted(map(source.problem, unknown_works(source.figure, works.works, works.name)))


# The wiring


def check_settings(pelican: Any) -> None:
    settings = pelican.settings
    for name in sorted(name for name in settings if name.startswith("FIGURES") and name not in DEFAULTS):
        log.error("%s is not a setting%s", name, did_you_mean(name, DEFAULTS) or f"; there are {', '.join(DEFAULTS)}")
    for word in sorted(set(settings.get("FIGURES_LABELS", {})) - set(WORDS)):
        log.error('FIGURES_LABELS: nothing is called "%s"%s', word, did_you_mean(word, WORDS))


def add_extension(pelican: Any) -> None:
    """Teach Pelican's Markdown the block."""
    check_settings(pelican)
    settings = pelican.settings
    gallery = Gallery(words=WORDS | settings.get("FIGURES_LABELS", {}))
    settings["FIGURE_GALLERY"] = gallery
    settings["BLOCKS_ELSEWHERE"] = [*settings.get("BLOCKS_ELSEWHERE", []), NAME]
    settings["MARKDOWN"].setdefault("extensions", []).append(FigureExtension(gallery))


def load_figures(pelican: Any) -> None:
    """Read the data, once a build."""
    settings = pelican.settings
    folder = Path(settings["PATH"], settings.get("FIGURES_FOLDER", DEFAULTS["FIGURES_FOLDER"]))
    sources = [read_source(path) for path in sorted(folder.glob("*.yaml"))]
    gallery: Gallery = settings["FIGURE_GALLERY"]
    gallery.names = {source.path.stem for source in sources}
    gallery.figures = {source.path.stem: source.figure for source in sources if source.figure}
    settings["FIGURE_SOURCES"] = sources
    for source in sources:
        for problem in source.problems:
            log_problem(problem, settings)


def check_works(generator: Any) -> None:
    """Let figures cite the works that there are; name each that there is not."""
    works = generator.context.get("works")
    if works is None:
        return
    generator.settings["FIGURE_GALLERY"].works = frozenset(works.works)
    for source in generator.settings["FIGURE_SOURCES"]:
        for problem in citing_in_vain(source, works):
            log_problem(problem, generator.settings)


def check_content(content: Any) -> None:
    """Give an article or page the names of its figures; tell which have no data."""
    if shown := re.findall(rf'<figure class="block {NAME}" id="figure-([^"]+)"', content._content or ""):
        content.figures = shown
    source = Path(content.source_path or "")
    if source.suffix[1:] in MarkdownReader.file_extensions and source.is_file():
        text = source.read_text("utf-8", errors="replace")
        for line, message in mistakes_in(text, content.settings["FIGURE_GALLERY"].names):
            log_problem(Problem("G01", display_path(source), Position(line, 1), message), content.settings)


def register() -> None:
    signals.initialized.connect(add_extension)
    # Sent once a build; `initialized` is sent once for all builds of --autoreload.
    signals.get_generators.connect(load_figures)
    # After generator_init, where hamerkop.citations gives its works.
    signals.article_generator_init.connect(check_works)
    signals.content_object_init.connect(check_content)
