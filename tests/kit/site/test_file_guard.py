"""Attacks by which a content file could read, publish or overwrite what is not content; each is an error at its place.

The builder may run on a stranger's pull request. Every attack is tried with plain `pelican` and one plugin of the kit,
and with `hamerkop build` without any plugin.
"""

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from tests.plain_site import PlainSite

MARKER = "7f3a-not-public"  # in every file that is not to be published
HEAD = "Title: A\nDate: 2026-01-02\n"
# What may not be published, by its path in the site's folder.
PRIVATE = {
    "secret.txt": MARKER,
    "secret.png": MARKER,
    "secret.rst": MARKER,
    "output-2/kept.txt": MARKER,
    "content/.env": MARKER,
    "content/.git/config": MARKER,
    "content/notes.txt~": MARKER,
    "content/draft.md": f"Title: D\nDate: 2026-01-02\nStatus: draft\n\n{MARKER}\n",
    "content/skipped.md": f"Title: S\nDate: 2026-01-02\nStatus: skip\n\n{MARKER}\n",
    "content/plans/plan.md": MARKER,
    "content/topics.yaml": f"- {{slug: river, title: River, description: {MARKER}, group: g}}\n",
}
PUBLIC = {
    "content/images/ok.txt": "public",
    "content/files/a b.txt": "public",
    "content/other.md": HEAD.replace("A", "O"),
}
NO_FEEDS = "FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None\n"  # they cannot hold a NUL
SETTINGS = f"{NO_FEEDS}ARTICLE_EXCLUDES = ['plans']\nIGNORE_FILES = ['*~', 'pipe']\nDRAFT_SAVE_AS = ''\n"
SNIPPETS = "MARKDOWN = {'extension_configs': {'markdown.extensions.extra': {}, 'pymdownx.snippets': {}}}\n"

