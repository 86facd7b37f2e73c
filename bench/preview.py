"""Prints how long a preview takes from the saving of a file to the new page over HTTP.

    python bench/preview.py SITE [SETTINGS]

SITE is the folder of a site whose articles have plain headers ("Title: …") in PATH; it is copied, so that nothing in it
changes. Each kind of edit is made five times; the median is printed in seconds, with the slowest, and the number of
pages that still had the old text after ten seconds.
"""

import http.client
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from hamerkop.preview.following import Preview
from hamerkop.preview.server import server_of

TRIES = 5
TOO_LATE = 10.0  # seconds


class Reader:
    """Asks a preview for pages over one connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)

    def page(self, address: str) -> str:
        self._connection.request("GET", f"/{address}")
        return self._connection.getresponse().read().decode()

    def seconds_until(self, address: str, is_new: Callable[[str], bool]) -> float | None:
        """Return the seconds until the page is new; None if it is not after TOO_LATE."""
        started = time.perf_counter()
        while time.perf_counter() - started < TOO_LATE:
            if is_new(self.page(address)):
                return time.perf_counter() - started
            time.sleep(0.002)
        return None


class Edit(NamedTuple):
    """What is done to a file, and how the page at *address* shows it."""

    name: str
    address: str
    make: Callable[[], object]
    is_new: Callable[[str], bool]


def edits(files: list[Path], preview: Preview) -> Iterator[Edit]:
    """Yield each edit, TRIES times."""
    middle = len(files) // 2
    for number in range(TRIES):
        file, newest = files[middle + 7 * number], files[-1]
        yield from edits_of(file, newest, address_of(file, preview), f"mark{number}")


def edits_of(file: Path, newest: Path, address: str, mark: str) -> Iterator[Edit]:
    """Yield the edits of one file, of the *newest* one, and of a new one; each text that is new has *mark*."""
    new = file.with_name(f"{mark}.md")
    yield Edit("text", address, lambda: change(file, None, f"\nA {mark}.\n"), lambda page: mark in page)
    yield Edit("title", address, lambda: change(file, "Title: ", f"{mark}T "), lambda page: f"{mark}T" in page)
    yield Edit("title, front page", "", lambda: change(newest, "Title: ", f"{mark}F "), lambda page: f"{mark}F" in page)
    yield Edit("tag", f"tags/{mark}/", lambda: change(file, "Tags: ", f"{mark}, "), lambda page: "<li>" in page)
    yield Edit("new article", "", lambda: copy(file, new, mark), lambda page: f"{mark}N" in page)
    yield Edit("moved article", "", lambda: change(new, "Date: ", "19", 2), lambda page: f"{mark}N" not in page)
    yield Edit("removed article", f"articles/{mark}n/", new.unlink, lambda page: "<main>" not in page)


def change(file: Path, after: str | None, text: str, replaced: int = 0) -> None:
    """Write *text* behind the words *after* of a file, in place of *replaced* characters; None: at the end."""
    source = file.read_text("utf-8")
    place = len(source) if after is None else source.index(after) + len(after)
    file.write_text(source[:place] + text + source[place + replaced :], "utf-8")


def copy(file: Path, new: Path, mark: str) -> None:
    """Write the new article of *mark*, dated later than all others."""
    lines = [line for line in file.read_text("utf-8").split("\n") if not line.startswith(("Title:", "Date:", "Slug:"))]
    head = [f"Title: {mark}N", "Date: 2030-01-01", f"Slug: {mark}n"]
    new.write_text("\n".join([*head, *lines]), "utf-8")


def address_of(file: Path, preview: Preview) -> str:
    found = (source for source in preview.site.site.sources() if Path(source.path).name == file.name)
    return next(source.address.removesuffix("index.html") for source in found)


def measure(preview: Preview, reader: Reader) -> dict[str, list[float | None]]:
    """Return the seconds of each kind of edit."""
    files = sorted(Path(preview.site.site.settings["PATH"]).glob("*.md"))
    found: dict[str, list[float | None]] = {}
    for edit in edits(files, preview):
        edit.make()
        found.setdefault(edit.name, []).append(reader.seconds_until(edit.address, edit.is_new))
        time.sleep(0.5)
    return found


def main() -> None:
    """Copy the site, show it, and print the seconds."""
    folder = Path(tempfile.mkdtemp(), "site")
    shutil.copytree(sys.argv[1], folder, ignore=shutil.ignore_patterns("out", "output"))
    os.chdir(folder)
    preview = Preview(sys.argv[2] if len(sys.argv) > 2 else "pelicanconf.py")
    started = time.perf_counter()
    if problem := preview.load():
        sys.exit(str(problem))
    print(f"loaded in {time.perf_counter() - started:.1f} s")
    server = server_of(preview.pages, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    preview.follow_changes()
    time.sleep(3)
    for name, seconds in measure(preview, Reader(server.server_port)).items():
        on_time = [each for each in seconds if each is not None]
        middle = f"{statistics.median(on_time):.3f}, slowest {max(on_time):.3f}" if on_time else "never"
        print(f"{name}: {middle}; stale {len(seconds) - len(on_time)}", flush=True)
    preview.stop()
    shutil.rmtree(folder.parent)


if __name__ == "__main__":
    main()
