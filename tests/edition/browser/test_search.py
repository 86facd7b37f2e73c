"""Searching, as a reader does it: by keyboard, by a link, without script, offline."""

import mimetypes
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.conftest import PROJECT, article
from tests.edition.browser.test_axe import RULES
from tests.programs import need_module

WORDS, STATUS, RESULTS, MORE = "#search-words", "#search-status", "#search-results > li", "#search-more"
PATIENCE = 30_000  # milliseconds: a busy machine is not a problem


@pytest.fixture
def search(page, address):
    """Return ``search(question, topic="")``, which opens the search page by its address and waits for an answer."""

    def go(question="", topic=""):
        asked = f"?q={question}" + (f"&topic={topic}" if topic else "")
        page.goto(f"{address}/search/{asked if question else ''}")
        if question:
            wait_for_answer(page)
        return page

    return go


def wait_for_answer(page, said="result"):
    # The page's policy allows no evaluated script, so a function to wait for would be refused.
    expect(page.locator(STATUS)).to_contain_text(said, timeout=PATIENCE)


def titles(page):
    return page.locator(f"{RESULTS} > h2 > a").all_inner_texts()


def focused(page, what="id"):
    return page.evaluate(f"document.activeElement.{what}")


def test_typing_finds_and_says_how_much_while_the_focus_stays(search):
    page = search()
    page.locator(WORDS).press_sequentially("bladder", delay=20)
    wait_for_answer(page)
    assert titles(page)[0] == "Bladder, liver and memory"
    number = int(page.locator(STATUS).inner_text().split()[0])
    assert page.locator(STATUS).inner_text() == f"{number} results for “bladder”"
    assert len(titles(page)) == min(number, 10)
    assert focused(page) == "search-words"
    assert page.url.endswith("/search/?q=bladder")


def test_a_result_shows_what_was_found_and_leads_to_the_passage(search, address):
    page = search("driving")
    first = page.locator(RESULTS).filter(has=page.get_by_role("link", name="What happens at a treatment visit"))
    assert "drive" in first.locator("mark").first.inner_text()
    first.get_by_role("link", name="Why you cannot drive").click()
    page.wait_for_url("**/infusion-visit/#why-you-cannot-drive")
    assert page.locator(":target").inner_text().replace("\N{NO-BREAK SPACE}", " ") == "Why you cannot drive"


def test_a_term_is_found_as_its_entry_in_the_glossary(search):
    page = search("placebo")
    entry = page.locator(RESULTS).first
    assert entry.locator("h2").inner_text() == "placebo term"
    entry.get_by_role("link").first.click()
    page.wait_for_url("**/glossary/#placebo")


def test_a_link_a_reload_and_the_way_back_give_the_same_results(search):
    page = search("driving", "monitoring")
    shown, said = titles(page), page.locator(STATUS).inner_text()
    assert shown
    assert page.locator(WORDS).input_value() == "driving"
    page.reload()
    wait_for_answer(page)
    assert (titles(page), page.locator(STATUS).inner_text()) == (shown, said)
    page.locator(f"{RESULTS} a").first.click()
    page.wait_for_url(lambda url: "/search/" not in url)
    page.go_back()
    wait_for_answer(page)
    assert (titles(page), page.locator(STATUS).inner_text()) == (shown, said)
    assert page.url.endswith("/search/?q=driving&topic=monitoring")


def test_a_topic_leaves_its_results_and_says_before_how_many_they_are(search):
    page = search("driving")
    everywhere = titles(page)
    option = page.locator("#search-topic option[value=side-effects]")
    label = option.inner_text()
    page.select_option("#search-topic", "side-effects")
    wait_for_answer(page, " in Side effects")
    within = titles(page)
    assert label == f"Side effects ({len(within)})"
    assert 0 < len(within) < len(everywhere)
    assert set(within) < set(everywhere)
    assert page.url.endswith("?q=driving&topic=side-effects")
    empty = page.locator("#search-topic option:disabled").all_inner_texts()
    assert empty
    assert all(text.endswith("(0)") for text in empty)


def test_a_topic_that_there_is_not_leaves_all_topics(search):
    page = search("driving", "nonsense")
    assert page.locator("#search-topic").input_value() == ""
    assert titles(page)


