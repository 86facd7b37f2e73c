"""Images in a text: size, loading, alt text, caption; and what is wrong with them, at its position."""

import io
import re
from urllib.parse import unquote

import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article
from tests.plain_site import PlainSite


def png(width=40, height=30, kind="PNG", **options):
    """Return an image as bytes."""
    data = io.BytesIO()
    Image.new("RGB", (width, height), "#0b4f55").save(data, kind, **options)
    return data.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 45.2"><path d="M0 0h9v9z"/></svg>'
ROOM = {"images/room.png": png(), "images/logo.svg": SVG}
TEXT = "Text.\n\n"


def images(site, path="a/index.html"):
    return [node.attributes for node in LexborHTMLParser(site.read(path)).css("main img")]


def test_an_image_has_the_size_of_its_file_and_is_lazy_and_keeps_what_the_writer_typed(build):
    body = f"""{TEXT}![A room]({{static}}/images/room.png)

<img src="{{static}}/images/room.png" alt="Small" width="20" loading="eager">

![A logo]({{static}}/images/logo.svg)
"""
    room, small, logo = images(build({**ROOM, "articles/a.md": article("A", body)}))
    size, ways = {"width": "40", "height": "30"}, {"loading": "lazy", "decoding": "async"}
    assert room == {"src": "/images/room.png", "alt": "A room"} | size | ways
    assert (small["width"], small["height"], small["loading"], small["decoding"]) == ("20", "15", "eager", "async")
    assert (logo["width"], logo["height"]) == ("120", "45")


def test_an_image_that_opens_the_text_is_not_lazy(build):
    body = "![A room]({static}/images/room.png)\n\nText.\n\n![A room]({static}/images/room.png)"
    first, second = images(build({**ROOM, "articles/a.md": article("A", body)}))
    assert "loading" not in first
    assert second["loading"] == "lazy"


def test_a_page_and_a_draft_have_their_images_completed_too(build):
    body = f"{TEXT}![A room]({{static}}/images/room.png)"
    files = {"pages/p.md": f"---\ntitle: P\n---\n\n{body}\n", "articles/d.md": article("D", body, status="draft")}
    site = build({**ROOM, **files})
    assert images(site, "p/index.html") == images(site, "drafts/d/index.html")
    assert images(site, "p/index.html")[0]["width"] == "40"


@pytest.mark.parametrize(
    "address",
    ["{attach}room.png", "{static}room.png", "|static|/articles/room.png", "../images/room.png", "/images/room.png"],
)
def test_an_image_is_found_however_it_is_addressed(build, address):
    beside = {} if "/images" in address else {"articles/room.png": png()}
    files = {**ROOM, **beside, "articles/a.md": article("A", f"{TEXT}![A room]({address})")}
    site = build(files)
    (found,) = images(site)
    assert (found["width"], found["height"]) == ("40", "30")
    assert site.has(found["src"].removeprefix("/").replace("../", ""))


@pytest.mark.parametrize("site_url", ["https://example.org", "https://example.org/sub"])
def test_an_image_is_published_with_the_site(build, site_url):
    files = {**ROOM, "articles/a.md": article("A", f"{TEXT}![A room]({{static}}/images/room.png)")}
    site = build(files, published=True, env={"SITEURL": site_url})
    assert images(site)[0]["src"] == f"{site_url}/images/room.png"
    assert site.bytes()["images/room.png"] == ROOM["images/room.png"]


def test_a_photograph_taken_on_its_side_has_the_size_it_is_shown_in(build):
    exif = Image.Exif()
    exif[0x0112] = 6
    files = {
        "images/p.jpg": png(40, 30, "JPEG", exif=exif),
        "articles/a.md": article("A", "![Us]({static}/images/p.jpg)"),
    }
    (found,) = images(build(files))
    assert (found["width"], found["height"]) == ("30", "40")


MISSING = "the image has no alt text"
FIX = 'write ![What it shows](…), or ![""](…) if it only decorates'
FIX_HTML = 'write alt="What it shows", or alt="" if it only decorates'
P = "{static}/images/room.png"

