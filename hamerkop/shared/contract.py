"""What a plugin sets for others and reads of others, declared as data. The table in docs/plugins.md is made from it."""

import re
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from hamerkop.shared.records import ContextKey

Shared = type | ContextKey[Any]  # a record class or a context key of hamerkop.shared.records, or FrontMatterRecord


@dataclass(frozen=True)
class Contract:
    """The contract of one plugin.

    *sets*: the records that it attaches to articles, pages and tags, and the context keys that it sets. *reads*: those
    of other plugins that it reads; each may be missing. *needs*: modules of plugins without which it does nothing.
    """

    sets: tuple[Shared, ...] = ()
    reads: tuple[Shared, ...] = ()
    needs: tuple[str, ...] = ()


def names_in_templates(shared: Shared) -> tuple[str, ...]:
    """Return the names under which templates find a record or context value."""
    if isinstance(shared, ContextKey):
        return (shared.name,)
    if is_dataclass(shared):
        return tuple(field.name for field in fields(shared))
    # A protocol describes the value of one attribute: FrontMatterRecord is front_matter.
    return (re.sub(r"(?<!^)(?=[A-Z])", "_", shared.__name__.removesuffix("Record")).lower(),)
