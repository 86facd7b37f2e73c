"""`serve` shows a site in memory: each page as it is now, and why there is none."""

import http.client
import json
import os
import threading
import time

import pytest

from hamerkop.preview.announcements import Announcements
from hamerkop.preview.desk import DeskPages
from hamerkop.preview.desk_lists import desk_of
from hamerkop.preview.following import Preview
from hamerkop.preview.page_state import Saved, Shown, state_of
from hamerkop.preview.served_pages import ResidentPages
from hamerkop.preview.server import server_of
from hamerkop.shared.problems import START, Problem
from tests.kit.site.test_resident_site import FILES, PLAIN, text
from tests.resident import Beside, own_signals

OTTER = "content/articles/otter.md"
STRICT = f"""{PLAIN}
PLUGINS = ["hamerkop.frontmatter", "hamerkop.review_status"]
FRONTMATTER_STRICT = True
DIRECT_TEMPLATES = ["index", "404"]
"""
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
    assert pages.answer("/otters.html")[:3] == before[:3]
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


def test_a_text_that_cannot_be_read_any_more_leaves_the_last_good_page(site, pages):
    before = pages.answer("/otters.html")
    for broken in ("", b"\xff\xfe\x00", "---\ntitle: [", None):
        site.edit({OTTER: broken if broken is not None else GOOD})
        answer = pages.answer("/otters.html")
        assert answer[:3] == before[:3]
        assert {problem.path for problem in answer.problems} == ({OTTER} if broken is not None else set())


def test_a_page_that_was_never_right_is_that_of_the_last_build(site, pages):
    site.write({"output/index.html": "front", "output/eels.html": "Eels of the last build"})
    site.edit({"content/articles/eel.md": GOOD.replace("Otters", "Eels").replace("date: 2026-01-02", "date: soon")})
    answer = pages.answer("/eels.html")
    assert (answer.status, answer.body) == (200, b"Eels of the last build")
    assert [problem.start.line for problem in answer.problems] == [3]


# What open pages are told


@pytest.fixture
def shown(site, pages):
    return Shown(site.resident, pages)


def state(shown, page="/otters.html", since=0):
    return state_of(shown, shown.pages.answer(page), page, since)


def test_a_page_has_another_digest_only_if_it_was_changed(site, shown):
    site.edit({"content/articles/eel.md": GOOD.replace("Otters", "Eels")})
    before, other = state(shown)["digest"], state(shown, "/eels.html")["digest"]
    site.edit({OTTER: GOOD.replace("swim", "hunt")})
    assert state(shown)["digest"] != before
    assert state(shown, "/eels.html")["digest"] == other


@pytest.mark.parametrize(
    ("header", "address", "status"),
    [
        ("status: draft", "/drafts/newts.html", "Draft, not published"),
        ("status: hidden", "/newts.html", "Hidden: published, but in no list"),
        ("date: 2027-02-03", "/drafts/newts.html", "Scheduled for 3 February 2027"),
        ("status: published", "/newts.html", ""),
    ],
)
def test_a_page_says_who_can_read_it(site, shown, header, address, status):
    text = GOOD.replace("Otters", "Newts").replace("summary:", f"{header}\nsummary:")
    site.edit({"content/articles/newt.md": text.replace("date: 2026-01-02\n", "") if "date" in header else text})
    assert state(shown, address)["page"]["status"] == status


def test_findings_of_the_page_come_first_and_notes_only_there(site, shown):
    shown.findings = [
        Problem("B13", OTTER, START, "note here"),
        Problem("B01", "content/a.md", START, "error elsewhere"),
        Problem("D02", OTTER, (4, 2), "warning here"),
        Problem("B13", "content/b.md", START, "note elsewhere"),
        Problem("B01", OTTER, START, "<b>error here"),
    ]
    found = state(shown)
    assert [each["message"] for each in found["here"]] == ["<b>error here", "warning here", "note here"]
    assert [each["message"] for each in found["elsewhere"]] == ["error elsewhere"]
    assert (found["errors"], found["warnings"], found["leftOut"]) == (2, 1, 0)
    assert found["here"][1]["place"] == f"{OTTER}:4:2"
    assert found["here"][1]["edit"].endswith(f"/{OTTER}:4:2")


