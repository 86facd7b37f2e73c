"""Reads the file of works that articles may cite, and says what is wrong with it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from hamerkop.citations import vancouver
from hamerkop.citations.vancouver import Work
from hamerkop.shared.problems import START, Position, Problem, display_path, line_and_column


@dataclass(frozen=True)
class Library:
    """The works of one references file, by id; none where the file is absent or broken."""

    path: Path
    works: dict[str, Work] = field(default_factory=dict)
    state: Literal["read", "absent", "broken"] = "read"
    printed: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def line(self, key: str) -> str:
        """Return a work's line in a reference list as HTML; many articles cite it, and it is made once."""
        if key not in self.printed:
            self.printed[key] = vancouver.line(self.works[key])
        return self.printed[key]

    def position(self, key: str) -> tuple[int, int]:
        """Return the line and column of a work's id in the file."""
        return _place_of_id(self.path.read_text("utf-8-sig"), key, 1)

    def authors(self, key: str, opening: bool = False) -> str:
        """Return who wrote a work, as a sentence (or, *opening*, the beginning of one) names them."""
        return vancouver.in_sentence(self.works[key], opening)

    @property
    def name(self) -> str:
        """The file as a writer would type it."""
        return display_path(self.path)


def load(path: Path) -> tuple[Library, list[Problem]]:
    """Return the works in *path* and every mistake in the file; a file that is absent is an empty library."""
    if not path.exists():
        return Library(path, state="absent"), []
    try:
        text = path.read_text("utf-8-sig")
        items = json.loads(text)
    except json.JSONDecodeError as error:
        return _broken(path, error.lineno, error.colno, f"not JSON: {error.msg}; export your works as CSL-JSON again")
    except (OSError, UnicodeDecodeError) as error:
        return _broken(path, 1, 1, f"cannot be read ({error}); save it as UTF-8")
    if not isinstance(items, list):
        return _broken(path, 1, 1, "not CSL-JSON: it has to be a list of works, [{…}, {…}]")
    library = Library(path, {str(item["id"]): item for item in reversed(items) if _has_id(item)})
    return library, sorted(_mistakes(library.name, text, items))


def _broken(path: Path, line: int, column: int, message: str) -> tuple[Library, list[Problem]]:
    return Library(path, state="broken"), [Problem("Y01", display_path(path), Position(line, column), message)]


def _has_id(item: Any) -> bool:
    return isinstance(item, dict) and isinstance(item.get("id"), str | int)


def _mistakes(name: str, text: str, items: list[Any]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for number, item in enumerate(items, start=1):
        if not _has_id(item):
            yield Problem("C07", name, START, f'work {number} has no "id"; an article cites a work by it')
            continue
        key = str(item["id"])
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:
            place = _place_of_id(text, key, seen[key])
            yield Problem("C08", name, place, f'the id "{key}" is taken by a work before; give this one another')
        if fault := _fault_in_names(item):
            yield Problem("C07", name, _place_of_id(text, key, seen[key]), f'work "{key}": {fault}')


def _fault_in_names(item: Work) -> str:
    """Say what keeps the names of *item* from being printed, or nothing."""
    for role in ("author", "editor"):
        names = item.get(role, [])
        if not isinstance(names, list) or not all(isinstance(name, dict) for name in names):
            return f'"{role}" has to be a list of names, [{{"family": …, "given": …}}] or [{{"literal": …}}]'
    return ""


def _place_of_id(text: str, key: str, occurrence: int) -> tuple[int, int]:
    """Return the line and column where the id *key* stands for the n-th time."""
    written = re.escape(json.dumps(key, ensure_ascii=False))
    places = [match.start(1) for match in re.finditer(rf'"id"\s*:\s*({written}|{re.escape(key)}\b)', text)]
    return line_and_column(text, places[occurrence - 1]) if len(places) >= occurrence else (1, 1)
