"""Splits a source file into header and body, and records the position of each field.

Two forms are read, with the same field names: YAML between two lines of ``---``, and plain ``Key: value`` lines
that end at the first empty line. Every value stays the text that was typed; :mod:`hamerkop.frontmatter.fields`
converts it.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

import yaml

from hamerkop.frontmatter.yaml_slips import find_slip, quoted
from hamerkop.shared.metadata_values import split_list
from hamerkop.shared.problems import START, Position, Problem, line_and_column
from hamerkop.shared.yaml_file import joined_surrogates, position_of_mark, quick_tree


@dataclass(frozen=True)
class Value:
    """A text, a list of values or a mapping of values; *end* is the position behind it, None if it is not known."""

    data: "str | list[Value] | dict[str, Value]"
    start: Position
    end: Position | None = None

    def __iter__(self) -> Iterator["Value"]:
        """Yield the items of a list; any other value is its own only item."""
        yield from self.data if isinstance(self.data, list) else [self]

    def items(self) -> list["Value"]:
        """Return the items of a list, or those of a text that :func:`split_list` splits."""
        if not isinstance(self.data, str):
            return list(self)
        line, column = self.start
        quotes = self._width() - len(self.data)  # 0 or 2; anything else is escapes or several lines
        first = column + 1 if quotes == 2 else column
        found = []
        for offset, item in split_list(self.data):
            start = Position(line, first + offset)
            found.append(Value(item, start, Position(line, start.column + len(item)) if quotes in (0, 2) else None))
        return found

    def _width(self) -> int:
        """Return the number of characters in the source, or -1 if the end is unknown or on another line."""
        return self.end.column - self.start.column if self.end and self.end.line == self.start.line else -1


def field_name(typed: str) -> str:
    """Return the name of a field as the table has it: in lower case, with underscores for hyphens and spaces."""
    return re.sub(r"[\s-]+", "_", typed.strip().lower())


@dataclass(frozen=True)
class FrontMatterField:
    """One field of a header.

    *name* is in lower case with underscores, *typed* in lower case as it was typed; *start* and *end* are the positions
    of the name and behind it. *lines* are the lines of a value in a plain header, one for each repetition of the name
    and each line that continues it; a YAML header has none.
    """

    name: str
    typed: str
    start: Position
    end: Position
    value: Value
    lines: tuple[Value, ...] = ()


@dataclass(frozen=True)
class FrontMatter:
    """A source file that was read: its header by field name, and every problem found on the way.

    *path* is as problems name it. *source* is the whole text with ``\\n`` as line end and without a byte order mark.
    *body_line* is the line, from 1, on which the text below the header begins. *scheduled* is True for an article that
    is a draft only because its date is later than the build. *formatted* are the names of the fields that are HTML.
    """

    path: str
    source: str
    body_line: int = 1
    fields: Mapping[str, FrontMatterField] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    scheduled: bool = False
    formatted: frozenset[str] = frozenset()

    @property
    def body(self) -> str:
        """The text below the header."""
        return "\n".join(self.source.split("\n")[self.body_line - 1 :])

    def position(self, name: str, item: str | None = None) -> Position:
        """Return the position of the field *name*, or of *item* in its value; (1, 1) if the field is missing."""
        found = self.fields.get(name)
        if found is None:
            return START
        items = [value.start for value in found.value.items() if value.data == item]
        return items[0] if items else found.start


# What neither HTML nor XML can contain: control characters other than tab and line ends, halves of surrogate pairs,
# which YAML can write as escapes, and non-characters.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
REPLACEMENT = "\ufffd"  # what browsers show for such a character


def unprintable_message(code: int) -> str:
    """Return the message for a character that :data:`UNPRINTABLE` matches, by its code point."""
    return f"a control character (code {code:#x}), which no page can contain; remove it"


def shortened(text: str) -> str:
    """Return *text* as a message shows it: its first 60 characters."""
    return text if len(text) <= 60 else f"{text[:59]}…"


def printable(text: str) -> str:
    """Return *text* with U+FFFD for each character that no page can contain: feeds would end the build there."""
    return UNPRINTABLE.sub(REPLACEMENT, text)


class _Parsed:
    """Collects the fields and problems of one source file while it is parsed."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.fields: dict[str, FrontMatterField] = {}
        self.problems: list[Problem] = []

    def report(self, rule: str, start: Position, message: str, end: Position | None = None) -> None:
        """Add a problem."""
        self.problems.append(Problem(rule, self.path, start, message, end))

    def add(self, typed_name: str, start: Position, end: Position, value: Value, lines: tuple[Value, ...] = ()) -> None:
        """Add a field, unless the header has it already: that is a problem, and the first one is kept."""
        name = field_name(typed_name)
        if name in self.fields:
            self.report_repeated(name, start, end)
        else:
            self.fields[name] = FrontMatterField(name, typed_name.strip().lower(), start, end, value, lines)

    def report_repeated(self, name: str, start: Position, end: Position) -> None:
        """Add the problem that a field is there again."""
        first = self.fields[name].start.line
        self.report("F05", start, f'"{name}" is given in line {first} too; keep one of them', end)