def test_more_results_come_when_asked_for_and_the_focus_goes_to_the_first_of_them(search):
    page = search("ketamine")
    number = int(page.locator(STATUS).inner_text().split()[0])
    assert number > 20
    assert len(titles(page)) == 10
    page.locator(MORE).focus()
    page.keyboard.press("Enter")
    page.locator(RESULTS).nth(10).wait_for()
    assert focused(page, "textContent") == titles(page)[10]
    while page.locator(MORE).is_visible():
        before = len(titles(page))
        page.locator(MORE).click()
        page.locator(RESULTS).nth(before).wait_for()
    assert len(titles(page)) == len(set(page.locator(f"{RESULTS} > h2 > a").evaluate_all("a => a.map(b => b.href)")))
    assert len(titles(page)) == number


def test_asking_twice_for_more_shows_nothing_twice(search):
    page = search("ketamine")
    page.locator(MORE).evaluate("button => { button.click(); button.click(); }")
    page.locator(RESULTS).nth(19).wait_for()
    links = page.locator(f"{RESULTS} > h2 > a").evaluate_all("links => links.map((link) => link.href)")
    assert len(links) == len(set(links)) == 20


@pytest.mark.parametrize("how", ["Escape", "clear"])
def test_an_empty_question_empties_the_page(search, how):
    page = search("driving")
    if how == "clear":
        page.fill(WORDS, "")
    else:
        page.locator(WORDS).press("Escape")
    expect(page.locator(STATUS)).to_be_empty(timeout=PATIENCE)
    assert titles(page) == []
    assert page.url.endswith("/search/")
    assert page.locator("#search-topic option").first.inner_text() == "All topics"


def test_enter_searches_at_once_and_stays_on_the_page(search):
    page = search()
    page.evaluate("window.stayed = true")
    page.fill(WORDS, "cost")
    page.locator(WORDS).press("Enter")
    wait_for_answer(page)
    assert titles(page)[0] == "Cost, insurance and fairness"
    assert page.evaluate("window.stayed")


def test_everything_is_reached_by_tab_in_the_order_it_is_read(search):
    page = search("driving")
    page.locator(WORDS).focus()
    passed = []
    for _ in range(4):
        page.keyboard.press("Tab")
        passed.append(focused(page, "textContent.trim().slice(0, 12)"))
    assert passed[0] == "Search"
    assert passed[1].startswith("All topics")
    assert passed[2] == "911"
    while focused(page, "closest('#search-results')") is None:
        page.keyboard.press("Tab")
    assert focused(page, "textContent") == titles(page)[0]


def test_nothing_found_is_said_with_a_way_out(search):
    page = search("xyzzyq")
    assert page.locator(STATUS).inner_text() == "No results for “xyzzyq”. Look in the A to Z below."
    assert page.locator("main").get_by_role("link", name="A to Z").is_visible()
    assert page.locator(STATUS).evaluate("status => status.children.length") == 0


def test_who_searches_at_night_meets_the_numbers_to_call_above_the_results(search):
    page = search("suicide")
    numbers = page.locator("main .help").bounding_box()
    assert numbers["y"] + numbers["height"] <= page.locator(STATUS).bounding_box()["y"]
    assert page.locator("main .help a[href='tel:988']").is_visible()


def test_without_script_the_page_says_so_and_offers_the_a_to_z(browser, address):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{address}/search/?q=driving")
    assert "Search needs JavaScript" in page.locator("main").inner_text()
    page.locator("main").get_by_role("link", name="A to Z").first.click()
    assert page.url == f"{address}/a-z/"
    page.close()


def test_without_script_no_form_is_shown_that_would_not_answer(browser, address):
    page = browser.new_page(java_script_enabled=False, bypass_csp=True)
    page.route("**/search/", with_its_own_sheet)
    page.goto(f"{address}/search/")
    assert not page.locator("form").is_visible()
    assert page.locator("main").get_by_role("link", name="A to Z").first.is_visible()
    page.close()


def with_its_own_sheet(route):
    """Answer with the page and its own style sheet, however the theme brings the two together."""
    sheet = (PROJECT / "theme/static/css/pages/search.css").read_text("utf-8")
    route.fulfill(body=route.fetch().text().replace("</head>", f"<style>{sheet}</style></head>"))


def test_with_script_nobody_reads_that_it_is_missing(search):
    assert "needs JavaScript" not in search().locator("main").inner_text()


def test_the_index_that_does_not_come_is_not_called_no_results(search):
    page = search()
    page.context.set_offline(True)
    page.locator(WORDS).fill("driving")
    wait_for_answer(page, "could not be loaded")
    assert titles(page) == []


