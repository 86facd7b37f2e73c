"""Reading leaves no trace: one request, nobody else asked, nothing kept, nothing run."""

import pytest

from tests.expectations import expect_none

LEFT_BEHIND = """async () => [
    ...measures.violations,
    ...Object.keys(localStorage), ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map(database => database.name),
    ...await caches.keys(),
    ...(await navigator.serviceWorker.getRegistrations()).map(worker => worker.scope),
    ...[...document.querySelectorAll("script:not([type='application/ld+json'])")].map(script => script.outerHTML),
    ...[...document.querySelectorAll("[style]")].map(element => element.outerHTML),
]"""


@pytest.mark.parametrize("build", ["shown", "shown_published"])
def test_reading_costs_one_request_and_leaves_nothing_behind(reader, request, build):
    page = reader()
    requests, said = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    problems = {}
    for shown in request.getfixturevalue(build):
        if shown.template == "search":
            continue  # the one page with a script; test_search.py says what it may do
        requests.clear()
        page.goto(shown.url, wait_until="networkidle" if page.url == "about:blank" else "load")
        images = page.evaluate("[...document.images].map(image => image.src)")
        problems[shown.url] = [
            *page.evaluate(LEFT_BEHIND),
            *said,
            *(url for url in requests if url not in [shown.url, *images]),
            *(url for url in images if not url.startswith(shown.url.partition("/sub")[0])),
            *map(str, page.context.cookies()),
        ]
        said.clear()
    expect_none(problems)
    assert len(problems) > 15
