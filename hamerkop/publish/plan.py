"""Compares two trees of files: which are new, changed or gone."""

from typing import NamedTuple

Tree = dict[str, str]  # the digest of each file, by its path
SHOWN = 12  # paths listed for each kind of change; the counts are always complete


class Plan(NamedTuple):
    """The paths that differ between what is published and what was built, each list sorted."""

    added: list[str]
    changed: list[str]
    removed: list[str]

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return any(self)


def plan(published: Tree, built: Tree) -> Plan:
    """Return what changes if *built* replaces *published*."""
    return Plan(
        added=sorted(built.keys() - published.keys()),
        changed=sorted(path for path in built.keys() & published.keys() if built[path] != published[path]),
        removed=sorted(published.keys() - built.keys()),
    )


def describe(changes: Plan) -> str:
    """Return a plan as text: for each kind the count, and the first paths."""
    lines = []
    for symbol, kind, paths in zip("+~-", Plan._fields, changes, strict=True):
        if paths:
            lines.append(f"{len(paths)} {kind}")
            lines += [f"  {symbol} {path}" for path in paths[:SHOWN]]
            lines += [f"  … and {len(paths) - SHOWN} more"] if len(paths) > SHOWN else []
    return "\n".join(lines) or "nothing has changed"
