"""The preview serves the built site on this machine only."""

import threading
import urllib.error
import urllib.request
from http.server import ThreadingHTTPServer

import pytest

from hamerkop.build.preview import server_for


@pytest.fixture
def address(tmp_path):
    """Serve two pages, and a 404 page, from a free port; return the address."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("page a")
    (tmp_path / "404.html").write_text("our own 404")
    with server_for(tmp_path, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_folder_is_served_by_its_index(address):
    with urllib.request.urlopen(f"{address}/a/") as answer:  # noqa: S310  # our own server
        assert answer.read() == b"page a"


def test_what_is_not_there_is_answered_by_the_sites_own_page(address):
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(f"{address}/nothing")  # noqa: S310  # our own server
    with error.value as answer:
        assert (answer.code, answer.read()) == (404, b"our own 404")


def test_a_port_that_is_taken_gives_way_to_the_next_one(tmp_path):
    with server_for(tmp_path, 0) as first, server_for(tmp_path, first.server_port) as second:
        assert second.server_port > first.server_port
        assert second.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""])
def test_another_host_is_refused(address, host):
    request = urllib.request.Request(f"{address}/a/", headers={"Host": host})  # noqa: S310  # our own server
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request)  # noqa: S310  # our own server
    with error.value as answer:
        assert answer.code == 403
        assert b"page a" not in answer.read()


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000"])
def test_any_name_of_this_machine_is_answered(address, host):
    request = urllib.request.Request(f"{address}/a/", headers={"Host": host})  # noqa: S310  # our own server
    with urllib.request.urlopen(request) as answer:  # noqa: S310  # our own server
        assert answer.read() == b"page a"


def test_the_class_of_the_standard_library_is_left_as_it_is(tmp_path):
    before = ThreadingHTTPServer.allow_reuse_address
    with server_for(tmp_path, 0):
        assert ThreadingHTTPServer.allow_reuse_address == before
        assert "allow_reuse_address" not in vars(ThreadingHTTPServer)
