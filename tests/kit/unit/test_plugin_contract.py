"""What a plugin declares to set, read and need is what its code uses; its page and the table say the same."""

import ast
import importlib
import subprocess
import sys

import pytest

from hamerkop import PLUGINS
from hamerkop.shared import records
from hamerkop.shared.contract import Contract
from hamerkop.shared.records import ContextKey
from tests.plain_site import PROJECT

SHARED = {
    name: value
    for name, value in vars(records).items()
    if isinstance(value, ContextKey) or (isinstance(value, type) and name.endswith("Record"))
}


def names_used_by(plugin: str) -> set[str]:
    """Return the records and context keys that the files of a plugin import."""
    path = PROJECT.joinpath(*plugin.split("."))
    files = sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    assert files
    imported = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "hamerkop.shared.records":
                imported |= {alias.name for alias in node.names}
    return imported & SHARED.keys()


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_contract_names_every_record_and_context_value_that_the_plugin_uses(plugin):
    contract: Contract = importlib.import_module(plugin).CONTRACT
    declared = {*contract.sets, *contract.reads}
    assert {name for name, value in SHARED.items() if value in declared} == names_used_by(plugin)


def test_each_record_and_context_value_is_set_by_one_plugin():
    owners = {name: [] for name in SHARED}
    for plugin in PLUGINS:
        sets = importlib.import_module(plugin).CONTRACT.sets
        for name, value in SHARED.items():
            if value in sets:
                owners[name].append(plugin)
    assert {name: found for name, found in owners.items() if len(found) != 1} == {}


def test_the_documentation_says_what_the_code_says():
    command = [sys.executable, str(PROJECT / "scripts" / "plugin_docs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
