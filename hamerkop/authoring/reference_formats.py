"""Reads works from CSL-JSON, BibTeX, RIS and PubMed's own format, as items of CSL-JSON.

pybtex and rispy read BibTeX and RIS; this module says which of their fields is which of CSL. Of CSL-JSON it keeps the
fields that describe a work, and leaves out what publishers add, such as abstracts and lists of references.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from hamerkop.citations.csl_item import DATES, NAME_PARTS, ROLES, TEXT_FIELDS, doubts_of_item
from hamerkop.citations.vancouver import DOI_PREFIX
from hamerkop.shared.dates import MONTHS
from hamerkop.shared.extras import extra
from hamerkop.shared.problems import nearest_of

with extra("cite"):
    import pybtex.database
    import rispy
    from pybtex.richtext import Text

Item = dict[str, Any]  # of CSL-JSON

FORMATS = {".json": "CSL-JSON", ".bib": "BibTeX", ".ris": "RIS", ".nbib": "PubMed"}
# The order of the fields in an item that is written.
FIELD_ORDER = (
    *("id", "type", "title", "author", "editor", "container-title", "collection-title", "genre", "issued", "volume"),
    *("issue", "number", "page", "edition", "publisher", "publisher-place", "status", "DOI", "URL", "accessed"),
)
# Types that Crossref gives, and CSL calls otherwise.
CROSSREF_TYPES = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "book-chapter": "chapter",
    "posted-content": "article",
    "monograph": "book",
    "edited-book": "book",
    "dissertation": "thesis",
}
BIBTEX_TYPES = {
    "article": "article-journal",
    "book": "book",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "online": "webpage",
    "electronic": "webpage",
    "www": "webpage",
    "unpublished": "manuscript",
}
# CSL's field → those of BibTeX or BibLaTeX, the first that is there.
BIBTEX_FIELDS = {
    "title": ("title",),
    "container-title": ("journal", "journaltitle", "booktitle"),
    "collection-title": ("series",),
    "volume": ("volume",),
    "page": ("pages",),
    "edition": ("edition",),
    "publisher": ("publisher", "institution", "school", "organization"),
    "publisher-place": ("address", "location"),
}
RIS_TYPES = {
    "JOUR": "article-journal",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "BOOK": "book",
    "EDBOOK": "book",
    "CHAP": "chapter",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "THES": "thesis",
    "RPRT": "report",
    "ELEC": "webpage",
    "WEB": "webpage",
    "BLOG": "post-weblog",
    "UNPB": "manuscript",
}
RIS_FIELDS = {
    "title": ("title", "primary_title"),
    "container-title": ("secondary_title", "journal_name", "alternate_title3", "alternate_title1"),
    "volume": ("volume",),
    "edition": ("edition",),
    "publisher": ("publisher",),
    "publisher-place": ("place_published",),
    "DOI": ("doi",),
}

RIS_ROLES = {"author": ("authors", "first_authors"), "editor": ("secondary_authors",)}

PUBMED_FIELDS = {"title": "TI", "container-title": "JT", "volume": "VI", "issue": "IP", "page": "PG"}


class Unreadable(Exception):
    """A text is in none of the formats, or not right in its own; the message says what is wrong."""


def format_of(text: str, name: str = "") -> str:
    """Return the name of the format of *text*: that of the ending of the file *name*, else the one it looks like."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if ending in FORMATS:
        return FORMATS[ending]
    if text.lstrip()[:1] in ("[", "{"):
        return "CSL-JSON"
    if re.search(r"^PMID- ", text, re.MULTILINE):
        return "PubMed"
    return "RIS" if re.search(r"^TY {1,2}-", text, re.MULTILINE) else "BibTeX"


def read_items(text: str, name: str = "") -> list[Item]:
    """Return the works in *text*, the content of the file *name*. Raises Unreadable."""
    kind = format_of(text, name)
    items = list(_READERS[kind](text.removeprefix("\ufeff")))
    if not items:
        raise Unreadable(f"there is no work in it that can be read as {kind}; {_BEGINNINGS[kind]}")
    return items


_BEGINNINGS = {
    "CSL-JSON": "it is a list of items, [{…}, {…}]",
    "BibTeX": "there a work begins as @article{key, …; give a file of BibTeX, CSL-JSON, RIS or PubMed",
    "RIS": 'there a work begins with a line such as "TY  - JOUR"',
    "PubMed": 'there a work begins with a line such as "PMID- 123"',
}
DOUBTS = "doubts"  # a key of an item that was not read as it was meant: the messages; no such item is written


def doubts_of(item: Item) -> list[str]:
    """Return what was probably misspelt in the source of an item, so that it was not read."""
    return list(item.get(DOUBTS, ()))


