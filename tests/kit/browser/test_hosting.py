"""With the headers of docs/hosting/ a browser shows the whole site, silently, and lets nobody frame it."""

import threading

import pytest

from hamerkop.preview.server import server_for
from tests.conftest import article
from tests.web_servers import SERVERS, free_port, serving

SCRIPT = b'<script>document.documentElement.id = "run"</script>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">%s</svg>'
FILES = {
    "images/room.svg": SVG % b"",
    "articles/a.md": article("A", "Text.\n\n![A room]({static}/images/room.svg)"),
    "pages/p.md": "---\ntitle: P\n---\n\nText.\n",
}

FRAME = '<!doctype html><iframe src="%s/a/"></iframe>'


@pytest.fixture(params=SERVERS)
def address(request, build, tmp_path):
    """Serve a tiny published site by one of the servers; return its address."""
    port = free_port()
    site = build(FILES, published=True, env={"SITEURL": f"https://localhost:{port}"})
    # The build refuses a drawing with a script; should one get onto the host all the same, it does not run.
    (site.output / "images/room.svg").write_bytes(SVG % SCRIPT)
    with serving(request.param, site.output, tmp_path / "server", https_port=port) as server:
        yield server.address


def test_pages_and_images_load_without_a_word_and_nobody_can_frame_them(browser, address):
    page = browser.new_page(ignore_https_errors=True)
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/a/", "/p/", "/topics/river/"):
        page.goto(address + path, wait_until="networkidle")
        assert page.evaluate("getComputedStyle(document.body).fontFamily").lower().count("serif"), path
    page.locator("main a[href$='/a/']").first.click()
    assert page.evaluate("document.referrer") == ""
    page.locator("main img").scroll_into_view_if_needed()
    page.wait_for_function("document.images[0].complete && document.images[0].naturalWidth == 40")
    assert said == []
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    page.goto(f"{address}/images/room.svg")  # whose script has a mind of its own
    assert page.evaluate("document.documentElement.id") == ""
    page.close()


def test_no_other_site_can_show_a_page_in_a_frame(browser, address, tmp_path):
    (tmp_path / "frame.html").write_text(FRAME % address, "utf-8")
    page = browser.new_page(ignore_https_errors=True)
    with server_for(tmp_path, 0) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{other.server_port}/frame.html", wait_until="networkidle")
        other.shutdown()
    assert page.frames[1].locator(".h-entry").count() == 0
    page.close()
