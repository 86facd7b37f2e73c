"""On a site that is not strict a header means what it means to stock Pelican, and no article is lost."""

import json
from pathlib import Path

import pytest

from tests.plain_site import PlainSite

# Every article of a site with what Pelican and themes know of it.
DUMP = """
{%- for each in articles + drafts + hidden_articles + pages + hidden_pages + draft_pages -%}
{% set own = {} %}
{%- for name, value in each.metadata.items()
    if name not in ("date", "modified", "tags", "category", "author", "authors", "front_matter", "path", "status") -%}
{%- set _ = own.update({name: value}) -%}
{%- endfor -%}
{{ {"source": each.relative_source_path, "title": each.title, "slug": each.slug, "status": each.status,
    "lang": each.lang,
    "date": each.date.isoformat() if each.date else "", "modified": each.modified.isoformat() if each.modified else "",
    "tags": each.tags | map(attribute="name") | list if each.tags else [],
    "category": each.category.name if each.category else "", "authors": each.authors | map("string") | list,
    "save_as": each.save_as, "url": each.url, "summary": each.summary, "content": each.content, "own": own} | tojson }}
{% endfor %}
"""

SAME = {
    "plain": "Title: Otters & <b>: a b\nDate: 2026-01-02\nTags: river, fur\nCategory: Animals\nSlug: otters\n\nText.",
    "semicolons": "Title: A\nDate: 2026-01-02\nTags: river; fur, wet\nAuthors: Lee, Ann; Bo\n\nText.",
    "author-and-authors": "Title: A\nDate: 2026-01-02\nAuthor: Ann\nAuthors: Bo, Cy\n\nText.",
    "no-space": "Title:A\nDate:2026-01-02\nStatus:hidden\n\nText.",
    "status-capital": "Title: A\nDate: 2026-01-02\nStatus: Draft\n\nText.",
    "status-published": "Title: A\nDate: 2026-01-02\nStatus: Published\n\nText.",
    "draft-without-date": "Title: A\nStatus: draft\n\nText.",
    "own": "Title: A\nDate: 2026-01-02\nSeries: Rivers\nFeatured_image: /a.png\nmy-field: x\nMood: calm, x\n\nText.",
    "own-of-plugins": "Title: A\nDate: 2026-01-02\nRelated_posts: a, b\nReviewed: 5 stars\nAliases: /x.html\n\nText.",
    "own-near": "Title: A\nDate: 2026-01-02\nPageTitle: x\nSubtitle: y\n\nText.",
    "own-lines": "Title: A\nDate: 2026-01-02\nSources: one\n    two\n    three\nSources: four\n\nText.",
    "save-as": "Title: Home\nDate: 2019-01-01\nSave_as: index2.html\nUrl: index2.html\n\nText.",
    "not-written": "Title: Home\nDate: 2019-01-01\nSave_as:\n\nText.",
    "slug-folder": "Title: A\nDate: 2026-01-02\nSlug: recap/faq/\n\nText.",
    "slug-underscore": "Title: A\nDate: 2026-01-02\nSlug: a_b\n\nText.",
    "slug-dots": "Title: A\nDate: 2026-01-02\nSlug: v3.5-notes\n\nText.",
    "slug-capital": "Title: A\nDate: 2026-01-02\nSlug: Mir-peace\n\nText.",
    "slug-within": "Title: A\nDate: 2026-01-02\nSlug: a/../b\n\nText.",
    "long-summary": f"Title: A\nDate: 2026-01-02\nSummary: {'long ' * 40}\n\nText.",
    "formatted-summary": "Title: A\nDate: 2026-01-02\nSummary: *Cold* & `wet`\n    and so on.\n\nText.",
    "empty-values": "Title: A\nDate: 2026-01-02\nTags:\nCategory:\nAuthors:\nSlug:\nStatus:\nSummary:\nMood:\n\nText.",
    "empty-lang": "Title: Empty lang\nDate: 2026-01-02\nLang:\n\nText.",
    "lang": "Title: A\nDate: 2026-01-02\nLang: de\nTranslation: true\n\nText.",
    "lang-capitals": "Title: A\nDate: 2026-01-02\nLang: pt-BR\n\nText.",
    "tags-twice": "Title: A\nDate: 2026-01-02\nTags: river\nTags: fur\n\nText.",
    "tags-lines": "Title: A\nDate: 2026-01-02\nTags: river,\n    fur\n\nText.",
    "brackets": "Title: [A]\nDate: 2026-01-02\nTags: [river, fur]\n\nText.",
    "glued": "Title: A\nDate: 2026-01-02\nText at once, and: more.\n\nMore.",
    "indented": "  Title: A\n  Date: 2026-01-02\n\n    code",
    "tabs": "Title:\tA\tb\nDate:\t2026-01-02\nMood: a\n\tb\n\nText.",
    "fenced": "---\nTitle: A\nDate: 2026-01-02\nTags: river, fur\n---\nText.",
    "fence-open": "---\nTitle: A\nDate: 2026-01-02\n\nText.\n\nMore.",
    "fence-dots": "---\ntitle: A\ndate: 2026-01-02\n...\nText.",
    "fence-colon": "---\ntitle: Otters: a story\ndate: 2026-01-02\n---\nText.",
    "fence-bracket": "---\ntitle: [draft] A\ndate: 2026-01-02\n---\nText.",
    "fence-at": "---\ntitle: @home\ndate: 2026-01-02\nmood: *calm*\n---\nText.",
    "fence-rule-below": "---\nTitle: A\nDate: 2026-01-02\n\nNote: this is text\n---\n\nMore.",
    "fence-title-list": "---\ntitle: [A]\ndate: 2026-01-02\n---\nText.",
    "fence-comment": (
        "---\ntitle: Tip #3\ndate: 2026-01-02\ntags: c #, a\ncategory: #1\nmood: calm #2\nsummary: See #4\n---\nText."
    ),
    "fence-number": "---\ntitle: 2026\ndate: 2026-01-02\nslug: 007\nmood: 1e3\n---\nText.",
    "fence-hash": (
        "---\ntitle: Tip #3\ndate: 2026-01-02\ntags: c, #river\nauthor: Ann #2\ncategory: #1\nmood: a # b\n---\nText."
    ),
    "fence-long": "------\ntitle: A\ndate: 2026-01-02\n------\n\nText.",
    "fence-words": "--- a header\nTitle: A\nDate: 2026-01-02\n---------\nText.",
    "key-space": "Title: A\nDate: 2026-01-02\nTags : x\n\nText.",
    "long-rule": "Title: A\nDate: 2026-01-02\n-----\nText.",
    "windows": "Title: A\r\nDate: 2026-01-02\r\n\r\nText.\r\n",
    "mark": "\ufeffTitle: A\nDate: 2026-01-02\n\nText.",
    "body-with-colon": "Title: A\nDate: 2026-01-02\n\nNote: this is text.\n\nMore.",
    "keyword": "Title: A\nDate: 2026-01-02\nTemplate: article\nreader: me\n\nText.",
    "zone": "Title: A\nDate: 2026-01-02 10:00\nTimezone: Asia/Tokyo\n\nText.",
    "modified": "Title: A\nDate: 2026-01-02\nModified: 2026-02-03 04:05\n\nText.",
    "2026-01-05-from-name": "Title: A\n\nText.",
    "default-tags": "Title: A\nDate: 2026-01-02\nFolder: x\n\nText.",
    "no-text": "Title: A\nDate: 2026-01-02\n",
    "emoji-slug": "Title: 🦦 otter 漢字\nDate: 2026-01-02\nTags: 漢字, café\n\nText.",
    "space-first": "Title: A\nDate: 2026-01-02\n\n    \nText.",
    "nothing-but-title": "Title: A\nDate: 2026-01-02",
}
DATES = [
    "2026-1-5",
    "2026/01/01",
    "2026-01-01 7:05",
    "2026-01-01 22:25:37.301572",
    "2026-01-01T22:25:37.301572",
    "2026-01-01 10:00 PST",
    "2026-01-01 10:00 AM",
    "2026-01-01 10:00 pm",
    "2026-01-01_10:00",
    "2026-01-01T10:00:00Z",
    "2026-01-01 10:00 +0530",
    "2026-01-01 10:00:00-08:00",
    "Jan 2, 2026",
    "2 January 2026 10:00",
    "Fri, 02 Jan 2026 10:00:00 +0000",
    "20260102",
    "08-02-21",
    "25/12/2025",
    "2026.01.05",
]
SAME |= {f"date-{number}": f"Title: A\nDate: {typed}\n\nText." for number, typed in enumerate(DATES)}
SETTINGS = {
    "TIMEZONE": "Europe/London",
    "DEFAULT_LANG": "en",
    "DEFAULT_CATEGORY": "Misc",
    "AUTHOR": "Us",
    "FILENAME_METADATA": r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>.*)",
    "DEFAULT_METADATA": {"mood": "default", "licence": "free"},
    "PAGE_PATHS": ["pages"],
    "ARTICLE_PATHS": ["posts"],
    "DIRECT_TEMPLATES": ["dump"],
    "THEME_TEMPLATES_OVERRIDES": ["templates"],
}


