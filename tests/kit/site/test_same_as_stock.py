# ruff: noqa: E501  # the texts of sites are written as their authors would
"""`hamerkop build` writes, byte for byte, what stock Pelican writes from the same settings and content."""

import os
import shutil
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

import pelican
import pytest
from pelican.readers import Readers
from pelican.settings import read_settings

from tests import fork_server
from tests.conftest import BLOG_SETTINGS, tree
from tests.edited_sites import SEVERAL_PROCESSES, png
from tests.plain_site import CLOCK, PROJECT

SAMPLES = Path(pelican.__file__).parent / "tests" / "content"  # Pelican installs its own tests
PARAGRAPH = 'Some *words* with "quotes" -- and `code`, [a link](https://example.org/).\n\n- One\n- Two\n'
FILES: dict[str, str | bytes] = {
    "content/first.md": f"Title: First & \"quoted\"\nDate: 2024-01-02 10:00\nSlug: first\nTags: river, Fur\nSummary: *Short*.\n\n{PARAGRAPH}",
    "content/second.md": "Title: Second\nDate: 2024-01-02 10:00\nTags: fur\nAuthors: Ada Otter, Ben Reed\nModified: 2025-03-04\n\n"
    "See [first]({filename}first.md), ![holt]({static}/images/holt.png), [data]({attach}files/data.csv), {tag}.\n",
    "content/third.rst": "Third\n#####\n\n:date: 2023-05-06\n:category: Rest\n:tags: river\n:slug: the-third\n\n"
    "Words and a `link <{filename}/second.md>`_.\n\n.. code-block:: python\n\n    print(1)\n\n.. include:: parts/part.txt\n",
    "content/parts/part.txt": "Included words.\n",
    "content/fourth.html": '<html><head><title>Fourth</title><meta name="date" content="2023-07-08" /><meta name="tags" content="fur" />'
    "</head><body><p>Words in HTML.</p></body></html>\n",
    "content/deux.md": "Title: Deuxième\nDate: 2024-01-02\nSlug: first\nLang: fr\n\nDes mots.\n",
    "content/drei.md": "Title: Drittes\nDate: 2024-01-03\nSlug: first\nLang: de\n\nWörter.\n",
    "content/draft.md": "Title: Draft\nDate: 2024-02-02\nStatus: draft\nTags: secret\n\nNot yet.\n",
    "content/hidden.md": "Title: Hidden\nDate: 2024-02-03\nStatus: hidden\n\nNot listed.\n",
    "content/skipped.md": "Title: Skipped\nDate: 2024-02-03\nStatus: skip\n\nNowhere.\n",
    "content/été/ünïcode 文字.md": "Title: Ünïcode 文字\nDate: 2022-01-01\nTags: été, 文字\nCategory: Été\n\nWörter 文字.\n",
    "content/Rest/by-folder.md": f"Title: By folder\nDate: 2022-03-04\nSave_as: own/place.html\nURL: own/place.html\n\n{PARAGRAPH}",
    **{
        f"content/more/number-{number}.md": f"Title: Number {number}\nDate: 2021-{number:02}-11\nTags: river\nCategory: More\n\n{PARAGRAPH}"
        for number in range(1, 13)
    },
    "content/pages/about.md": "Title: About\n\nAbout [first]({filename}../first.md).\n",
    "content/pages/ueber.md": "Title: Über\nSlug: about\nLang: de\n\nÜber.\n",
    "content/pages/hidden-page.md": "Title: Hidden page\nStatus: hidden\n\nHidden.\n",
    "content/pages/draft-page.md": "Title: Draft page\nStatus: draft\n\nDraft.\n",
    "content/images/holt.png": png(3, 2),
    "content/files/data.csv": "a,b\n1,2\n",
    "content/home.tmpl": "<p>{% for each in articles %}{{ each.title }} {% endfor %}{{ SITENAME }}</p>\n",
    "content/plain.words": "words in a format of their own",
    "templates/article.html": """{% extends "!simple/article.html" %}{% block content %}{{ super() }}
{{ article.number }} {{ article.before.title if article.before }} {{ numbered(article.title) if numbered }} {{ SITESUBTITLE }}{% endblock %}
""",
    "content/robots.txt": "User-agent: *\n",
}  # fmt: skip
SETTINGS = """
SITENAME, AUTHOR, TIMEZONE, LOCALE = "Plain & simple", "Ada Otter", "Europe/London", "C"
SITEURL = "https://example.org/sub"
PATH, OUTPUT_PATH, THEME = "content", "output", "simple"
STATIC_PATHS = ["images", "files", "robots.txt"]
EXTRA_PATH_METADATA = {"robots.txt": {"path": "robots.txt"}}
PLUGIN_PATHS, PLUGINS = ["plugins"], []
"""
FEEDS = """
FEED_DOMAIN = "https://example.org/sub"
FEED_ALL_ATOM, FEED_ALL_RSS = "feeds/all.atom.xml", "feeds/all.rss.xml"
FEED_ATOM, FEED_RSS = "feeds/some.atom.xml", "feeds/some.rss.xml"
CATEGORY_FEED_ATOM, CATEGORY_FEED_RSS = "feeds/{slug}.atom.xml", "feeds/{slug}.rss.xml"
TAG_FEED_ATOM, TAG_FEED_RSS = "feeds/tags/{slug}.atom.xml", "feeds/tags/{slug}.rss.xml"
AUTHOR_FEED_ATOM, AUTHOR_FEED_RSS = "feeds/by/{slug}.atom.xml", "feeds/by/{slug}.rss.xml"
TRANSLATION_FEED_ATOM, TRANSLATION_FEED_RSS = "feeds/all-{lang}.atom.xml", "feeds/all-{lang}.rss.xml"
"""
TEMPLATE = "THEME_TEMPLATES_OVERRIDES = ['templates']\n"
# What is built, by a name: settings that are added to SETTINGS.
SITES: dict[str, str] = {
    "Pelican's own settings": "",
    "theme notmyidea": 'THEME = "notmyidea"\n',
    "every kind of feed": FEEDS,
    "a few feeds, summaries only": FEEDS + "FEED_MAX_ITEMS, RSS_FEED_SUMMARY_ONLY, FEED_APPEND_REF = 2, False, True\n",
    "relative addresses": f"RELATIVE_URLS = True\n{FEEDS}",
    "no address": 'SITEURL = ""\nFEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None\n',
    "pagination": "DEFAULT_PAGINATION, DEFAULT_ORPHANS = 3, 1\n"
    'PAGINATED_TEMPLATES = {"index": None, "tag": 2, "category": None, "author": None}\n'
    'PAGINATION_PATTERNS = [(1, "{url}", "{save_as}"), (2, "{base_name}/p/{number}/", "{base_name}/p/{number}/index.html")]\n',
    "archives of periods": 'YEAR_ARCHIVE_SAVE_AS, YEAR_ARCHIVE_URL = "{date:%Y}/index.html", "{date:%Y}/"\n'
    'MONTH_ARCHIVE_SAVE_AS, DAY_ARCHIVE_SAVE_AS = "{date:%Y}/{date:%b}/index.html", "{date:%Y}/{date:%b}/{date:%d}/index.html"\n',
    "template pages": 'TEMPLATE_PAGES = {"home.tmpl": "home.html"}\n',
    "addresses of articles": 'ARTICLE_URL, ARTICLE_SAVE_AS = "{date:%Y}/{category}/{slug}/", "{date:%Y}/{category}/{slug}/index.html"\n'
    'ARTICLE_LANG_URL, ARTICLE_LANG_SAVE_AS = "{lang}/{slug}/", "{lang}/{slug}/index.html"\n'
    'AUTHOR_SAVE_AS = TAG_SAVE_AS = ""\n',
    "typographic quotes": "TYPOGRIFY = True\n",
    "sources beside the pages": "OUTPUT_SOURCES = True\n",
    "texts cut short": "SUMMARY_MAX_LENGTH, SUMMARY_MAX_PARAGRAPHS = 3, 1\nWITH_FUTURE_DATES = False\n",
    "order by title": 'ARTICLE_ORDER_BY, PAGE_ORDER_BY, REVERSE_CATEGORY_ORDER = "title", "reversed-basename", True\n',
    "the date of the file system": 'DEFAULT_DATE = "fs"\nDEFAULT_METADATA = {"tags": "all"}\n',
    "slugs of titles, folders no categories": 'USE_FOLDER_AS_CATEGORY = False\nSLUGIFY_SOURCE = "basename"\nSLUGIFY_USE_UNICODE = True\n',
    "dates of languages": 'DATE_FORMATS = {"en": "%d %B %Y", "fr": ("C", "%d/%m/%Y")}\n',
    "translations by name": 'ARTICLE_TRANSLATION_ID = PAGE_TRANSLATION_ID = "title"\n',
    "one process": "BUILD_PROCESSES = 1\n",
    "Pelican's cache": 'CACHE_CONTENT = LOAD_CONTENT_CACHE = True\nCONTENT_CACHING_LAYER = "generator"\n',
    "our theme": f"THEME = {str(PROJECT / 'theme')!r}\n{BLOG_SETTINGS}PLUGINS = ['hamerkop.stylesheet', 'hamerkop.toc']\n"
    "JINJA_ENVIRONMENT = {'autoescape': True, 'trim_blocks': True, 'lstrip_blocks': True}\nFORMATTED_FIELDS = []\n",
}
PLUGINS: dict[str, str] = {
    "content_written": """
def sign(path, context):
    with open(path, "ab") as page:
        page.write(f"<!-- {context.get('localsiteurl')} {len(context['articles'])} -->".encode())
def register():
    signals.content_written.connect(sign)
""",
    "finalized": """
from itertools import zip_longest
from pathlib import Path
def list_all(pelican):
    output = Path(pelican.output_path)
    names = sorted(f"{path.relative_to(output)} {path.stat().st_size}" for path in output.rglob("*.html"))
    (output / "files.txt").write_text("\\n".join(names), "utf-8")
def register():
    signals.finalized.connect(list_all)
""",
    "state collected while reading": """
found = []
def begin(pelican):
    found.clear()
def collect(content):
    found.append((type(content).__name__, str(content.metadata.get("title")), len(found)))
    content.number = len(found)
def use(generators):
    for generator in generators:
        generator.context["SITESUBTITLE"] = f"{len(found)} {found}"
        for article in getattr(generator, "articles", ()):
            article.metadata["summary"] = f"{article.number} of {len(found)}"
def register():
    signals.initialized.connect(begin)
    signals.content_object_init.connect(collect)
    signals.all_generators_finalized.connect(use)
""",
    "state collected while writing": """
written = []
def begin(pelican):
    written.clear()
def note(generator, content):
    written.append(content.slug)
def number(path, context):
    written.append(path.rpartition("/")[2])
def end(pelican):
    with open(f"{pelican.output_path}/written.txt", "w") as text:
        text.write("\\n".join(written))
def register():
    signals.initialized.connect(begin)
    signals.article_generator_write_article.connect(note)
    signals.content_written.connect(number)
    signals.finalized.connect(end)
""",
    "neighbours and a count of calls": """
calls = [0]
def numbered(text):
    calls[0] += 1
    return f"{text} {calls[0]}"
def neighbours(generator):
    for one, other in zip(generator.articles, generator.articles[1:]):
        one.before, other.after = other, one
        one.title = f"{one.title} before {other.slug}"
def add(generator):
    generator.env.globals["numbered"] = numbered
def register():
    signals.article_generator_finalized.connect(neighbours)
    signals.generator_init.connect(add)
""",
    "a generator and a reader of its own": """
from pelican.generators import Generator
from pelican.readers import BaseReader
class Lines(Generator):
    def generate_output(self, writer):
        with open(f"{self.output_path}/lines.txt", "w") as text:
            text.write("\\n".join(article.title for article in self.context["articles"]))
class TextReader(BaseReader):
    enabled, file_extensions = True, ["words"]
    def read(self, path):
        with open(path) as text:
            return text.read().upper(), {"title": "Text", "date": self.process_metadata("date", "2020-02-02")}
def register():
    signals.get_generators.connect(lambda pelican: Lines)
    signals.readers_init.connect(lambda readers: readers.reader_classes.update(words=TextReader))
""",
    "a feed that is changed": """
def change(context, feed):
    feed.feed["title"] = f"{len(feed.items)} of {len(context['articles'])}"
def written(path, context, feed):
    with open(path, "ab") as text:
        text.write(b"<!-- end -->")
def register():
    signals.feed_generated.connect(change)
    signals.feed_written.connect(written)
""",
}


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files by their path in a folder, all of one date."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        os.utime(path, (1_700_000_000, 1_700_000_000))


