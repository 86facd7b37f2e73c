"""Finds tables that are printed as a paragraph, cells that are not printed, and rows that are too short."""

import re
from collections.abc import Iterator
from itertools import groupby, islice, pairwise, takewhile

from hamerkop.checks.checked_text import MAX_PROBLEMS, CheckedText
from hamerkop.checks.elements import element_around
from hamerkop.checks.leftovers import Cursor
from hamerkop.shared.problems import Edit, Problem

_ROW = re.compile(
    r"^[ ]*(?:\|[^\n|]*\|(?:[^\n|]*\|)*[ ]*$|\|?[ ]*:?(?:-{3,}|—)-*:?[ ]*\|[ ]*:?(?:-{3,}|—))", re.MULTILINE
)


_FIRST_CELL = re.compile(r"[ ]*\|[^|\n]{2,200}\|")


def table_problems(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each table that is printed as a paragraph, and for each cell that is not printed."""
    yield from islice(_pasted_tables(text), MAX_PROBLEMS)
    yield from islice(_headless_tables(text), MAX_PROBLEMS)
    if "|" not in text.source:
        return
    cursor, last = Cursor(text), -1
    for found in _ROW.finditer(text.visible):
        if found.start() <= last:
            continue
        last = text.visible.find("\n\n", found.end())
        last = len(text.visible) if last < 0 else last
        head = _head_of(found)
        place = cursor.place_of(head)
        if place is None and (first := _FIRST_CELL.match(head.string, head.start())):
            place = cursor.place_of(first)  # other cells have a citation or the like, of which readers see another text
        if place is not None:
            around = element_around(text, place)
            if around is None or not around.is_open:
                message = _message(text, place, around.name if around else "")
                edits = () if around else text.empty_line_above(place)
                yield text.problem("M13", place, place + len(found[0]), message, edits)
    yield from islice(_lost_cells(text), MAX_PROBLEMS)


_EMPTY_HEAD = re.compile(r"^[ ]{0,3}\|?(?:[ \t]*\|)+[ \t]*\n(?=[ ]{0,3}\|?[ ]*:?-+:?[ ]*\|)", re.MULTILINE)
_HTML_TABLE = re.compile(r"<table\b(?P<tag>[^<>]{0,500})>(?P<rows>.*?)</table", re.DOTALL | re.IGNORECASE)
_NO_TABLE_OF_DATA = re.compile(r"""role=["']?(?:presentation|none)""", re.IGNORECASE)


def _headless_tables(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each table without a word in its head, and for one of HTML without a head."""
    for found in _EMPTY_HEAD.finditer(text.text) if "|" in text.text else ():
        yield _headless(text, found, "write what each column has into the first line")
    for found in _HTML_TABLE.finditer(text.text) if "<table" in text.text else ():
        rows = found["rows"].lower()
        is_of_data = rows.count("<tr") > 1 and "|" not in rows and not _NO_TABLE_OF_DATA.search(found["tag"])
        if is_of_data and "<th" not in rows:
            yield _headless(text, found, "write <th>…</th> in place of <td>…</td> in its first row")


def _headless(text: CheckedText, found: re.Match[str], advice: str) -> Problem:
    start = text.body + found.start()
    message = f"this table has no head, by which screen readers name what is in a cell; {advice}"
    return text.problem("M49", start, start + len(found[0].partition("\n")[0]), message)


# Cells with a tab between them, as a spreadsheet copies them; a tab behind the marker of an item or note is none.
_PASTED_ROW = re.compile(r"(?![-*+:>#|]|\d{1,9}[.)]\t|\[\^)[^\s|][^\t\n|]*(?:\t[^\t\n|]*)+")


def _pasted_tables(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each table with tabs between its cells: two rows of three cells, or three rows of two."""
    if "\t" not in text.text:
        return
    for tabs, lines in groupby(text.lines, lambda each: _tabs_in_row(each[1])):
        rows = list(lines)
        start, first = rows[0]
        if tabs and len(rows) > 1 and len(rows) + tabs >= 4 and element_around(text, start) is None:
            cells = " | ".join(cell.strip() for cell in first.split("\t"))[:80]
            second = "|" + " --- |" * (tabs + 1)
            message = f"this table is printed as a line; write | {cells} |, below it {second}, and | for each tab"
            yield text.problem("M13", start, start + len(first), message, _as_table(text, rows))


def _tabs_in_row(line: str) -> int:
    return line.count("\t") if "\t" in line and _PASTED_ROW.fullmatch(line) else 0


def _as_table(text: CheckedText, rows: list[tuple[int, str]]) -> tuple[Edit, ...]:
    """Return the edit that makes a table of Markdown of *rows* with tabs."""
    columns = rows[0][1].count("\t") + 1
    typed = [text.source[offset : offset + len(row)] for offset, row in rows]
    lines = ["| " + " | ".join(cell.strip() for cell in row.split("\t")) + " |" for row in typed]
    lines.insert(1, "|" + " --- |" * columns)
    above = "" if text.source[: rows[0][0]].endswith("\n\n") else "\n"
    return (text.edit(rows[0][0], rows[-1][0] + len(rows[-1][1]), above + "\n".join(lines)),)


def _message(text: CheckedText, place: int, element: str) -> str:
    """Return what to do about the table whose first printed line is at *place*; *element* is the HTML around it."""
    if element:
        return f"a table inside <{element}> is not read; write <table>, <tr> and <td>, or take it out of the element"
    start = text.source.rfind("\n", 0, place) + 1
    lines = text.source[start:].split("\n", 2)
    has_gap = text.source[:start].endswith("\n\n")
    above = text.source[:start].rstrip("\n").rpartition("\n")[2]
    second = lines[1] if len(lines) > 1 else ""
    columns = len(_cells(lines[0], 0))
    if has_gap and "|" in above:
        return "this row is printed with its pipes; remove the empty line above it"
    wanted = []
    if above.strip(" >") and not has_gap and not above.startswith("///"):
        wanted.append("leave a line empty above it")
    if not _SECOND_LINE.match(second):
        wanted.append(f"write below its first line: |{' --- |' * columns}")
    elif not wanted or len(_cells(second, 0)) != columns:
        wanted.append(f"write its second line with {columns} columns: |{' --- |' * columns}")
    return f"this table is printed with its pipes; {', and '.join(wanted)}"


_LINE = re.compile(r"[^\n]*")


def _head_of(row: re.Match[str]) -> re.Match[str]:
    """Return the row above the second line of a table, which has no pipes around it; else *row* itself."""
    above = row.string.rfind("\n", 0, max(row.start() - 1, 0)) + 1
    head = _LINE.match(row.string, above, max(row.start() - 1, 0))
    is_second = "-" in row[0] or "—" in row[0]
    return head if is_second and head and "|" in head[0] and row[0].strip(" |:-—") == "" else row


_SECOND_LINE = re.compile(r"^[ ]{0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")
_PIPE = re.compile(r"(?<!\\)\|")


def _lost_cells(text: CheckedText) -> Iterator[Problem]:
    """Yield a problem for each row of a table with more cells than its head, or fewer: Markdown leaves them out."""
    lines = text.lines
    for index in range(1, len(lines)):
        line = lines[index][1]
        if "|" not in line or "-" not in line or not _SECOND_LINE.match(line):
            continue
        if index >= 2 and lines[index - 2][1].strip() and not lines[index - 2][1].lstrip().startswith("///"):
            continue  # no table: text is above it
        head = text.source[lines[index - 1][0] :][: len(lines[index - 1][1])]
        columns = len(_cells(lines[index - 1][1], 0))
        if columns == len(_cells(line, 0)) and "|" in head:
            yield from _lost_in_rows(text, index + 1, columns)
            yield from _short_rows(text, index + 1, columns)


# Below a table, and none of its rows: a fence of a block, or attributes of the table.
_NO_ROW = re.compile(r"[ ]*(?:/{3}|\{:?)")


def _short_rows(text: CheckedText, index: int, columns: int) -> Iterator[Problem]:
    """Yield a problem for each row that has fewer cells than the head, the first of which is `lines[index - 2]`."""
    head = text.lines[index - 2][1].strip()
    rows = islice(text.lines, index, None)
    for offset, row in takewhile(lambda each: each[1].strip() and not _NO_ROW.match(each[1]), rows):
        cells = _cells_in(text, offset, row)
        if len(cells) < columns or (columns == 1 and "|" not in row and "|" in head):
            typed = text.source[offset : offset + len(row)].strip()
            if not _is_title_of_rows(typed, len(cells)):
                start = offset + len(row) - len(row.lstrip())
                message = _about_short_row(typed, head, len(cells), columns)
                yield text.problem("M34", start, start + len(typed), message)
            if "|" not in row:
                return  # this and what is below is text


_BOLD_ROW = re.compile(r"\|[ ]*(?:\*\*|__)[^|]*(?:\*\*|__)[ ]*\|")


def _is_title_of_rows(typed: str, cells: int) -> bool:
    """Return whether a row of one bold cell is meant as the title of the rows below it."""
    return cells == 1 and _BOLD_ROW.fullmatch(typed) is not None


def _about_short_row(typed: str, head: str, cells: int, columns: int) -> str:
    if "|" not in typed:
        return "this line is a row of the table above it; leave a line empty in between"
    if head.startswith("|") and head.endswith("|") and not (typed.startswith("|") and typed.endswith("|")):
        return "this row is broken: a row is one line; join its lines, and write <br> where a new line is to begin"
    has = f"{cells} cell{'s' * (cells > 1)}"
    return f"this row has {has}, and the table {columns} columns; add | for each cell that is to be empty"


def _lost_in_rows(text: CheckedText, index: int, columns: int) -> Iterator[Problem]:
    for offset, row in islice(text.lines, index, None):
        if not row.strip():
            return
        cells = _cells_in(text, offset, row)
        lost = [(start, end) for start, end in cells[columns:] if text.source[start:end].strip()]
        if lost:
            shown = " | ".join(text.source[start:end].strip() for start, end in lost)[:60]
            has = f"{columns} column{'s' * (columns > 1)}"
            message = (
                f'the table has {has}, so "{shown}" is not printed; add a column, or write \\| for a pipe in a cell'
            )
            yield text.problem("M11", lost[0][0], lost[-1][1], message)


def _cells_in(text: CheckedText, offset: int, row: str) -> list[tuple[int, int]]:
    """Return the offsets of each cell of a row of `text.lines`: a pipe in code separates none."""
    typed = text.source[offset : offset + len(row)]
    if typed == row:
        return _cells(row, offset)
    is_code = [not shown.strip() and bool(sign.strip()) for shown, sign in zip(row, typed, strict=True)]
    return _cells("".join("x" if code else shown for shown, code in zip(row, is_code, strict=True)), offset)


def _cells(row: str, offset: int) -> list[tuple[int, int]]:
    """Return the offsets of each cell of a row that begins at *offset*; those of white space at its ends are none."""
    end = len(row.rstrip())
    start = len(row) - len(row.lstrip())
    start += row[start : start + 1] == "|"
    end -= row[:end].endswith("|") and not row[:end].endswith("\\|") and end > start
    bounds = [start - 1, *(found.start() for found in _PIPE.finditer(row, start, end)), end]
    return [(offset + left + 1, offset + right) for left, right in pairwise(bounds)]
