"""Prints how long it takes in Chromium from the saving of an article to the page loaded again, in `hamerkop serve`.

    python bench/reload.py SITE [ARTICLE]

SITE is the folder of a site; it is copied, so that nothing in it changes. ARTICLE is the path of a Markdown file under
SITE, by default the longest one in content/articles. A paragraph is written at its end ten times. The median and the
longest of the seconds until the page that Chromium shows has it are printed, and the processor seconds of the preview.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
LEFT_OUT = ("output*", ".cache", ".venv", "node_modules", ".git", "tests")
TRIES = 10


def copied(site: Path) -> Path:
    """Return a copy of the folder *site*."""
    folder = Path(tempfile.mkdtemp(), "site")
    shutil.copytree(site, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    return folder


def longest(folder: Path) -> Path:
    return max(Path(folder, "content/articles").glob("*.md"), key=lambda path: path.stat().st_size)


def address_in(process: "subprocess.Popen[str]") -> str:
    """Return the address that a preview prints when it has started."""
    assert process.stdout is not None
    line = next(line for line in process.stdout if "Serving the site at" in line)
    return line.split()[4].rstrip("/")


def seconds_until(page: Page, article: Path, mark: str) -> float:
    """Return the seconds until the page has a paragraph that is written at the end of *article*."""
    text = article.read_text("utf-8").rstrip("\n")
    started = time.perf_counter()
    article.write_text(f"{text}\n\nA paragraph with {mark}.\n", "utf-8")
    page.get_by_text(f"A paragraph with {mark}.").first.wait_for(state="attached")
    return time.perf_counter() - started


def measure(address: str, article: Path) -> list[float]:
    """Return the seconds of each try; pages follow what is saved, so the first one need not be that of the article."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.goto(f"{address}/")
        time.sleep(3)  # the search index is made meanwhile
        seconds_until(page, article, "markup")
        found = []
        for number in range(TRIES):
            time.sleep(1)
            found.append(seconds_until(page, article, f"mark{number}"))
        browser.close()
    return found


def main() -> None:
    """Copy the site, serve it, and print the seconds."""
    folder = copied(Path(sys.argv[1]).resolve())
    article = folder / sys.argv[2] if len(sys.argv) > 2 else longest(folder)
    command = [sys.executable, "-m", "hamerkop", "serve", "--port", "0", "--follow"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        seconds = measure(address_in(process), article)
    finally:
        process.terminate()
        process.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{article.relative_to(folder)}: median {statistics.median(seconds):.3f} s, longest {max(seconds):.3f} s")
    print(f"processor, preview and search index: {used.ru_utime + used.ru_stime:.1f} s")
    shutil.rmtree(folder.parent)


if __name__ == "__main__":
    main()
