"""What the checks of a built site find in its pages, sitemap and feeds, and what they leave alone."""

import json
from collections import Counter

import pytest

from tests.plain_site import PlainSite

SITE = "https://otters.example/blog"
POST = "Title: {title}\nDate: 2026-01-02\n{more}\n{body}\n"
GOOD = """<!doctype html><html lang="en"><head><title>Otters</title><link rel="icon" href="data:,">
<link rel="preconnect" href="https://cdn.example"><link rel="canonical" href="{{ SITEURL }}/{{ output_file }}">
<meta property="og:image" content="{{ SITEURL }}/images/otter.png"><style>h1 { background: url(/blog/images/otter.png) }
/* url(/gone.css) */</style></head><body id="top"><h1 id="holt">Holt</h1>{{ article.content }}
<a href="#holt">a</a> <a href="#top">a</a> <a href="#">a</a> <a href="">a</a> <a href="{{ SITEURL }}/">a</a>
<a href="../blog/b.html#holt">a</a> <a href="{{ SITEURL }}/app/x">elsewhere</a> <a href="/other-site/">a</a>
<a href="https://example.org/gone/">a</a> <a href="mailto:a@example.org">a</a> <a href="tel:1">a</a> <a name="old"></a>
<a href="#old">a</a> <a href="?page=2">a</a> <a href="b.html">a</a> <a href="./b.html#holt">a</a> <a href="b">a</a>
<img src="images/otter.png" srcset="images/otter.png 1x, /blog/images/otter.png 2x" alt="x">
<video poster="images/otter.png"></video><svg><use href="#holt"/></svg><code>{{ '{{' }} name }}</code>
<script>const text = "{{ '{{' }} name }}"; const src = "/gone.js"</script><!-- <a href="/blog/gone/">a</a> -->
</body></html>"""
BAD = """<!doctype html><html><head><link rel="stylesheet" href="{{ SITEURL }}/gone.css">
<meta property="og:image" content="{{ SITEURL }}/gone-card.png"><style>h1 { background: url(gone-bg.png) }</style>
</head><body><h1 id="twice">Holt</h1><p id="twice">{{ article.content }}</p><a href="{{ SITEURL }}/gone/">a</a>
<a href="#gone">a</a> <a href="b.html#gone-there">a</a> <a href="{{ SITEURL }}/drafts/secret.html">a</a>
<img src="gone.png" srcset="gone-2.png 2x" alt="x"> <a href="http://localhost:8000/x">a</a> {filename}about.md
{{ '{{' }} name }} <script src="http://cdn.example/x.js"></script></body></html>"""
# Writes what a theme or another plugin may write.
PLUGIN = """
import json
from pathlib import Path
from pelican import signals
def write(pelican):
    for name, text in FILES.items():
        path = Path(pelican.settings["OUTPUT_PATH"], name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
def register():
    signals.finalized.connect(write)
FILES = """
URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
LOC = f"<url><loc>{SITE}/{{}}</loc></url>"
GOOD_FILES = {
    "sitemap.xml": URLSET.format("".join(map(LOC.format, ["", "a.html", "b.html"]))),
    "feed.json": json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [{"id": "1", "url": f"{SITE}/a.html"}]}
    ),
    "data.json": "[1]",
    "made/index.html": GOOD.replace("{{", "(").replace("}}", ")")[:80],
}
BAD_FILES = {
    "made/index.html": "<p>made</p>",
    "sitemap.xml": URLSET.format("".join(map(LOC.format, ["a.html", "gone.html", "hidden.html"]))),
    "broken.xml": "<feed>\n<title>Otters & holts</title></feed>",
    "feed.json": '{"version": "https://jsonfeed.org/version/1.1", "items": []}',
    "rss.xml": f"<rss><channel><item><title>A secret holt</title><link>{SITE}/x.html</link></item></channel></rss>",
    "data.json": "{",
    ".env": "PASSWORD=1",
    "keys/site.key": "-----BEGIN PRIVATE KEY-----",
    "notes.txt": "The key is AKIA" + "ABCDEFGHIJKLMNOP",
    "backup.sql.gz": "x",
    "keys/public.key": "-----BEGIN PUBLIC KEY-----",
    ".DS_Store": "x",
    "raw/b.md": POST.format(title="B", more="", body="Text."),
    "a.html~": "x",
}


def site_of(folder, template, files):
    """Return a site whose articles are made of *template*, with a plugin that writes *files*."""
    settings = {
        "PLUGINS": ["hamerkop.links", "local_plugin"],
        "PLUGIN_PATHS": ["plugins"],
        "TIMEZONE": "UTC",
        "SITEURL": SITE,
        "LINKS_ELSEWHERE": ["/app"],
        "THEME_TEMPLATES_OVERRIDES": ["templates"],
        "FEED_ALL_ATOM": "feeds/all.atom.xml",
        "CSS_FILE": "../../images/otter.png",
        "STATIC_PATHS": ["images"],
        "SLUGIFY_SOURCE": "basename",
    }
    site = PlainSite(folder, **settings)
    links = "[a](/blog/made/) [b](/blog/feed.json)" + ("[c](/blog/typed-gone/)" if template == BAD else "")
    texts = {
        "content/a.md": POST.format(title="A", more="", body=links),
        "content/b.md": POST.format(title="B", more="", body="Text."),
        "content/secret.md": POST.format(title="A secret holt", more="Status: draft\n", body="Text."),
        "content/hidden.md": POST.format(title="A hidden holt", more="Status: hidden\n", body="Text."),
        "content/images/otter.png": "x",
        "templates/article.html": template,
        "plugins/local_plugin.py": f"{PLUGIN}{files!r}",
    }
    return site.write(texts)


