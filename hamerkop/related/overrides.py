"""What a writer wishes in the front matter: pins, exclusions, no list, never offered; whatever reader read it.

Pelican's own readers leave a value as text (several lines of a plain header give a list), ours gives lists and truth
values. Both are understood here.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from hamerkop.shared.problems import did_you_mean

NONE = "none"  # related_posts: none
YES, NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


class Wishes(NamedTuple):
    """The slugs pinned and excluded, whether the article has a list, and whether it may stand in others."""

    pins: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    listed: bool = True
    offered: bool = True


class Complaint(NamedTuple):
    """A mistake in one field, or in one item of it."""

    field: str
    item: str | None
    message: str


def items_of(value: Any) -> list[str]:
    """Return the items of a front-matter value: a text is split at commas and semicolons, a list item by item."""
    pieces = value if isinstance(value, list | tuple) else [value]
    split = [item.strip() for piece in pieces for item in str(piece).replace(";", ",").split(",")]
    return list(dict.fromkeys(item for item in split if item))


def read_wishes(metadata: Mapping[str, Any]) -> Wishes:
    pins = items_of(metadata.get("related_posts") or [])
    no_list = [pin.lower() for pin in pins] == [NONE]
    target = str(metadata.get("related_posts_target", True)).strip().lower()
    return Wishes(
        pins=() if no_list else tuple(pins),
        excluded=tuple(items_of(metadata.get("related_posts_exclude") or [])),
        listed=not no_list,
        offered=target not in NO,
    )


class Known(NamedTuple):
    """What the other articles are: slug → what they are to the article that names them."""

    offered: Mapping[str, str]  # slug → path, of published articles of the language
    withheld: frozenset[str]  # published, but never to be offered
    unpublished: frozenset[str]  # drafts and scheduled ones
    hidden: frozenset[str]
    foreign: Mapping[str, str]  # slug → language


def complaints(metadata: Mapping[str, Any], slug: str, known: Known, published: bool) -> Iterator[Complaint]:
    """Yield every mistake in the wishes of the article with this *slug*; a draft may name drafts."""
    wishes = read_wishes(metadata)
    target = str(metadata.get("related_posts_target", True)).strip().lower()
    if target not in YES + NO:
        yield Complaint("related_posts_target", None, f'"{target}" is neither true nor false; write one of them')
    for pin in wishes.pins:
        wrong = wrong_with_pin(pin, slug, known, published)
        if wrong:
            yield Complaint("related_posts", pin, wrong)
        elif pin in wishes.excluded:
            yield Complaint("related_posts", pin, f'"{pin}" stands in related_posts_exclude too; keep one of them')
    for name in wishes.excluded:
        if name not in known.offered and name not in everything_else(known):
            near = did_you_mean(name, {*known.offered, *everything_else(known)} - {slug})
            yield Complaint("related_posts_exclude", name, f'no article has the slug "{name}"{near}')


def everything_else(known: Known) -> set[str]:
    return {*known.withheld, *known.unpublished, *known.hidden, *known.foreign}


def wrong_with_pin(pin: str, slug: str, known: Known, published: bool) -> str:
    """Return what is wrong with one pinned slug and which one may have been meant, or nothing."""
    if pin in known.offered and pin != slug:
        return ""
    if pin in known.unpublished and not published:
        return ""
    return _why_not(pin, slug, known) + did_you_mean(pin, known.offered.keys() - {slug})


def _why_not(pin: str, slug: str, known: Known) -> str:
    if pin == slug:
        return "names this article itself; take it out"
    if pin in known.withheld:
        return f'"{pin}" is never to be offered (related_posts_target: false); name what replaces it'
    if pin in known.unpublished:
        return f'"{pin}" is not published; take it out until it is'
    if pin in known.hidden:
        return f'"{pin}" is hidden, and a link would show it; take it out'
    if pin in known.foreign:
        return f'"{pin}" is in another language ({known.foreign[pin]}); name one of this language'
    return f'no published article of this language has the slug "{pin}"'
