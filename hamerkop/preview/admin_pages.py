"""Answers the paths below /admin/ of the preview with Sveltia CMS, a form for each article, from packages of npm.

The program works on the files of this machine: the browser asks for the folder, and writes into it. Nothing is asked of
another host: the program is served from here, its fonts from packages of their own, and the page's
Content-Security-Policy blocks the rest, such as the question for a newer version.
"""

import re
from html import escape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from hamerkop.preview.served_pages import Answer

ROOT = "/admin/"
PROGRAM = "@sveltia/cms"
# The fonts that the program asks for at a host of fonts. Without the first its icons are words.
FONTS = (
    "@fontsource-variable/material-symbols-outlined",
    "@fontsource-variable/source-sans-3",
    "@fontsource/noto-mono",
)
FONTS_AT = b"https://cdn.jsdelivr.net/fontsource/fonts/"
FONT = re.compile(r"fonts/([\w-]+?)(:vf)?@[\d.]+/([\w-]+)\.woff2")
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self' data: blob:; "
    "worker-src 'self' blob:; frame-src 'self' blob:; base-uri 'none'; form-action 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>Articles and pages</title>
</head>
<body>{body}</body>
</html>
"""
SCRIPT = '<script src="/admin/sveltia-cms.js"></script>'
MISSING = """<h1>The editor is not installed</h1>
<p>It is Sveltia CMS, a package of npm, which comes with Node.js. In the folder of the site, run:</p>
<pre>{command}</pre>
<p>Then load this page again.</p>"""
NO_CONFIG = """<h1>The editor has no configuration</h1>
<p>Run <code>hamerkop editors</code>, which writes admin/config.yml, and load this page again.</p>"""


def is_wanted(folder: Path) -> bool:
    """Return whether the site in *folder* has a configuration for the editor; its own pages below /admin/ are else."""
    return (folder / "admin" / "config.yml").is_file()


def answer(target: str, folder: Path) -> Answer | None:
    """Return the answer to a request for *target*, a path that may have a query; None if it is not below /admin/.

    *folder* is that of the site, with admin/config.yml and node_modules/ (or tests/node_modules/).
    """
    path = unquote(urlsplit(target).path)
    if path == ROOT.rstrip("/"):
        return Answer(301, folder=True)
    if not path.startswith(ROOT):
        return None
    name = path.removeprefix(ROOT)
    if name in ("", "index.html"):
        return _page(folder)
    if name == "config.yml":
        return _file(folder / "admin" / "config.yml", "text/yaml; charset=utf-8")
    if name == "sveltia-cms.js":
        return _program(folder)
    font = FONT.fullmatch(name)
    return _font(font, folder) if font else Answer(404)


def _page(folder: Path) -> Answer:
    body = SCRIPT
    if package(PROGRAM, folder) is None:
        command = f"npm install --no-save {PROGRAM} {' '.join(FONTS)}"
        body = MISSING.format(command=escape(command))
    elif not is_wanted(folder):
        body = NO_CONFIG
    return Answer(200, PAGE.format(policy=POLICY, body=body).encode(), as_is=True)


def package(name: str, folder: Path) -> Path | None:
    """Return the folder of a package of npm that is installed for the site in *folder*, or None."""
    places = (folder / "node_modules" / name, folder / "tests" / "node_modules" / name)
    return next((place for place in places if place.is_dir()), None)


def _program(folder: Path) -> Answer:
    found = package(PROGRAM, folder)
    file = _file(found / "dist" / "sveltia-cms.js" if found else None, "text/javascript; charset=utf-8")
    return file._replace(body=file.body.replace(FONTS_AT, f"{ROOT}fonts/".encode()))


def _font(font: re.Match[str], folder: Path) -> Answer:
    name, is_variable, rest = font.groups()
    found = package(f"{'@fontsource-variable' if is_variable else '@fontsource'}/{name}", folder)
    return _file(found / "files" / f"{name}-{rest}.woff2" if found else None, "font/woff2")


def _file(path: Path | None, media_type: str) -> Answer:
    try:
        return Answer(200, path.read_bytes(), media_type) if path else Answer(404)
    except OSError:
        return Answer(404)
