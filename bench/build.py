"""Measures builds of a made-up site: cold ones, and those after one edit, beside those of other programs.

    .venv/bin/python bench/build.py N [--corpus P|O] [--tool NAME …] [--edits MODE …] [--tries T] [--growth]
                                      [--against CHECKOUT] [--without-search] [--keep FOLDER]

N is the number of articles. Corpus P is a plain site; stock Pelican (unless --tool says otherwise), Hugo and Eleventy
build one with the same pages. Corpus O is this project's own site with all its plugins, as it is published. See
build_sites.py. `--against` builds by another checkout of this project, too; `--growth` compares N with N / 10.

Each build is a process of its own, measured from its start to its end: `CPU` is user and system time with that of its
children, `MB` the largest resident memory of any one of its processes. What a build leaves running behind it is not
counted. Programs take turns within each mode, so that a busy machine slows all of them; the ratios are what to look at.
Before anything is timed, and after each edit, the pages are counted and read: no program may do less than another.

==========  ===========================================================================================================
mode        what is built
==========  ===========================================================================================================
`cold`      everything: there is no output and nothing that was kept
`none`      the same once more; nothing changed
`text`      a sentence was added to an article; `title`, `tag`: its title or a tag was changed
`new`       an article was added, the newest; `removed`: an article was removed
==========  ===========================================================================================================
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from build_corpus import Article, articles, vocabulary
from build_sites import KINDS, MARK, RELATED, Own, Site

CLOCK = "1795348800"  # 22 November 2026, noon UTC
SECONDS_AT_MOST = 3600


class Run(NamedTuple):
    """What a build took: seconds of CPU, seconds of wall time, MB of memory."""

    cpu: float
    wall: float
    memory: float


class Timed(NamedTuple):
    """A site with the name that it has in the table."""

    name: str
    site: Site


def build(site: Site, cold: bool = False) -> Run:
    """Build a site, and return what that took. Raises SystemExit with the log if it fails."""
    command = site.command(cold)
    own = {"SOURCE_DATE_EPOCH": CLOCK, "NO_COLOR": "1", "PYTHONHASHSEED": "0"}
    own |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(site.folder.parent / "bytecode")}
    with tempfile.TemporaryFile() as log:
        started = time.monotonic()
        process = subprocess.Popen(
            command.arguments, cwd=site.folder, env={**os.environ, **own, **command.environment},
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            log.seek(0)
            raise SystemExit(f"{' '.join(command.arguments)}\n{log.read().decode('utf-8', 'replace')[-3000:]}")
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def cold_build(site: Site) -> Run:
    """Build a site of which nothing was built before."""
    for name in site.kept:
        shutil.rmtree(site.folder / name, ignore_errors=True)
    return build(site, cold=True)


def pages_of(site: Site) -> dict[str, int]:
    """Return how many articles, and of what else, a plain site has."""
    counted = dict.fromkeys(("articles", "five related", "previous or next", "tables", "footnotes", "curly"), 0)
    for path in site.output.glob("articles/*/index.html"):
        text = path.read_text("utf-8")
        counted["articles"] += 1
        counted["five related"] += text.count('class="related"') == RELATED
        counted["previous or next"] += 'class="beside"' in text
        counted["tables"] += "<table" in text
        counted["footnotes"] += "footnote" in text
        counted["curly"] += bool(re.search("’|&#8217;|&rsquo;", text))
    for kind in ("tags", "categories", "page"):
        counted[kind] = sum(1 for _ in site.output.glob(f"{kind}/**/index.html"))
    return counted


def check(timed: Sequence[Timed], number: int) -> None:
    """Print what each program wrote; raise SystemExit if one wrote fewer pages of articles, or without their lists."""
    for name, site in timed:
        if isinstance(site, Own):
            files = sum(1 for path in site.output.rglob("*") if path.is_file())
            print(f"{name}: {len(made(site))} made articles, {files} files")
            missing = sum(not site.read(article) for article in made(site))
        else:
            counted = pages_of(site)
            print(f"{name}: {', '.join(f'{count} {kind}' for kind, count in counted.items())}")
            related = number if number >= 1_000 else number * 0.9  # a small site has articles that share few tags
            missing = (
                min(counted["articles"], counted["previous or next"]) < number or counted["five related"] < related
            )
        if missing:
            raise SystemExit(f"{name} wrote less than it should")


def made(site: Site) -> list[Article]:
    """Return the articles of a site that were made."""
    return list(articles(site.number - (len(site.real) if isinstance(site, Own) else 0)))


# An edit changes a site, and returns the article and what its page has from then on; None: it has no page.
Edit = Callable[[Site, int], tuple[Article, str | None]]


def chosen(site: Site, attempt: int, part: float) -> Article:
    """Return the article that an edit changes: another one in each *attempt* and for each *part* of the site."""
    all_made = made(site)
    return all_made[(int(len(all_made) * part) + 7 * attempt) % len(all_made)]


def edit_text(site: Site, attempt: int) -> tuple[Article, str | None]:
    """Add a sentence to an article."""
    article = chosen(site, attempt, 0.5)
    mark = f"{MARK} by attempt {attempt}"  # not the end of the sentence, which typogrify changes
    site.write_article(article._replace(text=f"{article.text}\n{mark} of the bench.\n"))
    return article, mark


def edit_title(site: Site, attempt: int) -> tuple[Article, str | None]:
    """Change the title of an article."""
    article = chosen(site, attempt, 0.3)
    title = f"Renamed {attempt}"
    site.write_article(article._replace(title=f"{title} of the old heron"))
    return article, title


def edit_tag(site: Site, attempt: int) -> tuple[Article, str | None]:
    """Replace a tag of an article by another."""
    article = chosen(site, attempt, 0.7)
    tag = next(tag for tag in vocabulary(1_000)[0][3:] if tag not in article.tags)
    site.write_article(article._replace(tags=[*article.tags[1:], tag]))
    return article, tag


def edit_new(site: Site, attempt: int) -> tuple[Article, str | None]:
    """Add an article, the newest."""
    (first,) = articles(1, 10_000_000 + attempt)
    newest = made(site)[-1].date
    article = first._replace(date=newest.replace(hour=attempt % 23, minute=59), tags=vocabulary(1_000)[0][:4])
    site.write_article(article)
    return article, article.title[:-12]


def edit_removed(site: Site, attempt: int) -> tuple[Article, str | None]:
    """Remove an article."""
    article = chosen(site, attempt, 0.2)
    site.remove_article(article)
    return article, None


EDITS: dict[str, Edit] = {
    "text": edit_text,
    "title": edit_title,
    "tag": edit_tag,
    "new": edit_new,
    "removed": edit_removed,
}
MODES = ["cold", "none", *EDITS]


def measure(timed: Sequence[Timed], mode: str, tries: int) -> dict[str, Run]:
    """Return what each program takes in a mode: the medians of *tries* builds in turns."""
    runs: dict[str, list[Run]] = {each.name: [] for each in timed}
    for attempt in range(tries):
        for name, site in timed if attempt % 2 else reversed(timed):
            runs[name].append(cold_build(site) if mode == "cold" else edited_build(site, mode, attempt))
    if mode == "cold":
        for _, site in timed:
            build(site)  # a program that keeps more with other settings does so from here on
    return {name: Run(*map(median, zip(*found, strict=True))) for name, found in runs.items()}


def edited_build(site: Site, mode: str, attempt: int) -> Run:
    """Edit a site, build it, and return what the build took; raise SystemExit if the page is not the edited one."""
    article, expected = EDITS[mode](site, attempt) if mode in EDITS else (None, None)
    run = build(site)
    if article and expected and expected not in site.read(article):
        raise SystemExit(f"{site.name}: after the edit {mode}, the page of {article.slug} lacks {expected!r}")
    return run


def table(timed: Sequence[Timed], modes: Sequence[str], tries: int) -> Iterator[str]:
    """Yield a line for each mode and program, with the program's time divided by that of the first program."""
    columns = f"{'CPU s':>9}{'wall s':>9}{'MB':>7}{'CPU ÷':>9}{'wall ÷':>9}{'ms CPU an article':>20}"
    yield f"\n{'mode':9}{'program':22}{columns}"
    for mode in modes:
        runs = measure(timed, mode, tries)
        first = runs[timed[0].name]
        for name, site in timed:
            run = runs[name]
            ratios = f"{run.cpu / first.cpu:9.2f}{run.wall / first.wall:9.2f}"
            each = f"{1000 * run.cpu / site.number:20.1f}"
            yield f"{mode:9}{name:22}{run.cpu:9.2f}{run.wall:9.2f}{run.memory:7.0f}{ratios}{each}"


