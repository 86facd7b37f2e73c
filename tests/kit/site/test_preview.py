"""The preview serves the built site on this machine only."""

import os
import socket
import struct
import threading
import urllib.error
import urllib.request
from http.server import ThreadingHTTPServer

import pytest

from hamerkop.preview.server import server_for


@pytest.fixture
def address(tmp_path):
    """Serve two pages, and a 404 page, from a free port; return the address."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").write_text("page a")
    (tmp_path / "404.html").write_text("our own 404")
    (tmp_path / "digits.bin").write_bytes(b"0123456789")
    (tmp_path / "empty.txt").touch()
    with server_for(tmp_path, 0) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
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


def raw(address, request):
    """Return the answer to a request, sent byte for byte: status, headers as text, and body."""
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), head.decode("latin-1"), body


def get(address, target, *headers):
    lines = [f"GET {target} HTTP/1.1", "Host: localhost", "Connection: close", *headers, "", ""]
    return raw(address, "\r\n".join(lines).encode())


@pytest.mark.parametrize("request_line", [b"GET /a/ HTTP/1.1", b"GET /a/ HTTP/1.0"])
def test_a_request_that_names_no_host_is_refused(address, request_line):
    status, _, body = raw(address, request_line + b"\r\n\r\n")
    assert (status, b"page a" in body) == (403, False)


NOT_SERVED = [
    "/%00", "/a/%00", "/a%00.html", "/a/index.html/", "/a/index.html/x",
    "/%ff", f"/{300 * 'x'}", "/..", "/../", "/a/../..", "http://[::1/",
    "/%2e%2e/", "/..%2f..%2fetc/passwd", "//etc/passwd", "/%2fetc/passwd", "/%5c..%5c", "/c:/windows", "/.hidden",
    "/.git/config", "/a/.hidden", "/pipe", "/circle", "/out.txt", "/out/", "/out/secret.txt", "/out", "/empty folder/",
    "/empty%20folder/", "http://evil.example/", "*",
]  # fmt: skip


@pytest.mark.parametrize("target", NOT_SERVED)
def test_what_a_host_does_not_have_is_not_served(tmp_path, tmp_path_factory, address, capfd, target):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text("secret")
    (tmp_path / "out").symlink_to(outside)
    (tmp_path / "out.txt").symlink_to(outside / "secret.txt")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    (tmp_path / "empty folder").mkdir()
    (tmp_path / ".hidden").write_text("hidden")
    (tmp_path / "a" / ".hidden").write_text("hidden")
    os.mkfifo(tmp_path / "pipe")
    status, _, body = get(address, target.replace(" ", "%20"))
    assert (status, body) == (404, b"our own 404")
    assert capfd.readouterr().err == ""


def test_links_within_the_folder_and_well_known_files_are_served(tmp_path, address):
    (tmp_path / "b.html").symlink_to(tmp_path / "a" / "index.html")
    (tmp_path / ".well-known").mkdir()
    (tmp_path / ".well-known" / "security.txt").write_text("security")
    assert get(address, "/b.html?x=1#y")[::2] == (200, b"page a")
    assert get(address, "/.well-known/security.txt")[::2] == (200, b"security")


def test_an_output_folder_that_is_a_link_is_served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("linked")
    (folder / "real").mkdir()
    (folder / "real" / "index.html").write_text("front page")
    (folder / "output").symlink_to(folder / "real")
    with server_for(folder / "output", 0) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        assert get(f"http://127.0.0.1:{server.server_port}", "/")[::2] == (200, b"front page")
        server.shutdown()


@pytest.mark.parametrize(("target", "location"), [("/a", "/a/"), ("/a?q=1", "/a/?q=1"), ("//a", "/a/")])
def test_a_folder_without_its_slash_is_redirected_within_the_site(address, target, location):
    status, head, _ = get(address, target)
    assert (status, f"\nLocation: {location}\r" in head) == (301, True)


@pytest.mark.parametrize(
    ("asked", "status", "body", "content_range"),
    [
        ("bytes=0-3", 206, b"0123", "bytes 0-3/10"),
        ("bytes=4-", 206, b"456789", "bytes 4-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-30", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=8-99", 206, b"89", "bytes 8-9/10"),
        ("bytes=10-", 416, b"", "bytes */10"),
        ("bytes=-0", 416, b"", "bytes */10"),
        ("bytes=5-3", 200, b"0123456789", None),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("bytes=-", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
def test_a_part_of_a_file_is_sent_as_a_host_sends_it(address, asked, status, body, content_range):
    found, head, sent = get(address, "/digits.bin", f"Range: {asked}")
    assert (found, sent) == (status, body)
    assert ("Content-Range: " in head) == (content_range is not None)
    assert content_range is None or f"Content-Range: {content_range}\r" in f"{head}\r"


def test_an_empty_file_has_no_part(address):
    assert get(address, "/empty.txt")[::2] == (200, b"")
    assert get(address, "/empty.txt", "Range: bytes=0-")[0] == 416


def test_a_head_request_has_the_headers_only(address):
    status, head, body = raw(address, b"HEAD /digits.bin HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert (status, body, "Content-Length: 10" in head) == (200, b"", True)


def test_browsers_that_go_away_leave_no_word_on_the_terminal(tmp_path, address, capfd):
    (tmp_path / "large.bin").write_bytes(bytes(20_000_000))
    for _ in range(20):
        connection = socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])))
        connection.sendall(b"GET /large.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # close by a reset
        connection.close()
    assert get(address, "/a/")[0] == 200
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("request_line", [b"", b"\0\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"G" * 70_000])
def test_what_is_no_request_leaves_no_word_on_the_terminal(address, capfd, request_line):
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as connection:
        connection.sendall(request_line)
    assert get(address, "/a/")[0] == 200
    assert capfd.readouterr().err == ""