def test_a_connection_that_ends_between_two_questions_is_said(search):
    page = search("driving")
    page.context.set_offline(True)
    page.fill(WORDS, "zebra crossing")
    wait_for_answer(page, "could not be loaded")
    page.context.set_offline(False)
    page.fill(WORDS, "bladder")
    wait_for_answer(page, "results for “bladder”")
    assert titles(page)[0] == "Bladder, liver and memory"


def test_a_question_of_signs_is_shown_as_text(search):
    page = search()
    page.evaluate("window.fired = false")
    question = '<img src=x onerror="window.fired = true"> & “q”'
    page.fill(WORDS, question)
    wait_for_answer(page)
    assert question in page.locator(STATUS).inner_text()
    assert page.locator("main img").count() == 0
    assert page.evaluate("window.fired") is False


def test_searching_asks_nobody_else_stores_nothing_and_breaks_no_policy(search, address):
    page = search()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.reload()
    page.locator(WORDS).press_sequentially("side effects")
    wait_for_answer(page)
    page.locator(MORE).click()
    page.locator(RESULTS).nth(10).wait_for()
    assert said == []
    assert {urlsplit(url).netloc for url in asked} == {urlsplit(address).netloc}
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("indexedDB.databases().then((found) => found.length)") == 0
    assert page.evaluate("caches.keys().then((found) => found.length)") == 0


def test_a_visit_without_a_question_loads_only_the_page_and_its_script(page, address):
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.goto(f"{address}/search/", wait_until="networkidle")
    assert asked == ["/search/", "/theme/search.js"]


def test_axe_finds_nothing_among_the_results(search):
    page = search("side effects")
    page.evaluate(need_module("axe-core/axe.min.js").read_text("utf-8"))
    for scheme, width in [("light", 320), ("light", 1280), ("dark", 320), ("dark", 1280)]:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        found = page.evaluate(f"axe.run({{runOnly: {RULES}}})")
        problems = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]]
        assert problems == [], (scheme, width)


def test_results_are_never_wider_than_the_screen(search):
    page = search("side effects")
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0, width


def serve(page, site, origin):
    """Answer requests to *origin* with the files of a built site, as a host would."""

    def answer(route):
        path = urlsplit(route.request.url).path.removeprefix(urlsplit(origin).path).lstrip("/")
        file = site.output / (path + "index.html" if path.endswith("/") or not path else path)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        route.fulfill(body=file.read_bytes(), content_type=kind) if file.is_file() else route.fulfill(status=404)

    page.route(f"{origin}/**", answer)


def test_a_site_under_a_sub_path_searches_there(page, published):
    origin, said = "https://example.org/sub", []
    page.on("console", lambda message: said.append(message.text))
    serve(page, published, origin)
    page.goto(f"{origin}/search/?q=driving")
    wait_for_answer(page)
    links = page.locator(f"{RESULTS} a").evaluate_all("links => links.map((link) => link.href)")
    assert links
    assert all(link.startswith(f"{origin}/") for link in links)
    page.locator(f"{RESULTS} a").first.click()
    page.wait_for_url(lambda url: "/search/" not in url)
    assert page.locator("h1").is_visible()
    assert said == []


def test_titles_headings_and_texts_of_signs_are_shown_as_text(page, build):
    hostile = '<img src=x onerror="window.fired = 1"> & "co" <mark>all</mark> &lt;i&gt;'
    body = f"Otters <b>swim</b> `{hostile}` here.\n\n## Rivers `{hostile}`\n\nOtters again.\n"
    site = build({"articles/a.md": article(f"Otters {hostile}", body)})
    serve(page, site, "https://example.org")
    page.goto("https://example.org/search/?q=otters")
    wait_for_answer(page)
    assert titles(page) == [f"Otters {hostile}"]
    assert hostile.split(" & ")[0] in page.locator(f"{RESULTS} p").inner_text()
    assert page.locator(f"{RESULTS} ul a").inner_text().startswith(f"Rivers {hostile.split(' & ')[0]}")
    assert page.locator("main img, main i").count() == 0
    assert page.locator(f"{RESULTS} mark").all_inner_texts() == ["Otters", "Otters"]
    assert page.evaluate("window.fired") is None


def test_a_site_without_an_article_says_that_it_cannot_search(page, build):
    serve(page, build({}), "https://example.org")
    page.goto("https://example.org/search/?q=otters")
    wait_for_answer(page, "could not be loaded")
