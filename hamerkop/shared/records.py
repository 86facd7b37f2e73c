"""Everything that plugins add to Pelican's objects, as typed records: the contract between plugins, and with themes.

A plugin hands a frozen record to :func:`attach`. Templates find each field of it as an attribute of the article, page
or tag (``article.references``); plugins ask for the whole record with :func:`record_of`, which gives None where the
plugin that makes it is not switched on. What belongs to the whole site is kept in Pelican's template context under a
:class:`ContextKey`. Nothing is kept in settings or modules.

Three attributes of articles and pages are no records: `front_matter` (below), and those of
:mod:`hamerkop.shared.inputs` and :mod:`hamerkop.shared.source_text`, which only these modules read.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, Generic, Literal, NamedTuple, Protocol, TypeVar

from markupsafe import Markup

from hamerkop.shared.front_matter import FrontMatterRecord as FrontMatterRecord  # it belongs to the records, too
from hamerkop.shared.front_matter import front_matter_of
from hamerkop.shared.pelican_types import Content, Context, NamedPage, Settings
from hamerkop.shared.problems import START, Position
from hamerkop.shared.source_text import is_markdown

_RECORDS = "hamerkop_records"
R = TypeVar("R")
T = TypeVar("T")


def attach(target: object, record: object) -> None:
    """Set each field of the dataclass *record* on *target*, and keep the record for :func:`record_of`."""
    vars(target).setdefault(_RECORDS, {})[type(record)] = record
    for each in fields(record):  # type: ignore[arg-type]  # every record is a dataclass
        setattr(target, each.name, getattr(record, each.name))


def record_of(target: object, kind: type[R]) -> R | None:
    """Return the record of the class *kind* that was attached to *target*, or None."""
    found: R | None = getattr(target, _RECORDS, {}).get(kind)
    return found


def records_of(target: object) -> tuple[str, dict[type, object]]:
    """Return the name of the attribute that holds the records of *target*, and these by their class."""
    return _RECORDS, getattr(target, _RECORDS, {})


def added(target: object, name: str) -> object:
    """Return the field *name* of a record that was attached to *target*, or None.

    A field of a header is an attribute of the article, too: `toc: true` is no list of headings.
    """
    records = getattr(target, _RECORDS, {}).values()
    return next((getattr(each, name) for each in records if hasattr(each, name)), None)


class ContextKey(Generic[T]):
    """The name under which a value of type T is in the template context, for templates and other plugins."""

    def __init__(self, name: str) -> None:
        self.name = name

    def set(self, context: Context, value: T) -> None:
        """Put the value into the context."""
        context[self.name] = value

    def get(self, context: Context | None) -> T | None:
        """Return the value, or None where the plugin that sets it is not switched on."""
        found: T | None = (context or {}).get(self.name)
        return found


class Collected(list[T]):
    """A list in the template context to which plugins add what they find in one file while it is read.

    `hamerkop build` reads files in several processes, and does not read again what it has read before. It adds to the
    list what belongs to each file. If reading a file changes any other value in the context, that file is read by the
    build itself, each time.
    """


class Restored(dict[str, T]):
    """A mapping in the template context which receivers of the step `restore` fill as those of `inspect` do."""


class CollectedKey(ContextKey[list[T]]):
    """The name under which a :class:`Collected` list is in the template context."""

    def add(self, context: Context, item: T) -> None:
        """Add an item that belongs to the file that is being read."""
        context.setdefault(self.name, Collected()).append(item)


# frontmatter


# The status of an article or page whose source has errors. Pelican does not know it, and so drops the file; the object
# is made all the same, so that every plugin reports what it finds in the same run.
REJECTED = "rejected"


def is_scheduled(content: Content) -> bool:
    """Return whether *content* is a draft only because its date is later than the build."""
    header = front_matter_of(content)
    return header is not None and header.scheduled


def is_plain_text(content: Content, field: str = "title") -> bool:
    """Return whether the title (or the summary) of *content* is plain text, as hamerkop.frontmatter reads it.

    Other readers of Pelican make HTML of it, but for that of Markdown where templates escape; so does
    hamerkop.frontmatter with a field in `FORMATTED_FIELDS`, and `TYPOGRIFY` in any case.
    """
    settings: Settings = getattr(content, "settings", {})
    if settings.get("TYPOGRIFY"):
        return False
    header = front_matter_of(content)
    if header is not None:
        return field not in header.formatted
    is_typed = field not in (settings.get("FORMATTED_FIELDS") or ())
    return is_typed and templates_escape(settings) and is_markdown(content)


def templates_escape(settings: Settings) -> bool:
    """Return whether the templates of a site take text for text, and not for HTML."""
    return bool((settings.get("JINJA_ENVIRONMENT") or {}).get("autoescape"))


# blocks

# The names of the `///` blocks that other plugins define (hamerkop.shared.markdown_extensions.declare_block).
BLOCK_NAMES: ContextKey[frozenset[str]] = ContextKey("hamerkop_block_names")


# topics


@dataclass(frozen=True)
class TopicRecord:
    """Set on each tag: *position* is the index in the vocabulary, or its length for a tag that is not in it."""

    title: str
    description: str
    group: str
    position: int


@dataclass(frozen=True)
class RelatedTagsRecord:
    """Set on each tag with a page: the tags most often used together with it, and in how many articles, most first."""

    related_tags: tuple[tuple[NamedPage, int], ...]


@dataclass(frozen=True)
class Vocabulary:
    """The tags that a site allows, by slug in the order of the file at *path*.

    *complete* is False if there is no file, or if an entry of it could not be read: a tag that is not in *topics* may
    then be right.
    """

    path: Path
    topics: Mapping[str, TopicRecord]
    complete: bool


VOCABULARY: ContextKey[Vocabulary] = ContextKey("topic_vocabulary")
# Tags with their articles, by group: (group, [(tag, articles), …]).
TOPIC_GROUPS: ContextKey[list[tuple[str, list[tuple[NamedPage, list[Content]]]]]] = ContextKey("topic_groups")


# links


# Paths, under PATH, of the files that only unwritten articles and pages link to, and that are therefore not copied.
WITHHELD_FILES: ContextKey[frozenset[str]] = ContextKey("withheld_files")


# citations


@dataclass(frozen=True)
class CitationAnchor:
    """One position in the text at which an item is cited.

    *id* is the anchor there, *number* the number printed, *key* the id of the item; *prefix* ("see") and *locator*
    ("table 2") are the terms of CSL.
    """

    id: str
    number: int
    key: str
    prefix: str = ""
    locator: str = ""


@dataclass(frozen=True)
class Reference:
    """An item that an article cites: its number there, id, CSL item, finished HTML, and where it is cited."""

    number: int
    id: str
    item: Mapping[str, Any]
    html: str
    anchors: tuple[CitationAnchor, ...] = ()


@dataclass(frozen=True)
class ReferencesRecord:
    """Set on each article and page: the items it cites, by number."""

    references: tuple[Reference, ...] = ()


class Bibliography(Protocol):
    """All items of the bibliography file by id, cited or not; none if the file is absent or broken."""

    @property
    def path(self) -> Path:
        """Return the path of the file."""
        ...

    @property
    def items(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the CSL items by their ids."""
        ...

    @property
    def state(self) -> Literal["read", "absent", "broken"]:
        """Return whether the file was read, does not exist, or could not be read."""
        ...

    @property
    def name(self) -> str:
        """The file as a writer would type it."""
        ...

    def is_hidden(self, key: str) -> bool:
        """Return whether *key* is probably that of an item whose id is missing, or is the id of another one."""
        ...

    def may_be_key(self, word: str) -> bool:
        """Return whether a word behind an @ looks like the keys of this file."""
        ...

    def line(self, key: str) -> str:
        """Return the line of an item in a reference list, as HTML."""
        ...

    def authors(self, key: str, opening: bool = False) -> str:
        """Return the authors as a sentence names them; *opening*: at the beginning of a sentence."""
        ...

    def title(self, key: str) -> str:
        """Return the title as plain text, or "" if the item has none."""
        ...

    def surname(self, key: str) -> str:
        """Return the name under which the item is sorted, that of its first author or editor; "" if it has none."""
        ...

    def year(self, key: str) -> str:
        """Return the year in which the item was issued, or "" if it is unknown."""
        ...

    def position(self, key: str) -> Position:
        """Return the position of an item's id in the file."""
        ...


