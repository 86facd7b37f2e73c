# ruff: noqa: E501  # the texts of sites are written as their authors would
"""Small sites that are edited at random, and built both with what the last build kept and from nothing.

An edit is a function of the site and of a random number generator; it changes files as a writer or a theme's author
would, and may make a mistake that the build has to report. EDITS lists them by the sites on which they make sense.
"""

import json
import os
import random
import re
import shutil
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tests import fork_server
from tests.conftest import tree
from tests.plain_site import CLOCK, PROJECT

DAY = 86_400
SOURCES = ("*.py", "content/**/*", "plugins/**/*", "theme/**/*")
NOT_SOURCES = ("output", "output-published", "cache", "__pycache__", ".*")
# How many files make a process of their own worth while: these sites are too small for that.
SEVERAL_PROCESSES = {f"hamerkop.build.{module}:WORTH_A_PROCESS": 1 for module in ("reading", "writing")}
ONE_PROCESS = dict.fromkeys(SEVERAL_PROCESSES, 1_000_000)
WORDS = ["otter", "beaver", "heron", "holt", "river", "reed", "weir", "bank"]
TAGS = ["river", "fur", "feather", "night"]
CATEGORIES = ["Animals", "Places", "Seen today"]


class Built(NamedTuple):
    """What a build did: the report of the command as data, and every file and folder of the output by its path."""

    report: dict[str, Any]
    files: dict[str, bytes]


class EditedSite:
    """The sources of a site in *folder* / "site", which is built there and, from nothing, in a copy.

    *files*: the sources by their path. *kind*: "plain" or "ours". *settings_file*: the file of settings among them.
    """

    def __init__(self, folder: Path, kind: str, files: dict[str, str | bytes]) -> None:
        self.folder, self.copy = folder / "site", folder / "copy"
        self.kind = kind
        self.days = 0
        self.env: dict[str, str] = {}
        self.number = 0
        for path, data in files.items():
            self.write(path, data)

    def write(self, path: str, data: str | bytes) -> None:
        """Write a source."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data if isinstance(data, bytes) else data.encode())

    def read(self, path: str) -> str:
        """Return a source as text."""
        return (self.folder / path).read_text("utf-8")

    def paths(self, pattern: str) -> list[str]:
        """Return the sources whose path matches a glob pattern, sorted."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.glob(pattern) if path.is_file())

    def texts(self) -> list[str]:
        """Return the files of articles and pages."""
        return [path for path in self.paths("content/**/*.*") if path.endswith((".md", ".rst"))]

    def sources(self) -> dict[str, bytes]:
        """Return every source by its path."""
        paths = [path for pattern in SOURCES for path in self.paths(pattern)]
        return {path: (self.folder / path).read_bytes() for path in paths if "__pycache__" not in path}

    def restore(self, sources: dict[str, bytes]) -> None:
        """Make the sources those that were returned by :meth:`sources`; what did not change is not written."""
        for path in self.sources().keys() - sources.keys():
            (self.folder / path).unlink()
        now = self.sources()
        for path, data in sources.items():
            if now.get(path) != data:
                self.write(path, data)

    def build(self) -> Built:
        """Build where it was built before, with whatever that kept, in several processes."""
        return self._built_in(self.folder, SEVERAL_PROCESSES)

    def build_from_nothing(self) -> Built:
        """Build a copy of the sources in a folder of its own, in which nothing was built before, by one process."""
        shutil.rmtree(self.copy, ignore_errors=True)
        shutil.copytree(self.folder, self.copy, symlinks=True, ignore=shutil.ignore_patterns(*NOT_SOURCES))
        return self._built_in(self.copy, ONE_PROCESS)

    def _built_in(self, folder: Path, constants: dict[str, int]) -> Built:
        # Python takes a compiled module for a current one if the source has the same second and size.
        for compiled in ("__pycache__", "plugins/marks/__pycache__"):
            shutil.rmtree(folder / compiled, ignore_errors=True)
        done = fork_server.run("hamerkop", ["build", "--json"], folder, self.environment(), constants=constants)
        assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
        assert done.stdout.startswith("{"), done.stdout + done.stderr
        report = json.loads(done.stdout)
        del report["work"]  # what was read and written anew: it depends on the last build
        return Built(report, with_folders(folder / "output") if report["succeeded"] else {})

    def build_and_kill(self, seconds: float) -> None:
        """Begin to build where it was built before, and kill the process after some *seconds*."""
        fork_server.run("hamerkop", ["build", "--json"], self.folder, self.environment(), kill_after=seconds)

    def environment(self) -> dict[str, str]:
        """Return the environment of a build; the clock is that of the site's day."""
        return {
            **os.environ,
            "SOURCE_DATE_EPOCH": str(int(CLOCK) + self.days * DAY),
            "PYTHONPATH": str(PROJECT),
            **self.env,
        }


