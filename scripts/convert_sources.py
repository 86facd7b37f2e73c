"""Converts the evidence dossier's list of sources into the two files that the site reads.

    python scripts/convert_sources.py SOURCES.json [CONTENT]

writes, sorted by id, and always the same bytes from the same input,

* ``CONTENT/references.json``: the bibliography, as pure CSL-JSON that any reference manager reads
  (https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV);
* ``CONTENT/annotations.yaml``: our annotations of the items, by the same id: the type of source, its design and size,
  what it found, its limits, how well the entry was checked. The field ``limits`` is ours, not the dossier's: it is
  kept when the file is written again.

Nothing is lost: before it writes, the script rebuilds every dossier entry from the two files and compares.

An author list that the dossier knows to be incomplete ends in the name ``{"literal": "others"}``. BibTeX writes
"and others", Pandoc reads that as this very name and prints "et al." for it, and Zotero keeps it as an author with one
field: no field of our own would survive both. A senior author known to be last is not put after "others" or second,
where every style would print them as the next author, but is kept in the annotation as ``last_author``.
"""

import argparse
import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import yaml

# Python finds this script's own folder, not the repository's, when it is run by its path.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hamerkop.shared.dates import MONTHS

Entry = dict[str, Any]  # one source as the dossier has it
Item = dict[str, Any]  # the same as CSL-JSON
Annotation = dict[str, Any]  # what CSL-JSON has no field for

# The date of the dossier, on which its web addresses were recorded.
RECORDED = date(2026, 11, 22)

OTHERS = {"literal": "others"}
COPIED_FIELDS = ("type", "design", "n", "finding", "caveats", "confidence")

# The CSL field of a container; by default container-title, which is right for a journal, a site or a gazette.
CONTAINER_FIELDS = {
    "Website": "genre",
    "Company press release": "genre",
    "FDA press announcement": "genre",
    "NICE technology appraisal guidance": "collection-title",
    "WHO": "publisher",
}

# The CSL type of an item without a volume; one with a volume is in a journal, or in the official gazette.
TYPES = {
    "company filing": "report",
    "guideline": "report",
    "journal article": "article-journal",
    "news": "article-newspaper",
    "reference": "chapter",
}
GAZETTE = "Federal Register"

PERSON = re.compile(
    r"(?P<particle>(?:[a-z]+ )*)(?P<family>\S.*?) (?P<initials>[A-Z]{1,4})(?: (?P<suffix>Jr|Sr|II|III))?"
)
VOLUME = re.compile(r"(?P<volume>[^()]+)\((?P<issue>[^()]+)\)")
WRITTEN_DATE = re.compile(rf"(?:(?P<day>\d{{1,2}}) )?(?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})")
PAGES = re.compile(r"[A-Za-z]*\d+(?:-\S+)?|\d+m\d+")
GUIDANCE_NUMBER = re.compile(r"TA\d+")


def convert(entry: Entry) -> tuple[Item, Annotation]:
    """Return the CSL item and the annotation of a dossier entry."""
    authors, author_fields = read_authors(entry["authors"])
    where, date_fields = read_pages(entry["pages"], entry["year"])
    item = {
        "id": entry["key"],
        "type": type_of(entry),
        "title": entry["title"],
        "author": authors,
        CONTAINER_FIELDS.get(entry["container"], "container-title"): entry["container"],
        "issued": {"date-parts": [[entry["year"]]]},
        **read_volume(entry["volume"]),
        **where,
        "DOI": entry["doi"],
        "URL": entry["url"],
    }
    if item["type"] != "article-journal" and not entry["volume"]:
        item["accessed"] = {"date-parts": [[RECORDED.year, RECORDED.month, RECORDED.day]]}
    annotation = {name: entry[name] for name in COPIED_FIELDS} | author_fields | date_fields
    return drop_empty(item), drop_empty(annotation)


def type_of(entry: Entry) -> str:
    """Return the CSL type of an entry."""
    if entry["container"] == GAZETTE:
        return "legislation"
    if entry["volume"]:
        return "article-journal"
    return "report" if entry["container"] == "WHO" else TYPES.get(entry["type"], "webpage")


def read_volume(volume: str | None) -> Item:
    """Return the volume and issue in ``47(4)`` as fields of CSL."""
    both = VOLUME.fullmatch(volume or "")
    return both.groupdict() if both else {"volume": volume}


