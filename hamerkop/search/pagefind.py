"""Makes the search index of a list of HTML pages with Pagefind's program, and returns its files.

The program is used directly, one request and one answer at a time, as its own Python package does it. That package
(1.5.2) sleeps a tenth of a second before each answer, which is ten seconds for a hundred pages; waits for ever if the
program dies; and cannot read an answer of more than 2 MB. The files are requested and not left to Pagefind to write: it
may answer before they are complete, and it writes half a megabyte that nothing here needs.
"""

import base64
import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from threading import Timer
from typing import Any, BinaryIO, NamedTuple, TypeAlias, cast

from hamerkop.shared.extras import extra

with extra("search"):
    import pagefind as _installed  # noqa: F401  # the module that is used imports asyncio, 10 ms: only where a search is made


TIMEOUT = 300.0  # seconds after which the program is ended; an index of a thousand pages takes about five
INSTALL = 'install it again: pip install --force-reinstall "pagefind[bin]"'

Message: TypeAlias = dict[str, Any]


class Page(NamedTuple):
    """A page to index: its URL as the results have it, and its HTML."""

    url: str
    html: str


class PagefindFailed(Exception):
    """There is no index; the message says why and what to do."""


class InvalidRequest(PagefindFailed):
    """Pagefind refused a request; the message is Pagefind's. Only the selectors to exclude can be wrong."""


def make_index(pages: Sequence[Page], exclude_selectors: Sequence[str]) -> dict[str, bytes]:
    """Return all of Pagefind's files by path; the index has nothing that one of *exclude_selectors* matches.

    The order of *pages* is part of the index. Raises PagefindFailed.
    """
    with session() as request:
        config = {"exclude_selectors": list(exclude_selectors)}
        number = request({"type": "NewIndex", "config": config})["index_id"]
        for page in pages:
            request({"type": "AddFile", "index_id": number, "url": page.url, "file_contents": page.html})
        files = request({"type": "GetFiles", "index_id": number})["files"]
    return {file["path"].replace("\\", "/"): base64.b64decode(file["content"]) for file in files}


@contextmanager
def session() -> Iterator[Callable[[Message], Message]]:
    """Start Pagefind's program, yield a function that returns its answer to a request, and end the program."""
    process = start()
    requests, answers = cast(BinaryIO, process.stdin), cast(BufferedReader, process.stdout)
    timer = Timer(TIMEOUT, process.kill)
    timer.start()

    def request(payload: Message) -> Message:
        message = json.dumps({"message_id": 1, "payload": payload}).encode()
        try:
            requests.write(base64.b64encode(message) + b",")
            requests.flush()
        except OSError as error:
            raise PagefindFailed(f"Pagefind stopped ({error.strerror}); {INSTALL}") from None
        return decode_answer(read_answer(answers))

    try:
        yield request
    finally:
        timer.cancel()
        process.kill()  # it holds nothing that has to be saved
        process.communicate()


def start() -> subprocess.Popen[bytes]:
    """Return the running program. Raises PagefindFailed if it is not installed or cannot be started."""
    from pagefind.service import get_executable

    program = get_executable()
    if program is None:
        raise PagefindFailed('Pagefind\'s program is missing; pip install "pagefind[bin]", or remove the plugin')
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen([program, "--service"], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
    except OSError as error:
        raise PagefindFailed(f"Pagefind's program {program} cannot be started: {error.strerror}; {INSTALL}") from None


def read_answer(stream: BufferedReader) -> bytes:
    """Return the next answer, with the comma that ends it. Raises PagefindFailed if the program ends before it."""
    parts: list[bytes] = []
    while not (parts and parts[-1].endswith(b",")):
        part = stream.read1()
        if not part:
            last = b"".join(parts).decode(errors="replace").strip()
            raise PagefindFailed(f"Pagefind stopped without an answer{last and f' ({last[:200]})'}; {INSTALL}")
        parts.append(part)
    return b"".join(parts)


def decode_answer(answer: bytes) -> Message:
    """Return the payload of an answer. Raises PagefindFailed if it is not one, InvalidRequest if it is an error."""
    try:
        payload: Message = json.loads(base64.b64decode(answer.rstrip(b","), validate=True))["payload"]
        refused = payload["type"] == "Error"
    except (ValueError, KeyError, TypeError):
        raise PagefindFailed(f"Pagefind's answer cannot be read; {INSTALL}") from None
    if refused:
        raise InvalidRequest(str(payload.get("message")))
    return payload