WITHOUT_ALT = [
    (f"![]({P})", ["9:1"]),
    (f"First line\nand ![ ]({P}) in the second.", ["10:5"]),
    (f"- one\n- two\n\n    ![]({P})", ["12:5"]),
    (f"[![]({P})](https://example.org/)", ["9:2"]),
    (f"/// care\n\nText ![]({P})\n\n///", ["11:6"]),
    (f"| a | b |\n| - | - |\n| c | ![]({P}) |", ["11:7"]),
    (f"> Quoted\n> ![]({P})", ["10:3"]),
    (f"Text[^1].\n\n[^1]: ![]({P})", ["11:7"]),
    (f"`![]({P})`, then ![]({P})", ["9:39"]),
    (f"```\n![]({P})\n```\n\n    ![]({P})\n\n<!-- ![]({P}) -->\n\n![]({P})", ["17:1"]),
    (f"![][room] and ![][room]\n\n[room]: {P}", ["9:1", "9:15"]),
    (f'![]({P} "A title")', ["9:1"]),
    (f"![]({P})\n\n![A room]({P})\n\n![A room, twice]({P})", ["9:1"]),
    (f"![A room]({P})\n\n![]({P})", ["11:1"]),
    (f"\\![A]({P}) and ![]({P})", ["9:37"]),
]


def problems_of(site, bodies, **named):
    """Return the positions and messages of the problems in each of some articles, built at once."""
    files = {f"articles/n{number:02}.md": article(f"N {number}", body) for number, body in enumerate(bodies)}
    found = [[] for _ in bodies]
    for problem in site({**ROOM, **named.pop("files", {}), **files}, **named).build_badly():
        match = re.fullmatch(r"content/articles/n(\d\d)\.md:(\d+:\d+)  (.*)", problem)
        if match:
            found[int(match[1])].append((match[2], match[3]))
    return found


def test_a_missing_alt_text_is_an_error_at_the_position_of_the_image(site):
    found = problems_of(site, [body for body, _ in WITHOUT_ALT])
    for (body, positions), problems in zip(WITHOUT_ALT, found, strict=True):
        assert problems == [(position, f"{MISSING}; {FIX}") for position in positions], body


def test_the_fix_for_a_missing_alt_text_in_html_is_html(site):
    bodies = [f'Text.\n\n<p><img src="{P}"></p>', f"Some\n<img\nsrc='{P}'> in a paragraph."]
    message = f"{MISSING}; {FIX_HTML}"
    assert problems_of(site, bodies) == [[("11:4", message)], [("10:1", message)]]


def test_an_empty_alt_text_that_is_typed_is_what_the_writer_wants(build):
    ways = [f'![""]({P})', '![""][room]', f'<img src="{P}" alt="">', f"<img alt src='{P}'>"]
    site = build({**ROOM, "articles/a.md": article("A", "\n\n".join([*ways, f"[room]: {P}"]))})
    assert [found.get("alt") or "" for found in images(site)] == [""] * 4


def test_an_alt_text_that_says_nothing_is_an_error(site):
    texts = ["room.png", "Room", "photo", "Image 3", "PICTURE", "images/room.png"]
    found = problems_of(site, [f"{TEXT}![{text}]({P})" for text in texts])
    assert found == [[("11:1", f'the alt text "{text}" does not say what the image shows; {FIX}')] for text in texts]


def test_any_other_alt_text_is_read_out_as_typed(build):
    texts = ['Say "no" & <go>', "🦦", "חדר שקט", "a > b", "[nested] words", "x" * 300, "Photo of a room", "</script>"]
    body = "\n\n".join(f"{TEXT}![{text}]({P})" for text in texts)
    found = images(build({**ROOM, "articles/a.md": article("A", body)}))
    assert [image["alt"] for image in found] == texts
    assert {image["src"] for image in found} == {"/images/room.png"}


def test_an_alt_text_in_html_with_a_greater_than_keeps_its_address(build):
    (found,) = images(build({**ROOM, "articles/a.md": article("A", f'Text.\n\n<p><img alt="a > b" src="{P}"></p>')}))
    assert (found["alt"], found["src"], found["width"]) == ("a > b", "/images/room.png", "40")


