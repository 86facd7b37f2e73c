"""Addresses as writers type them: each that leads nowhere is named where it is typed, and no other one is."""

import json

import pytest

from tests.plain_site import PlainSite

SITE = "https://otters.example"
SETTINGS = {
    "PLUGINS": ["hamerkop.frontmatter", "hamerkop.links", "hamerkop.redirects"],
    "TIMEZONE": "UTC",
    "ARTICLE_PATHS": ["articles"],
    "PAGE_PATHS": ["pages"],
    "STATIC_PATHS": ["images"],
    "ARTICLE_URL": "{slug}/",
    "ARTICLE_SAVE_AS": "{slug}/index.html",
    "TAG_URL": "topics/{slug}/",
    "TAG_SAVE_AS": "topics/{slug}/index.html",
    "SLUGIFY_SOURCE": "basename",
    "FRONTMATTER_REQUIRED": {},
    "LINKS_ELSEWHERE": ["/app", "/files/*.zip"],
    "FEED_ALL_ATOM": "feeds/all.atom.xml",
    "DEFAULT_PAGINATION": 50,
    "MARKDOWN": {
        "extensions": ["markdown.extensions.toc", "markdown.extensions.footnotes"],
        "output_format": "html5",
    },
    "THEME_TEMPLATES_OVERRIDES": ["templates"],
    "OUTPUT_RETENTION": ["kept"],
}
HEADER = "---\ntitle: {title}\ndate: 2026-01-02\ntags: [river]\n{more}---\n\n"
FILES = {
    "content/articles/side-effects.md": HEADER.format(title="Side effects", more="aliases: [old-effects]\n")
    + "## What is known\n\nA note.[^1]\n\n[^1]: The note.\n\n<p id='raw'>Raw</p> <a name='named'>named</a>\n",
    "content/articles/a-draft.md": HEADER.format(title="Draft", more="status: draft\n") + "Text.\n",
    "content/articles/hidden.md": HEADER.format(title="Hidden", more="status: hidden\n") + "Text.\n",
    "content/pages/about.md": HEADER.format(title="About", more="") + "Text.\n",
    "content/images/map.png": "x",
    "content/images/two words.png": "x",
    "content/notes.docx": "x",
    "content/articles/near.pdf": "x",
    "templates/article.html": '{% extends "!simple/article.html" %}\n'
    '{% block content %}{{ article.content }}<div id="references"></div>{% endblock %}\n',
}

