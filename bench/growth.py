"""Builds a site with one very long text of one shape, and prints how time and memory grow with its length.

    .venv/bin/python bench/growth.py [--shape NAME …] [--plugin NAME …] [--size BYTES …] [--stock]

Each case is a process of its own with limits of CPU time and memory, so that none runs for ever. An article of the
shape is built by Pelican's own settings, with all plugins or those that are named, and with `--stock` by Pelican
without any. What an article of one word takes is taken off. The sizes rise until one case is above the limits.

============  =========================================================================================================
column        meaning
============  =========================================================================================================
`ours`        CPU seconds with the plugins; `stock`: those of Pelican alone
`exponent`    of the growth from the size before: 1 where twice the length takes twice the time
`MB`          of memory at most, above what an article of one word takes
`said`        how many errors and warnings the build printed, and the first of those with a place
============  =========================================================================================================
"""

import argparse
import contextlib
import importlib
import math
import os
import re
import resource
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from hamerkop import PLUGINS  # the project is importable from here on

SIZES = [10_000, 100_000, 1_000_000]
NOT_RUN = 70  # exit status of a build that raised an exception outside Pelican: it measures nothing
CPU_SECONDS, MEMORY = 5, 300  # what a text of 1 MB may take; memory in MB
STOP_SECONDS, STOP_MEMORY = 20, 4_000_000_000
HEADER = "Title: One\nDate: 2026-01-02\nTags: river\nSummary: One.\n\n"
DATA = {
    "content/glossary.yaml": "- {term: otter, also: [otters], meaning: An animal.}\n- {term: NICE, meaning: A body.}\n",
    "content/references.json": '[{"id": "k", "type": "book", "title": "Otters", "issued": {"date-parts": [[2020]]}}]',
    "content/style_rules.yaml": "- {pattern: miracle cure, message: say what was found}\n- {name: Miracle Inc}\n",
    "content/pages/glossary.md": "Title: Glossary\n\nTerms.\n",
    "content/other.md": "Title: Other\nDate: 2026-01-01\nTags: river\nSummary: Other.\n\nOtters swim.\n",
}


