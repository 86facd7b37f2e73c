"""In Chromium, a page of `hamerkop serve` follows its source, and lists what is wrong."""

import re

import pytest

from tests.kit.site.test_preview_survives import ARTICLES, FILES, text
from tests.serving import serving

POLICY = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'self'; img-src 'self'\">"
PAGE = f"""<!doctype html><html><head>{POLICY}<title>{{{{ article.title }}}}</title>
<link rel="stylesheet" href="/theme/site.css"></head><body>
<nav style="position: sticky; top: 0"><ul><li>A list that stays</li></ul></nav>
{{{{ article.content }}}}</body></html>"""
LONG = "\n\n".join(f"Paragraph {number}.\n\n![Picture](/images/a.svg)" for number in range(60))
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="90"/>'
RUDE = "* { position: static !important; float: left !important; font: 80px serif } p { color: red }"
SITE = FILES | {
    "theme/templates/article.html": PAGE,
    "theme/static/site.css": RUDE,
    "content/images/a.svg": SVG,
    f"{ARTICLES}/otter.md": text("Otter", LONG),
    f"{ARTICLES}/eel.md": text("Eel", "They swim."),
    f"{ARTICLES}/newt.md": text("Newt", "Wet.", status="draft"),
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("preview") / "site", SITE) as made:
        yield made


@pytest.fixture
def page(shown, new_context):
    """A page of the site as at the beginning."""
    shown.write({name: data for name, data in SITE.items() if name.startswith("content/")})
    shown.wait_for(lambda: not shown.state("/otter.html")["checking"])
    context = new_context(viewport={"width": 800, "height": 600})
    return context.new_page()


def at(page, shown, path):
    """Open a page, and wait until it is connected."""
    page.goto(f"http://127.0.0.1:{shown.port}{path}")
    page.locator("hamerkop-desk").wait_for(state="attached")
    page.evaluate("window.isOld = true")
    return page


def reloaded(page, words):
    """Wait until the page was loaded again with *words*."""
    page.get_by_text(words).first.wait_for(state="attached")
    assert page.evaluate("window.isOld") is None


def test_a_page_keeps_its_place_and_others_are_not_loaded_again(page, shown):
    other = at(page.context.new_page(), shown, "/eel.html")
    at(page, shown, "/otter.html")
    paragraph = page.get_by_text("Paragraph 30.", exact=True)
    paragraph.evaluate("each => scrollTo({top: each.offsetTop - 20, behavior: 'instant'})")
    before = paragraph.bounding_box()["y"]
    longer = "A new beginning.\n\n" * 5 + LONG
    shown.write({f"{ARTICLES}/otter.md": text("Otter", longer)})
    reloaded(page, "A new beginning.")
    page.wait_for_load_state()
    shown.wait_for(lambda: abs(paragraph.bounding_box()["y"] - before) < 3)
    assert other.evaluate("window.isOld") is True


def test_more_tabs_than_a_browser_has_connections_follow_a_source(page, shown):
    tabs = [at(page.context.new_page(), shown, "/eel.html") for _ in range(8)]
    shown.write({f"{ARTICLES}/eel.md": text("Eel", "In each tab.")})
    for tab in tabs:
        reloaded(tab, "In each tab.")


def test_a_style_sheet_is_replaced_without_loading_the_page_again(page, shown):
    at(page, shown, "/eel.html")
    shown.write({"theme/static/site.css": "p { color: rgb(9, 9, 9) }"})
    shown.wait_for(lambda: page.locator("body > p").evaluate("each => getComputedStyle(each).color") == "rgb(9, 9, 9)")
    assert page.evaluate("window.isOld") is True
    shown.write({"content/images/a.svg": SVG.replace("90", "91")})
    shown.write({f"{ARTICLES}/otter.md": text("Otter", LONG)})
    shown.wait_for(lambda: shown.state("/")["files"])
    assert page.evaluate("window.isOld") is True


def test_a_picture_that_a_page_shows_loads_it_again(page, shown):
    at(page, shown, "/otter.html")
    with page.expect_event("load"):
        shown.write({"content/images/a.svg": SVG.replace("90", "50")})
    shown.wait_for(lambda: page.locator("img").first.evaluate("each => each.naturalHeight") == 50)


