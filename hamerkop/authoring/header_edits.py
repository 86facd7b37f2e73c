"""Changes single fields of the front matter of a source, and leaves the rest as it was typed."""

import re
from collections.abc import Iterator, Sequence

from hamerkop.authoring.headers import Field, plain_line, yaml_line
from hamerkop.authoring.site import header_of
from hamerkop.frontmatter.fields import FIELDS, slug_list
from hamerkop.frontmatter.parse import FrontMatter, Value
from hamerkop.shared.file_changes import Replacement, offset_of
from hamerkop.shared.problems import Position

SLUG_FIELDS = tuple(rule.name for rule in FIELDS if rule.convert is slug_list)
_RST_TITLE = re.compile(r"(?!---)[^\n:]+\n([#=*~^-])\1+\n")
_RST_FIELD = re.compile(r"^:([\w -]+):[^\n]*\n?", re.MULTILINE)


def slugs_replaced(text: str, old: str, new: str) -> Iterator[Replacement]:
    """Yield the replacement of the slug *old* in each field that holds slugs of other texts."""
    header = header_of(text)
    for name in SLUG_FIELDS:
        for item in header.fields[name].value.items() if name in header.fields else ():
            if item.data == old:
                yield from value_replaced(text, item.start, old, new)


def value_replaced(text: str, position: Position, old: str, new: str) -> Iterator[Replacement]:
    """Yield the replacement of the value *old*, in quotes or not, at a position of a YAML *text*."""
    start = offset_of(text, position)
    start += text[start : start + 1] in ("'", '"')
    if text.startswith(old, start):
        yield Replacement(start, start + len(old), new)


def with_field(text: str, name: str, value: str | Sequence[str], is_yaml: bool) -> Replacement:
    """Return the replacement that gives the header of *text* a field, or another value to one that it has.

    *is_yaml*: the site reads a header between lines of --- as YAML. An empty list removes the field.
    """
    if _is_rst(text):
        return _with_rst_field(text, Field(name, value))
    header = header_of(text)
    as_yaml = is_yaml and text.startswith("---")
    field = Field(name, value)
    line = yaml_line(field) if as_yaml else _as_typed_elsewhere(plain_line(field), header)
    first, behind = _lines_of_field(text, header, name)
    start, end = (offset_of(text, Position(number, 1)) for number in (first, behind))
    before = "" if start <= len(text) else "\n"
    return Replacement(min(start, len(text)), min(end, len(text)), before + (f"{line}\n" if value else ""))


def _as_typed_elsewhere(line: str, header: FrontMatter) -> str:
    """Return a line of a plain header with a capital letter, if the names of other fields have one."""
    source = header.source.split("\n")
    names = [source[field.start.line - 1][field.start.column - 1] for field in header.fields.values()]
    return line[0].upper() + line[1:] if any(letter.isupper() for letter in names) else line


def _lines_of_field(text: str, header: FrontMatter, name: str) -> tuple[int, int]:
    """Return the first line of a field, and the one behind it; both are the end of the header for one that is new."""
    lines = text.split("\n")
    end = min(header.body_line - 1, len(lines) + 1)
    if name not in header.fields:
        return end, end
    first = header.fields[name].start.line
    behind = min([field.start.line for field in header.fields.values() if field.start.line > first] or [end])
    while behind > first + 1 and lines[behind - 2].strip()[:1] in ("", "#"):  # what follows belongs to the next field
        behind -= 1
    return first, behind


def _is_rst(text: str) -> bool:
    return bool(_RST_TITLE.match(text))


def _with_rst_field(text: str, field: Field) -> Replacement:
    found = list(_RST_FIELD.finditer(text))
    own = next((each for each in found if each[1] == field.name), None)
    start = own.start() if own else found[-1].end() if found else len(text)
    return Replacement(start, own.end() if own else start, f":{plain_line(field)}\n" if field.value else "")


def items_of(text: str, name: str) -> list[str]:
    """Return the items of a field that is a list, or []."""
    header = header_of(text)
    items: list[Value] = header.fields[name].value.items() if name in header.fields else []
    return [str(item.data) for item in items if isinstance(item.data, str)]


def has_field(text: str, name: str) -> bool:
    """Return whether the header of *text* has a field."""
    return name in header_of(text).fields or any(found[1] == name for found in _RST_FIELD.finditer(text))
