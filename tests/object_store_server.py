"""Runs moto, a server that answers as S3 does, on loopback: one in each process of the tests, and buckets in it."""

import atexit
import json
import subprocess
import sys
import time
from collections.abc import Callable
from functools import lru_cache
from http.client import HTTPConnection, HTTPResponse
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from tests.web_servers import free_port

# For the server they are as good as any; a publication must not print the second.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "secret-of-the-tests"}
_NUMBERS = count(1)
_START = "import sys; from moto.server import main; main(sys.argv[1:])"


@lru_cache(maxsize=1)
def object_store_server() -> str:
    """Start the server, and return its address."""
    port = free_port()
    command = [sys.executable, "-c", _START, "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    atexit.register(_end, process)
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        assert process.poll() is None
        if _answers(address):
            return address
        time.sleep(0.1)
    raise AssertionError("the object store does not answer")


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    process.wait(timeout=20)


def _answers(address: str) -> bool:
    """Return whether the server listens."""
    try:
        return bool(ask("GET", f"{address}/").status)
    except OSError:
        return False


def ask(method: str, url: str, body: str = "") -> HTTPResponse:
    """Send a request without a signature, as readers do; return the answer, which was read."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=20)
    connection.request(method, f"{parts.path}?{parts.query}", body)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def new_bucket() -> str:
    """Make a bucket whose objects everybody may read, and return its name."""
    name = f"bucket-{next(_NUMBERS)}"
    assert ask("PUT", f"{object_store_server()}/{name}").status == 200
    set_policy(name, allow("s3:GetObject", f"{name}/*"))
    return name


def set_policy(bucket: str, *statements: dict[str, str]) -> None:
    """Say what may be done in a bucket."""
    policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
    assert ask("PUT", f"{object_store_server()}/{bucket}?policy", policy).status < 300


def allow(action: str, objects: str, effect: str = "Allow") -> dict[str, str]:
    """Return a statement of a policy on an *action* with *objects*: "bucket/name", in which "*" is any text."""
    return {"Effect": effect, "Principal": "*", "Action": action, "Resource": f"arn:aws:s3:::{objects}"}


def store_at(address: str, endpoint: str = "") -> Any:
    """Return obstore's store for an address, as somebody else than the publisher would open it."""
    from obstore.store import from_url

    names = {name.removeprefix("AWS_").lower(): value for name, value in CREDENTIALS.items()}
    options = {"endpoint": endpoint or object_store_server(), "region": "us-east-1", **names}
    return from_url(address, client_options={"allow_http": True}, **options)


def objects_in(store: Any, wanted: Callable[[str], bool] = bool) -> dict[str, bytes]:
    """Return the content of each object by its name, of those whose name is *wanted*."""
    names = [found["path"] for some in store.list() for found in some]
    return {name: bytes(store.get(name).bytes()) for name in names if wanted(name)}
