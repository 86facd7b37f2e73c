"""Reads and checks what the front matter of an article asks for: the fields `related_posts…`.

Pelican's readers leave a value as text, or as a list of lines where a plain header has several; hamerkop.frontmatter
gives lists and truth values. All of these are read alike.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hamerkop.shared.metadata_values import as_list
from hamerkop.shared.pelican_types import Content, Metadata
from hamerkop.shared.problems import Edit, Problem, did_you_mean, display_path, end_of, nearest_of, position_of
from hamerkop.shared.source_text import source_text

PINS, EXCLUDED, TARGET = "related_posts", "related_posts_exclude", "related_posts_target"
NO_LIST = "none"  # related_posts: none
UNKNOWN = "; fix the slug or remove it"
TRUE, FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


class Overrides(NamedTuple):
    """What one article asks for.

    *pins* and *excluded* are slugs: those that its list begins with, and those that it must not contain. *has_list*:
    there is a list. *target* is the value of `related_posts_target`, in lower case.
    """

    pins: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    has_list: bool = True
    target: str = TRUE[0]

    @property
    def offered(self) -> bool:
        """Whether the lists of other articles may contain this one."""
        return self.target not in FALSE


def parse_overrides(metadata: Metadata) -> Overrides:
    """Return the overrides in the front matter of an article."""
    pins = slugs_in(metadata.get(PINS))
    has_list = [pin.lower() for pin in pins] != [NO_LIST]
    target = str(metadata.get(TARGET, True)).strip().lower()
    return Overrides(pins if has_list else (), slugs_in(metadata.get(EXCLUDED)), has_list, target)


def slugs_in(value: object) -> tuple[str, ...]:
    """Return the slugs in a front-matter value, each once: of a text, or of each line of a list."""
    lines = value if isinstance(value, list | tuple) else [value or ""]
    return tuple(dict.fromkeys(slug for line in lines for slug in as_list(str(line))))


class KnownSlugs(NamedTuple):
    """The slugs of a site, as the articles of one language can name them.

    *offered* maps the slugs of the published articles of the language to their source paths; *withheld* are those of
    the others, with `related_posts_target: false`. *drafts* and *hidden* are slugs of any language. *foreign* maps the
    slugs of articles in other languages to their language. *unwritten* ones of the language have no page of their own.
    """

    offered: Mapping[str, str]
    withheld: frozenset[str] = frozenset()
    drafts: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    foreign: Mapping[str, str] = {}
    unwritten: frozenset[str] = frozenset()

    def every(self) -> set[str]:
        """Return all slugs."""
        return {*self.offered, *self.withheld, *self.drafts, *self.hidden, *self.foreign, *self.unwritten}


def override_problems(article: Content, overrides: Overrides, known: KnownSlugs) -> Iterator[Problem]:
    """Yield a problem for each override of *article* that cannot be followed."""
    if overrides.target not in TRUE + FALSE:
        message = f'{TARGET}: "{overrides.target}" is neither true nor false; write one of them'
        yield Problem("R03", display_path(article.source_path), position_of(article, TARGET), message)
    yield from _pin_problems(article, overrides, known)
    yield from _exclusion_problems(article, overrides, known)


def _pin_problems(article: Content, overrides: Overrides, known: KnownSlugs) -> Iterator[Problem]:
    for pin in overrides.pins:
        if wrong := wrong_with_pin(pin, article, known):
            meant = "" if pin == article.slug else nearest_of(pin, known.offered.keys() - {article.slug})
            yield _slug_problem("R01", article, PINS, pin, wrong, meant)
        elif pin in overrides.excluded:
            yield _slug_problem("R01", article, PINS, pin, f'"{pin}" is in {EXCLUDED} too; remove one of them')


def _exclusion_problems(article: Content, overrides: Overrides, known: KnownSlugs) -> Iterator[Problem]:
    every = known.every() if overrides.excluded else set[str]()
    for slug in overrides.excluded:
        if slug not in every:
            near = every - {article.slug}
            wrong = f'no article has the slug "{slug}"{did_you_mean(slug, near) or UNKNOWN}'
            yield _slug_problem("R02", article, EXCLUDED, slug, wrong, nearest_of(slug, near))


def wrong_with_pin(pin: str, article: Content, known: KnownSlugs) -> str:
    """Return why a pinned slug cannot be linked to and what to do about it; "" if it can."""
    if pin in known.offered and pin != article.slug:
        return ""
    if pin in known.drafts and article.status != "published":
        return ""
    meant = did_you_mean(pin, known.offered.keys() - {article.slug})
    wrong = _known_but_not_linkable(pin, article.slug, known)
    if pin == article.slug:
        return wrong  # another article is not what was meant
    if wrong:
        return wrong + meant
    return f'no published article of this language has the slug "{pin}"{meant or UNKNOWN}'


def _known_but_not_linkable(pin: str, own_slug: str, known: KnownSlugs) -> str:
    if pin == own_slug:
        return "names this article itself; remove it"
    if pin in known.withheld:
        return f'"{pin}" has {TARGET}: false; name the article that replaces it'
    if pin in known.drafts:
        return f'"{pin}" is not published; remove it until it is'
    if pin in known.hidden:
        return f'"{pin}" is hidden, and a link would reveal it; remove it'
    if pin in known.unwritten:
        return f'"{pin}" has no page of its own; remove it'
    if pin in known.foreign:
        return f'"{pin}" is in another language ({known.foreign[pin]}); name one of this language'
    return ""


def _slug_problem(rule: str, article: Content, field: str, slug: str, message: str, meant: str = "") -> Problem:
    """Return a problem at *slug* in *field*; *meant* is the slug to suggest in its place, or ""."""
    start = position_of(article, field, slug)
    end = end_of(source_text(article), start, slug)
    edits = (Edit(start, end, meant, safe=False),) if end and meant else ()
    return Problem(rule, display_path(article.source_path), start, f"{field}: {message}", end, edits=edits)
