"""A reader who loads pages while a site is published again and again gets whole pages of one release each.

Each page names its release, and its style sheet by a name that only this release has. HAMERKOP_ROUNDS is how often the
site is published again; 30 shows more than CI has time for.
"""

import os
import re
import ssl
import threading
import time
from http.client import HTTPException, HTTPSConnection

import pytest

from hamerkop.publish import publication
from hamerkop.publish.rows import row_of
from tests.kit.site.test_publish_directory import write
from tests.publishing import PLACES

ROUNDS = int(os.environ.get("HAMERKOP_ROUNDS", "5"))
PAGE = '<link rel="stylesheet" href="/theme/style.{style}.css">\n<p>Release {release}</p>\n<a href="/b/">B</a>\n'


def files_of(release):
    """Return the files of a tiny site: everything in them names the release."""
    style = f"{release:08}"
    page = PAGE.format(style=style, release=release)
    return {"index.html": page, "b/index.html": page, "404.html": page, f"theme/style.{style}.css": f"p{{r:{release}}}"}


class Reader(threading.Thread):
    """Loads the front page, its style sheet and the page it links to, until it is stopped."""

    def __init__(self, server):
        super().__init__(daemon=True)
        trusted = ssl.create_default_context(cafile=str(server.authority))
        self.connection = HTTPSConnection("localhost", server.https_port, context=trusted, timeout=20)
        self.stopped = threading.Event()
        self.problems, self.releases, self.loaded = [], set(), 0

    def run(self):
        while not self.stopped.wait(0.002):
            try:
                self.read("/")
            except (OSError, HTTPException) as error:
                self.problems.append(repr(error))
                self.connection.close()
        self.connection.close()

    def wait_for_more(self):
        """Return when more pages were loaded."""
        enough = self.loaded + 15
        while self.loaded < enough and self.is_alive():
            time.sleep(0.005)

    def read(self, address):
        release, style = self.facts(self.load(address))
        if self.load(style) != f"p{{r:{release}}}":
            self.problems.append(f"{style} is not that of release {release}")
        later, _ = self.facts(self.load("/b/"))
        if later < release:
            self.problems.append(f"the front page is of release {release}, a page it links to of release {later}")
        self.releases |= {release, later}

    def facts(self, page):
        """Return the release of a page and the address of its style sheet; both name the same release."""
        style = re.search(r'href="(/theme/style\.0*(\d+)\.css)"', page)
        release = re.search(r"Release (\d+)<", page)
        if not (style and release and style[2] == release[1]):
            self.problems.append(f"a page of two releases: {page}")
        return int(release[1]) if release else 0, style[1] if style else "/"

    def load(self, address):
        self.connection.request("GET", address)
        answer = self.connection.getresponse()
        self.loaded += 1
        if answer.status != 200:
            self.problems.append(f"{address}: {answer.status}")
        return answer.read().decode()


@pytest.mark.parametrize("kind", [kind for kind, place in PLACES.items() if kind in ("directory", "ssh")])
def test_pages_styles_and_links_are_of_one_release(kind, tmp_path, monkeypatch):
    place, site = PLACES[kind](tmp_path / "host"), tmp_path / "site"
    with place.running() as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        row = row_of({"PUBLISH_TO": {"here": {**place.row(), "url": server.address, "keep": 3}}}, "here")
        publish(row, site, 1)
        reader = Reader(server)
        reader.start()
        for release in range(2, ROUNDS + 2):
            publish(row, site, release)
            reader.wait_for_more()
        reader.stopped.set()
        reader.join()
    assert reader.problems == []
    assert len(reader.releases) == ROUNDS + 1
    print(f"{reader.loaded} answers of {len(reader.releases)} releases")


def publish(row, site, release):
    """Do what the command does after the build."""
    for old in site.glob("theme/*"):
        old.unlink()
    write(site, files_of(release))
    row.target.check(False)
    with row.target.only_publisher():
        assert publication.publish_folder(row, site, row.url, publication.Options()) == 0
