"""An image in the text moves nothing, fits every screen, and is allowed by the page's policy."""

import io
import threading

import pytest
from PIL import Image

from hamerkop.preview.server import server_for
from tests.conftest import article
from tests.site_settings import CHECK_LEVELS

SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => { for (const entry of list.getEntries()) window.shifted += entry.value })
  .observe({type: "layout-shift", buffered: true});
"""


def png(width, height):
    data = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).save(data, "PNG")
    return data.getvalue()


@pytest.fixture
def served(build):
    """Serve a tiny site whose article has an image in its text, one with a caption, and one that is data."""
    body = (
        "Text.\n\n![A wide room]({static}/images/wide.png)\n\nMore text.\n\n"
        '![A tall door]({static}/images/tall.png "A door")\n\n'
        "![A dot](data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7)\n\nThe last text."
    )
    images = {"images/wide.png": png(2000, 500), "images/tall.png": png(300, 900)}
    site = build(
        {**images, "articles/a.md": article("A", body)}, settings={"CHECK_LEVELS": CHECK_LEVELS | {"I09": "off"}}
    )
    with server_for(site.output, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("width", [320, 1280])
def test_images_load_move_nothing_and_fit(page, served, width):
    logged = []
    page.on("console", lambda message: logged.append(message.text))
    page.add_init_script(SHIFTS)
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{served}/a/", wait_until="load")
    for image in page.locator("main img").all():
        image.scroll_into_view_if_needed()
    page.wait_for_function("[...document.images].every(image => image.complete && image.naturalWidth)")
    assert page.evaluate("window.shifted") == 0
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    boxes = [image.bounding_box() for image in page.locator("main img").all()]
    assert round(boxes[0]["width"] / boxes[0]["height"], 1) == 4
    assert round(boxes[1]["height"] / boxes[1]["width"], 1) == 3
    assert logged == []


def test_the_space_of_an_image_is_kept_before_it_has_loaded(page, served):
    page.set_viewport_size({"width": 320, "height": 700})
    page.route("**/*.png", lambda _route: None)  # they never load
    page.goto(f"{served}/a/", wait_until="domcontentloaded")
    box = page.locator("main img").first.bounding_box()
    assert round(box["width"] / box["height"], 1) == 4
