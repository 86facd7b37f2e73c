"""Reports each link between sources that does not lead to a page or file of the site.

Pelican leaves a link that it cannot resolve in the page as it is, and turns a link to an unpublished article into one
to the front page. The plugin also keeps files from being copied that only unpublished articles link to.

It keeps each article and page in the context, by source path, until the links are checked: those that Pelican drops are
found nowhere else. A new version of an article replaces the one before; :func:`forget` removes one.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote, urljoin, urlparse

from blinker import ANY
from pelican import signals
from pelican.contents import Author, Category, Tag

from hamerkop.links.site_addresses import SiteAddresses
from hamerkop.links.typed_links import ANCHORS, TYPED_LINKS, Judge, problems_of
from hamerkop.shared import changes, file_guard, steps
from hamerkop.shared.address_slips import slip_of
from hamerkop.shared.contract import Contract
from hamerkop.shared.html_source import (
    INDICATED,
    LINK_ATTRIBUTES,
    Attribute,
    links_in,
    strip_tags,
    unresolved_links_in,
)
from hamerkop.shared.inputs import declare_target
from hamerkop.shared.link_targets import FILE_KINDS, LIST_KINDS, Address, parse_address, path_under_content
from hamerkop.shared.markdown_source import mask_code
from hamerkop.shared.pelican_types import (
    ArticlesGenerator,
    Content,
    Context,
    Generator,
    PelicanInstance,
    Settings,
    StaticGenerator,
)
from hamerkop.shared.pending_links import PENDING_LINKS, PendingLink, dead_links
from hamerkop.shared.problems import (
    Problem,
    did_you_mean,
    display_path,
    end_of,
    line_and_column,
    log_problem,
    nearest_of,
)
from hamerkop.shared.records import (
    SEARCH_FOLDER,
    WITHHELD_FILES,
    ContextKey,
    FrontMatterRecord,
    ImagesRecord,
    Restored,
    record_of,
)
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.source_text import is_markdown, source_text
from hamerkop.shared.text_facts import TextFact
from hamerkop.shared.third_party import is_third_party
from hamerkop.shared.unpublished_files import note_comments, unpublished_files


def invalid_pattern(patterns: Iterable[str]) -> str:
    """Return what to write instead of the first of *patterns* that no address of the site can fit, or ""."""
    wrong = next((each for each in patterns if not each.startswith("/")), None)
    return "" if wrong is None else f'"{wrong}" fits no address of the site; write "/{wrong.lstrip("/")}"'


SETTINGS = SettingsTable(
    "hamerkop.links",
    [
        Setting(
            "LINKS_ELSEWHERE",
            list[str],
            [],
            'addresses of the site at which another program answers, such as `"/app"` with all below it, or '
            '`"/files/*.zip"`: links to them are not checked',
            invalid_pattern,
        ),
    ],
    prefixes=("LINKS_",),  # LINKS is Pelican's
)
CONTRACT = Contract(
    sets=(WITHHELD_FILES,),
    reads=(FrontMatterRecord, ImagesRecord, SEARCH_FOLDER),
    rules=("L01", "L02", "L03", "L04", "L05", "L06", "L07", "L11", *(f"L{number}" for number in range(12, 26))),
)

# Every article and page that was read, by source path, also one that is dropped: its links are checked too.
LINKING_CONTENTS: ContextKey[Restored[Content]] = ContextKey("hamerkop_linking_contents")
# What is made once while the links are checked; None before and after.
_KNOWN: ContextKey[dict[str, Any] | None] = ContextKey("hamerkop_link_targets")

# For each kind of link to a list: where the context has the names, and the class that makes a slug of a name.
LISTS = {"author": ("authors", Author), "category": ("categories", Category), "tag": ("tags", Tag)}
SOURCE_ENDINGS = (".md", ".rst")
ON_SITE = "write the address that the file has on the site"

# What is typed in each tag whose address may be wrong for :func:`link_problem`: a word in braces, an encoded character,
# brackets around a host, the name of a source, an article by its number, characters that addresses do not have.
_MAY_BE_WRONG = re.compile(
    r"[{|%&\[\]\t\r\n]|\.md|\.rst|(?i:file:)|(?:^|[\"'=])/?\?(?:p|page_id|attachment_id|cat)=|[^\x00-\x7f]"
)

RuleAndMessage = tuple[str, str]
T = TypeVar("T")


# One link


def link_problem(typed: str, content: Content, context: Context) -> RuleAndMessage | None:
    """Return rule and message if the address *typed* in *content* leads nowhere, else None."""
    try:
        return _problem_of(parse_address(typed), content, context)
    except (ValueError, OSError):  # a host in open brackets, a name longer than any file's
        return "L07", f'"{typed[:80]}" is not a valid address; correct it'


def _problem_of(address: Address, content: Content, context: Context) -> RuleAndMessage | None:
    if address.kind in FILE_KINDS and re.match(r"(?:https?:)?//", address.rest):
        return "L05", f'"{{{address.kind}}}{address.rest[:80]}" leads nowhere; write "{address.rest[:80]}"'
    target = path_under_content(address.rest, content)
    if address.kind in FILE_KINDS and file_guard.is_refused(address.kind, target, context):
        return None  # reported by the guard
    if address.kind == "filename":
        return _page_problem(target, content, context)
    if address.kind in FILE_KINDS:
        return _file_problem(target, content.settings, context)
    if address.kind in LISTS:
        return _list_problem(address, content.settings, context)
    if not address.kind:
        return _web_problem(address.rest, content, context)
    if address.kind not in LIST_KINDS:
        hint = did_you_mean(address.kind, (*FILE_KINDS, *LIST_KINDS)) or "; write {filename}, or {static} for a file"
        return "L05", f"{{{address.kind}}} leads nowhere{hint}"
    return None


_WORDPRESS = re.compile(r"(?:p|page_id|attachment_id|cat)=\d+\b")


def _web_problem(typed: str, content: Content, context: Context) -> RuleAndMessage | None:
    """Return the problem of an address without a word in braces."""
    parts, decoded = urlparse(typed), parse_address(unquote(typed))
    if decoded.kind in (*FILE_KINDS, *LIST_KINDS):
        return "L05", f'"{typed}" has encoded braces; write {{{decoded.kind}}}{decoded.rest}'
    if parts.scheme == "file":
        return "L07", f'"{typed[:80]}" is a file of each reader\'s own machine; write {{static}} and its path'
    if not parts.scheme and not parts.netloc and parts.path in ("", "/") and _WORDPRESS.match(parts.query):
        return (
            "L05",
            f'"{typed}" is an address of WordPress, and leads to no article here; write {{filename}} and a path',
        )
    is_source = parts.path.endswith(SOURCE_ENDINGS) and not parts.scheme and not parts.netloc
    if is_source and not slip_of(typed) and not _is_published(typed, content, context):
        return "L06", f'"{typed}" is a source, not a page; write {{filename}}{_path_of_source(typed, content, context)}'
    return None


def _path_of_source(typed: str, content: Content, context: Context) -> str:
    """Return the path to write for a source: as typed if it is there, else that of the nearest one, or of its name."""
    pages, path = context["generated_content"], unquote(urlparse(typed).path)
    target = path_under_content(path, content)
    if target in pages:
        return typed
    same = [each for each in pages if target.endswith(f"/{each}")] or [
        each for each in pages if Path(each).name == Path(target).name
    ]
    nearest = same[0] if len(same) == 1 else nearest_of(target, pages)
    fragment = urlparse(typed).fragment
    return f"/{nearest}{'#' * bool(fragment)}{fragment}" if nearest else typed


def _is_published(typed: str, content: Content, context: Context) -> bool:
    """Return whether an address leads, from the page of *content*, to a file that is copied as it is, or to a page."""
    site = urlparse(context["SITEURL"].rstrip("/") + "/").path
    target = unquote(urlparse(urljoin(urljoin(site, content.url), typed)).path).removeprefix(site)
    return target in _once(context, "files", _written_files)


def _written_files(context: Context) -> set[str]:
    files = (static for static in context["static_content"].values() if static)
    pages = (page.save_as for page in context["generated_content"].values() if page)
    return {*map(file_guard.save_as_of, files), *pages}


def _once(context: Context, name: str, make: Callable[[Context], T]) -> T:
    """Return what *make* returns, made once while all links are checked: each of 10,000 links may need all pages."""
    known = _KNOWN.get(context)
    if known is None:
        return make(context)
    if name not in known:
        known[name] = make(context)
    found: T = known[name]
    return found


def _page_problem(target: str, content: Content, context: Context) -> RuleAndMessage | None:
    pages, files = context["generated_content"], context["static_content"]
    if target in pages:
        return _status_problem(target, content, pages[target])
    if Path(content.settings["PATH"], target).is_file():
        if target in files or not target.endswith(SOURCE_ENDINGS):
            return "L01", f'"{target}" is a file, not a page; write {{static}}'
        return "L03", f'"{target}" is skipped; remove the link, or publish it first'
    return "L01", f'there is no page "{target}"{_named_after(target, pages) or _nearest(target, pages)}'


def _named_after(target: str, pages: Iterable[str]) -> str:
    """Return the one source whose name begins with that of *target*, as after half of a renaming, for a message."""
    name = Path(target).stem
    longer = [each for each in pages if Path(each).stem.startswith(f"{name}-")]
    return f'; did you mean "{longer[0]}"?' if len(longer) == 1 else ""


def _nearest(target: str, pages: Iterable[str]) -> str:
    """Return a hint at the nearest source: by its path, unless only the folder is alike, or by its name."""
    nearest = nearest_of(target, pages)
    is_alike = nearest and nearest_of(Path(target).stem, [Path(nearest).stem], 0.5)
    return f'; did you mean "{nearest}"?' if is_alike else _of_that_name(target, pages)


def _of_that_name(target: str, pages: Iterable[str]) -> str:
    """Return the source whose name is that of a folder or page: `/side-effects/`, for a message; "" if none is."""
    name = Path(target).stem
    return next((f'; did you mean "{each}"?' for each in sorted(pages) if name and Path(each).stem == name), "")


def _status_problem(target: str, content: Content, page: Content | None) -> RuleAndMessage | None:
    # A page that is None could not be read, and is reported for that; the link is right.
    if page is not None and content.status != "draft" and page.status == "draft":
        return "L03", f'"{target}" is not published; remove the link, or publish it first'
    return None


def _file_problem(target: str, settings: Settings, context: Context) -> RuleAndMessage | None:
    if Path(settings["PATH"], target).is_file():
        return None
    # Pelican has the files that are linked, too, whether they exist or not.
    others = [name for name in context["static_content"] if Path(settings["PATH"], name).is_file()]
    return "L02", f'there is no file "{target}"{did_you_mean(target, others)}'


def _list_problem(address: Address, settings: Settings, context: Context) -> RuleAndMessage | None:
    name, wrapper = LISTS[address.kind]
    known = _once(context, name, lambda context: {entry.slug: entry.name for entry, _ in context[name]})
    wanted = wrapper(urlparse(address.rest).path, settings)
    if wanted.slug in known:
        return None
    return "L04", f'no article has the {address.kind} "{wanted}"{did_you_mean(str(wanted), known.values())}'


# One article


def broken_links(content: Content, context: Context) -> list[tuple[str, RuleAndMessage]]:
    """Return the broken links between sources of one article or page, but for images that hamerkop.images reports."""
    images, addresses = record_of(content, ImagesRecord), ADDRESSES.of(content)
    reported = images.missing_images if images else frozenset()
    judged = [(each, link_problem(each, content, context)) for each in addresses.to_judge if each not in reported]
    judged += [(typed, ("L11", message)) for typed, message in addresses.unresolved]
    return [(typed, problem) for typed, problem in judged if problem]


def link_problems(content: Content, broken: Sequence[tuple[str, RuleAndMessage]]) -> list[Problem]:
    """Return the problems of what :func:`broken_links` has found."""
    if not broken:
        return []
    text = source_text(content)
    offsets = _offsets([typed for typed, _ in broken], mask_code(text) if is_markdown(content) else text)
    path, found = display_path(content.source_path), []
    for (typed, (rule, message)), offset in zip(broken, offsets, strict=True):
        start = line_and_column(text, offset)
        found.append(Problem(rule, path, start, message, end_of(text, start, typed)))
    return sorted(set(found))  # two links may use one link definition


class Addresses(NamedTuple):
    """What the links of a text lead to: addresses that may be wrong, and those that are, with what is wrong."""

    to_judge: tuple[str, ...]
    unresolved: tuple[tuple[str, str], ...]


def addresses_in(content: Content, html: str) -> Addresses:
    """Return the addresses in *html*, the text of *content*."""
    resolved = {found.start("path") for found in content._get_intrasite_link_regex().finditer(html)}
    unresolved = [link.attribute for link in unresolved_links_in(html, resolved)]
    starts = {attribute.start for attribute in unresolved}
    links = [link.attribute for link in links_in(html, _MAY_BE_WRONG) if link.attribute.start not in starts]
    messages = [(each.value, _unresolved_message(each, html)) for each in unresolved]
    return Addresses(tuple(each.value for each in links), (*messages, *_printed_in(html)))


ADDRESSES = TextFact("hamerkop.links", addresses_in)


def _unresolved_message(attribute: Attribute, html: str) -> str:
    shown = attribute.value.strip()[:80]
    if not attribute.name.endswith(LINK_ATTRIBUTES):
        plain = re.sub(r"\{static\}/", "/", shown)
        advice = f'write "{plain}"' if "{" not in plain else ON_SITE
        return f'"{shown}" stays on the page as typed, since Pelican replaces no braces in {attribute.name}; {advice}'
    if html[attribute.start - 1] not in "\"'" or attribute.value != attribute.value.strip():
        typed = f'{attribute.name}="{shown}"'
        return f'"{shown}" needs quotes around it, or the word in braces stays on the page; write {typed}'
    return (
        f'"{shown}" stays on the page as typed, since Pelican replaces one address in a tag, before any ">"; {ON_SITE}'
    )


_NO_PROSE = re.compile(r"<(code|pre|kbd|samp|script|style|textarea)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_PRINTED = re.compile(r"\{(?:filename|static|attach)\}/?[\w.%~-]+(?:/[\w.%~-]+)*\.\w+(?:#[\w-]+)?")


def _printed_in(html: str) -> Iterator[tuple[str, str]]:
    """Yield each address that begins with a word in braces and is text of a page, with a message."""
    if _PRINTED.search(html) is None:
        return
    text = strip_tags(_NO_PROSE.sub(" ", html))
    for found in _PRINTED.finditer(text):
        if text[: found.start()].endswith("]["):
            continue  # a label that is not defined, which is reported
        brackets = "its round brackets are missing; " if text[: found.start()].rstrip().endswith("]") else ""
        yield (
            found[0],
            f'"{found[0][:80]}" is no link, and is printed as typed; {brackets}write [text]({found[0][:80]})',
        )


def targets_of(content: Content) -> set[str]:
    """Return the paths under PATH of the files that the links of an article or page name."""
    found = set()
    for link in links_in(content._content, INDICATED):
        address = parse_address(link.attribute.value)
        if address.kind in FILE_KINDS:
            with suppress(ValueError):  # a malformed address is reported when the links are checked
                found.add(path_under_content(address.rest, content))
    return found


def _offsets(addresses: Iterable[str], text: str) -> Iterator[int]:
    """Yield the offset in *text* of each address of a page; 0 if the source does not have it as the page does."""
    after = 0
    for typed in addresses:
        # Links are in the order of the source, but for those of footnotes and link definitions.
        found = text.find(typed, after)
        found = found if found >= 0 else text.find(typed)
        yield max(found, 0)
        after = found + len(typed) if found >= 0 else after


# Wiring


def begin(generator: ArticlesGenerator) -> None:
    """Put an empty mapping for the contents into the context. Receiver of `load`."""
    LINKING_CONTENTS.set(generator.context, Restored[Content]())


def remember_content(content: Content) -> None:
    """Keep an article or page in the context, also one that Pelican drops later. Receiver of `inspect`."""
    keep(content)
    note_comments(content)
    for target in targets_of(content):
        declare_target(content, target)


def keep(content: Content) -> None:
    """Add an article or page to the mapping in the context. Receiver of `restore`."""
    contents = LINKING_CONTENTS.get(content._context)
    if contents is not None:
        contents[content.source_path] = content


def forget(context: Context, source_path: str) -> None:
    """Remove what the plugin keeps of the article or page at *source_path*. Receiver of `forget`."""
    (LINKING_CONTENTS.get(context) or Restored()).pop(source_path, None)


@changes.only_reports
def check_links(generators: Iterable[Generator]) -> None:
    """Report every broken link of every article and page. Receiver of `all_generators_finalized`.

    What only the written pages decide is put into the context, see :mod:`hamerkop.shared.pending_links`.
    """
    found = list(generators)
    settings, context = found[0].settings, found[0].context
    contents = LINKING_CONTENTS.get(context) or Restored()
    judge = Judge(SiteAddresses(found, others_write(found)), SETTINGS.value(settings, "LINKS_ELSEWHERE"))
    pending: list[PendingLink] = []
    _KNOWN.set(context, {})
    for path in sorted(contents):
        broken = broken_links(contents[path], context)
        problems, undecided = problems_of(contents[path], judge, [typed for typed, _ in broken])
        pending += undecided
        for problem in sorted({*link_problems(contents[path], broken), *problems}):
            log_problem(problem, settings)
    _KNOWN.set(context, None)
    PENDING_LINKS.set(context, tuple(pending))


WRITING = (signals.content_written, signals.article_writer_finalized, signals.page_writer_finalized, signals.finalized)


def others_write(generators: Iterable[Generator]) -> bool:
    """Return whether a third-party plugin may write files: it has a generator, or is told when something is written."""
    receivers = (receiver for signal in WRITING for receiver in signal.receivers_for(ANY))
    return any(map(is_third_party, map(type, generators))) or any(map(is_third_party, receivers))


def check_at_the_end(generators: Sequence[Generator]) -> None:
    """Let what only the written pages decide be checked when they are. Receiver of `all_generators_finalized`."""
    settings, context = generators[0].settings, generators[0].context

    def check(pelican: PelicanInstance) -> None:
        signals.finalized.disconnect(check)
        if pelican.settings is settings:  # else it is a later run: this one never came to its end
            output = Path(settings["OUTPUT_PATH"])
            for problem in dead_links(PENDING_LINKS.get(context) or (), lambda path: bytes_of(output / path)):
                log_problem(problem, settings)

    signals.finalized.connect(check, weak=False)


def bytes_of(path: Path) -> bytes | None:
    """Return the content of a file, or None if there is none."""
    try:
        return path.read_bytes()
    except (OSError, ValueError):  # it is not there, is a folder, has a name that no file can have
        return None


def withhold_files(generator: Generator) -> None:
    """Keep files from being copied that only unpublished sources name: the image of a draft is private too.

    Receiver of `page_generator_finalized`.
    """
    withheld = unpublished_files(generator)
    WITHHELD_FILES.set(generator.context, withheld)
    generator.context["static_links"] -= withheld


def withhold_static_files(generator: StaticGenerator) -> None:
    """Keep those files from being copied with a folder of `STATIC_PATHS` too, where no draft is written.

    Where drafts are written, which is Pelican's default, they need their files. Receiver of
    `static_generator_finalized`.
    """
    context, withheld = generator.context, WITHHELD_FILES.get(generator.context)
    if not withheld or generator.settings["DRAFT_SAVE_AS"]:
        return
    for path in withheld & context["static_content"].keys():
        del context["static_content"][path]
    # In place: the context has the same list.
    generator.staticfiles[:] = [
        each for each in generator.staticfiles if each.get_relative_source_path() not in withheld
    ]


def register() -> None:
    """Connect the plugin to Pelican."""
    file_guard.connect()
    signals.initialized.connect(check_settings)
    steps.on(steps.load, begin)
    steps.on(steps.inspect, remember_content)
    steps.on(steps.restore, keep)
    for fact in (ADDRESSES, TYPED_LINKS, ANCHORS):
        fact.register()
    changes.on_forget(forget)
    signals.page_generator_finalized.connect(withhold_files)  # before the generator that copies files
    signals.static_generator_finalized.connect(withhold_static_files)
    signals.all_generators_finalized.connect(check_links)
    signals.all_generators_finalized.connect(check_at_the_end)