BIBLIOGRAPHY: ContextKey[Bibliography] = ContextKey("bibliography")


# annotated_bibliography, a_to_z


@dataclass(frozen=True)
class Annotation:
    """What an annotated bibliography says about an item, as plain text.

    *n* is the size of a study and *type* the kind of source ("" if not given), *confidence* is high, medium or low: how
    well the citation and the numbers were checked. *limits* is what readers are told about weaknesses: the text written
    for them, or else the *caveats*, which are written for writers.
    """

    design: str
    finding: str
    caveats: str
    confidence: str
    limits: str
    n: str = ""
    type: str = ""


@dataclass(frozen=True)
class Annotations:
    """The annotations of a site and their positions in the file at *path*, by the id of their item.

    *complete* is False if the file has a problem.
    """

    path: Path
    by_id: Mapping[str, Annotation]
    positions: Mapping[str, Position]
    complete: bool


ANNOTATIONS: ContextKey[Annotations] = ContextKey("annotations")


@dataclass(frozen=True)
class BibliographyEntry:
    """An item as an annotated bibliography shows it.

    *heading* is the authors, or the title of an item without authors, and *letter* its first one, A to Z, or "0–9" for
    everything else. *year* is "" if it is unknown; *html* is the line of a reference list; *cited_by* are the newest
    published articles and pages that cite the item, by title, and *cited_by_more* is the number of the others.
    """

    id: str
    heading: str
    letter: str
    year: str
    html: str
    item: Mapping[str, Any]
    annotation: Annotation | None
    cited_by: tuple[Content, ...]
    cited_by_more: int = 0