def parse(text: str, path: str = "", lenient: bool = False, known: Collection[str] = ()) -> FrontMatter:
    """Return header and body of a whole source file; never raises. *path* is as problems name it.

    *lenient*: a header that is not right is read as Pelican would read it, line by line. *known* are names of fields
    that tell a header from text, see :func:`_reads_better_as_lines`.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    parsed, lines = _Parsed(path), text.split("\n")
    body_line = _parse_leniently(parsed, lines, known) if lenient else _parse_strictly(parsed, lines)
    if UNPRINTABLE.search(text):
        first = 1 if lenient else body_line  # a strict header has been reported character by character
        _report_unprintable(parsed, lines, first)
    return FrontMatter(path, text, body_line, parsed.fields, tuple(parsed.problems))


def _parse_strictly(parsed: _Parsed, lines: list[str]) -> int:
    """Parse the header at the beginning of *lines*; return the line number from 1 on which the body begins."""
    if lines[0].rstrip() == "---":
        return _parse_yaml(parsed, lines)
    if _PLAIN_KEY.match(lines[0]):
        return _parse_plain(parsed, lines)
    if _DASHES.fullmatch(lines[0].strip()):
        message = f'a header begins with a line of three hyphens; write --- in place of "{lines[0].strip()[:20]}"'
        parsed.report("F01", START, message, Position(1, len(lines[0].rstrip()) + 1))
    else:
        parsed.report("F01", START, _about_no_header(lines[0]))
    return 1


def _parse_leniently(parsed: _Parsed, lines: list[str], known: Collection[str]) -> int:
    """Do the same for a site that is not strict: what is not YAML is read line by line."""
    if lines[0].rstrip() == "---":
        as_yaml = _Parsed(parsed.path)
        body_line = _parse_yaml(as_yaml, printable("\n".join(lines)).split("\n"))
        if as_yaml.fields and not _reads_better_as_lines(as_yaml, lines, known):
            parsed.fields, parsed.problems = as_yaml.fields, as_yaml.problems
            return body_line
        parsed.problems = as_yaml.problems
    body_line = _parse_plain(parsed, lines, lenient=True)
    if not parsed.fields and not parsed.problems:
        parsed.report("F01", START, _about_no_header(lines[0]))
    return body_line


def _about_no_header(first_line: str) -> str:
    return TOML if first_line.strip() == "+++" else NO_HEADER


_DASHES = re.compile(r"[-–—−_=*]{1,40}")  # what is typed in place of ---
TOML = "this front matter is TOML; write --- in place of +++, and name: value in place of name = value"
NO_HEADER = "no front matter; begin the file with a line of ---, then title: and the other fields, then ---"


def _reads_better_as_lines(as_yaml: _Parsed, lines: list[str], known: Collection[str]) -> bool:
    """Return whether what was read as YAML is a header of Pelican that ends at its first empty line, and text.

    Then a name behind that line is no field: text such as "Note: …" above a line of --- would be lost from the page.
    """
    if any(problem.rule == "F01" for problem in as_yaml.problems):
        return True
    empty = next((number for number, line in enumerate(lines, 1) if not line.strip()), len(lines) + 1)
    text = next((each for each in as_yaml.fields.values() if each.start.line > empty and each.name not in known), None)
    if text is not None:
        message = "no known field, so the header ends at the empty line above it; move it up if it is a field"
        as_yaml.report("F01", text.start, message, text.end)
    return text is not None


def _report_unprintable(parsed: _Parsed, lines: list[str], first: int) -> None:
    numbered = enumerate(lines[first - 1 :], first)
    found = ((number, match) for number, line in numbered for match in UNPRINTABLE.finditer(line))
    for number, match in islice(found, MAX_REPORTED):
        start, end = Position(number, match.start() + 1), Position(number, match.end() + 1)
        parsed.report("F08", start, unprintable_message(ord(match[0])), end)


MAX_REPORTED = 100  # characters of one file: a file that has more is no text


# YAML

_NULL = "tag:yaml.org,2002:null"  # the tag of an empty value
MAX_HEADER = 200_000  # characters; PyYAML reads about 200,000 in a second
MAX_VALUES = 10_000  # of one header; a few aliases (&a, *a) can repeat thousands of millions
# YAML takes these for line ends, and nothing else does: neither editors nor Python-Markdown.
_OTHER_LINE_ENDS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))


class _TooManyValues(Exception):
    """A header has more values than :data:`MAX_VALUES`."""


def _parse_yaml(parsed: _Parsed, lines: list[str]) -> int:
    end = next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        _report_no_end(parsed, lines)
        return len(lines) + 1
    # With its first line, which begins a YAML document: so positions are the file's.
    header = "\n".join(lines[:end]).translate(_OTHER_LINE_ENDS)
    try:
        if len(header) > MAX_HEADER:
            raise ValueError(f"the front matter has more than {MAX_HEADER} characters; is its end in the right line?")
        root = quick_tree(header) or yaml.compose(header, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        _report_yaml_error(parsed, error, lines[:end])
    except yaml.reader.ReaderError as error:
        parsed.report("F08", line_and_column(header, error.position), unprintable_message(error.character))
    except RecursionError:
        parsed.report("F01", START, "values are nested too deeply; write them out")
    except (ValueError, OverflowError) as error:  # such as an escape beyond the last character, \UFFFFFFFF
        parsed.report("F01", START, f"YAML cannot read this: {error}")
    else:
        _add_yaml_fields(parsed, root)
    return end + 2


def _report_no_end(parsed: _Parsed, lines: list[str]) -> None:
    """Report that a header has no end: at the line that was meant for it, if one of its first lines was."""
    for index, line in enumerate(lines[1:MAX_REPORTED], 1):
        if _DASHES.fullmatch(line.strip()):
            message = f'a header ends with a line of three hyphens; write --- in place of "{line.strip()[:20]}"'
            parsed.report("F01", Position(index + 1, 1), message, Position(index + 1, len(line.rstrip()) + 1))
            return
        if line.startswith(("#", "///")):
            break
    parsed.report("F01", START, "the front matter never ends; close it with a line of ---", Position(1, 4))


def _add_yaml_fields(parsed: _Parsed, root: yaml.Node | None) -> None:
    left = iter(range(MAX_VALUES))
    if not isinstance(root, yaml.MappingNode):
        if root is None or root.tag == _NULL:
            return
        message = "the front matter is not a list of fields; write name: value"
        parsed.report("F01", position_of_mark(root.start_mark), message)
        return
    for key, node in root.value:
        try:
            _add_yaml_field(parsed, key, node, left)
        except RecursionError:
            parsed.report("F03", position_of_mark(node.start_mark), _too_much("this value contains itself"))
        except _TooManyValues:  # there are none left for the other fields
            what = f"there are more than {MAX_VALUES:,} values"
            parsed.report("F03", position_of_mark(node.start_mark), _too_much(what))
            return


def _too_much(what: str) -> str:
    return f"{what}; write it out without & and *"


def _add_yaml_field(parsed: _Parsed, key: yaml.Node, node: yaml.Node, left: Iterator[int]) -> None:
    start, end = position_of_mark(key.start_mark), position_of_mark(key.end_mark)
    if not isinstance(key, yaml.ScalarNode):
        parsed.report("F03", start, "the name of a field is not text; write name: value")
    else:
        parsed.add(joined_surrogates(key.value), start, end, _yaml_value(node, left))


def _yaml_value(node: yaml.Node, left: Iterator[int]) -> Value:
    """Return a node as a value. Each value takes one number from *left*. Raises _TooManyValues."""
    if next(left, None) is None:
        raise _TooManyValues
    start, end = position_of_mark(node.start_mark), _yaml_end(node)
    if isinstance(node, yaml.SequenceNode):
        return Value([_yaml_value(item, left) for item in node.value], start, end)
    if isinstance(node, yaml.MappingNode):
        return Value({_key_text(key): _yaml_value(item, left) for key, item in node.value}, start, end)
    # In YAML an empty value and ~ are null; here both are the empty text.
    empty = node.tag == _NULL
    return Value("" if empty else joined_surrogates(node.value), start, end)


def _key_text(key: yaml.Node) -> str:
    return joined_surrogates(key.value) if isinstance(key, yaml.ScalarNode) else "?"


def _yaml_end(node: yaml.Node) -> Position | None:
    """Return the position behind a node; None where PyYAML's mark is that of the next token: blocks."""
    block = not node.flow_style if isinstance(node, yaml.CollectionNode) else getattr(node, "style", "") in ("|", ">")
    return None if block else position_of_mark(node.end_mark)