# What is typed as the address of a link, the rule, and what is to be written instead ("" where nobody knows).
WRONG = [
    ("/side-efects/", "L12", "{filename}side-effects.md"),
    ("/side-efects/#what-is-known", "L12", "{filename}side-effects.md#what-is-known"),
    ("/Side-Effects/", "L12", "{filename}side-effects.md"),
    ("/side_effects/", "L12", "{filename}side-effects.md"),
    ("/side-effects.html", "L12", "{filename}side-effects.md"),
    ("side-effects.html", "L12", "{filename}side-effects.md"),
    ("side-effects", "L12", "{filename}side-effects.md"),
    ("side-effects/", "L12", "{filename}side-effects.md"),
    ("./side-effects", "L12", "{filename}side-effects.md"),
    ("../sideeffects/", "L12", "{filename}side-effects.md"),
    ("/articles/side-effects/", "L12", "{filename}side-effects.md"),
    ("/articles/side-effects.html", "L12", "{filename}side-effects.md"),
    ("/blog/2026/side-effects/", "L12", "{filename}side-effects.md"),
    ("/about/", "L12", "{filename}/pages/about.md"),
    ("/page/about.html", "L12", "{filename}/pages/about.md"),
    ("/topic/river/", "L12", "/topics/river/"),
    ("/topics/rivr/", "L12", "/topics/river/"),
    ("/nowhere-at-all/", "L12", ""),
    ("/nowhere/at/all/", "L22", ""),
    ("/files/otters.tar", "L22", ""),
    ("../images/otter.png", "L12", ""),
    ("%20https://example.org/", "L16", "https://example.org/"),
    ("(https://example.org/otter)", "L16", "https://example.org/otter"),
    ("near.pdf", "L12", "{static}/articles/near.pdf"),
    ("/notes.docx", "L12", "{static}/notes.docx"),
    ("../notes.docx", "L12", "{static}/notes.docx"),
    ("/images/mapp.png", "L12", "/images/map.png"),
    ("/feeds/al.atom.xml", "L12", "/feeds/all.atom.xml"),
    (f"{SITE}/side-efects/", "L12", "{filename}side-effects.md"),
    ("//otters.example/side-efects/", "L12", "{filename}side-effects.md"),
    ("/drafts/a-draft.html", "L03", ""),
    ("/a-draft/", "L03", ""),
    ("/side-effects", "L14", "/side-effects/"),
    ("../side-effects", "L14", "../side-effects/"),
    ("/side-effects#raw", "L14", "/side-effects/#raw"),
    ("/side-effects?x=1", "L14", "/side-effects/?x=1"),
    ("/topics/river", "L14", "/topics/river/"),
    ("/old-effects/", "L14", "{filename}side-effects.md"),
    ("/old-effects", "L14", "{filename}side-effects.md"),
    ("/pages/about", "L14", "/pages/about.html"),
    ("#nowhere", "L13", ""),
    ("#My-Heading", "L13", "#my-heading"),
    ("#my-headng", "L13", "#my-heading"),
    ("{filename}side-effects.md#nowhere", "L13", ""),
    ("{filename}side-effects.md#What is known", "L13", "{filename}side-effects.md#what-is-known"),
    ("{filename}side-effects.md#what-is-know", "L13", "{filename}side-effects.md#what-is-known"),
    ("/side-effects/#nowhere", "L13", ""),
    ("/side-effects/#Raw", "L13", "/side-effects/#raw"),
    ("/topics/river/#nowhere", "L13", ""),
    ("../side-effects/#reference", "L13", "../side-effects/#references"),
    (f"{SITE}/side-effects/", "L15", "{filename}side-effects.md"),
    (f"http{SITE[5:]}/side-effects/", "L15", "{filename}side-effects.md"),
    (f"{SITE}/pages/about.html", "L15", "{filename}/pages/about.md"),
    ("https//www.example.org/", "L16", "https://www.example.org/"),
    ("http//www.example.org/", "L16", "http://www.example.org/"),
    ("http:/www.example.org/", "L16", "http://www.example.org/"),
    ("https:www.example.org", "L16", "https://www.example.org"),
    ("https:///www.example.org", "L16", "https://www.example.org"),
    ("htp://www.example.org/", "L16", "http://www.example.org/"),
    ("htps://www.example.org/", "L16", "https://www.example.org/"),
    ("ttps://www.example.org/", "L16", "https://www.example.org/"),
    ("httpss://www.example.org/", "L16", "https://www.example.org/"),
    ("https;//www.example.org/", "L16", "https://www.example.org/"),
    ("http://https://www.example.org/", "L16", "https://www.example.org/"),
    ("www.example.org", "L16", "https://www.example.org"),
    ("www.example.org/page", "L16", "https://www.example.org/page"),
    ("example.org/page", "L16", "https://example.org/page"),
    ("example.co.uk", "L16", "https://example.co.uk"),
    ("mail:to@example.org", "L16", "mailto:to@example.org"),
    ("mailto://to@example.org", "L16", "mailto:to@example.org"),
    ("to@example.org", "L16", "mailto:to@example.org"),
    ("https://example.org/a b", "L16", "https://example.org/a%20b"),
    ("https:", "L16", ""),
    ("https://", "L07", ""),
    ("https://www.example,org/", "L07", ""),
    ("https://www..example.org/", "L07", ""),
    ("mailto:nobody", "L07", ""),
    ("C:/Users/me/otter.pdf", "L07", ""),
    ("/home/me/site/otter.pdf", "L07", ""),
    ("(filename)side-effects.md", "L05", "{filename}side-effects.md"),
    ("filename:side-effects.md", "L05", "{filename}side-effects.md"),
    ("{{ site.url }}/side-effects/", "L05", ""),
    ("", "L17", ""),
    ("http://example.org/", "L19", "https://example.org/"),
    ("{filename}this.md", "L20", ""),
    ("/this/", "L20", ""),
    (f"{SITE}/this/", "L20", ""),
    ("http://127.0.0.1:8000/side-effects/", "L21", "{filename}side-effects.md"),
    ("http://localhost:8000/side-effects/#raw", "L21", "{filename}side-effects.md#raw"),
    ("#", "L17", ""),
    ("/static/images/map.png", "L12", "{static}/images/map.png"),
    ("{filename}https://example.org/", "L05", ""),
    ("{filename side-effects.md}", "L05", "{filename}side-effects.md"),
    ("{filename}/side-effects/", "L01", ""),
    ("doi:10.1000/182", "L16", "https://doi.org/10.1000/182"),
    ("10.1000/182", "L16", "https://doi.org/10.1000/182"),
    ("116 123", "L16", "tel:116123"),
    ("tel:116 123", "L16", "tel:116123"),
    ("https://example.org/a.", "L16", "https://example.org/a"),
    ("http://localhost:8000/", "L24", ""),
    ("http://127.0.0.1:4000/x", "L24", ""),
    ("http://192.168.0.1/", "L24", ""),
    ("http://router.local/", "L24", ""),
    ("https://example.org/?a=b&utm_source=c", "L23", "https://example.org/?a=b"),
]
RIGHT = [
    *("{filename}side-effects.md", "{filename}/articles/side-effects.md", "{filename}../pages/about.md"),
    *("{filename}side-effects.md#what-is-known", "{filename}side-effects.md#raw", "{filename}side-effects.md#named"),
    *("{filename}side-effects.md#fn:1", "{filename}side-effects.md#fnref:1", "{filename}side-effects.md#references"),
    *("{filename}this.md#my-heading", "{filename}hidden.md", "{tag}river", "{index}", "{author}Ann"),
    *("{static}/images/map.png", "/side-effects/", "/side-effects/index.html", "../side-effects/", "/hidden/"),
    *("../side-effects/#raw", "/side-effects/#what-is-known", "/side-effects/#references", "/side-effects/?a=1"),
    *("/", "../", "/index.html", "/topics/river/", "../topics/river/", "/pages/about.html", "/archives.html"),
    *("/index2.html", "/feeds/all.atom.xml", "../feeds/all.atom.xml", "/tags.html"),
    *("/images/map.png", "/images/two%20words.png", "../images/map.png", "#my-heading", "#references", "#top"),
    *("#:~:text=otter", "#/route", "/app", "/app/", "/app/users/1", "/files/otters.zip", "/kept/old.html"),
    *("https://example.org", "https://example.org/a.html#b", "https://example.org:8080/?a=b&c=d", "https://münchen.example/"),
    *("https://en.wikipedia.org/wiki/Otter_(disambiguation)", "//cdn.example.org/otter.js", "mailto:a@example.org"),
    *("mailto:a@example.org?subject=Otters", "tel:+441234567890", "sms:12345", "ftp://example.org/a", "magnet:?xt=urn"),
    *("https://web.archive.org/web/2020/http://example.org/", "xmpp:a@example.org", "obsidian://open"),
    *("{category}articles", "/author/ann.html", "/category/articles.html", "https://example.org/~me/", "https://user@example.org/"),
]  # fmt: skip
BODY = "## My heading\n\nText {n} of it.\n\nSee [it](<{typed}>), please.\n"
OTHER_FORMS = """## My heading

A [reference][one] and ![a picture](/images/nope.png).

[one]: /side-efects/ "Title"

<a href="/side-efects/?q=1">raw</a> and <p><a href='#nowhere'>raw</a></p>

`[code](/side-efects/)` <!-- [comment](/side-efects/) -->

    [code](/side-efects/)

[](https://example.org/) and <a href="https://example.org/x"></a> and <a href="https://example.org/y" title="y"></a>

[![alt](/images/map.png)](https://example.org/) <https://example.org/> <to@example.org>

[a](/side-effects) [b](/side-effects/) [c](/side-effects)

[116 123](tel:116123) [116 123](tel:116132) [Back to top](#) <a href="#" id="menu">Menu</a> <http://localhost:8000/>
"""


