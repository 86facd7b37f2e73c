"""Chooses which of Pagefind's files are published, and adds the list of results by topic."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from hamerkop.search.documents import Document
from hamerkop.shared.urls import full_url

SIGNATURE = b"pagefind_dcd"  # the first bytes of what Pagefind has packed


def index_files(files: Mapping[str, bytes], documents: Sequence[Document]) -> dict[str, bytes]:
    """Return the files to publish by path: those of Pagefind's that a search page loads, and `topics.json`."""
    return needed_files(files) | {"topics.json": as_json(ids_by_topic(documents, result_ids(files)))}


def needed_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files that a site's own search page loads, without Pagefind's ready-made pages and worker."""
    entry = json.loads(files["pagefind-entry.json"])
    programs = {f"wasm.{language['wasm'] or 'unknown'}.pagefind" for language in entry["languages"].values()}
    needed = {
        path: data
        for path, data in files.items()
        if path == "pagefind.js" or path in programs or path.endswith((".pf_meta", ".pf_index", ".pf_fragment"))
    }
    # Pagefind writes the languages in another order each time.
    return needed | {"pagefind-entry.json": as_json(entry)}


def result_ids(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the id that Pagefind gives each result, by the URL of the result."""
    fragments = (path for path in files if path.startswith("fragment/"))
    return {unpacked(files[path])["url"]: PurePosixPath(path).stem for path in fragments}


def ids_by_topic(documents: Sequence[Document], ids: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the ids of the results in each topic, all in order; *ids* are those of the results by their URLs."""
    found: dict[str, list[str]] = {}
    for document in documents:
        result = ids.get(full_url("", document.url))  # None for a text without a word
        for topic in document.topics if result else ():
            found.setdefault(topic, []).append(str(result))
    return {topic: sorted(found[topic]) for topic in sorted(found)}


def unpacked(data: bytes) -> Any:
    """Return the JSON value in a file that Pagefind has packed."""
    return json.loads(gzip.decompress(data).removeprefix(SIGNATURE))


def as_json(data: object) -> bytes:
    """Return *data* as JSON that is the same for the same data."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
