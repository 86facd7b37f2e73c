"""What changes when an editor renames a source: everything that names it, as `hamerkop move` changes it."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from lsprotocol import types
from pygls import uris

from hamerkop.authoring.move import planned
from hamerkop.authoring.site import Site
from hamerkop.build.loaded_site import LoadedSite
from hamerkop.language_server.protocol import ToUnits
from hamerkop.shared.file_changes import FileChange


def rename_edits(settings_file: str, site: LoadedSite, old: str, new: str) -> tuple[list[FileChange], list[str]]:
    """Return the changes of files for a source that is renamed from *old* to *new*, and what a person has to know.

    Raises hamerkop.authoring.site.Refused with the reason if it cannot be.
    """
    plan = planned(Site(settings_file, site.pelican, site.generators), old, new)
    return [change for change in plan.changes if change.before != change.after], plan.notes


def text_edits(change: FileChange, to_units: ToUnits) -> list[types.TextEdit]:
    """Return the change of one file as edits of its lines."""
    return [types.TextEdit(to_units(range_), text) for range_, text in _line_edits(change)]


def _line_edits(change: FileChange) -> Iterator[tuple[types.Range, str]]:
    before, after = change.before.split("\n"), change.after.split("\n")
    for tag, start, end, first, last in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "replace":
            yield types.Range(types.Position(start, 0), _end_of(before, end - 1)), "\n".join(after[first:last])
        elif tag == "insert":
            yield types.Range(types.Position(start, 0), types.Position(start, 0)), "\n".join([*after[first:last], ""])
        elif tag == "delete":
            yield types.Range(types.Position(start, 0), types.Position(end, 0)), ""


def _end_of(lines: Sequence[str], number: int) -> types.Position:
    return types.Position(number, len(lines[number]))


def uri_of(path: Path) -> str:
    """Return the address of a file."""
    return uris.from_fs_path(str(path.absolute())) or ""
