"""Changes what data files and settings say of an article or page that is moved.

In data files that is each field with a slug, by the form that its plugin declares; of settings, a few that hold
addresses, paths of sources or slugs.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from hamerkop.authoring import header_edits
from hamerkop.authoring.site import Refused, Site
from hamerkop.shared import file_changes
from hamerkop.shared.file_changes import FileChange, Replacement, TextFile, change_of, read_text, replaced
from hamerkop.shared.pelican_types import Content, Settings
from hamerkop.shared.problems import Position, display_path
from hamerkop.shared.settings import SettingsTable
from hamerkop.shared.settings_file import setting_position
from hamerkop.shared.yaml_file import cause_of, compose_yaml, position_of_mark
from hamerkop.shared.yaml_form import Form, Slug

# Settings that hold addresses, those that hold paths of sources, and those with a slug as the key of each entry.
ADDRESS_SETTINGS = ("HELP_URL", "NAV", "MENUITEMS", "LINKS")
SOURCE_SETTINGS = ("GLOSSARY_PAGE",)
SLUG_SETTINGS = ("SEARCH_SYNONYMS",)


class Moved(NamedTuple):
    """An article or page with its old and new path (relative to PATH), slug and address (relative to SITEURL)."""

    content: Content
    old_path: str
    new_path: str
    old_slug: str
    new_slug: str
    old_url: str
    new_url: str


def data_file_changes(site: Site, moved: Sequence[Moved]) -> Iterator[FileChange]:
    old, new = moved[0].old_slug, moved[0].new_slug
    for plugin in site.plugins.values() if old != new else ():
        form: Form | None = getattr(plugin, "FORM", None)
        table: SettingsTable | None = getattr(plugin, "SETTINGS", None)
        if form is None or table is None:
            continue
        for name in (name for name in table.rows if name.endswith("_FILE")):
            path = site.content / table.value(site.settings, name)
            if path.is_file():
                yield from _data_file(path, [form], old, new)


def _data_file(path: Path, form: Form, old: str, new: str) -> Iterator[FileChange]:
    try:
        file = read_text(path)
        root = compose_yaml(file.text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Refused(f"{display_path(path)}: {cause_of(error)}; correct it first") from None
    positions = [position for position, value in slugs_in(root, form) if value == old]
    found = [each for at in positions for each in header_edits.value_replaced(file.text, at, old, new)]
    if change := change_of(path, path, file, replaced(file.text, found)):
        yield change


def slugs_in(node: Any, form: Any) -> Iterator[tuple[Position, str]]:
    """Yield position and text of each value of a YAML tree where *form* has a slug."""
    if form is Slug and isinstance(node, yaml.ScalarNode):
        yield position_of_mark(node.start_mark), str(node.value)
    elif isinstance(form, list) and isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from slugs_in(item, form[0])
    elif isinstance(form, dict) and isinstance(node, yaml.MappingNode):
        forms = {key.rstrip("?"): wanted for key, wanted in form.items()}
        for key, value in node.value:
            yield from slugs_in(value, forms.get(key.value))


def settings_changes(site: Site, moved: Sequence[Moved], notes: list[str]) -> Iterator[FileChange]:
    """Yield the changes of settings files; what cannot be changed there becomes a note."""
    found: dict[Path, list[Replacement]] = {}
    for name, old, new in _settings_to_change(site, moved):
        shown, position = setting_position(site.settings, name, old)
        path = Path(shown if name in site.settings else site.settings_file)
        replacement = _new_assignment(path, name, new) if name not in site.settings else None
        if replacement is None and path.is_file() and not path.is_absolute():
            replacement = _literal(path, position, old, new)
        if replacement is None:
            notes.append(f'{shown}:{position.line}: write "{new}" in place of "{old}" in the setting {name}.')
        else:
            found.setdefault(path, []).append(replacement)
    for path, replacements in found.items():
        file = read_text(path)
        if change := change_of(path, path, file, replaced(file.text, replacements)):
            yield change


def _settings_to_change(site: Site, moved: Sequence[Moved]) -> Iterator[tuple[str, str, str]]:
    """Yield the name of a setting, a text in it, and the text that has to be there instead."""
    values: Settings = {row: table.value(site.settings, row) for table in _tables(site) for row in table.rows}
    values = {**values, **site.settings}
    for each in moved:
        yield from _addresses_to_change(values, each)
        for name in SOURCE_SETTINGS:
            if values.get(name) == each.old_path != each.new_path:
                yield name, each.old_path, each.new_path
    for name in SLUG_SETTINGS:
        if moved[0].old_slug != moved[0].new_slug and moved[0].old_slug in (values.get(name) or ()):
            yield name, moved[0].old_slug, moved[0].new_slug


def _addresses_to_change(values: Settings, moved: Moved) -> Iterator[tuple[str, str, str]]:
    old, new = moved.old_url.strip("/"), moved.new_url.strip("/")
    for name in ADDRESS_SETTINGS if old != new else ():
        for text in sorted({text for text in _texts_in(values.get(name)) if text.strip("/") == old}):
            yield name, text, text.replace(old, new)


def _tables(site: Site) -> list[Any]:
    return [plugin.SETTINGS for plugin in site.plugins.values() if hasattr(plugin, "SETTINGS")]


def _texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts_in(item)


def _literal(path: Path, position: Position, old: str, new: str) -> Replacement | None:
    """Return the replacement of a text in quotes at a position of a Python file; None if it is not written there."""
    file: TextFile = read_text(path)
    start = file_changes.offset_of(file.text, position)
    for quote in ("'", '"'):
        if file.text.startswith(f"{quote}{old}{quote}", start):
            return Replacement(start + 1, start + 1 + len(old), new)
    return None


def _new_assignment(path: Path, name: str, value: str) -> Replacement:
    """Return what sets a setting at the end of a Python file; the site has relied on its default."""
    text = read_text(path).text
    line = f"{name} = {json.dumps(value, ensure_ascii=False)}\n"
    return Replacement(len(text), len(text), line if text.endswith("\n") or not text else f"\n{line}")
