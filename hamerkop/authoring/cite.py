"""The command `hamerkop cite`: adds works to the bibliography of a site, from a file or by a DOI."""

import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from pelican.settings import read_settings
from pelican.utils import slugify

from hamerkop import annotated_bibliography, citations
from hamerkop.authoring.reference_formats import Item, Unreadable, doubts_of, in_order, read_items
from hamerkop.authoring.site import Refused
from hamerkop.build.pelican_log import collected_log
from hamerkop.citations.bibliography import Bibliography, read_bibliography
from hamerkop.citations.csl_item import ROLES, field_text, problems_of_item, to_plain_text
from hamerkop.citations.vancouver import DOI_PREFIX, format_item, sorted_under, year_issued
from hamerkop.shared import file_changes
from hamerkop.shared.file_changes import FileChange, TextFile, read_text
from hamerkop.shared.html_source import strip_tags
from hamerkop.shared.pelican_types import Settings
from hamerkop.shared.problems import display_path

DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
CSL_JSON = "application/vnd.citationstyles.csl+json"
TIMEOUT = 20  # seconds that the server of a DOI may take
LONGEST_NAME_IN_KEY = 24
MAX_BYTES = 5_000_000  # of its answer


class Added(NamedTuple):
    """What became of a work: its key, and *message*, which says why it was not added ("" if it was)."""

    key: str
    item: Item
    message: str = ""


def report(settings_file: str, source: str, dry_run: bool) -> int:
    """Add the works of *source* to the bibliography, and print the key and the line of each; only print if *dry_run*.

    Returns 0 if all were added, and 1 if some were. Raises Refused if none could be.
    """
    settings = _settings_of(settings_file)
    path = Path(settings["PATH"], citations.SETTINGS.value(settings, "CITATIONS_FILE"))
    items = items_of(source, settings)
    text, found = with_items(path, items)
    refused = [each.message for each in found if each.message]
    if len(refused) == len(found):
        raise Refused("\n".join(refused))
    change = _change_of(path, text)
    if not dry_run:
        _write(change)
    for line in change.diff() if dry_run else ():
        print(line)
    _print_added([each for each in found if not each.message], settings, dry_run)
    for message in refused:
        print(message, file=sys.stderr)
    return 1 if refused else 0


def _print_added(added: list[Added], settings: Settings, dry_run: bool) -> None:
    for each in added:
        print(f"{each.key}\n  {printed(each.item)}")
        if lacking := lacking_in(each.item):
            print(f"  It has no {' and no '.join(lacking)}; add what the work itself says.")
    print(f"\nCite it so: [@{added[0].key}]" if len(added) == 1 else f"\n{len(added)} works")
    if dry_run:
        print("Nothing was written.")
    elif "hamerkop.annotated_bibliography" in settings["PLUGINS"]:
        name = annotated_bibliography.SETTINGS.value(settings, "ANNOTATED_BIBLIOGRAPHY_FILE")
        print(f"Write notes in {display_path(Path(settings['PATH'], name))}; the build has an error without them.")


def _settings_of(settings_file: str) -> Settings:
    with collected_log():
        try:
            settings: Settings = read_settings(settings_file)
        except Exception as error:  # a settings file can raise anything
            raise Refused(f"{settings_file} cannot be read: {type(error).__name__}: {error}") from None
    return settings


def printed(item: Item) -> str:
    """Return a work as the list of references prints it, as text."""
    return " ".join(to_plain_text(strip_tags(format_item(item))).split())


def lacking_in(item: Item) -> list[str]:
    """Return what nearly every work has and *item* lacks, as words."""
    has_name = any(item.get(role) for role in ROLES)
    return ["author"] * (not has_name) + ["year"] * (not year_issued(item))


# What is to be added


def items_of(source: str, settings: Settings) -> list[Item]:
    """Return the works of *source*: a DOI, the path of a file, or - for standard input. Raises Refused."""
    if doi := DOI.fullmatch(source.strip()):
        return [item_of_doi(doi[1], citations.SETTINGS.value(settings, "CITATIONS_DOI_SERVER"))]
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{source}: not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise Refused(f"{source}: {_why_no_source(source, error)}") from None
    try:
        return read_items(text, "" if source == "-" else source)
    except Unreadable as error:
        raise Refused(f"{'standard input' if source == '-' else source}: {error}") from None


