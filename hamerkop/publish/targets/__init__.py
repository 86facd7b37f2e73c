"""Kinds of host, one module for each; what each of them can do is a :class:`Target`."""

from pathlib import Path
from typing import Protocol

from hamerkop.publish.plan import Tree


class TargetError(Exception):
    """The host cannot be used; the message says why, and what to do."""


class Target(Protocol):
    """Where a site is published. Every method may raise TargetError."""

    @property
    def name(self) -> str:
        """The target for messages: ``gh-pages on origin``."""
        ...

    def check(self, dry_run: bool) -> None:
        """Raise TargetError if publishing would fail; called before the build."""
        ...

    def notes(self) -> list[str]:
        """Return lines to print before a publication: what the writer should know, and can ignore."""
        ...

    def published_tree(self) -> Tree:
        """Return what is published now; {} if nothing is."""
        ...

    def built_tree(self, folder: Path) -> Tree:
        """Return what :meth:`push` would publish of the built site in *folder*."""
        ...

    def prepare(self, folder: Path) -> None:
        """Add to the built site what the host keeps beside it."""
        ...

    def push(self, folder: Path) -> None:
        """Publish the built site in *folder*."""
        ...
