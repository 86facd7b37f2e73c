"""Finds categories, authors and titles that are probably slips, by what the other articles of the site have."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from hamerkop.checks.header import is_placeholder
from hamerkop.shared.pelican_types import Content
from hamerkop.shared.problems import (
    START,
    Edit,
    Problem,
    did_you_mean,
    display_path,
    end_of,
    nearest_of,
    position_of,
)
from hamerkop.shared.source_text import source_text

NEAR = 0.82  # difflib's ratio: two letters exchanged in a word of six


class Use(NamedTuple):
    """A category or author of one article: *kind* is "category" or "author"."""

    kind: str
    name: str
    article: Content

    def problems(self, rule: str, message: str, replacement: str = "") -> Iterator[Problem]:
        """Yield a problem of the name where it is typed; none if it is the site's default, or that of a folder."""
        for field in ("category",) if self.kind == "category" else ("author", "authors"):
            start = position_of(self.article, field, self.name)
            if start > START:
                end = end_of(source_text(self.article), start, self.name)
                edits = (Edit(start, end, replacement, safe=False),) if end and replacement else ()
                path = display_path(self.article.source_path)
                yield Problem(rule, path, start, f"{field}: {message}", end, edits=edits)
                return


def names_used(articles: Iterable[Content]) -> list[Use]:
    """Return the categories and authors that the headers of articles name."""
    used = []
    for article in articles:
        if hasattr(article, "category"):
            used.append(Use("category", article.category.name, article))
        used += [Use("author", author.name, article) for author in getattr(article, "authors", [])]
    return used


def name_problems(used: Sequence[Use], allowed: dict[str, Collection[str]]) -> Iterator[Problem]:
    """Yield a problem for each name that is nearly another one, is two names, or is not *allowed* for its kind."""
    counts = {kind: Counter(use.name for use in used if use.kind == kind) for kind in ("category", "author")}
    for use in used:
        known = allowed.get(use.kind) or ()
        if known and use.name not in known:
            message = f'"{use.name}" is not in the setting {SETTING_OF[use.kind]}{did_you_mean(use.name, known)}'
            yield from use.problems("T07", message, nearest_of(use.name, known))
        elif not known:
            yield from _doubtful(use, counts[use.kind])


SETTING_OF = {"category": "CHECKS_CATEGORIES", "author": "CHECKS_AUTHORS"}


def _doubtful(use: Use, counts: Counter[str]) -> Iterator[Problem]:
    if parts := _names_in(use, counts):
        wanted = f"authors: [{', '.join(parts)}]" if use.kind == "author" else f"one category, such as {parts[0]}"
        yield from use.problems("T06", f'"{use.name}" is one name for the site; write {wanted}')
    elif counts[use.name] == 1:
        others = [name for name, number in counts.items() if number > 1 and _letters(name) != _letters(use.name)]
        if nearest := _near(use.name, others):
            yield from use.problems("T05", f'only this article has "{use.name}"; did you mean "{nearest}"?', nearest)


def _names_in(use: Use, counts: Counter[str]) -> list[str]:
    """Return the names of which a name is made; [] if it is one."""
    parts = [part.strip() for part in re.split(r"[,;]", use.name) if part.strip()]
    if len(parts) > 1:
        return parts if _are_names(use.kind, parts, counts) else []
    parts = [part.strip() for part in re.split(r"\band\b|[&/]", use.name) if part.strip()]
    return parts if len(parts) > 1 and _are_joined(use.kind, parts, counts) else []


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()


def _near(name: str, others: Iterable[str]) -> str:
    """Return the name of *others* that is nearest to *name*, but for a number in it."""
    if len(name) < 4:
        return ""
    same_numbers = [other for other in others if re.findall(r"\d+", other) == re.findall(r"\d+", name)]
    return nearest_of(name, same_numbers, NEAR)


_DEGREE = re.compile(r"(?:[A-Z]\.?){2,5}|Ph\.?D\.?|[MD]r\.?|Jr\.?|Sr\.?|Inc\.?|Ltd\.?|[A-Z][A-Za-z]*Sc|R\.?N\.?")


def _are_names(kind: str, parts: Sequence[str], counts: Counter[str]) -> bool:
    """Return whether each part of a name with commas is a name of its own."""
    if any(part in counts for part in parts):
        return True
    if kind == "category":
        return len(parts) == 2 and not any(re.search(r"\band\b|&", part) for part in parts)
    return all(len(part.split()) >= 2 and not _DEGREE.fullmatch(part) for part in parts)


_PERSON = re.compile(r"(?:[A-Z][\w.'’-]*[ ]){1,3}[A-Z][\w'’-]+")


def _are_joined(kind: str, parts: Sequence[str], counts: Counter[str]) -> bool:
    """Return whether each part of a name with "and" is a name of its own: of a person, or of a category in use."""
    if kind == "category":
        return all(part in counts for part in parts)
    return all(_PERSON.fullmatch(part) for part in parts)


def title_problems(contents: Iterable[Content]) -> Iterator[Problem]:
    """Yield a problem for each article that has the title or summary of another one in the same language."""
    listed = list(contents)
    for field, rule in (("title", "F12"), ("summary", "F15")):
        by_text: dict[tuple[str, str], list[Content]] = defaultdict(list)
        for content in listed:
            by_text[(_typed_text(content, field), _language(content))].append(content)
        for (text, _), same in by_text.items():
            yield from _alike(field, rule, same) if text else ()


def _typed_text(content: Content, field: str) -> str:
    """Return the title or summary that a writer typed, as two are compared; "" if there is none yet."""
    typed = content.title if field == "title" else content.metadata.get(field)
    text = " ".join(str(typed or "").split())
    return "" if field == "summary" and is_placeholder(text) else text.casefold()


def _language(content: Content) -> str:
    """Return the language of an article; "en" is that of a site in en-GB."""
    language, default = str(getattr(content, "lang", "")).lower(), str(content.settings.get("DEFAULT_LANG", "")).lower()
    return default if default.startswith(f"{language}-") else language


def _alike(field: str, rule: str, same: Sequence[Content]) -> Iterator[Problem]:
    for content in same:
        other = next((each for each in same if each.source_path != content.source_path), None)
        start = position_of(content, field) if other is not None else START
        if other is not None and start > START:
            message = f"{field}: {display_path(other.source_path)} has the same; say what is different in this one"
            yield Problem(rule, display_path(content.source_path), start, message)


def translation_problems(contents: Iterable[Content]) -> Iterator[Problem]:
    """Yield a problem for each translation whose typed slug is that of no original, and nearly that of one."""
    listed = list(contents)
    originals = {content.slug for content in listed if content.in_default_lang}
    for content in listed:
        slug = str(content.slug)
        if content.in_default_lang or slug in originals or position_of(content, "slug") == START:
            continue
        if nearest := nearest_of(slug, originals, NEAR):
            start = position_of(content, "slug")
            message = f'slug: no original has the slug "{slug}"; did you mean "{nearest}"?'
            yield Problem("F16", display_path(content.source_path), start, message)
