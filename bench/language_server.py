"""Prints how long an editor waits from a key to what is wrong, for the longest article of a site.

    python bench/language_server.py [FOLDER]

FOLDER is that of a site (default: this one). Its longest Markdown file is opened in a client of the Language Server
Protocol, which types a new word 20 times. A wrong word is added and taken away in turn, so that the problems differ
each time and are sent. The pause that the server makes after a key is included.
"""

import asyncio
import statistics
import sys
import time
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient

KEYS = 20
WRONG = "\n[@nobody1900]\n"


async def measured(folder: Path) -> list[float]:
    """Return the seconds of each key."""
    client, arrived = LanguageClient("bench", "1"), asyncio.Event()
    source = max(folder.glob("content/**/*.md"), key=lambda path: path.stat().st_size)
    text, uri = source.read_text("utf-8"), source.as_uri()
    print(f"{source.relative_to(folder)}: {len(text.split())} words")

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def _note(params: types.PublishDiagnosticsParams) -> None:
        if params.uri == uri:
            arrived.set()

    await client.start_io(sys.executable, "-m", "hamerkop", "lsp", cwd=str(folder))
    started = time.perf_counter()
    await client.initialize_async(types.InitializeParams(types.ClientCapabilities(), root_uri=folder.as_uri()))
    client.initialized(types.InitializedParams())
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "markdown", 0, text)))
    seconds = []
    for number in range(KEYS + 1):
        arrived.clear()
        document = types.VersionedTextDocumentIdentifier(number + 1, uri)
        typed = text + ("" if number % 2 else WRONG) + f"\nWord {number}.\n"
        change = types.TextDocumentContentChangeWholeDocument(typed)
        begun = time.perf_counter()
        client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        await asyncio.wait_for(arrived.wait(), 60)
        seconds.append(time.perf_counter() - begun)
        if not number:
            print(f"from the start to the first answer: {time.perf_counter() - started:.2f} s")
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return seconds[1:]


def main() -> None:
    """Print the median and the slowest."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent).absolute()
    seconds = asyncio.run(measured(folder))
    print(f"from a key to what is wrong: median {statistics.median(seconds):.3f} s, slowest {max(seconds):.3f} s")


if __name__ == "__main__":
    main()