def contents(folder: Path, sources: dict[str, str], plugins: list[str], **settings) -> tuple[dict, str, int]:
    """Build a site of *sources* (by name of the file), and return what is known of each, the log, and the status."""
    site = PlainSite(folder, PLUGINS=plugins, **(SETTINGS | settings))
    # Each has a slug of its own, so that no two are written to one file.
    site.write({f"content/posts/{name}.md": text for name, text in sources.items()})
    site.write({"templates/dump.html": DUMP})
    (folder / "pelicanconf.py").write_text(site.settings_text, "utf-8")
    done = site.run(["-m", "pelican", "-s", "pelicanconf.py", "-o", "output"])
    lines = site.read("dump.html").splitlines() if (site.output / "dump.html").exists() else []
    found = [json.loads(line) for line in lines if line.strip()]
    return {Path(each["source"]).stem: each for each in found}, done.stdout + done.stderr, done.returncode


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Return what stock Pelican knows of each of SAME, what it knows with the plugin, and what that run has printed."""
    basename = {"SLUGIFY_SOURCE": "basename"}
    stock, _, status = contents(tmp_path_factory.mktemp("stock"), SAME, [], **basename)
    assert status == 0
    ours, printed, status = contents(tmp_path_factory.mktemp("ours"), SAME, ["hamerkop.frontmatter"], **basename)
    assert status == 0, printed
    return stock, ours, printed


@pytest.mark.parametrize("name", SAME)
def test_a_header_means_what_it_means_to_stock_pelican(both, name):
    stock, ours, _ = both
    assert name in stock
    assert ours[name] == stock[name]


# What the plugin reads and stock Pelican garbles: source -> what is different from {"title": "A", "content": …}.
BETTER = {
    "list": (
        "---\ntitle: A\ndate: 2026-01-02\ntags: [river, 'sea, shore']\n---\nText.",
        {"tags": ["river", "sea, shore"]},
    ),
    "block": ("---\ntitle: A\ndate: 2026-01-02\ntags:\n- river\n- fur\n---\nText.", {"tags": ["river", "fur"]}),
    "quotes": ('---\ntitle: "A"\ndate: "2026-01-02"\nslug: \'a-b\'\n---\nText.', {"slug": "a-b"}),
    "status": (
        "---\ntitle: A\ndate: 2026-01-02\ntags:\n- x\nstatus: draft\n---\nText.",
        {"status": "draft", "tags": ["x"]},
    ),
    "empty-line": ("---\ntitle: A\n\ndate: 2026-01-02\n---\nText.", {}),
    "author-list": ("---\ntitle: A\ndate: 2026-01-02\nauthors: [Ann, Bo]\n---\nText.", {"authors": ["Ann", "Bo"]}),
    "skip": ("Title: A\nDate: 2026-01-02\nStatus: Skip\n\nText.", None),
    "pair": ('---\ntitle: "A\\uD83E\\uDDA6"\ndate: 2026-01-02\n---\nText.', {"title": "A🦦"}),
    "half": ('---\ntitle: "A\\uD800x"\ndate: 2026-01-02\n---\nText.', {"title": "A\ufffdx"}),
    "control": ("---\ntitle: A\x07\ndate: 2026-01-02\n---\nText.", {"title": "A\ufffd"}),
    "escape": ('---\ntitle: A\ndate: 2026-01-02\nmood: {a: "\\u0008"}\n---\nText.', {}),
    "beyond": ('---\ntitle: A\ndate: 2026-01-02\nmood: "\\UFFFFFFFF"\n---\nText.', {}),
    "reserved": ("Title: A\nDate: 2026-01-02\nContent: x\nUrl_format: y\n\nText.", {}),
    "empty-modified": ("Title: A\nDate: 2026-01-02\nModified:\n\nText.", {"modified": ""}),
    "key": ("---\ntitle: A\ndate: 2026-01-02\n? [a]\n: b\n---\nText.", {}),
    "category-list": (
        "---\ntitle: A\ndate: 2026-01-02\ncategory: [Animals, Fish]\n---\nText.",
        {"category": "Animals"},
    ),
    "tag-map": ("---\ntitle: A\ndate: 2026-01-02\ntags: [river, {a: b}]\n---\nText.", {"tags": ["river"]}),
    "line-end": ("---\ntitle: A\x85\u2028B\ndate: 2026-01-02\n---\nText.", {"title": "A  B"}),
}


def test_what_pelican_garbles_is_read_right_and_published(tmp_path):
    sources = {name: source for name, (source, _) in BETTER.items()}
    ours, printed, status = contents(tmp_path, sources, ["hamerkop.frontmatter"], SLUGIFY_SOURCE="basename")
    assert status == 0, printed
    for name, (_, expected) in BETTER.items():
        if expected is None:
            assert name not in ours
        else:
            usual = {"title": "A", "content": "<p>Text.</p>", "tags": [], "status": "published", "slug": name}
            assert {key: ours[name][key] for key in usual} | {
                key: ours[name][key] for key in expected
            } == usual | expected, name


# A header, and what is said about it: a warning or an error.
DOUBTS = {
    "comment": ("---\ntitle: Tip #3\ndate: 2026-01-02\n---\nText.", "2:8 F03 title: # begins a comment in YAML"),
    "date-comment": (
        "---\ntitle: A\ndate: 2026-01-02 # or later\n---\nText.",
        "3:7 F03 date: what follows # is a comment",
    ),
    "no-language": (
        'Title: A\nDate: 2026-01-02\nLang: en"><script>a</script>\nSave_as: no-language.html\n\nText.',
        '3:7 F03 lang: "en"><script>a</script>" is not a language',
    ),
    "misspelt": (
        "Title: A\nDate: 2026-01-02\nTag: river\n\nText.",
        '3:1 F02 unknown field "tag"; did you mean "tags"?',
    ),
    "hyphen": (
        "Title: A\nDate: 2026-01-02\nSave-as: x.html\n\nText.",
        '3:1 F02 unknown field "save-as"; did you mean "save_as"?',
    ),
    "twice": ("Title: A\nDate: 2026-01-02\nTags: a\nTags: b\n\nText.", '4:1 F05 "tags" is given in line 3 too'),
    "lines": ("Title: A\nDate: 2026-01-02\nTags: a,\n    b\n\nText.", "3:7 F03 tags: Pelican uses the first line only"),
    "slug": ("Title: A\nDate: 2026-01-02\nSlug: a/b\n\nText.", '3:7 F03 slug: "a/b" is an unusual address'),
    "glued": ("Title: A\nDate: 2026-01-02\nText.", "3:1 F01 neither a field nor an empty line"),
    "colon-above-a-list": (
        "---\ntitle: A: b\ndate: 2026-01-02\ntags:\n  - otters\n---\nText.",
        "5:1 F01 the header ends here, and this line is text",
    ),
    "colon": ("---\ntitle: A: b\ndate: 2026-01-02\n---\nText.", "2:9 F01 a colon inside a value"),
    "open": ("---\ntitle: A\ndate: 2026-01-02\n\nText.", "1:1 F01 the front matter never ends"),
    "rule": ("---\ntitle: A\ndate: 2026-01-02\n\nNote: x\n---\nText.", "5:1 F01 no known field, so the header ends"),
    "brackets": ("Title: A\nDate: 2026-01-02\nTags: [a, b]\n\nText.", "3:7 F03 brackets are for YAML headers"),
    "two-days": (
        "Title: A\nDate: 08-02-21\n\nText.",
        '2:7 F03 date: "08-02-21" can be two days, and is read as 2021-08-02',
    ),
    "no-day": (
        "Title: A\nDate: May 2026\nStatus: draft\n\nText.",
        '2:7 F03 date: "May 2026" lacks a year, month or day',
    ),
    "zone": ("Title: A\nDate: 2026-01-01 10:00 PST\n\nText.", "has a time zone that is not known"),
    "no-title": ("Title:\nDate: 2026-01-02\n\nText.", "1:7 F03 title: is empty"),
    "reserved": (
        "Title: A\nDate: 2026-01-02\nContent: x\n\nText.",
        '3:1 F02 "content" is a name of Pelican\'s own objects',
    ),
    "control": ("Title: A\x08\nDate: 2026-01-02\n\nText.", "1:9 F08 a control character (code 0x8)"),
    "escaped": (
        '---\ntitle: "\\uD800x"\ndate: 2026-01-02\n---\n\nText.',
        "2:8 F08 title: a control character (code 0xd800)",
    ),
    "control-below": ("Title: A\nDate: 2026-01-02\n\nTe\x0cxt.", "4:3 F08 a control character (code 0xc)"),
    "tags": (
        f"Title: A\nDate: 2026-01-02\nTags: {', '.join(f't{number}' for number in range(1001))}\n\nText.",
        "3:7 F03 tags: has 1,001 items, and each has a page of its own; write at most 1,000; the others are left out",
    ),
    "later": ("Title: A\nDate: 2099-01-02 08:30\n\nText.", "2:1 F09 scheduled: a draft until 2099-01-02 08:30"),
    "hugo": (
        "---\ntitle: A\ndate: 2026-01-02\ndraft: true\n---\nText.",
        '4:1 F02 Pelican reads no field "draft", so the file is published; write "status: draft"',
    ),
    "jekyll": ("Title: A\nDate: 2026-01-02\nPublished: false\n\nText.", '3:1 F02 Pelican reads no field "published"'),
    "text-list": ("---\ntitle: [A]\ndate: 2026-01-02\n---\nText.", '2:8 F03 title: is read as the text "[A]"'),
}


def test_what_is_doubtful_is_a_warning_and_the_article_is_published(tmp_path):
    sources = {name: source for name, (source, _) in DOUBTS.items()}
    ours, printed, status = contents(tmp_path, sources, ["hamerkop.frontmatter"], SLUGIFY_SOURCE="basename")
    printed = " ".join(printed.split())
    assert (status, set(ours)) == (0, set(DOUBTS)), printed
    assert " ERROR " not in printed
    said = {name: f"WARNING content/posts/{name}.md:{message}" for name, (_, message) in DOUBTS.items()}
    said["zone"] = f'WARNING content/posts/zone.md:2:7 F03 date: "2026-01-01 10:00 PST" {DOUBTS["zone"][1]}'
    assert {name: line for name, line in said.items() if line not in printed} == {}, printed


@pytest.mark.parametrize(
    "name",
    [
        *("own", "own-of-plugins", "own-near", "own-lines", "fenced", "empty-values", "save-as", "long-summary"),
        *("slug-underscore", "slug-dots"),
    ],
)
def test_what_pelican_documents_is_no_doubt(both, name):
    assert f"posts/{name}.md" not in both[2]


# What stock Pelican drops with status 0.
UNREADABLE = {
    "nothing": ("Just text.", "1:1 F01 no front matter"),
    "readme": ("# Read me\n\nText.", "1:1 F01 no front matter"),
    "empty": ("", "1:1 F01 no front matter"),
    "no-title": ("Date: 2026-01-02\n\nText.", '1:1 F04 no title; add a line "title: …"'),
    "no-date": ("Title: A\n\nText.", '1:1 F04 no date; add a line "date: …"'),
    "empty-date": ("Title: A\nDate:\n\nText.", "no date"),
    "date": ("Title: A\nDate: tomorrow\n\nText.", '2:7 F03 date: "tomorrow" is not a date; write year-month-day'),
    "modified": ("Title: A\nDate: 2026-01-02\nModified: 2026-13-45\n\nText.", "3:11 F03 modified:"),
    "huge": (f"Title: A\nDate: {'9' * 5000}\n\nText.", "2:7 F03 date:"),
    "status": (
        "Title: A\nDate: 2026-01-02\nStatus: publish\n\nText.",
        '3:9 F03 status: "publish" is not known here; did',
    ),
    "outside": ("Title: A\nDate: 2026-01-02\nSave_as: ../../x.html\n\nText.", "3:10 F03 save_as: would be written to"),
    "outside-slug": ("Title: A\nDate: 2026-01-02\nSlug: ../../x\n\nText.", "3:7 F03 slug: would be written to"),
    "timezone": ("Title: A\nDate: 2026-01-02\nTimezone: Mars\n\nText.", '3:11 F03 timezone: "Mars" is not the name'),
    "latin": ("Title: caf\udce9\nDate: 2026-01-02\n\nText.", "1:11 F07 not UTF-8"),
}


def test_what_cannot_be_read_is_named_and_ends_the_run_with_a_failure_after_the_rest_is_written(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.frontmatter"], **SETTINGS)
    site.write(
        {
            f"content/posts/{name}.md": source.encode("utf-8", "surrogateescape")
            for name, (source, _) in UNREADABLE.items()
        }
    )
    good = {"content/posts/good.md": "Title: Good\nDate: 2026-01-02\n\nText.", "templates/dump.html": DUMP}
    (tmp_path / "pelicanconf.py").write_text(site.write(good).settings_text, "utf-8")
    done = site.run(["-m", "pelican", "-s", "pelicanconf.py", "-o", "output"])
    printed = " ".join((done.stdout + done.stderr).split())
    assert done.returncode == 1
    said = {name: f"ERROR content/posts/{name}.md:{message}" for name, (_, message) in UNREADABLE.items()}
    said["empty-date"] = "ERROR content/posts/empty-date.md:1:1 F04 no date"
    assert {name: line for name, line in said.items() if line not in printed} == {}, printed
    assert f"CRITICAL FilesNotPublished: {len(UNREADABLE)} files are not published" in printed
    assert site.read("good.html")
    assert sorted(path.name for path in site.output.glob("*.html") if path.name != "dump.html") == ["good.html"]


def test_a_skipped_file_needs_no_header_that_can_be_read(tmp_path):
    sources = {"a": "Status: skip\n\nNo title.", "b": "Title: B\nDate: 2026-01-02\n\nText."}
    ours, printed, status = contents(tmp_path, sources, ["hamerkop.frontmatter"])
    assert (status, set(ours)) == (0, {"b"}), printed


def test_a_hidden_article_waits_for_its_day_too(tmp_path):
    source = {"a": "Title: A\nDate: 2099-01-02\nStatus: hidden\n\nText."}
    ours, printed, _ = contents(tmp_path, source, ["hamerkop.frontmatter"])
    assert (ours["a"]["status"], ours["a"]["save_as"]) == ("draft", "drafts/a.html")
    said = " ".join(printed.split())
    assert "scheduled: a draft until 2099-01-02" in said
    assert "; see it in drafts/ of the output folder" in said


@pytest.mark.parametrize(
    ("save_as", "said"),
    [
        ("", "it is not written before; a build with DRAFT_SAVE_AS shows it"),
        ("{slug}-draft.html", "see it with the other drafts"),
        ("x/drafts/{slug}/index.html", "see it in x/drafts/ of the output folder"),
    ],
)
def test_a_scheduled_article_is_named_with_where_it_can_be_seen(tmp_path, save_as, said):
    source = {"a": "Title: A\nDate: 2099-01-02\n\nText."}
    _, printed, _ = contents(tmp_path, source, ["hamerkop.frontmatter"], DRAFT_SAVE_AS=save_as)
    assert said in " ".join(printed.split())


def test_a_summary_that_is_formatted_is_text_in_no_feed_and_html_on_no_other_site(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.frontmatter", "hamerkop.feeds"], FEED_ALL_ATOM="feed.xml")
    site.write({"content/a.md": "Title: A < B\nDate: 2026-01-02\nSummary: *Cold*\n\nText."}).build()
    feed = site.read("feed.xml")
    assert "A &lt; B" in feed or "A &amp;lt; B" in feed
    assert "&lt;p&gt;&lt;em&gt;Cold&lt;/em&gt;&lt;/p&gt;" in feed


LONG = "a" * 300
TOO_LONG = {
    "slug": (f"Title: A\nDate: 2026-01-02\nSlug: {LONG}\n\nText.", "3:7 S04 slug: is too long for the name of a file"),
    "title": (f"Title: {LONG}\nDate: 2026-01-02\n\nText.", "1:8 S04 title: is too long"),
    "lang": (f"Title: A\nDate: 2026-01-02\nLang: en{'-abcdefgh' * 35}\n\nText.", "3:7 S04 lang: is too long"),
    "category": (f"Title: A\nDate: 2026-01-02\nCategory: {LONG}\n\nText.", '3:11 S04 category: "aaaa'),
    "tags": (f"Title: A\nDate: 2026-01-02\nTags: b, {LONG}\n\nText.", '3:10 S04 tags: "aaaa'),
    "author": (f"Title: A\nDate: 2026-01-02\nAuthor: {LONG}\n\nText.", '3:9 S04 author: "aaaa'),
    "authors": (f"Title: A\nDate: 2026-01-02\nAuthors: B, {LONG}\n\nText.", '3:13 S04 authors: "aaaa'),
    "aliases": (f"Title: A\nDate: 2026-01-02\nAliases: b, {LONG}\n\nText.", '3:13 S04 aliases: "aaaa'),
    "save-as": (f"Title: A\nDate: 2026-01-02\nSave_as: {LONG}.html\n\nText.", "3:10 S04 save_as: is too long"),
    "folders": (f"Title: A\nDate: 2026-01-02\nSlug: {'a/' * 2500}b\n\nText.", "3:7 S04 slug: is too long"),
}


@pytest.mark.parametrize("strict", [False, True])
def test_a_name_that_no_disk_takes_is_an_error_where_it_is_typed(tmp_path, strict):
    settings = SETTINGS | {"FRONTMATTER_STRICT": strict, "DIRECT_TEMPLATES": ["index"]}
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.frontmatter"], **settings)
    site.write({f"content/posts/{name}.md": source for name, (source, _) in TOO_LONG.items()})
    site.write({"content/posts/good.md": "Title: Good\nDate: 2026-01-02\n\nText."})
    (tmp_path / "pelicanconf.py").write_text(site.settings_text, "utf-8")
    done = site.run(["-m", "pelican", "-s", "pelicanconf.py", "-o", "output"])
    printed = " ".join((done.stdout + done.stderr).split())
    assert done.returncode == 1
    said = {name: f"ERROR content/posts/{name}.md:{message}" for name, (_, message) in TOO_LONG.items()}
    if strict:
        del said["folders"]  # no slug of a strict site has a folder
    else:  # Pelican does nothing with aliases, and publishes the article
        said["aliases"] = said["aliases"].replace("ERROR", "WARNING")
    assert {name: line for name, line in said.items() if line not in printed} == {}, printed
    assert site.read("good.html")