SHOW_IN_MEMORY = """
import json
from hamerkop.build.resident_site import ResidentSite
site = ResidentSite()
site.load()
for each in site.problems:
    print(json.dumps(each.as_dict()))
"""
LEVELS = {f"L{number:02}": "warning" for number in range(1, 26)} | {
    "B02": "off"
}  # so that one build reports all of them


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return a site with an article for each wrong address, one with all right ones, and one with other forms."""
    site = PlainSite(tmp_path_factory.mktemp("typed"), SITEURL=SITE, CHECK_LEVELS=LEVELS, **SETTINGS)
    header = HEADER.format(title="This", more="author: Ann\n")
    right = "\n\n".join(f"[right](<{typed}>)" for typed in RIGHT)
    texts = {f"wrong-{number}": wrong_text(number) for number in range(len(WRONG))}
    texts |= {"this": "## My heading\n\n" + right, "other-forms": OTHER_FORMS}
    site.write(FILES | {f"content/articles/{name}.md": header + text for name, text in texts.items()})
    (site.folder / "pelicanconf.py").write_text(site.settings_text, "utf-8")
    return site


def wrong_text(number):
    typed = WRONG[number][0].replace("this", f"wrong-{number}")
    return BODY.format(n=number, typed=typed)


def problems_of_build(site, name=""):
    """Return the problems that a build reports of an article, or of all, as dictionaries."""
    printed = site.run(["-m", "hamerkop", "build", "--json"]).stdout
    report = json.loads(printed)
    return [each for each in [*report["problems"], *report["warnings"]] if name in each["path"]]


@pytest.fixture(scope="module")
def problems(site):
    return problems_of_build(site)


@pytest.mark.parametrize("number", range(len(WRONG)), ids=lambda number: WRONG[number][0] or "empty")
def test_a_wrong_address_is_named_where_it_is_typed_with_the_right_one(problems, number):
    typed, rule, meant = (each.replace("this", f"wrong-{number}") for each in WRONG[number])
    (found,) = [each for each in problems if each["path"] == f"content/articles/wrong-{number}.md"]
    assert found["rule"] == rule, found
    assert found["start"] == ([12, 11] if typed else [12, 5]), found
    assert found["end"] == [12, 11 + len(typed) if typed else 13], found
    assert [edit["text"] for edit in found["edits"]] == ([meant] if meant else []), found
    assert not meant or meant.partition("#")[2] in found["message"], found


def test_right_addresses_are_not_reported(problems):
    assert [each for each in problems if each["path"] == "content/articles/this.md"] == []


def test_addresses_of_every_form_are_found_and_those_in_code_and_comments_are_not(problems):
    found = [(*each["start"], each["rule"]) for each in problems if "other-forms" in each["path"]]
    assert found == [
        *((10, 37, "L12"), (12, 8, "L12"), (14, 10, "L12"), (14, 53, "L13"), (20, 1, "L18"), (20, 30, "L18")),
        *((24, 5, "L14"), (24, 44, "L14"), (26, 33, "L25")),
    ]


def test_only_edits_that_change_no_meaning_are_safe(problems):
    safe = {each["rule"] for each in problems for edit in each["edits"] if edit["safe"]}
    assert safe == {"L14", "L15", "L16", "L23"}
    assert not any(
        edit["safe"]
        for each in problems
        for edit in each["edits"]
        if "pages/about" in edit["text"] and each["rule"] == "L14"
    )


def test_a_second_build_a_site_in_memory_and_pelican_report_the_same(site, problems):
    assert problems_of_build(site) == problems
    shown = site.run(["-c", SHOW_IN_MEMORY]).stdout
    in_memory = [json.loads(line) for line in shown.splitlines()]
    of_links = [each for each in problems if each["rule"].startswith("L")]
    assert [each for each in in_memory if each["rule"].startswith("L")] == of_links
    printed = site.build()
    assert sum(f"  {each['rule']}  {each['message']}" in printed for each in of_links) == len(of_links)


# Changes an article to which another one links, and prints after each change what is reported of the other one: by a
# site in memory and by a build.
CHANGE = """
import pathlib, sys
from hamerkop.build.resident_site import ResidentSite
from hamerkop.build.site import build
target = pathlib.Path("content/articles/target.md")
text = target.read_text()
site = ResidentSite()
site.load()
for change in "## Food > ## Meals", "## Meals > ## Food", "slug: target > slug: moved", "slug: moved > slug: target":
    text = text.replace(*change.split(" > "))
    target.write_text(text)
    site.update([str(target.absolute())])
    shown = [str(each) for each in site.problems if each.rule[0] == "L"]
    report = build()
    assert shown == [str(each) for each in [*report.problems, *report.warnings] if each.rule[0] == "L"], shown
    print(*shown, sep="; ")
