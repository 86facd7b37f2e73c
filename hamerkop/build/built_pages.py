"""Checks the written pages of a built site: links, anchors and files, doubled ids, and what was not replaced."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import NamedTuple
from urllib.parse import unquote

from hamerkop.build.built_site import LOCAL, WITH_SCHEME, BuiltSite
from hamerkop.build.page_facts import LINKS, PageFacts, PageLink
from hamerkop.shared.pending_links import is_anchor
from hamerkop.shared.problems import START, Position, Problem, display_path, line_and_column
from hamerkop.shared.settings_file import setting_position
from hamerkop.shared.source_text import source_text

RULES_OF_LINKS = ("O01", "O02", "O03", "O10", "O12")  # hamerkop.links has such rules, too


MANY_PAGES = 20  # so many sources are looked into for what is wrong on more pages
NOT_RESOLVED = re.compile(r"[{|]\w+[}|]")


class Found(NamedTuple):
    """Something wrong on a page: *rule*, *what* the same thing on other pages is told by, and what is typed there.

    *message* is a sentence part that follows the name of the page. *in_source*: what the source would have if its
    writer had typed it.
    """

    rule: str
    what: str
    page: str
    message: str
    typed: str = ""
    in_source: str = ""


def links_of_pages(site: BuiltSite) -> Iterator[Found]:
    """Yield each link and file of each page that is not there, and each that is not for readers."""
    of_contents = {link for page in site.contents for link in _links(site, page)}
    of_texts = {link.value for link in of_contents if _is_relative(link.value)}
    right = set[PageLink]()  # those that are so on every page
    for page, facts in site.facts.items():
        if facts.has_base or not _is_for_readers(site, page):
            continue
        for link in facts.links:
            if link in right or (link.value in of_texts and page not in site.contents):
                continue  # a list shows part of a text, where a relative address means something else
            found = _wrong_with(site, page, link)
            if not found and not _is_relative(link.value):
                right.add(link)
            yield from found


def _wrong_with(site: BuiltSite, page: str, link: PageLink) -> list[Found]:
    if link.value.startswith("#"):
        return list(_anchor(site, page, link, page, link.value[1:]))
    place = site.place_of(page, link.value) if link.value and not NOT_RESOLVED.match(link.value) else None
    return list(_of_place(site, page, link, place)) if place else []


def _links(site: BuiltSite, page: str) -> tuple[PageLink, ...]:
    return site.facts[page].links if page in site.facts else ()


def _is_relative(value: str) -> bool:
    return not value.startswith("/") and not WITH_SCHEME.match(value)


def _of_place(site: BuiltSite, page: str, link: PageLink, place: tuple[str, str]) -> Iterator[Found]:
    path, fragment = place
    file = site.file_at(path)
    draft = site.unpublished.get(file or "") or site.unpublished.get(f"{path.rstrip('/')}/index.html".lstrip("/"))
    if draft is not None:
        name = display_path(draft.source_path)
        message = f'leads to "{link.value[:80]}", the address of {name}, which is not published'
        yield Found("O10", f"/{path}", page, message, link.value, link.value)
    elif file is None and site.is_missing(path):
        return
    elif file is None and link.is_loaded:
        message = f'loads "{link.value[:80]}", and the site has no such file'
        yield Found("O03", f"/{path}", page, message, link.value, link.value)
    elif file is None:
        yield Found(
            "O01", f"/{path}", page, f'leads to "{link.value[:80]}", where the site has nothing', link.value, link.value
        )
    elif fragment and not link.is_loaded and link.tag in LINKS and file in site.facts:
        yield from _anchor(site, page, link, file, fragment)


def _is_for_readers(site: BuiltSite, page: str) -> bool:
    content = site.contents.get(page)
    return content is None or content.status != "draft"


def _anchor(site: BuiltSite, page: str, link: PageLink, target: str, fragment: str) -> Iterator[Found]:
    if fragment and link.tag in LINKS and not is_anchor(fragment, site.facts[target].anchors):
        where = "the page" if target == page else f'the page "{target}"'
        message = f'leads to "{link.value[:80]}", and {where} has no such part'
        what = link.value if link.value.startswith("#") else f"{target}#{fragment}"
        yield Found("O02", what, page, message, link.value, f"#{fragment}")


def faults_of_pages(site: BuiltSite) -> Iterator[Found]:
    """Yield what is wrong within each page."""
    for page, facts in site.facts.items():
        if page in site.contents and facts.doubled:
            first, *others = facts.doubled
            also = f", and {len(others)} other ids" if others[1:] else ", and another one" if others else ""
            message = f'has the id "{first[:80]}" twice{also}'
            yield Found("O04", " ".join(facts.doubled), page, message, f'id="{first}"', f'id="{first}"')
        if not facts.is_redirect:
            yield from _missing(page, facts)
        for each in facts.left_over:
            yield Found("O13", each, page, f'shows "{each}" to readers, which was to be replaced', each, each)


def _missing(page: str, facts: PageFacts) -> Iterator[Found]:
    if "title" in facts.missing:
        yield Found("O05", "title", page, "has no <title>, which browsers and search engines show")
    if "lang" in facts.missing:
        yield Found("O06", "lang", page, "does not say its language: <html lang=…>, by which it is read aloud")


def addresses_of_pages(site: BuiltSite) -> Iterator[Found]:
    """Yield the addresses of this machine, and files that are loaded without encryption, in a site for the public."""
    for page, facts in site.facts.items() if site.is_public else ():
        if facts.private_path:
            message = f'shows "{facts.private_path}", a path of your own machine'
            yield Found("O12", facts.private_path, page, message, facts.private_path, facts.private_path)
        for link in facts.links:
            if link.value[:5].lower() in ("http:", "https", "file:") or link.value.startswith("//"):
                yield from _of_host(site, page, link)


def _of_host(site: BuiltSite, page: str, link: PageLink) -> Iterator[Found]:
    if LOCAL.match(link.value):
        message = f'has the address "{link.value[:80]}", which is on your own machine'
        yield Found("O12", link.value, page, message, link.value, link.value)
    elif site.is_https and link.is_loaded and link.value[:7].lower() == "http://":
        message = f'loads "{link.value[:80]}" without encryption, which browsers refuse'
        yield Found("O14", link.value, page, message, link.value, link.value)


PAGE_CHECKS: tuple[Callable[[BuiltSite], Iterable[Found]], ...] = (links_of_pages, faults_of_pages, addresses_of_pages)


def problems_of_pages(site: BuiltSite) -> Iterator[Problem]:
    """Yield the problems of all pages; what is wrong on several pages is one problem."""
    groups: dict[tuple[str, str], list[Found]] = {}
    for check in PAGE_CHECKS:
        for found in check(site):
            groups.setdefault((found.rule, found.what), []).append(found)
    for group in groups.values():
        yield from _problem_of(site, group)


_ADVICE = {"O13": "; correct the template, plugin or setting that has it"}


def _problem_of(site: BuiltSite, group: list[Found]) -> Iterator[Problem]:
    """Yield the problem of the same thing on several pages, at the first of them, unless a source has it as typed."""
    if group[0].what.startswith(("{{", "{%")) and len(group) > MANY_PAGES:
        return  # a name or title of the site: templates do not leave such words behind
    with_source = [each for each in group if each.page in site.contents]
    typed = [each for each in with_source[:MANY_PAGES] if _is_typed(site, each)]
    if len(typed) == MANY_PAGES:
        return  # and so it is in the others
    left = [each for each in group if each not in typed]
    with_source = [each for each in with_source if each not in typed]
    if typed and (not with_source or group[0].rule == "O13"):
        return  # what else has it shows the text or title in which it is typed
    first = (with_source or left)[0]
    others = len({each.page for each in left}) - 1
    also = f"; so do {others} other pages" if others > 1 else "; so does 1 other page" if others else ""
    if others >= MANY_PAGES and (setting := _setting_of(site, first)):
        name, item = setting
        path, position = setting_position(site.settings, name, item)
        message = f'{name} has "{item}", and each of {others + 1} pages {first.message}'
        yield Problem(first.rule, path, position, f"{message}{_ADVICE.get(first.rule, '')}")
        return
    path, position = _place_of(site, first)
    its = "its page " if first.page in site.contents else ""
    advice = _ADVICE.get(first.rule, "")
    yield Problem(first.rule, path, position, f"{its}{first.message}{also}{advice}")


def _setting_of(site: BuiltSite, found: Found) -> tuple[str, str] | None:
    """Return the setting that has an address which many pages lead to, and the address as it is there."""
    typed = found.what.strip("/") if found.rule in ("O01", "O10") else ""
    texts = ((name, text) for name, value in site.settings.items() if name.isupper() for text in _texts_in(value))
    return next(((name, text) for name, text in texts if typed and text.strip("/") == typed), None)


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts_in(each)


def _is_typed(site: BuiltSite, found: Found) -> bool:
    """Return whether the source of a page has what is wrong as it is: then it is for the rules of sources."""
    content = site.contents.get(found.page)
    if (
        content is None
        or not found.in_source
        or found.rule == "O04"
        or (found.rule in RULES_OF_LINKS and not site.has_links)
    ):
        return False
    text, name = source_text(content), posixpath.basename(unquote(found.in_source))
    typed = (found.in_source, escape(found.in_source), *([name] if "." in name else ()))  # {static}files/map.pdf
    return any(each in text for each in typed)


def _place_of(site: BuiltSite, found: Found) -> tuple[str, Position]:
    content = site.contents.get(found.page)
    if content is not None:
        text = source_text(content)
        offset = text.find(found.in_source) if found.in_source else -1
        return display_path(content.source_path), line_and_column(text, max(offset, 0))
    html = (site.folder / found.page).read_text("utf-8", errors="replace")
    offset = html.find(found.typed) if found.typed else -1
    return display_path(site.shown / found.page), line_and_column(html, offset) if offset >= 0 else START