# By first author, year and title.
ANNOTATED_BIBLIOGRAPHY: ContextKey[tuple[BibliographyEntry, ...]] = ContextKey("annotated_bibliography")


@dataclass(frozen=True)
class IndexEntry:
    """A line of an A to Z list; *kind* is "article", "page", "topic" or "term", *url* is relative to SITEURL."""

    title: str
    url: str
    kind: str


class IndexLetter(NamedTuple):
    """The entries of an A to Z list under one letter, A to Z, or "0–9" for everything else."""

    letter: str
    entries: tuple[IndexEntry, ...]


A_TO_Z: ContextKey[tuple[IndexLetter, ...]] = ContextKey("a_to_z")


# glossary


@dataclass(frozen=True)
class Term:
    """A term of the glossary; *forms* are the ways it is written in a text, its name first."""

    name: str
    slug: str
    forms: tuple[str, ...]
    meaning: str


@dataclass(frozen=True)
class Glossary:
    """The terms in alphabetical order, and the source path of the page that prints them, under PATH.

    *complete* is False if an entry of the file could not be read.
    """

    terms: tuple[Term, ...]
    page: str
    complete: bool


GLOSSARY: ContextKey[Glossary] = ContextKey("glossary")


# figures


@dataclass(frozen=True)
class FiguresRecord:
    """Set on each article and page: the names of the figures in its text, in order."""

    figures: tuple[str, ...] = ()


# toc


@dataclass(frozen=True)
class Heading:
    """A heading of a text: the id of its element, and its text without markup, citations and footnote marks."""

    id: str
    text: str


class Toc(Protocol):
    """The list of the headings of one text, in order."""

    @property
    def headings(self) -> tuple[Heading, ...]:
        """Return the headings in the order of the text."""
        ...

    def split(self, html: str) -> tuple[str, str]:
        """Return the HTML of the text before the list and behind it."""
        ...


@dataclass(frozen=True)
class TocRecord:
    """Set on each article and page: the list of its headings, or None where there are too few for a list."""

    toc: Toc | None = None


# images, stylesheet


@dataclass(frozen=True)
class ImagesRecord:
    """Set on each article and page: how many images its text has, and the addresses of those without a file."""

    image_count: int = 0
    missing_images: frozenset[str] = frozenset()


@dataclass(frozen=True)
class StyleSheet:
    """A style sheet as a page contains it, and its hash as a Content-Security-Policy writes it, without the quotes."""

    css: str
    hash: str


# The style sheet of every page, and by name those that only some pages need.
STYLESHEET: ContextKey[StyleSheet] = ContextKey("stylesheet")
PAGE_STYLESHEETS: ContextKey[Mapping[str, StyleSheet]] = ContextKey("page_stylesheets")


@dataclass(frozen=True)
class StylesheetsRecord:
    """Set on each article and page: the names of the extra style sheets that its text needs."""

    stylesheets: tuple[str, ...] = ()


# help_box, review_status, corrections, start_here


@dataclass(frozen=True)
class HelpBoxRecord:
    """Set on each article and page: whether the help lines come before the text."""

    help_box: bool = False


@dataclass(frozen=True)
class HelpMessage:
    """A short text of the help box: plain *text*, and *html*, in which its numbers and addresses are links."""

    heading: str
    text: str
    html: Markup


@dataclass(frozen=True)
class HelpLines:
    """The help lines of a site.

    *strip* is `{text, link_text}` for the top of every page, *box* what comes before an article on a hard subject,
    *places* are countries: `{name, lines: [{name, how: [{kind, value, href}], …}]}`; *recorded* is the day on which the
    numbers were copied from their sources. What the file does not have is empty or None.
    """

    strip: Mapping[str, str]
    box: tuple[HelpMessage, ...]
    places: tuple[Mapping[str, Any], ...]
    recorded: date | None