# What stands in the body, and the column of its address on line 5; 0: the line is not known, or another one.
LINKS = [
    ("[x]({static}/../secret.txt)", 5),
    ("[x]({static}../secret.txt)", 5),
    ("[x]({attach}../secret.txt)", 5),
    ("[x]({attach}/../secret.txt)", 5),
    ("[x]({static}/images/../../secret.txt)", 5),
    ("[x]({static}/./.././secret.txt)", 5),
    ("[x]({static}///{ABSOLUTE}/secret.txt)", 5),
    ("[x]({static}{ABSOLUTE}/secret.txt#x)", None),  # a path under PATH, and there is no such file
    ("[x](|static|/../secret.txt)", 5),
    ("[x]({static}file:///../secret.txt)", 5),
    ("[x]({static}/%2e%2e/secret.txt)", 5),
    ("[x]({static}/..%2fsecret.txt)", 5),
    ("[x]({static}/%252e%252e/secret.txt)", 5),
    ("[x]({static}/..%5csecret.txt)", 5),
    ("[x](<{static}/..\\secret.txt>)", 0),
    ("[x]({static}/..\\\\secret.txt)", 0),
    ("[x]({static}/../secret.txt%00.png)", 5),
    ("[x]({static}/../secret.txt?x=1#y)", 5),
    ("[x]({filename}/../secret.txt)", 5),
    ("![x]({static}/../secret.png)", 6),
    ("![x][y]\n\n[y]: {static}/../secret.png", 0),
    ("<a href='{static}/../secret.txt'>x</a>", 10),
    ('<video poster="{static}/../secret.png"></video>', 16),
    ('<object data="{static}/../secret.txt"></object>', 15),
    ('<img src="x.png" srcset="{static}/../secret.png 2x">', None),
    ('<img src="x.png" data-src="{static}/../secret.png">', 28),
    ('<p style="background: url({static}/../secret.png)">x</p>', None),
    ('<!-- <img src="{static}/../secret.png"> -->', 16),
    ("<script>\"<img src='{static}/../secret.png'>\"</script>", 20),
    ('<blockquote cite="{static}/../secret.txt">x</blockquote>', 19),
    ('<meta content="{static}/../secret.txt">', 16),
    ("[x]({static}/.env)", 5),
    ("[x]({static}/.git/config)", 5),
    ("[x]({static}/notes.txt~)", 5),
    ("[x]({static}/draft.md)", 5),
    ("[x]({attach}skipped.md)", 5),
    ("[x]({static}plans/plan.md)", 5),
    ("[x]({static}/topics.yaml)", 5),
    ("[x]({static}/)", 5),
    ("[x]({attach}.)", 5),
    ("[x]({static}plans)", 5),
    ("[x]({static}/link.txt)", 5),
    ("[x]({static}/folder/kept.txt)", 5),
    ("[x]({static}/images/to-draft.txt)", 5),
    ("[x]({static}/chain.txt)", 5),
    ("[x]({static}/circle.txt)", 5),
    ("[x]({static}/pipe)", 5),
    ("[x]({static}/hard.txt)", 5),
    ("[x]({static}/secret\0.txt)", 5),
    ("[x]({static}/TOPICS.YAML)", None),  # the same file as topics.yaml only where names have no case
    ("[x](file:///etc/hostname)", None),
    ("[x]({static}/..;/../secret.txt)", None),
    ("[x]({static}/..%c0%af../secret.txt)", None),
    ("[x]({static}//host/secret.txt)", None),
    ("[x]({static}\\\\host\\share\\secret.txt)", None),
    ("[x]({static}~/secret.txt)", None),
    ("[x]({static}/\u2025/secret.txt)", None),
    ("[x]({STATIC}/../secret.txt)", None),
    ("[x]({static}/abs.txt)", 5),
    ("[x]({static}/environ)", 5),
    ("[x]({attach}/above/secret.txt)", 5),
    ("[x]({static}/../content/../secret.txt)", 5),
    ("<a href={static}/../secret.txt>x</a>", None),
    ('<iframe src="{static}/../secret.txt"></iframe>', 14),
    ('<image xlink:href="{static}/../secret.png"/>', 20),
    ('<form action="{static}/../secret.txt"></form>', 15),
    ('<a ping="{static}/../secret.txt" href="other.html">x</a>', None),
    ('--8<-- "secret.txt"', 9),
    ('--8<-- "../secret.txt"', None),  # outside the working folder, which pymdownx.snippets itself refuses
    ('--8<-- "{ABSOLUTE}/secret.txt"', 9),
    ("--8<--\ncontent/link.txt\n--8<--", 0),
]
FIELDS = [
    ("Save_as: ../stolen.html\n", "L09"),
    ("Save_as: ../output-2/stolen.html\n", "L09"),
    ("Save_as: {ABSOLUTE}/stolen.html\n", "L09"),
    ("Slug: ../output-2/stolen\n", "L09"),
    ("Slug: ../../stolen\n", "L09"),
    ("Lang: x/../../output-2/stolen\n", "L09"),
    ("Url: ../../stolen\n", "L09"),
    ("Template: ../../secret\n", "L08"),
    ("Template: {ABSOLUTE}/secret\n", "L08"),
    ("Template: ..\\..\\secret\n", "L08"),
    ("Override_save_as: ../stolen.html\n", "L09"),
    ("Save_as: x/../../stolen.html\n", "L09"),
]
RST = [
    ".. include:: ../secret.txt",
    ".. include:: ../secret.txt\n   :literal:",
    ".. raw:: html\n   :file: ../secret.txt",
    ".. csv-table::\n   :file: ../secret.txt",
    ".. include:: link.txt",
    ".. |x| raw:: html\n   :url: file://{ABSOLUTE}/secret.txt\n\n|x|",
    ".. csv-table::\n   :url: file://{ABSOLUTE}/secret.txt",
    ".. include:: abs.txt\n   :code: text",
    ".. include:: {ABSOLUTE}/secret.txt",
    ".. raw:: html\n   :file: folder/kept.txt",
]


def make_place(folder):
    """Return a plain site that has something to steal, with symbolic links that lead to it."""
    site = PlainSite(folder / "site", TIMEZONE="UTC").write(PRIVATE | PUBLIC)
    content = site.folder / "content"
    for link, target in {
        "link.txt": "../secret.txt",
        "folder": "../output-2",
        "images/to-draft.txt": "../draft.md",
        "chain.txt": "link.txt",
        "circle.txt": "circle.txt",
        "abs.txt": str(site.folder / "secret.txt"),
        "environ": "/proc/self/environ",
        "above": "..",
    }.items():
        (content / link).symlink_to(target)
    os.link(content / "draft.md", content / "hard.txt")
    os.mkfifo(content / "pipe")
    return site


@pytest.fixture
def place(tmp_path):
    return make_place(tmp_path)


def pelican(site, plugins=("hamerkop.links", "hamerkop.topics"), more=""):
    """Build with `pelican` and return the lines that it printed."""
    return site.build(f"PLUGINS = {list(plugins)!r}\n{SETTINGS}{more}", check=False).splitlines()


