"""Shows help lines: before the text of articles on hard subjects, and wherever else a theme wants them.

`help_lines.yaml` has the texts of the help box and the numbers to call; in the texts each number becomes a link. The
page is docs/plugins/help_box.md. Kept in the context: the help lines, from `load` on.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape
from pelican import signals
from pelican.urlwrappers import Tag

from hamerkop.shared import changes, steps
from hamerkop.shared.clock import build_day
from hamerkop.shared.contract import Contract
from hamerkop.shared.data_files import find_data_file
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Generator, Settings
from hamerkop.shared.plain_text import markup_problems
from hamerkop.shared.problems import START, Problem, did_you_mean, display_path, log_problem, nearest_of
from hamerkop.shared.records import (
    BIBLIOGRAPHY,
    HELP_LINES,
    VOCABULARY,
    Bibliography,
    HelpBoxRecord,
    HelpLines,
    HelpMessage,
    attach,
)
from hamerkop.shared.rules import WARNING
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.settings_file import setting_position
from hamerkop.shared.site_content import contents_read, tags_of
from hamerkop.shared.yaml_file import KeyPath, Node, read_yaml
from hamerkop.shared.yaml_form import Difference, Form, WebAddress, differences

SETTINGS = SettingsTable(
    "hamerkop.help_box",
    [
        Setting("HELP_BOX_FILE", str, "help_lines.yaml", "the help lines, a YAML file under `PATH`"),
        Setting("HELP_BOX_TAGS", list[str], [], "tags whose articles and pages have `help_box` set"),
    ],
)
CONTRACT = Contract(
    sets=(HELP_LINES, HelpBoxRecord),
    reads=(VOCABULARY, BIBLIOGRAPHY),
    rules=("C01", "L08", "Y01", "Y02", "Y03", "Y04", "Y06", "Y11", "Y12", "Y13"),
)
CONTACT: Form = {"kind": str, "value": str, "href": WebAddress}
# Kinds of contact that the theme knows, and the scheme that the link of each has to have.
KINDS = {"call": "tel", "text": "sms", "chat": "", "web": "", "email": "mailto"}
# Further texts of a line that a theme can show, and the key of the reference that states them.
OTHER_KEYS = ("for", "hours", "cost", "source")
LINE_KEYS = ("name", "how", "site", *OTHER_KEYS)
FORM: Form = {
    "recorded?": date,
    "strip?": {"text": str, "link_text": str},
    "box?": [{"heading?": str, "text": str}],
    "places?": [{"name": str, "lines": [{"name": str, "how?": [CONTACT], "site?": WebAddress, "*": str}]}],
}


def read_help_lines(path: Path) -> tuple[HelpLines | None, list[Problem]]:
    """Return the help lines in a file and its problems; None if it has no help lines.

    A part of the file that is not as it should be is left out: the strip, one text of the box, one country.
    """
    shown = display_path(path)
    node, problems = read_yaml(path)
    if node is None:
        return None, problems
    if not isinstance(node.value, dict):
        return None, [Problem("Y01", shown, START, "is not a mapping; write box: and places: with what they hold")]
    found = list(differences(node.value, FORM))
    problems += [Problem("Y02", shown, node.position(*where), message) for where, message in found]
    wrong = [] if found else wrong_contacts(node.value)
    problems += [Problem("Y12", shown, node.position(*where), message) for where, message in wrong]
    problems += [] if found else [*_misspelt_numbers(node, shown), *_doubts(node, shown)]
    return help_lines_of(_valid_part(node.value, [where for where, _ in found])), problems


def _doubts(node: Node, shown_path: str) -> Iterator[Problem]:
    """Yield what is probably a slip in help lines of the right form."""
    yield from markup_problems(node, ("text", "link_text", "heading", "name", *OTHER_KEYS), shown_path)
    for where, line in _lines(node.value):
        for key in (key for key in line if key not in LINE_KEYS):
            nearest = nearest_of(key, LINE_KEYS)
            if nearest and nearest not in line:
                message = f'"{key}" is not a key that the help lines have; did you mean "{nearest}"?'
                yield Problem("Y02", shown_path, node.position(*where, key), message, level=WARNING)
        if "how" in line and not any(line.get(key) for key in line if key not in ("name", *OTHER_KEYS)):
            message = f'"{line["name"]}" has nothing to call, text or open; write it in how: or site:'
            yield Problem("Y12", shown_path, node.position(*where), message, level=WARNING)


def _lines(data: Mapping[str, Any]) -> Iterator[tuple[KeyPath, Mapping[str, Any]]]:
    """Yield each line of each country with its path in *data*, which has the form `FORM`."""
    for place, of_place in enumerate(data.get("places") or ()):
        for number, line in enumerate(of_place["lines"]):
            yield ("places", place, "lines", number), line


def unknown_sources(path: Path, bibliography: Bibliography) -> Iterator[Problem]:
    """Yield a problem for each `source` that is not in the *bibliography*, if the others are keys of it."""
    node = read_yaml(path)[0]
    if node is None or list(differences(node.value, FORM)):
        return
    sources = [(where, line["source"]) for where, line in _lines(node.value) if line.get("source")]
    if not any(source in bibliography.items for _, source in sources):
        return
    for where, source in sources:
        if source not in bibliography.items:
            hint = did_you_mean(source, bibliography.items) or "; add the item there, or correct the key"
            message = f'source: "{source}" is not in {bibliography.name}{hint}'
            yield Problem("C01", display_path(path), node.position(*where, "source"), message)


def wrong_contacts(data: Mapping[str, Any]) -> list[Difference]:
    """Return each contact whose number is not the one that its link calls; *data* has the form `FORM`."""
    contacts = [
        ((*where, "how", number), contact)
        for where, line in _lines(data)
        for number, contact in enumerate(line.get("how") or ())
    ]
    return [(where, message) for where, contact in contacts if (message := wrong_with_contact(contact))]


def wrong_with_contact(contact: Mapping[str, str]) -> str:
    """Return what is wrong with a contact: what readers see is not what is called or texted; "" if nothing is."""
    kind, value, href = contact["kind"], contact["value"], contact["href"]
    scheme, _, target = href.partition(":")
    if kind not in KINDS:
        near = nearest_of(kind, KINDS)
        return f'kind: there is no "{kind}"; did you mean "{near}"?' if near else ""
    if KINDS[kind] and scheme.lower() != KINDS[kind]:
        return f'href: "{href}" does not {kind} {value}; write "{KINDS[kind]}:{digits_of(value)}"'
    if scheme.lower() in ("tel", "sms") and not _is_number(target, value):
        return f'readers see "{value}", and "{href}" is not that number; test both, and write the right one'
    return ""


def _is_number(target: str, value: str) -> bool:
    """Return whether the *target* of a link to a telephone is the number *value*, perhaps with a country before it."""
    number = re.split(r"[;?]", target)[0]
    seen = digits_of(value).lstrip("0")
    return bool(seen) and re.fullmatch(r"\+?[\d.() -]+", number) is not None and digits_of(number).endswith(seen)


def digits_of(number: str) -> str:
    """Return the digits of a telephone number."""
    return "".join(re.findall(r"\d", number))


# A telephone number within a sentence, perhaps with spaces, brackets or hyphens between its digits.
_NUMBER_IN_TEXT = re.compile(r"(?<![\w./,-])\+?\d(?:[ ()-]{0,2}\d){4,14}(?![\w/]|[.,]\d)")
_NEARLY = 0.75  # difflib's ratio: of six digits one is another one, or two are the other way round


def _misspelt_numbers(node: Node, shown_path: str) -> Iterator[Problem]:
    """Yield a problem for each number in the texts of the strip and the box that is nearly one of a help line.

    Of numbers with fewer than five digits nobody can tell: 111, 112 and 911 are all right somewhere.
    """
    data = node.value
    known = {digits_of(contact["value"]) for _, line in _lines(data) for contact in line.get("how") or ()}
    texts: list[tuple[KeyPath, str]] = [(("strip", key), text) for key, text in (data.get("strip") or {}).items()]
    texts += [(("box", index, "text"), each["text"]) for index, each in enumerate(data.get("box") or ())]
    for where, text in texts:
        for found in _NUMBER_IN_TEXT.finditer(text):
            number = digits_of(found[0]).lstrip("0")
            is_known = any(each and (each.endswith(number) or number.endswith(each.lstrip("0"))) for each in known)
            nearest = "" if is_known else nearest_of(number, known, _NEARLY)
            if nearest:
                message = f'"{found[0]}" is nearly {nearest}, the number of a help line; test both, and correct one'
                yield Problem("Y12", shown_path, node.position(*where), message)


def _valid_part(data: Mapping[str, Any], invalid: Iterable[KeyPath]) -> dict[str, Any]:
    """Return *data* without the items of its lists, and its other values, that the paths in *invalid* lead into."""
    parts = {where[:2] if isinstance(data.get(str(where[0])), list) else where[:1] for where in invalid}
    valid = {key: value for key, value in data.items() if (key,) not in parts}
    for key in [key for key, value in valid.items() if isinstance(value, list)]:
        valid[key] = [item for index, item in enumerate(valid[key]) if (key, index) not in parts]
    return valid


def help_lines_of(data: Mapping[str, Any]) -> HelpLines:
    """Return the help lines that *data*, which has the form `FORM`, describes."""
    places = [_with_contacts(place) for place in data.get("places") or ()]
    links = contact_links(places)
    box = tuple(_message(each, links) for each in data.get("box") or ())
    return HelpLines(data.get("strip") or {}, box, tuple(places), data.get("recorded"))


def _with_contacts(place: Mapping[str, Any]) -> dict[str, Any]:
    """Return *place* with a list of contacts for each line, which may be empty."""
    return {**place, "lines": [{**line, "how": line.get("how") or []} for line in place["lines"]]}


def _message(fields: Mapping[str, str], links: Mapping[str, str]) -> HelpMessage:
    return HelpMessage(fields.get("heading") or "", fields["text"], with_links(fields["text"], links))


def contact_links(places: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the link of each number and address in *places*: "988" → "tel:988".

    Of a number that can be called and texted the first one given counts.
    """
    contacts = [contact for place in places for line in place["lines"] for contact in line.get("how") or ()]
    return {contact["value"]: contact["href"] for contact in reversed(contacts)}


