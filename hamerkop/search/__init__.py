"""Makes a search index of everything published, in which the reader's browser searches.

The index is made from the articles and pages themselves and not from what the theme makes of them: no page carries
anything for it, menus are not found, nor is what a template adds to a page, and what is not published cannot get in. A
site in several languages has an index for each; a search page uses the one of its own `lang`. The page is
docs/plugins/search.md. Nothing is kept of the articles: the generator reads them when it writes.

`topics.json` beside the index has the results of each topic: `{slug: [id, …]}`, with the `id` that Pagefind gives a
result. Its own filters would do that too, but version 1.5 writes them in another order each time, and one commit must
give the same bytes everywhere.
"""

import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from pelican import signals
from pelican.generators import Generator

from hamerkop.search.documents import Document, document_of, page_of, term_documents
from hamerkop.search.index_files import index_files
from hamerkop.search.pagefind import InvalidRequest, PagefindFailed, make_index
from hamerkop.shared import changes, steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.kept_state import KEPT_STATE, KeptState
from hamerkop.shared.pelican_types import ArticlesGenerator, Context, PelicanInstance, Settings, Writer
from hamerkop.shared.problems import Problem, did_you_mean, log_problem
from hamerkop.shared.progress import SEARCH, telling
from hamerkop.shared.records import GLOSSARY, SEARCH_FOLDER, FrontMatterRecord, TopicRecord
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.settings_file import setting_position
from hamerkop.shared.site_content import articles_generator, contents_read, published_contents, published_glossary


def check_folder(folder: str) -> str:
    """Return what to write instead of *folder*, or "" if it is a folder in the output folder."""
    path = PurePosixPath(folder)
    inside = path.parts and not path.is_absolute() and ".." not in path.parts
    return "" if inside else 'write a folder under OUTPUT_PATH, as in "pagefind"'


SETTINGS = SettingsTable(
    "hamerkop.search",
    [
        Setting("SEARCH_FOLDER", str, "pagefind", "the folder of the index, under `OUTPUT_PATH`", check_folder),
        Setting(
            "SEARCH_EXCLUDE_SELECTORS",
            list[str],
            [
                *(".references", ".cite", ".footnote-ref", ".footnote-backref", '[role="doc-backlink"]', ".headerlink"),
                *(".footnote-reference", ".fn-backref", ".linenos"),  # of docutils and Pygments
            ],
            "CSS selectors of the parts of a text that are not searched",
        ),
        Setting("SEARCH_SYNONYMS", dict[str, list[str]], {}, "slug → further words by which the text is found"),
    ],
    also=("SEARCH_URL", "SEARCH_SAVE_AS"),  # where Pelican writes the template search.html
)
CONTRACT = Contract(
    sets=(SEARCH_FOLDER,),
    reads=(GLOSSARY, TopicRecord, FrontMatterRecord),
    markup=(("hamerkop.citations", ".references"), ("hamerkop.citations", ".cite")),
    rules=("B11", "Y05"),
)


def documents_of(context: Context, settings: Settings) -> list[Document]:
    """Return everything published, in order: articles, pages, and the terms of a published glossary."""
    synonyms = SETTINGS.value(settings, "SEARCH_SYNONYMS")
    found = [document_of(content, synonyms) for content in published_contents(context)]
    if printed := published_glossary(context):
        glossary, page = printed
        found += term_documents(glossary.terms, page)
    # Of two texts with one URL the later one is what is written there.
    return sorted({document.url: document for document in found}.values())


@changes.only_reports
def check_synonyms(generators: Iterable[Generator]) -> None:
    """Report each slug in `SEARCH_SYNONYMS` that no article or page has. Receiver of `all_generators_finalized`."""
    generator = articles_generator(generators)
    slugs = {content.slug for content in contents_read(generator.context)}
    for slug in SETTINGS.value(generator.settings, "SEARCH_SYNONYMS"):
        if slug not in slugs:
            path, position = setting_position(generator.settings, "SEARCH_SYNONYMS", slug)
            hint = did_you_mean(slug, slugs) or "; correct or remove it"
            message = f'SEARCH_SYNONYMS: no article or page has the slug "{slug}"{hint}'
            log_problem(Problem("Y05", path, position, message), generator.settings)


class SearchGenerator(Generator):
    """Writes the index when articles and pages have been written."""

    runs_behind = True  # see hamerkop.shared.changes

    def generate_output(self, _writer: Writer) -> None:
        """Write the index into its folder, in place of the last one."""
        folder = Path(self.output_path, SETTINGS.value(self.settings, "SEARCH_FOLDER"))
        remove_index(folder)
        documents = documents_of(self.context, self.settings)
        for path, data in kept_files_of(documents, self.settings, KEPT_STATE.get(self.context)).items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def kept_files_of(documents: list[Document], settings: Settings, state: KeptState | None) -> dict[str, bytes]:
    """Return the files of the index, those of the last build if the documents are the same."""
    key = hashlib.blake2b(repr(documents).encode("utf-8", "surrogatepass")).digest()
    match state.load(__name__) if state else None:
        case (known, dict(kept)) if known == key:
            return kept
    with telling(SEARCH):
        files = files_of(documents, settings)
    if state and files:
        state.keep(__name__, (key, files))
    return files


def files_of(documents: list[Document], settings: Settings) -> dict[str, bytes]:
    """Return the files of the index by path; none if there are no documents, or after a failure, which is logged."""
    if not documents:
        return {}
    excluded = SETTINGS.value(settings, "SEARCH_EXCLUDE_SELECTORS")
    try:
        return index_files(make_index([page_of(document) for document in documents], excluded), documents)
    except InvalidRequest as error:
        message = f"Pagefind reports: {error}; write only CSS selectors into SEARCH_EXCLUDE_SELECTORS"
        log_failure(message, settings, "SEARCH_EXCLUDE_SELECTORS")
    except PagefindFailed as error:
        log_failure(str(error), settings, "PLUGINS", "hamerkop.search")
    return {}


def log_failure(message: str, settings: Settings, name: str, item: str | None = None) -> None:
    """Log that there is no index, at the setting *name* or at *item* in its value."""
    path, position = setting_position(settings, name, item)
    log_problem(Problem("B11", path, position, message), settings)


def remove_index(folder: Path) -> None:
    """Remove the index of the last build, where Pelican builds over it: an article may be a draft by now."""
    for part in ("fragment", "index"):
        shutil.rmtree(folder / part, ignore_errors=True)
    for path in [*folder.glob("*.pf_meta"), *folder.glob("*.pagefind")]:
        path.unlink()


def set_search_folder(generator: ArticlesGenerator) -> None:
    """Let templates know where the index will be. Receiver of `load`."""
    SEARCH_FOLDER.set(generator.context, SETTINGS.value(generator.settings, "SEARCH_FOLDER"))


def search_generator(_pelican: PelicanInstance) -> type[SearchGenerator]:
    """Return the generator for Pelican to run. Receiver of `get_generators`."""
    return SearchGenerator


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    steps.on(steps.load, set_search_folder)
    signals.all_generators_finalized.connect(check_synonyms)
    signals.get_generators.connect(search_generator)
