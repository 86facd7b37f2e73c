"""Joins the theme's style sheets into one that each page carries, so that a page is one request.

[plugin] Reads the theme's manifest, a style sheet of ``@layer`` and ``@import "x.css" layer(y);`` lines, puts each
file in its place and takes comments and spaces out. A theme without the manifest is left alone.

Settings:

| setting          | default              | meaning                                     |
| ---------------- | -------------------- | ------------------------------------------- |
| `THEME_MANIFEST` | static/css/site.css  | the manifest, from the theme's own folder   |

Sets for the templates: ``STYLESHEET``, the whole sheet; ``STYLESHEET_HASH``, its ``sha256-…`` as the page's
Content-Security-Policy names it (there, in single quotes).
"""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import rcssmin
from pelican import signals

from hamerkop.problems import Problem, did_you_mean, display_path, line_and_column, log_problem

MANIFEST = "static/css/site.css"

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
            problems.append(Problem(display_path(path), *where, f'"{line["name"]}" {wrong}'))
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


def add_style_sheet(pelican: Any) -> None:
    """Give the templates the theme's style sheet as one string, with its hash."""
    settings = pelican.settings
    manifest = Path(settings["THEME"], settings.get("THEME_MANIFEST", MANIFEST))
    if not manifest.is_file():
        return
    settings["STYLESHEET"], problems = style_sheet(manifest)
    settings["STYLESHEET_HASH"] = policy_hash(settings["STYLESHEET"])
    for problem in problems:
        log_problem(problem)


def register() -> None:
    signals.initialized.connect(add_style_sheet)
