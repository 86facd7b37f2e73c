"""Each published article has an image for link previews; the same texts always give the same bytes."""

import hashlib
import io
import struct

import pytest
from PIL import Image

from tests.conftest import article
from tests.kit.site.test_structured_data import HOSTILE, named
from tests.plain_site import PlainSite

URL = "https://example.org/sub"


@pytest.fixture
def publish(site):
    """Build a tiny site as `publish` does, and return it."""

    def make(files, **settings):
        return site(files, settings=settings, published=True).build(SITEURL=URL)

    return make


def image(site, path):
    return Image.open(io.BytesIO(site.bytes()[path]))


def test_an_article_shows_its_own_card_and_a_page_that_of_the_site(publish):
    page = "---\ntitle: About\n---\n\nText.\n"
    site = publish({"articles/otters.md": article(), "pages/about.md": page})
    meta = named(site, "otters/index.html")
    assert meta["og:image"] == f"{URL}/cards/otters.png"
    assert meta["og:image:alt"] == "Otters · River Notes"
    assert meta["twitter:card"] == "summary_large_image"
    for path in ("about/index.html", "index.html", "topics/river/index.html"):
        assert named(site, path)["og:image"] == f"{URL}/cards.png"
    for path in ("cards/otters.png", "cards.png"):
        assert image(site, path).size == (1200, 630) == (int(meta["og:image:width"]), int(meta["og:image:height"]))


def test_the_same_texts_give_the_same_bytes_and_other_texts_others(publish):
    first = publish({"articles/a.md": article(), "articles/b.md": article("Rivers")})
    before = first.bytes()
    after = first.build(SITEURL=URL, PYTHONHASHSEED="7", TZ="Asia/Tokyo", SOURCE_DATE_EPOCH="1795435200").bytes()
    for path in ("cards/a.png", "cards/b.png", "cards.png"):
        assert before[path] == after[path]
    assert before["cards/a.png"] != before["cards/b.png"]


def chunks(png):
    """Return the names of a PNG's chunks."""
    names, offset = [], 8
    while offset < len(png):
        (size,) = struct.unpack(">I", png[offset : offset + 4])
        names.append(png[offset + 4 : offset + 8].decode())
        offset += size + 12
    return names


def test_a_card_holds_colours_and_nothing_about_when_it_was_made(publish):
    png = publish({"articles/a.md": article()}).bytes()["cards/a.png"]
    assert set(chunks(png)) == {"IHDR", "PLTE", "IDAT", "IEND"}


def test_a_hostile_title_is_drawn_too_and_small(publish):
    site = publish({"articles/a.md": article(HOSTILE)})
    assert image(site, "cards/a.png").size == (1200, 630)
    assert len(site.bytes()["cards/a.png"]) <= 60 * 1024


def test_only_what_is_published_gets_a_image(publish):
    site = publish(
        {
            "articles/a.md": article(),
            "articles/draft.md": article(status="draft"),
            "articles/hidden.md": article(status="hidden"),
            "articles/later.md": article(date="2027-01-01"),
        }
    )
    assert [path for path in site.bytes() if path.endswith(".png")] == ["cards/a.png", "cards.png"]


def test_a_translation_has_a_card_of_its_own(publish):
    files = {"articles/a.md": article(slug="a"), "articles/a-fr.md": article("Loutres", slug="a", lang="fr")}
    site = publish(files)
    assert named(site, "fr/a/index.html")["og:image"] == f"{URL}/cards/fr/a.png"
    assert site.has("cards/fr/a.png")


@pytest.mark.parametrize("settings", [{"SOCIAL_CARDS_FOLDER": None}, {"SOCIAL_CARDS_FOLDER": ""}])
def test_a_site_can_have_no_cards(publish, settings):
    site = publish({"articles/a.md": article()}, **settings)
    assert [path for path in site.bytes() if path.endswith(".png")] == []
    assert "og:image" not in named(site, "a/index.html")


def test_none_is_drawn_without_an_address_of_the_site(build):
    assert [path for path in build({"articles/a.md": article()}).bytes() if path.endswith(".png")] == []


def test_folder_and_colours_are_settings(publish):
    colours = {"paper": "#ffffff", "ink": "#000000"}
    site = publish({"articles/a.md": article()}, SOCIAL_CARDS_FOLDER="previews", SOCIAL_CARDS_COLOURS=colours)
    colours = image(site, "previews/a.png").convert("RGB").getcolors()
    assert max(colours)[1] == (255, 255, 255)
    assert (0, 0, 0) in [colour for _, colour in colours]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"SOCIAL_CARDS_COLORS": {}}, 'SOCIAL_CARDS_COLORS is not a setting; did you mean "SOCIAL_CARDS_COLOURS"?'),
        ({"SOCIAL_CARDS_COLOURS": {"inks": "#000000"}}, 'paper, ink, accent, not "inks"; did you mean "ink"?'),
        ({"SOCIAL_CARDS_COLOURS": {"ink": "black-ish"}}, "write ink as #rrggbb, for example #1f2724"),
        ({"SOCIAL_CARDS_FONT": "fonts/none.ttf"}, "content/fonts/none.ttf cannot be read as a font"),
        ({"SOCIAL_CARDS_FOLDER": 7}, "SOCIAL_CARDS_FOLDER is 7; write text or None"),
    ],
)
def test_a_wrong_setting_is_an_error_that_says_what_to_do(site, settings, message):
    tiny = site({"articles/a.md": article()}, settings=settings, published=True)
    (problem,) = tiny.build_badly(SITEURL=URL)
    assert message in problem
    line = (tiny.folder / problem.split(":")[0]).read_text("utf-8").splitlines()[int(problem.split(":")[1]) - 1]
    assert line.startswith(next(iter(settings)))


def test_titles_of_other_readers_are_drawn_and_given_to_templates_as_plain_text(tmp_path):
    page = '<html><head><title>Otters &amp; fish</title><meta name="date" content="2026-01-04"></head></html>'
    template = "{{ article.social_card.url }} {{ article.social_card.alt }}"
    plain = PlainSite(tmp_path, THEME_TEMPLATES_OVERRIDES=["templates"])
    plain.write({"content/a.html": page, "content/b.md": "Title: Otters & fish\nDate: 2026-01-04\n\nx\n"})
    plain.write({"templates/article.html": template}).build(
        'PLUGINS = ["hamerkop.social_cards"]\nSLUGIFY_SOURCE = "basename"\n'
    )
    assert [plain.read(f"{name}.html") for name in "ab"] == [f"cards/{name}.png Otters & fish · Plain" for name in "ab"]
    assert (plain.output / "cards/a.png").read_bytes() == (plain.output / "cards/b.png").read_bytes()


def test_a_card_that_was_kept_is_used_again_if_it_is_whole_and_others_are_removed(publish):
    site = publish({"articles/a.md": article(), "articles/b.md": article("Rivers"), "articles/c.md": article("C")})
    before, folder = site.bytes(), site.folder / "cache/hamerkop.social_cards"
    files = {path.read_bytes()[32:]: path for path in folder.iterdir()}
    assert len(files) == 4
    other = before["cards/c.png"]
    files[before["cards/a.png"]].write_bytes(hashlib.sha256(other).digest() + other)
    files[before["cards/b.png"]].write_bytes(b"damaged")
    (site.folder / "content/articles/c.md").unlink()
    after = site.build(SITEURL=URL).bytes()
    assert after["cards/a.png"] == other
    assert after["cards/b.png"] == before["cards/b.png"]
    assert len(list(folder.iterdir())) == 3
