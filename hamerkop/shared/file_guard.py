"""Keeps files out of the output that hamerkop.shared.file_policy does not allow there, and reports who named them.

Every file that Pelican copies for a content file passes `static_generator_finalized`, however it was found: by
{static} or {attach}, whatever the attribute, by STATIC_PATHS or by a symbolic link. Every page that a source makes
passes `inspect`. `hamerkop build` always uses the guard; under `pelican` it is on with a plugin that calls
:func:`connect`. Nothing is kept from one build to the next.
"""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape, unescape
from mimetypes import guess_type
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlparse

from pelican import signals

from hamerkop.shared import changes, steps
from hamerkop.shared.active_html import address_as_read
from hamerkop.shared.content_walk import CONTENT_ONLY
from hamerkop.shared.file_policy import (
    FOR_THE_HOST,
    HIDDEN,
    LEADS_OUT,
    OUTSIDE,
    FilePolicy,
    content_folders,
    folders_outside,
    identities,
    is_below,
    is_content,
    is_host_file,
    named_paths,
    readings,
    surrounding_folders,
)
from hamerkop.shared.inputs import inputs_of, site_inputs_of
from hamerkop.shared.markdown_source import mask_code
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Context, Generator, Settings, StaticGenerator
from hamerkop.shared.problems import (
    START,
    Position,
    Problem,
    display_path,
    end_of,
    line_and_column,
    log_problem,
    position_of,
)
from hamerkop.shared.records import ContextKey, ImagesRecord, record_of
from hamerkop.shared.rst_inclusions import guard_inclusions, refused_inclusions
from hamerkop.shared.rules import WARNING
from hamerkop.shared.settings_file import setting_position, settings_files
from hamerkop.shared.site_content import contents_read
from hamerkop.shared.snippet_inclusions import guard_snippets, refused_snippets
from hamerkop.shared.source_text import is_markdown, source_text
from hamerkop.shared.text_facts import TEXT_LINKS

SOURCE = "is the source of a page; write {filename} for the page, or list it in ARTICLE_EXCLUDES if it is none"
DATA = "is a data file of the site; link to a copy of it, or name it in STATIC_PATHS"
# What the pages of a site depend on, and what their readers load all the same: kinds of media types.
LOADED_BY_READERS = ("image/", "font/", "audio/", "video/", "text/css")


# An address that runs a program at a click, or ends the attribute in which templates print it.
_NO_PAGE = re.compile(r"""(?:javascript|vbscript|data):|.*["<>]""", re.DOTALL)

POLICY: ContextKey[FilePolicy] = ContextKey("hamerkop_file_policy")


class Named(NamedTuple):
    """A file that a text names: the kind of link, the address as it is in the HTML, and the path that Pelican reads."""

    kind: str
    typed: str
    path: str


def named_files(content: Content) -> Iterator[Named]:
    """Yield the files that the HTML of a text names by {filename}, {static} or {attach}.

    Those in comments are among them: Pelican copies their files, too.
    """
    for link in TEXT_LINKS.of(content):
        if link.what in ("filename", "static", "attach"):
            try:
                path = urlparse(link.value).path
            except ValueError:  # reported as a malformed address by hamerkop.links
                continue
            yield Named(link.what, link.path, _under_content(path, content).replace("%20", " "))


def _under_content(path: str, content: Content) -> str:
    if path.startswith("/"):
        return path[1:]
    return str(content.get_relative_source_path(f"{content.relative_dir}/{path}" if content.relative_dir else path))


def reason_against(named: Named, policy: FilePolicy) -> str:
    """Return why a text may not name this file, however the path is read; "" if it may."""
    for path in readings(named.path):
        reason = policy.reason_against(path)
        if reason and (named.kind != "filename" or reason in (OUTSIDE, LEADS_OUT)):
            return reason
    # Even a file of STATIC_PATHS has no effect in its folder, and would have one beside an article.
    return FOR_THE_HOST if named.kind == "attach" and is_host_file(named.path) else ""


