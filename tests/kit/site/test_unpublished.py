"""What is not published is nowhere in the public output: no word, name, file, count or address of it.

Each thing of each kind of unpublished content has a marker of its own, which is searched for in the bytes and paths of
everything built; what is packed is unpacked. The output is also compared with that of a site that never had any of it.
"""

import gzip
import html
import json
import re
import struct
import zlib

import pytest
from selectolax.lexbor import LexborHTMLParser

from hamerkop import PLUGINS
from tests.conftest import article, tree
from tests.plain_site import PlainSite

# The fields that make an article or page of each kind. Only a hidden one has an address.
KINDS = {
    "draft": {"status": "draft"},
    "scheduled": {"date": "2099-01-01"},
    "hiddenuntil": {"status": "hidden", "date": "2099-01-01"},
    "skipped": {"status": "skip"},
    "hidden": {"status": "hidden"},
}
THINGS = (
    *("title", "summary", "tag", "category", "author", "slug", "alias", "claim", "fact", "text", "alt", "image"),
    *("attached", "static", "heading", "footnote", "figure", "wrong", "right", "list", "comment", "topic"),
)


def mark(kind, thing):
    """Return the marker of a thing of a kind: one word, so that no slug, index or style changes it."""
    return f"zq{kind}{thing}qz"


def png(text):
    """Return a PNG of one grey pixel with *text* in it."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", header), (b"tEXt", b"Comment\0" + text.encode()), (b"IDAT", zlib.compress(b"\0\x80"))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in [*parts, (b"IEND", b"")])


FIGURE = """type: grades
title: Drawing {0}
description: Good for {0}.
columns: [What, How, Note]
scale: [Bad, Good]
rows:
- {{label: "{0}", grade: Good, cells: ["Two [@otter]"], sources: [otter]}}
"""


def body(kind):
    """Return a text in which each thing has its marker."""

    def of(thing):
        return mark(kind, thing)

    return f"""Words {of("text")}.[^1] <!-- {of("comment")} --> A holt.

![A {of("alt")} by a river]({{static}}/images/{of("image")}.png)

[Attached]({{attach}}/files/{of("attached")}.pdf), [static]({{static}}/files/{of("static")}.pdf).

## About {of("heading")}

A claim [@otter].

/// figure | {of("figure")}

How they fare.

///

