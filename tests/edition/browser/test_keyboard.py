"""Everything can be reached and used by keyboard alone, in the order of the page, with a focus that is seen."""

import pytest

from tests.expectations import expect_none


def tab(page, times=1, key="Tab"):
    for _ in range(times):
        page.keyboard.press(key)


@pytest.mark.parametrize("width", [390, 1280])
def test_tab_reaches_every_control_in_order_with_a_visible_focus_and_leaves_again(reader, shown_short, width):
    page = reader(viewport={"width": width, "height": 800})
    problems = {}
    for one in shown_short:
        page.goto(one.url)
        count = page.evaluate("measures.followFocus()")
        tab(page, count)
        there = page.evaluate("measures.focusReport()")
        tab(page)
        end = page.evaluate("measures.expected.indexOf(document.activeElement)")
        problems[one.url] = [*there["problems"], *(f"is never reached: {name}" for name in there["missed"])]
        if there["order"] != list(range(count)):
            problems[one.url].append(f"another order than the page's: {there['order']}")
        if end == count - 1 and count > 1:
            problems[one.url].append("the focus cannot leave the page")
    expect_none(problems)


def test_shift_and_tab_lead_back_the_same_way(reader, shown_short):
    page = reader(viewport={"width": 390, "height": 800})
    problems = {}
    for one in shown_short:
        page.goto(one.url)
        count = page.evaluate("measures.followFocus()")
        tab(page, count, "Shift+Tab")
        back = page.evaluate("measures.focusReport()")
        if back["order"] != list(range(count))[::-1]:
            problems[one.url] = [f"another order on the way back: {back['order']}"]
        tab(page, 1, "Shift+Tab")
        if page.evaluate("document.activeElement === measures.expected[0]") and count > 1:
            problems[one.url] = ["the focus cannot leave the page"]
    expect_none(problems)


def test_the_skip_link_comes_first_is_seen_and_leads_to_the_text(reader, shown):
    page = reader(viewport={"width": 390, "height": 800})
    problems = {}
    for one in shown:
        if one.template == "redirect":
            continue  # nothing there to skip
        page.goto(one.url)
        hidden = page.evaluate("measures.placeProblems(document.querySelector('.skip-link'))")
        tab(page)
        first = page.evaluate("document.activeElement.getAttribute('href')")
        seen = page.evaluate("measures.placeProblems(document.activeElement)")
        if first == "#main":
            page.keyboard.press("Enter")
        where = page.evaluate("document.activeElement.id")
        tab(page)
        inside = page.evaluate("Boolean(document.activeElement.closest('#main')) || !document.querySelector('#main a')")
        found = (bool(hidden), first, seen, where, inside)
        problems[one.url] = [] if found == (True, "#main", [], "main", True) else [found]
    expect_none(problems)


def test_what_folds_opens_and_closes_by_enter_and_by_space(reader, shown):
    page = reader(viewport={"width": 390, "height": 800})
    problems = {}
    for one in shown:
        page.goto(one.url)
        for at in range(page.locator("summary").count()):
            summary = page.locator("summary").nth(at)
            if not summary.is_visible():
                continue
            states = [summary.evaluate("summary => summary.parentElement.open")]
            for key in ("Enter", "Space"):
                summary.focus()
                page.keyboard.press(key)
                states.append(summary.evaluate("summary => summary.parentElement.open"))
            if states not in ([False, True, False], [True, False, True]):
                problems[one.url, at] = [states]
    expect_none(problems)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_is_seen_in_forced_colours_too(reader, shown, scheme):
    page = reader(forced_colors="active", color_scheme=scheme)
    problems = {}
    for one in shown:
        page.goto(one.url)
        page.evaluate("measures.followFocus()")
        tab(page, 8)
        problems[one.url] = page.evaluate("measures.focusReport()")["problems"]
    expect_none(problems)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_contents_list_is_heard_where_it_is_seen(reader, shown, width):
    page = reader(viewport={"width": width, "height": 800})
    page.goto(next(one.url for one in shown if one.template == "article"))
    seen = page.evaluate("[...document.querySelectorAll('.toc a')].filter(measures.seen).map(link => link.innerText)")
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    links = {node["name"]["value"] for node in tree if not node["ignored"] and node["role"]["value"] == "link"}
    assert bool(seen) == (width == 1280)  # on a phone it is folded
    assert set(seen) <= links
