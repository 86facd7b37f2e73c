"""Where modules are, and which may import which (README.md and docs/plugins.md)."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hamerkop import PLUGINS
from tests.plain_site import PROJECT

PACKAGE = PROJECT / "hamerkop"
NO_PLUGINS = {
    *("shared", "diagnostics", "build", "language_server", "preview", "publish", "authoring"),
    *("cli", "__main__", "__init__"),
}
MODULES = sorted(PACKAGE.rglob("*.py"))
# What a part of the package may import of the package; a plugin may import itself and shared.
ALLOWED = {
    "shared": {"shared"},
    "build": {"build", "diagnostics", "shared"},
    "preview": {"preview", "build", "diagnostics", "shared"},
    "publish": {"publish", "build", "diagnostics", "shared"},
    # It renames files, and knows the tables of these plugins.
    "language_server": {"language_server", "authoring", "build", "diagnostics", "shared", "frontmatter", "blocks"},
    # The sources that it writes have what these plugins read.
    "authoring": {
        *("authoring", "build", "diagnostics", "shared", "frontmatter", "redirects", "related", "citations"),
        *("annotated_bibliography", "blocks", "review_status"),
    },
    # `hamerkop related` runs the plugin's report
    "cli": {"authoring", "language_server", "preview", "publish", "build", "diagnostics", "shared", "related"},
    "__main__": {"cli", "shared"},
    "__init__": set(),
}


def part_of(path: Path) -> str:
    """Return the first name below the package: the plugin, or one of NO_PLUGINS."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    """Return the parts of the package that a module imports, anywhere in its code."""
    found: set[str] = set()
    parts = {part_of(module) for module in MODULES}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            deeper = [f"{node.module}.{alias.name}" for alias in node.names]
            names = deeper if node.module == "hamerkop" else [node.module]
        found |= {name.split(".")[1] for name in names if name.startswith("hamerkop.")}
    return found & parts  # without names such as hamerkop.PLUGINS


def test_what_is_directly_in_the_package_is_a_plugin_or_one_of_the_named_parts():
    names = {part_of(path) for path in MODULES}
    assert {f"hamerkop.{name}" for name in names - NO_PLUGINS} == set(PLUGINS)
    assert names >= NO_PLUGINS


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_plugin_has_register_settings_and_contract(plugin):
    path = PACKAGE / plugin.split(".")[1]
    module = ast.parse((path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text("utf-8"))
    functions = [node.name for node in module.body if isinstance(node, ast.FunctionDef)]
    assigned = {target.id for node in module.body if isinstance(node, ast.Assign) for target in node.targets}
    assert functions[-1:] == ["register"], "register() is the last function: the module's table of contents"
    assert {"SETTINGS", "CONTRACT"} <= assigned


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_what_is_below_it(path):
    part = part_of(path)
    assert imports_of(path) <= ALLOWED.get(part, {part, "shared"})


# Besides __init__.py, which connects a plugin to Pelican.
WITH_PELICAN = {
    "feeds/atom.py",
    "feeds/json_feed.py",
    "frontmatter/exit_status.py",
    "frontmatter/metadata.py",
    "frontmatter/pelican_values.py",
    "frontmatter/reader.py",
    "images/empty_alt_warnings.py",
    "images/file_addresses.py",
    "related/command.py",
}


def test_in_a_folder_only_the_named_modules_of_a_plugin_import_pelican():
    folders = [path for path in MODULES if part_of(path) not in NO_PLUGINS and path.parent != PACKAGE]
    importing = {path for path in folders if re.search(r"^\s*(from|import) pelican\b", path.read_text("utf-8"), re.M)}
    assert len(folders) > len(importing) > 5
    found = {path.relative_to(PACKAGE).as_posix() for path in importing if path.name != "__init__.py"}
    assert found == WITH_PELICAN


def test_shared_imports_no_generator_of_pelican():
    texts = {path.name: path.read_text("utf-8") for path in (PACKAGE / "shared").glob("*.py")}
    assert len(texts) > 10
    assert [name for name, text in texts.items() if "pelican.generators" in text] == []


# Prints which modules are loaded that take long, and that a build of a Markdown site needs at most at its end.
LOADED = """
import importlib, sys
import hamerkop, hamerkop.build.site
for name in hamerkop.PLUGINS:
    importlib.import_module(name)
print(*(set(sys.argv[1:]) & set(sys.modules)))
"""


def test_plugins_import_no_slow_module_that_most_builds_do_without():
    slow = ["asyncio", "pagefind.service", "selectolax"]
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *slow], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []


def test_each_program_of_npm_is_locked_by_its_hash_from_whichever_registry():
    for folder in ("tests", "bench", ".github/preview"):
        lock = json.loads((PROJECT / folder / "package-lock.json").read_text("utf-8"))
        wanted = json.loads((PROJECT / folder / "package.json").read_text("utf-8"))
        packages = {path: each for path, each in lock["packages"].items() if path}
        assert lock["packages"][""]["dependencies"] == wanted["dependencies"]
        assert all("integrity" in each and "resolved" not in each for each in packages.values())