def run(folder: Path, program: str, *arguments: str) -> None:
    """Run a program in a folder; fail unless it succeeds."""
    env = {**os.environ, "SOURCE_DATE_EPOCH": CLOCK, "PYTHONPATH": str(PROJECT), "COLUMNS": "400", "NO_COLOR": "1"}
    done = fork_server.run(program, arguments, folder, env, constants=SEVERAL_PROCESSES)
    assert done.returncode == 0, done.stdout + done.stderr


def assert_same(folder: Path) -> None:
    """Build the site in a folder twice by `pelican` and twice by `hamerkop build`; fail unless all are the same."""
    stock = built_twice(folder, "pelican", "-s", "pelicanconf.py")
    shutil.rmtree(folder / "cache", ignore_errors=True)
    for theirs, ours in zip(stock, built_twice(folder, "hamerkop", "build"), strict=True):
        assert len(theirs) > 20
        assert sorted(ours) == sorted(theirs)
        differing = {path: differing_lines(theirs[path], ours[path]) for path in theirs if ours[path] != theirs[path]}
        assert differing == {}


def differing_lines(one: bytes, other: bytes) -> list[tuple[bytes, bytes]]:
    """Return the lines in which two files differ, the first three."""
    pairs = zip_longest(one.splitlines(), other.splitlines(), fillvalue=b"")
    return [pair for pair in pairs if pair[0] != pair[1]][:3]


