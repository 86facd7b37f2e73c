"""Finds the content that is written to an address, in lists that mostly stay as they are from change to change."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hamerkop.shared.pelican_types import Content

Lists = Sequence[list[Content]]


class Place(NamedTuple):
    """Where in the lists a content is; *overrides*: it has a `save_as` of its own."""

    which: int
    position: int
    overrides: bool


class ContentIndex:
    """The contents of *lists* by the path of their output file; *address_of* returns that.

    Of two with one address the first counts, unless a later one has a `save_as` of its own.
    """

    def __init__(self, lists: Lists, address_of: Callable[[Content], str]) -> None:
        self.lists = [list(each) for each in lists]
        self.places: dict[str, Place] = {}
        for which, contents in enumerate(self.lists):
            for position, content in enumerate(contents):
                self._add(address_of(content), Place(which, position, hasattr(content, "override_save_as")))

    def _add(self, address: str, place: Place) -> None:
        known = self.places.get(address) if address else place
        if known is None or (place.overrides and not known.overrides):
            self.places[address] = place

    def content(self, address: str) -> Content:
        """Return the content that is written to *address*. Raises KeyError if none is."""
        place = self.places[address]
        return self.lists[place.which][place.position]

    def swapped(self, lists: Lists, pairs: Sequence[tuple[Content, Content]]) -> bool:
        """Use *lists* from now on, if they have the same addresses; return whether that is so.

        *pairs* are contents before and after, each with the address and the kind of `save_as` that it had.
        """
        new = {id(old): content for old, content in pairs}
        expected = [[new.get(id(each), each) for each in known] if new else known for known in self.lists]
        if expected != [list(each) for each in lists]:
            return False
        self.lists = expected
        return True