def test_a_page_is_told_once_of_what_was_saved_and_of_changed_files(shown):
    shown.saved, shown.changed_files = Saved(5, "/eels.html"), [(4, "theme/site.css"), (6, "images/a.svg")]
    assert state(shown, since=3)["saved"] == {"at": 5, "url": "/eels.html"}
    assert state(shown, since=5)["saved"] is None
    assert (state(shown, since=3)["files"], state(shown, since=5)["files"]) == (
        ["images/a.svg", "theme/site.css"],
        ["images/a.svg"],
    )


def test_files_that_are_copied_are_known_by_their_addresses(site):
    files = ["theme/static/site.css", "content/images/a.svg", OTTER]
    assert site.resident.addresses_of_files(files) == {"theme/site.css", "images/a.svg"}


# The desk


def test_the_desk_lists_what_is_not_published_what_is_due_and_what_nothing_leads_to(site):
    dated = GOOD.replace("summary:", "check_by:\n  - {date: 2026-12-24, what: The <law>}\nsummary:")
    site.edit(
        {
            OTTER: GOOD.replace("They swim", "They [hunt]({filename}eel.md) and see [this](https://example.org/)"),
            "content/articles/eel.md": GOOD.replace("Otters", "Eels"),
            "content/articles/newt.md": GOOD.replace("Otters", "Newts").replace("summary:", "status: draft\nsummary:"),
            "content/articles/toad.md": dated.replace("Otters", "Toads").replace("2026-01-02", "2027-01-02"),
        }
    )
    lists = {each.heading: each.rows for each in desk_of(site.resident.site)}
    assert {heading: [row.title for row in rows] for heading, rows in lists.items()} == {
        "Drafts": ["Newts"],
        "Scheduled": ["Toads"],
        "Facts to check again": ["Toads"],
        "Orphans": ["Otters"],
    }
    assert lists["Scheduled"][0].day == "2 January 2027"
    assert lists["Drafts"][0][1:3] == ("/drafts/newts.html", "content/articles/newt.md")
    assert lists["Facts to check again"][0].note == "The <law>"


def test_the_desk_page_escapes_what_it_shows(site, shown):
    site.edit({OTTER: GOOD.replace("title: Otters", "title: Otters <img src=x>")})
    shown.findings = [Problem("B01", "content/<b>.md", START, "<script>alert(1)</script>")]
    desk = DeskPages(shown, Announcements())
    page = desk.answer("/_desk/").body.decode()
    assert "&lt;img src=x&gt;" in page
    assert "&lt;script&gt;" in page
    assert "content/&lt;b&gt;.md:1:1" in page
    assert "<script>" not in page + desk.answer("/_desk/<script>").body.decode()


def test_below_the_desk_are_only_its_own_files(shown):
    desk = DeskPages(shown, Announcements())
    assert desk.answer("/_desk")[:1] + desk.answer("/_desk")[3:4] == (301, True)
    assert desk.answer("/_desk/overlay.js").media_type.startswith("text/javascript")
    for path in ("../desk.py", "x", "%2e%2e/desk.py", "", "overlay.js/"):
        assert desk.answer(f"/_desk/{path}").status == (404 if path else 200)


def test_an_event_is_sent_when_the_page_is_another_one(site, shown):
    announcements = Announcements()
    events = DeskPages(shown, announcements).events({"page": "/otters.html", "since": "x"})
    assert next(events).startswith(b"retry: ")
    before = json.loads(next(events).partition(b"data: ")[2])
    site.edit({OTTER: GOOD.replace("swim", "hunt")})
    announcements.announce()
    moment, _, data = next(events).partition(b"data: ")
    assert moment == f"id: {announcements.last}\n".encode()
    assert json.loads(data)["digest"] != before["digest"]


def test_the_state_of_a_page_can_be_asked_for_without_events(shown):
    announcements = Announcements()
    answer = DeskPages(shown, announcements).answer("/_desk/state?page=%2Fotters.html&since=1")
    assert json.loads(answer.body) == {"moment": str(announcements.last), "state": state(shown)}


def test_a_saved_file_is_seen_over_one_connection(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with own_signals():
        made = Beside(tmp_path / "site", PLAIN, FILES)
        preview = Preview("conf.py")
        assert preview.load() is None
        made.write({"content/articles/carp.md": text("Carp", "Saved before anybody watched.")})
        preview.follow_changes()
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