_COLON_IN_VALUE = re.compile(r"^\s*(?:- )?[\w-]+:\s+[^\"'\[{|>].*:(?:\s|$)")


def _report_yaml_error(parsed: _Parsed, error: yaml.MarkedYAMLError, lines: list[str]) -> None:
    # A quotation that never ends is noticed at the end of the header; what has to be fixed is at its beginning.
    unclosed = error.context == "while scanning a quoted scalar"
    mark = (error.context_mark if unclosed else None) or error.problem_mark or error.context_mark
    start = position_of_mark(mark) if mark else START
    line = lines[min(start.line, len(lines)) - 1]
    slip = None if unclosed or _COLON_IN_VALUE.match(line) or "\t" in line else find_slip(lines, start.line)
    if slip:
        parsed.report("F01", slip.start, slip.message, slip.end)
    else:
        parsed.report("F01", start, _yaml_message(error, unclosed, line, start.column))


def _yaml_message(error: yaml.MarkedYAMLError, unclosed: bool, line: str, column: int) -> str:
    if _COLON_IN_VALUE.match(line):
        name, value = line.split(":", 1)
        return f"a colon inside a value; put the value in quotes: {name.strip()}: {quoted(value.strip())}"
    if unclosed:
        typed = f" (you typed {line.rstrip()[-1]})" if line.rstrip()[-1] in "“”„‘’»" else ""
        return f"a quotation that begins here never ends; close it with another {line[column - 1]}{typed}"
    if "\t" in line:
        return "there is a tab in this line; put spaces in its place"
    return "YAML cannot read this; write name: value, and put quotes around a value with special characters"


