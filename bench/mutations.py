"""Builds sites of mutated articles and data files with all plugins, and prints what ends in an exception or takes long.

    .venv/bin/python bench/mutations.py [--seed NUMBER] [--batches NUMBER] [--files NUMBER]

Each batch is one site, built by Pelican in a process of its own with limits of CPU time and memory. Its articles are
made of the content of this project by inserting, deleting, doubling and exchanging parts, at most 20 KB each, and so
are its data files. What is printed: for each batch, whose number is its seed, time, memory, status and what it says of
exceptions; and at the end the worst, and how many batches are faulty. A batch is faulty if its process was stopped or
ended with a status other than 0 and 1, or if the log has an exception or blames the settings or a template. The exit
status is 1 if one is.
"""

import argparse
import importlib
import os
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

import growth  # the project and its folder bench/ are importable from here on

from hamerkop import PLUGINS

MOST = 20_000  # characters
PART = 2500  # characters of an article below its header, before it is changed
DATA = ("glossary.yaml", "references.json", "style_rules.yaml", "topics.yaml", "corrections.yaml", "help_lines.yaml",
        "start_here.yaml", "annotations.yaml")  # fmt: skip
SETTINGS = {"SLUGIFY_SOURCE": "basename"}  # two articles of one title would share an address
# What no log may have: a finding in a file of the writer has a place in that file, and a CRITICAL one says which files
# are not published.
ODD = re.compile(
    r"Traceback|CRITICAL(?! FilesNotPublished)|(?:Error|Exception): |Could not|pelicanconf\.py:\d|/templates/"
)
MARKUP = (
    *(
        "[",
        "](",
        ")",
        "*",
        "**",
        "_",
        "`",
        "```\n",
        "~~~\n",
        "<",
        ">",
        "<div>",
        "</div>",
        "<!--",
        "-->",
        "&",
        "&#",
        "\n\n",
    ),
    *(
        "- ",
        "1. ",
        "> ",
        "    ",
        "\t",
        "# ",
        "---\n",
        "===\n",
        "|",
        "|---|\n",
        ": ",
        "[^1]",
        "[^1]: ",
        "*[A]: x\n",
        "\\",
    ),
    *(
        "/// do\n",
        "///\n",
        "[@",
        "@k ",
        ";",
        '"',
        "'",
        "{static}",
        "{filename}",
        "{: ",
        "}",
        "\0",
        "\x02",
        "\x03",
        "\ud800",
    ),
    *(
        "\u2028",
        "\ufeff",
        "\u0301",
        "title: ",
        "date: ",
        "tags: [",
        "&a ",
        "*a",
        "!!timestamp x",
        "null",
        "~",
        "1:20",
        "{}",
    ),
)


def mutated(text: str, others: list[str], some: random.Random) -> str:
    """Return *text* after one to eight changes."""
    for _ in range(some.randint(1, 8)):
        start = some.randrange(len(text) + 1)
        part = text[start : start + some.choice([1, 5, 50, 500])]
        kind = some.randrange(6)
        if kind == 0:
            text = text[:start] + some.choice(MARKUP) + text[start:]
        elif kind == 1:
            text = text[:start] + text[start + len(part) :]
        elif kind == 2:
            text = text[:start] + part * some.choice([2, 20, 200]) + text[start:]
        elif kind == 3:
            other = some.choice(others)
            at = some.randrange(len(other) + 1)
            text = text[:start] + other[at : at + 500] + text[start:]
        elif kind == 4:
            text = text.replace(some.choice(MARKUP), some.choice(MARKUP))
        else:
            text = text[:start] + some.choice(MARKUP) * some.choice([3, 30, 1000]) + text[start:]
        text = text[:MOST]
    return text


def batch(number: int, files: int) -> Iterator[tuple[str, str]]:
    """Yield path and text of each file of a batch."""
    some = random.Random(number)
    content = PROJECT / "content"
    articles = [path.read_text("utf-8")[:MOST] for path in sorted((content / "articles").rglob("*.md"))]
    for index in range(files):
        header, body = re.split(r"(?<=\n---\n)", some.choice(articles), maxsplit=1)
        start = some.randrange(len(body))
        yield f"content/a{index}.md", mutated(header + body[start : start + PART], articles, some)
    for name in DATA:
        text = (content / name).read_text("utf-8")[:MOST]
        yield f"content/{name}", mutated(text, articles, some) if some.random() < 0.5 else text


def main() -> None:
    """Read the arguments, and build the batches."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batches", type=int, default=40)
    parser.add_argument("--files", type=int, default=250)
    parser.add_argument("--without", nargs="*", default=[], help="plugins that are left out")
    arguments = parser.parse_args()
    os.environ.update(SOURCE_DATE_EPOCH="1795348800", COLUMNS="4000", NO_COLOR="1", PYTHONPATH=str(PROJECT))
    for name in (*PLUGINS, "pelican.readers", "docutils.core"):
        importlib.import_module(name)
    plugins = [name for name in PLUGINS if name not in arguments.without]
    worst, faulty = (0.0, 0.0), list[int]()
    for number in range(arguments.seed, arguments.seed + arguments.batches):
        folder = Path(tempfile.mkdtemp())
        try:
            for path, text in batch(number, arguments.files):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                (folder / path).write_bytes(text.encode("utf-8", "surrogatepass"))
            done = growth.run_in(folder, plugins, SETTINGS, seconds=10 + arguments.files)
            log = (folder / "log").read_text("utf-8", "replace")
        finally:
            shutil.rmtree(folder)
        odd = [line[:150] for line in log.splitlines() if ODD.search(line)]
        if odd or done.status not in (0, 1):
            faulty.append(number)
        print(f"batch {number}: {done.seconds:.1f} s, {done.memory:.0f} MB, status {done.status}", *odd[:5], flush=True)
        worst = max(worst[0], done.seconds), max(worst[1], done.memory)
    files = arguments.batches * arguments.files
    print(
        f"{files} articles in {arguments.batches} batches: at most {worst[0]:.1f} s and {worst[1]:.0f} MB in one batch;"
        f" {len(faulty)} batches faulty {faulty or ''}"
    )
    raise SystemExit(1 if faulty else 0)


if __name__ == "__main__":
    main()