def built_twice(folder: Path, *command: str) -> list[dict[str, bytes]]:
    """Run a command twice; return the files of each output, and remove the last one."""
    outputs = []
    for _ in range(2):
        run(folder, *command)
        outputs.append(tree(folder / "output"))
    shutil.rmtree(folder / "output")
    return outputs


@pytest.mark.parametrize("more", SITES.values(), ids=SITES)
def test_a_site_with_these_settings_is_the_same(tmp_path, more):
    write(tmp_path, FILES | {"pelicanconf.py": SETTINGS + more})
    assert_same(tmp_path)


@pytest.mark.parametrize("code", PLUGINS.values(), ids=PLUGINS)
def test_a_site_with_a_plugin_of_somebody_else_is_the_same(tmp_path, code):
    plugin = {"plugins/foreign.py": f"from pelican import signals\n{code}"}
    write(tmp_path, FILES | plugin | {"pelicanconf.py": f"{SETTINGS}{FEEDS}PLUGINS = ['foreign']\n{TEMPLATE}"})
    assert_same(tmp_path)


def readable_samples() -> Iterator[Path]:
    """Yield Pelican's samples of articles but those with mistakes, which `hamerkop build` refuses to lose."""
    readers, slugs = Readers(read_settings(override={"PATH": str(SAMPLES), "USE_FOLDER_AS_CATEGORY": True})), set()
    for path in sorted(path for path in SAMPLES.rglob("*") if path.is_file()):
        try:
            article = readers.read_file(str(SAMPLES), str(path.relative_to(SAMPLES)))
        except Exception:
            article = None  # one of the samples that no reader can read
        given = getattr(article, "metadata", {})
        if given.get("title") and given.get("date") and article.template == "page" and article.slug not in slugs:
            slugs.add(article.slug)
            yield path


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="this installation of Pelican has no tests")
@pytest.mark.parametrize("theme", ["simple", "notmyidea"])
def test_the_sample_content_of_pelican_is_the_same(tmp_path, theme):
    write(tmp_path, {f"content/{path.relative_to(SAMPLES)}": path.read_bytes() for path in readable_samples()})
    write(tmp_path, {"pelicanconf.py": f"{SETTINGS}{FEEDS}THEME = {theme!r}\nDEFAULT_DATE = 'fs'\nSTATIC_PATHS = []\n"})
    assert_same(tmp_path)