def report_of(site, **levels):
    """Return the problems of a build of *site*, as rule, path and message, by the levels that tests need."""
    levels = {"L12": "warning", "O09": "warning", "O10": "warning", "O11": "warning", "O12": "warning", **levels}
    (site.folder / "pelicanconf.py").write_text(f"{site.settings_text}CHECK_LEVELS = {levels!r}\n", "utf-8")
    report = json.loads(site.run(["-m", "hamerkop", "build", "--json"]).stdout)
    return [(each["rule"], each["path"], each["message"]) for each in [*report["problems"], *report["warnings"]]]


@pytest.fixture(scope="module")
def bad(tmp_path_factory):
    return site_of(tmp_path_factory.mktemp("bad"), BAD, BAD_FILES)


@pytest.fixture(scope="module")
def found(bad):
    return report_of(bad)


def test_what_is_right_is_not_reported(tmp_path):
    assert report_of(site_of(tmp_path, GOOD, GOOD_FILES)) == []


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("O01", 'leads to "https://otters.example/blog/gone/", where the site has nothing'),
        ("O02", 'leads to "#gone", and the page has no such part'),
        ("O02", 'leads to "b.html#gone-there", and the page "b.html" has no such part'),
        ("O03", 'loads "https://otters.example/blog/gone.css", and the site has no such file'),
        ("O03", 'loads "https://otters.example/blog/gone-card.png", and the site has no such file'),
        ("O03", 'loads "gone-bg.png", and the site has no such file'),
        ("O03", 'loads "gone.png", and the site has no such file'),
        ("O03", 'loads "gone-2.png", and the site has no such file'),
        ("O04", 'has the id "twice" twice'),
        ("O05", "has no <title>"),
        ("O06", "does not say its language"),
        ("O10", "the address of content/secret.md, which is not published"),
        ("O12", 'has the address "http://localhost:8000/x", which is on your own machine'),
        ("O13", 'shows "{filename}about.md" to readers, which was to be replaced'),
        ("O13", 'shows "{{ name }}" to readers, which was to be replaced'),
        ("O14", 'loads "http://cdn.example/x.js" without encryption'),
    ],
)
def test_a_mistake_of_a_template_is_one_problem_at_the_first_source(found, rule, message):
    of_rule = [(path, text) for each, path, text in found if each == rule and message in text]
    assert [path for path, _ in of_rule] == ["content/a.md"], found
    assert "; so do" in of_rule[0][1]


@pytest.mark.parametrize(
    ("rule", "path", "message"),
    [
        ("O08", "output/sitemap.xml", 'lists "https://otters.example/blog/gone.html", where the site has nothing'),
        ("O08", "output/sitemap.xml", "does not list the page of content/b.md, which is published"),
        ("O10", "output/sitemap.xml", "content/hidden.md is hidden"),
        ("O10", "output/rss.xml", 'the feed names "A secret holt": content/secret.md is not published'),
        ("O07", "output/rss.xml", 'lists "https://otters.example/blog/x.html", where the site has nothing'),
        ("O09", "output/broken.xml", "is not well-formed XML"),
        ("O09", "output/feed.json", "is no JSON feed: it needs a title"),
        ("O09", "output/data.json", "is not valid JSON"),
        ("O11", "output/.env", "may hold passwords, keys or a copy of a database"),
        ("O11", "output/keys/site.key", "may hold passwords, keys or a copy of a database"),
        ("O11", "output/notes.txt", "may hold passwords, keys or a copy of a database"),
        ("O11", "output/backup.sql.gz", "may hold passwords, keys or a copy of a database"),
        ("O11", "output/raw/b.md", "is a source or data file of the site"),
        ("O11", "output/.DS_Store", "is a file that a program has left"),
        ("O11", "output/a.html~", "is a file that a program has left"),
    ],
)
def test_a_mistake_of_a_file_is_named(found, rule, path, message):
    assert [text for each, where, text in found if (each, where) == (rule, path) and message in text], found


def test_nothing_else_is_reported(found):
    numbers = {"L12": 1, "O01": 1, "O02": 2, "O03": 5, "O04": 1, "O05": 1, "O06": 1, "O07": 1, "O08": 2, "O09": 3}
    numbers |= {"O10": 3, "O11": 7, "O12": 1, "O13": 2, "O14": 1}
    assert Counter(rule for rule, _, _ in found) == numbers, found


def test_the_next_build_reports_the_same_and_a_corrected_template_is_seen(bad, found):
    assert report_of(bad) == found
    bad.write({"templates/article.html": GOOD})
    assert not [each for each in report_of(bad) if each[1].startswith("content/") and each[0] != "L12"]
    bad.write({"templates/article.html": BAD})
    assert report_of(bad) == found


def test_an_error_leaves_the_last_site(tmp_path):
    site = site_of(tmp_path, GOOD, GOOD_FILES)
    assert report_of(site) == []
    before = site.read("a.html")
    site.write({"templates/article.html": BAD})
    assert report_of(site, O10="error", O12="off")
    assert site.read("a.html") == before