def is_refused(kind: str, path: str, context: Context) -> bool:
    """Return whether a text may not name the file at *path* by a link of that *kind*; known once files are found."""
    policy = POLICY.get(context)
    return policy is not None and bool(reason_against(Named(kind, path, path), policy))


def problems_of(content: Content, policy: FilePolicy) -> list[Problem]:
    """Return a problem for each file that a text names and that may not be published, at its position."""
    judged = [(named, reason_against(named, policy)) for named in named_files(content)]
    refused = [(named, reason) for named, reason in judged if reason]
    if not refused:
        return []
    text = source_text(content)
    starts = _offsets([named.typed for named, _ in refused], text, is_markdown(content))
    path, found = display_path(content.source_path), []
    for (named, reason), offset in zip(refused, starts, strict=True):
        start = line_and_column(text, offset)
        message = f'"{_shown(named.path)}" {_with_slashes(named, policy) or reason}'
        found.append(Problem("L08", path, start, message, end_of(text, start, named.typed)))
    return sorted(set(found))


def _with_slashes(named: Named, policy: FilePolicy) -> str:
    """Return what to write where the path is right but for its backslashes, as copied on Windows; else ""."""
    path = named.path.replace("\\", "/").lstrip("/")
    allowed = policy.reason_against(path) not in (OUTSIDE, LEADS_OUT) and _is_file(policy.content / path)
    return f"has backslashes; write {{{named.kind}}}/{path}" if path != named.path and allowed else ""


def _shown(path: str) -> str:
    return path.replace("\0", "\\0")[:200]


def _offsets(addresses: Iterable[str], text: str, markdown: bool) -> Iterator[int]:
    """Yield the offset of each address in *text*, in order; outside code if it is there; 0 if it is nowhere."""
    prose = mask_code(text) if markdown else text
    after = 0
    for typed in addresses:
        tries = (prose.find(typed, after), text.find(typed, after), prose.find(typed), text.find(typed))
        found = next((offset for offset in tries if offset >= 0), None)
        after = found + len(typed) if found is not None else after
        yield found or 0


def policy_of(generator: StaticGenerator) -> FilePolicy:
    """Return the policy of a site, once all articles and pages have been read."""
    settings = generator.settings
    return FilePolicy(
        content=Path(settings["PATH"]).absolute(),
        folders=content_folders(settings),
        ignored=tuple(settings["IGNORE_FILES"]),
        named=named_paths(settings),
        found=frozenset(os.path.normpath(path) for path in static_files(generator)),
        private=_data_files(generator) | _sources(generator),
        sources=tuple(f".{each}" for each in generator.readers.extensions if each != "static"),
    )


def static_files(generator: StaticGenerator) -> Iterable[str]:
    """Return the paths under PATH of the files in STATIC_PATHS."""
    settings = generator.settings
    return generator.get_files(settings["STATIC_PATHS"], exclude=settings["STATIC_EXCLUDES"], extensions=False)


def _sources(generator: StaticGenerator) -> dict[tuple[int, int], str]:
    """Return the files that Pelican makes pages of, those with `status: skip` too, of which it knows nothing later."""
    settings = generator.settings
    articles = generator.get_files(settings["ARTICLE_PATHS"], exclude=settings["ARTICLE_EXCLUDES"])
    pages = generator.get_files(settings["PAGE_PATHS"], exclude=settings["PAGE_EXCLUDES"])
    return identities((Path(settings["PATH"], path) for path in (*articles, *pages)), SOURCE)


def _data_files(generator: StaticGenerator) -> dict[tuple[int, int], str]:
    inputs = [(path, guess_type(path.name)[0] or "") for path in _inputs(generator.context)]
    data = [path for path, kind in inputs if not kind.startswith(LOADED_BY_READERS)]
    return identities([*data, *settings_files()], DATA)


def _inputs(context: Context) -> list[Path]:
    """Return all files that plugins have declared to read for the pages of the site."""
    declared = [inputs_of(content) for content in contents_read(context)]
    files = {path for inputs in declared for path in inputs.files}
    entries = {path for inputs in declared for path, _ in inputs.entries}
    return [Path(path) for path in sorted(files | entries | site_inputs_of(context))]