HELP_LINES: ContextKey[HelpLines] = ContextKey("help_lines")


@dataclass(frozen=True)
class Review:
    """What a reader is told about the checking of one article.

    *label* and *detail* are finished sentences; *checked* is the day on which the sources were last checked, *due* that
    of the next review, *overdue* whether it has passed; *lapsed* are the `check_by` entries whose date has passed.
    """

    label: str
    reviewed: bool
    detail: str
    checked: date | None
    due: date | None
    overdue: bool
    lapsed: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class ReviewRecord:
    """Set on each article."""

    review: Review | None = None


@dataclass(frozen=True)
class Correction:
    """One mistake that was corrected: *wrong* and *right* are sentences.

    *withdrawn*: its article is no longer published, as the file says. *article* is the article with the slug, of
    whatever status; None if there is none. *published*: readers find that article, so a page can link to it. *position*
    is that of the entry in its file.
    """

    date: date
    slug: str
    wrong: str
    right: str
    withdrawn: bool = False
    article: Content | None = field(default=None, compare=False)
    published: bool = field(default=False, compare=False)
    position: Position = field(default=START, compare=False)


@dataclass(frozen=True)
class CorrectionsRecord:
    """Set on each article: its corrections, newest first."""

    corrections: tuple[Correction, ...] = ()


# The corrections of published and of withdrawn articles, newest first.
CORRECTIONS: ContextKey[tuple[Correction, ...]] = ContextKey("corrections")


@dataclass(frozen=True)
class EntryPoint:
    """A list of articles and pages for one kind of newcomer: a *title* in their words, and what to read, in order.

    *articles* are published and have these *slugs*; *positions* are those of the slugs in the file.
    """

    title: str
    slugs: tuple[str, ...]
    articles: tuple[Content, ...] = field(default=(), compare=False)
    positions: tuple[Position, ...] = field(default=(), compare=False)


START_HERE: ContextKey[tuple[EntryPoint, ...]] = ContextKey("start_here")


# checks, feeds, search, structured_data


@dataclass(frozen=True)
class StyleRule:
    """A pattern that a text should not have, what to write instead, and how often one file may have it all the same."""

    pattern: re.Pattern[str]
    message: str
    max: int = 0


@dataclass(frozen=True)
class StyleRules:
    """The style rules of a site in the order of their file, and a pattern of the names that they do not apply to.

    Where *sieve* finds nothing in a text in small letters, no rule but those in *alone* finds anything.
    """

    rules: tuple[StyleRule, ...]
    names: re.Pattern[str]
    sieve: re.Pattern[str]
    alone: tuple[StyleRule, ...]


STYLE_RULES: ContextKey[StyleRules] = ContextKey("style_rules")

# The folder of the search index, relative to SITEURL.
SEARCH_FOLDER: ContextKey[str] = ContextKey("search_folder")

# A function that templates call; it returns the JSON-LD of their page. See hamerkop.structured_data.
STRUCTURED_DATA: ContextKey[Callable[..., Markup]] = ContextKey("structured_data")


# social_cards


@dataclass(frozen=True)
class SocialCard:
    """An image for link previews: *url* relative to SITEURL, *width* and *height* in pixels, *alt* plain text."""

    url: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True)
class SocialCardRecord:
    """Set on each published article."""

    social_card: SocialCard


# The card of all pages that have none of their own.
SITE_SOCIAL_CARD: ContextKey[SocialCard] = ContextKey("site_social_card")


# related

LinkReason = Literal["pinned", "tags", "text", "bridge"]


class RelatedPost(Content, Protocol):
    """An article as an item of a list: it behaves as that article (`title`, `url`, …) and says why it is listed.

    *shared_tags* are tags of the article that lists it, rarest first, *shared_words* at most three words that both use,
    the most significant first. *score* is the share, 0 to 1, of what the article that lists it would score with itself.
    *reason*: `pinned` (its writer asks for it), `tags`, `text` (words, no tag) or `bridge` (not to leave it out).
    """

    shared_tags: list[NamedPage]
    shared_words: list[str]
    score: float
    reason: LinkReason


@dataclass(frozen=True)
class RelatedPostsRecord:
    """Set on each article: what to read next, best first; and the articles that list this one, by their score.

    Both behave as tuples, and are made when they are looked at.
    """

    related_posts: Sequence[RelatedPost] = ()
    related_from: Sequence[RelatedPost] = ()
