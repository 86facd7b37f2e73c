"""Finds out from the source of a plugin which records it sets and reads, and which rules it reports.

A plugin uses a record or context value, or reports a rule, where its own files do it, or a function of hamerkop.shared
that it imports, or one that such a function calls.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from hamerkop.shared import records
from hamerkop.shared.records import ContextKey
from hamerkop.shared.rules import RULES
from tests.plain_site import PROJECT

SHARED = {
    name: value
    for name, value in vars(records).items()
    if isinstance(value, ContextKey) or (isinstance(value, type) and name.endswith("Record"))
}
# Of hamerkop.shared.clock: the first plugin that asks for the time sets it.
SHARED.pop("BUILD_TIME", None)
IDS = {rule.id for rule in RULES}
# Every plugin may call these, with hamerkop.frontmatter or without: they are neither a use nor a report of its own.
OF_ALL_PLUGINS = {"check_settings", "position_of", "source_text"}


class Uses(NamedTuple):
    """Names of records and context keys that a piece of code sets and reads, and ids of rules that it reports."""

    sets: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()

    def __or__(self, other: "Uses") -> "Uses":  # type: ignore[override]
        return Uses(*(own | others for own, others in zip(self, other, strict=True)))


def uses_of(plugin: str) -> Uses:
    """Return what a plugin uses and reports; what it sets itself is not among what it reads."""
    found = Uses()
    for path in files_of(plugin):
        tree = ast.parse(path.read_text("utf-8"))
        found |= uses_in(tree)
        for name in imported_from_shared(tree):
            found |= uses_of_function(name)
    return found._replace(reads=found.reads - found.sets)


def files_of(plugin: str) -> list[Path]:
    """Return the source files of a plugin."""
    path = PROJECT.joinpath(*plugin.split("."))
    return sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]


def imported_from_shared(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("hamerkop.shared."):
            yield from (alias.name for alias in node.names)


def uses_in(tree: ast.AST) -> Uses:
    """Return what a piece of code uses itself."""
    nodes = list(ast.walk(tree))
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    strings = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    methods = [(name_of(call.func.value), call.func.attr) for call in calls if isinstance(call.func, ast.Attribute)]
    made = {name_of(call.func) for call in calls}
    asked = {name_of(call.args[1]) for call in calls if name_of(call.func) == "record_of" and len(call.args) > 1}
    sets = {name for name, method in methods if method == "set"} | made
    reads = {name for name, method in methods if method == "get"} | asked
    if "front_matter" in strings or "front_matter_of" in made:
        reads.add("FrontMatterRecord")
    return Uses(frozenset(sets & SHARED.keys()), frozenset(reads & SHARED.keys()), frozenset(strings & IDS))


def name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


@cache
def functions_of_shared() -> dict[str, ast.FunctionDef]:
    """Return the functions of hamerkop.shared by their names."""
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted((PROJECT / "hamerkop" / "shared").glob("*.py"))]
    return {node.name: node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}


def uses_of_function(name: str) -> Uses:
    """Return what a function of hamerkop.shared uses, with all functions of hamerkop.shared that it names."""
    found, seen, left = Uses(), set(OF_ALL_PLUGINS), [name]
    functions: dict[str, ast.FunctionDef] = functions_of_shared()
    while left:
        current = left.pop()
        if current in seen or current not in functions:
            continue
        seen.add(current)
        found |= uses_in(functions[current])
        left += [name_of(node) for node in ast.walk(functions[current])]
    return found