def with_folders(output: Path) -> dict[str, bytes]:
    """Return the content of every file under *output* by its path, and b"" for each folder by a path with / behind."""
    folders = [path for path in output.rglob("*") if path.is_dir()]
    return tree(output) | {f"{path.relative_to(output).as_posix()}/": b"" for path in folders}


def differences(kept: Built, fresh: Built) -> list[str]:
    """Return in words what an incremental build and one from nothing differ in."""
    found = [
        f"{name}: {kept.report[name]!r} instead of {fresh.report[name]!r}"
        for name in fresh.report
        if kept.report.get(name) != fresh.report[name]
    ]
    for path in sorted(kept.files.keys() | fresh.files.keys()):
        if kept.files.get(path) != fresh.files.get(path):
            found.append(f"{path}: {_state(kept.files, fresh.files, path)}")
    return found


def _state(kept: dict[str, bytes], fresh: dict[str, bytes], path: str) -> str:
    if path not in kept:
        return "missing"
    if path not in fresh:
        return "should be gone"
    pairs = zip(kept[path].splitlines(), fresh[path].splitlines(), strict=False)
    line = next(((old, new) for old, new in pairs if old != new), (b"", b""))
    return f"{line[0][:300]!r} instead of {line[1][:300]!r}"


# --- Edits: each returns what it did, for the report of a failing test -----------------------------------------------

Edit = Callable[[EditedSite, random.Random], str]
EDITS: dict[str, list[Edit]] = {"plain": [], "ours": []}


def edit(*kinds: str) -> Callable[[Edit], Edit]:
    """Return a decorator that adds an edit to the lists of sites on which it makes sense; without *kinds*, of all."""

    def add(function: Edit) -> Edit:
        for kind in kinds or EDITS:
            EDITS[kind].append(function)
        return function

    return add


def set_field(text: str, name: str, value: str | None) -> str:
    """Return a text with a field of its header set; None removes it. The header is YAML, Markdown's or docutils'."""
    separator = f":{name}:" if text.lstrip().startswith(("=", "#")) or "\n:date:" in text else f"{name}:"
    text = re.sub(rf"(?im)^{re.escape(separator)}.*\n", "", text, count=1)
    if value is None:
        return text
    before = re.search(r"(?im)^:?date:", text)
    place = before.start() if before else len(text)
    return f"{text[:place]}{separator} {value}\n{text[place:]}"


def change_field(site: EditedSite, rng: random.Random, name: str, values: list[str | None]) -> str:
    """Set a field of any text to one of *values*."""
    path = rng.choice(site.texts())
    value = rng.choice(values)
    site.write(path, set_field(site.read(path), name, value))
    return f"{path}: {name} = {value}"


def sentence(rng: random.Random) -> str:
    """Return a sentence of words that the data files know."""
    return f'The {rng.choice(WORDS)} saw a "{rng.choice(WORDS)}" -- and the {rng.choice(WORDS)}\'s {rng.choice(WORDS)}.'


@edit()
def change_text(site: EditedSite, rng: random.Random) -> str:
    """Add a sentence to a text, or replace a word by one of the same length."""
    path = rng.choice(site.texts())
    text = site.read(path)
    changed = text.replace("Words", "words") if rng.random() < 0.3 else f"{text}\n{sentence(rng)}\n"
    site.write(path, changed)
    return f"{path}: text"


@edit()
def add_article(site: EditedSite, rng: random.Random) -> str:
    """Add an article, of any date."""
    site.number += 1
    path = f"content/articles/new-{site.number}.md"
    site.write(path, made_article(site.kind, f"New {site.number}", rng, sentence(rng)))
    return f"{path}: added"


def made_article(kind: str, title: str, rng: random.Random, body: str) -> str:
    """Return the source of an article in the header of the kind of site."""
    tags = ", ".join(sorted(rng.sample(TAGS, rng.randint(1, 3))))
    date = f"2026-0{rng.randint(1, 9)}-{rng.randint(10, 28)}"
    fields = {"title": title, "date": date, "category": rng.choice(CATEGORIES), "summary": f"About {title}."}
    fields["tags"] = f"[{tags}]" if kind == "ours" else tags
    lines = [f"{name}: {value}" for name, value in fields.items()]
    fence = ["---"] if kind == "ours" else []
    return "\n".join([*fence, *lines, *fence, "", body, ""])


@edit()
def remove_text(site: EditedSite, rng: random.Random) -> str:
    """Remove an article or page."""
    paths = site.texts()
    if len(paths) < 4:
        return "nothing"
    path = rng.choice(paths)
    (site.folder / path).unlink()
    return f"{path}: removed"


@edit()
def rename_text(site: EditedSite, rng: random.Random) -> str:
    """Rename the file of an article or page; those that link to it are changed or not."""
    path = rng.choice(site.texts())
    site.number += 1
    new = f"{Path(path).parent.as_posix()}/renamed-{site.number}{Path(path).suffix}"
    (site.folder / path).rename(site.folder / new)
    follow = rng.random() < 0.7
    for other in site.texts() if follow else ():
        text = site.read(other)
        if Path(path).name in text:
            site.write(other, text.replace(Path(path).name, Path(new).name))
    return f"{path}: renamed to {new}{' with its links' if follow else ''}"


