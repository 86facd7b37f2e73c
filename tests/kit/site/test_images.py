"""Pictures keep their place, load late, and speak to those who do not see them."""

import io
import re

import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article


def png(width=40, height=30, kind="PNG", **options):
    """Return a picture as bytes."""
    data = io.BytesIO()
    Image.new("RGB", (width, height), "#0b4f55").save(data, kind, **options)
    return data.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 45.2"><path d="M0 0h9v9z"/></svg>'
ROOM = {"images/room.png": png(), "images/sign.svg": SVG}
TEXT = "Words.\n\n"


def pictures(site, path="a/index.html"):
    return [node.attributes for node in LexborHTMLParser(site.read(path)).css("main img")]


def test_a_picture_has_the_size_of_its_file_and_loads_late_and_keeps_what_the_writer_typed(build):
    body = f"""{TEXT}![A room]({{static}}/images/room.png)

<img src="{{static}}/images/room.png" alt="Small" width="20" loading="eager">

![A sign]({{static}}/images/sign.svg)
"""
    room, small, sign = pictures(build({**ROOM, "articles/a.md": article("A", body)}))
    size, ways = {"width": "40", "height": "30"}, {"loading": "lazy", "decoding": "async"}
    assert room == {"src": "/images/room.png", "alt": "A room"} | size | ways
    assert (small["width"], small["height"], small["loading"], small["decoding"]) == ("20", "15", "eager", "async")
    assert (sign["width"], sign["height"]) == ("120", "45")


def test_a_picture_that_opens_the_text_is_not_made_to_wait(build):
    body = "![A room]({static}/images/room.png)\n\nWords.\n\n![A room]({static}/images/room.png)"
    first, second = pictures(build({**ROOM, "articles/a.md": article("A", body)}))
    assert "loading" not in first
    assert second["loading"] == "lazy"


def test_a_page_and_a_draft_have_their_pictures_completed_too(build):
    body = f"{TEXT}![A room]({{static}}/images/room.png)"
    files = {"pages/p.md": f"---\ntitle: P\n---\n\n{body}\n", "articles/d.md": article("D", body, status="draft")}
    site = build({**ROOM, **files})
    assert pictures(site, "p/index.html") == pictures(site, "drafts/d/index.html")
    assert pictures(site, "p/index.html")[0]["width"] == "40"


@pytest.mark.parametrize(
    "address",
    ["{attach}room.png", "{static}room.png", "|static|/articles/room.png", "../images/room.png", "/images/room.png"],
)
def test_a_picture_is_found_however_it_is_addressed(build, address):
    beside = {} if "/images" in address else {"articles/room.png": png()}
    files = {**ROOM, **beside, "articles/a.md": article("A", f"{TEXT}![A room]({address})")}
    site = build(files)
    (found,) = pictures(site)
    assert (found["width"], found["height"]) == ("40", "30")
    assert site.has(found["src"].removeprefix("/").replace("../", ""))


@pytest.mark.parametrize("site_url", ["https://example.org", "https://example.org/sub"])
def test_a_picture_is_published_with_the_site(build, site_url):
    files = {**ROOM, "articles/a.md": article("A", f"{TEXT}![A room]({{static}}/images/room.png)")}
    site = build(files, published=True, env={"SITEURL": site_url})
    assert pictures(site)[0]["src"] == f"{site_url}/images/room.png"
    assert site.bytes()["images/room.png"] == ROOM["images/room.png"]


def test_a_photograph_taken_on_its_side_has_the_size_it_is_shown_in(build):
    exif = Image.Exif()
    exif[0x0112] = 6
    files = {
        "images/p.jpg": png(40, 30, "JPEG", exif=exif),
        "articles/a.md": article("A", "![Us]({static}/images/p.jpg)"),
    }
    (found,) = pictures(build(files))
    assert (found["width"], found["height"]) == ("30", "40")


MISSING = "a picture without a text for those who do not see it"
MEND = 'write ![What it shows](…), or ![""](…) if it only decorates'
MEND_HTML = 'write alt="What it shows", or alt="" if it only decorates'
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
    """Return the places and messages of the problems in each of some articles, built at once."""
    files = {f"articles/n{number:02}.md": article(f"N {number}", body) for number, body in enumerate(bodies)}
    found = [[] for _ in bodies]
    for problem in site({**ROOM, **named.pop("files", {}), **files}, **named).build_badly():
        match = re.fullmatch(r"content/articles/n(\d\d)\.md:(\d+:\d+)  (.*)", problem)
        if match:
            found[int(match[1])].append((match[2], match[3]))
    return found


def test_a_missing_alt_text_is_an_error_where_the_picture_stands(site):
    found = problems_of(site, [body for body, _ in WITHOUT_ALT])
    for (body, places), problems in zip(WITHOUT_ALT, found, strict=True):
        assert problems == [(place, f"{MISSING}; {MEND}") for place in places], body


def test_html_without_an_alt_text_is_told_how_html_says_it(site):
    bodies = [f'Text.\n\n<p><img src="{P}"></p>', f"Some\n<img\nsrc='{P}'> in a paragraph."]
    message = f"{MISSING}; {MEND_HTML}"
    assert problems_of(site, bodies) == [[("11:4", message)], [("10:1", message)]]