# CSL-JSON


def items_of_json(text: str) -> Iterator[Item]:
    """Yield the works of CSL-JSON: a list of items, or one item."""
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Unreadable(f"not JSON: {error}; correct that place, or export the file again") from None
    for number, item in enumerate(data if isinstance(data, list) else [data], 1):
        if not isinstance(item, dict):
            raise Unreadable(
                f"not CSL-JSON, which is a list of items, [{{…}}, {{…}}]: item {number} is {str(item)[:40]}"
            )
        yield in_order(_kept(item))


def _kept(item: Mapping[str, Any]) -> Item:
    kept = {name: _first(item[name]) for name in TEXT_FIELDS if item.get(name) not in (None, [], "")}
    kept["type"] = CROSSREF_TYPES.get(str(item.get("type")), item.get("type") or "document")
    for role in ROLES:
        if isinstance(item.get(role), list):
            kept[role] = [_kept_name(name) for name in item[role]]
    for name in DATES:
        if item.get(name):
            kept[name] = _kept_date(item[name])
    if item.get("id"):
        kept["id"] = item["id"]
    if "DOI" in kept and re.match(r"https?://(dx\.)?doi\.org/", str(kept.get("URL", ""))):
        del kept["URL"]  # it is printed of the DOI
    doubts = list(doubts_of_item(item))
    return kept | ({DOUBTS: doubts} if doubts else {})


def _first(value: Any) -> Any:
    """Return the text of a field; Crossref's own interface has a list of one."""
    return value[0] if isinstance(value, list) and value else value


def _kept_name(name: Any) -> Any:
    if not isinstance(name, dict):
        return name
    if "name" in name and "family" not in name:  # Crossref's word for an organisation
        name = {"literal": name["name"]}
    return with_particle({part: name[part] for part in NAME_PARTS if name.get(part)})


def _kept_date(date: Any) -> Any:
    known = ("date-parts", "literal", "raw", "season", "circa")
    return {name: date[name] for name in known if name in date} if isinstance(date, dict) else date


def in_order(item: Item) -> Item:
    """Return *item* with its fields in the order of :data:`FIELD_ORDER`, and the others behind them."""
    names = sorted(item, key=lambda name: FIELD_ORDER.index(name) if name in FIELD_ORDER else len(FIELD_ORDER))
    return {name: item[name] for name in names}


# BibTeX


def items_of_bibtex(text: str) -> Iterator[Item]:
    """Yield the works of BibTeX or BibLaTeX."""
    try:
        entries = pybtex.database.parse_string(text, "bibtex").entries
        for entry in entries.values():
            yield in_order(_of_bibtex(entry.type.lower(), entry))
    except pybtex.exceptions.PybtexError as error:
        raise Unreadable(f"not BibTeX: {error}; {_why_no_bibtex(str(error))}") from None


def _why_no_bibtex(message: str) -> str:
    """Return what is probably wrong with a text that pybtex cannot read; it names a line at or behind the slip."""
    if "repeated" in message:
        return "give one of the two another key, or remove it"
    return "look for a comma, brace or quotation mark that is missing there or in the entry above"


def _of_bibtex(kind: str, entry: Any) -> Item:
    fields = {name.lower(): value for name, value in entry.fields.items()}
    item: Item = {"type": BIBTEX_TYPES.get(kind, "webpage" if "url" in fields else "document")}
    for name, typed in BIBTEX_FIELDS.items():
        if found := next((fields[each] for each in typed if fields.get(each)), ""):
            item[name] = plain_latex(found)
    if "page" in item:
        item["page"] = re.sub(r"\s*(?:--+|–)\s*", "-", item["page"])
    if fields.get("number"):
        item["issue" if item["type"] == "article-journal" else "number"] = plain_latex(fields["number"])
    for role in ROLES:
        if names := [_bibtex_name(person) for person in entry.persons.get(role, [])]:
            item[role] = names
    genres = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis"}
    item |= {"genre": genres[kind]} if kind in genres else {}
    if doubts := list(_misspelt_in_bibtex([*fields, *entry.persons])):
        item[DOUBTS] = [f'in its entry, "{entry.key}", {doubt}' for doubt in doubts]
    return item | _bibtex_dates(fields) | _bibtex_addresses(fields)


_READ_OF_BIBTEX = (
    *(name for names in BIBTEX_FIELDS.values() for name in names),
    *("author", "editor", "year", "date", "month", "number", "doi", "url", "urldate"),
)
_ALSO_BIBTEX = (
    "note",
    "notes",
    "keywords",
    "abstract",
    "language",
    "langid",
    "isbn",
    "issn",
    "issue",
    "eprint",
    "file",
)