"""


def test_a_finding_comes_and_goes_with_the_page_that_is_linked(tmp_path):
    site = PlainSite(tmp_path, SITEURL=SITE, **SETTINGS)
    texts = {
        "linking": "[food]({filename}target.md#food) and [it](/target/)\n",
        "target": "## Food\n\nText of it.\n",
    }
    site.write(
        {
            f"content/articles/{name}.md": HEADER.format(title=name, more=f"slug: {name}\n") + text
            for name, text in texts.items()
        }
    )
    (site.folder / "pelicanconf.py").write_text(site.settings_text, "utf-8")
    done = site.run(["-c", CHANGE])
    place = "content/articles/linking.md:8"
    assert done.stdout.splitlines() == [
        f'{place}:8  L13  "{{filename}}target.md" has no part "#food"; there is "#meals"',
        "",
        f'{place}:43  L12  the site has nothing at "/target/"; did you mean "{{filename}}target.md"?',
        "",
    ], done.stderr


def test_in_a_site_below_the_root_of_its_host_an_address_from_the_root_leads_out(tmp_path):
    site = PlainSite(tmp_path, SITEURL=f"{SITE}/blog", CHECK_LEVELS=LEVELS, **SETTINGS)
    links = ["/target/", "/blog/target/", "../target/", "/other/", f"{SITE}/other/", f"{SITE}/blog/targt/"]
    texts = {"linking": " ".join(f"[x]({link})" for link in links), "target": "Text."}
    site.write(
        {f"content/articles/{name}.md": HEADER.format(title=name, more="") + text for name, text in texts.items()}
    )
    (site.folder / "pelicanconf.py").write_text(site.settings_text, "utf-8")
    messages = [each["message"] for each in problems_of_build(site, "linking")]
    assert messages == [
        '"/target/" leads out of the site, which is at "/blog/"; write "{filename}target.md"',
        f'the site has nothing at "{SITE}/blog/targt/"; did you mean "{{filename}}target.md"?',
    ]
