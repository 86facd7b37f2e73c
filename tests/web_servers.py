"""Runs nginx and Caddy on loopback with the very files that docs/hosting/ offers, but for names and ports."""

import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPMessage, HTTPSConnection
from pathlib import Path
from typing import NamedTuple

from tests.conftest import PROJECT
from tests.programs import need_program

SERVERS = ("nginx", "caddy")
EXAMPLES = PROJECT / "docs" / "hosting"


class Answer(NamedTuple):
    """What a server said to one request."""

    status: int
    headers: HTTPMessage
    body: bytes


class WebServer(NamedTuple):
    """A running server: its ports on this machine, and the certificate to trust."""

    http_port: int
    https_port: int
    authority: Path

    @property
    def address(self) -> str:
        return f"https://localhost:{self.https_port}"

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for *path* over https, as a browser that asks for nothing special."""
        trusted = ssl.create_default_context(cafile=str(self.authority))
        connection = HTTPSConnection("localhost", self.https_port, context=trusted, timeout=20)
        return _ask(connection, path, {name.replace("_", "-"): value for name, value in headers.items()})

    def get_http(self, path: str) -> Answer:
        return _ask(HTTPConnection("localhost", self.http_port, timeout=20), path, {})


def _ask(connection: HTTPConnection, path: str, headers: dict[str, str]) -> Answer:
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    answer = Answer(response.status, response.headers, response.read())
    connection.close()
    return answer


@contextmanager
def serving(name: str, site: Path | str, folder: Path, https_port: int = 0) -> Iterator[WebServer]:
    """Serve *site* for the length of the block; *folder* takes what the server writes.

    For "store", *site* is the address of a bucket, as a CDN in front of it has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ports = [free_port(), https_port or free_port()]
    command, authority = {"nginx": _nginx, "caddy": _caddy, "store": _nginx_before_store}[name](site, folder, *ports)
    log = folder / "log"
    with log.open("wb") as out:
        environment = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out)
    server = WebServer(*ports, authority)
    try:
        _wait_until_it_answers(process, server, log)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", server: WebServer, log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text("utf-8")
        if _answers(server):
            return
        time.sleep(0.1)
    raise AssertionError(f"the server does not answer: {log.read_text('utf-8')}")


def _answers(server: WebServer) -> bool:
    """Tell whether both ports answer: Caddy listens before it has made its certificate."""
    try:
        return bool(server.get("/").status and server.get_http("/").status)
    except OSError:
        return False


def with_changes(text: str, changes: dict[str, str]) -> str:
    """Return an example with *changes*, each of which must have something to change."""
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def _nginx(site: Path, folder: Path, http_port: int, https_port: int) -> tuple[list[str], Path]:
    certificate = _certificate(folder)
    changes = {
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "listen 80;": f"listen 127.0.0.1:{http_port};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{https_port} ssl http2;",
        "/etc/letsencrypt/live/example.org/fullchain.pem": str(certificate),
        "/etc/letsencrypt/live/example.org/privkey.pem": str(folder / "key.pem"),
        "root /srv/www/example.org/current;": f'root "{site}";',
        "include /srv/www/example.org/current/_redirects.ngin[x];": f'include "{site}/_redirects.ngin[x]";',
    }
    text = with_changes((EXAMPLES / "nginx.conf").read_text("utf-8"), changes)
    return _nginx_command(text, folder), certificate


STORE_CONF = """
server {{
    listen 127.0.0.1:{http_port};
    listen 127.0.0.1:{https_port} ssl http2;
    ssl_certificate "{certificate}";
    ssl_certificate_key "{key}";
    proxy_intercept_errors on;
    error_page 403 404 =404 /404.html;
    location ~ /$ {{ rewrite ^(.*)$ $1index.html last; }}
    location / {{ proxy_pass {site}/; }}
}}
"""


def _nginx_before_store(site: str, folder: Path, http_port: int, https_port: int) -> tuple[list[str], Path]:
    certificate = _certificate(folder)
    facts = {"site": site, "certificate": certificate, "key": folder / "key.pem"}
    return _nginx_command(STORE_CONF.format(http_port=http_port, https_port=https_port, **facts), folder), certificate


def _nginx_command(site: str, folder: Path) -> list[str]:
    """Return the command that runs nginx with the configuration of a site."""
    program = need_program("nginx", "nginx-light")
    (folder / "site.conf").write_text(site, "utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    lines = [
        *("daemon off;", "worker_processes 1;", f'pid "{folder}/pid";', "events {}", "http {"),
        *("include /etc/nginx/mime.types;", "default_type application/octet-stream;", "access_log off;"),
        *(f'{kind}_temp_path "{folder}/{kind}";' for kind in kinds),
        *(f'include "{folder}/site.conf";', "}"),
    ]
    # Where the tests run as root, nginx must not change to a user who cannot enter their folder.
    user = ["user root;"] if Path(folder).owner() == "root" else []
    (folder / "nginx.conf").write_text("\n".join([*user, *lines]), "utf-8")
    return [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]


def _certificate(folder: Path) -> Path:
    openssl, certificate = need_program("openssl", "openssl"), folder / "certificate.pem"
    words = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    words += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(folder / "key.pem"), "-out", str(certificate)]
    subprocess.run(words, check=True, capture_output=True)
    return certificate


def _caddy(site: Path, folder: Path, http_port: int, https_port: int) -> tuple[list[str], Path]:
    program = need_program("caddy", "caddy")
    here = ["{", "admin off", "local_certs", "skip_install_trust", "default_bind 127.0.0.1"]
    here += [f'storage file_system "{folder}"', f"http_port {http_port}", f"https_port {https_port}", "}", ""]
    changes = {
        "root * /srv/www/example.org/current": f'root * "{site}"',
        "import /srv/www/example.org/current/_redirects.cadd?": f'import "{site}/_redirects.cadd?"',
        "\nexample.org {": "\nlocalhost {",
    }
    text = with_changes((EXAMPLES / "Caddyfile").read_text("utf-8"), changes)
    (folder / "Caddyfile").write_text("\n".join([*here, text]), "utf-8")
    command = [program, "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    return command, folder / "pki" / "authorities" / "local" / "root.crt"
