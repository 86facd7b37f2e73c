"""Joins the theme's style sheets into one that templates print into each page, so that a page is one request.

[plugin, extra `stylesheet`: rcssmin] Reads the theme's manifest, a style sheet of ``@layer`` and ``@import "x.css"
layer(y);`` lines, replaces each import by the file, and removes comments and white space. What only some pages need is
in manifests of its own, in the folder ``pages/`` beside the first one. Without a manifest the plugin does nothing.

Style sheets are read once a build, in `load`; nothing is kept from one article to the next.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from pelican import signals

from hamerkop.shared import steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.extras import extra
from hamerkop.shared.inputs import declare_site_input
from hamerkop.shared.markdown_source import blank
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Settings
from hamerkop.shared.problems import START, Problem, did_you_mean, display_path, line_and_column, log_problem
from hamerkop.shared.records import PAGE_STYLESHEETS, STYLESHEET, StyleSheet, StylesheetsRecord, attach
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.settings_file import setting_position

with extra("stylesheet"):
    import rcssmin


SETTINGS = SettingsTable(
    "hamerkop.stylesheet",
    [
        Setting("STYLESHEET_MANIFEST", str, "static/css/site.css", "the manifest, relative to the theme's folder"),
        Setting(
            "STYLESHEET_PAGES",
            dict[str, str],
            {"tables": "<table", "figures": "<svg", "images": "<img", "code": 'class="highlight"'},
            "name of a style sheet in `pages/` to the markup that shows that a text needs it",
        ),
    ],
)
CONTRACT = Contract(sets=(STYLESHEET, PAGE_STYLESHEETS, StylesheetsRecord), rules=("Y01", "Y04", "Y09"))

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(
    r"""@import \s+ (?:url\( \s*)? (?P<quote>["']) (?P<name>[^"'\n]+) (?P=quote) (?:\s* \))?
        (?:\s* layer\( (?P<layer>[^)]+) \))? \s* (?P<media>[^;]*) ;""",
    re.VERBOSE,
)
# The space in "nav :is(ul, ol)" means "within"; rcssmin removes it, which means "that is".
_SPACE_BEFORE_PSEUDO_CLASS = re.compile(r"(?<=[\w)\]*&])\s+(?=:[a-z-]+[^;{}]*\{)")


class JoinedSheet(NamedTuple):
    """A style sheet with its imports, not yet minified; the problems of all files; and the files themselves."""

    css: str
    problems: tuple[Problem, ...]
    files: tuple[Path, ...]


def join(path: Path, importing: Sequence[Path] = ()) -> JoinedSheet:
    """Return the style sheet at *path* with every ``@import`` replaced by the content of its file.

    A layer and a media condition are kept: ``@import "x.css" layer(print) print;`` becomes
    ``@media print{@layer print{…}}``. A file that cannot be joined gives a problem, and no CSS. *importing* are the
    sheets that led to this one.
    """
    try:
        css = _COMMENT.sub(lambda comment: blank(comment[0]), path.read_text("utf-8-sig"))
    except UnicodeDecodeError:
        problem = Problem("Y01", display_path(path), START, "not UTF-8; save the file as UTF-8")
        return JoinedSheet("", (problem,), (path,))
    pieces: list[str] = []
    problems: list[Problem] = []
    files, done = [path], 0
    for line in _IMPORT.finditer(css):
        imported = _import(line, path, importing)
        pieces += [css[done : line.start()], imported.css]
        problems += imported.problems
        files += imported.files
        done = line.end()
    return JoinedSheet("".join([*pieces, css[done:]]), tuple(problems), tuple(files))


def _import(line: re.Match[str], path: Path, importing: Sequence[Path]) -> JoinedSheet:
    """Return the sheet that one ``@import`` of the sheet at *path* names, within its layer and media condition."""
    target = path.parent / line["name"]
    if wrong := _reason_against(target, (*importing, path)):
        start, end = (line_and_column(line.string, offset) for offset in line.span("name"))
        problem = Problem("Y09", display_path(path), start, f'"{line["name"]}" {wrong}', end)
        return JoinedSheet("", (problem,), (target,))
    joined = join(target, (*importing, path))
    return joined._replace(css=_wrapped(joined.css, line["layer"], line["media"].strip()))


def _reason_against(target: Path, importing: Sequence[Path]) -> str:
    """Return what is wrong with importing *target*, and what to do; "" if it can be imported."""
    if target.resolve() in [sheet.resolve() for sheet in importing]:
        return "imports itself; remove one of the two lines"
    if target.is_file():
        return ""
    neighbours = [sheet.name for sheet in target.parent.glob("*.css")]
    return f"is not a file of this theme{did_you_mean(target.name, neighbours) or '; add it, or remove the line'}"


def _wrapped(css: str, layer: str | None, media: str) -> str:
    inner = f"@layer {layer}{{{css}}}" if layer else css
    return f"@media {media}{{{inner}}}" if media else inner


def minify(css: str) -> str:
    """Return *css* without comments and unneeded white space, with the same meaning."""
    return str(rcssmin.cssmin(_SPACE_BEFORE_PSEUDO_CLASS.sub(" *", css)))


def csp_hash(css: str) -> str:
    """Return the hash of an inline style sheet as a Content-Security-Policy writes it, without its quotes.

    https://www.w3.org/TR/CSP3/#grammardef-hash-source
    """
    return "sha256-" + b64encode(sha256(css.encode()).digest()).decode()


def load_stylesheets(generator: ArticlesGenerator) -> None:
    """Put the style sheets of the theme into the context, and log problems of their files."""
    manifest = Path(generator.settings["THEME"], SETTINGS.value(generator.settings, "STYLESHEET_MANIFEST"))
    folder = manifest.with_name("pages")
    for path in (manifest, folder):  # also where they are missing: the pages change when they are added
        declare_site_input(generator.context, path)
    if not manifest.is_file():
        report_missing(manifest, generator.settings)
        return
    STYLESHEET.set(generator.context, load_stylesheet(manifest, generator))
    pages = {path.stem: load_stylesheet(path, generator) for path in sorted(folder.glob("*.css"))}
    PAGE_STYLESHEETS.set(generator.context, pages)


def load_stylesheet(manifest: Path, generator: ArticlesGenerator) -> StyleSheet:
    """Return the style sheet of a manifest, declare its files as inputs of every page, and log its problems."""
    joined = join(manifest)
    for path in joined.files:
        declare_site_input(generator.context, path)
    for problem in joined.problems:
        log_problem(problem, generator.settings)
    css = minify(joined.css)
    return StyleSheet(css, csp_hash(css))


def report_missing(manifest: Path, settings: Settings) -> None:
    """Log that there is no manifest, if the site has set its path; a theme need not have one."""
    if "STYLESHEET_MANIFEST" in settings:
        message = f"there is no style sheet {display_path(manifest)}; add it, or remove STYLESHEET_MANIFEST"
        log_problem(Problem("Y04", *setting_position(settings, "STYLESHEET_MANIFEST"), message), settings)


def attach_stylesheets(content: Content) -> None:
    """Attach `StylesheetsRecord` to an article or page: the sheets in `pages/` that its text needs."""
    available = PAGE_STYLESHEETS.get(content._context) or {}
    needed = SETTINGS.value(content.settings, "STYLESHEET_PAGES")
    names = (name for name, markup in needed.items() if name in available and markup in content._content)
    attach(content, StylesheetsRecord(tuple(names)))


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    steps.on(steps.load, load_stylesheets)
    steps.on(steps.derive, attach_stylesheets)
