"""Kinds of host, one module for each; what each of them can do is a :class:`Target`.

A publication calls the methods in this order, those from `releases` on within `only_publisher`::

    check, notes → releases, live, built → send → activate → clean

Killed between any two of them, or within one, a target serves the old or the new release, and the next publication
completes what is missing. Only `clean` deletes.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from hamerkop.publish.plan import Plan
from hamerkop.publish.release import Release


class TargetError(Exception):
    """The host cannot be used, or refused something; the message says why, and what to do."""


class Busy(TargetError):
    """Another publication to the same target is running."""


class Target(Protocol):
    """Where a site is published. Every method may raise TargetError."""

    @property
    def name(self) -> str:
        """The target for messages: ``gh-pages on origin``."""
        ...

    def check(self, dry_run: bool) -> None:
        """Raise TargetError if publishing would fail; called before the build. With *dry_run*, write nothing."""
        ...

    def notes(self) -> list[str]:
        """Return lines to print before a publication: what the writer should know, and can ignore."""
        ...

    def only_publisher(self) -> AbstractContextManager[None]:
        """Keep all other publications away for the length of the block. Raises Busy if there is one."""
        ...

    def releases(self) -> Mapping[str, Release]:
        """Return the releases that the target keeps, by name, the oldest first."""
        ...

    def live(self) -> Release | None:
        """Return the release that readers get; None if nothing was published yet.

        Raises TargetError if the place holds something that no publication has put there and that would be lost.
        """
        ...

    def built(self, folder: Path) -> Release:
        """Return the release that the built site in *folder* would be, with the next name."""
        ...

    def send(self, release: Release, folder: Path, changes: Plan) -> int:
        """Bring the files of *changes* to the host, group by group; readers still get the live release.

        Returns how many files travelled: what the host has already does not.
        """
        ...

    def activate(self, release: Release) -> None:
        """Give readers *release*, which was sent, or is one of :meth:`releases`."""
        ...

    def clean(self, release: Release) -> None:
        """Delete what neither *release*, which is live, nor a kept release has, and what was left of broken runs."""
        ...