def with_links(text: str, links: Mapping[str, str]) -> Markup:
    """Return plain *text* as HTML in which each key of *links* is a link; the longest key counts where two begin."""
    longest_first = sorted(links, key=lambda contact: (-len(contact), contact))
    contacts = re.compile("|".join(rf"(?<![\w.]){re.escape(each)}(?!\w)" for each in longest_first) or r"(?!)")
    link = Markup('<a href="{}">{}</a>')
    pieces, end = [], 0
    for found in contacts.finditer(text):
        # No-break spaces: a number must not be broken over two lines.
        pieces += [escape(text[end : found.start()]), link.format(links[found[0]], found[0].replace(" ", "\u00a0"))]
        end = found.end()
    return Markup("").join([*pieces, escape(text[end:])])


def load_help_lines(generator: ArticlesGenerator) -> None:
    """Put the help lines into the context. Receiver of `load`."""
    path = find_data_file(generator, SETTINGS, "HELP_BOX_FILE")
    help_lines, problems = read_help_lines(path) if path else (None, [])
    if help_lines:
        HELP_LINES.set(generator.context, help_lines)
    if path and help_lines:
        problems += _of_day(path, help_lines, build_day(generator.context))
    for problem in problems:
        log_problem(problem, generator.settings)


def _of_day(path: Path, help_lines: HelpLines, today: date) -> Iterator[Problem]:
    """Yield a problem if the help lines say that they were recorded later than *today*."""
    node, day = read_yaml(path)[0], help_lines.recorded
    day = day.date() if isinstance(day, datetime) else day
    if node is not None and isinstance(day, date) and day > today:
        message = f"{day} has not come yet; write the day on which the numbers were recorded"
        yield Problem("Y06", display_path(path), node.position("recorded"), message)


