"""Takes the screenshots of the built site that the README and docs/ show.

    python scripts/screenshots.py

builds the site, opens it in Chromium, and writes docs/*.png and docs/plugins/*.png, one row of SHOTS or PARTS each.
"""

import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hamerkop.build import preview, site


class Shot(NamedTuple):
    """A screenshot of a page: file name, address, width and height in CSS pixels, colour scheme."""

    name: str
    path: str
    width: int
    height: int
    scheme: str = "light"


SHOTS = [
    Shot("article-wide", "/side-effects/", 1280, 900),
    Shot("article-phone", "/suicidal-thoughts/", 390, 844),
    Shot("front-wide", "/", 1280, 900),
    Shot("front-phone-dark", "/", 390, 844, "dark"),
    Shot("topic-wide", "/topics/side-effects/", 1280, 900),
    Shot("topic-phone", "/topics/side-effects/", 390, 844),
]


class Part(NamedTuple):
    """A screenshot of the first element that *selector* finds, for the page of a plugin; at most *height* pixels."""

    plugin: str
    path: str
    selector: str
    height: int = 360
    width: int = 640


PARTS = [
    Part("a_to_z", "/a-z/", "main", 320),
    Part("annotated_bibliography", "/sources/", "main section:nth-of-type(2), main section", 360),
    Part("blocks", "/side-effects/", "section.block.urgent, section.block", 300),
    Part("citations", "/side-effects/", "section.references", 300),
    Part("figures", "/how-fast-and-how-long/", "figure.block", 360),
    Part("glossary", "/glossary/", ".terms", 320),
    Part("help_box", "/suicidal-thoughts/", "section.help", 360),
    Part("related", "/side-effects/", "section.related, .related", 360),
    Part("review_status", "/side-effects/", ".review", 200),
    Part("search", "/search/", "main", 320),
    Part("start_here", "/", ".start-here", 360),
    Part("tables", "/routes-compared/", "section.table", 320),
    Part("toc", "/side-effects/", "nav.toc", 320),
    Part("topics", "/topics/side-effects/", "main", 360),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def take(address: str, folder: Path) -> None:
    """Write each of SHOTS into *folder*."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for shot in SHOTS:
            size = {"width": shot.width, "height": shot.height}
            page = browser.new_page(viewport=size, color_scheme=shot.scheme, device_scale_factor=2)
            page.goto(address + shot.path)
            page.screenshot(path=folder / f"{shot.name}.png")
            page.close()
        for part in PARTS:
            page = browser.new_page(viewport={"width": part.width, "height": 900}, color_scheme="light")
            page.goto(address + part.path)
            take_part(page, part, folder / "plugins" / f"{part.plugin}.png")
            page.close()
        browser.close()


def take_part(page: Page, part: Part, file: Path) -> None:
    """Write the upper part of one element, with a margin, into *file*."""
    element = page.locator(part.selector).first
    element.evaluate("element => element.querySelectorAll('details').forEach(details => details.open = true)")
    top, height = element.evaluate(
        "element => [element.getBoundingClientRect().top + scrollY, element.getBoundingClientRect().height]"
    )
    clip = {"x": 0, "y": max(0, top - 8), "width": part.width, "height": min(part.height, height + 16)}
    page.screenshot(path=file, clip=clip, full_page=True)


def make_small(folder: Path) -> None:
    """Reduce the files with pngquant if it is installed."""
    if shutil.which("pngquant"):
        files = sorted(str(path) for path in folder.rglob("*.png"))
        subprocess.run(["pngquant", "--force", "--ext", ".png", "64", *files], check=True)


def main() -> int:
    report = site.build()
    if not report.succeeded:
        print(report.as_text())
        return 1
    folder = Path("docs")
    folder.mkdir(exist_ok=True)
    with preview.server_for(report.output, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        take(f"http://127.0.0.1:{server.server_port}", folder)
        server.shutdown()
    make_small(folder)
    print(f"{len(SHOTS) + len(PARTS)} screenshots in {folder}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
