"""Finds out from the source of a plugin which records it sets and reads, and which rules it reports.

A plugin uses a record or context value, or reports a rule, where its own files do it, or a function of hamerkop.shared
that it imports, or one that such a function calls.
"""

import ast
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
OF_ALL_PLUGINS = {"check_settings", "position_of", "replace_get_files", "source_text"}


class Function(NamedTuple):
    """A function of hamerkop.shared: the name of its module there, and its own."""

    module: str
    name: str


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
        for function in imported_from_shared(tree).values():
            found |= uses_of_function(function)
    return found._replace(reads=found.reads - found.sets)


def files_of(plugin: str) -> list[Path]:
    """Return the source files of a plugin."""
    path = PROJECT.joinpath(*plugin.split("."))
    return sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]


def imported_from_shared(tree: ast.AST) -> dict[str, Function]:
    """Return what a module imports of hamerkop.shared, by its name there."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {
        alias.asname or alias.name: Function(node.module.rpartition(".")[2], alias.name)
        for node in imports
        if node.module and node.module.startswith("hamerkop.shared.")
        for alias in node.names
    }


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
def functions_of_shared() -> dict[Function, ast.FunctionDef]:
    """Return the functions of hamerkop.shared."""
    return {
        Function(path.stem, node.name): node
        for path in sorted((PROJECT / "hamerkop" / "shared").glob("*.py"))
        for node in tree_of(path.stem).body
        if isinstance(node, ast.FunctionDef)
    }


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse((PROJECT / "hamerkop" / "shared" / f"{module}.py").read_text("utf-8"))


def uses_of_function(function: Function) -> Uses:
    """Return what a function of hamerkop.shared uses, with all functions of hamerkop.shared that it names."""
    found, seen, left = Uses(), set(), [function]
    functions: dict[Function, ast.FunctionDef] = functions_of_shared()
    while left:
        current = left.pop()
        if current in seen or current.name in OF_ALL_PLUGINS or current not in functions:
            continue
        seen.add(current)
        found |= uses_in(functions[current])
        imported = imported_from_shared(tree_of(current.module))
        left += [
            imported.get(name, Function(current.module, name)) for name in sorted(names_read_in(functions[current]))
        ]
    return found


def names_read_in(function: ast.FunctionDef) -> set[str]:
    """Return the names that a function reads and does not give a value itself, as a parameter or variable."""
    nodes = list(ast.walk(function))
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    return {name_of(node) for node in nodes} - own