@edit()
def change_title(site: EditedSite, rng: random.Random) -> str:
    """Change a title."""
    path = rng.choice(site.texts())
    title = f"{rng.choice(WORDS).title()} & {rng.choice(WORDS)}"
    text = site.read(path)
    if path.endswith(".rst"):
        site.write(path, f"{title}\n{'#' * len(title)}\n" + text.split("\n", 2)[2])
    else:
        site.write(path, re.sub(r"(?im)^title:.*$", f"title: {title}", text, count=1))
    return f"{path}: title = {title}"


@edit()
def change_date(site: EditedSite, rng: random.Random) -> str:
    """Change a date: also to that of another article, to the future, to one that cannot be read, or to none."""
    dates = ["2026-01-02", "2026-03-04", "2025-12-31", "2026-11-24", "2026-12-20"]
    return change_field(site, rng, "date", [*dates, *dates, "2026-13-77", None])


@edit()
def change_tags(site: EditedSite, rng: random.Random) -> str:
    """Change the tags; also to one in other letters, or to one that is in no vocabulary."""
    tags = rng.sample([*TAGS, *TAGS, "Fur", "unknown"], rng.randint(1, 4))
    value = ", ".join(tags)
    return change_field(site, rng, "tags", [f"[{value}]" if site.kind == "ours" else value])


@edit()
def change_category(site: EditedSite, rng: random.Random) -> str:
    """Change the category, also to a new one."""
    return change_field(site, rng, "category", [*CATEGORIES, f"New {rng.randint(1, 3)}"])


@edit()
def change_status(site: EditedSite, rng: random.Random) -> str:
    """Change the status; also to one that does not exist."""
    return change_field(site, rng, "status", ["draft", "hidden", "published", "skip", None, None, "wrong"])


@edit()
def change_language(site: EditedSite, rng: random.Random) -> str:
    """Make a text a translation of another, or no longer."""
    path, other = rng.choice(site.texts()), rng.choice(site.texts())
    lang = rng.choice(["fr", "de", None])
    text = set_field(site.read(path), "lang", lang)
    site.write(path, set_field(text, "slug", Path(other).stem if lang else None))
    return f"{path}: lang = {lang}, slug of {other}"


@edit()
def change_slug(site: EditedSite, rng: random.Random) -> str:
    """Change a slug, and with it the address; also to one that is taken."""
    return change_field(site, rng, "slug", ["moved", "moved-again", "first", None, None])


@edit()
def change_author(site: EditedSite, rng: random.Random) -> str:
    """Change the author."""
    return change_field(site, rng, "author", ["Ada Otter", "Ben Reed", None])


@edit()
def change_summary(site: EditedSite, rng: random.Random) -> str:
    """Change the summary; also to one with a link to a source."""
    return change_field(site, rng, "summary", ["Cold & wet.", "Warm", "See [first]({filename}first.md).", None])


@edit()
def change_template(site: EditedSite, rng: random.Random) -> str:
    """Give a text another template; also one that does not exist."""
    return change_field(site, rng, "template", ["article", "page", None, None, "missing"])


@edit()
def add_link(site: EditedSite, rng: random.Random) -> str:
    """Add a link to another text, to a file, an image, a list, or to nothing."""
    path = rng.choice(site.texts())
    target = rng.choice([
        f"{{filename}}/{rng.choice(site.texts()).removeprefix('content/')}", "{static}/images/holt.png", "{tag}fur",
        "{attach}/attached/note.txt", "{category}Places", "{author}Ada Otter", "{filename}missing.md", "{index}",
    ])  # fmt: skip
    link = f"`a link <{target}>`__" if path.endswith(".rst") else f"[a link]({target})"
    site.write(path, f"{site.read(path)}\nSee {link}.\n")
    return f"{path}: link to {target}"


@edit()
def change_image(site: EditedSite, rng: random.Random) -> str:
    """Give the image another size, or remove it."""
    if rng.random() < 0.15:
        (site.folder / "content/images/holt.png").unlink(missing_ok=True)
        return "image removed"
    site.write("content/images/holt.png", png(rng.randint(1, 40), rng.randint(1, 40)))
    return "image of another size"