def repeated(unit: str) -> Callable[[int], str]:
    """Return the function that makes a text of a length by repeating *unit*."""
    return lambda size: unit * (size // len(unit))


def numbered(unit: str, end: str = "") -> Callable[[int], str]:
    """Return the function that repeats *unit*, in which {} is a number, and ends with *end*."""
    return lambda size: "".join(unit.replace("{}", str(number)) for number in range(size // len(unit))) + end


def nested(opening: str, closing: str = "") -> Callable[[int], str]:
    """Return the function that makes a text of a length by opening things within one another."""
    return lambda size: opening * (size // len(opening + closing)) + "x" + closing * (size // len(opening + closing))


def indented(unit: str) -> Callable[[int], str]:
    """Return the function that repeats *unit*, each time deeper by four spaces."""

    def text(size: int) -> str:
        depth = int(math.sqrt(size / 2))
        return "".join(" " * 4 * level + unit for level in range(depth))

    return text


UNITS = [
    *("[", "[a](", "[a][] ", "[a][b] ", "[a](b) ", "![", "![a](b) ", "![a][", "[^", "](a(", "](", "[[", "[]", "[a]: b\n"),
    *("[^1] ", "[^1]: a\n\n", "[@k] ", "[@unknown] ", "-@a", "@a; ", "@k says. ", "[@k, p. 1; @k] ", "[@", "[see "),
    *("*a ", "**a*", "**a ", "_a ", "__a_", "*a**", "***a", "*", "_", "* ", "*_", "`", "`a ", "``` ", "```\n", "~~~\n", "``a` "),
    *("<a ", '<a "', "<div ", "<div>", "<div>\n", "<div>\n\n", "</div>\n", "<b>a</b> ", "<b>", "<", "<!--", "<!--\n", "<!-- a --> ", "<!-- a -->\n"),
    *("<script>", "<script>\n", "<code>", "<code>\n", "<pre>", '<h2 id="a">', "<?", "<?\n", "<!", "<![CDATA[", "<p>\n", "<br>", "<td>a"),
    *("<a@b.c> ", "<http://a> ", "<p markdown=1>\n\n", "<div markdown=1>\n\n", "<http://a", "<img src=a> ", '<a href="{filename}x.md">x</a> '),
    *("&", "& ", "&#", "&#1;", "&amp;", "&amp; ", "&x; ", "&lt;", "a&b ", "&quot;"),
    *("- a\n", "1. a\n", "- a\n\n", "* ", "+ a\n", "> ", "> a\n", "> a\n\n", ">\n", ": a\n", "a\n: b\n", "a\n\n: b\n\n", "- ", "1. "),
    *("# a\n", "## a\n\n", "#", "# ", "a\n===\n", "a\n---\n", "---\n", "- - - ", "***\n", "===\n"),
    *("|", "| a ", "| a | b |\n", "a | b\n--- | ---\n", "a|b\n-|-\n1|2\n\n", "|-", "\\|"),
    *("\n", " ", "\n\n", " \n", "a  \n", "\t", "    a\n", "    a\n\n", "\r", "\r\n", "\0", "\x02", "\x03", "\x02wzxhzdk:0\x03", "\ufeff", "\u00a0", "\u2028"),
    *("a", "a ", "a\n", "a\n\n", "otter ", "NICE ", "miracle ", "Aa ", "AB ", "ABC", "ä", "漢", "a.", "a@", "www.", "www.a.b ", "http://a ", "a@b.c ", "a/", "1.", "a-"),
    *('"', "'", '"a" ', "'a ", "'a' ", "--", "-- ", "---", "...", ". ", "(", ")", "('", "'90s ", "\\", "\\\\ ", "\\*", "~", "^", "{", "}", "{a", "{: a} ", "{#a}", "{.a\n"),
    *("{filename}", "{static}a ", "{filename}x.md ", "/// do\n", "/// do\n\n", "///\n", "/// do\n\na\n\n///\n\n", "/// figure | x\n", "/// no\n\n"),
    *("*[A]: x\n", "<!-- check: ignore, ", "<svg>", "<math>", "<img ", "$a$ ", "$", "%", "Key: value\n", "<sup>a", "a<b ", "a>b ", "=", "+", ":", ";", "x: y\n", "!", "?"),
]  # fmt: skip
SHAPES: dict[str, Callable[[int], str]] = {
    **{repr(unit): repeated(unit) for unit in UNITS},
    "abbreviations": lambda size: numbered("*[A{}]: x\n")(size // 2) + "\n" + numbered("A{} ")(size // 2),
    "2,000 abbreviations": lambda size: numbered("*[A{}]: x\n")(min(size // 2, 20_000)) + "\n" + "A1 " * (size // 6),
    "footnotes": lambda size: numbered("[^{}] ")(size // 2) + "\n\n" + numbered("[^{}]: a\n\n")(size // 2),
    "footnote used often": lambda size: "[^1] " * (size // 5) + "\n\n[^1]: a\n",
    "link definitions": lambda size: numbered("[x{}] ")(size // 2) + "\n\n" + numbered("[x{}]: /a\n")(size // 2),
    "headings": numbered("## Heading {}\n\n"),
    "equal headings": repeated("## A\n\n"),
    "unknown keys": numbered("[@x{}] "),
    "keys in a list": lambda size: "[" + "@k; " * (size // 4) + "@k]",
    "row of cells": lambda size: "| a " * (size // 8) + "|\n" + "|---" * (size // 8) + "|\n",
    "wide rows": lambda size: ("| a " * 1000 + "|\n" + "|---" * 1000 + "|\n") + ("| a " * 1000 + "|\n") * (size // 4000),
    "tall table": lambda size: "a | b\n--- | ---\n" + "1 | 2\n" * (size // 6),
    "nested brackets": nested("[", "]"),
    "nested links": nested("[", "](a)"),
    "nested parentheses in a link": lambda size: "[a](" + "(" * (size // 2) + ")" * (size // 2) + ")",
    "nested emphasis": nested("*a **b ", "** *"),
    "nested divs": nested("<div>", "</div>"),
    "nested divs on lines": nested("<div>\n", "</div>\n"),
    "nested spans": nested("<span>", "</span>"),
    "nested markdown in html": nested('<div markdown="1">\n\n', "</div>\n\n"),
    "nested lists": indented("- a\n"),
    "nested lists on one line": nested("- "),
    "nested quotes": nested("> "),
    "nested quotes on lines": lambda size: "".join("> " * n + "a\n" for n in range(int(math.sqrt(size)))),
    "one tag of many attributes": lambda size: "<a " + "b=c " * (size // 4) + ">",
    "one tag of many quoted": lambda size: "<img " + 'a="" ' * (size // 5) + 'data-x="">',
    "inline tag of many attributes": lambda size: "x <a " + numbered("b{}=c ")(size) + ">x</a>",
    "ticks of many lengths": lambda size: " ".join("`" * n for n in range(1, int(math.sqrt(2 * size)))),
    "attribute list": lambda size: "# a {" + " .b" * (size // 3) + "}",
    "attribute list in text": lambda size: "*a*{: " + numbered("b{}=c ")(size) + "}",
    "definition list": numbered("Term {}\n:   Meaning\n\n"),
    "prose": repeated("The otter swims in the river, and sleeps on its bank. It eats fish.\n\n"),
    "prose in one paragraph": repeated("The otter swims in the river, and sleeps on its bank. It eats fish.\n"),
    "marked prose": repeated('The *otter* "swims" in [the river](https://ex.org/a), and **sleeps** `on` its bank.\n\n'),
    "marked prose in one paragraph": repeated('The *otter* "swims" in [a river](https://ex.org/a), and `so` **on**.\n'),
    "different words": numbered("word{} "),
    "code": lambda size: "```python\n" + "x = [1, 2]\n" * (size // 11) + "```\n",
    "code that never ends": lambda size: "```\n" + "x = [1, 2]\n" * (size // 11),
    "ids": numbered('<h2 id="a{}">x</h2>\n\n'),
    "long header value": lambda size: "",
    "combining marks": lambda size: "a" + "\u0301" * (size // 2),
    "links to pages": numbered("[x]({filename}x{}.md) "),
    "images": numbered("![An otter swims]({static}/x{}.png) "),
    "image tags": numbered('<img src="{static}/x{}.png" alt="">'),
    "image definitions": numbered("[x{}]: {static}/x.png\n"),
    "list of links": numbered("- [x](https://ex.org/{})\n"),
    "unclosed then closed": lambda size: "[a](" * (size // 8) + ")" * (size // 8),
    "emphasis then end": lambda size: "*a " * (size // 3) + "*",
    "quotes in tags": lambda size: "<a href='" * (size // 9),
    "stars and words": lambda size: ("*" * 5 + "a ") * (size // 7),
}  # fmt: skip
HEADERS: dict[str, Callable[[int], str]] = {
    "header: long title": lambda size: f"Title: {'a ' * (size // 2)}\nDate: 2026-01-02\n\nx\n",
    "header: long title without spaces": lambda size: f"Title: {'a' * size}\nDate: 2026-01-02\n\nx\n",
    "header: many tags": lambda size: HEADER.replace("river", ", ".join(f"t{n}" for n in range(size // 20))) + "x",
    "header: 50,000 short tags": lambda size: HEADER.replace("river", ",".join(f"t{n}" for n in range(min(50_000, size // 6)))) + "x",
    "header: many authors": lambda size: HEADER.replace("Tags: river", "Authors: " + "; ".join(f"A{n} B" for n in range(size // 20))) + "x",
    "header: long summary": lambda size: HEADER.replace("Summary: One.", f"Summary: {'a ' * (size // 2)}") + "x",
    "header: long slug": lambda size: HEADER.replace("Summary: One.", f"Slug: {'a' * size}") + "x",
    "header: many fields": lambda size: HEADER.strip() + "\n" + numbered("Field{}: x\n")(size) + "\nx",
    "header: one field repeated": lambda size: HEADER.strip() + "\n" + "Field: x\n" * (size // 9) + "\nx",
    "header: many aliases": lambda size: HEADER.replace("Tags: river", "Aliases: " + ", ".join(f"a{n}" for n in range(size // 100))) + "x",
    "header: long date": lambda size: HEADER.replace("2026-01-02", "2026-01-02" + " " * (size // 2) + "1" * (size // 2)) + "x",
    "header: date of digits": lambda size: HEADER.replace("2026-01-02", "1" * size) + "x",
    "header: continued lines": lambda size: HEADER.strip() + "\n" + "    more words\n" * (size // 15) + "\nx",
    "header: quotes in tags": lambda size: HEADER.replace("river", '"' * size) + "x",
    "header: colons": lambda size: ":" * size,
    "header: key without end": lambda size: "a" * size,
    "header: key of hyphens": lambda size: "a-" * (size // 2) + ":",
    "header: key of spaces": lambda size: "a " * (size // 2),
    "header: only keys": lambda size: "a:\n" * (size // 3),
    "yaml: flow lists": lambda size: f"---\ntitle: T\ndate: 2026-01-02\nx: {'[' * (size // 2)}{']' * (size // 2)}\n---\nx",
    "yaml: open flow lists": lambda size: f"---\ntitle: T\ndate: 2026-01-02\nx: {'[' * size}\n---\nx",
    "yaml: flow maps": lambda size: f"---\ntitle: T\ndate: 2026-01-02\nx: {'{a: ' * (size // 5)}{'}' * (size // 5)}\n---\nx",
    "yaml: items on one line": lambda size: f"---\ntitle: T\ndate: 2026-01-02\nx: {'- ' * (size // 2)}\n---\nx",
    "yaml: block list": lambda size: "---\ntitle: T\ndate: 2026-01-02\nx:\n" + "".join(" " * n + "-\n" for n in range(int(math.sqrt(2 * size)))) + "---\nx",
    "yaml: aliases": lambda size: "---\ntitle: T\ndate: 2026-01-02\na0: &a0 [l, l, l, l, l, l, l, l, l]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, max(9, size // 70))) + "---\nx",
    "yaml: tags": lambda size: f"---\ntitle: T\ndate: 2026-01-02\ntags: [{', '.join(f't{n}' for n in range(size // 8))}]\n---\nx",
    "yaml: keys": lambda size: "---\ntitle: T\ndate: 2026-01-02\n" + numbered("x{}: y\n")(size) + "---\nx",
    "yaml: long text": lambda size: f"---\ntitle: T\ndate: 2026-01-02\nsummary: {'a ' * (size // 2)}\n---\nx",
    "yaml: number": lambda size: f"---\ntitle: T\ndate: 2026-01-02\nx: {'1' * size}\n---\nx",
    "yaml: sexagesimal": lambda size: f"---\ntitle: T\ndate: 2026-01-02\nx: 1{':10' * (size // 3)}\n---\nx",
    "yaml: exclamation marks": lambda size: f"---\ntitle: T\ndate: 2026-01-02\nx: {'!' * size}\n---\nx",
    "yaml: quotes": lambda size: f"---\ntitle: T\ndate: 2026-01-02\nx: \"{chr(39) * size}\n---\nx",
    "yaml: comment": lambda size: f"---\ntitle: T\ndate: 2026-01-02\n{'#' * size}\n---\nx",
    "yaml: colons": lambda size: f"---\ntitle: T\ndate: 2026-01-02\n{'a: ' * (size // 3)}\n---\nx",
    "yaml: question marks": lambda size: f"---\n{'? ' * (size // 2)}\n---\nx",
    "yaml: lines of hyphens": lambda size: "---\n" * (size // 4),
}  # fmt: skip
RST: dict[str, Callable[[int], str]] = {
    **{f"rst: {unit!r}": repeated(unit) for unit in ("*a ", "`a ", "`", "|", "|a ", "[1]_ ", "a_ ", "`a`_ ", "- a\n", "a\n\n", "a ", "a", "::\n\n  a\n\n", ".. a\n", ".. _a:\n", "=", "A\n=\n\n", ":a: b\n", "+-", "\\", "   ", "\n", "<", "&", '"', "http://a ", ".. include:: a\n\n", ".. [#] a\n\n", "[#]_ ", "`a <b>`_ ", "``a`` ", "A\n-\n\nB\n~\n\n")},
    "rst: nested lists": lambda size: "".join(" " * 2 * n + "- a\n\n" for n in range(int(math.sqrt(size)))),
    "rst: nested quotes": lambda size: "".join(" " * n + "a\n\n" for n in range(int(math.sqrt(2 * size)))),
    "rst: titles": numbered("Title {}\n==========\n\n"),
    "rst: prose": repeated("The otter swims in the river, and sleeps on its bank. It eats fish.\n\n"),
}  # fmt: skip


class Case(NamedTuple):
    """What one build took: CPU seconds, MB, whether it was stopped, and what it printed."""

    seconds: float
    memory: float
    status: int
    said: str


def files_of(kind: str, name: str, size: int) -> dict[str, str]:
    """Return the files of the site with the text of a shape."""
    if kind == "rst":
        return {"content/one.rst": "One\n###\n\n:date: 2026-01-02\n:tags: river\n:summary: One.\n\n" + RST[name](size)}
    text = HEADERS[name](size) if kind == "header" else HEADER + SHAPES[name](size) + "\n"
    return {"content/one.md": text}


def run(files: dict[str, str], plugins: Sequence[str], more: dict[str, object]) -> Case:
    """Build a site of *files* in a process of its own."""
    folder = Path(tempfile.mkdtemp())
    try:
        for path, text in {**DATA, **files}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(text.encode("utf-8", "surrogatepass"))
        return run_in(folder, plugins, more)
    finally:
        shutil.rmtree(folder)


def run_in(folder: Path, plugins: Sequence[str], more: dict[str, object], seconds: int = STOP_SECONDS) -> Case:
    """Build the site in *folder* in a process of its own, which ends after some *seconds* of CPU."""
    process = os.fork()
    if not process:
        status = NOT_RUN
        with contextlib.suppress(BaseException):
            _limit(folder, seconds)
            status = _build(plugins, more)
        os._exit(status)
    _, ended, used = os.wait4(process, 0)
    if os.waitstatus_to_exitcode(ended) == NOT_RUN:
        raise SystemExit(f"a build could not run at all; see {shutil.copy(folder / 'log', tempfile.mkdtemp())}")
    log = (folder / "log").read_text("utf-8", "replace") if (folder / "log").exists() else ""
    return Case(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(ended), _said(log))


def _limit(folder: Path, seconds: int) -> None:
    os.chdir(folder)
    log = os.open("log", os.O_WRONLY | os.O_CREAT)
    os.dup2(log, 1)
    os.dup2(log, 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (STOP_MEMORY, STOP_MEMORY))


def _build(plugins: Sequence[str], more: dict[str, object]) -> int:
    import pelican

    settings = {
        "SITENAME": "One",
        "SITEURL": "https://example.org",
        "PATH": "content",
        "THEME": "simple",
        "TIMEZONE": "UTC",
        **more,
    }
    Path("pelicanconf.py").write_text(
        "".join(f"{k} = {v!r}\n" for k, v in settings.items()) + f"PLUGINS = {list(plugins)!r}\n"
    )
    try:
        pelican.main(["-s", "pelicanconf.py", "-o", "output", "--ignore-cache"])
    except SystemExit as error:
        return int(error.code or 0)
    return 0


def _said(log: str) -> str:
    if "Traceback" in log:
        return "TRACEBACK " + log.strip().splitlines()[-1][:150]
    lines = [line for line in log.splitlines() if re.search(r"ERROR|WARNING|CRITICAL|RecursionError|MemoryError", line)]
    placed = [line for line in lines if re.search(r"\.\w+:\d+:\d+", line)] or lines
    first = re.sub(r"^\[?[\d:]*\]?\s*", "", placed[0])[:150] if placed else ""
    return f"{len(lines)}: {first}"


def measure(kind: str, name: str, arguments: argparse.Namespace, bases: dict[str, Case]) -> None:
    """Print a line for each size of one shape."""
    before: tuple[int, float] | None = None
    for size in arguments.size:
        files = files_of(kind, name, size)
        ours = run(files, arguments.plugin, {})
        seconds = ours.seconds - bases["ours"].seconds
        exponent = (
            math.log(max(seconds, 0.01) / before[1]) / math.log(size / before[0]) if before and before[1] > 0.05 else 0
        )
        stock = ""
        if arguments.stock or (arguments.compare and seconds > arguments.compare):
            found = run(files, [], {})
            stock = f"{found.seconds - bases['stock'].seconds:7.2f} {found.memory - bases['stock'].memory:5.0f} [{found.status}]"
        memory = ours.memory - bases["ours"].memory
        bad = "!" if seconds > CPU_SECONDS or memory > MEMORY or "TRACEBACK" in ours.said else " "
        print(
            f"{bad} {name[:40]:40} {size:8} ours {seconds:6.2f} {memory:5.0f} stock {stock or '-':20} exp {exponent:4.2f} [{ours.status}] {ours.said}",
            flush=True,
        )
        before = (size, seconds)
        if seconds > 2.5 and size < 1_000_000:
            break


def main() -> None:
    """Read the arguments, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shape", nargs="*", default=[])
    parser.add_argument("--kind", nargs="*", default=["body", "header", "rst"])
    parser.add_argument("--plugin", nargs="*", default=PLUGINS)
    parser.add_argument("--size", nargs="*", type=int, default=SIZES)
    parser.add_argument("--stock", action="store_true")
    parser.add_argument("--compare", type=float, default=0.0)
    arguments = parser.parse_args()
    os.environ.update(SOURCE_DATE_EPOCH="1795348800", COLUMNS="4000", NO_COLOR="1", PYTHONPATH=str(PROJECT))
    import pelican  # noqa: F401

    for name in (
        *PLUGINS,
        "pelican.readers",
        "markdown.extensions.extra",
        "markdown.extensions.codehilite",
        "docutils.core",
    ):
        importlib.import_module(name)
    bases = {
        "ours": run({"content/one.md": HEADER + "x"}, arguments.plugin, {}),
        "stock": run({"content/one.md": HEADER + "x"}, [], {}),
    }
    print("an article of one word:", bases)
    kinds = {"body": SHAPES, "header": HEADERS, "rst": RST}
    for kind in arguments.kind:
        for name in arguments.shape or kinds[kind]:
            if name in kinds[kind]:
                measure(kind, name, arguments, bases)


if __name__ == "__main__":
    main()