def read_pages(text: str | None, year: int) -> tuple[Item, Annotation]:
    """Return the fields of what the dossier has under "pages": pages, a date, a number or a remark."""
    if not text:
        return {}, {}
    if date := WRITTEN_DATE.search(text):
        return _read_date(text, date, year)
    if GUIDANCE_NUMBER.fullmatch(text):
        return {"number": text}, {}
    if PAGES.fullmatch(text):
        return {"page": text}, {}
    return {"section": text}, {}


def _read_date(text: str, date: re.Match[str], year: int) -> tuple[Item, Annotation]:
    """Return a date, found in *text*, as fields; a date in another year than the entry's is only a remark."""
    parts = [int(date["year"]), MONTHS.index(date["month"]) + 1, int(date["day"] or 0)]
    annotation = {} if date.group() == text else {"date_note": text}
    if parts[0] != year:  # "first approved March 2019" in a label of 2025 is not its date
        return {}, annotation
    online = {"status": "advance online publication"} if text.startswith("online") else {}
    return {"issued": {"date-parts": [[part for part in parts if part]]}} | online, annotation


def read_authors(text: str) -> tuple[list[Item], Annotation]:
    """Return CSL names, and fields of the annotation, of ``Zarate CA Jr, and others; Manji HK (senior author)``."""
    names: list[Item] = []
    fields: Annotation = {}
    for group in re.split(r"; (?![^()]*\))", text):
        if group.endswith(" (senior author)"):
            fields["last_author"] = group.removesuffix(" (senior author)")
        elif group.endswith(" investigators)"):
            fields["named_authors"] = group
        else:
            names += read_names(group)
    return names, fields | ({"authors_incomplete": True} if OTHERS in names else {})


def read_names(group: str) -> list[Item]:
    """Return the people named in *group*, or the one organisation that it names."""
    parts = re.split(r", (?:and (?=others$))?", group)
    people = [OTHERS if part == "others" else read_person(part) for part in parts]
    known = [person for person in people if person]
    return known if len(known) == len(people) else [{"literal": group}]


def read_person(text: str) -> Item | None:
    """Return the CSL name of ``van de Loo AJAE``, or None; initials get full stops, as Zotero and Pandoc write them."""
    name = PERSON.fullmatch(text)
    if not name:
        return None
    return drop_empty(
        {
            "family": name["family"],
            "given": " ".join(f"{letter}." for letter in name["initials"]),
            "non-dropping-particle": name["particle"].strip(),
            "suffix": name["suffix"],
        }
    )


def drop_empty(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value not in (None, "")}


# The reverse: a dossier entry from our two files


def rebuild(item: Item, annotation: Annotation) -> Entry:
    """Return the dossier entry that was converted into *item* and *annotation*."""
    return {
        "key": item["id"],
        "authors": written_authors(item["author"], annotation),
        "title": item["title"],
        "container": next(item[field] for field in CONTAINER_ORDER if field in item),
        "year": item["issued"]["date-parts"][0][0],
        "volume": f"{item['volume']}({item['issue']})" if "issue" in item else item.get("volume"),
        "pages": written_pages(item, annotation),
        "doi": item.get("DOI"),
        "url": item["URL"],
        **{name: annotation.get(name) for name in COPIED_FIELDS},
    }


CONTAINER_ORDER = ("container-title", "collection-title", "genre", "publisher")


def written_pages(item: Item, annotation: Annotation) -> str | None:
    """Return what the dossier has under "pages"."""
    for text in (annotation.get("date_note"), *(item.get(field) for field in ("page", "number", "section"))):
        if text:
            return str(text)
    year, *month_and_day = item["issued"]["date-parts"][0]
    if not month_and_day:
        return None
    month, *day = month_and_day
    return " ".join([*map(str, day), MONTHS[month - 1], str(year)])


def written_authors(names: list[Item], annotation: Annotation) -> str:
    """Return the names as the dossier writes them."""
    people = ", ".join(written_person(name) for name in names if "family" in name or name == OTHERS)
    organisations = [name["literal"] for name in names if "literal" in name and name != OTHERS]
    senior = f"{annotation['last_author']} (senior author)" if "last_author" in annotation else None
    groups = [people, *organisations, senior, annotation.get("named_authors")]
    return "; ".join(group for group in groups if group)