# Plain


# The patterns of Python-Markdown's extension `meta`, by which Pelican reads a header.
_PLAIN_KEY = re.compile(r"^ {0,3}([A-Za-z0-9_-]+):\s*(.*)")
_CONTINUATION = re.compile(r"^ {4,}(.*)")
_FIRST_LINE = re.compile(r"^-{3}")
_LAST_LINE = re.compile(r"^(-{3}|\.{3})")


@dataclass
class _PlainField:
    """A field of a plain header while its lines are collected."""

    name: str
    start: Position
    lines: list[Value]


MAX_LINES = 2000  # of a plain header; far more than anybody types, and few enough to report each


def _parse_plain(parsed: _Parsed, lines: list[str], lenient: bool = False) -> int:
    """Parse a plain header; return the line number from 1 on which the body begins.

    The text begins behind an empty line or a line of ---. A line that is no field begins the text too, where *lenient*.
    """
    found: list[_PlainField] = []
    first = 1 if lenient and _FIRST_LINE.match(lines[0]) else 0
    end = _end_of_plain(parsed, lines, first, lenient)
    for index in range(first, min(end, first + MAX_LINES)):
        line = lines[index].expandtabs(4)
        if key := _PLAIN_KEY.match(line):
            found.append(_plain_field(key[1], lines[index], index + 1))
        elif found and _CONTINUATION.match(line):
            found[-1].lines.append(_line_value(lines[index], 0, index + 1))
        else:
            _report_no_field(parsed, lines[index], index + 1)
    if end > first + MAX_LINES:
        message = f"the front matter has more than {MAX_LINES:,} lines; is its end in the right line?"
        parsed.report("F01", Position(first + MAX_LINES + 1, 1), message)
    _add_plain_fields(parsed, found, lenient)
    return end + (2 if end < len(lines) and _ends_plain(lines[end]) else 1)


