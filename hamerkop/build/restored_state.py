"""Keeps the attributes of an object, and gives them back: receivers of signals find it as they did the first time.

A receiver of `all_generators_finalized` may change the text of an article, or set attributes of some articles only. If
it runs again, it must not find what it left.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from hamerkop.shared.records import records_of
from hamerkop.shared.summaries import AutomaticSummary

_CONTAINERS = (dict, list, set, defaultdict)
_SHARED_BY_ALL = ("context", "_context", "settings")


class State:
    """The class and the attributes of an object; of dictionaries, lists and sets the entries, one level deep."""

    __slots__ = ("containers", "kind", "shared", "values")

    def __init__(self, target: object) -> None:
        values = vars(target)
        metadata = values.get("metadata", {})
        self.kind = type(target)
        self.values: dict[str, Any] = values.copy()
        found = (name for name, value in values.items() if type(value) in _CONTAINERS)
        self.containers = tuple(name for name in found if name not in _SHARED_BY_ALL)
        self.shared = tuple(name for name in self.containers if metadata.get(name) is values[name])
        self._copy_containers(self.values)

    def _copy_containers(self, values: dict[str, Any]) -> None:
        for name in self.containers:
            values[name] = values[name].copy()
        for name in self.shared:  # `tags` is one list, as an attribute and in the metadata
            values["metadata"][name] = values[name]

    def restore(self, target: Any) -> None:
        """Give *target* its class and attributes back."""
        summary = self.values.get("get_summary")
        if type(summary) is AutomaticSummary:
            summary.made.clear()
        if target.__dict__ == self.values and type(target) is self.kind:
            return  # quicker than giving back what is there
        values = self.values.copy()
        self._copy_containers(values)
        target.__dict__ = values
        target.__class__ = self.kind

    def keep(self, target: object, kinds: Iterable[type]) -> None:
        """Count the records of the classes *kinds* that *target* has now among the attributes that are given back."""
        name, records = records_of(target)
        kept = self.values.setdefault(name, {})
        for kind in (each for each in kinds if each in records):
            kept[kind] = records[kind]
            attached = vars(records[kind])
            self.values |= attached
            # An attribute may have had the name before: a list from the header, which stays in the metadata.
            self.containers = tuple(each for each in self.containers if each not in attached)
            self.shared = tuple(each for each in self.shared if each not in attached)
        if name not in self.containers:
            self.containers = (*self.containers, name)