[^1]: A note, {of("footnote")}.
"""


def files_of(kind):
    """Return the files of an article and a page of one kind."""

    def of(thing):
        return mark(kind, thing)

    header = {
        "summary": f"A summary, {of('summary')}.",
        "category": of("category"),
        "tags": f"[river, {of('tag')}]",
        "author": of("author"),
        "aliases": f"[{of('alias')}]",
        "evidence_grade": f'[{{claim: "{of("claim")}", grade: limited}}]',
        "check_by": f'[{{date: 2099-02-01, what: "{of("fact")}"}}]',
    } | KINDS[kind]
    page = {"category": None, "tags": None, **KINDS[kind]}
    return {
        f"articles/{of('slug')}.md": article(f"Otters {of('title')}", body(kind), **header),
        f"pages/{of('slug')}-page.md": article(f"Page {of('title')}", f"Words {of('text')}.", **page),
        f"images/{of('image')}.png": png(of("image")),
        f"figures/{of('figure')}.yaml": FIGURE.format(of("figure")),
        **{f"files/{of(thing)}.pdf": f"%PDF-1.4 {of(thing)}".encode() for thing in ("attached", "static")},
    }


def correction(slug, wrong, right):
    return f'- {{date: 2026-03-01, article: {slug}, wrong: "{wrong}", right: "{right}"}}\n'


def topic(slug, title):
    return f"- {{slug: {slug}, title: {title}, description: About {title}., group: About {title}}}\n"


def entry_point(title, slug):
    return f'- {{title: "{title}", articles: [{slug}]}}\n'


def site_files(kinds):
    """Return a public site with content of *kinds* besides that which is published."""
    body = "They live in a holt [@otter].\n\n## Homes\n\nHolts."
    files = {
        "articles/otters.md": article("Otters", body, author="Ada"),
        "articles/rivers.md": article("Rivers", "A river.", date="2026-01-03", aliases="[streams]"),
        "articles/a.md": article("Fish", "Fish swim in rivers.", tags="[fur]"),
        "pages/glossary.md": "---\ntitle: Glossary\ntemplate: glossary\n---\n\nWords.\n",
        "pages/corrections.md": "---\ntitle: Corrections\ntemplate: corrections\n---\n\nWhat was wrong.\n",
        "pages/sources.md": "---\ntitle: Sources\ntemplate: bibliography\n---\n\nAll.\n",
        "glossary.yaml": "- {term: holt, meaning: The den of an otter.}\n",
        "references.json": json.dumps(
            [{"id": "otter", "type": "book", "title": "Otters", "author": [{"family": "A"}]}]
        ),
        "annotations.yaml": "otter: {design: Book, finding: None, caveats: None, confidence: low}\n",
        "corrections.yaml": correction("otters", "They fly.", "They swim."),
        "start_here.yaml": entry_point("New here", "otters"),
        "topics.yaml": topic("river", "Rivers") + topic("fur", "Fur"),
    }
    for kind in kinds:
        files |= files_of(kind)
        files["corrections.yaml"] += correction(mark(kind, "slug"), mark(kind, "wrong"), mark(kind, "right"))
        files["topics.yaml"] += topic(mark(kind, "tag"), mark(kind, "topic"))
        files["start_here.yaml"] += entry_point(mark(kind, "list"), mark(kind, "slug"))
    return files


NOT_WRITTEN = {f"DRAFT{kind}_{end}": "" for kind in ("", "_LANG", "_PAGE", "_PAGE_LANG") for end in ("URL", "SAVE_AS")}
# The entries of the data files that name an unpublished article are problems, which would end our own build.
LEVELS = {"Y05": "warning"}


def our_site(folder, site, files):
    """Return the output of a site like the publication, as `publish` builds it."""
    made = site(files, {"CHECK_LEVELS": LEVELS, "TOPICS_FILE": "topics.yaml"}, published=True)
    assert made.build_badly(SITEURL="https://example.org/sub") == []
    return tree(made.output)


def plain_site(folder, _site, files):
    """Return the output of somebody else's site with all plugins."""
    made = PlainSite(
        folder,
        PLUGINS=PLUGINS,
        ARTICLE_PATHS=["articles"],
        FEED_ALL_ATOM="feeds/all.xml",
        FEED_ALL_RSS="feeds/all.rss",
        FEED_ALL_JSON="feeds/all.json",
        TAG_FEED_ATOM="feeds/tag-{slug}.xml",
        AUTHOR_FEED_ATOM="feeds/author-{slug}.xml",
        CATEGORY_FEED_ATOM="feeds/category-{slug}.xml",
        SLUGIFY_SOURCE="basename",
        TOPICS_FILE="topics.yaml",
        THEME_TEMPLATES_OVERRIDES=["templates"],
        **NOT_WRITTEN,
    )
    lists = {"corrections": "corrections", "bibliography": "annotated_bibliography", "glossary": "glossary.terms"}
    for name, listed in lists.items():
        loop = f"{{% for each in {listed} %}}{{{{ each }}}} {{{{ each.article }}}}{{% endfor %}}"
        made.write({f"templates/{name}.html": f"{{{{ page.title }}}} {loop}"})
    loop = "{% for each in start_here|list + a_to_z|list + topic_groups|list %}{{ each }}{% endfor %}"
    index = "{% extends '!simple/index.html' %}{% block content %}" + loop + "{{ super() }}{% endblock %}"
    made.write({"templates/index.html": index})
    made.write({f"content/{name}": data for name, data in files.items()})
    made.build()
    # A record that a template prints names the folder of its article, and has objects by their place in memory.
    place = re.compile(rb"0x[0-9a-f]+|" + re.escape(bytes(folder)))
    return {path: place.sub(b"", data) for path, data in tree(made.output).items()}


def unpacked(data):
    """Return *data* with what it has packed."""
    return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def found_in(output, kind):
    """Return the paths of the output that have a marker of *kind*, by the thing that it marks."""
    found = {}
    for path, data in output.items():
        text = path.encode() + b"\n" + unpacked(data)
        for thing in THINGS:
            if mark(kind, thing).encode() in text:
                found.setdefault(thing, []).append(path)
    return found


COMMENT = f"""<!-- Words {mark("comment", "text")}.
![A {mark("comment", "alt")}]({{static}}/images/{mark("comment", "image")}.png)
<img src="{{static}}/images/{mark("comment", "image")}.png" alt="">
[a]({{attach}}/files/{mark("comment", "attached")}.pdf) <a href="{{static}}/files/{mark("comment", "static")}.pdf">b</a>
-->"""
COMMENTED = {
    "articles/notes.md": article("Notes", f"{COMMENT}\n\nA note.\n\n{COMMENT}\n"),
    f"images/{mark('comment', 'image')}.png": png(mark("comment", "image")),
    f"files/{mark('comment', 'attached')}.pdf": b"%PDF-1.4",
    f"files/{mark('comment', 'static')}.pdf": b"%PDF-1.4",
}
SITES = {"our site": our_site, "a plain site": plain_site}


@pytest.fixture(scope="module", params=SITES)
def outputs(request, tmp_path_factory):
    """Return the public output of a site with content of every kind, and that of the same site without it."""
    from tests.conftest import TinySite

    def build(kinds):
        folder = tmp_path_factory.mktemp("site")

        def site(files, settings, published):
            made = TinySite(folder, settings, published)
            made.write(files)
            return made

        return SITES[request.param](folder, site, site_files(kinds))

    return build(KINDS), build([])