def test_an_empty_alt_text_that_is_typed_is_what_the_writer_wants(build):
    ways = [f'![""]({P})', '![""][room]', f'<img src="{P}" alt="">', f"<img alt src='{P}'>"]
    site = build({**ROOM, "articles/a.md": article("A", "\n\n".join([*ways, f"[room]: {P}"]))})
    assert [found.get("alt") or "" for found in pictures(site)] == [""] * 4


def test_an_alt_text_that_says_nothing_is_an_error(site):
    texts = ["room.png", "Room", "photo", "Image 3", "PICTURE", "images/room.png"]
    found = problems_of(site, [f"{TEXT}![{text}]({P})" for text in texts])
    assert found == [[("11:1", f'"{text}" does not say what the picture shows; {MEND}')] for text in texts]


def test_any_other_alt_text_is_read_out_as_typed(build):
    texts = ['Say "no" & <go>', "🦦", "חדר שקט", "a > b", "[nested] words", "x" * 300, "Photo of a room", "</script>"]
    body = "\n\n".join(f"{TEXT}![{text}]({P})" for text in texts)
    found = pictures(build({**ROOM, "articles/a.md": article("A", body)}))
    assert [picture["alt"] for picture in found] == texts
    assert {picture["src"] for picture in found} == {"/images/room.png"}


def test_html_with_a_sign_that_ends_tags_in_its_alt_text_keeps_its_address(build):
    (found,) = pictures(build({**ROOM, "articles/a.md": article("A", f'Text.\n\n<p><img alt="a > b" src="{P}"></p>')}))
    assert (found["alt"], found["src"], found["width"]) == ("a > b", "/images/room.png", "40")


UNSEEN = {
    "{static}/images/rooms.png": 'there is no file "images/rooms.png"; did you mean "images/room.png"?',
    "{attach}rom.png": 'there is no file "articles/rom.png"',
    "images/room.png": 'no file will stand at "/n02/images/room.png"; write {static}/images/room.png',
    "beside.png": 'no file will stand at "/n03/beside.png"; write {static}beside.png',
    "/images/rooms.png": 'no file will stand at "/images/rooms.png"; did you mean "images/room.png"?',
    "/articles/beside.png": 'no file will stand at "/articles/beside.png"; write {static}/articles/beside.png',
    "{static}/images/torn.png": '"content/images/torn.png" cannot be read as a picture; ',
    "{static}/images/torn.svg": '"content/images/torn.svg" cannot be read as SVG (',
    "{static}/images/bare.svg": '"content/images/bare.svg" does not say how large it is; ',
    "{static}/images/scan.tiff": '"content/images/scan.tiff" is a TIFF file, which browsers do not show; ',
    "https://elsewhere.example/x.png": "loading this picture would tell elsewhere.example who reads the page, ",
    "//elsewhere.example/x.png": "loading this picture would tell elsewhere.example who reads the page, ",
    "": "a picture without an address; ",
    "//[open/x.png": '"//[open/x.png" is no address; ',
    "{static}" + "x" * 300: '"{static}xxx',
}


def test_a_picture_that_would_not_be_seen_is_an_error_named_once(site):
    files = {
        "articles/beside.png": png(),
        "images/torn.png": b"\x89PNG torn",
        "images/torn.svg": b"<svg",
        "images/bare.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="100%"/>',
        "images/scan.tiff": png(kind="TIFF"),
    }
    found = problems_of(site, [f"Text\n![A room]({address})" for address in UNSEEN], files=files)
    for (address, said), problems in zip(UNSEEN.items(), found, strict=True):
        ((place, message),) = problems
        assert place == "10:1", address
        assert message.startswith(said), address


def test_a_root_address_that_would_leave_the_site_is_an_error(site):
    made = site({**ROOM, "articles/a.md": article("A", "![A room](/images/room.png)")}, published=True)
    (problem,) = made.build_badly(SITEURL="https://example.org/sub")
    assert problem == (
        'content/articles/a.md:9:1  "/images/room.png" leads out of https://example.org/sub; '
        "write {static}/images/room.png"
    )


def test_a_picture_may_come_from_elsewhere_where_the_site_allows_it(build):
    body = f"{TEXT}![A room](https://elsewhere.example/x.png)"
    site = build({"articles/a.md": article("A", body)}, settings={"IMAGES_ALLOW_EXTERNAL": True})
    assert pictures(site)[0]["loading"] == "lazy"


def test_a_picture_too_large_for_a_slow_phone_is_noted(site):
    made = site({**ROOM, "articles/a.md": article("A", f"![A room]({P})")}, settings={"IMAGES_MAX_BYTES": 50})
    assert made.build_badly() == []
    assert made.warnings() == [
        'content/articles/a.md:9:1  "content/images/room.png" weighs 0 kB, a wait on a slow phone; make it smaller'
    ]


def test_a_picture_alone_with_a_title_has_a_caption(build):
    body = f'{TEXT}![A room]({P} "The room, <empty>")\n\nIn ![a line]({P} "Only a title") it has none.'
    page = LexborHTMLParser(build({**ROOM, "articles/a.md": article("A", body)}).read("a/index.html"))
    (figure,) = page.css("main figure.picture")
    assert figure.css_first("figcaption").text() == "The room, <empty>"
    assert [node.attributes.get("title") for node in page.css("main img")] == [None, "Only a title"]


def test_code_and_comments_hold_no_pictures(build):
    body = '```\n![](x.png) <img src="y.png">\n```\n\n`<img src="z.png">`\n\n<!-- <img src="w.png"> -->\n'
    assert pictures(build({"articles/a.md": article("A", body)})) == []
