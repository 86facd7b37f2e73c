"""A pytest plugin that opens built sites in Chromium, from a server on loopback or each at an address of its own."""

import mimetypes
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from hamerkop.preview.server import server_for
from tests.hostile_site import SITEURL as HOSTILE
from tests.page_kinds import choose, pages_of
from tests.programs import chromium

# Without these Chromium asks the network for updates of its own.
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
MEASURES = Path(__file__).with_name("page_measures.js")
EDITION = "https://edition.example"
PUBLISHED = "https://example.org/sub"
VERY_LONG = 100_000  # letters of HTML; an article has 30 000


class Shown(NamedTuple):
    """A page to look at: the template that made it, and its whole address."""

    template: str
    url: str


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": FLAGS}


@pytest.fixture(scope="session")
def address(edition: Any) -> Iterator[str]:
    """Serve the edition from a free port; return its address."""
    with server_for(edition.output, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def shown(edition: Any, hostile_site: Any) -> list[Shown]:
    """Return a page of every kind: of the edition, and of the hostile site what the edition has no example of."""
    ours = pages_of(edition)
    return at(EDITION, choose(ours)) + at(HOSTILE, choose(pages_of(hostile_site), seen=ours))


@pytest.fixture(scope="session")
def shown_short(edition: Any, hostile_site: Any, shown: list[Shown]) -> list[Shown]:
    """Return `shown`, with the hostile site's page instead of a very long one: for slow checks of each element."""
    brief = {one.template: one for one in at(HOSTILE, choose(pages_of(hostile_site)))}
    sizes = {EDITION + page.url: len(edition.read(page.path)) for page in pages_of(edition)}
    return [brief.get(one.template, one) if sizes.get(one.url, 0) > VERY_LONG else one for one in shown]


@pytest.fixture(scope="session")
def shown_published(published: Any) -> list[Shown]:
    """Return a page of every kind of the edition as it is published."""
    return at(PUBLISHED, choose(pages_of(published)))


def at(root: str, pages: list[Any]) -> list[Shown]:
    return [Shown(page.template, root + page.url) for page in pages]


Reader = Callable[..., Page]


@pytest.fixture
def reader(request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]) -> Iterator[Reader]:
    """Yield ``reader(styled=True, **options)``: a new page for which each built site is at an address of its own.

    These are the hostile site and, in the tests of the edition, the edition as it is built and as it is published.
    Nothing else can be reached. *options* are those of a Playwright context. A redirect page does not redirect, so that
    it can be examined.
    """
    opened: list[BrowserContext] = []
    sites = {EDITION: "edition", PUBLISHED: "published"} if "/edition/" in request.path.as_posix() else {}
    folders = {url: request.getfixturevalue(name).output for url, name in (sites | {HOSTILE: "hostile_site"}).items()}

    def read(styled: bool = True, **options: Any) -> Page:
        def answer(route: Route) -> None:
            url = route.request.url.partition("#")[0].partition("?")[0]
            root = next((root for root in folders if url.startswith(f"{root}/")), None)
            if root is None:
                route.abort()
            else:
                route.fulfill(**file_at(folders[root], url.removeprefix(f"{root}/"), styled))

        context = new_context(**options)
        opened.append(context)
        context.add_init_script(path=MEASURES)
        context.route("**/*", answer)
        return context.new_page()

    yield read
    for context in opened:
        context.unroute_all(behavior="ignoreErrors")  # a page may still be asking for something


def file_at(folder: Path, path: str, styled: bool) -> dict[str, Any]:
    """Return what a static host answers; without *styled*, the page has lost its style sheet."""
    file = folder / path
    file = file / "index.html" if file.is_dir() else file
    status = 200 if file.is_file() else 404
    body = (file if file.is_file() else folder / "404.html").read_bytes()
    kind = "text/html; charset=utf-8" if status == 404 or file.suffix == ".html" else mimetypes.guess_type(file)[0]
    if file.suffix == ".html":
        body = body.replace(b'http-equiv="refresh"', b'name="refresh"')
        if not styled:
            body = re.sub(rb'(?s)<style>.*?</style>|<link rel="stylesheet"[^>]*>', b"", body)
    return {"status": status, "body": body, "content_type": kind}
