"""What a host sends is compared with what was built."""

import gzip
import hashlib
import json
import mimetypes
import socket
import threading
import zlib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hamerkop.publish.after import tell_others, tell_the_cache
from hamerkop.publish.plan import plan
from hamerkop.publish.publication import Options, publish_folder
from hamerkop.publish.release import Release
from hamerkop.publish.rows import Row, row_of
from hamerkop.publish.targets import TargetError
from hamerkop.publish.targets.directory import Directory
from hamerkop.publish.targets.git_branch import GitBranch
from hamerkop.publish.verification import Verification

HTML, CSS = "text/html; charset=utf-8", "text/css"
FRONT = b'<!doctype html><title>Otters</title><a href="/a/">A</a> <a href="https://elsewhere.example/">No</a>'
PAGES = {"index.html": FRONT, "a/index.html": b"A", "style.3f9ac21b.css": b"p{}"}


def answers(**changed):
    """Return what a right host sends: status, headers and body by address."""
    kinds = {"/": HTML, "/a/": HTML, "/style.3f9ac21b.css": CSS}
    bodies = {"/": FRONT, "/a/": b"A", "/style.3f9ac21b.css": b"p{}"}
    return {path: [200, {"Content-Type": kinds[path]}, bodies[path]] for path in kinds} | changed


