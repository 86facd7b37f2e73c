"""Has Pagefind make the search index of a list of HTML pages, and returns its files.

Pagefind's program is spoken to directly, one question and one answer at a time, as its own Python package does it.
That package itself (1.5.2) sleeps a tenth of a second before each answer, which is ten seconds for a hundred pages;
waits for ever if the program dies; and cannot read an answer of more than 2 MB. The files are asked for and not left
to Pagefind to write: it may answer before they are whole, and it writes half a megabyte that we have no use for.
"""

import base64
import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from threading import Timer
from typing import Any, BinaryIO, NamedTuple, cast

from pagefind.service import get_executable

PATIENCE = 300.0  # seconds that an index may take before its program is ended; a thousand pages take about five


class Page(NamedTuple):
    """What is searched: an address, as it is shown in the results, and the HTML found there."""

    url: str
    html: str


class PagefindFailed(Exception):
    """There is no index; the message says why and what to do."""


def make_index(pages: Sequence[Page], leave_out: Sequence[str]) -> dict[str, bytes]:
    """Return all of Pagefind's files by path; what a selector in *leave_out* matches is not in them.

    The order of *pages* is part of the index. Raises PagefindFailed.
    """
    with conversation() as ask:
        number = ask({"type": "NewIndex", "config": {"exclude_selectors": list(leave_out)}})["index_id"]
        for page in pages:
            ask({"type": "AddFile", "index_id": number, "url": page.url, "file_contents": page.html})
        files = ask({"type": "GetFiles", "index_id": number})["files"]
    return {file["path"].replace("\\", "/"): base64.b64decode(file["content"]) for file in files}


Ask = Callable[[dict[str, Any]], dict[str, Any]]


@contextmanager
def conversation() -> Iterator[Ask]:
    """Start Pagefind's program, yield a function that puts one question to it, and end the program."""
    process = start()
    questions, answers = cast(BinaryIO, process.stdin), cast(BufferedReader, process.stdout)
    impatience = Timer(PATIENCE, process.kill)
    impatience.start()

    def ask(question: dict[str, Any]) -> dict[str, Any]:
        message = json.dumps({"message_id": 1, "payload": question}).encode()
        try:
            questions.write(base64.b64encode(message) + b",")
            questions.flush()
        except OSError as error:
            raise PagefindFailed(f"Pagefind stopped ({error.strerror}); {INSTALL}") from None
        return answer_in(read_answer(answers))

    try:
        yield ask
    finally:
        impatience.cancel()
        process.kill()  # it has nothing left to do, and nothing to lose
        process.communicate()


INSTALL = 'install it anew: pip install --force-reinstall "pagefind[bin]"'


def start() -> subprocess.Popen[bytes]:
    program = get_executable()
    if program is None:
        raise PagefindFailed('Pagefind\'s program is missing; pip install "pagefind[bin]", or take the plugin out')
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen([program, "--service"], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
    except OSError as error:
        raise PagefindFailed(f"Pagefind's program {program} cannot be started: {error.strerror}; {INSTALL}") from None


def read_answer(stream: BufferedReader) -> bytes:
    """Return the next answer; a comma ends each."""
    parts: list[bytes] = []
    while not (parts and parts[-1].endswith(b",")):
        part = stream.read1()
        if not part:
            said = b"".join(parts).decode(errors="replace").strip()
            raise PagefindFailed(f"Pagefind stopped without an answer{said and f' ({said[:200]})'}; {INSTALL}")
        parts.append(part)
    return b"".join(parts)


def answer_in(message: bytes) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(base64.b64decode(message.rstrip(b","), validate=True))["payload"]
        failed = answer["type"] == "Error"
    except (ValueError, KeyError, TypeError):
        raise PagefindFailed(f"Pagefind's program gave an answer that is none; {INSTALL}") from None
    if failed:
        raise PagefindFailed(
            f"{answer.get('message')} (says Pagefind); is each of SEARCH_EXCLUDE_SELECTORS a CSS selector?"
        )
    return answer
