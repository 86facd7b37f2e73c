"""Draws figures from data: `/// figure | name` in a Markdown text, with a caption, the sources and the data as a table.

The data of a figure is in `figures/NAME.yaml` under PATH. Each build reads all data files before the articles, and
reports every problem in them, also in those that no text shows. Items that a figure cites become citations where
hamerkop.citations is on. Needs the package pymdown-extensions. The plugin keeps a registry of the figures in the
context of the build, and nothing about articles. See docs/plugins/figures.md.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pelican import signals

from hamerkop.figures.data_file import DataFile, read_data_file
from hamerkop.figures.markdown_extension import NAME, FigureExtension, FigureRegistry
from hamerkop.figures.model import LABELS
from hamerkop.figures.sources import sources_of, unknown_items
from hamerkop.shared import steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.data_files import files_in, find_data_folder
from hamerkop.shared.html_source import tags_in
from hamerkop.shared.inputs import declare_entry, declare_file
from hamerkop.shared.markdown_extensions import add_markdown_extension, declare_block
from hamerkop.shared.markdown_source import BlockFence, opened_blocks
from hamerkop.shared.pelican_types import ArticlesGenerator, Content
from hamerkop.shared.problems import Problem, did_you_mean, display_path, log_problem
from hamerkop.shared.records import BIBLIOGRAPHY, BLOCK_NAMES, Bibliography, ContextKey, FiguresRecord, attach
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.source_text import is_markdown, source_text


def unknown_label(labels: Mapping[str, str]) -> str:
    """Return what is wrong with the first key of `FIGURES_LABELS` that figures do not have, or ""."""
    wrong = next((name for name in labels if name not in LABELS), None)
    there_are = f"; there are {', '.join(LABELS)}"
    return "" if wrong is None else f'there is no label "{wrong}"{did_you_mean(wrong, LABELS) or there_are}'


SETTINGS = SettingsTable(
    "hamerkop.figures",
    [
        Setting("FIGURES_FOLDER", str, "figures", "the folder of the data files, under PATH"),
        Setting(
            "FIGURES_LABELS",
            dict[str, str],
            {},
            "other texts, or another language, for what figures print besides their data",
            unknown_label,
        ),
    ],
)
CONTRACT = Contract(
    sets=(FiguresRecord, BLOCK_NAMES),
    reads=(BIBLIOGRAPHY,),
    markup=(("hamerkop.citations", "[@key]"),),
    rules=("C01", "C03", "G01", "G02", "G03", "L08", "Y01", "Y03", "Y04"),
)

# Between the receivers of this plugin only.
REGISTRY: ContextKey[FigureRegistry] = ContextKey("hamerkop_figure_registry")


# Problems


def name_problem(name: str, names: Collection[str]) -> str:
    """Return what is wrong with the name of a figure in a text; *names* are those that there are."""
    if name in names:
        return ""
    there_are = f"; there are {', '.join(sorted(names))}" if names else "; there is none yet"
    if not name:
        return f"a figure needs its name: /// {NAME} | name{there_are}"
    return f'no figure is called "{name}"{did_you_mean(name, names) or there_are}'


def figure_blocks(text: str) -> list[BlockFence]:
    """Return the fence of each figure in a Markdown *text*; its argument is the name of the figure."""
    return [block for block in opened_blocks(text) if block.name == NAME]


def text_problems(text: str, path: str, names: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for each figure in a Markdown *text* that has no data, or is shown for the second time."""
    seen: set[str] = set()
    for block in figure_blocks(text):
        if wrong := name_problem(block.argument, names):
            yield Problem("G01", path, block.start, wrong, block.end)
        elif block.argument in seen:
            message = f'the figure "{block.argument}" is in this text already; keep one of them'
            yield Problem("G02", path, block.start, message, block.end)
        seen.add(block.argument)


def citation_problems(file: DataFile, bibliography: Bibliography) -> list[Problem]:
    """Return a problem for each item that a figure cites and that the bibliography does not have."""
    if file.figure is None or bibliography.state == "broken":  # a broken bibliography is a problem of its own
        return []
    if bibliography.state == "absent":
        message = f"there is no {bibliography.name}, which has to have the items that are cited here"
        return [file.problem("C03", (("rows",), message))] if sources_of(file.figure) else []
    return sorted(file.problem("C01", found) for found in unknown_items(file.figure, bibliography))


# The receivers


def load_figures(generator: ArticlesGenerator) -> None:
    """Read the data files, and log their problems."""
    settings = generator.settings
    folder = Path(settings["PATH"], SETTINGS.value(settings, "FIGURES_FOLDER"))
    found = find_data_folder(generator, SETTINGS, "FIGURES_FOLDER")
    files = {path.stem: read_data_file(path) for path in files_in(found, "*.yaml", settings)}
    for problem in (problem for file in files.values() for problem in file.problems):
        log_problem(problem, settings)
    labels = LABELS | SETTINGS.value(settings, "FIGURES_LABELS")
    REGISTRY.set(generator.context, FigureRegistry(folder, files, labels))
    declare_block(generator.context, NAME)


def define_block(generator: ArticlesGenerator) -> None:
    """Add the block to Pelican's Markdown; check what the figures cite, if the site has a bibliography."""
    settings, context = generator.settings, generator.context
    registry, bibliography = REGISTRY.get(context) or FigureRegistry(), BIBLIOGRAPHY.get(context)
    if bibliography:
        for problem in (each for file in registry.files.values() for each in citation_problems(file, bibliography)):
            log_problem(problem, settings)
        registry = replace(registry, citable=frozenset(bibliography.items))
    add_markdown_extension(settings, FigureExtension(registry))


def check_figures(content: Content) -> None:
    """Log the problems with the figures in a Markdown text, and declare its inputs."""
    registry = REGISTRY.get(content._context)
    if registry is None or not is_markdown(content):
        return
    text = source_text(content)
    for problem in text_problems(text, display_path(content.source_path), registry.files):
        log_problem(problem, content.settings)
    for block in figure_blocks(text):
        declare_inputs(content, block.argument, registry)


def declare_inputs(content: Content, name: str, registry: FigureRegistry) -> None:
    """Declare that a text that shows the figure *name* depends on its data file, and on the items that it cites."""
    declare_file(content, registry.folder / f"{name}.yaml")
    figure, bibliography = registry.figure(name), BIBLIOGRAPHY.get(content._context)
    if figure and bibliography:
        for key in sources_of(figure):
            declare_entry(content, bibliography.path, key)


def attach_figures(content: Content) -> None:
    """Attach the names of its figures to an article or page."""
    attach(content, FiguresRecord(figures_in(content._content)))


def figures_in(html: str) -> tuple[str, ...]:
    """Return the names of the figures in the HTML of a text, in order."""
    if 'id="figure-' not in html:  # most texts have none
        return ()
    ids = [tag.values().get("id", "") for tag in tags_in(html, ("figure",)) if not tag.closing]
    return tuple(each.removeprefix("figure-") for each in ids if each.startswith("figure-"))


def register() -> None:
    """Connect the plugin to Pelican's signals."""
    signals.initialized.connect(check_settings)
    steps.on(steps.load, load_figures)
    signals.article_generator_init.connect(define_block)
    steps.on(steps.inspect, check_figures)
    steps.on(steps.derive, attach_figures)
