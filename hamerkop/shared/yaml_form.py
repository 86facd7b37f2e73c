"""Compares plain YAML data with the form that a data file should have, and reports the differences.

A form is a type (``str``, ``int``, ``date``), a list with the form of its items, or a dict with the form of each key::

    [{"title": str, "articles": [str], "note?": str}]

:class:`WebAddress` is the form of a text that readers follow: a page, a mail address, a number to call.

A key that ends in ``?`` may be missing or empty, any other one may not; the key ``*`` allows keys that the form does
not name, whose values have its form or are empty.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, TypeAlias

from hamerkop.shared.address_slips import slip_if_dead, slip_of, without_scheme
from hamerkop.shared.problems import Problem, did_you_mean, display_path
from hamerkop.shared.settings import describe_type, matches
from hamerkop.shared.yaml_file import Entry, KeyPath, Node, read_list

# Text that is the slug of an article or page: `hamerkop move` changes it when that is renamed.
Slug = Annotated[str, "the slug of an article or page"]


class WebAddress(str):
    """The form of a text that is the address of a link."""


Form: TypeAlias = "type | list[Form] | dict[str, Form]"
Difference: TypeAlias = tuple[KeyPath, str]  # where in the value, and a message


def read_entries(path: Path, form: Form) -> tuple[list[Entry], list[Problem]]:
    """Return the entries of a YAML file that have the *form*, in the order of the file, and its problems."""
    entries, problems = read_list(path)
    valid = []
    for entry in entries:
        invalid = form_problems(entry.node, form, display_path(path))
        problems += invalid
        if not invalid:
            valid.append(entry)
    return valid, problems


def form_problems(node: Node, form: Form, shown_path: str) -> list[Problem]:
    """Return a problem (Y02) for each difference between *node* and *form*; *shown_path* is the path they name."""
    found = differences(node.value, form)
    return [Problem("Y02", shown_path, node.position(*path), message) for path, message in found]


def differences(value: object, form: Form, path: KeyPath = ()) -> Iterator[Difference]:
    """Yield path and message of each difference between *value* and *form*; *path* is that of *value* itself."""
    if isinstance(form, dict):
        yield from _in_mapping(value, form, path)
    elif isinstance(form, list):
        yield from _in_list(value, form[0], path)
    elif form is WebAddress and isinstance(value, str):
        if slip := slip_of(value) or (slip_if_dead(value) if without_scheme(value) else None):
            yield path, f'{_name(path)}: "{value[:80]}" {slip.message}'
    elif not matches(value, wanted := str if form is WebAddress else form):
        quotes = ", in quotes" if wanted is str and isinstance(value, int | float) else ""
        yield path, f"{_name(path)} is {describe_value(value)}; write {describe_type(wanted)}{quotes}"


def _in_list(value: object, form: Form, path: KeyPath) -> Iterator[Difference]:
    if not isinstance(value, list):
        yield path, f"{_name(path)} is {describe_value(value)}; write a list"
        return
    for index, item in enumerate(value):
        yield from differences(item, form, (*path, index))


def _in_mapping(value: object, form: dict[str, Form], path: KeyPath) -> Iterator[Difference]:
    forms = {key.rstrip("?"): wanted for key, wanted in form.items() if key != "*"}
    if not isinstance(value, dict):
        yield path, f"{_name(path)} is {describe_value(value)}; write {{{', '.join(f'{key}: …' for key in forms)}}}"
        return
    for key in form:
        if key in forms and _is_empty(value.get(key)):
            yield (*path, key), f'"{key}" is missing or empty; write a value for it'
    for key, item in value.items():
        wanted = forms.get(key, form.get("*"))
        if wanted is not None and not _is_empty(item):
            yield from differences(item, wanted, (*path, key))
        elif wanted is None:
            hint = did_you_mean(str(key), forms) or f"; the keys are {', '.join(forms)}"
            yield (*path, str(key)), f'"{key}" is not a key here{hint}'


def _is_empty(value: object) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


def _name(path: KeyPath) -> str:
    return f'"{path[-1]}"' if path and isinstance(path[-1], str) else "an entry" if path else "this"


def describe_value(value: object) -> str:
    """Return a value as a message shows it: a list or mapping by its kind, anything else as YAML has it."""
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a mapping"
    return "empty" if value is None else f'"{value}"' if isinstance(value, str) else str(value)
