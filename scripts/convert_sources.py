"""Turns the evidence dossier's list of sources into the two files that the site reads.

    python scripts/convert_sources.py SOURCES.json [CONTENT]

writes, sorted by id and the same from the same input,

* ``CONTENT/references.json``: what any reference manager knows about a work, as pure CSL-JSON
  (https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV);
* ``CONTENT/annotations.yaml``: our notes on it by the same id: what kind of source it is, its design and size, what
  it found, its limits, how sure we are of the entry. What stands there under ``limits`` is ours, not the dossier's:
  it is kept.

Nothing is lost: before it writes, the script builds every dossier entry again from the two files and compares.

An author list that the dossier knows to be incomplete ends in the name ``{"literal": "others"}``. BibTeX writes
"and others", Pandoc reads that as this very name and prints "et al." for it, and Zotero keeps it as an author of one
field: no field of our own would survive both. A senior author known to be last is not put after "others" or second,
where every style would print him as the next author, but kept in the notes as ``last_author``.
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

Entry = dict[str, Any]  # one work as the dossier writes it
Work = dict[str, Any]  # the same as CSL-JSON
Note = dict[str, Any]  # what CSL-JSON has no place for

# The day of the dossier: its web addresses are "as recorded" then.
RECORDED = date(2026, 11, 22)

OTHERS = {"literal": "others"}
NAMES_ONLY_IN_NOTES = ("last_author", "named_authors")
COPIED_NOTES = ("type", "design", "n", "finding", "caveats", "confidence")

# A container that is a journal, a site or a gazette is the default; these say something else.
CONTAINER_FIELDS = {
    "Website": "genre",
    "Company press release": "genre",
    "FDA press announcement": "genre",
    "NICE technology appraisal guidance": "collection-title",
    "WHO": "publisher",
}

# What a work without a volume is; with one it stands in a journal, or in the official gazette.
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
DAY_IN_WORDS = re.compile(rf"(?:(?P<day>\d{{1,2}}) )?(?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})")
PAGES = re.compile(r"[A-Za-z]*\d+(?:-\S+)?|\d+m\d+")
GUIDANCE_NUMBER = re.compile(r"TA\d+")


def convert(entry: Entry) -> tuple[Work, Note]:
    """Return what a reference manager keeps of a dossier entry, and our notes on it."""
    authors, author_notes = read_authors(entry["authors"])
    where, date_notes = read_pages(entry["pages"], entry["year"])
    work = {
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
    if work["type"] != "article-journal" and not entry["volume"]:
        work["accessed"] = {"date-parts": [[RECORDED.year, RECORDED.month, RECORDED.day]]}
    note = {name: entry[name] for name in COPIED_NOTES} | author_notes | date_notes
    return without_gaps(work), without_gaps(note)


def type_of(entry: Entry) -> str:
    """Return the CSL type of a work."""
    if entry["container"] == GAZETTE:
        return "legislation"
    if entry["volume"]:
        return "article-journal"
    return "report" if entry["container"] == "WHO" else TYPES.get(entry["type"], "webpage")


def read_volume(volume: str | None) -> Work:
    """Split ``47(4)`` into volume and issue."""
    both = VOLUME.fullmatch(volume or "")
    return both.groupdict() if both else {"volume": volume}


def read_pages(words: str | None, year: int) -> tuple[Work, Note]:
    """Put what the dossier writes under "pages" (pages, a day, a number, a remark) where CSL keeps it."""
    if not words:
        return {}, {}
    if day := DAY_IN_WORDS.search(words):
        return _read_day(words, day, year)
    if GUIDANCE_NUMBER.fullmatch(words):
        return {"number": words}, {}
    if PAGES.fullmatch(words):
        return {"page": words}, {}
    return {"section": words}, {}


def _read_day(words: str, day: re.Match[str], year: int) -> tuple[Work, Note]:
    parts = [int(day["year"]), MONTHS.index(day["month"]) + 1, int(day["day"] or 0)]
    note = {} if day.group() == words else {"date_note": words}
    if parts[0] != year:  # "first approved March 2019" in a label of 2025 is not its date
        return {}, note
    online = {"status": "advance online publication"} if words.startswith("online") else {}
    return {"issued": {"date-parts": [[part for part in parts if part]]}} | online, note


def read_authors(words: str) -> tuple[list[Work], Note]:
    """Read ``Zarate CA Jr, and others; Manji HK (senior author)`` into CSL names and notes."""
    names: list[Work] = []
    notes: Note = {}
    for group in re.split(r"; (?![^()]*\))", words):
        if group.endswith(" (senior author)"):
            notes["last_author"] = group.removesuffix(" (senior author)")
        elif group.endswith(" investigators)"):
            notes["named_authors"] = group
        else:
            names += read_names(group)
    return names, notes | ({"authors_incomplete": True} if OTHERS in names else {})


def read_names(group: str) -> list[Work]:
    """Return the people named in *group*, or the one organisation that it is."""
    parts = re.split(r", (?:and (?=others$))?", group)
    people = [OTHERS if part == "others" else read_person(part) for part in parts]
    known = [person for person in people if person]
    return known if len(known) == len(people) else [{"literal": group}]


def read_person(words: str) -> Work | None:
    """Read ``van de Loo AJAE`` or ``Zarate CA Jr``; initials get their full stops, as Zotero and Pandoc write them."""
    name = PERSON.fullmatch(words)
    if not name:
        return None
    return without_gaps(
        {
            "family": name["family"],
            "given": " ".join(f"{letter}." for letter in name["initials"]),
            "non-dropping-particle": name["particle"].strip(),
            "suffix": name["suffix"],
        }
    )


def without_gaps(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that say something."""
    return {name: value for name, value in fields.items() if value not in (None, "")}


