"""`serve` shows a site in memory: each page as it is now, and why there is none."""

import http.client
import os
import threading
import time

import pytest

from hamerkop.preview.following import Preview
from hamerkop.preview.served_pages import ResidentPages
from hamerkop.preview.server import server_of
from tests.kit.site.test_resident_site import FILES, PLAIN, text
from tests.resident import Beside, own_signals

OTTER = "content/articles/otter.md"
STRICT = PLAIN + 'PLUGINS = ["hamerkop.frontmatter"]\nFRONTMATTER_STRICT = True\nDIRECT_TEMPLATES = ["index", "404"]\n'
GOOD = "---\ntitle: Otters\ndate: 2026-01-02\nsummary: Short.\ncategory: Animals\ntags: [river]\n---\n\nThey swim.\n"
ARTICLES = {name: None for name in FILES if name.startswith(("content/articles/", "content/pages"))}


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site in memory with one article, strict about its header."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", os.environ.get("SOURCE_DATE_EPOCH", ""))
    files = {name: data for name, data in FILES.items() if name not in ARTICLES}
    with own_signals():
        made = Beside(tmp_path / "site", STRICT, files | {OTTER: GOOD, "theme/templates/404.html": "Nothing here"})
        yield made
        made.resident.close()


@pytest.fixture
def pages(site, tmp_path):
    return ResidentPages(site.resident, tmp_path / "behind")


def test_a_page_is_as_its_source_is_now(site, pages):
    assert b"They swim." in pages.answer("/otters.html").body
    site.edit({OTTER: GOOD.replace("swim", "hunt")})
    assert b"They hunt." in pages.answer("/otters.html").body


def test_an_article_with_a_mistake_stays_as_it_was(site, pages):
    pages.answer("/otters.html")
    site.edit({OTTER: GOOD.replace("date: 2026-01-02", "date: soon")})
    assert b"They swim." in pages.answer("/otters.html").body
    assert [problem.rule for problem in site.resident.problems if problem.path == OTTER] != []


def test_an_article_that_has_never_been_right_says_why(site, pages):
    site.edit({"content/articles/eel.md": GOOD.replace("Otters", "Eels").replace("date: 2026-01-02", "date: soon")})
    answer = pages.answer("/eels.html")
    assert (answer.status, b"content/articles/eel.md:3" in answer.body) == (500, True)
    assert pages.answer("/otters.html").status == 200


def test_a_template_with_a_mistake_leaves_the_last_good_page(site, pages, capfd):
    before = pages.answer("/otters.html")
    site.edit({"theme/templates/article.html": "{{ nothing.at.all }}"})
    assert pages.answer("/otters.html") == before
    assert "article.html:1" in capfd.readouterr().err


def test_what_is_not_there_is_answered_by_the_sites_own_page(pages):
    assert pages.answer("/nothing.html")[:2] == (404, b"Nothing here")
    assert pages.answer("/2026")[:1] == (301,)
    assert pages.answer("/../../etc/passwd").status == 404


def test_files_are_served_from_where_they_are(site, pages, tmp_path):
    assert pages.answer("/theme/site.css")[1:3] == (b"p {}", "text/css; charset=utf-8")
    assert pages.answer("/images/a.svg")[2] == "image/svg+xml; charset=utf-8"
    (tmp_path / "behind/pagefind").mkdir(parents=True)
    (tmp_path / "behind/pagefind/index.js").write_text("1")
    assert pages.answer("/pagefind/index.js").body == b"1"


def test_a_saved_file_is_seen_over_one_connection(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with own_signals():
        made = Beside(tmp_path / "site", PLAIN, FILES)
        preview = Preview("conf.py")
        assert preview.load() is None
        made.write({"content/articles/carp.md": text("Carp", "Saved before anybody watched.")})
        preview.follow()
        with server_of(preview.pages, 0) as server:
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
            connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
            until = time.monotonic() + 60
            number = 0
            while b"They sleep 1" not in body_of(connection, "/otters.html") and time.monotonic() < until:
                number += 1  # the watching of files begins at some moment
                made.write({OTTER: text("Otters", f"They sleep 1{number}.")})
                time.sleep(0.3)
            assert b"They sleep 1" in body_of(connection, "/otters.html")
            assert b"Saved before anybody watched." in body_of(connection, "/carp.html")
            connection.close()
            server.shutdown()
        preview.stop()
        made.resident.close()


def body_of(connection, address):
    connection.request("GET", address)
    return connection.getresponse().read()
