"""Keeps in the store what plugins have computed from all articles, see hamerkop.shared.kept_state."""

import pickle

from hamerkop.build.record_store import RecordStore


class StoredState:
    """The state of the plugins in the store of a site. *clean*: what an earlier build has kept is not used."""

    def __init__(self, store: RecordStore, clean: bool) -> None:
        self._store, self._clean = store, clean

    def load(self, name: str) -> object | None:
        """Return what was kept under *name*; None if there is nothing, or it cannot be read."""
        data = None if self._clean else self._store.state(name)
        try:
            return pickle.loads(data) if data else None  # noqa: S301  # our own file, as Pelican's cache is
        except Exception:  # of any kind: it is computed again
            return None

    def keep(self, name: str, value: object) -> None:
        """Keep *value* for the next build. Raises what `pickle` raises for a value that cannot be written."""
        self._store.keep_state(name, pickle.dumps(value, pickle.HIGHEST_PROTOCOL))
