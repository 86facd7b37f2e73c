"""The examples for servers do what docs/hosting/ says of them, and no header forbids what a page needs."""

import gzip
import re
import shutil
from fnmatch import fnmatch

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.web_servers import EXAMPLES, SERVERS, serving

KEPT = {
    "/": "public, max-age=0, must-revalidate",
    "/ketamine-infusion-therapy/": "public, max-age=0, must-revalidate",
    "/nonsense/": "public, max-age=0, must-revalidate",
    "/pagefind/fragment/nonsense.pf_fragment": "public, max-age=0, must-revalidate",
    "/feeds/all.atom.xml": "public, max-age=900",
    "/images/room.svg": "public, max-age=86400",
    "/cards/otters.png": "public, max-age=604800",
    "/pagefind/pagefind.js": "public, max-age=0, must-revalidate",
    "/pagefind/fragment/en_1a2b3c.pf_fragment": "public, max-age=31536000, immutable",
    "/pagefind/index/en_1a2b3c.pf_index": "public, max-age=31536000, immutable",
}
TYPES = {
    "/": "text/html",
    "/feeds/all.atom.xml": "application/atom+xml",
    "/feeds/topics/safety.atom.xml": "application/atom+xml",
    "/feeds/all.json": "application/feed+json",
    "/sitemap.xml": ("text/xml", "application/xml"),
    "/robots.txt": "text/plain",
    "/images/room.svg": "image/svg+xml",
    "/search.wasm": "application/wasm",
    "/pagefind/pagefind.js": ("application/javascript", "text/javascript"),
}
BESIDE = {  # what other plugins and writers may put there
    "images/room.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>',
    "cards/otters.png": "PNG",
    "pagefind/pagefind.js": "export {}",
    "pagefind/fragment/en_1a2b3c.pf_fragment": "{}",
    "pagefind/index/en_1a2b3c.pf_index": "{}",
    "search.wasm": "wasm",
    "feeds/topics/safety.atom.xml": "<feed/>",
}


@pytest.fixture(scope="module")
def public_folder(published, tmp_path_factory):
    """The published edition, with the files that may be beside it."""
    folder = tmp_path_factory.mktemp("public") / "site"
    shutil.copytree(published.output, folder)
    for name, text in BESIDE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module", params=SERVERS)
def server(request, public_folder, tmp_path_factory):
    with serving(request.param, public_folder, tmp_path_factory.mktemp(request.param)) as running:
        yield running


def rules_of(text):
    """Return the headers of each path in a file of the form of _headers."""
    rules = {}
    for line in text.splitlines():
        if line.startswith("/"):
            current = rules.setdefault(line, {})
        elif line.startswith("  "):
            name, value = line.strip().split(": ", 1)
            assert name not in current
            current[name] = value
        else:
            assert not line or line.startswith("#"), line
    return rules


def headers_for(path, rules):
    """Return the headers that a host makes of the *rules* for a path; two with one name would be joined."""
    found = {}
    for pattern, headers in rules.items():
        if fnmatch(path, pattern):
            assert not found.keys() & headers.keys(), (path, pattern)
            found |= headers
    return found


def test_pages_come_with_every_header_that_the_headers_file_names(server, published):
    everywhere = rules_of(published.read("_headers"))["/*"]
    for path in ("/", "/ketamine-infusion-therapy/", "/nonsense/", "/feeds/all.atom.xml", "/images/room.svg"):
        answer = server.get(path)
        assert {name: answer.headers.get_all(name) for name in everywhere} == {
            name: [value] for name, value in everywhere.items()
        }, path
    assert "frame-ancestors 'none'" in everywhere["Content-Security-Policy"]


def test_what_is_not_there_is_said_by_our_own_page_with_its_status(server, published):
    for path in ("/nonsense/", "/nonsense", "/images/nonsense.png", "/feeds/", "/feeds/nonsense.json", "/x.atom.xml"):
        answer = server.get(path)
        assert (answer.status, answer.headers.get_content_type()) == (404, "text/html"), path
        assert answer.body.decode() == published.read("404.html")


def test_addresses_without_their_slash_and_without_https_lead_to_the_right_ones(server):
    answer = server.get("/ketamine-infusion-therapy")
    assert (answer.status // 100, answer.headers["Location"]) == (3, "/ketamine-infusion-therapy/")
    answer = server.get_http("/ketamine-infusion-therapy/?a=b")
    assert answer.status in (301, 308)
    assert re.fullmatch(r"https://[\w.:]+/ketamine-infusion-therapy/\?a=b", answer.headers["Location"])


@pytest.mark.parametrize("path", ["/", "/nonsense/", "/feeds/all.atom.xml", "/feeds/all.json", "/sitemap.xml"])
def test_texts_travel_compressed_to_those_who_can_read_that(server, path):
    plain, small = server.get(path), server.get(path, Accept_Encoding="gzip")
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.body) == plain.body
    assert "accept-encoding" in small.headers["Vary"].lower()
    assert len(small.body) < len(plain.body) / 2


def test_each_file_is_kept_as_long_as_it_stays_true(server):
    found = {path: server.get(path).headers.get_all("Cache-Control") for path in KEPT}
    assert found == {path: [value] for path, value in KEPT.items()}


def test_a_page_that_has_not_changed_is_not_sent_again(server):
    first = server.get("/")
    again = server.get("/", If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")


def test_files_have_the_types_that_readers_look_for(server):
    for path, kind in TYPES.items():
        assert server.get(path).headers.get_content_type() in ((kind,) if isinstance(kind, str) else kind), path


def test_the_headers_file_says_the_same_as_the_servers(published):
    rules = rules_of(published.read("_headers"))
    for path, kept in KEPT.items():
        if "nonsense" not in path:
            # Hosts that read the file have pages asked for anew by themselves.
            assert headers_for(path, rules).get("Cache-Control", "public, max-age=0, must-revalidate") == kept
    for path in ("/feeds/all.atom.xml", "/feeds/all.json"):
        assert headers_for(path, rules)["Content-Type"] == f"{TYPES[path]}; charset=utf-8"


def test_the_headers_file_is_small_enough_for_its_hosts(published):
    text = published.read("_headers")
    assert len(rules_of(text)) <= 100
    assert max(map(len, text.splitlines())) <= 2000
    assert text.isascii()
    assert "{" not in text


def test_a_local_build_has_no_headers_file(edition):
    assert not edition.has("_headers")


def policy_of(text):
    return {name: words for name, *words in (part.split() for part in text.split(";") if part.strip())}


def test_no_page_asks_for_more_than_the_header_allows(published):
    """Both policies hold: what a page allows itself, the header must allow too, or it is blocked."""
    header = policy_of(rules_of(published.read("_headers"))["/*"]["Content-Security-Policy"])
    pages = {path: data.decode() for path, data in published.bytes().items() if path.endswith(".html")}
    assert len(pages) > 80
    for path, html in pages.items():
        meta = LexborHTMLParser(html).css_first('meta[http-equiv="Content-Security-Policy"]')
        for name, wanted in policy_of(meta.attributes["content"]).items():
            allowed = header.get(name, [] if name in ("base-uri", "form-action") else header["default-src"])
            assert [word for word in wanted if not allows(allowed, word)] == [], (path, name)


def allows(allowed, word):
    in_the_page = word.startswith("'sha256-") and "'unsafe-inline'" in allowed
    return word == "'none'" or word in allowed or in_the_page


def test_the_guide_explains_every_header(published):
    guide = (EXAMPLES / "headers.md").read_text("utf-8")
    for name in rules_of(published.read("_headers"))["/*"]:
        assert f"`{name}" in guide, name
