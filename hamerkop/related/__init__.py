"""Links each article to the ones most related to it, leaves none out, and gives the reason for each link.

[plugin] Attaches a `RelatedPostsRecord` to every article: published ones, translations, drafts and hidden ones. Only
published articles of the same language are listed. See docs/plugins/related.md.

One way: `terms` (the words of each article, when it is read), `read` (Pelican's articles → entries), `index` (entries →
links, without Pelican), `attach` (links → articles). An `Index` can be kept and updated; a plain build makes a new one.
"""

from pathlib import Path

from pelican import signals
from pelican.contents import Article
from pelican.urlwrappers import Tag

from hamerkop.related.attach import RelatedLists
from hamerkop.related.graph import Graph
from hamerkop.related.index import Index, updated_graphs
from hamerkop.related.options import Options
from hamerkop.related.read import ReadArticles, Site, tag_key, term_counts_of
from hamerkop.related.report import write_report
from hamerkop.related.terms import TermCountsRecord
from hamerkop.shared import changes, steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.kept_state import KEPT_STATE, KeptState
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Settings
from hamerkop.shared.problems import log_problem
from hamerkop.shared.records import ContextKey, FrontMatterRecord, RelatedPostsRecord, attach
from hamerkop.shared.settings import Setting, SettingsTable, check_settings

SETTINGS = SettingsTable(
    "hamerkop.related",
    [
        Setting(
            "RELATED_POSTS_MAX",
            int,
            5,
            "number of links under an article",
            lambda value: "" if value >= 0 else "write 0 or more",
        ),
        Setting(
            "RELATED_POSTS_SKIP_SAME_CATEGORY",
            bool,
            False,
            "True: links into other categories only, unless an article would be left out",
        ),
        Setting(
            "RELATED_POSTS_TEXT",
            bool,
            True,
            "the words of an article count too; False: tags and dates only, so that lists change less",
        ),
        Setting(
            "RELATED_POSTS_MIN_SHARED_TAG",
            int,
            3,
            "so many links of a list share a tag, where there are such; the others are the best by score",
            lambda value: "" if value >= 0 else "write 0 or more",
        ),
        Setting("RELATED_POSTS_IGNORE_TAGS", list[str], [], 'tags that relate nothing, such as `["news"]`'),
        Setting(
            "RELATED_POSTS_HUB_CAP",
            int | None,
            4,
            "an article is in at most so many times `RELATED_POSTS_MAX` lists; None: in any number",
            lambda value: "" if value is None or value >= 1 else "write 1 or more, or None",
        ),
        Setting("RELATED_POSTS_CONNECT", bool, True, "no article is left out"),
        Setting(
            "RELATED_POSTS_REPORT",
            str | Path | None,
            None,
            "a file to which each build writes the report on the links, as JSON",
            lambda value: "" if value is None or str(value) else "write the path of a file, or None",
        ),
    ],
    prefixes=("RELATED_POSTS_",),  # as in pelican-related-posts, whose settings and front matter work unchanged
)
CONTRACT = Contract(
    sets=(RelatedPostsRecord,),
    reads=(FrontMatterRecord,),
    markup=(("hamerkop.citations", ".references"),),
    rules=("R01", "R02", "R03"),
)


def options_from(settings: Settings) -> Options:
    """Return the options that the settings of a site give."""
    limit, hub_cap = (SETTINGS.value(settings, f"RELATED_POSTS_{name}") for name in ("MAX", "HUB_CAP"))
    ignored = [Tag(name, settings) for name in SETTINGS.value(settings, "RELATED_POSTS_IGNORE_TAGS")]
    return Options(
        limit=limit,
        skip_same_category=SETTINGS.value(settings, "RELATED_POSTS_SKIP_SAME_CATEGORY"),
        text=SETTINGS.value(settings, "RELATED_POSTS_TEXT"),
        min_shared_tag=SETTINGS.value(settings, "RELATED_POSTS_MIN_SHARED_TAG"),
        ignored_tags=frozenset(map(tag_key, ignored)),
        cap=None if hub_cap is None else hub_cap * limit,
        connect=SETTINGS.value(settings, "RELATED_POSTS_CONNECT"),
    )


def add_terms(content: Content) -> None:
    """Count the terms of an article and attach them. Receiver of `derive`."""
    if isinstance(content, Article) and SETTINGS.value(content.settings, "RELATED_POSTS_TEXT"):
        attach(content, TermCountsRecord(term_counts_of(content)))


def select_related_posts(
    generator: ArticlesGenerator, indexes: dict[str, Index] | None = None, articles: ReadArticles | None = None
) -> tuple[Site, list[Graph]]:
    """Return the articles of a site and the links between them, one graph for each language; log what is wrong.

    *indexes* by language are those of an earlier call or build, *articles* are those that an earlier call has read;
    both are used, updated and completed.
    """
    options = options_from(generator.settings)
    site = (articles or ReadArticles()).read(generator, options)
    for problem in site.problems:
        log_problem(problem, generator.settings)
    return site, updated_graphs({} if indexes is None else indexes, site.groups, options)


class KeptLists:
    """What is kept in a site that stays in memory: what was read, the indexes by language, and the lists of these."""

    def __init__(self) -> None:
        self.articles = ReadArticles()
        self.indexes: dict[str, Index] = {}
        self.lists = RelatedLists()

    def update(self, generator: ArticlesGenerator) -> tuple[Site, list[Graph]]:
        """Let the lists be those of the articles that *generator* has now, and return what they are made of."""
        site, graphs = select_related_posts(generator, self.indexes, self.articles)
        self.lists.replace(graphs, site.articles)
        return site, graphs

    def load(self, state: KeptState) -> None:
        """Begin with the indexes of the last build, if there are any."""
        found = state.load(__name__)
        self.indexes = found if isinstance(found, dict) else {}

    def keep(self, state: KeptState) -> None:
        """Keep the indexes for the next build, if they are no longer those of the last."""
        if not self.indexes or any(index.has_changed for index in self.indexes.values()):
            state.keep(__name__, self.indexes)


KEPT_LISTS: ContextKey[KeptLists] = ContextKey("hamerkop_related_lists")


def begin(generator: ArticlesGenerator) -> None:
    """Put what is kept of the links into the context: nothing yet. Receiver of `load`."""
    KEPT_LISTS.set(generator.context, KeptLists())


def update_related_posts(generator: ArticlesGenerator, changed: changes.Changes) -> tuple[Content, ...]:
    """Bring the lists up to date with changed articles; return the new ones, to which lists were attached."""
    kept = KEPT_LISTS.get(generator.context)
    if kept is None:
        return ()
    kept.update(generator)
    for article in changed.new:
        kept.lists.attach(article)
    return changed.new


@changes.updated_by(update_related_posts)
def add_related_posts(generator: ArticlesGenerator) -> None:
    """Attach the lists to the articles, and write the report. Receiver of `article_generator_finalized`."""
    kept, state = KEPT_LISTS.get(generator.context) or KeptLists(), KEPT_STATE.get(generator.context)
    if state:
        kept.load(state)
    site, graphs = kept.update(generator)
    if state:
        kept.keep(state)
    for article in site.articles.values():
        kept.lists.attach(article)
    report = SETTINGS.value(generator.settings, "RELATED_POSTS_REPORT")
    if report is not None:
        write_report(Path(report), graphs)


def register() -> None:
    """Connect the plugin to Pelican's signals."""
    signals.initialized.connect(check_settings)
    steps.on(steps.load, begin)
    steps.on(steps.derive, add_terms)
    signals.article_generator_finalized.connect(add_related_posts)
