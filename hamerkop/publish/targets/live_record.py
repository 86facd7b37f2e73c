"""The record of what readers get from a host where files are replaced one after the other.

It is written before the first file is replaced and after the last one, so that after a broken publication the next one
knows every path at which a file of ours may be.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hamerkop.publish.plan import Tree
from hamerkop.publish.release import FORMAT, DamagedRecord, Release, release_from_json

UNKNOWN = ""  # the digest of a file that may be the old or the new one


@dataclass(frozen=True)
class LiveRecord:
    """What is at the public paths.

    *live*: the release that was brought there last as a whole. *activating*: the one that a publication has begun to
    bring there. *unchecked*: the paths that were written since the site was last verified. *leftover*: the paths of
    earlier releases that are still to be deleted. *headers*: the digest of the rules by which headers were given.
    """

    live: Release | None = None
    activating: Release | None = None
    unchecked: frozenset[str] = frozenset()
    leftover: frozenset[str] = frozenset()
    headers: str = ""

    def paths(self) -> set[str]:
        """Return every path at which a file of a publication may be."""
        return {*self.leftover, *tree_of(self.live), *tree_of(self.activating)}

    def files(self, headers: str) -> Tree:
        """Return the files of the live release and what it carried; the digest of one that is not certain is UNKNOWN.

        *headers*: the digest of the present rules; with others, every file has to be brought again.
        """
        certain = self.headers == headers
        tree = tree_of(self.live)
        return {path: digest if certain and path not in self.unchecked else UNKNOWN for path, digest in tree.items()}

    def begun(self, release: Release, replaced: Iterable[str], headers: str) -> "LiveRecord":
        """Return the record before the *replaced* paths are written for *release*."""
        unchecked = self.unchecked | {*replaced}
        return LiveRecord(self.live, release, unchecked, frozenset(self.paths() - tree_of(self.live).keys()), headers)

    def done(self) -> "LiveRecord":
        """Return the record after the release that is being activated was brought as a whole."""
        leftover = frozenset(self.paths() - tree_of(self.activating).keys())
        return LiveRecord(self.activating, None, self.unchecked, leftover, self.headers)

    def checked(self) -> "LiveRecord":
        """Return the record after the site was verified and what is gone was deleted."""
        return LiveRecord(self.live, headers=self.headers)

    def as_json(self) -> bytes:
        """Return the record as a host keeps it."""
        data = {
            "format": FORMAT,
            "live": self.live and json.loads(self.live.as_json()),
            "activating": self.activating and json.loads(self.activating.as_json()),
            "unchecked": sorted(self.unchecked),
            "leftover": sorted(self.leftover),
            "headers": self.headers,
        }
        return (json.dumps(data, ensure_ascii=True, sort_keys=True, indent=0) + "\n").encode()


def tree_of(release: Release | None) -> Tree:
    """Return every file that a release has at public paths, {} for none."""
    return release.carried | release.files if release else {}


def live_record_from_json(text: bytes) -> LiveRecord:
    """Return the record that a host keeps. Raises DamagedRecord."""
    try:
        data = json.loads(text)
        if data.pop("format") != FORMAT:
            raise DamagedRecord("it was written by another version of hamerkop")
        live, activating = _release(data["live"]), _release(data["activating"])
        unchecked, leftover = (frozenset(map(str, data[name])) for name in ("unchecked", "leftover"))
        return LiveRecord(live, activating, unchecked, leftover, str(data["headers"]))
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise DamagedRecord(str(error)) from None


def _release(data: dict[str, Any] | None) -> Release | None:
    return release_from_json(json.dumps(data)) if data else None