def png(width: int, height: int) -> bytes:
    """Return a white PNG image of a size in pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\0" + b"\xff" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@edit()
def change_static_file(site: EditedSite, rng: random.Random) -> str:
    """Change, add or remove a file that is copied."""
    path = f"content/images/file-{rng.randint(1, 3)}.txt"
    if (site.folder / path).exists() and rng.random() < 0.4:
        (site.folder / path).unlink()
        return f"{path}: removed"
    site.write(path, f"{rng.choice(WORDS)}\n")
    return f"{path}: written"


@edit()
def change_template_file(site: EditedSite, rng: random.Random) -> str:
    """Change a template, a part that templates include, or macros."""
    path = rng.choice(site.paths("theme/templates/**/*.html"))
    site.write(path, f"{site.read(path)}{{# {rng.randint(1, 9)} #}}\n{'<!-- x -->' if rng.random() < 0.5 else ''}")
    return f"{path}: changed"


@edit()
def change_macro(site: EditedSite, rng: random.Random) -> str:
    """Change what a part or macro that pages use prints."""
    path = "theme/templates/parts/macros.html"
    site.write(
        path, re.sub(r"(?s)(\{% macro \w+\([^%]*%\})", rf"\g<1><!-- {rng.randint(1, 9)} -->", site.read(path), count=1)
    )
    return f"{path}: macro changed"


@edit()
def change_theme_file(site: EditedSite, rng: random.Random) -> str:
    """Change a style sheet of the theme."""
    path = rng.choice(site.paths("theme/static/**/*.css"))
    site.write(path, f"{site.read(path)}\n.x{rng.randint(1, 9)} {{ color: red }}\n")
    return f"{path}: changed"


@edit()
def pass_a_day(site: EditedSite, rng: random.Random) -> str:
    """Let days pass: scheduled articles are published, reviews are due."""
    site.days += rng.choice([2, 1, 3, 40])
    return f"day {site.days}"


@edit()
def touch(site: EditedSite, rng: random.Random) -> str:
    """Write a source again as it was."""
    path = rng.choice(site.texts())
    site.write(path, site.read(path))
    return f"{path}: touched"


@edit()
def change_time_stamp(site: EditedSite, rng: random.Random) -> str:
    """Give a source another time stamp, and nothing else."""
    path = rng.choice(site.texts())
    os.utime(site.folder / path, (1_600_000_000 + DAY * rng.randint(0, 99),) * 2)
    return f"{path}: another time stamp"


@edit()
def move_text(site: EditedSite, rng: random.Random) -> str:
    """Move a file to a folder below its own, which can change its category."""
    path = Path(rng.choice(site.texts()))
    new = path.parent / rng.choice(["Below", "Deeper"]) / path.name
    (site.folder / new).parent.mkdir(exist_ok=True)
    (site.folder / path).rename(site.folder / new)
    return f"{path}: moved to {new}"


@edit()
def swap_texts(site: EditedSite, rng: random.Random) -> str:
    """Give two files each other's name."""
    one, other = (site.folder / path for path in rng.sample(site.texts(), 2))
    between = site.folder / "between"
    one.rename(between)
    other.rename(one)
    between.rename(other)
    return f"{one.name} and {other.name}: swapped"


SETTINGS_BY_KIND: dict[str, dict[str, list[str]]] = {
    "plain": {
        "SITENAME": ['"Plain"', '"Plainer"'],
        "SITEURL": ['"https://example.org"', '""', '"https://example.org/sub"'],
        "RELATIVE_URLS": ["True", "False"],
        "DEFAULT_PAGINATION": ["2", "5", "False"],
        "TYPOGRIFY": ["True", "False"],
        "DEFAULT_LANG": ['"en"', '"fr"'],
        "ARTICLE_URL, ARTICLE_SAVE_AS": ['"{slug}.html", "{slug}.html"', '"a/{slug}/", "a/{slug}/index.html"'],
        "ARTICLE_ORDER_BY": ['"reversed-date"', '"title"', '"basename"'],
        "SUMMARY_MAX_LENGTH": ["50", "5"],
        "DEFAULT_CATEGORY": ['"misc"', '"other"'],
        "JINJA_GLOBALS": ['{"shown": 1}', '{"shown": 2}'],
        "DEFAULT_DATE": ["None", '"fs"'],
        "MARKDOWN": [
            '{"extensions": ["markup"]}',
            '{"extension_configs": {"markdown.extensions.toc": {"slugify": mark_of("a")}}}',
            '{"extension_configs": {"markdown.extensions.toc": {"slugify": mark_of("b")}}}',
            '{"extension_configs": {"markdown.extensions.extra": {}}}', '{"extension_configs": {"markdown.extensions.toc": {}}}'],
        "FEED_ALL_ATOM": ['"feeds/all.atom.xml"', "None"],
        "YEAR_ARCHIVE_SAVE_AS": ['"posts/{date:%Y}/index.html"', '""'],
        "WITH_FUTURE_DATES": ["True", "False"],
        "DEFAULT_METADATA": ["{}", '{"status": "draft"}'],
        "DEFAULT_DATE_FORMAT": ['"%Y-%m-%d"', '"%d.%m.%Y"'],
        "PLUGINS": ['["marks"]', "[]"],
    },
    "ours": {
        "SITENAME": ['"River Notes"', '"River News"'],
        "SITEURL": ['"https://example.org"', '"https://example.org/sub"', '""'],
        "DEFAULT_PAGINATION": ["2", "20"],
        "RELATED_POSTS_MAX": ["5", "2"],
        "HELP_BOX_TAGS": ['["night"]', '["fur"]'],
        "TYPOGRAPHY": ["True", "False"],
        "CHECK_LEVELS": ["{}", '{"unknown-tag": "warning", "style-rule": "warning"}'],
        "DISCLAIMER": ['"No advice."', '"Ask a warden."'],
        "NAV": ['[("Topics", "topics/")]', '[("A to Z", "a-z/")]'],
        "FEED_ALL_ATOM": ['"feeds/all.atom.xml"', "None"],
        "PLUGINS": ["[*hamerkop.PLUGINS]", '[name for name in hamerkop.PLUGINS if name != "hamerkop.glossary"]'],
        "FRONTMATTER_STRICT": ["True", "False"],
    },
}  # fmt: skip


