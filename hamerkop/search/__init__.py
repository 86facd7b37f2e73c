"""Makes the index in which the reader's browser searches the site: everything published, and nothing else.

[plugin] Writes Pagefind's files into a folder of the output. The index is made from the articles and pages themselves
and not from what the theme makes of them: no page carries anything for it, menus are not found, nor is what a template
adds to a page, and what is not published cannot get in. An article is found by the names of its topics too, and terms
of a glossary (`GLOSSARY`, see hamerkop.glossary) are found by themselves. A site in several languages has an index for
each; a search page uses the one of its own `lang`.

| setting            | default                                     | meaning                                        |
| ------------------ | ------------------------------------------- | ---------------------------------------------- |
| `SEARCH_FOLDER`    | `"pagefind"`                                | where the index stands, under OUTPUT_PATH      |
| `SEARCH_EXCLUDE_SELECTORS` | `[".references", ".cite", ".footnote-ref"]` | CSS selectors of what in a text is not found   |
| `SEARCH_SYNONYMS`     | `{}`                                        | slug → other words that lead to the text       |

A page searches with `SITEURL/pagefind/pagefind.js` (https://pagefind.app/docs/api/), with the option `noWorker`:
the worker and Pagefind's ready-made search pages are not published. `topics.json` beside it names the results in each
topic: `{slug: [id, …]}`, with the `id` that Pagefind gives a result. Its own filters would do that too, but version
1.5 writes them in another order each time, and one commit must give the same bytes everywhere.
"""

import gzip
import json
import logging
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from pelican import signals
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator

from hamerkop.search.documents import Document, document_of, page_of, term_documents
from hamerkop.search.pagefind import PagefindFailed, make_index
from hamerkop.shared.problems import did_you_mean

log = logging.getLogger(__name__)

DEFAULTS: dict[str, Any] = {
    "SEARCH_FOLDER": "pagefind",
    "SEARCH_EXCLUDE_SELECTORS": [".references", ".cite", ".footnote-ref"],
    "SEARCH_SYNONYMS": {},
}
THE_PAGES_OWN = {"SEARCH_URL", "SEARCH_SAVE_AS"}  # where Pelican puts the template search.html
SIGNATURE = b"pagefind_dcd"  # stands before what Pagefind has packed


def ids_by_topic(documents: Sequence[Document], fragments: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the ids of the results in each topic, all in order. *fragments* maps addresses to ids."""
    found: dict[str, list[str]] = {}
    for document in documents:
        identity = fragments.get(f"/{document.url}")  # None: a text without a word in it
        for topic in document.topics if identity else ():
            found.setdefault(topic, []).append(str(identity))
    return {topic: sorted(found[topic]) for topic in sorted(found)}


def fragments_in(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the id of each result by its address."""
    fragments = (path for path in files if path.startswith("fragment/"))
    return {unpacked(files[path])["url"]: PurePosixPath(path).stem for path in fragments}


def unpacked(data: bytes) -> Any:
    return json.loads(gzip.decompress(data).removeprefix(SIGNATURE))


def needed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files that a search page of one's own loads, without Pagefind's ready-made ones."""
    entry = json.loads(files["pagefind-entry.json"])
    programs = {f"wasm.{language['wasm'] or 'unknown'}.pagefind" for language in entry["languages"].values()}
    kept = {
        path: data
        for path, data in files.items()
        if path == "pagefind.js" or path in programs or path.endswith((".pf_meta", ".pf_index", ".pf_fragment"))
    }
    # Pagefind writes the languages in another order each time.
    return kept | {"pagefind-entry.json": as_json(entry)}


def as_json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


class SearchGenerator(Generator):
    """Writes the index when articles and pages have been written."""

    generators: Sequence[Any] = ()

    def generate_output(self, _writer: Any) -> None:
        folder = Path(self.output_path, self.settings["SEARCH_FOLDER"])
        remove_last(folder)
        # Of two texts with one address the later one is what stands there.
        documents = list({document.url: document for document in self.documents()}.values())
        try:
            files = self.files_for(sorted(documents))
        except PagefindFailed as error:
            log.error("search: %s", error)
            return
        for path, data in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)

    def documents(self) -> list[Document]:
        """Return everything published: neither drafts nor what is hidden or scheduled, nor lists of articles."""
        found = [
            document_of(content, self.settings["SEARCH_SYNONYMS"])
            for generator in self.generators
            for content in published(generator)
        ]
        page = self.context["generated_content"].get(self.settings.get("GLOSSARY_PAGE"))
        if page and page.status == "published":
            found += term_documents(self.settings.get("GLOSSARY", []), page)
        return found

    def files_for(self, documents: Sequence[Document]) -> dict[str, bytes]:
        if not documents:
            return {}
        files = make_index([page_of(document) for document in documents], self.settings["SEARCH_EXCLUDE_SELECTORS"])
        return needed(files) | {"topics.json": as_json(ids_by_topic(documents, fragments_in(files)))}


def published(generator: Any) -> list[Any]:
    """Return what a generator publishes; what is written nowhere cannot be found."""
    if isinstance(generator, ArticlesGenerator):
        shown = [*generator.articles, *generator.translations]
    elif isinstance(generator, PagesGenerator):
        shown = [*generator.pages, *generator.translations]
    else:
        shown = []
    return [content for content in shown if content.save_as]


def remove_last(folder: Path) -> None:
    """Remove the index of the last build, where Pelican builds over it: an article may be a draft by now."""
    for part in ("fragment", "index"):
        shutil.rmtree(folder / part, ignore_errors=True)
    for path in [*folder.glob("*.pf_meta"), *folder.glob("*.pagefind")]:
        path.unlink()


def check_settings(pelican: Any) -> None:
    """Fill in the defaults, and log settings that are misspelt or impossible."""
    settings = pelican.settings
    for name in sorted(name for name in settings if name.startswith("SEARCH_")):
        hint = "" if name in {*DEFAULTS, *THE_PAGES_OWN} else did_you_mean(name, DEFAULTS)
        if hint:
            log.error("%s is not a setting%s", name, hint)
    for name, default in DEFAULTS.items():
        wrong = wrong_with(name, settings.setdefault(name, default))
        if wrong:
            log.error("%s is %r; %s", name, settings[name], wrong)
            settings[name] = default
    settings["search_folder"] = settings["SEARCH_FOLDER"]


def wrong_with(name: str, value: Any) -> str:
    if name == "SEARCH_FOLDER":
        path = PurePosixPath(value) if isinstance(value, str) else PurePosixPath()
        inside = path.parts and not path.is_absolute() and ".." not in path.parts
        return "" if inside else 'write a folder under OUTPUT_PATH, as in "pagefind"'
    if name == "SEARCH_SYNONYMS":
        whole = isinstance(value, dict) and all(map(is_list_of_words, value.values()))
        return "" if whole else 'write the words by slug, as in {"otters": ["river dog"]}'
    return "" if is_list_of_words(value) else 'write a list of CSS selectors, as in [".references"]'


def is_list_of_words(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(word, str) for word in value)


def collect(generators: list[Any]) -> None:
    for generator in generators:
        if isinstance(generator, SearchGenerator):
            generator.generators = generators


def generators(_pelican: Any) -> type[SearchGenerator]:
    return SearchGenerator


def register() -> None:
    signals.initialized.connect(check_settings)
    signals.get_generators.connect(generators)
    signals.all_generators_finalized.connect(collect)