def help_tag_slugs(settings: Settings) -> dict[str, str]:
    """Return the names in `HELP_BOX_TAGS` by their slugs, by which Pelican tells tags apart."""
    return {Tag(name, settings).slug: name for name in SETTINGS.value(settings, "HELP_BOX_TAGS")}


@changes.only_reports
def check_sources(generators: Iterable[Generator]) -> None:
    """Report sources of help lines that the bibliography does not have. Receiver of `all_generators_finalized`."""
    generator = next(iter(generators))
    settings, bibliography = generator.settings, BIBLIOGRAPHY.get(generator.context)
    path = Path(settings["PATH"], SETTINGS.value(settings, "HELP_BOX_FILE"))
    if HELP_LINES.get(generator.context) and bibliography and bibliography.state == "read":
        for problem in unknown_sources(path, bibliography):
            log_problem(problem, settings)


def attach_help_box(content: Content) -> None:
    """Set `help_box` on an article or page. Receiver of `derive`."""
    slugs = help_tag_slugs(content.settings)
    attach(content, HelpBoxRecord(any(tag.slug in slugs for tag in tags_of(content))))


def check_help_tags(generators: Iterable[Generator]) -> None:
    """Report each name in `HELP_BOX_TAGS` that no article or page has and the vocabulary, if any, does not know.

    Receiver of `all_generators_finalized`. Without help lines there is no box that could be missing.
    """
    generator = next(iter(generators))
    context, settings = generator.context, generator.settings
    known = {tag.slug: tag.name for content in contents_read(context) for tag in tags_of(content)}
    if vocabulary := VOCABULARY.get(context):
        known |= {Tag(name, settings).slug: name for name in vocabulary.topics}
    for slug, name in help_tag_slugs(settings).items():
        if slug not in known and HELP_LINES.get(context):
            path, position = setting_position(settings, "HELP_BOX_TAGS", name)
            hint = did_you_mean(name, known.values()) or "; correct or remove it"
            message = f'HELP_BOX_TAGS: no article or page has the tag "{name}"{hint}'
            log_problem(Problem("Y11", path, position, message), settings)


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    steps.on(steps.load, load_help_lines)
    steps.on(steps.derive, attach_help_box)
    signals.all_generators_finalized.connect(check_help_tags)
    signals.all_generators_finalized.connect(check_sources)