@edit()
def change_output(site: EditedSite, rng: random.Random) -> str:
    """Change the site that was built, or what was left of the one before it: remove, add or change a file or folder."""
    output = site.folder / rng.choice(["output", ".output.previous"])
    if not output.is_dir():
        return "no output"
    path = rng.choice(sorted(output.rglob("*")) or [output])
    way = rng.choice(["remove", "change", "add", "mode"])
    if way == "remove":
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    elif way == "change" and path.is_file():
        path.write_bytes(b"by hand")
    elif way == "mode":
        path.chmod(0o777)
    else:
        added = (path if path.is_dir() else path.parent) / "by hand"
        added.mkdir(exist_ok=True)
        (added / "index.html").write_text("by hand")
    return f"{path}: {way}"


@edit()
def change_setting(site: EditedSite, rng: random.Random) -> str:
    """Change a setting."""
    possible = SETTINGS_BY_KIND[site.kind]
    name = rng.choice(list(possible))
    line = f"{name} = {rng.choice(possible[name])}"
    text = re.sub(rf"(?m)^{re.escape(name)} = .*\n", "", site.read("pelicanconf.py"))
    site.write("pelicanconf.py", f"{text}{line}\n")
    return line


@edit("plain")
def change_plugin(site: EditedSite, rng: random.Random) -> str:
    """Change the code of a plugin, of a module that it imports, or of an extension of Markdown."""
    path = rng.choice(["plugins/marks/__init__.py", "plugins/marks/words.py", "markup.py"])
    text = site.read(path)
    site.write(
        path, re.sub(r"(?m)^WORD\w* = .*$", lambda found: f'{found[0].split(" =")[0]} = "{rng.choice(WORDS)}"', text)
    )
    return f"{path}: changed"


@edit("plain")
def change_included_file(site: EditedSite, rng: random.Random) -> str:
    """Change a file that a text in reStructuredText includes."""
    site.write("content/parts/included.txt", f"Included: {sentence(rng)}\n")
    return "content/parts/included.txt: changed"


@edit("plain")
def change_imported_settings(site: EditedSite, rng: random.Random) -> str:
    """Change a module that the settings import."""
    site.write(
        "common.py",
        f'def mark_of(word):\n    return lambda value, separator: word + value\n\n\nSITESUBTITLE = "{rng.choice(WORDS)}"\nDEFAULT_PAGINATION = {rng.randint(2, 4)}\n',
    )
    return "common.py: changed"


def change_yaml(site: EditedSite, path: str, change: Callable[[Any], Any]) -> str:
    """Change what a data file of JSON, which is YAML as well, holds; a file that is no JSON any more is left alone."""
    try:
        site.write(path, json.dumps(change(json.loads(site.read(path))), indent=1))
    except (ValueError, FileNotFoundError):
        return "nothing"
    return f"{path}: changed"


@edit("ours")
def change_topics(site: EditedSite, rng: random.Random) -> str:
    """Change the title of a topic, their order, or remove one."""

    def change(topics: list[dict[str, str]]) -> list[dict[str, str]]:
        if rng.random() < 0.3:
            rng.shuffle(topics)
        if rng.random() < 0.15 and len(topics) > 2:
            topics.pop()
        topics[0]["title"] = f"{rng.choice(WORDS).title()} {rng.randint(1, 9)}"
        topics[-1]["description"] = sentence(rng)
        return topics

    return change_yaml(site, "content/topics.yaml", change)


