"""The command `hamerkop move` in small whole sites: everything that named the old text names the new one."""

import pytest

from tests.conftest import article
from tests.plain_site import PlainSite

LINKS = "[a]({filename}otters.md#food) and [b]({filename}/articles/otters.md), [c](/otters/)\n\n## Food\n\nFish."
FILES = {
    "articles/otters.md": article(body="See [Beavers]({filename}beavers.md).\n\n## Food\n\nFish."),
    "articles/otters-de.md": article("Fischotter", slug="otters", lang="de"),
    "articles/beavers.md": article("Beavers", body=LINKS, related_posts="[otters]"),
    "articles/draft.md": article("Draft", body="See [a]({filename}otters.md).", status="draft"),
    "pages/about.md": "---\ntitle: About\n---\n\nSee [a]({filename}../articles/otters.md).\n",
    "start_here.yaml": "- title: First\n  articles: [otters, beavers]  # otters first\n",
    "corrections.yaml": "- {date: 2026-01-03, article: otters, wrong: otters fly, right: they swim}\n",
}


@pytest.fixture
def tiny(site):
    """A site in which nearly everything names the article "otters"."""
    return site(FILES)


def move(made, *arguments):
    """Run the command; return its exit status, and what it printed."""
    settings = [] if isinstance(made, PlainSite) else ["--settings", "siteconf.py"]
    done = made.run(["-m", "hamerkop", "move", *arguments, *settings])
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, done.stdout, done.stderr


def texts(made):
    return {path.relative_to(made.content).as_posix(): path.read_text("utf-8") for path in made.content.rglob("*.*")}


def test_after_a_move_the_site_builds_as_before_and_the_old_addresses_lead_to_the_new_ones(tiny):
    status, out, _ = move(tiny, "otters", "river-otters")
    assert status == 0
    assert "rename content/articles/otters.md -> content/articles/river-otters.md" in out
    assert "The new address is /river-otters/, and the old one, /otters/, leads there." in out
    found = texts(tiny)
    assert "articles/otters.md" not in found
    assert "[a]({filename}river-otters.md#food)" in found["articles/beavers.md"]
    assert "[b]({filename}/articles/river-otters.md), [c](/river-otters/)" in found["articles/beavers.md"]
    assert "related_posts: [river-otters]" in found["articles/beavers.md"]
    assert "{filename}river-otters.md" in found["articles/draft.md"]
    assert found["start_here.yaml"] == "- title: First\n  articles: [river-otters, beavers]  # otters first\n"
    assert "article: river-otters, wrong: otters fly" in found["corrections.yaml"]
    assert "slug: river-otters\nlang: de\naliases: [otters]\n" in found["articles/river-otters-de.md"]
    tiny.build()
    for old, new in (("otters", "river-otters"), ("de/otters", "de/river-otters")):
        assert f"url=/{new}/" in tiny.read(f"{old}/index.html").replace("url=//", "url=/")
        assert tiny.has(f"{new}/index.html")


def test_a_dry_run_prints_the_changes_and_makes_none(tiny):
    before = texts(tiny)
    status, out, _ = move(tiny, "content/articles/otters.md", "river-otters", "--dry-run")
    assert status == 0
    assert "+related_posts: [river-otters]" not in out.split("\n")[0]
    assert "\n+related_posts: [river-otters]\n" in out
    assert "7 files would be changed." in out
    assert texts(tiny) == before


def test_moved_there_and_back_no_alias_hides_the_text_itself(tiny):
    assert move(tiny, "otters", "river-otters")[0] == move(tiny, "river-otters", "otters")[0] == 0
    assert "aliases: [river-otters]\n" in texts(tiny)["articles/otters.md"]
    tiny.build()


def test_in_another_folder_the_address_is_as_before_and_relative_links_are_right(tiny):
    status, out, _ = move(tiny, "articles/otters.md", "content/articles/river/")
    assert (status, "The address is as before: /otters/" in out) == (0, True)
    found = texts(tiny)
    assert "{filename}../beavers.md" in found["articles/river/otters.md"]
    assert "aliases" not in found["articles/river/otters.md"]
    assert "{filename}../articles/river/otters.md" in found["pages/about.md"]
    tiny.build()


def test_a_draft_gets_no_alias(tiny):
    status, out, _ = move(tiny, "draft", "sketch")
    assert (status, "No alias was added" in out) == (0, True)
    assert "aliases" not in texts(tiny)["articles/sketch.md"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("otter", "x", 'no article or page has the path or slug "otter"; did you mean "otters"?'),
        ("otters", "beavers", "content/articles/beavers.md:1: there is such a file already"),
        ("otters", "about", 'content/pages/about.md:1: the address /about/ is taken by the page "About"'),
        ("otters", "topics", "the address /topics/ is taken by the site's own page"),
        ("otters", "Bad_Name", 'did you mean "bad-name"?'),
        ("otters", "content/pages/otters.md", "articles are in content/articles; choose a path there"),
        ("otters", "../otters.md", "articles are in content/articles"),
        ("otters", "otters.txt", "has not the ending .md"),
        ("otters", "otters", "nothing is to be changed"),
    ],
)
def test_what_is_taken_or_impossible_is_refused_and_nothing_is_changed(tiny, old, new, message):
    before = texts(tiny)
    status, out, err = move(tiny, old, new)
    assert (status, out) == (2, "")
    assert message in err
    assert texts(tiny) == before


def test_a_text_that_cannot_be_read_is_refused_with_the_reason(tiny):
    tiny.write({"articles/broken.md": "---\ntitle: One: two\n---\n\nText.\n"})
    status, out, err = move(tiny, "broken", "other")
    assert (status, out) == (2, "")
    assert "content/articles/broken.md cannot be read, so nothing is moved; correct it first:\n" in err
    assert "content/articles/broken.md:2:11  F01  a colon inside a value" in err


def test_settings_that_name_a_page_are_changed_too(site):
    files = {
        "articles/otters.md": article(),
        "pages/words.md": "---\ntitle: Words\ntemplate: glossary\n---\n\nWords.\n",
        "glossary.yaml": "- {term: holt, meaning: A den}\n",
    }
    made = site(files, {"NAV": [("Words", "words/")], "GLOSSARY_PAGE": "pages/words.md"}).build()
    assert move(made, "words", "terms")[0] == 0
    settings = (made.folder / "siteconf.py").read_text("utf-8")
    assert "NAV = [('Words', 'terms/')]\n" in settings
    assert "GLOSSARY_PAGE = 'pages/terms.md'\n" in settings
    made.build()


def test_in_a_site_of_stock_pelican_a_slug_is_written_and_the_lost_address_is_named(tmp_path):
    site = PlainSite(tmp_path).write(
        {
            "content/otters.md": "Title: Otters\nDate: 2025-01-02\n\nSee [b]({filename}beavers.md).\n",
            "content/beavers.md": "Title: Beavers\nDate: 2025-01-03\n\nSee [o]({filename}otters.md).\n",
        }
    )
    site.build()
    status, out, _ = move(site, "otters", "river-otters")
    assert (status, "The old one, /otters.html, leads nowhere now" in out) == (0, True)
    assert "Slug: river-otters\n\n" in (tmp_path / "content/river-otters.md").read_text("utf-8")
    assert "ERROR" not in site.build()
    assert 'href="https://example.org/river-otters.html"' in site.read("beavers.html")