UNSEEN = {
    "{static}/images/rooms.png": 'there is no file "images/rooms.png"; did you mean "images/room.png"?',
    "{attach}rom.png": 'there is no file "articles/rom.png"; did you mean ',
    "images/room.png": 'there will be no file at "/n02/images/room.png" (where "images/room.png" leads); write ',
    "beside.png": 'there will be no file at "/n03/beside.png" (where "beside.png" leads); write {static}beside.png',
    "/images/rooms.png": 'there will be no file at "/images/rooms.png"; did you mean "images/room.png"?',
    "/articles/beside.png": 'there will be no file at "/articles/beside.png"; write {static}/articles/beside.png',
    "{static}/images/torn.png": '"content/images/torn.png" cannot be read as an image; ',
    "{static}/images/torn.svg": '"content/images/torn.svg" cannot be read as SVG (',
    "{static}/images/bare.svg": '"content/images/bare.svg" has no size; ',
    "{static}/images/scan.tiff": '"content/images/scan.tiff" is a TIFF file, which browsers do not show; ',
    "https://elsewhere.example/x.png": "the image is on elsewhere.example, which would learn who reads the page; ",
    "//elsewhere.example/x.png": "the image is on elsewhere.example, which would learn who reads the page; ",
    "C:/Users/ada/room.png": '"C:/Users/ada/room.png" is a file of your own machine; copy the file into images/ and',
    "file:///home/ada/room.png": '"file:///home/ada/room.png" is a file of your own machine; ',
    "~/a.png": '"~/a.png" is a file of your own machine; copy the file into images/ and write {static}/images/a.png',
    "cid:image001.png@01D": '"cid:image001.png@01D" is no image that a browser can load; ',
    "http://localhost:8000/images/a.png": '"http://localhost:8000/images/a.png" is on your own machine or network; ',
    "/static/images/torn.png": 'there will be no file at "/static/images/torn.png"; write {static}/images/torn.png',
    "": "the image has no address; ",
    "//[open/x.png": '"//[open/x.png" is not an address; ',
    "{static}" + "x" * 300: '"{static}xxx',
}


def test_an_image_that_would_not_be_seen_is_an_error_named_once(site):
    files = {
        "articles/beside.png": png(),
        "images/torn.png": b"\x89PNG torn",
        "images/torn.svg": b"<svg",
        "images/bare.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="100%"/>',
        "images/scan.tiff": png(kind="TIFF"),
    }
    found = problems_of(site, [f"Text\n![A room]({address})" for address in UNSEEN], files=files)
    for (address, expected), problems in zip(UNSEEN.items(), found, strict=True):
        ((position, message),) = problems
        assert position == "10:1", address
        assert message.startswith(expected), address


def test_a_root_address_that_would_leave_the_site_is_an_error(site):
    made = site({**ROOM, "articles/a.md": article("A", "![A room](/images/room.png)")}, published=True)
    (problem,) = made.build_badly(SITEURL="https://example.org/sub")
    assert problem == (
        'content/articles/a.md:9:1  "/images/room.png" is outside https://example.org/sub; '
        "write {static}/images/room.png"
    )


def test_an_image_may_come_from_elsewhere_where_the_site_allows_it(build):
    body = f"{TEXT}![A room](https://elsewhere.example/x.png)"
    site = build({"articles/a.md": article("A", body)}, settings={"IMAGES_ALLOW_EXTERNAL": True})
    assert images(site)[0]["loading"] == "lazy"


def test_an_image_alone_with_a_title_has_a_caption(build):
    body = f'{TEXT}![A room]({P} "The room, <empty>")\n\nIn ![a line]({P} "Only a title") it has none.'
    page = LexborHTMLParser(build({**ROOM, "articles/a.md": article("A", body)}).read("a/index.html"))
    (figure,) = page.css("main figure.image")
    assert figure.css_first("figcaption").text() == "The room, <empty>"
    assert [node.attributes.get("title") for node in page.css("main img")] == [None, "Only a title"]


def test_code_and_comments_hold_no_images(build):
    body = '```\n![](x.png) <img src="y.png">\n```\n\n`<img src="z.png">`\n\n<!-- <img src="w.png"> -->\n'
    assert images(build({"articles/a.md": article("A", body)})) == []


HEADER = "Title: A\nDate: 2026-01-02\n\n"
PLUGIN = 'PLUGINS = ["hamerkop.images"]\n'
# Prints what an article depends on, and its record, when all files have been read.
SHOW = """
from pelican import signals
from hamerkop.shared.inputs import inputs_of
from hamerkop.shared.records import ImagesRecord, record_of
def show(generators):
    for content in generators[0].articles:
        print("inputs", sorted(path.rpartition("/content/")[2] for path in inputs_of(content).files))
        print(record_of(content, ImagesRecord), content.image_count)
signals.all_generators_finalized.connect(show)
"""


