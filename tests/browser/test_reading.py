"""What only a browser knows of the built site: requests, focus, layout, colours, contrast."""

import pytest

from tests.tools import need_module

ARTICLE = "/side-effects/"
KINDS = [
    "/",
    ARTICLE,
    "/evidence-at-a-glance/",
    "/suicidal-thoughts/",
    "/help-now/",
    "/about/",
    "/sources/",
    "/glossary/",
    "/corrections/",
    "/a-z/",
    "/editorial-policy/",
    "/topics/",
    "/topics/side-effects/",
    "/categories/",
    "/categories/safety/",
    "/authors/editorial-team/",
    "/archives/",
    "/404.html",
]
RULES = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""  # WCAG 2.2, 1.4.12


def sideways(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("path", KINDS)
def test_reading_costs_one_request_and_leaves_nothing_behind(page, address, path):
    requests, said = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(address + path, wait_until="networkidle")
    assert requests == [address + path]
    assert said == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.locator("script:not([type='application/ld+json'])").count() == 0


@pytest.mark.parametrize("path", KINDS)
def test_nothing_is_wider_than_the_screen(page, address, path):
    page.goto(address + path)
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert sideways(page) == 0, width


def test_nothing_is_wider_than_a_phone_with_the_readers_own_spacing(browser, address):
    # A user's style sheet is not bound by the page's policy; a page that allows styles stands in for it.
    page = browser.new_page(bypass_csp=True, viewport={"width": 320, "height": 800})
    for path in KINDS:
        page.goto(address + path)
        page.add_style_tag(content=SPACING)
        assert sideways(page) == 0, path
    page.close()


@pytest.mark.parametrize("path", KINDS)
def test_the_skip_link_comes_first_and_leads_to_the_text(page, address, path):
    page.goto(address + path)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(251, 249, 244)"), ("dark", "rgb(22, 27, 26)")])
def test_the_readers_colour_scheme_is_followed_without_script(browser, address, scheme, paper):
    page = browser.new_page(java_script_enabled=False, color_scheme=scheme)
    page.goto(address + ARTICLE)
    style = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    page.close()
    assert style == paper


@pytest.mark.parametrize("path", KINDS)
def test_axe_finds_nothing_in_either_scheme_on_a_phone_or_a_wide_screen(page, address, path):
    page.goto(address + path)
    page.evaluate(need_module("axe-core/axe.min.js").read_text("utf-8"))
    for scheme, width in [("light", 320), ("light", 1280), ("dark", 320), ("dark", 1280)]:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        found = page.evaluate(f"axe.run({{runOnly: {RULES}}})")
        faults = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]]
        assert faults == [], (scheme, width)


def test_an_article_prints_with_its_help_line(page, address, tmp_path):
    page.goto(address + "/suicidal-thoughts/")
    page.emulate_media(media="print")
    assert page.locator("text=In danger now?").first.is_visible()
    assert len(page.pdf()) > 10_000