# Wiring


def prepare(generator: ArticlesGenerator) -> None:
    """Log which folders outside PATH the settings name; guard what is read and included. Receiver of `load`."""
    CONTENT_ONLY.set(generator.context, True)
    GUARDED.set(generator.context, [])
    surrounding = set(surrounding_folders(generator.settings))  # not read, and reported by find_files
    for name, folder in (each for each in folders_outside(generator.settings) if each not in surrounding):
        path, position = setting_position(generator.settings, name, folder)
        message = f'{name}: "{folder}" is outside PATH; its files are published because the setting names it'
        log_problem(Problem("L10", path, position, message), generator.settings)
    guard_inclusions(generator.settings)
    guard_snippets(generator.settings, generator.context)


def check_output(content: Content) -> None:
    """Refuse a source that leads out of the content folder, or whose page would leave the output. Of `inspect`."""
    if found := _why_refused(content):
        rule, position, message = found
        log_problem(Problem(rule, display_path(content.source_path), position, message), content.settings)
        refuse(content)
    elif ".." in str(content.metadata.get("url", "")).split("/"):
        message = f'the address "{_shown(content.url)}" is outside the site; correct it'
        place = position_of(content, "url")
        log_problem(Problem("L09", display_path(content.source_path), place, message), content.settings)
    _check_template(content)


def _why_refused(content: Content) -> tuple[str, Position, str] | None:
    """Return rule, position and message of the problem for which the page of *content* is not written, if any."""
    settings, save_as = content.settings, str(content.save_as)
    if not is_content(Path(content.source_path), settings):
        return "L08", START, LEADS_OUT
    if not is_below(settings["OUTPUT_PATH"], save_as):
        position = _position_of_address(content, ("override_save_as", "save_as", "slug", "lang"))
        return "L09", position, f'"{_shown(save_as)}" would be written outside the output folder; correct it'
    if is_host_file(save_as) or _is_in_theme(content):
        message = f'"{_shown(save_as)}" is the place of a file of the host or of the theme; give the page another one'
        return "L09", position_of(content, "save_as"), message
    if _NO_PAGE.match(address_as_read(str(content.url))):
        message = f'the address "{_shown(content.url)}" is not that of a page; correct it'
        return "L09", position_of(content, "url"), message
    return None


def _is_in_theme(content: Content) -> bool:
    folder = str(content.settings["THEME_STATIC_DIR"]).strip("/")
    return bool(folder) and os.path.normpath(content.save_as).startswith(f"{folder}/")


def refuse(content: Content) -> None:
    """Make Pelican skip *content*, as it skips a page that would be written outside the output folder."""
    content.override_save_as = "../../refused"


def _check_template(content: Content) -> None:
    """Use the default template instead of one that is outside the theme: Jinja refuses it, and the build would end."""
    name = str(content.template)
    if ".." in re.split(r"[/\\]", name) or name.startswith(("/", "\\")) or "\0" in name:
        position = position_of(content, "template")
        message = f'the template "{_shown(name)}" is outside the theme; write the name of one of its templates'
        log_problem(Problem("L08", display_path(content.source_path), position, message), content.settings)
        content.template = content.default_template


def _position_of_address(content: Content, fields: Sequence[str]) -> Position:
    """Return the position of the field that leads out of its folder; the start if no field of the header does."""
    values = {field: str(content.metadata.get(field, "")) for field in fields}
    present = [field for field, value in values.items() if ".." in value or value.startswith("/")]
    return position_of(content, present[0]) if present else START