def _misspelt_in_bibtex(fields: list[str]) -> Iterator[str]:
    """Yield a message for each field that is nearly one of those that are read and that the entry lacks."""
    for field in (field for field in fields if field not in _READ_OF_BIBTEX + _ALSO_BIBTEX):
        nearest = nearest_of(field, _READ_OF_BIBTEX, 0.8)
        if nearest and nearest not in fields:
            yield f'"{field}" is not read; did you mean "{nearest}"?'


def _bibtex_dates(fields: Mapping[str, str]) -> Item:
    found: Item = {}
    issued = fields.get("date") or "-".join(filter(None, [fields.get("year"), _month(fields.get("month", ""))]))
    for name, typed in (("issued", issued), ("accessed", fields.get("urldate", ""))):
        if parts := date_parts(typed):
            found[name] = {"date-parts": [parts]}
        elif typed:
            found[name] = {"literal": plain_latex(typed)}  # in press
    return found


def _month(typed: str) -> str:
    """Return the number of a month: jan, January, 1 and 01 are the first; "" for anything else."""
    if typed.strip().isdigit():
        return typed.strip()
    names = [month[:3].casefold() for month in MONTHS]
    return str(names.index(typed[:3].casefold()) + 1) if typed[:3].casefold() in names else ""


def _bibtex_addresses(fields: Mapping[str, str]) -> Item:
    found = {}
    if doi := DOI_PREFIX.sub("", _unescaped(fields.get("doi", ""))):
        found["DOI"] = doi
    url = _unescaped(fields.get("url", ""))
    if url and not (doi and "doi.org/" in url):
        found["URL"] = url
    return found


def _unescaped(typed: str) -> str:
    """Return an address without LaTeX's backslashes and braces."""
    return re.sub(r"\\([_%&#~$])", r"\1", re.sub(r"\\url\s*|[{}]", "", typed)).strip()


def _bibtex_name(person: Any) -> dict[str, str]:
    first, particle, last, suffix = (
        plain_latex(" ".join(parts))
        for parts in (
            [*person.first_names, *person.middle_names],
            person.prelast_names,
            person.last_names,
            person.lineage_names,
        )
    )
    if not first and not particle and len(person.last_names) == 1 and (last == "others" or " " in last):
        return {"literal": last}  # in braces: an organisation
    name = {"family": last, "given": first, "non-dropping-particle": particle, "suffix": suffix}
    return {part: text for part, text in name.items() if text} or {"literal": ""}


_LATEX_TAGS = {"textit": "i", "emph": "i", "textbf": "b", "textsuperscript": "sup", "textsubscript": "sub"}


def plain_latex(typed: str) -> str:
    """Return LaTeX as text: accents and signs as characters, italics and the like as the tags that CSL-JSON knows."""
    for command, tag in _LATEX_TAGS.items():
        typed = re.sub(rf"\\{command}\s*\{{([^{{}}]*)\}}", rf"<{tag}>\1</{tag}>", typed)
    typed = re.sub(r"\\(?:textsc|textrm|textsf|texttt|text|mbox|mathrm|ensuremath|url)\s*(?=\{)", "", typed)
    text = str(Text.from_latex(typed)).replace("$", "")
    return " ".join(text.split())


# RIS


def items_of_ris(text: str) -> Iterator[Item]:
    """Yield the works of RIS. One that lacks its last line, ER, is read too."""
    for number, line in enumerate(text.split("\n"), 1):
        if re.match(r"[A-Z][A-Z0-9]\s*[:=]|[A-Z][A-Z0-9] {0,2}[–—]", line):
            raise Unreadable(f'line {number}, "{line.strip()[:40]}", is no line of RIS; write "{line[:2]}  - …"')
    text = re.sub(r"^([A-Z][A-Z0-9]) {1,2}-[ \t]*", r"\1  - ", text.replace("\r\n", "\n"), flags=re.MULTILINE)
    text = re.sub(r"(?<=\n)ER  -[^\n]*\n?", "", text)  # one that lacks it would lose the next work
    text = re.sub(r"(?<=\n)(?=TY  - )", "ER  - \n", text) + ("" if text.endswith("\n") else "\n") + "ER  - \n"
    try:
        entries = rispy.loads(text)
    except Exception as error:  # rispy documents none
        raise Unreadable(f"not RIS: {error}") from None
    for entry in entries:
        yield in_order(_of_ris(entry))


