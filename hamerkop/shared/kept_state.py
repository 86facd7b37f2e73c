"""Lets a plugin keep what it has computed from all articles for the next build, where `hamerkop build` has a store.

What comes back was kept by a build with the same settings, code and data files; the articles may be others.
"""

from typing import Protocol

from hamerkop.shared.records import ContextKey


class KeptState(Protocol):
    """What a build keeps for the plugins."""

    def load(self, name: str) -> object | None:
        """Return what was kept under the name of a plugin; None if there is nothing, or it cannot be read."""

    def keep(self, name: str, value: object) -> None:
        """Keep a value that can be pickled for the next build; where that fails, the next build has nothing."""


KEPT_STATE: ContextKey[KeptState] = ContextKey("hamerkop_kept_state")