@edit("ours")
def change_glossary(site: EditedSite, rng: random.Random) -> str:
    """Change a meaning, or which words are terms."""

    def change(terms: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if rng.random() < 0.5:
            terms[0]["term"] = rng.choice(WORDS)
        terms[0]["meaning"] = sentence(rng)
        return terms

    return change_yaml(site, "content/glossary.yaml", change)


@edit("ours")
def change_references(site: EditedSite, rng: random.Random) -> str:
    """Change the title or year of a work, or its key."""

    def change(works: list[dict[str, Any]]) -> list[dict[str, Any]]:
        works[0]["title"] = f"On the {rng.choice(WORDS)}"
        works[-1]["issued"] = {"date-parts": [[rng.randint(2000, 2025)]]}
        if rng.random() < 0.2:
            works[-1]["id"] = rng.choice(["beaver", "weir"])
        return works

    return change_yaml(site, "content/references.json", change)


@edit("ours")
def change_annotations(site: EditedSite, rng: random.Random) -> str:
    """Change a note on a work, or remove it."""

    def change(notes: dict[str, Any]) -> dict[str, Any]:
        if rng.random() < 0.2:
            notes.pop("beaver", None)
        else:
            notes.setdefault("beaver", {**NOTE})["finding"] = sentence(rng)
        return notes

    return change_yaml(site, "content/annotations.yaml", change)


@edit("ours")
def change_figure(site: EditedSite, rng: random.Random) -> str:
    """Change what a figure shows; also to what cannot be drawn."""

    def change(figure: dict[str, Any]) -> dict[str, Any]:
        figure["title"] = f"How many {rng.choice(WORDS)}s"
        figure["rows"][0]["grade"] = rng.choice(["Low", "High", "High", "Unheard of"])
        return figure

    return change_yaml(site, "content/figures/cubs.yaml", change)


@edit("ours")
def change_corrections(site: EditedSite, rng: random.Random) -> str:
    """Add a correction of any article, or remove all."""
    slugs = [Path(path).stem for path in site.paths("content/articles/*.md")]
    entries = [f'- {{date: 2026-02-0{day}, article: {rng.choice(slugs)}, wrong: "{sentence(rng)[:9]}", right: "It is."}}\n'
               for day in range(1, rng.randint(1, 3))]  # fmt: skip
    site.write("content/corrections.yaml", "".join(entries) or "[]\n")
    return "content/corrections.yaml: changed"


@edit("ours")
def change_help_lines(site: EditedSite, rng: random.Random) -> str:
    """Change the text above every page, or a telephone number."""

    def change(lines: dict[str, Any]) -> dict[str, Any]:
        lines["strip"]["text"] = sentence(rng)
        lines["box"][0]["text"] = f"Call {rng.randint(100, 999)}."
        return lines

    return change_yaml(site, "content/help_lines.yaml", change)


@edit("ours")
def change_style_rules(site: EditedSite, rng: random.Random) -> str:
    """Forbid other words."""
    rule = {"pattern": rng.choice(["weasel", "otter", "saw a"]), "message": "write something else"}
    site.write("content/style_rules.yaml", json.dumps([rule]))
    return f"content/style_rules.yaml: {rule['pattern']}"


@edit("ours")
def change_start_here(site: EditedSite, rng: random.Random) -> str:
    """Change what newcomers are to read; also to an article that does not exist."""
    slugs = [*(Path(path).stem for path in site.paths("content/articles/*.md")), "about"]
    chosen = rng.sample([*slugs, "missing"], 2)
    site.write("content/start_here.yaml", json.dumps([{"title": sentence(rng)[:20], "articles": chosen}]))
    return f"content/start_here.yaml: {chosen}"


@edit("ours")
def break_data_file(site: EditedSite, rng: random.Random) -> str:
    """Make a data file unreadable, or mend it."""
    path = rng.choice([name for name in OURS if name.endswith((".yaml", ".json"))])
    broken = rng.random() < 0.4
    site.write(path, "[broken" if broken else OURS[path])
    return f"{path}: {'broken' if broken else 'as at first'}"


@edit("ours")
def change_own_field(site: EditedSite, rng: random.Random) -> str:
    """Change a field that only our plugins read."""
    slugs = [Path(path).stem for path in site.paths("content/articles/*.md")]
    fields: dict[str, list[str | None]] = {
        "related_posts": [f"[{rng.choice(slugs)}]", None],
        "related_posts_exclude": [f"[{rng.choice(slugs)}]", None],
        "related_posts_target": ["false", None],
        "aliases": ["[old-name]", f"[{rng.choice(slugs)}]", None],
        "glossary_exclude": ["[holt]", None],
        "next_review": ["2026-11-23", "2026-12-24", "2027-01-01", None],
        "modified": ["2026-03-05", "2026-04-06", None],
        "check_by": ['[{date: 2026-11-25, what: "the number"}]', None],
    }
    name = rng.choice(list(fields))
    return change_field(site, rng, name, fields[name])


@edit("ours")
def add_markup(site: EditedSite, rng: random.Random) -> str:
    """Add a citation, a block, a figure, a table, a footnote or an image."""
    path = rng.choice(site.texts())
    site.number += 1
    addition = rng.choice([
        "Known [@otter].", "Said [@beaver, p. 3; @otter].", "Not known [@nobody].", "/// care\n\nBe careful.\n\n///",
        "/// figure | cubs\n///", "| a | b |\n| --- | --- |\n| 1 | 2 |", f"A note.[^{site.number}]\n\n[^{site.number}]: Here.",
        "![A holt]({static}/images/holt.png)", "/// nonsense\n\nx\n\n///", f"## Part {site.number}\n\nMore.", "A weasel.",
    ])  # fmt: skip
    site.write(path, f"{site.read(path)}\n{addition}\n")
    return f"{path}: {addition.splitlines()[0]}"


# --- The sites ------------------------------------------------------------------------------------------------------

PLAIN: dict[str, str | bytes] = {
    "pelicanconf.py": """import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import *

PATH, OUTPUT_PATH, THEME = "content", "output", "theme"
PLUGIN_PATHS = ["plugins"]
TIMEZONE, LOCALE, AUTHOR = "Europe/London", "C", "Ada Otter"
ARTICLE_PATHS, STATIC_PATHS = ["articles"], ["images"]
CATEGORY_FEED_ATOM, TAG_FEED_ATOM = "feeds/{slug}.atom.xml", "feeds/tags/{slug}.atom.xml"
FEED_ALL_RSS, AUTHOR_FEED_RSS = "feeds/all.rss.xml", "feeds/author/{slug}.rss.xml"
MONTH_ARCHIVE_SAVE_AS = "posts/{date:%Y}/{date:%m}/index.html"
PAGINATED_TEMPLATES = {"index": None, "tag": None, "category": None, "author": 2}
TEMPLATE_PAGES = {"home.html": "home.html"}
SITENAME = "Plain"
SITEURL = "https://example.org"
DEFAULT_PAGINATION = 2
PLUGINS = []
JINJA_GLOBALS = {"shown": 1}
YEAR_ARCHIVE_SAVE_AS = "posts/{date:%Y}/index.html"
""",
    "markup.py": '''"""An extension of Markdown that ends each text with a word."""

from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

WORD = "otter"


class Last(Postprocessor):
    def run(self, text):
        return f"{text}<p>{WORD}</p>"


class Markup(Extension):
    def extendMarkdown(self, md):
        md.postprocessors.register(Last(md), "last", 1)


def makeExtension(**settings):
    return Markup(**settings)
''',
    "common.py": 'def mark_of(word):\n    return lambda value, separator: word + value\n\n\nSITESUBTITLE = "otter"\n',
    "plugins/marks/__init__.py": '''"""Marks articles, counts what is read, and changes what is written."""

from pelican import signals

from .words import WORD_OF_MODULE

WORD = "otter"
read = []


def begin(pelican):
    read.clear()


def mark(content):
    read.append(type(content).__name__)
    content.mark = f"{WORD} {WORD_OF_MODULE} {len(content._content or '')}"


def count(generators):
    generators[0].context["MARKED"] = f"{len(read)} {sorted(set(read))}"


def sign(path, context):
    if path.endswith(".html"):
        with open(path, "a", encoding="utf-8") as page:
            page.write(f"<!-- {WORD} -->")


def register():
    signals.initialized.connect(begin)
    signals.content_object_init.connect(mark)
    signals.all_generators_finalized.connect(count)
    signals.content_written.connect(sign)
''',
    "plugins/marks/words.py": 'WORD_OF_MODULE = "reed"\n',
    "theme/static/css/main.css": "body { margin: 0 }\n",
    "theme/templates/article.html": """{% extends "!simple/article.html" %}
{% from "parts/macros.html" import named %}
{% block content %}{{ super() }}{{ named(article.title) }}{{ article.mark }}{{ MARKED }}{{ shown }}{{ SITESUBTITLE }}
{% include "parts/beside.html" %}{% endblock %}
""",
    "theme/templates/parts/macros.html": "{% macro named(name) %}<b>{{ name }}</b>{% endmacro %}\n",
    "theme/templates/parts/beside.html": "<p>{{ article.category }}, {{ articles|length }} articles, {{ dates[0].title }}</p>\n",
    "content/home.html": "<p>{% for each in articles %}{{ each.title }} {% endfor %}{{ pages|length }}</p>\n",
    "content/parts/included.txt": "Included words.\n",
    "content/articles/first.md": 'title: First\ndate: 2026-03-04\ntags: river, fur\n\nWords of the "first", by [second]({filename}second.md).\n',
    "content/articles/second.md": "title: Second\ndate: 2026-03-04\ntags: fur\ncategory: Animals\n\nWords; ![holt]({static}/images/holt.png)\n",
    "content/articles/third.md": "title: Third\ndate: 2026-01-01\ntags: Fur, night\nauthor: Ben Reed\n\nWords.[^1]\n\n[^1]: Foot.\n",
    "content/attached/note.txt": "A note\n",
    "content/articles/fourth.rst": "Fourth\n######\n\n:date: 2025-12-30\n:tags: river\n\nWords.\n\n.. include:: ../parts/included.txt\n",
    "content/articles/second-fr.md": "title: Deuxieme\ndate: 2026-03-04\nslug: second\nlang: fr\n\nDes Words.\n",
    "content/articles/draft.md": "title: Draft\ndate: 2026-02-01\nstatus: draft\ntags: night\n\nWords.\n",
    "content/pages/about.md": "title: About\ndate: 2026-01-01\n\nWords: [first]({filename}../articles/first.md).\n",
    "content/images/holt.png": png(3, 2),
}  # fmt: skip
NOTE = {"design": "A count", "n": "12", "finding": "Many", "caveats": "Few", "confidence": "high"}


def related_to(name: str) -> str:
    """Return a field that asks for a related article, in the header of the first."""
    return "related_posts: [fourth]\n" if name == "first" else ""


OURS: dict[str, str | bytes] = {
    "pelicanconf.py": f"""import sys

sys.path.insert(0, {str(PROJECT)!r})
import hamerkop
from tests.site_settings_published import *

PATH, OUTPUT_PATH, THEME = "content", "output", "theme"
SITEURL = "https://example.org"
TOPICS_FILE = "topics.yaml"
HELP_BOX_TAGS = ["night"]
PLUGINS = [*hamerkop.PLUGINS]
""",
    "content/topics.yaml": json.dumps([
        {"slug": tag, "title": tag.title(), "group": "Animals", "description": f"Of {tag}."} for tag in TAGS
    ]),
    "content/glossary.yaml": json.dumps([{"term": "holt", "meaning": "A home."}, {"term": "weir", "meaning": "A wall."}]),
    "content/help_lines.yaml": json.dumps({
        "strip": {"text": "Help?", "link_text": "Who to call"}, "box": [{"heading": "Now", "text": "Call 999."}],
        "places": [{"name": "Here", "lines": [{
            "name": "Wardens", "for": "All", "how": [{"kind": "call", "value": "116 123", "href": "tel:116123"}],
            "hours": "Always", "cost": "Free", "site": "https://example.org/", "source": "otter",
        }]}],
    }),
    "content/corrections.yaml": "- {date: 2026-02-03, article: first, wrong: Two., right: Three.}\n",
    "content/references.json": json.dumps([
        {"id": name, "type": "book", "title": f"The {name}", "author": [{"family": "Reed", "given": "A."}],
         "issued": {"date-parts": [[2020]]}} for name in ("otter", "beaver")
    ]),
    "content/annotations.yaml": json.dumps({"otter": NOTE, "beaver": NOTE}),
    "content/start_here.yaml": json.dumps([{"title": "New here", "articles": ["second", "about"]}]),
    "content/style_rules.yaml": json.dumps([{"pattern": "weasel", "message": "write stoat"}]),
    "content/figures/cubs.yaml": json.dumps({
        "type": "grades", "title": "How many", "description": "A table of cubs.", "columns": ["What", "How sure", "Note"],
        "scale": ["Low", "High"], "rows": [{"label": "Cubs", "in_full": "Cubs of otters", "grade": "High", "cells": ["Two [@otter]"]}],
    }),
    "content/images/holt.png": png(3, 2),
    **{f"content/articles/{name}.md": f"---\ntitle: {name.title()}\nsummary: About {name}.\ndate: {date}\ncategory: {category}\ntags: [{tags}]\n{related_to(name)}---\n\n{body}\n"
       for name, date, category, tags, body in (
        ("first", "2026-03-04", "Animals", "river, fur", 'Words of the holt [@otter], "and" [second]({filename}second.md).\n\n/// figure | cubs\n///'),
        ("second", "2026-03-04", "Animals", "fur", "Words by the weir [@beaver].\n\n![A holt]({static}/images/holt.png)"),
        ("third", "2026-01-01", "Places", "fur, night", "## One\n\nWords.\n\n## Two\n\nWords -- and more.\n\n/// care\n\nCare.\n\n///"),
        ("fourth", "2025-12-30", "Places", "river", "Words about a weir and a holt; see [about]({filename}../pages/about.md)."),
        ("later", "2026-11-24", "Places", "river, night", "Words of tomorrow."),
    )},
    **{f"content/pages/{name}.md": f"---\ntitle: {name.title()}\ndate: 2026-01-01\n{more}---\n\nWords.\n"
       for name, more in (("about", ""), ("help-now", ""), ("sources", "template: bibliography\n"),
                          ("glossary", "template: glossary\n"), ("corrections", "template: corrections\n"))},
}  # fmt: skip


def make(folder: Path, kind: str) -> EditedSite:
    """Return a new site in a folder, built once: "plain" with the theme "simple", "ours" with our plugins and theme."""
    site = EditedSite(folder, kind, PLAIN if kind == "plain" else OURS)
    if kind == "ours":
        shutil.copytree(PROJECT / "theme", site.folder / "theme")
        site.write("content/attached/note.txt", "A note\n")
    assert site.build().report["succeeded"], site.build().report
    return site