def hamerkop(site, plugins=("hamerkop.topics",), more=""):
    """Build with `hamerkop build` and return the problems and warnings as lines."""
    (site.folder / "pelicanconf.py").write_text(f"{site.settings_text}PLUGINS = {list(plugins)!r}\n{SETTINGS}{more}")
    report = json.loads(site.run(["-m", "hamerkop", "build", "--json"]).stdout)
    return [
        f"{each['path']}:{each['start'][0]}:{each['start'][1]}  {each['rule']}  {each['message']}"
        for each in report["problems"] + report["warnings"]
    ]


def everything(site):
    """Return each file beside and in the site by its path, and what it holds."""
    found = {}
    for folder, _, names in os.walk(site.folder.parent):
        for path in (Path(folder, name) for name in names):
            if path.is_file() and not path.is_symlink() and path.name != "pelicanconf.py":
                found[os.path.relpath(path, site.folder)] = path.read_bytes()
    return found


def leaks(site, before):
    """Return the files of the output that hold the secret, and all files that are new or changed elsewhere."""
    after = {path: data for path, data in everything(site).items() if path != ".output.lock" and ".pyc" not in path}
    published = [path for path, data in after.items() if path.startswith("output/") and MARKER.encode() in data]
    written = [path for path, data in after.items() if not path.startswith("output/") and before.get(path) != data]
    return published + [path for path in written if not path.startswith("cache/")]  # drafts are kept for the next build


@pytest.fixture(scope="module", params=[pelican, hamerkop])
def attacked(request, tmp_path_factory):
    """Return a site with an article for each attack, what there was before the build, and the lines of the build."""
    site = make_place(tmp_path_factory.mktemp("attacked"))
    bodies = [(f"link{number:02}", "Tags: river\n", body) for number, (body, _) in enumerate(LINKS)]
    headers = [(f"field{number:02}", field, "Text.") for number, (field, _) in enumerate(FIELDS)]
    texts = [(f"text{number:02}", "", text) for number, text in enumerate(RST)]
    for name, field, body in [*bodies, *headers]:
        text = f"Title: {name}\nDate: 2026-01-02\n{field}\n{body}\n\n[fine]({{static}}/files/a%20b.txt)\n"
        site.write({f"content/{name}.md": text.replace("{ABSOLUTE}", str(site.folder))})
    for name, _, text in texts:
        text = f"{name}\n######\n\n:date: 2026-01-02\n\n{text}\n"
        site.write({f"content/{name}.rst": text.replace("{ABSOLUTE}", str(site.folder))})
    before = everything(site)
    assert sum(MARKER.encode() in data for data in before.values()) == len(PRIVATE) + 1  # the hard link
    return request.param, site, before, request.param(site, more=SNIPPETS)


def test_no_attack_publishes_or_overwrites_anything(attacked):
    build, site, before, lines = attacked
    assert leaks(site, before) == [], "\n".join(lines)
    if build is pelican:  # hamerkop build writes nothing where there is an error
        assert site.read("files/a b.txt") == "public"
        for number in range(len(LINKS)):
            assert (site.output / f"link{number:02}.html").is_file()


@pytest.mark.parametrize(("number", "body", "column"), [(number, *each) for number, each in enumerate(LINKS)])
def test_a_text_that_names_what_is_not_content_is_an_error_at_the_address(attacked, number, body, column):
    lines = attacked[3]
    where = (
        rf"content/link{number:02}\.md:5:{column}  L08  " if column else rf"content/link{number:02}\.md:\d:\d+  L08  "
    )
    if column is not None:  # Pelican copies nothing for the attribute
        assert [line for line in lines if re.search(where, line)], [
            line for line in lines if f"link{number:02}" in line
        ]


@pytest.mark.parametrize(("number", "field", "rule"), [(number, *each) for number, each in enumerate(FIELDS)])
def test_a_header_that_leads_out_of_output_or_theme_is_an_error_at_the_field(attacked, number, field, rule):
    lines = attacked[3]
    where = f"content/field{number:02}.md:3:1  {rule}  "
    assert [line for line in lines if where in line], [line for line in lines if f"field{number:02}" in line]


@pytest.mark.parametrize(("number", "text"), list(enumerate(RST)))
def test_restructuredtext_that_includes_what_is_not_content_is_an_error(attacked, number, text):
    lines = attacked[3]
    where = rf"text{number:02}\.rst" if ":url:" in text else rf"content/text{number:02}\.rst:[67]:\d+  L08  "
    assert [line for line in lines if re.search(where, line)], lines