def test_the_markers_are_found_where_they_are(tmp_path):
    """The search itself: in names, in text, and in what is packed."""
    word = mark("draft", "text").encode()
    output = {"a.html": word, "b.pf_fragment": gzip.compress(b"pagefind_dcd" + word), f"{word.decode()}.png": b""}
    assert found_in(output, "draft") == {"text": list(output)}


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "hidden"])
def test_nothing_of_what_is_not_published_is_in_the_output(outputs, kind):
    assert found_in(outputs[0], kind) == {}


def test_what_is_hidden_is_at_its_own_address_alone(outputs):
    of = {thing: mark("hidden", thing) for thing in THINGS}
    own = [path for path in outputs[0] if any(word in path for word in of.values())]
    shown = {"title", "text", "alt", "image", "attached", "static", "heading", "footnote", "figure", "alias", "comment"}
    assert shown <= found_in(outputs[0], "hidden").keys()
    elsewhere = {
        thing: [path for path in paths if path not in own] for thing, paths in found_in(outputs[0], "hidden").items()
    }
    assert {thing: paths for thing, paths in elsewhere.items() if paths} == {}
    assert [path for path in own if of["tag"] in path or of["category"] in path or of["author"] in path] == []


def test_the_rest_of_the_site_is_as_if_it_were_not_there(outputs):
    with_it, without_it = outputs
    assert len(without_it) > 20
    others = {path: data for path, data in with_it.items() if "zqhidden" not in path}
    assert sorted(others) == sorted(without_it)
    assert [path for path in others if others[path] != without_it[path]] == []


@pytest.mark.parametrize("build_site", SITES.values(), ids=SITES)
def test_a_comment_is_seen_by_no_reader_and_its_files_are_not_copied(site, tmp_path, build_site):
    files = site_files([]) | COMMENTED
    output = build_site(tmp_path, site, files)
    assert [path for path in output if "zq" in path] == []
    with_it = {path for paths in found_in(output, "comment").values() for path in paths}
    assert {path for path in with_it if not path.startswith("feeds/")} <= {"notes/index.html", "notes.html"}
    for path in with_it:
        text = LexborHTMLParser(output[path].decode()).body.text()
        assert "zqcomment" not in (html.unescape(text) if path.endswith(".html") else ""), path


@pytest.mark.parametrize("kind", KINDS)
def test_the_glossary_of_a_page_that_is_not_published_is_in_no_index_and_no_list(site, kind):
    header = "".join(f"{name}: {value}\n" for name, value in KINDS[kind].items())
    terms = f"- {{term: {mark(kind, 'term')}, meaning: Means {mark(kind, 'meaning')}.}}\n"
    page = f"---\ntitle: Glossary\ntemplate: glossary\n{header}---\n\nWords.\n"
    files = {"articles/a.md": article("Fish"), "pages/glossary.md": page, "glossary.yaml": terms}
    made = site(files, {"CHECK_LEVELS": {"Y08": "warning"}}, published=True)
    assert made.build_badly(SITEURL="https://example.org") == []
    found = [path for path, data in tree(made.output).items() if f"zq{kind}".encode() in unpacked(data)]
    assert found == (["glossary/index.html"] if kind == "hidden" else [])


def test_what_pelican_s_own_readers_hold_back_is_nowhere_either(tmp_path):
    of = {kind: mark(kind, "text") for kind in KINDS}
    plain = {"Status": "published", "Date": "2026-01-02", "Tags": "river", "Category": "Animals"}
    made = PlainSite(
        tmp_path,
        PLUGINS=[name for name in PLUGINS if name != "hamerkop.frontmatter"],
        FEED_ALL_ATOM="all.xml",
        FEED_ALL_JSON="all.json",
        WITH_FUTURE_DATES=False,
        **NOT_WRITTEN,
    )
    made.write({"content/open.md": "Title: Open\nDate: 2026-01-02\nTags: river\n\nWords.\n"})
    for kind, fields in KINDS.items():
        own = {name.title(): value for name, value in fields.items()}
        header = {"Title": of[kind], **plain, **own, "Tags": f"river, {of[kind]}", "Aliases": f"old-{of[kind]}"}
        lines = "".join(f"{name}: {value}\n" for name, value in header.items())
        made.write({f"content/{of[kind]}.md": f"{lines}\nText {of[kind]}.\n"})
    made.build()
    output = tree(made.output)
    assert found_in(output, "hidden").keys() == {"text"}
    assert {kind: found for kind in KINDS if kind != "hidden" and (found := found_in(output, kind))} == {}
    assert [path for path in found_in(output, "hidden")["text"] if of["hidden"] not in path] == []