def neutralise_malformed(content: Content) -> None:
    """Report each {filename} and the like that is no address, and take its word away: it would end the build.

    Pelican reads such addresses outside its handling of errors. Receiver of `rewrite`.
    """
    images = record_of(content, ImagesRecord)
    reported = images.missing_images if images else frozenset()
    content._content, malformed = without_malformed(content._content, content)
    for field in content.settings["FORMATTED_FIELDS"]:
        value = content.metadata.get(field)
        if isinstance(value, str):
            content.metadata[field], more = without_malformed(value, content)
            malformed += more
            if more:
                setattr(content, "_summary" if field == "summary" else field, content.metadata[field])
    text, path = source_text(content) if malformed else "", display_path(content.source_path)
    for typed, offset in zip(malformed, _offsets(malformed, text, is_markdown(content)), strict=True):
        if typed not in reported:
            start = line_and_column(text, offset)
            message = f'"{_shown(typed[:80])}" is not a valid address; correct it'
            log_problem(Problem("L07", path, start, message, end_of(text, start, typed)), content.settings)


def without_malformed(html: str, content: Content) -> tuple[str, list[str]]:
    """Return *html* with each malformed address encoded and without its word in braces, and these addresses."""
    malformed: list[str] = []

    def encoded(found: re.Match[str]) -> str:
        try:
            urlparse(found["value"])
            urlparse(unescape(found["value"]))  # Pelican tries both
        except ValueError:
            malformed.append(found["path"])
            address = escape(quote(unescape(found["value"]), safe="/:?#&;=%"))
            return f"{found['markup']}{found['quote']}{address}{found['quote']}"
        return found[0]

    return content._get_intrasite_link_regex().sub(encoded, html), malformed


def correct_paths(generator: Generator) -> None:
    """Take away links with a NUL, which system calls refuse, and decode the others as far as the name of a file needs.

    Pelican would copy `%C3%BC.pdf` and `a&amp`, of which there are none, and lose `ü.pdf` and `a&b.pdf`. Receiver of
    `page_generator_finalized`.
    """
    root, links = Path(generator.settings["PATH"]), generator.context["static_links"]
    if any("&" in path for path in links):
        links = {path for path in links if "&" not in path or _is_file(root / path)} | _with_ampersand(generator)
    generator.context["static_links"] = {_of_file(path, root) for path in links if "\0" not in path}


def _with_ampersand(generator: Generator) -> set[str]:
    """Return the paths of the files that texts link to by an address with a character reference, as in HTML."""
    found: set[str] = set()
    for content in contents_read(generator.context):
        for link in content._get_intrasite_link_regex().finditer(content._content or ""):
            if link["what"] in ("static", "attach") and "&" in link["value"]:
                path = urlparse(unescape(link["value"])).path
                found.add(_under_content(path, content).replace("%20", " "))
    return found


def _of_file(path: str, root: Path) -> str:
    """Return *path*, or what it means percent-decoded where only that is a file under *root*."""
    decoded = unquote(path)
    return decoded if decoded != path and _is_file(root / decoded) and not _is_file(root / path) else path


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, a NUL
        return False


class Guarded(NamedTuple):
    """What was found about the static files of a site: *key* is all that it depends on.

    *refused* are the paths of files that are not published, *problems* those of files that no text names.
    """

    key: tuple[frozenset[str], ...]
    policy: FilePolicy
    refused: frozenset[str]
    problems: frozenset[Problem]


# The last one, in a list, for a site that stays in memory: it is found again only if something changes.
GUARDED: ContextKey[list[Guarded]] = ContextKey("hamerkop_guarded_files")


def keep_private(generator: StaticGenerator) -> None:
    """Take away each static file that may not be published. Receiver of `static_generator_finalized`."""
    context, last = generator.context, GUARDED.get(generator.context)
    key = _key_of(generator)
    guarded = last[-1] if last and last[-1].key == key else guarded_files(generator, key)
    if last is not None:
        last[:] = [guarded]
    POLICY.set(context, guarded.policy)
    for static in [each for each in generator.staticfiles if str(each.get_relative_source_path()) in guarded.refused]:
        remove(static, generator)
    REFUSED.set(context, guarded.problems)


# Those of the last build of the lists.
REFUSED: ContextKey[frozenset[Problem]] = ContextKey("hamerkop_refused_files")