@pytest.mark.parametrize("build", [pelican, hamerkop])
def test_symbolic_links_out_of_the_content_are_not_followed(place, build):
    content = place.folder / "content"
    (content / "images/out.txt").symlink_to("../../secret.txt")
    (content / "images/up").symlink_to("../../output-2")
    (content / "stolen.md").symlink_to("../secret.md")
    (place.folder / "secret.md").write_text(f"{HEAD}\n{MARKER}\n")
    before = everything(place)
    lines = build(place)
    assert leaks(place, before) == []
    for path in ("images/out.txt", "images/up", "stolen.md"):
        assert any(f"content/{path}:1:1  L08  " in line for line in lines), (path, lines)


def test_a_data_file_that_is_a_link_out_of_the_content_is_an_error(place):
    (place.folder / "content/topics.yaml").rename(place.folder / "topics.yaml")
    (place.folder / "content/topics.yaml").symlink_to("../topics.yaml")
    assert any("content/topics.yaml:1:1  L08  leads out" in line for line in hamerkop(place))


@pytest.mark.parametrize("name", ["../../secret", "../topics", "/etc/hostname"])
def test_a_figure_cannot_name_a_file_elsewhere(place, name):
    place.write({"content/a.md": f"{HEAD}\n/// figure | {name}\n\nText.\n\n///\n"})
    before = everything(place)
    lines = pelican(place, plugins=["hamerkop.links", "hamerkop.figures"])
    assert leaks(place, before) == []
    assert any("content/a.md:4:1  G01" in line for line in lines), lines


def test_restructuredtext_includes_what_is_content(place):
    place.write({"content/a.rst": "A\n#\n\n:date: 2026-01-02\n\n.. include:: images/ok.txt\n"})
    pelican(place)
    assert "public" in place.read("a.html")


IMAGES = [".. image:: {}\n   :loading: embed", ".. image:: {}\n   :scale: 50", ".. figure:: {}\n   :figwidth: image"]


@pytest.mark.parametrize("directive", IMAGES)
@pytest.mark.parametrize("path", ["secret.png", "../secret.png", "file://{ABSOLUTE}/secret.png"])
def test_an_image_in_restructuredtext_embeds_nothing(place, directive, path):
    text = directive.format(path.replace("{ABSOLUTE}", str(place.folder)))
    place.write({"content/a.rst": f"A\n#\n\n:date: 2026-01-02\n\n{text}\n"})
    before = everything(place)
    pelican(place, plugins=["hamerkop.images"])
    assert leaks(place, before) == []


def test_markdown_includes_what_is_content_and_what_the_owner_names(place):
    place.write({"content/a.md": f'{HEAD}\n--8<-- "content/images/ok.txt"\n', "parts/b.txt": "shared"})
    pelican(place, more=SNIPPETS)
    assert "public" in place.read("a.html")
    place.write({"content/a.md": f'{HEAD}\n--8<-- "b.txt"\n'})
    named = SNIPPETS.replace("'pymdownx.snippets': {}", "'pymdownx.snippets': {'base_path': ['parts']}")
    lines = pelican(place, more=named)
    assert "shared" in place.read("a.html")
    assert not [line for line in lines if "content/a.md" in line]


def test_the_owners_settings_can_name_what_no_text_can(place):
    more = """
STATIC_PATHS = ["images", "../shared", ".well-known", ".htaccess", "topics.yaml"]
EXTRA_PATH_METADATA = {"../shared/logo.txt": {"path": "logo.txt"}}
FOLLOW_SYMLINKS_TO = ["../linked"]
"""
    public = {
        "shared/logo.txt": "logo",
        "shared/more.txt": "more",
        "content/.well-known/security.txt": "mail us",
        "content/.htaccess": "rules",
        "linked/b.txt": "linked",
    }
    place.write(public | {"content/topics.yaml": "- {slug: river, title: River, description: d, group: g}\n"})
    (place.folder / "content/images/linked").symlink_to("../../linked")
    lines = pelican(place, more=more)
    assert place.read("logo.txt") == "logo"
    assert place.read(".well-known/security.txt") == "mail us"
    assert place.read(".htaccess") == "rules"
    assert place.read("images/linked/b.txt") == "linked"
    assert (place.output / "topics.yaml").is_file()
    assert not (place.folder / "shared.txt").exists()
    assert len([line for line in lines if "WARNING" in line and "L10" in line and "is outside PATH" in line]) == 2
    assert any(re.search(r"pelicanconf\.py:\d+:\d+  L09  .*shared/more\.txt", line) for line in lines)


