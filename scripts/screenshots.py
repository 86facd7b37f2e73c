"""Takes the pictures of the built site that the README and docs/ show, so that they stay true.

    python scripts/screenshots.py

builds the site, opens it in Chromium, and writes docs/*.png. A picture is a choice, so it is a row in SHOTS.
"""

import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hamerkop.build import preview, site


class Shot(NamedTuple):
    """One picture: file name, address, width and height in CSS pixels, colour scheme."""

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
        browser.close()


def make_small(folder: Path) -> None:
    """Press the pictures if pngquant is there; they are as true without."""
    if shutil.which("pngquant"):
        files = sorted(str(path) for path in folder.glob("*.png"))
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
    print(f"{len(SHOTS)} pictures in {folder}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
