"""A build that writes in several processes writes what a build with one process writes, and fails as it does."""

import pytest

from tests.plain_site import PlainSite

ARTICLES = {
    f"content/{number}.md": f"Title: Article {number}\nDate: 2026-01-{number % 28 + 1:02}\nTags: t{number % 5}\n\n"
    f"Text {number}, see [the next]({{filename}}{(number + 1) % 60}.md).\n"
    for number in range(60)
}
FEEDS = {
    "SITEURL": "https://example.org",
    "FEED_ALL_ATOM": "feeds/all.atom.xml",
    "TAG_FEED_ATOM": "feeds/{slug}.atom.xml",
    "DEFAULT_PAGINATION": 7,
}


def built(folder, processes, files=ARTICLES, **settings):
    site = PlainSite(folder, BUILD_PROCESSES=processes, **settings)
    site.write(files | {"pelicanconf.py": site.settings_text})
    done = site.run(["-m", "hamerkop", "build"])
    output = folder / "output"
    return done, {path.relative_to(output): path.read_bytes() for path in output.rglob("*") if path.is_file()}


@pytest.mark.parametrize("settings", [FEEDS, FEEDS | {"RELATIVE_URLS": True}, {"TYPOGRIFY": True}])
def test_two_processes_write_what_one_writes(tmp_path, settings):
    _, alone = built(tmp_path / "one", 1, **settings)
    _, shared = built(tmp_path / "two", 2, **settings)
    assert shared == alone
    assert len(alone) > 60


def same_report(tmp_path, files, **settings):
    """Build with one process and with two; return what both printed and wrote."""
    (one, alone), (two, shared) = (
        built(tmp_path / "one", 1, files, **settings),
        built(tmp_path / "two", 2, files, **settings),
    )
    printed = [line for line in one.stdout.splitlines() if not line.startswith("Built ")]
    assert printed == [line for line in two.stdout.splitlines() if not line.startswith("Built ")]
    assert (one.returncode, alone) == (two.returncode, shared)
    return "\n".join(printed), shared


def test_a_template_that_fails_for_one_article_is_reported_alike(tmp_path):
    failing = {"theme/templates/article.html": "{{ 1 // (article.title != 'Article 31') }}"}
    printed, output = same_report(tmp_path, ARTICLES | failing, THEME="theme")
    assert "content/31.md" in printed
    assert output == {}


def test_two_articles_in_one_place_are_reported_alike(tmp_path):
    files = ARTICLES | {"content/7.md": ARTICLES["content/7.md"].replace("Title: ", "Slug: article-8\nTitle: ", 1)}
    printed, _ = same_report(tmp_path, files)
    assert "article-8.html" in printed


def test_what_a_link_to_nothing_says_is_reported_alike(tmp_path):
    files = ARTICLES | {"content/7.md": ARTICLES["content/7.md"] + "\n[none]({filename}none.md)\n"}
    printed, _ = same_report(tmp_path, files)
    assert "none.md" in printed


def test_a_file_that_is_attached_is_moved_beside_its_article(tmp_path):
    text = ARTICLES["content/7.md"].replace("Text 7", "![it]({attach}files/it.png) and text 7")
    files = ARTICLES | {"content/7.md": text, "content/files/it.png": b"PNG"}
    _, output = same_report(tmp_path, files, ARTICLE_SAVE_AS="{slug}/index.html", ARTICLE_URL="{slug}/")
    assert "article-7/files/it.png" in map(str, output)


COUNTING = """
from pelican import signals
written = []
def count(path, context):
    written.append(path)
def report(pelican):
    open(pelican.output_path + "/count.txt", "w").write(str(len(written)))
def register():
    signals.content_written.connect(count)
    signals.finalized.connect(report)
"""


def test_a_plugin_that_counts_what_is_written_counts_all(tmp_path):
    files = ARTICLES | {"counting.py": COUNTING}
    _, output = same_report(tmp_path, files, PLUGINS=["counting"])
    counted = {str(path): data for path, data in output.items()}["count.txt"]
    assert int(counted) == len([path for path in output if path.suffix == ".html"])


RAISING = """
from pelican import signals
written = []
def fail(path, context):
    written.append(path)
    if len(written) == 9:
        raise ValueError("nine is too many")
def register():
    signals.content_written.connect(fail)
"""


def test_a_plugin_that_fails_for_a_page_is_reported_as_the_reason(tmp_path):
    done, _ = built(tmp_path / "site", 2, ARTICLES | {"raising.py": RAISING}, PLUGINS=["raising"], **FEEDS)
    assert done.returncode != 0
    assert "nine is too many" in done.stdout + done.stderr


def test_a_wrong_setting_of_markdown_is_reported_as_the_reason(tmp_path):
    wrong = {"extension_configs": {"markdown.extensions.toc": {"no_such_option": 1}}}
    done, _ = built(tmp_path / "site", 1, MARKDOWN=wrong)
    assert done.returncode != 0
    assert "no_such_option" in done.stdout + done.stderr
    assert "ParserOfOneSite" not in done.stdout + done.stderr