def _ends_plain(line: str) -> bool:
    return not line.strip() or bool(_LAST_LINE.match(line.expandtabs(4)))


def _end_of_plain(parsed: _Parsed, lines: list[str], first: int, lenient: bool) -> int:
    """Return the index of the line behind a plain header that begins at the index *first*."""
    begun = False
    for index in range(first, len(lines)):
        line = lines[index].expandtabs(4)
        if _ends_plain(line):
            return index
        is_key = bool(_PLAIN_KEY.match(line))
        if lenient and not is_key and not (begun and _CONTINUATION.match(line)):
            if begun:
                _report_no_field(parsed, lines[index], index + 1)
            return index
        begun = begun or is_key
    return len(lines)


def _plain_field(name: str, line: str, number: int) -> _PlainField:
    start = Position(number, line.index(name) + 1)
    return _PlainField(name, start, [_line_value(line, line.index(":") + 1, number)])


def _line_value(line: str, offset: int, number: int) -> Value:
    """Return what is in *line* behind *offset*, without white space around it."""
    typed = line[offset:].strip()
    start = Position(number, (len(line) - len(line[offset:].lstrip()) if typed else offset) + 1)
    return Value(typed.expandtabs(4), start, Position(number, start.column + len(typed)))


def _report_no_field(parsed: _Parsed, line: str, number: int) -> None:
    message = "neither a field nor an empty line; leave one line empty between the header and the text"
    if parsed.problems:  # a header between lines of --- that is not YAML
        message = "the header ends here, and this line is text: it is no field; correct what is not YAML above it"
    parsed.report("F01", Position(number, 1), message, Position(number, len(line) + 1))


def _add_plain_fields(parsed: _Parsed, found: list[_PlainField], lenient: bool) -> None:
    by_name: dict[str, list[_PlainField]] = {}
    for each in found:
        by_name.setdefault(field_name(each.name), []).append(each)
    for name, (first, *repeated) in by_name.items():
        all_lines = tuple(line for each in (first, *repeated) for line in each.lines)
        _add_plain_field(parsed, first, all_lines, lenient)
        for each in repeated:
            parsed.report_repeated(name, each.start, _name_end(each))


def _add_plain_field(parsed: _Parsed, found: _PlainField, lines: tuple[Value, ...], lenient: bool) -> None:
    text = " ".join(line.data for line in found.lines if isinstance(line.data, str)).strip()
    first = found.lines[0]
    end = first.end if text == first.data else None
    if text.startswith("[") and text.endswith("]") and (not lenient or found.name.lower() in ("tags", "authors")):
        message = f"brackets are for YAML headers; here write {found.name}: {text[1:-1].strip()}"
        parsed.report("F03", first.start, message, end)
    parsed.add(found.name, found.start, _name_end(found), Value(text, first.start, end), lines)


def _name_end(found: _PlainField) -> Position:
    return Position(found.start.line, found.start.column + len(found.name))
