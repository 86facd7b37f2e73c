"""Says what a publication would change: which files are new, changed, or gone."""

from typing import NamedTuple

Tree = dict[str, str]
SHOWN = 12  # names listed for each kind of change; the counts are always whole


class Plan(NamedTuple):
    """The paths that differ between what is published and what was built, each list in order."""

    added: list[str]
    changed: list[str]
    removed: list[str]

    def __bool__(self) -> bool:
        return any(self)


def plan(published: Tree, built: Tree) -> Plan:
    """Compare two trees, each a table from path to the digest of its content."""
    return Plan(
        added=sorted(built.keys() - published.keys()),
        changed=sorted(path for path in built.keys() & published.keys() if built[path] != published[path]),
        removed=sorted(published.keys() - built.keys()),
    )


def describe(changes: Plan) -> str:
    """Return a plan as a writer reads it."""
    lines = []
    for sign, kind, paths in zip("+~-", Plan._fields, changes, strict=True):
        if paths:
            lines.append(f"{len(paths)} {kind}")
            lines += [f"  {sign} {path}" for path in paths[:SHOWN]]
            lines += [f"  … and {len(paths) - SHOWN} more"] if len(paths) > SHOWN else []
    return "\n".join(lines) or "nothing has changed"