def test_an_article_depends_on_its_image_files_and_knows_which_are_missing(tmp_path):
    body = "![A room]({static}/images/room.png) ![A den]({static}den.png) ![A dot](data:image/gif;base64,R0)"
    site = PlainSite(tmp_path).write({"content/a.md": HEADER + body, "content/images/room.png": png()})
    printed = site.build(PLUGIN + SHOW, check=False)
    assert "inputs ['den.png', 'images/room.png']" in printed
    assert "ImagesRecord(image_count=3, missing_images=frozenset({'{static}den.png'})) 3" in printed


def test_a_large_image_is_a_warning(tmp_path):
    site = PlainSite(tmp_path).write({"content/a.md": f"{HEADER}![A room]({P})", "content/images/room.png": png()})
    message = '"content/images/room.png" has 0 kB, which is slow on a phone; save it smaller'
    printed = site.build(f"{PLUGIN}IMAGES_MAX_BYTES = 50\n")
    (line,) = [line for line in printed.splitlines() if message in line]
    assert "WARNING" in line
    assert "content/a.md:4:1  I06  " in line
    assert message not in site.build(f"{PLUGIN}IMAGES_MAX_BYTES = 0\n")


def test_many_images_that_only_decorate_give_no_warning_where_pelican_alone_gives_some(tmp_path):
    body = "\n\n".join(f'![""]({{static}}/images/{number}.png)' for number in range(8))
    images = {f"content/images/{number}.png": png() for number in range(8)}
    site = PlainSite(tmp_path).write({"content/a.md": HEADER + body.replace('""', ""), **images})
    assert "empty alt" in site.build(without_register=["hamerkop.images"]).lower()
    site.write({"content/a.md": HEADER + body})
    printed = site.build(PLUGIN)
    assert "alt" not in printed
    assert site.read("a.html").count('alt=""') == 8


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (f"![]({P})", "I01"),
        (f"![photo]({P})", "I02"),
        ("![A room]({static}/none.png)", "I03"),
        ("![A room]({static}/images/torn.png)", "I04"),
        ("![A room](https://elsewhere.example/x.png)", "I05"),
        ("![A room]()", "I07"),
        ("![A room](//[open/x.png)", "I07"),
    ],
)
def test_each_problem_has_a_rule_of_its_own_and_the_whole_image_as_its_range(site, body, rule):
    files = {"images/room.png": png(), "images/torn.png": b"torn", "articles/a.md": article("A", f"Text {body}")}
    made = site(files)
    made.build_badly()
    (problem,) = made.report["problems"]
    assert (problem["rule"], problem["start"], problem["end"]) == (rule, [9, 6], [9, 6 + len(body)])


