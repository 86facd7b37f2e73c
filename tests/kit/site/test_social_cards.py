"""Each published article has a picture for link previews; the same words always give the same bytes."""

import io
import struct

import pytest
from PIL import Image

from tests.conftest import article
from tests.kit.site.test_structured_data import HOSTILE, named

URL = "https://example.org/sub"


@pytest.fixture
def publish(site):
    """Build a tiny site as `publish` does, and return it."""

    def make(files, **settings):
        return site(files, settings=settings, published=True).build(SITEURL=URL)

    return make


def picture(site, path):
    return Image.open(io.BytesIO(site.bytes()[path]))


def test_an_article_shows_its_own_picture_and_a_page_the_sites(publish):
    page = "---\ntitle: About\n---\n\nText.\n"
    site = publish({"articles/otters.md": article(), "pages/about.md": page})
    meta = named(site, "otters/index.html")
    assert meta["og:image"] == f"{URL}/cards/otters.png"
    assert meta["og:image:alt"] == "Otters · Forty Minutes"
    assert meta["twitter:card"] == "summary_large_image"
    for path in ("about/index.html", "index.html", "topics/river/index.html"):
        assert named(site, path)["og:image"] == f"{URL}/cards.png"
    for path in ("cards/otters.png", "cards.png"):
        assert picture(site, path).size == (1200, 630) == (int(meta["og:image:width"]), int(meta["og:image:height"]))


def test_the_same_words_give_the_same_bytes_and_other_words_others(publish):
    first = publish({"articles/a.md": article(), "articles/b.md": article("Rivers")})
    before = first.bytes()
    after = first.build(SITEURL=URL, PYTHONHASHSEED="7", TZ="Asia/Tokyo", SOURCE_DATE_EPOCH="1795435200").bytes()
    for path in ("cards/a.png", "cards/b.png", "cards.png"):
        assert before[path] == after[path]
    assert before["cards/a.png"] != before["cards/b.png"]


def chunks(png):
    """Return the names of a PNG's chunks."""
    names, place = [], 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        names.append(png[place + 4 : place + 8].decode())
        place += size + 12
    return names


def test_a_picture_holds_colours_and_nothing_about_when_it_was_made(publish):
    png = publish({"articles/a.md": article()}).bytes()["cards/a.png"]
    assert set(chunks(png)) == {"IHDR", "PLTE", "IDAT", "IEND"}


def test_a_hostile_title_is_drawn_too_and_small(publish):
    site = publish({"articles/a.md": article(HOSTILE)})
    assert picture(site, "cards/a.png").size == (1200, 630)
    assert len(site.bytes()["cards/a.png"]) <= 60 * 1024


def test_only_what_is_published_gets_a_picture(publish):
    site = publish(
        {
            "articles/a.md": article(),
            "articles/draft.md": article(status="draft"),
            "articles/hidden.md": article(status="hidden"),
            "articles/later.md": article(date="2027-01-01"),
        }
    )
    assert [path for path in site.bytes() if path.endswith(".png")] == ["cards/a.png", "cards.png"]


def test_a_translation_has_a_picture_of_its_own(publish):
    files = {"articles/a.md": article(slug="a"), "articles/a-fr.md": article("Loutres", slug="a", lang="fr")}
    site = publish(files)
    assert named(site, "fr/a/index.html")["og:image"] == f"{URL}/cards/fr/a.png"
    assert site.has("cards/fr/a.png")


@pytest.mark.parametrize("settings", [{"SOCIAL_CARDS_FOLDER": None}, {"SOCIAL_CARDS_FOLDER": ""}])
def test_a_site_can_do_without(publish, settings):
    site = publish({"articles/a.md": article()}, **settings)
    assert [path for path in site.bytes() if path.endswith(".png")] == []
    assert "og:image" not in named(site, "a/index.html")


def test_none_is_drawn_while_one_writes(build):
    assert [path for path in build({"articles/a.md": article()}).bytes() if path.endswith(".png")] == []


def test_folder_and_colours_are_settings(publish):
    colours = {"paper": "#ffffff", "ink": "#000000"}
    site = publish({"articles/a.md": article()}, SOCIAL_CARDS_FOLDER="pictures", SOCIAL_CARDS_COLOURS=colours)
    colours = picture(site, "pictures/a.png").convert("RGB").getcolors()
    assert max(colours)[1] == (255, 255, 255)
    assert (0, 0, 0) in [colour for _, colour in colours]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"CARD_COLOR": {}}, 'CARD_COLOR is not a setting; did you mean "SOCIAL_CARDS_COLOURS"?'),
        ({"SOCIAL_CARDS_COLOURS": {"inks": "#000000"}}, '"inks" is not one of paper, ink, sign; did you mean "ink"?'),
        ({"SOCIAL_CARDS_COLOURS": {"ink": "black-ish"}}, 'ink is "black-ish"; write it as #1f2724'),
        ({"SOCIAL_CARDS_FONT": "fonts/none.ttf"}, "SOCIAL_CARDS_FONT: content/fonts/none.ttf cannot be read as a font"),
    ],
)
def test_a_wrong_setting_is_an_error_that_says_what_to_do(site, settings, message):
    tiny = site({"articles/a.md": article()}, settings=settings, published=True)
    problems = tiny.build_badly(SITEURL=URL)
    assert len(problems) == 1
    assert message in problems[0]