@contextmanager
def host(sent, posted=None):
    """Serve what is in *sent*, a dict that may change; collect bodies of POST in *posted*. Yields the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            status, headers, body = sent.get(self.path, [404, {"Content-Type": HTML}, b"Nothing"])
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            posted.append((self.path, self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.do_GET()

        def log_message(self, *_values):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def release(pages=PAGES):
    return Release("0001-3f9ac21b", {path: hashlib.sha256(data).hexdigest() for path, data in pages.items()})


def problems(sent, wait=0.0):
    with host(sent) as url:
        return [each.removeprefix(url) for each in Verification(url, release(), wait).problems(PAGES)]


def test_a_host_that_sends_what_was_built_has_no_problem():
    assert problems(answers()) == []


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        ("/a/", [200, {"Content-Type": HTML}, b"Old"], "/a/: the host sends something else than what was built"),
        ("/a/", [404, {"Content-Type": HTML}, b"No"], "/a/: the host answers 404"),
        ("/a/", [200, {"Content-Type": "text/plain"}, b"A"], "/a/: the host calls it text/plain, and browsers need"),
        ("/a/", [200, {}, b"A"], "/a/: the host calls it nothing, and browsers need text/html"),
        ("/a/", [302, {"Location": "/a/"}, b""], "/a/: the host redirects again and again"),
        ("/a/", [302, {"Location": "http://[::1"}, b""], "redirects to 'http://[::1', which is no"),
        ("/a/", [302, {"Location": "mailto:a@b"}, b""], "redirects to 'mailto:a@b', which is no"),
        ("/a/", [200, {"Content-Encoding": "gzip"}, gzip.compress(b"A")[:-9]], "cannot be read: gzip"),
        ("/a/", [200, {"Content-Encoding": "deflate"}, b"A"], "cannot be read: deflate"),
        ("/a/", [200, {"Content-Encoding": "gzip"}, b"A"], "cannot be read: gzip"),
        ("/style.3f9ac21b.css", [500, {}, b""], "/style.3f9ac21b.css: the host answers 500"),
    ],
)
def test_what_differs_is_said(path, answer, said):
    assert [each for each in problems(answers(**{path: answer})) if said in each]


def test_the_types_of_this_machine_do_not_matter(monkeypatch):
    monkeypatch.setitem(mimetypes.types_map, ".css", "text/of-this-machine")
    assert mimetypes.guess_type("a.css")[0] == "text/of-this-machine"
    assert problems(answers()) == []


def test_a_redirect_to_the_page_is_followed():
    sent = answers(**{"/a/": [301, {"Location": "/a"}, b""], "/a": [200, {"Content-Type": HTML}, b"A"]})
    assert problems(sent) == []


def test_a_link_of_the_front_page_that_is_no_address_stops_nothing():
    front = FRONT + b'<a href="http://[1">One</a>'
    with host(answers(**{"/": [200, {"Content-Type": HTML}, front]})) as url:
        assert Verification(url, release(PAGES | {"index.html": front}), 0).problems(PAGES) == []


@pytest.mark.parametrize("location", ["/ö/", "/%C3%B6/", "/a?language=en"])
def test_a_redirect_may_have_any_letters_and_a_query(location):
    sent = answers(**{"/a/": [301, {"Location": location.encode().decode("latin-1")}, b""]})
    page = [200, {"Content-Type": HTML}, b"A"]
    assert problems(sent | {"/%C3%B6/": page, "/a?language=en": page}) == []


@pytest.mark.parametrize("kind", ["gzip", "X-GZIP", "deflate"])
def test_a_host_may_compress_though_it_is_not_asked_to(kind):
    body = zlib.compress(b"A") if kind == "deflate" else gzip.compress(b"A")
    assert problems(answers(**{"/a/": [200, {"Content-Type": HTML, "Content-Encoding": kind}, body]})) == []


def test_a_host_without_pages_for_what_is_missing_is_told_what_to_do():
    pages = PAGES | {"404.html": b"Missing"}
    nothing = "/an-address-at-which-nothing-is"
    for answer, said in (
        ([200, {"Content-Type": HTML}, FRONT], "the host answers 200 where nothing is; let it send 404.html with"),
        ([404, {"Content-Type": HTML}, b"nginx"], "the host sends something else than 404.html where nothing is"),
        ([404, {"Content-Type": HTML}, b"Missing"], ""),
    ):
        with host(answers(**{nothing: answer})) as url:
            found = Verification(url, release(pages), 0.0).problems(pages)
        assert [said in each for each in found] == [True] * bool(said)


def test_a_host_that_does_not_answer_is_not_asked_for_hundreds_of_files(monkeypatch):
    monkeypatch.setattr("hamerkop.publish.asking.TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        found = Verification(url, release(dict.fromkeys(map(str, range(200)), b"")), 0).problems(map(str, range(200)))
    assert len(found) == 200
    assert sum(each.endswith(" timed out") for each in found) < 20


def test_a_link_that_is_no_address_is_no_fault_of_the_host():
    front = b'<a href="http://[">No</a> <a href="/404.html">Missing</a>'
    with host({"/": [200, {"Content-Type": HTML}, front]}) as url:
        assert Verification(url, release({"index.html": front}), 0).problems(["index.html"]) == []


def test_an_old_address_may_lead_to_the_new_page_at_once():
    pages = PAGES | {"old/index.html": b'<meta http-equiv="refresh" content="0; url=/a/">'}
    for target, said in (("/a/", []), ("/", ["/old/: the host sends something else than what was built"])):
        with host(answers(**{"/old/": [301, {"Location": target}, b""]})) as url:
            found = Verification(url, release(pages), 0.0).problems(pages)
        assert [each.removeprefix(url) for each in found] == said


def test_files_that_only_programs_read_are_not_asked_for():
    pages = PAGES | {"_headers": b"", "_redirects": b"", "_redirects.nginx": b"", "_redirects.json": b""}
    with host(answers()) as url:
        assert Verification(url, release(pages), 0.0).problems(pages) == []


def test_a_host_that_is_not_there_is_said():
    verification = Verification("http://127.0.0.1:9", release(), 0)
    assert "the host cannot be asked: " in verification.problems(["a/index.html"])[0]


def test_a_link_of_the_front_page_that_leads_nowhere_is_said():
    sent = answers()
    del sent["/a/"]
    with host(sent) as url:
        found = Verification(url, release({"index.html": FRONT}), 0).problems(["index.html"])
    assert found == [f"{url}/a/: the host answers 404, and the front page links to it"]


def test_a_host_that_needs_a_moment_gets_it():
    sent = answers(**{"/a/": [200, {"Content-Type": HTML}, b"Old"]})
    timer = threading.Timer(0.3, lambda: sent.update(answers()))
    timer.start()
    assert problems(sent, wait=20) == []
    timer.join()


def test_pages_that_browsers_keep_for_long_are_noted():
    with host(answers(**{"/a/": [200, {"Content-Type": HTML, "Cache-Control": "max-age=86400"}, b"A"]})) as url:
        verification = Verification(url, release(), 0)
        assert verification.problems(PAGES) == []
        assert [*verification.notes.values()] == [
            f"{url}/a/: browsers keep it for 24 hours without asking for a new one"
        ]


def test_pages_that_are_still_sent_are_said():
    with host(answers()) as url:
        found = Verification(url, release(), 0).still_there(["a/index.html", "b/index.html", "style.3f9ac21b.css"])
    assert found == [f"{url}/a/: it was removed, and is still sent"]


def test_a_removed_page_whose_address_leads_to_another_page_is_gone():
    moved = {f"/{name}/": [301, {"Location": to}, b""] for name, to in (("b", "/"), ("c", "/a/"), ("d", "/e/"))}
    with host(answers(**moved, **{"/e/": [200, {"Content-Type": HTML}, b"E"]})) as url:
        found = Verification(url, release(), 0).still_there(["b/index.html", "c/index.html", "d/index.html"])
    assert found == [f"{url}/d/: it was removed, and is still sent"]


def test_a_page_that_leads_to_another_is_gone():
    sent = answers(**{"/old/": [301, {"Location": "/a/"}, b""], "/no/": [302, {"Location": "/"}, b""]})
    with host(sent) as url:
        assert Verification(url, release(), 0).still_there(["old/index.html", "no/index.html"]) == []


def test_a_row_tells_a_cdn_a_hub_and_nobody_else():
    posted = []
    sent = {"/purge": [200, {}, b""], "/hub": [204, {}, b""]}
    with host(sent, posted) as url:
        row = Row(GitBranch(), url="https://example.org", purge=f"{url}/purge", websub=f"{url}/hub")
        tell_the_cache(row)
        tell_others(row, plan({}, {"feeds/all.atom.xml": "1", "a/index.html": "1"}), "")
    assert posted[0] == ("/purge", "")
    assert posted[1:] == [("/hub", "hub.mode=publish&hub.url=https%3A%2F%2Fexample.org%2Ffeeds%2Fall.atom.xml")]


def test_search_engines_are_told_the_pages_and_where_the_key_is(monkeypatch, capsys):
    posted = []
    with host({"/": [202, {}, b""]}, posted) as url:
        monkeypatch.setattr("hamerkop.publish.after.INDEXNOW", f"{url}/")
        row = Row(GitBranch(), url="https://example.org/sub", indexnow="k3y")
        tell_others(row, plan({"b/index.html": "1"}, {"feeds/all.atom.xml": "1", "a/index.html": "1"}), "")
    assert json.loads(posted[0][1]) == {
        "host": "example.org",
        "key": "k3y",
        "keyLocation": "https://example.org/sub/k3y.txt",
        "urlList": ["https://example.org/sub/a/", "https://example.org/sub/b/"],
    }
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "purge", ["{url}/purge?key=s3cret", "sh -c 'echo no luck >&2; exit 3' s3cret", "no-such s3cret"]
)
def test_a_cache_that_cannot_be_emptied_stops_before_anything_is_deleted_and_shows_no_secret(purge):
    with host({}, []) as url, pytest.raises(TargetError) as failed:
        tell_the_cache(Row(GitBranch(), purge=purge.format(url=url)))
    assert '"purge" failed: ' in str(failed.value)
    assert "s3cret" not in str(failed.value)


def test_a_command_that_prints_a_secret_of_the_environment_does_not_show_it(monkeypatch):
    monkeypatch.setenv("TOKEN", "a s3cret")
    purge = "sh -c 'echo no luck with $0, a%20s3cret >&2; exit 3' '${TOKEN}'"
    row = row_of({"PUBLISH_TO": {"a": {"kind": "git", "purge": purge}}}, "")
    with pytest.raises(TargetError, match=r"status 3: no luck with \*\*\*, \*\*\*; nothing was deleted"):
        tell_the_cache(row)


def test_a_command_may_print_in_any_encoding():
    tell_the_cache(Row(GitBranch(), purge="printf '\\374\\377'"))


def test_a_command_that_hangs_or_asks_ends_though_its_children_go_on(monkeypatch):
    monkeypatch.setattr("hamerkop.publish.after.LONGEST_PURGE", 0.2)
    with pytest.raises(TargetError, match=r'"purge" failed: it had not ended after 0 seconds'):
        tell_the_cache(Row(GitBranch(), purge="sh -c 'sleep 3; true'"))
    with pytest.raises(TargetError, match=r'"purge" failed: status 1: it gave no reason'):
        tell_the_cache(Row(GitBranch(), purge="sh -c 'read answer'"))


def test_a_hub_that_cannot_be_told_is_a_note(capsys):
    with host({}, []) as url:
        tell_others(Row(GitBranch(), websub=f"{url}/hub"), plan({}, {"feeds/a.atom.xml": "1"}), url)
    assert capsys.readouterr().out == "Note: the hub was not told of the changes: it answers 404\n"


def test_what_was_not_verified_is_verified_by_the_next_publication(tmp_path, capsys):
    folder, sent = tmp_path / "built", answers()
    for path, data in PAGES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    with host(sent) as url:
        row = Row(Directory(str(tmp_path / "www")), "a", url, wait=0)
        row.target.check(dry_run=False)
        assert publish_folder(row, folder, url, Options()) == 0
        (folder / "a/index.html").write_bytes(b"New")
        for _ in range(2):
            with pytest.raises(TargetError, match="/a/: the host sends something else than what was built"):
                publish_folder(row, folder, url, Options())
        assert "It is published already." in capsys.readouterr().out
        sent["/a/"][2] = b"New"
        assert publish_folder(row, folder, url, Options()) == 0