def written_person(name: Item) -> str:
    """Return a name as the dossier writes it: ``van de Loo AJAE``."""
    if name == OTHERS:
        return "and others"
    initials = re.sub(r"\W", "", name["given"])
    parts = (name.get("non-dropping-particle"), name["family"], initials, name.get("suffix"))
    return " ".join(part for part in parts if part)


def lost_fields(entries: list[Entry], items: list[Item], annotations: dict[str, Annotation]) -> list[str]:
    """Return a message for each field of the dossier that the two files do not contain."""
    found = {item["id"]: rebuild(item, annotations[item["id"]]) for item in items}
    return [
        f"{entry['key']}: {field} {value!r} came back as {found[entry['key']].get(field)!r}"
        for entry in entries
        for field, value in entry.items()
        if found[entry["key"]].get(field) != value
    ]


def convert_all(entries: list[Entry]) -> tuple[list[Item], dict[str, Annotation]]:
    """Return the items of the dossier, and the annotations by id, both sorted by id.

    Raises ValueError that names every field that would be lost.
    """
    converted = [convert(entry) for entry in sorted(entries, key=lambda entry: str(entry["key"]))]
    items = [item for item, _ in converted]
    annotations = {item["id"]: annotation for item, annotation in converted}
    missing = lost_fields(entries, items, annotations)
    if missing or len(annotations) != len(entries):
        raise ValueError("\n".join(missing or ["two entries have the same key"]))
    return items, annotations


def references_json(items: list[Item]) -> str:
    """Return the text of references.json."""
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


HEADER = """\
# Our notes on the works in references.json, by the same id.
# limits, where it is there, is what readers are told instead of caveats, and says no more than they do.

"""


def annotations_yaml(annotations: dict[str, Annotation]) -> str:
    """Return the text of annotations.yaml, one annotation after another with a blank line between."""
    blocks = [
        yaml.safe_dump({key: fields}, allow_unicode=True, sort_keys=False, width=110)
        for key, fields in annotations.items()
    ]
    return HEADER + "\n".join(blocks)


def keep_limits(annotations: dict[str, Annotation], earlier: dict[str, Annotation]) -> dict[str, Annotation]:
    """Return *annotations* with the limits of the *earlier* ones, after the caveats that they replace for readers.

    Raises ValueError where the dossier no longer has an item with limits, because they would be lost.
    """
    limits = {key: fields["limits"] for key, fields in earlier.items() if "limits" in fields}
    if gone := sorted(limits.keys() - annotations.keys()):
        raise ValueError(f"annotations.yaml has limits for {', '.join(gone)}, which the dossier does not have")
    return {
        key: _insert_limits(fields, limits[key]) if key in limits else fields for key, fields in annotations.items()
    }


def _insert_limits(annotation: Annotation, limits: str) -> Annotation:
    index = list(annotation).index("caveats") + 1
    fields = list(annotation.items())
    return dict([*fields[:index], ("limits", limits), *fields[index:]])


def outdated_limits(annotations: dict[str, Annotation], earlier: dict[str, Annotation]) -> list[str]:
    """Return the ids of the items with limits whose caveats have changed."""
    return [
        key
        for key, fields in annotations.items()
        if "limits" in fields and fields["caveats"] != earlier.get(key, fields).get("caveats")
    ]


def main() -> None:
    """Read the dossier and write the two files."""
    options = argparse.ArgumentParser(
        description="Convert the dossier's sources into references.json and annotations.yaml."
    )
    options.add_argument("sources", type=Path, help="the dossier's sources.json")
    options.add_argument("content", type=Path, nargs="?", default=Path("content"), help="folder to write to (content)")
    chosen = options.parse_args()
    items, annotations = convert_all(json.loads(chosen.sources.read_text("utf-8")))
    path = chosen.content / "annotations.yaml"
    earlier = (yaml.safe_load(path.read_text("utf-8")) if path.exists() else None) or {}
    annotations = keep_limits(annotations, earlier)
    (chosen.content / "references.json").write_text(references_json(items), "utf-8")
    path.write_text(annotations_yaml(annotations), "utf-8")
    print(f"{len(items)} items written to {chosen.content / 'references.json'} and annotations.yaml")
    if changed := outdated_limits(annotations, earlier):
        print(f"The caveats have changed; read the limits again: {', '.join(changed)}")


if __name__ == "__main__":
    main()