def _of_ris(entry: Mapping[str, Any]) -> Item:
    item: Item = {"type": RIS_TYPES.get(str(entry.get("type_of_reference")), "document")}
    for name, typed in RIS_FIELDS.items():
        if found := next((entry[each] for each in typed if entry.get(each)), ""):
            item[name] = " ".join(str(found).split())
    if number := entry.get("number"):
        item["issue" if item["type"].startswith("article") else "number"] = str(number)
    pages = [str(entry[name]) for name in ("start_page", "end_page") if entry.get(name)]
    item |= {"page": "-".join(pages)} if pages else {}
    for role, keys in RIS_ROLES.items():
        names = [ris_name(name) for key in keys for name in entry.get(key) or []]
        item |= {role: names} if names else {}
    issued = str(entry.get("date") or entry.get("year") or entry.get("publication_year") or "")
    if issued.strip(" /"):
        item["issued"] = {"date-parts": [parts]} if (parts := date_parts(issued)) else {"literal": issued.strip(" /")}
    if "DOI" in item:
        item["DOI"] = DOI_PREFIX.sub("", item["DOI"])
    urls = [url for url in entry.get("urls") or [] if not ("DOI" in item and "doi.org/" in url)]
    return item | ({"URL": urls[0]} if urls else {})


def ris_name(typed: str) -> dict[str, str]:
    """Return a name as RIS has it, "family, given, suffix"; one without a comma is that of an organisation."""
    parts = [part.strip() for part in typed.split(",")]
    if len(parts) == 1 or not parts[1]:
        return {"literal": parts[0]}
    name = {"family": parts[0], "given": parts[1], "suffix": ", ".join(parts[2:])}
    return with_particle({part: text for part, text in name.items() if text})


# PubMed


def items_of_pubmed(text: str) -> Iterator[Item]:
    """Yield the works of PubMed's format, which its button Cite saves as .nbib.

    Each line is a tag of up to four letters and a value; what is indented continues the value
    (https://pubmed.ncbi.nlm.nih.gov/help/#pubmed-format).
    """
    unfolded = re.sub(r"\n {6,}", " ", text.replace("\r\n", "\n"))
    for record in re.split(r"^(?=PMID- )", unfolded, flags=re.MULTILINE):
        fields: dict[str, list[str]] = {}
        for tag, value in re.findall(r"^([A-Z]{2,4}) *- (.*)$", record, re.MULTILINE):
            fields.setdefault(tag, []).append(value.strip())
        if "PMID" in fields:
            yield in_order(_of_pubmed(fields))


def _of_pubmed(fields: Mapping[str, list[str]]) -> Item:
    item: Item = {"type": "article-journal" if "JT" in fields else "book" if "BTI" in fields else "document"}
    for name, tag in PUBMED_FIELDS.items():
        if tag in fields:
            item[name] = fields[tag][0].removesuffix(".")
    names = [ris_name(name) for name in fields.get("FAU") or map(_short_name, fields.get("AU", []))]
    names += [{"literal": name} for name in fields.get("CN", [])]
    item |= {"author": names} if names else {}
    dois = (value.removesuffix(" [doi]") for tag in ("LID", "AID") for value in fields.get(tag, []) if "[doi]" in value)
    item |= {"DOI": doi} if (doi := next(dois, "")) else {}
    published = re.match(r"(\d{4}) ?([A-Za-z]{3})? ?(\d{1,2})?", fields.get("DP", [""])[0])
    if published:
        parts = [published[1], _month(published[2] or ""), published[3]]
        item["issued"] = {"date-parts": [date_parts("-".join(filter(None, parts)))]}
    return item | {"URL": f"https://pubmed.ncbi.nlm.nih.gov/{fields['PMID'][0]}/"}


def _short_name(typed: str) -> str:
    """Return "Otter AB" as RIS has it, "Otter, AB"."""
    return re.sub(r" (?=[A-Z]{1,4}$)", ", ", typed)


# Names and dates


def with_particle(name: dict[str, str]) -> dict[str, str]:
    """Return a name with the particle of its family name apart: "van de Loo" is sorted under Loo."""
    found = re.fullmatch(r"((?:[a-zà-ÿ'’]+\s+)+|d['’])(\S.*)", str(name.get("family", "")))
    if not found or "non-dropping-particle" in name:
        return name
    return {**name, "family": found[2], "non-dropping-particle": found[1].strip()}


def date_parts(typed: str) -> list[int]:
    """Return year, month and day of a date such as 2023-10-01, 2023/10/01/ or 2023, as many as it has; else []."""
    found = re.match(r"\s*(\d{4})(?:[-/](\d{1,2})(?!\d)(?:[-/](\d{1,2})(?!\d))?)?", typed)
    return [int(part) for part in found.groups() if part] if found else []


_READERS: dict[str, Any] = {
    "CSL-JSON": items_of_json,
    "BibTeX": items_of_bibtex,
    "RIS": items_of_ris,
    "PubMed": items_of_pubmed,
}
