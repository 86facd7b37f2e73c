"""Joins the theme's style sheets into what each page carries, so that a page is one request.

[plugin] Reads the theme's manifest, a style sheet of ``@layer`` and ``@import "x.css" layer(y);`` lines, puts each
file in its place and takes comments and spaces out. What only some pages need stands in manifests of its own, beside
the first in the folder ``pages/``; a template names those that its page carries. A theme without the manifest is left
alone.

| setting          | default               | meaning                                                                   |
| ---------------- | --------------------- | ------------------------------------------------------------------------- |
| `STYLESHEET_MANIFEST` | static/css/site.css   | the manifest, from the theme's own folder                                 |
| `STYLESHEET_PAGES`    | :data:`STYLESHEET_PAGES`   | sheet of ``pages/`` → the markup in a text that asks for it               |

Templates get ``STYLESHEET``, what every page carries, ``STYLESHEET_HASH``, its ``sha256-…`` as the page's
Content-Security-Policy names it (there, in single quotes), and ``STYLESHEETS``, name → :class:`Sheet` for those in
``pages/``. Articles and pages get ``sheets``, the names of those that `STYLESHEET_PAGES` finds their text to need.
"""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import rcssmin
from pelican import signals

from hamerkop.shared.problems import Problem, did_you_mean, display_path, line_and_column, log_problem

MANIFEST = "static/css/site.css"
STYLESHEET_PAGES = {"tables": "<table", "figures": "<svg", "images": "<img"}


class Sheet(NamedTuple):
    """A style sheet as a page carries it, and its hash as the page's policy names it."""

    css: str
    hash: str


_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(
    r"""@import \s+ (?:url\( \s*)? (?P<quote>["']) (?P<name>[^"'\n]+) (?P=quote) (?:\s* \))?
        (?:\s* layer\( (?P<layer>[^)]+) \))? \s* (?P<media>[^;]*) ;""",
    re.VERBOSE,
)

# The space in "nav :is(ul, ol)" means "within"; rcssmin takes it out, which means "that is".
_SPACE_BEFORE_PSEUDO_CLASS = re.compile(r"(?<=[\w)\]*&])\s+(?=:[a-z-]+[^;{}]*\{)")


def join(path: Path, problems: list[Problem], above: tuple[Path, ...] = ()) -> str:
    """Return the style sheet at *path* with every ``@import`` replaced by what the file says.

    A layer and a media condition are kept: ``@import "x.css" layer(print) print;`` becomes
    ``@media print{@layer print{…}}``. A file that cannot be joined leaves a problem and nothing else.
    *above* are the sheets that led here.
    """
    # Comments become spaces of the same length, so that positions stay true.
    css = _COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), path.read_text("utf-8"))

    def imported(line: re.Match[str]) -> str:
        target = path.parent / line["name"]
        wrong = _reason_against(target, (*above, path))
        if wrong:
            where = line_and_column(css, line.start("name"))
            problems.append(Problem("Y09", display_path(path), where, f'"{line["name"]}" {wrong}'))
            return ""
        return _wrapped(join(target, problems, (*above, path)), line["layer"], line["media"].strip())

    return _IMPORT.sub(imported, css)


def _reason_against(target: Path, above: tuple[Path, ...]) -> str:
    if target.resolve() in [sheet.resolve() for sheet in above]:
        return "imports itself; take one of the two lines out"
    if target.is_file():
        return ""
    neighbours = [sheet.name for sheet in target.parent.glob("*.css")]
    return f"is not a file of this theme{did_you_mean(target.name, neighbours) or '; add it, or take the line out'}"


def _wrapped(css: str, layer: str | None, media: str) -> str:
    inner = f"@layer {layer}{{{css}}}" if layer else css
    return f"@media {media}{{{inner}}}" if media else inner


def minify(css: str) -> str:
    """Return *css* without comments and needless spaces, meaning the same."""
    return str(rcssmin.cssmin(_SPACE_BEFORE_PSEUDO_CLASS.sub(" *", css)))


def policy_hash(css: str) -> str:
    """Return the sheet's hash as a Content-Security-Policy writes it, without its quotes."""
    return "sha256-" + b64encode(sha256(css.encode()).digest()).decode()


def style_sheet(manifest: Path) -> tuple[str, list[Problem]]:
    """Return the whole sheet that a page carries, and a problem for each file that could not be joined."""
    problems: list[Problem] = []
    return minify(join(manifest, problems)), problems


def add_style_sheets(pelican: Any) -> None:
    """Read the theme's style sheets, with their hashes."""
    settings = pelican.settings
    manifest = Path(settings["THEME"], settings.get("STYLESHEET_MANIFEST", MANIFEST))
    if not manifest.is_file():
        return
    settings["STYLESHEET"], settings["STYLESHEET_HASH"] = read_sheet(manifest, settings)
    pages = sorted(manifest.with_name("pages").glob("*.css"))
    settings["STYLESHEETS"] = {path.stem: read_sheet(path, settings) for path in pages}


def give_style_sheets(generator: Any) -> None:
    """Let templates see them: a build copies its settings for them before it asks for generators."""
    if "STYLESHEET" in generator.settings:
        generator.context["stylesheet"] = Sheet(generator.settings["STYLESHEET"], generator.settings["STYLESHEET_HASH"])
        generator.context["page_stylesheets"] = generator.settings["STYLESHEETS"]


def read_sheet(manifest: Path, settings: Any) -> Sheet:
    """Return one sheet; what is wrong with its files is logged."""
    css, problems = style_sheet(manifest)
    for problem in problems:
        log_problem(problem, settings)
    return Sheet(css, policy_hash(css))


def name_sheets(content: Any) -> None:
    """Tell an article or page which of the sheets in ``pages/`` its text needs."""
    wanted, there = content.settings.get("STYLESHEET_PAGES", STYLESHEET_PAGES), content.settings.get("STYLESHEETS", {})
    content.stylesheets = [
        name for name, markup in wanted.items() if name in there and markup in (content._content or "")
    ]


def register() -> None:
    signals.get_generators.connect(add_style_sheets)  # sent once a build; `initialized`, once for all of --autoreload
    signals.generator_init.connect(give_style_sheets)
    signals.content_object_init.connect(name_sheets)
