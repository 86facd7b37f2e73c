"""Prints the reference list at the end of an article, each work with the ways back to where it is cited."""

from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Any

ARROW = "\N{LEFTWARDS ARROW WITH HOOK}\N{VARIATION SELECTOR-15}"  # the selector: a sign, not an emoji


@dataclass(frozen=True)
class Place:
    """One place in the text where a work is cited; ``id`` is its fragment, ``locator`` the place in the work."""

    id: str
    number: int
    work: str
    before: str = ""
    locator: str = ""

    @property
    def shown(self) -> str:
        """The words of the link that leads from here to the list: ``3`` or ``3, table 2``."""
        return ", ".join(filter(None, (str(self.number), self.locator)))

    def attributes(self) -> dict[str, str]:
        """Return the attributes of that link."""
        return {"id": self.id, "href": f"#ref-{self.work}", "aria-label": f"Reference {self.shown}"}


@dataclass(frozen=True, eq=False)
class Reference:
    """A work that an article cites: its number there, its id, its CSL item, its line as HTML, where it is cited."""

    number: int
    id: str
    item: dict[str, Any]
    html: str
    places: list[Place] = field(default_factory=list)

    def add_place(self, id: str, before: str = "", locator: str = "") -> Place:
        """Note one more place that cites this work."""
        self.places.append(Place(id, self.number, self.id, before, locator))
        return self.places[-1]


def list_items(references: list[Reference]) -> str:
    """Return the list's items as HTML."""
    return "\n" + "\n".join(map(list_item, references)) + "\n"


def list_item(reference: Reference) -> str:
    ways_back = " ".join(way_back(reference, index) for index in range(len(reference.places)))
    return f'<li id="ref-{reference.id}">{reference.html} {ways_back}</li>'


def way_back(reference: Reference, index: int) -> str:
    """Return the link to one place that cites the work; several are told apart by letters."""
    several = len(reference.places) > 1
    letters = letters_of(index) if several else ""
    name = " ".join(filter(None, ("Back to citation", str(reference.number), letters)))  # holds the letters it shows
    return f'<a href="#{reference.places[index].id}" role="doc-backlink" aria-label="{name}">{ARROW}{letters}</a>'


def letters_of(index: int) -> str:
    """Return a, b, … z, aa, ab, …"""
    rest, last = divmod(index, len(ascii_lowercase))
    return (letters_of(rest - 1) if rest else "") + ascii_lowercase[last]
