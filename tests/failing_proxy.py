"""Stands between a publisher and an object store, and fails where a test wants it to."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

# Gets the method, the path and the headers of a request; returns the status to answer, 0 to drop the connection without
# an answer, or None to pass the request on. It may change the headers.
Fault = Callable[[str, str, dict[str, str]], int | None]


class Proxy(BaseHTTPRequestHandler):
    """Answers one request; a class derived from this one has `address` and `fault`."""

    protocol_version = "HTTP/1.1"
    address: str
    fault: Fault

    def answer(self) -> None:
        """Answer as the fault says, or as the server at the address does."""
        body, headers = self.rfile.read(int(self.headers.get("Content-Length") or 0)), dict(self.headers.items())
        status = type(self).fault(self.command, self.path, headers)
        if status is None:
            self.send(*passed_on(self.address, self.command, self.path, headers, body))
        elif status:
            self.send(status, {}, b"<Error><Code>NotImplemented</Code></Error>" if status == 501 else b"")
        else:
            self.close_connection = True

    def send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """Send an answer."""
        self.send_response_only(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


for method in ("GET", "PUT", "POST", "DELETE", "HEAD"):
    setattr(Proxy, f"do_{method}", Proxy.answer)


@contextmanager
def failing(address: str, fault: Fault) -> Iterator[str]:
    """Pass requests on to *address*, but for those that *fault* names; yield the address that does so in the block."""
    handler = type("Failing", (Proxy,), {"address": address, "fault": staticmethod(fault)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def passed_on(
    address: str, method: str, path: str, headers: dict[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:
    """Send a request to *address*; return the status, the headers and the body of the answer."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    kept = {name: value for name, value in answer.getheaders() if name.lower() not in ("connection", "date", "server")}
    if method != "HEAD":
        kept = {name: value for name, value in kept.items() if name.lower() != "content-length"}
    return answer.status, kept, data