def test_an_image_that_image_process_will_replace_is_left_alone(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.images"], TIMEZONE="UTC")
    image = f'<img class="wide image-process-sq" src="{P}" alt="A room">'
    site.write({"content/a.md": HEADER + image, "content/images/room.png": png()}).build()
    assert image.replace("{static}", "https://example.org") in site.read("a.html")


def test_a_name_with_a_space_or_another_reserved_letter_is_encoded_in_every_address(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.images"], TIMEZONE="UTC")
    body = "![A room]({static}/images/a%20room.png) [b](<{attach}/x/50%25 b.txt>) ![A den]({attach}/x/a%20den.png)"
    files = {"content/images/a room.png": png(), "content/x/a den.png": png(), "content/x/50% b.txt": "b"}
    site.write(files | {"content/a.md": HEADER + body}).build(check=False)
    html = site.read("a.html")
    assert 'src="https://example.org/images/a%20room.png"' in html
    assert 'src="https://example.org/x/a%20den.png"' in html
    assert (site.output / "images/a room.png").is_file()
    assert (site.output / "x/a den.png").is_file()


@pytest.mark.parametrize("plugin", ["hamerkop.images", "hamerkop.links"])
def test_a_file_is_published_and_found_however_its_name_is_encoded(tmp_path, plugin):
    site = PlainSite(tmp_path, PLUGINS=[plugin], TIMEZONE="UTC")
    names = {"%C3%BC.png": "ü.png", "a%2Cb%28c%29.png": "a,b(c).png", "a&b.png": "a&b.png"}
    folders = ("images", "files")  # the first is in STATIC_PATHS
    site.write({f"content/{folder}/{name}": png() for folder in folders for name in names.values()})
    body = "\n".join(f"![A room]({{static}}/{folder}/{typed})" for folder in folders for typed in names)
    site.write({"content/a.md": HEADER + body}).build(fatal="warnings")
    shown = re.findall(r'src="https://example.org/([^"]*)"', site.read("a.html"))
    assert [(site.output / unquote(address)).is_file() for address in shown] == [True] * 6
    assert all((site.output / folder / name).is_file() for folder in folders for name in names.values())


@pytest.mark.parametrize("address", ["{static}/../secret.png", "/images/%2e%2e/%2e%2e/secret.png", "{static}/out.png"])
def test_an_image_outside_the_content_is_not_opened(tmp_path, address):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.images"], TIMEZONE="UTC", SITEURL="")
    site.write({"content/a.md": f"{HEADER}![A room]({address})", "secret.png": png(), "content/images/x.png": png()})
    (tmp_path / "content/out.png").symlink_to("../secret.png")
    printed = site.build(check=False)
    assert "content/a.md:4:" in printed
    assert 'width="40"' not in site.read("a.html")


def test_images_of_a_theme_that_would_distort_them_have_no_size_until_its_style_sheet_says_so(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.images"], TIMEZONE="UTC", THEME="notmyidea")
    site.write({"content/a.md": f"{HEADER}Text ![A room]({P})", "content/images/room.png": png()})
    printed = site.build()
    (warning,) = [line for line in printed.splitlines() if "I08" in line]
    assert re.search(r"WARNING .*notmyidea/static/css/main\.css:\d+:1  I08  sizes images", warning)
    assert 'loading="lazy" decoding="async" alt="A room"' in site.read("a.html")
    assert "width=" not in re.search("<img[^>]*room[^>]*>", site.read("a.html"))[0]


def test_images_of_a_theme_that_says_height_auto_have_their_size(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.images"], TIMEZONE="UTC", THEME="theme")
    theme = {"theme/templates/x.html": "", "theme/static/a.css": "p img{max-width:100%}"}
    theme["theme/static/b.css"] = "@media print {\n  figure > img { height: auto }\n}"
    site.write(theme | {"content/a.md": f"{HEADER}Text ![A room]({P})", "content/images/room.png": png()})
    assert "I08" not in site.build()
    assert 'width="40" height="30"' in site.read("a.html")


def test_an_image_that_its_class_or_style_sizes_gets_no_size(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.images"], TIMEZONE="UTC", THEME="theme")
    theme = {"theme/templates/x.html": "", "theme/static/a.css": "p .thumb { width: 100px }"}
    body = (
        f'![A room]({P}) <img class="big thumb" src="{P}" alt="A room"> <img style="width:9px" src="{P}" alt="A room">'
    )
    site.write(theme | {"content/a.md": HEADER + body, "content/images/room.png": png()})
    assert "I08" not in site.build()
    assert re.findall(' (class|style|width)="', site.read("a.html")) == ["width", "class", "style"]


def test_a_rule_within_a_template_of_the_site_counts_too(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.images"], TIMEZONE="UTC", THEME_TEMPLATES_OVERRIDES=["own"])
    template = '{% extends "!simple/base.html" %}{% block head %}\n<style>img { max-width: 9em }</style>{% endblock %}'
    site.write({"own/base.html": template, "content/images/room.png": png()})
    site.write({"content/a.md": f"{HEADER}Text ![A room]({P})"})
    assert "own/base.html:2:8  I08  sizes images" in site.build()
    assert "width=" not in site.read("a.html")


def test_an_image_without_an_alt_text_is_reported_and_keeps_the_empty_one_of_markdown(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.images"], TIMEZONE="UTC")
    header = HEADER.replace("\n\n", f"\nSummary: ![]({P})\n\n", 1)
    site.write({"content/a.md": f'{header}![]({P}) <img src="{P}">', "content/images/room.png": png()})
    assert site.build().count("I01") == 2
    for page in ("a.html", "index.html"):
        assert "hamerkop-no-alt" not in site.read(page)
    *_, first, second = re.findall("<img [^>]*>", site.read("a.html"))
    assert (' alt=""' in first, "alt" in second) == (True, False)
    assert ' alt=""' in site.read("index.html")


def test_a_quote_that_is_left_over_in_a_tag_changes_nothing_behind_it(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.images"], TIMEZONE="UTC")
    body = f'<div><img src="{P}" alt="A room" by Ann"><p class="c">By Ann</p></div>\n\nA [link]({{filename}}a.md).\n'
    site.write({"content/a.md": HEADER + body, "content/images/room.png": png()}).build()
    page = site.read("a.html")
    assert '<p class="c">By Ann</p></div>' in page
    assert "&gt;" not in page
    assert "{filename}" not in page