def _why_no_source(source: str, error: OSError) -> str:
    """Return why *source*, which is no DOI, cannot be read, and what to give."""
    if re.search(r"\b10\.\d", source):
        return "this is no DOI, which is written as 10.1056/NEJMoa2302399; copy all of it, without spaces"
    what = "there is no such file" if isinstance(error, FileNotFoundError) else error.strerror
    return f"{what}; give a DOI, or the path of a .json, .bib, .ris or .nbib file"


def item_of_doi(doi: str, server: str) -> Item:
    """Return the work of a DOI, as the publisher describes it. Raises Refused without a network or an answer."""
    url = f"{server.rstrip('/')}/{quote(doi, safe='/:()._-;')}"
    request = urllib.request.Request(url, headers={"Accept": CSL_JSON, "User-Agent": "hamerkop"})  # noqa: S310  # the setting is http or https
    by_file = "export it from your reference manager or the publisher's page as .ris, and give that file"
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310  # as above
            text = answer.read(MAX_BYTES).decode("utf-8")
        return read_items(text, "x.json")[0]
    except urllib.error.HTTPError as error:
        reason = (
            "nobody has registered it; check it" if error.code == 404 else f"the server says {error.code}; {by_file}"
        )
        raise Refused(f"{doi}: {reason}") from None
    except (Unreadable, UnicodeDecodeError, ValueError) as error:
        raise Refused(f"{doi}: the answer of the server is no description of a work ({error}); {by_file}") from None
    except OSError as error:  # no network, no answer in time
        cause = getattr(error, "reason", None) or error
        raise Refused(f"{doi}: {server} cannot be reached ({cause}); without a network, {by_file}") from None


# Adding it


def with_items(path: Path, items: list[Item]) -> tuple[str, list[Added]]:
    """Return the text of the bibliography at *path* with *items*, and what became of each. Raises Refused."""
    bibliography, problems = read_bibliography(path)
    if bibliography.state == "broken":
        raise Refused("\n".join(map(str, problems)) + "\nCorrect it first.")
    known: dict[str, Mapping[str, object]] = dict(bibliography.items)
    text, found = bibliography.text or "[]\n", []
    for item in items:
        message = _why_not(item, known, bibliography)
        if message:
            found.append(Added("", item, message))
            continue
        keyed = in_order({**item, "id": key_for(item, list(known))})
        text = with_item(text, keyed)
        known[str(keyed["id"])] = keyed
        found.append(Added(str(keyed["id"]), keyed))
    return text, found


def _why_not(item: Item, known: Mapping[str, Mapping[str, object]], bibliography: Bibliography) -> str:
    title = field_text(item, "title")
    named = f'"{title}"' if title else "a work without a title"
    wrong = [*doubts_of(item), *problems_of_item({"id": "x", **item}), *([] if title else ["it has no title; add it"])]
    if wrong:
        return f"{named} was not added: {wrong[0]}"
    for key, other in known.items():
        if _is_same(item, other):
            place = f"{bibliography.name}:{bibliography.position(key).line}: " if key in bibliography.spans else ""
            return f'{place}"{title}" is there already; cite it as [@{key}]'
    return ""


def _is_same(item: Item, other: Mapping[str, object]) -> bool:
    """Return whether two items are one work: with the same DOI, or, if one has none, with the same title and year."""
    dois = [DOI_PREFIX.sub("", field_text(each, "DOI")).casefold() for each in (item, other)]
    if all(dois):
        return dois[0] == dois[1]
    titles = [
        re.sub(r"\W+", " ", to_plain_text(field_text(each, "title"))).casefold().strip() for each in (item, other)
    ]
    years = [year_issued(each) for each in (item, other)]
    return titles[0] == titles[1] and (years[0] == years[1] or not all(years))


