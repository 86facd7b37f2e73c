"""Judges the addresses that writers typed as readers have them: /otters/, otters.html, #food, https://example.org/."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from hamerkop.links.indirect_addresses import Indirect, indirect_address
from hamerkop.links.link_texts import shown_address, text_mismatch
from hamerkop.links.site_addresses import Place, SiteAddresses, file_of_content
from hamerkop.shared.address_slips import Slip, is_plain_http, slip_if_dead, slip_of, without_scheme
from hamerkop.shared.html_source import LINK_ATTRIBUTES, Markup, markup_in
from hamerkop.shared.link_targets import parse_address, path_under_content
from hamerkop.shared.markdown_source import mask_code
from hamerkop.shared.pelican_types import Content
from hamerkop.shared.pending_links import PendingLink, anchors_in, is_anchor
from hamerkop.shared.problems import Edit, Position, Problem, display_path, line_and_column
from hamerkop.shared.records import ImagesRecord, record_of
from hamerkop.shared.rules import ERROR, NOTE, Level
from hamerkop.shared.source_text import is_markdown, source_text
from hamerkop.shared.text_facts import TextFact

# What is most likely right whatever the site has: another site by https, a picture in the page itself.
_RIGHT = re.compile(
    r"https://[\w-]+(?:\.[\w-]+)*+(?::\d+)?(?:[/?#][^\s\\]*)?|data:.*",
    re.IGNORECASE | re.DOTALL,
)
_FILENAME = re.compile(r"[{|]filename[}|]")
_INDICATED = re.compile(r"[{|]\w+[}|]")
_TO_THE_TOP = re.compile(r"\b(?:top|back|up|begin\w*|start|oben|anfang|haut|arriba)\b|[↑⬆⇧▲^]", re.IGNORECASE)
_NO_TEXT = frozenset(("class", "aria-label", "aria-labelledby", "title", "id", "name", "style"))

RULE_OF_SLIP = {"misspelt": "L16", "malformed": "L07", "unknown kind": "L05"}


class TypedLink(NamedTuple):
    """An address that may be wrong: the name of its tag, the value, and whether it is a link without any text.

    *shown*: the address, or telephone number, that readers see as its text; "" for any other text. *beside_code*: the
    page has code, so that it may tell readers what to run on their own machines.
    """

    tag: str
    value: str
    has_text: bool = True
    shown: str = ""
    beside_code: bool = False


def typed_links_in(content: Content, html: str) -> tuple[TypedLink, ...]:
    """Return the addresses in *html*, and in fields of the header that are HTML, that may be wrong and are typed so."""
    fields = (content.metadata.get(name) for name in content.settings["FORMATTED_FIELDS"])
    html = "\n".join([*(field for field in fields if isinstance(field, str) and "<" in field), html])
    markup = tuple(markup_in(html))
    text, site = source_text(content), urlsplit(str(content.settings["SITEURL"])).netloc
    found = (_link(each, number, markup, html) for number, each in enumerate(markup))
    typed = tuple(link for link in found if link and _may_be_wrong(link, site) and _is_typed(link.value, text))
    return tuple(link._replace(beside_code=True) for link in typed) if "<code" in html or "<pre" in html else typed


def _link(each: Markup, number: int, markup: Sequence[Markup], html: str) -> TypedLink | None:
    tag = each.tag
    if tag is None or tag.closing or "=" not in tag.typed:
        return None
    attributes = [attribute for attribute in tag.attributes() if attribute.name in LINK_ATTRIBUTES]
    if not attributes:
        return None
    has_text = tag.name != "a" or not _is_empty(each, markup[number + 1 : number + 2], html) or _is_named(tag.typed)
    value = attributes[0].value.strip()
    if value == "#" and not _is_placeholder(each, number, markup, html):
        return None
    return TypedLink(tag.name, value, has_text, _shown(each, number, markup, html))


def _shown(each: Markup, number: int, markup: Sequence[Markup], html: str) -> str:
    """Return the address that is the text of a link, if it is one; an image in it is no text."""
    following = markup[number + 1 : number + 6] if each.tag and each.tag.name == "a" else ()
    end = next((after.start for after in following if after.tag and after.tag.name == "a"), -1)
    return shown_address(html[each.end : end]) if end >= 0 else ""


def _is_placeholder(each: Markup, number: int, markup: Sequence[Markup], html: str) -> bool:
    """Return whether a link to `#` is one whose address is missing, not one to the top or for a program."""
    names = {attribute.name for attribute in each.tag.attributes()} if each.tag else set()
    end = next((after.start for after in markup[number + 1 :] if after.tag and after.tag.name == "a"), len(html))
    return names <= {"href", "title"} and not _TO_THE_TOP.search(html[each.end : end])


def _is_empty(each: Markup, following: Sequence[Markup], html: str) -> bool:
    after = following[0] if following else None
    return bool(after and after.tag and after.tag.closing and not html[each.end : after.start].strip())


def _is_named(typed: str) -> bool:
    return any(f"{name}=" in typed for name in _NO_TEXT)


def _may_be_wrong(link: TypedLink, site: str) -> bool:
    if not link.has_text:
        return True
    if _INDICATED.match(link.value):
        return bool(_FILENAME.match(link.value))
    is_own = bool(site) and f"//{site}".lower() in link.value.lower()
    if is_own or not _RIGHT.fullmatch(link.value) or text_mismatch(link.shown, link.value):
        return True
    return slip_of(link.value) is not None or indirect_address(link.value) is not None


def _is_written_about(link: TypedLink, indirect: Indirect) -> bool:
    """Return whether a page is about a private address, or about a program that readers run on their own machines."""
    return indirect.rule == "L24" and (link.shown == link.value or (indirect.is_own_machine and link.beside_code))


def _is_typed(value: str, text: str) -> bool:
    return value in text or escape(value) in text


TYPED_LINKS = TextFact("hamerkop.links typed", typed_links_in)
ANCHORS = TextFact("hamerkop.links anchors", lambda _content, html: anchors_in(html))


class Finding(NamedTuple):
    """What is wrong with a link: rule, message, what to write instead ("" if unknown), and whether that is certain.

    *level*: another one than that of the rule. *paths*, *fragment* and *part*: what decides it once the pages are
    written, see PendingLink.
    """

    rule: str
    message: str
    meant: str = ""
    safe: bool = False
    level: Level | None = None
    paths: tuple[str, ...] = ()
    fragment: str = ""
    part: str = ""


class Judge:
    """Judges the links of articles and pages of a site; *elsewhere* are the patterns of `LINKS_ELSEWHERE`."""

    def __init__(self, site: SiteAddresses, elsewhere: Sequence[str]) -> None:
        self.site, self.elsewhere = site, elsewhere

    def findings(self, link: TypedLink, content: Content) -> Iterator[Finding]:
        """Yield what is wrong with a link in the text of *content*."""
        if not link.has_text:
            yield Finding("L18", "the link has no text, so that nobody can follow it; write one, or remove the link")
        if link.value in ("", "#"):
            yield from self._of_nothing(link)
        elif link.value.startswith("#"):
            paths = (posixpath.normpath(content.save_as or "-"),)
            yield from self._of_anchor(link.value, link.value[1:], content, paths)
        elif _FILENAME.match(link.value):
            yield from self._of_source(link.value, content)
        elif slip := slip_of(link.value):
            yield from self._of_slip(slip, link.value, content)
        else:
            yield from self._of_address(link, content)

    def _of_nothing(self, link: TypedLink) -> Iterator[Finding]:
        if link.tag == "a":
            has = f'has "{link.value}" as its address' if link.value else "has no address"
            yield Finding("L17", f"the link {has}, so that it leads to this page; write one")

    def _of_source(self, typed: str, content: Content) -> Iterator[Finding]:
        """Yield what is wrong with {filename}: the anchor, or that it leads to the same page."""
        rest, _, fragment = parse_address(typed).rest.partition("#")
        target = self.site.context["generated_content"].get(path_under_content(rest, content))
        if target is content and not fragment:
            yield self._to_itself(typed)
        elif target is not None and fragment:
            yield from self._of_anchor(typed, fragment, target, (posixpath.normpath(target.save_as or "-"),))

    def _of_slip(self, slip: Slip, typed: str, content: Content) -> Iterator[Finding]:
        place = self.site.place_of(typed, content) if without_scheme(typed) and slip.kind != "unknown kind" else None
        if place is None or slip.level or not self._is_there(place):
            yield Finding(RULE_OF_SLIP[slip.kind], f'"{typed[:80]}" {slip.message}', slip.meant, slip.safe, slip.level)

    def _is_there(self, place: Place) -> bool:
        return any(map(self.site.exists, place.files)) or place.path in self.site.urls

    def _of_address(self, link: TypedLink, content: Content) -> Iterable[Finding]:
        typed, found = link.value, list[Finding]()
        if local := self._from_preview(typed, content):
            found = [local]
        elif indirect := indirect_address(typed):
            found = [] if _is_written_about(link, indirect) else [Finding(*indirect[:4])]
        elif place := self.site.place_of(typed, content):
            if not self.site.is_elsewhere(place, self.elsewhere) and not self.site.is_behind(place):
                found = list(self._of_place(typed, place, content))
        elif without_scheme(typed) and self.site.root != "/" and typed.startswith("/"):
            found = list(self._outside(typed, content))
        elif message := text_mismatch(link.shown, typed):
            # Who calls a wrong number may have no second try.
            found = [Finding("L25", message, level=ERROR if typed[:4].lower() in ("tel:", "sms:") else None)]
        elif is_plain_http(typed):
            message = f'"{typed[:80]}" is not encrypted; write "https://{typed[7:80]}" if the site has it'
            found = [Finding("L19", message, f"https://{typed[7:]}")]
        return found

    def _of_place(self, typed: str, place: Place, content: Content) -> Iterator[Finding]:
        if self._is_there(place):
            yield from self._of_existing(typed, place, content, self.site.content_at(place))
            return
        draft = next((self.site.unpublished[path] for path in place.files if path in self.site.unpublished), None)
        alias = next((self.site.aliases[path] for path in place.files if path in self.site.aliases), None)
        if draft is not None:
            if content.status != "draft":
                name = draft.get_relative_source_path()
                yield Finding("L03", f'"{typed[:80]}" is the draft "{name}"; remove the link, or publish it first')
        elif alias is not None:
            meant = self._written(alias, content, place)
            yield Finding("L14", f'"{typed[:80]}" is an old address; write "{meant}"', meant, safe=True)
        else:
            yield self._dead(typed, place, content)

    def _of_existing(self, typed: str, place: Place, content: Content, target: Content | None) -> Iterator[Finding]:
        if target is content and not place.fragment and not urlsplit(typed).query:
            yield self._to_itself(typed)
        elif re.match(r"https?:", typed, re.IGNORECASE) and target is not None:
            meant = self._written(target, content, place)
            yield Finding("L15", f'"{typed[:80]}" is an address of this site; write "{meant}"', meant, safe=True)
        elif place.path not in self.site.urls and not self.site.exists(place.files[0]):
            yield self._inexact(typed, place)
        if place.fragment and (target is not None or self._is_page(place)):
            yield from self._of_anchor(typed, place.fragment, target, place.files)

    def _inexact(self, typed: str, place: Place) -> Finding:
        """Return the finding of an address without the slash or the ending that the page has."""
        address, mark, rest = re.fullmatch(r"([^?#]*)([?#]?)(.*)", typed, re.DOTALL).groups()  # type: ignore[union-attr]  # all texts match
        if self.site.exists(place.files[1]):
            meant = f"{address}/{mark}{rest}"
            return Finding("L14", f'"{typed[:80]}" has no slash at its end; write "{meant[:80]}"', meant, safe=True)
        meant = f"{address}.html{mark}{rest}"
        message = f'"{typed[:80]}" is the page "{place.files[2]}", which not all hosts find; write "{meant[:80]}"'
        return Finding("L14", message, meant, level=NOTE)

    def _is_page(self, place: Place) -> bool:
        return any(self.site.exists(path) and path.endswith((".html", ".htm")) for path in place.files)

    def _of_anchor(
        self, typed: str, fragment: str, target: Content | None, files: tuple[str, ...]
    ) -> Iterator[Finding]:
        if target is not None and (is_anchor(fragment, ANCHORS.of(target)) or not target.save_as):
            return
        page = "this page" if typed.startswith("#") else f'"{typed.partition("#")[0][:80]}"'
        yield Finding("L13", f'{page} has no part "#{fragment[:80]}"', paths=files, fragment=fragment)

    def _to_itself(self, typed: str) -> Finding:
        return Finding("L20", f'"{typed[:80]}" leads to the page that it is on; correct the address, or remove it')

    def _from_preview(self, typed: str, content: Content) -> Finding | None:
        """Return the finding of an address that was copied from a preview on the writer's machine, or None."""
        found = re.match(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?(/[^?#]*)(?:#(.*))?", typed)
        place = Place(found[1][1:], found[2] or "") if found else None
        target = self.site.content_at(place) if place and place.path else None
        if target is None or place is None:
            return None
        meant = self._written(target, content, place)
        return Finding("L21", f'"{typed[:80]}" is a preview on your own machine; write "{meant}"', meant)

    def _outside(self, typed: str, content: Content) -> Iterator[Finding]:
        """Yield the finding of an address from the root of the host that leads to a page if it began at the site's."""
        place = Place(urlsplit(typed).path.lstrip("/"), urlsplit(typed).fragment)
        target = self.site.content_at(place)
        if target is not None and not self.site.is_elsewhere(place, self.elsewhere):
            meant = self._written(target, content, place)
            yield Finding(
                "L12", f'"{typed[:80]}" leads out of the site, which is at "{self.site.root}"; write "{meant}"', meant
            )

    def _dead(self, typed: str, place: Place, content: Content) -> Finding:
        """Return the finding of an address at which the site has nothing."""
        slip = slip_if_dead(typed)
        file = file_of_content(typed, place, content)
        if slip:
            message, meant = f'"{typed[:80]}" {slip.message}', slip.meant
        elif file:
            is_source = file in self.site.context["generated_content"]
            meant = f"{{{'filename' if is_source else 'static'}}}/{file}"
            message = f'the file "{file}" is not published at "{typed[:80]}"; write "{meant}"'
        elif near := self.site.meant_by(place.path):
            meant = self._address_of(near, content, place)
            message = f'the site has nothing at "{typed[:80]}"; did you mean "{meant[:80]}"?'
        elif place.part:
            rule = "L12" if self.site.has_part(place.part) else "L22"
            message = f'the site has nothing at "{typed[:80]}"; correct the address, or remove it'
            part = "" if without_scheme(typed) and not typed.startswith("/") else place.part
            return Finding(rule if part else "L12", message, paths=place.files, part=part)
        else:
            message, meant = f'the site has nothing at "{typed[:80]}"; correct the address, or remove it', ""
        is_number = slip is not None and len(slip.meant.removeprefix("tel:")) > 3 and slip.meant[:4] == "tel:"
        paths = place.files if self.site.may_exist(place) and not is_number else ()
        return Finding(RULE_OF_SLIP[slip.kind] if slip else "L12", message, meant, paths=paths)

    def _address_of(self, path: str, content: Content, place: Place) -> str:
        """Return how to write a link to the output path *path*."""
        if path in self.site.contents:
            return self._written(self.site.contents[path], content, place)
        address = re.sub(r"(^|/)index\.html$", r"\1", path)
        return f"{self.site.root}{quote(address)}"

    def _written(self, target: Content, content: Content, place: Place) -> str:
        """Return {filename} and the path of a target, from the folder of *content* if it is the same."""
        path = str(target.get_relative_source_path())
        folder = posixpath.dirname(str(content.get_relative_source_path()))
        shown = posixpath.basename(path) if posixpath.dirname(path) == folder else f"/{path}"
        address = shown.replace(" ", "%20")
        return f"{{filename}}{address}{'#' + place.fragment if place.fragment else ''}"


# Where it is typed


def problems_of(content: Content, judge: Judge, reported: Iterable[str]) -> tuple[list[Problem], list[PendingLink]]:
    """Return what is wrong with the typed links of an article or page, and what only written pages decide.

    *reported* are addresses that other rules have reported.
    """
    images = record_of(content, ImagesRecord)
    known = {*reported, *(images.missing_images if images else ())}
    found = [
        (link, finding)
        for link in TYPED_LINKS.of(content)
        if link.value not in known and not (images and link.tag == "img")
        for finding in _findings(judge, link, content)
    ]
    if not found:
        return [], []
    text = source_text(content)
    places = Places(mask_code(text) if is_markdown(content) else text)
    return _located(found, content, text, places)


def _findings(judge: Judge, link: TypedLink, content: Content) -> list[Finding]:
    try:
        return list(judge.findings(link, content))
    except (ValueError, OSError):  # malformed: L07 of hamerkop.links
        return []


def _located(
    found: Iterable[tuple[TypedLink, Finding]], content: Content, text: str, places: "Places"
) -> tuple[list[Problem], list[PendingLink]]:
    problems, pending, path = [], [], display_path(content.source_path)
    for link, finding in found:
        place = places.next_of(link.value, finding.rule)
        if place is None:
            continue
        start, end = line_and_column(text, place[0]), line_and_column(text, place[1])
        edits = _edits(finding, start, end) if text[place[0] : place[1]] == link.value else ()
        problem = Problem(finding.rule, path, start, finding.message, end, finding.level, edits)
        if finding.paths:
            before = link.value.partition("#")[0]
            pending.append(PendingLink(finding.paths, finding.fragment, problem, before, finding.part))
        else:
            problems.append(problem)
    return problems, pending


def _edits(finding: Finding, start: Position, end: Position) -> tuple[Edit, ...]:
    return (Edit(start, end, finding.meant, finding.safe),) if finding.meant else ()


class Places:
    """Finds where in a source addresses are typed; each is asked for in the order of the page."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._after: dict[tuple[str, str], int] = {}

    def next_of(self, value: str, rule: str) -> tuple[int, int] | None:
        """Return start and end of the next place of an address, else of its first one; None if there is none.

        *rule*: for a link without a text or an address, the place is that of the whole link.
        """
        pattern = _pattern_of(value, rule)
        key = (value, rule)
        found = pattern.search(self.text, self._after.get(key, 0)) or pattern.search(self.text)
        if found is None:
            return None
        self._after[key] = found.end()
        return found.span("place")


_EMPTY = re.compile(
    r"(?P<place>(?<!!)\[[^\[\]]*\]\(\s*(?:<>)?\s*\)|href\s*=\s*(?:\"\s*\"|'\s*')|^ {0,3}\[[^\]]+\]:\s*<>)", re.MULTILINE
)


def _pattern_of(value: str, rule: str) -> re.Pattern[str]:
    either = "|".join({re.escape(value), re.escape(escape(value))})
    if rule == "L17" and not value:
        return re.compile(
            r"(?P<place>\[[^\[\]]*\]\(\s*(?:<>)?\s*\)|href\s*=\s*(?:\"\s*\"|'\s*')|^ {0,3}\[[^\]]+\]:\s*<>)", re.M
        )
    if rule == "L18":
        return re.compile(rf"(?P<place>(?<!!)\[\s*\]\(\s*<?(?:{either})>?[^)\n]*\)|<a\b[^<>]*(?:{either})[^<>]*>)")
    return re.compile(rf"(?:(?<=[\s(<\"'=|:\\])|\A)(?P<place>{either})(?=[\s)>\"']|\Z)")
