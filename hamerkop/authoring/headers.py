"""Writes front matter: YAML between lines of ---, the `Name: value` lines of Pelican, and those of reStructuredText."""

import json
from collections.abc import Iterable, Sequence
from textwrap import wrap
from typing import NamedTuple

import yaml

LINE_LENGTH = 100
YAML, PLAIN, FENCED, RST = "yaml", "plain", "fenced", "rst"


class Field(NamedTuple):
    """A field to write: its name, a text or a list of texts, and what a comment behind it says.

    *commented*: the whole field is a comment, for a writer to fill or to delete. *verbatim*: the text is written as it
    is, as a date is in YAML.
    """

    name: str
    value: str | Sequence[str] = ""
    comment: str = ""
    commented: bool = False
    verbatim: bool = False


def header(fields: Iterable[Field], style: str) -> str:
    """Return the front matter in a *style*, with the empty line behind it. Only YAML has comments."""
    if style == YAML:
        return "\n".join(["---", *map(yaml_line, fields), "---", "", ""])
    kept = [field for field in fields if not field.commented]
    if style == RST:
        title = next((field for field in kept if field.name == "title"), Field("title"))
        marks = "#" * max(len(str(title.value)), 3)
        return "\n".join(
            [str(title.value), marks, "", *(f":{plain_line(each)}" for each in kept if each != title), "", ""]
        )
    fence = ["---"] * (style == FENCED)
    lines = [plain_line(field)[:1].upper() + plain_line(field)[1:] for field in kept]
    return "\n".join([*fence, *lines, *fence, "", ""])


def plain_line(field: Field) -> str:
    """Return a field as Pelican's readers read it: a list is separated by commas."""
    value = field.value if isinstance(field.value, str) else ", ".join(field.value)
    return f"{field.name}: {value}".rstrip()


def yaml_line(field: Field) -> str:
    """Return a field as a line of YAML, in which text is in quotes only where YAML would read something else."""
    if isinstance(field.value, str):
        value = field.value if field.verbatim or field.commented else yaml_text(field.value)
    else:
        value = f"[{', '.join(yaml_text(item, in_list=True) for item in field.value)}]"
    line = f"{'# ' if field.commented else ''}{field.name}: {value}".rstrip()
    if len(line) + len(field.comment) <= LINE_LENGTH:
        return f"{line}  # {field.comment}" if field.comment else line
    comment = wrap(field.comment, LINE_LENGTH - 2, break_on_hyphens=False, break_long_words=False)
    return "\n".join([line, *(f"# {part}" for part in comment)])


def yaml_text(text: str, in_list: bool = False) -> str:
    """Return *text* as YAML: as it is if that is read as the same text, else in double quotes."""
    typed = f"[{text}]" if in_list else text
    try:
        is_same = yaml.safe_load(f"x: {typed}\ny: 1") == {"x": [text] if in_list else text, "y": 1}
    except (yaml.YAMLError, ValueError):
        is_same = False
    return text if is_same else json.dumps(text, ensure_ascii=False)
