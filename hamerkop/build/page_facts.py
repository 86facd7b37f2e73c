"""Reads one written page for the checks of the built site, with the HTML parser of a browser (Lexbor)."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from sys import intern
from typing import Any, NamedTuple

from hamerkop.shared.extras import extra

with extra("checks"):
    from selectolax.lexbor import LexborHTMLParser

# What leads a reader somewhere, and what a browser loads: the tags with the attributes that hold the address.
LINKS = ("a", "area", "form", "link")
_LOADED = ("src", "poster", "data", "srcset", "imagesrcset")
_ELEMENTS = "[id],a[name],[href],[src],[poster],[srcset],[imagesrcset],object[data],form[action],meta[content],[style]"
_LOADING_LINKS = re.compile(r"\b(?:stylesheet|icon|apple-touch-icon|manifest|preload|modulepreload)\b", re.IGNORECASE)
_HINTS = re.compile(r"\b(?:preconnect|dns-prefetch|pingback|webmention|EditURI)\b", re.IGNORECASE)
_WHOLE_PAGE = re.compile("<!doctype|<html", re.IGNORECASE)
_IMAGE_OF_PAGE = re.compile(r"(?:og|twitter):image(?::url|:secure_url|:src)?")
_CSS_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)|@import\s+["']([^"']+)""")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# A candidate of srcset: an address, and what follows it up to a comma.
_CANDIDATE = re.compile(r"[\s,]*([^\s,][^\s]*[^\s,]|[^\s,])\s*(?:\s[^,]*)?(?:,|\Z)")
_LEFT_OVER = re.compile(
    r"[{|](?:filename|static|attach|tag|category|author|index)[}|][^\s\"'<>]*|\{\{[^{}]*\}\}|\{%[^{}]*%\}"
)


class PageLink(NamedTuple):
    """An address in a page: the name of the tag, the value, and whether a browser loads it with the page."""

    tag: str
    value: str
    is_loaded: bool


class PageFacts(NamedTuple):
    """What the checks need of a page.

    *anchors*: ids and names; *doubled*: ids that several elements have. *missing*: what it lacks of `title` and `lang`.
    *left_over*: words in braces that nobody has replaced, outside code and scripts. *is_redirect*: it leads on by
    itself. *hidden*: search engines are told not to list it. *has_base*: its relative addresses begin elsewhere.
    *private_path*: a path of the machine that it shows, or "".
    """

    links: tuple[PageLink, ...]
    anchors: frozenset[str]
    doubled: tuple[str, ...]
    missing: tuple[str, ...]
    left_over: tuple[str, ...]
    is_redirect: bool
    hidden: bool
    has_base: bool
    private_path: str


def facts_of(html: str, private_paths: tuple[str, ...] = ()) -> PageFacts:
    """Return what the checks need of the page *html*; *private_paths* are paths that it may not show."""
    tree = LexborHTMLParser(html)
    links, ids, names = _collected(tree)
    doubled = tuple(sorted(each for each, number in Counter(ids).items() if number > 1))
    refresh, robots = _meta(tree, "http-equiv", "refresh"), _meta(tree, "name", "robots")
    return PageFacts(
        links,
        frozenset({*ids, *names} - {""}),
        doubled,
        tuple(_missing(tree, html)),
        tuple(_left_over(tree, html)),
        bool(refresh),
        "noindex" in robots,
        tree.css_first("base[href]") is not None,
        next((path for path in private_paths if path in html), ""),
    )


def _collected(tree: Any) -> tuple[tuple[PageLink, ...], list[str], set[str]]:
    """Return the different links of a page, its ids as often as they are there, and the names of its `<a>`."""
    links: dict[PageLink, None] = {}
    ids: list[str] = []
    names = set[str]()
    for node in {node.mem_id: node for node in tree.css(_ELEMENTS)}.values():  # one that fits twice is found twice
        attributes = {name: value or "" for name, value in node.attributes.items()}
        if attributes.get("id"):
            ids.append(attributes["id"])
        if node.tag == "a":
            names.add(attributes.get("name", ""))
        links.update(dict.fromkeys(_links_of(str(node.tag), attributes)))
    for node in tree.css("style"):
        links.update(dict.fromkeys(_of_css(node.text())))
    return tuple(links), ids, names


def _links_of(tag: str, attributes: dict[str, str]) -> Iterator[PageLink]:
    if "href" in attributes and tag != "base":
        rel = attributes.get("rel", "") if tag == "link" else ""
        if not _HINTS.search(rel):
            is_loaded = bool(_LOADING_LINKS.search(rel)) or tag not in LINKS
            yield PageLink(tag, intern(attributes["href"].strip()), is_loaded)
    if tag == "form" and attributes.get("action"):
        yield PageLink(tag, intern(attributes["action"].strip()), False)
    if tag == "meta" and _IMAGE_OF_PAGE.fullmatch(attributes.get("property", attributes.get("name", ""))):
        yield PageLink(tag, intern(attributes["content"].strip()), True)
    for name in _LOADED:
        if attributes.get(name) and (name != "data" or tag == "object"):
            values = candidates_in(attributes[name]) if name.endswith("srcset") else [attributes[name].strip()]
            yield from (PageLink(tag, intern(value), True) for value in values)
    if "url(" in attributes.get("style", ""):
        yield from _of_css(attributes["style"])


def candidates_in(srcset: str) -> list[str]:
    """Return the addresses of the attribute `srcset`."""
    return [found[1] for found in _CANDIDATE.finditer(srcset)]


def _of_css(text: str) -> Iterator[PageLink]:
    yield from (PageLink("style", value, True) for value in urls_in_css(text))


@lru_cache(64)  # most pages have the same style sheet
def urls_in_css(text: str) -> tuple[str, ...]:
    """Return the addresses that a style sheet loads."""
    if "url(" not in text and "@import" not in text:
        return ()
    found = (next(filter(None, each.groups()), "") for each in _CSS_URL.finditer(_CSS_COMMENT.sub("", text)))
    return tuple(intern(value) for value in dict.fromkeys(found) if value)


def _meta(tree: Any, name: str, value: str) -> str:
    """Return the content of a `<meta>` in small letters, or ""."""
    found = tree.css_first(f'meta[{name}="{value}" i]')
    return str(found.attributes.get("content") or "").lower() if found is not None else ""


def _missing(tree: Any, html: str) -> Iterator[str]:
    if not _WHOLE_PAGE.search(html, 0, 2000):  # a part that a script puts into a page
        return
    title, root = tree.css_first("head title"), tree.css_first("html")
    if title is None or not title.text().strip():
        yield "title"
    if root is None or not root.attributes.get("lang"):
        yield "lang"


def _left_over(tree: Any, html: str) -> Iterator[str]:
    """Yield what was to be replaced, in the texts and attributes of a page."""
    if not _LEFT_OVER.search(html):
        return
    for node in tree.css("code,pre,script,style,textarea,template,kbd,samp"):
        node.decompose()
    yield from dict.fromkeys(found[0][:80] for found in _LEFT_OVER.finditer(tree.html or ""))