def test_the_page_goes_to_what_was_saved_if_the_writer_wants_it(page, shown):
    at(page, shown, "/eel.html")
    shown.write({f"{ARTICLES}/newt.md": text("Newt", "Very wet.", status="draft")})
    shown.lists("/drafts/newt.html", "Draft")
    assert page.url.endswith("/eel.html")
    page.get_by_role("button", name="No findings").click()
    page.get_by_role("checkbox", name="Go to the page of the file that was saved").check()
    shown.write({f"{ARTICLES}/newt.md": text("Newt", "Dripping.", status="draft")})
    page.wait_for_url("**/drafts/newt.html")
    page.get_by_text("Dripping.").wait_for()
    assert page.get_by_role("button", name="Draft, not published").is_visible()


def test_the_panel_lists_findings_and_is_closed_by_escape(page, shown):
    at(page, shown, "/eel.html")
    wrong = text("Eel", "They swim, <b>they</b> see [nothing]({filename}nothing.md).")
    shown.write({f"{ARTICLES}/eel.md": wrong, f"{ARTICLES}/rat.md": text("Rat", "", date="soon <i>")})
    page.get_by_role("button", name=re.compile("1 error")).click()
    panel = page.get_by_role("dialog", name="Findings")
    box = panel.bounding_box()
    assert 0 < box["y"] < box["y"] + box["height"] < 600
    assert 0 < box["x"] < box["x"] + box["width"] < 800
    assert panel.evaluate("each => getComputedStyle(each).fontSize") == "15px"
    places = panel.get_by_role("link").all_inner_texts()
    assert [each for each in places if "articles" in each] == [
        f"{ARTICLES}/eel.md",
        f"{ARTICLES}/eel.md:7:38",
        f"{ARTICLES}/rat.md:3:7",
    ]
    link = panel.get_by_role("link", name=f"{ARTICLES}/rat.md:3:7")
    assert link.get_attribute("href") == f"vscode://file{shown.folder.as_posix()}/{ARTICLES}/rat.md:3:7"
    assert page.locator("hamerkop-desk").evaluate("each => each.shadowRoot.activeElement.ariaLabel") == "Close"
    page.keyboard.press("Escape")
    assert panel.is_hidden()
    assert page.get_by_role("button", name=re.compile("1 error")).get_attribute("aria-expanded") == "false"
    assert page.locator("hamerkop-desk").evaluate("each => each.shadowRoot.activeElement.className") == "summary"
    shown.write({f"{ARTICLES}/rat.md": None})


def test_a_page_that_cannot_be_made_any_more_opens_the_panel_by_itself(page, shown):
    at(page, shown, "/eel.html")
    shown.write({f"{ARTICLES}/eel.md": text("Eel", "Lost.", date="soon")})
    page.get_by_text("This is the last page that could be shown").wait_for()
    assert page.get_by_text("They swim.").is_visible()
    shown.write({f"{ARTICLES}/eel.md": text("Eel", "Found.")})
    reloaded(page, "Found.")
    assert page.get_by_role("dialog", name="Findings").is_hidden()


def test_a_page_connects_again_when_the_settings_have_changed(page, shown):
    index = page.context.new_page()
    index.goto(f"http://127.0.0.1:{shown.port}/")
    at(page, shown, "/eel.html")
    loads = []
    index.on("load", lambda: loads.append(1))
    settings = (shown.folder / "pelicanconf.py").read_text("utf-8")
    shown.write({"pelicanconf.py": settings.replace("Otters", "Badgers")})
    shown.wait_for(lambda: index.title() == "Badgers")
    shown.write({f"{ARTICLES}/eel.md": text("Eel", "After the start.")})
    reloaded(page, "After the start.")
    assert len(loads) == 1


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_the_desk_fits_the_window_and_follows_the_site(page, shown, width):
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"http://127.0.0.1:{shown.port}/_desk/")
    assert page.get_by_role("link", name="Newt", exact=True).get_attribute("href") == "/drafts/newt.html"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    shown.write({f"{ARTICLES}/newt.md": text("Newt", "Wet.")})
    page.get_by_role("heading", name="Drafts").wait_for(state="detached")
