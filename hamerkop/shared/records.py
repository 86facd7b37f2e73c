"""Everything that plugins add to Pelican's objects, as typed records: the contract between plugins, and with themes.

A plugin hands a frozen record to :func:`attach`. Templates find each field of it as an attribute of the article, page
or tag (``article.references``); plugins ask for the whole record with :func:`record_of`, which gives None where the
plugin that makes it is not switched on. What belongs to the whole site is kept in Pelican's template context under a
:class:`ContextKey`. Nothing else is set on Pelican's objects, and nothing is kept in settings or modules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any, Generic, Literal, Protocol, TypeVar

from hamerkop.shared.pelican_types import Content, Context, NamedPage
from hamerkop.shared.problems import Position

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


class ContextKey(Generic[T]):
    """The name under which a value of type T is in the template context, for templates and other plugins."""

    def __init__(self, name: str) -> None:
        self.name = name

    def set(self, context: Context, value: T) -> None:
        context[self.name] = value

    def get(self, context: Context | None) -> T | None:
        """Return the value, or None where the plugin that sets it is not switched on."""
        found: T | None = (context or {}).get(self.name)
        return found


# frontmatter


class FrontMatterRecord(Protocol):
    """``content.front_matter``: what :mod:`hamerkop.frontmatter` knows of a source file.

    *source* is the whole text of the file, *body_line* the line on which the text below the header begins, from 1.
    *scheduled*: the article is dated later than the build, and is a draft until then.
    """

    source: str | None
    body_line: int
    scheduled: bool

    def position(self, name: str, item: str | None = None) -> tuple[int, int]: ...


def is_plain_text(content: Content) -> bool:
    """Return whether title and summary of *content* are plain text, as hamerkop.frontmatter reads them.

    Other readers of Pelican make HTML of them.
    """
    return hasattr(content, "front_matter")


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
    """Set on each tag with a page: the tags most often used together with it, and in how many articles."""

    related_tags: tuple[tuple[NamedPage, int], ...]


# citations


@dataclass(frozen=True)
class CitationAnchor:
    """One place in the text where a work is cited.

    *id* is the anchor there, *number* the number printed, *key* the id of the work; *prefix* ("see") and *locator*
    ("table 2") are the terms of CSL.
    """

    id: str
    number: int
    key: str
    prefix: str = ""
    locator: str = ""


@dataclass(frozen=True)
class Reference:
    """A work that an article cites: its number there, id, CSL item, finished HTML, and where it is cited."""

    number: int
    id: str
    item: Mapping[str, Any]
    html: str
    anchors: tuple[CitationAnchor, ...] = ()


@dataclass(frozen=True)
class ReferencesRecord:
    """Set on each article and page: the works it cites, by number."""

    references: tuple[Reference, ...] = ()


class Bibliography(Protocol):
    """All items of the bibliography file, cited or not."""

    path: Path
    items: Mapping[str, Mapping[str, Any]]
    state: Literal["read", "absent", "broken"]

    @property
    def name(self) -> str:
        """The file as a writer would type it."""
        ...

    def line(self, key: str) -> str:
        """Return the line of an item in a reference list, as HTML."""
        ...

    def authors(self, key: str, opening: bool = False) -> str:
        """Return the authors as a sentence names them; *opening*: at the beginning of a sentence."""
        ...

    def position(self, key: str) -> Position:
        """Return the position of an item's id in the file."""
        ...


BIBLIOGRAPHY: ContextKey[Bibliography] = ContextKey("bibliography")


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


# figures, images, toc, stylesheet


@dataclass(frozen=True)
class FiguresRecord:
    """Set on each article and page: the names of the figures in its text, in order."""

    figures: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImagesRecord:
    """Set on each article and page: how many images its text has, and the addresses of those without a file."""

    image_count: int = 0
    missing_images: frozenset[str] = frozenset()


@dataclass(frozen=True)
class StylesheetsRecord:
    """Set on each article and page: the names of the extra style sheets that its text needs."""

    stylesheets: tuple[str, ...] = ()


# help_box, review_status, corrections


@dataclass(frozen=True)
class HelpBoxRecord:
    """Set on each article and page: whether the help lines come before the text."""

    help_box: bool = False


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
    """One mistake that was corrected: *wrong* and *right* are sentences. *article* is None if it was withdrawn."""

    date: date
    slug: str
    wrong: str
    right: str
    article: Content | None = field(default=None, compare=False)

    @property
    def published(self) -> bool:
        """Whether a page can link to the article."""
        return self.article is not None and self.article.status == "published"


@dataclass(frozen=True)
class CorrectionsRecord:
    """Set on each article: its corrections, newest first."""

    corrections: tuple[Correction, ...] = ()


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
    """Set on each article: what to read next, best first; and the articles that list this one, by their score."""

    related_posts: tuple[RelatedPost, ...] = ()
    related_from: tuple[RelatedPost, ...] = ()