def _key_of(generator: StaticGenerator) -> tuple[frozenset[str], ...]:
    """Return what decides which static files are published, but for the data files of the site."""
    context = generator.context
    paths = frozenset(str(static.get_relative_source_path()) for static in generator.staticfiles)
    attached = _attached_host_files(context) if any(map(is_host_file, paths)) else frozenset[str]()
    sources = frozenset(context["generated_content"]) if paths else frozenset[str]()
    return paths, frozenset(map(os.path.normpath, context["static_links"])), frozenset(attached), sources


def guarded_files(generator: StaticGenerator, key: tuple[frozenset[str], ...]) -> Guarded:
    """Return which static files may not be published, and the problems of those that no text names."""
    policy, (_, named, attached, _) = policy_of(generator), key
    refused, problems = set[str](), set[Problem]()
    for static in generator.staticfiles:
        path = str(static.get_relative_source_path())
        reason = _reason_against_static(path, policy, generator.settings) or (path in attached and FOR_THE_HOST)
        if reason:
            refused.add(path)
            # What a text names is reported there.
            problems |= set() if path in named else set(_problems_of_found(path, reason, policy))
        elif not is_below(generator.output_path, save_as_of(static)):
            refused.add(path)
            problems.add(_outside_output(path, save_as_of(static), generator.settings))
    return Guarded(key, policy, frozenset(refused), frozenset(problems))


@changes.only_reports
def report_private(generator: StaticGenerator) -> None:
    """Report each file that may not be published, and each text that names one. Of `static_generator_finalized`."""
    context, policy = generator.context, POLICY.get(generator.context)
    problems = {*(REFUSED.get(context) or ())}
    problems |= {*refused_inclusions(context, generator.settings), *refused_snippets(context)}
    if policy:
        problems |= {problem for content in contents_read(context) for problem in problems_of(content, policy)}
    for problem in sorted(problems):
        log_problem(problem, generator.settings)


def _attached_host_files(context: Context) -> set[str]:
    """Return the paths under PATH of the files for the host that texts move beside themselves."""
    named = (each for content in contents_read(context) for each in named_files(content) if each.kind == "attach")
    return {os.path.normpath(unquote(each.path)) for each in named if is_host_file(unquote(each.path))}


def remove(static: Content, generator: StaticGenerator) -> None:
    """Make Pelican neither copy a static file nor link to it."""
    generator.staticfiles.remove(static)
    generator.context["static_content"].pop(static.get_relative_source_path(), None)


def save_as_of(static: Content) -> str:
    """Return where Pelican will copy a static file, unless {attach} moves it to the folder of a page.

    Not static.save_as: once that has been read, {attach} cannot move the file any more.
    """
    return str(static.get_url_setting("save_as"))


def _reason_against_static(path: str, policy: FilePolicy, settings: Settings) -> str:
    reason = policy.reason_against(path)
    return "" if reason == SOURCE and not settings["STATIC_EXCLUDE_SOURCES"] else reason


def _problems_of_found(path: str, reason: str, policy: FilePolicy) -> Iterator[Problem]:
    """Yield the problem with a file in STATIC_PATHS; sources and data files are left out silently, as by Pelican."""
    if reason not in (SOURCE, DATA):
        culprit = display_path(policy.content / policy.first_link_out(path))
        level = WARNING if reason == HIDDEN else None
        yield Problem("L08", culprit, START, f"{reason}; it is not published", level=level)


def _outside_output(path: str, save_as: str, settings: Settings) -> Problem:
    name = "EXTRA_PATH_METADATA" if path in settings["EXTRA_PATH_METADATA"] else "STATIC_PATHS"
    where, position = setting_position(settings, name, path)
    message = f'{name}: "{path}" would be written to "{save_as}", outside the output folder; give it another path'
    return Problem("L09", where, position, message)


def connect() -> None:
    """Connect the guard to Pelican; to be called in `register`, by as many plugins as like."""
    steps.on(steps.load, prepare)
    steps.on(steps.inspect, check_output)
    steps.on(steps.rewrite, neutralise_malformed)
    signals.page_generator_finalized.connect(correct_paths)  # before the generator that copies files
    signals.static_generator_finalized.connect(keep_private)
    signals.static_generator_finalized.connect(report_private)
