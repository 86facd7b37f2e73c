"""Writes the generated parts of docs/plugins.md, docs/plugins/*.md and docs/rules.md; --check only compares.

A page has a part between two markers, ``<!-- settings -->`` (or another name of PARTS) and ``<!-- end -->``. What is
between them is replaced; everything else on the page is written by hand.
"""

import argparse
import importlib
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT))

from blinker import ANY, NamedSignal  # noqa: E402  # the project is importable from here on
from pelican import signals  # noqa: E402

from hamerkop import PLUGINS  # noqa: E402
from hamerkop.shared import records, rules, steps  # noqa: E402
from hamerkop.shared.contract import MOMENTS, Contract, names_in_templates  # noqa: E402
from hamerkop.shared.settings import KIT_SETTINGS, Setting, SettingsTable, describe_type  # noqa: E402

DOCS = PROJECT / "docs"
PART = re.compile(r"(<!-- (?P<name>\w+): made by [^>]*-->\n).*?(<!-- end -->)", re.DOTALL)


def table(heads: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table; "" if there are no rows."""
    if not rows:
        return ""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n" for row in lines)


def settings_part(plugin: ModuleType) -> str:
    """Return the table of a plugin's settings."""
    return table_of_settings(plugin.SETTINGS) or "The plugin has no settings.\n"


def kit_settings_part(_page: ModuleType | None) -> str:
    """Return the table of the settings that belong to no plugin."""
    return table_of_settings(KIT_SETTINGS)


def table_of_settings(settings: SettingsTable) -> str:
    rows = [[f"`{row.name}`", describe_type(row.type), default_of(row), row.meaning] for row in settings.rows.values()]
    return table(["setting", "type", "default", "meaning"], rows)


def default_of(row: Setting) -> str:
    """Return a default as Python writes it, shortened if it is long."""
    text = repr(row.default)
    return f"`{text}`" if len(text) <= 100 else f"`{text[:97]}…`"


def records_part(plugin: ModuleType) -> str:
    """Return the table of what templates get from a plugin."""
    rows = [row for shared in plugin.CONTRACT.sets if not is_internal(shared) for row in rows_of_record(shared)]
    return table(["name in templates", "type", "of"], rows) or "Templates get nothing from this plugin.\n"


def is_internal(shared: Any) -> bool:
    """Return whether a context value is between plugins, and not for templates."""
    return isinstance(shared, records.ContextKey) and shared.name.startswith("hamerkop_")


def rows_of_record(shared: Any) -> Iterator[list[str]]:
    if isinstance(shared, records.ContextKey):
        yield [f"`{shared.name}`", f"`{type_of_key(shared)}`", "every template"]
        return
    where = (inspect.getdoc(shared) or "").split(":")[0].split(".")[0].removeprefix("Set on ")
    for field in fields(shared) if is_dataclass(shared) else ():
        yield [f"`{field.name}`", f"`{plain_type(field.type)}`", where]


def type_of_key(key: Any) -> str:
    """Return the type of a context value as records.py declares it."""
    found = re.search(
        rf"ContextKey\[(.+)\] = ContextKey\(\"{re.escape(key.name)}\"\)", Path(records.__file__).read_text("utf-8")
    )
    return found[1] if found else "value"


def plain_type(typed: object) -> str:
    """Return the type of a field as its module writes it: names without their modules."""
    if isinstance(typed, type) and not hasattr(typed, "__args__"):
        return typed.__name__
    return re.sub(r"\b(?:\w+\.)+(?=[A-Za-z_])", "", str(typed))


def rules_part(plugin: ModuleType) -> str:
    """Return the table of the rules that a plugin reports."""
    reported = [rule for rule in rules.RULES if rule.id in plugin.CONTRACT.rules]
    rows = [[f"`{rule.id}`", rule.name, rule.level, rule.what, rule.fix] for rule in reported]
    return table(["rule", "name", "level", "what", "what to do"], rows) or "The plugin reports nothing.\n"


def contract_part(_page: ModuleType | None) -> str:
    """Return the table of all plugins: signals, what each sets and reads, what it needs."""
    rows = []
    for name in PLUGINS:
        plugin = importlib.import_module(name)
        contract: Contract = plugin.CONTRACT
        short = name.removeprefix("hamerkop.")
        rows.append(
            [
                f"[{short}](plugins/{short}.md)",
                ", ".join(f"`{signal}`" for signal in signals_of(plugin)),
                listed(contract.sets),
                listed(contract.reads),
                ", ".join(f"`{markup}` of {other.removeprefix('hamerkop.')}" for other, markup in contract.markup)
                or "–",
                ", ".join(f"`{need}`" for need in contract.needs) or "–",
            ]
        )
    return table(["plugin", "steps and signals", "sets", "reads of others", "finds markup of others", "needs"], rows)


def listed(shared: tuple[Any, ...]) -> str:
    """Return what templates call records and context values: ``article.toc``, ``tag.title``, ``glossary``."""
    return ", ".join(f"`{prefix_of(each)}{name}`" for each in shared for name in names_in_templates(each)) or "–"


def prefix_of(shared: Any) -> str:
    """Return what has the fields of a record in templates, with a dot; "" for a context value."""
    if isinstance(shared, records.ContextKey):
        return ""
    return "tag." if (inspect.getdoc(shared) or "").startswith("Set on each tag") else "article."


def moments_part(_page: ModuleType | None) -> str:
    """Return the table of the moments of a build, with the plugins that are connected to each."""
    connected = {name: signals_of(importlib.import_module(name)) for name in PLUGINS}
    rows = []
    for moment in MOMENTS:
        plugins = [name.removeprefix("hamerkop.") for name, found in connected.items() if moment.signal in found]
        is_step = hasattr(steps, moment.signal)
        shown = f"`{moment.signal}` (step)" if is_step else f"`{moment.signal}`"
        everyone = "all" if moment.signal == "initialized" else "–"
        rows.append([shown, moment.sent, moment.purpose, ", ".join(plugins) or everyone])
    return table(["step or signal", "sent", "what plugins do", "plugins"], rows)


def signals_of(plugin: ModuleType) -> list[str]:
    """Return the steps and Pelican's signals to which `register` connects functions of the plugin, in sending order.

    Raises ValueError if one is not in MOMENTS.
    """
    plugin.register()
    found = {name for name, signal in all_signals() if is_connected(plugin.__name__, signal)}
    order = [moment.signal for moment in MOMENTS]
    if missing := found - {*order}:
        raise ValueError(f"add to MOMENTS in hamerkop/shared/contract.py: {', '.join(sorted(missing))}")
    return sorted(found, key=order.index)


def is_connected(plugin: str, signal: NamedSignal) -> bool:
    """Return whether a receiver of *signal* is a function of the plugin."""
    modules = [receiver.__module__ for receiver in signal.receivers_for(ANY)]
    return any(module == plugin or module.startswith(f"{plugin}.") for module in modules)


def all_signals() -> Iterator[tuple[str, NamedSignal]]:
    """Yield the name of each of our steps and of Pelican's signals."""
    for module in (steps, signals):
        yield from (
            (name, value)
            for name, value in vars(module).items()
            if isinstance(value, NamedSignal) and not name.startswith("_")
        )


def all_rules_part(_page: ModuleType | None) -> str:
    """Return all rules, by family."""
    return "\n".join(part for letter, name in rules.FAMILIES.items() for part in family_parts(letter, name)).rstrip()


def family_parts(letter: str, name: str) -> Iterator[str]:
    """Yield the heading of a family and its rules; nothing if it has none."""
    of_family = sorted(rule for rule in rules.RULES if rule.id.startswith(letter))
    if of_family:
        yield f"## {name}\n"
        yield from map(rule_part, of_family)


def rule_part(rule: rules.Rule) -> str:
    """Return what the documentation says of one rule."""
    example = f"\n~~~~\n{rule.example}\n~~~~\n" if rule.example else ""
    text = f"{rule.what} {rule.why}\n\n**What to do:** {rule.fix}\n{example}"
    return f"### {rule.id} {rule.name}\n\nLevel: {rule.level}. {text}"


PARTS: dict[str, Callable[[Any], str]] = {
    "settings": settings_part,
    "records": records_part,
    "rules": rules_part,
    "contract": contract_part,
    "moments": moments_part,
    "kit_settings": kit_settings_part,
    "registry": all_rules_part,
}


def generated(path: Path, plugin: ModuleType | None) -> str:
    """Return the text of a page with its generated parts made anew."""

    def part(found: re.Match[str]) -> str:
        return f"{found[1]}{PARTS[found['name']](plugin)}{found[3]}"

    return PART.sub(part, path.read_text("utf-8"))


def pages() -> Iterator[tuple[Path, ModuleType | None]]:
    """Yield each page that has generated parts, with the plugin that it is about."""
    yield DOCS / "plugins.md", None
    yield DOCS / "rules.md", None
    yield DOCS / "hosting" / "settings.md", None
    for name in PLUGINS:
        yield DOCS / "plugins" / f"{name.removeprefix('hamerkop.')}.md", importlib.import_module(name)


def main() -> int:
    """Write the pages, or with --check name those that are out of date; return 0, or 1 if there are any."""
    parser = argparse.ArgumentParser(description="Write the generated parts of the documentation of the plugins.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if a page is out of date")
    check = parser.parse_args().check
    outdated = []
    for path, plugin in pages():
        text = generated(path, plugin)
        if text != path.read_text("utf-8"):
            outdated.append(path)
            if not check:
                path.write_text(text, "utf-8")
    for path in outdated:
        print(f"{path.relative_to(PROJECT)}  {'is out of date; run python3 tasks.py docs' if check else 'written'}")
    return 1 if check and outdated else 0


if __name__ == "__main__":
    sys.exit(main())