def test_a_hidden_file_in_a_static_folder_is_left_out_with_a_warning(place):
    place.write({"content/images/.DS_Store": MARKER})
    lines = pelican(place)
    assert not (place.output / "images/.DS_Store").exists()
    assert any("WARNING" in line and "content/images/.DS_Store:1:1  L08" in line for line in lines)


def test_a_source_in_a_static_folder_is_left_out_even_if_it_is_skipped(place):
    place.write(
        {"content/images/s.md": PRIVATE["content/skipped.md"], "content/images/d.md": PRIVATE["content/draft.md"]}
    )
    lines = pelican(place)
    assert [path.name for path in (place.output / "images").iterdir()] == ["ok.txt"]
    assert not [line for line in lines if "L08  " in line and "content/images/" in line]


def test_a_static_page_that_is_no_article_is_published(place):
    place.write({"content/plans/demo.html": "<p>demo</p>", "content/a.md": f"{HEAD}\n[x]({{static}}plans/demo.html)\n"})
    lines = pelican(place)
    assert place.read("plans/demo.html") == "<p>demo</p>"
    assert not [line for line in lines if "content/plans/" in line or "content/a.md" in line]


def test_a_folder_of_content_that_is_itself_a_link_is_content(tmp_path):
    site = PlainSite(tmp_path / "site", TIMEZONE="UTC").write(PUBLIC)
    shutil.move(site.folder / "content", tmp_path / "elsewhere")
    (site.folder / "content").symlink_to(tmp_path / "elsewhere")
    site.write({"content/a.md": f"{HEAD}\n[x]({{attach}}files/a%20b.txt)\n"})
    lines = pelican(site, plugins=["hamerkop.links"])
    assert not [line for line in lines if "L08" in line]
    assert site.read("files/a b.txt") == "public"


def test_a_text_gives_no_orders_to_the_host_and_takes_no_place_in_the_theme(tmp_path):
    made = PlainSite(tmp_path, PLUGINS=["hamerkop.links"], STATIC_PATHS=["images"], SLUGIFY_SOURCE="basename")
    head = "Date: 2026-01-02\nTitle: "
    links = "[a]({attach}_headers) [b]({static}CNAME) [c]({attach}/images/_redirects)"
    files = {
        "content/_headers": MARKER,
        "content/CNAME": MARKER,
        "content/images/_redirects": MARKER,
        "content/files.md": f"{head}F\n\n{links}\n",
        "content/host.md": f"Save_as: _redirects\nUrl: x\n{head}H\n\n{MARKER}\n",
        "content/lists.md": f"Save_as: _redirects.caddy\nUrl: x\n{head}L\n\n{MARKER}\n",
        "content/folder.md": f"Save_as: _redirects.nginx/x.html\nUrl: x\n{head}O\n\n{MARKER}\n",
        "content/theme.md": f"Save_as: theme/css/main.css\nUrl: x\n{head}T\n\n{MARKER}\n",
        "content/url.md": f"Url: JavaScript:a()\nSave_as: u.html\n{head}U\n\n{MARKER}\n",
        "content/quote.md": f'Url: u.html" onclick="a()\nSave_as: q.html\n{head}Q\n\n{MARKER}\n',
    }
    said = made.write(files).build()
    places = sorted(re.findall(r"content/(\S+)  L0[89]", said))
    assert places == [
        "files.md:4:27",
        "files.md:4:46",
        "files.md:4:5",
        "folder.md:1:1",
        "host.md:1:1",
        "lists.md:1:1",
        "quote.md:1:1",
        "theme.md:1:1",
        "url.md:1:1",
    ]
    published = [path for path in made.output.rglob("*") if path.is_file()]
    assert [path for path in published if MARKER in path.read_text("utf-8", errors="replace")] == []


def test_files_for_the_host_that_the_settings_name_are_published(tmp_path):
    paths = {"extra/CNAME": {"path": "CNAME"}}
    made = PlainSite(tmp_path, PLUGINS=["hamerkop.links"], STATIC_PATHS=["extra", "images"], EXTRA_PATH_METADATA=paths)
    files = {"content/extra/CNAME": "otter.example", "content/images/robots.txt": "x", "content/a.md": f"{HEAD}\nA.\n"}
    assert "L08" not in made.write(files).build()
    assert made.read("CNAME") == "otter.example"
    assert made.read("images/robots.txt") == "x"