# The way back: what the dossier wrote, from our two files.


def rebuild(work: Work, note: Note) -> Entry:
    """Return the dossier entry that became *work* and *note*."""
    return {
        "key": work["id"],
        "authors": written_authors(work["author"], note),
        "title": work["title"],
        "container": next(work[field] for field in CONTAINER_ORDER if field in work),
        "year": work["issued"]["date-parts"][0][0],
        "volume": f"{work['volume']}({work['issue']})" if "issue" in work else work.get("volume"),
        "pages": written_pages(work, note),
        "doi": work.get("DOI"),
        "url": work["URL"],
        **{name: note.get(name) for name in COPIED_NOTES},
    }


CONTAINER_ORDER = ("container-title", "collection-title", "genre", "publisher")


def written_pages(work: Work, note: Note) -> str | None:
    """Return the dossier's words for where in its container, or on which day, a work stands."""
    for words in (note.get("date_note"), *(work.get(field) for field in ("page", "number", "section"))):
        if words:
            return str(words)
    year, *month_and_day = work["issued"]["date-parts"][0]
    if not month_and_day:
        return None
    month, *day = month_and_day
    return " ".join([*map(str, day), MONTHS[month - 1], str(year)])


def written_authors(names: list[Work], note: Note) -> str:
    """Return the dossier's words for who wrote a work."""
    people = ", ".join(written_person(name) for name in names if "family" in name or name == OTHERS)
    organisations = [name["literal"] for name in names if "literal" in name and name != OTHERS]
    senior = f"{note['last_author']} (senior author)" if "last_author" in note else None
    groups = [people, *organisations, senior, note.get("named_authors")]
    return "; ".join(group for group in groups if group)


def written_person(name: Work) -> str:
    """Return a name as the dossier writes it: ``van de Loo AJAE``."""
    if name == OTHERS:
        return "and others"
    initials = re.sub(r"\W", "", name["given"])
    parts = (name.get("non-dropping-particle"), name["family"], initials, name.get("suffix"))
    return " ".join(part for part in parts if part)


def lost(entries: list[Entry], works: list[Work], notes: dict[str, Note]) -> list[str]:
    """Name each field of the dossier that the two files do not give back."""
    found = {work["id"]: rebuild(work, notes[work["id"]]) for work in works}
    return [
        f"{entry['key']}: {field} {value!r} came back as {found[entry['key']].get(field)!r}"
        for entry in entries
        for field, value in entry.items()
        if found[entry["key"]].get(field) != value
    ]


def convert_all(entries: list[Entry]) -> tuple[list[Work], dict[str, Note]]:
    """Convert the dossier, sorted by id; raise ValueError naming every field that would be lost."""
    converted = [convert(entry) for entry in sorted(entries, key=lambda entry: str(entry["key"]))]
    works = [work for work, _ in converted]
    notes = {work["id"]: note for work, note in converted}
    missing = lost(entries, works, notes)
    if missing or len(notes) != len(entries):
        raise ValueError("\n".join(missing or ["two entries have the same key"]))
    return works, notes


def references_json(works: list[Work]) -> str:
    """Return the text of references.json."""
    return json.dumps(works, ensure_ascii=False, indent=2) + "\n"


HEADER = """\
# Our notes on the works in references.json, by the same id.
# limits, where it is there, is what readers are told instead of caveats, and says no more than they do.

"""


def evidence_yaml(notes: dict[str, Note]) -> str:
    """Return the text of annotations.yaml, one work after another with a blank line between."""
    blocks = [yaml.safe_dump({key: notes[key]}, allow_unicode=True, sort_keys=False, width=110) for key in notes]
    return HEADER + "\n".join(blocks)


def with_limits(notes: dict[str, Note], earlier: dict[str, Note]) -> dict[str, Note]:
    """Return the notes with the words for readers that stand in the *earlier* ones, behind the caveats they replace.

    Raises ValueError where their work is gone, for they would be lost.
    """
    limits = {key: note["limits"] for key, note in earlier.items() if "limits" in note}
    if gone := sorted(limits.keys() - notes.keys()):
        raise ValueError(f"annotations.yaml has limits for {', '.join(gone)}, which the dossier does not have")
    return {key: _with_limits(note, limits[key]) if key in limits else note for key, note in notes.items()}


def _with_limits(note: Note, limits: str) -> Note:
    place = list(note).index("caveats") + 1
    fields = list(note.items())
    return dict([*fields[:place], ("limits", limits), *fields[place:]])


def outdated(notes: dict[str, Note], earlier: dict[str, Note]) -> list[str]:
    """Name the works whose caveats have changed under their limits."""
    return [
        key
        for key, note in notes.items()
        if "limits" in note and note["caveats"] != earlier.get(key, note).get("caveats")
    ]


def main() -> None:
    options = argparse.ArgumentParser(
        description="Turn the dossier's sources into references.json and annotations.yaml."
    )
    options.add_argument("sources", type=Path, help="the dossier's sources.json")
    options.add_argument("content", type=Path, nargs="?", default=Path("content"), help="where to write (content)")
    chosen = options.parse_args()
    works, notes = convert_all(json.loads(chosen.sources.read_text("utf-8")))
    evidence = chosen.content / "annotations.yaml"
    earlier = (yaml.safe_load(evidence.read_text("utf-8")) if evidence.exists() else None) or {}
    notes = with_limits(notes, earlier)
    (chosen.content / "references.json").write_text(references_json(works), "utf-8")
    evidence.write_text(evidence_yaml(notes), "utf-8")
    print(f"{len(works)} works written to {chosen.content / 'references.json'} and annotations.yaml")
    if changed := outdated(notes, earlier):
        print(f"The caveats have changed; read the limits again: {', '.join(changed)}")


if __name__ == "__main__":
    main()