def key_for(item: Item, keys: list[str]) -> str:
    """Return a key for *item* that none of *keys* is: author and year, in the form that most of them have."""
    name = _letters(sorted_under(item)) or _first_word(to_plain_text(field_text(item, "title")))
    year = year_issued(item)[:4]
    separator, capital = _habit(keys)
    name = name.capitalize() if capital else name
    key = f"{name}{separator if year else ''}{year}" or "work"
    letters = ["", *"abcdefghijklmnopqrstuvwxyz", *(f"-{number}" for number in range(2, len(keys) + 3))]
    taken = {known.casefold() for known in keys}
    return next(f"{key}{letter}" for letter in letters if f"{key}{letter}".casefold() not in taken)


def _habit(keys: list[str]) -> tuple[str, bool]:
    """Return what most keys have between name and year, and whether they begin with a capital letter."""
    found = [match for key in keys if (match := re.fullmatch(r"([^\W\d_]+)([-_:.]?)(\d{4})[a-z]?", key))]
    separators = [match[2] for match in found]
    capitals = sum(match[1][0].isupper() for match in found)
    return max(sorted(set(separators)), key=separators.count, default=""), capitals * 2 > len(found)


def _letters(name: str) -> str:
    """Return the letters of a name as a to z; those of the first word, if it is a long one, of an organisation."""
    words = name.split() if len(name) > LONGEST_NAME_IN_KEY else [name]
    return re.sub(r"[^a-z]", "", slugify(words[0], ()) if words else "")


def _first_word(title: str) -> str:
    words = [_letters(word) for word in title.split()]
    return next((word for word in words if word not in ("", "a", "an", "the")), "")


def with_item(text: str, item: Item) -> str:
    """Return *text*, which is JSON and a list of items, with *item* in it, and nothing else changed.

    It comes behind the item whose key is before its own where the keys are in alphabetical order, else behind all.
    """
    spans = list(_spans(text))
    keys = [str(json.loads(text[start:end]).get("id", "")) for start, end in spans]
    before = place_of(str(item["id"]), keys)
    opening = text.index("[") + 1
    lead = text[opening : spans[0][0]] if spans else "\n  "
    written = _written(item, text, lead.rpartition("\n")[2] if "\n" in lead else None)
    if before:
        place = spans[before - 1][1]
        return f"{text[:place]},{lead if spans else ''}{written}{text[place:]}"
    behind = f",{lead}" if spans else "\n"
    rest = text[spans[0][0] :] if spans else text[text.index("]") :]
    return f"{text[:opening]}{lead}{written}{behind}{rest}"


def place_of(key: str, keys: list[str]) -> int:
    """Return how many of *keys* a new *key* comes behind: by the alphabet if nearly all of them do, else all."""
    pairs = list(pairwise(keys))
    if sum(one < other for one, other in pairs) <= 0.9 * len(pairs):
        return len(keys)
    return next((number for number, other in enumerate(keys) if other > key), len(keys))


def _written(item: Item, text: str, indent: str | None) -> str:
    """Return *item* as JSON in the form of *text*: its indentation, and whether it has escapes for letters."""
    has_escapes = text.isascii() and "\\u" in text
    if indent is None:
        return json.dumps(item, ensure_ascii=has_escapes)
    lines = json.dumps(item, ensure_ascii=has_escapes, indent=indent or "  ").split("\n")
    return f"\n{indent}".join(lines)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    decoder, position = json.JSONDecoder(), text.index("[") + 1
    while (found := re.compile(r"[\s,]*").match(text, position)) and text[found.end()] != "]":
        end = decoder.raw_decode(text, found.end())[1]
        yield found.end(), end
        position = end


def _change_of(path: Path, text: str) -> FileChange:
    file = read_text(path) if path.exists() else TextFile("", crlf=False, mark=False)
    return FileChange(path, path, file.text, text, file.encoded(text))


def _write(change: FileChange) -> None:
    try:
        if change.old.exists():
            file_changes.apply([change])
        else:
            change.new.write_bytes(change.encoded)
    except OSError as error:
        raise Refused(f"{error.filename or display_path(change.new)}: {error.strerror}; nothing was changed") from None