def sites_of(options: Any, folder: Path) -> list[Timed]:
    """Return the sites to build; ours is the first."""
    kinds = KINDS[options.corpus]
    wanted = [(name, name, options.number, {}) for name in dict.fromkeys(["ours", *options.tool])]
    if options.against:
        wanted.append(("ours, other checkout", "ours", options.number, {"checkout": options.against.resolve()}))
    if options.growth:
        wanted = [(f"ours, {size}", "ours", size, {}) for size in (options.number // 10, options.number)]
    timed = []
    for place, (name, kind, number, attributes) in enumerate(wanted):
        site = kinds[kind](folder / f"{place}-{kind}", number)
        for attribute, value in {"search": not options.without_search, **attributes}.items():
            setattr(site, attribute, value)
        timed.append(Timed(name, site))
    return timed


def main() -> int:
    """Make the sites, check what is written, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", type=int, help="articles")
    parser.add_argument("--corpus", choices=list(KINDS), default="P")
    parser.add_argument("--tool", nargs="+", choices=list(KINDS["P"]), default=None)
    parser.add_argument("--edits", nargs="+", choices=MODES, default=MODES, metavar="MODE", help=", ".join(MODES))
    parser.add_argument("--tries", type=int, default=3, help="builds of each program in each mode (default: 3)")
    parser.add_argument("--growth", action="store_true", help="compare N articles with N / 10")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="another checkout of this project")
    parser.add_argument("--without-search", action="store_true", help="corpus O without hamerkop.search")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="make the sites in this new folder, and keep them")
    options = parser.parse_args()
    if options.tool is None:
        options.tool = ["stock"] if options.corpus == "P" else []
    with tempfile.TemporaryDirectory() as temporary:
        timed = sites_of(options, options.keep or Path(temporary))
        for _, site in timed:
            site.write()
            cold_build(site)
            check([each for each in timed if each.site is site], site.number)
            build(site)
        for line in table(timed, options.edits, options.tries):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
