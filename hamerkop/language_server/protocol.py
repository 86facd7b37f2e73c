"""Makes the objects of the Language Server Protocol from problems and names."""

from collections.abc import Callable, Iterable, Sequence

from lsprotocol import types

from hamerkop.diagnostics.fixes import is_fixable
from hamerkop.language_server.names import Name
from hamerkop.shared.excuses import can_be_excused
from hamerkop.shared.problems import Edit, Position, Problem
from hamerkop.shared.rules import ERROR, NOTE, WARNING, rule_named

SOURCE = "hamerkop"
SEVERITIES = {
    ERROR: types.DiagnosticSeverity.Error,
    WARNING: types.DiagnosticSeverity.Warning,
    NOTE: types.DiagnosticSeverity.Information,
}

# Turns a range in characters into one in the units of the editor.
ToUnits = Callable[[types.Range], types.Range]


def range_of(start: Position, end: Position) -> types.Range:
    """Return a range in characters, counted from 0."""
    return types.Range(_place(start), _place(end))


def _place(position: Position) -> types.Position:
    return types.Position(max(position.line - 1, 0), max(position.column - 1, 0))


def diagnostic(problem: Problem, lines: Sequence[str], to_units: ToUnits) -> types.Diagnostic:
    """Return *problem* as a diagnostic of a file with these *lines*."""
    return types.Diagnostic(
        range=to_units(range_of(problem.start, problem.end or _end_of_word(problem.start, lines))),
        message=problem.message,
        severity=SEVERITIES[problem.level or ERROR],
        code=problem.rule,
        source=SOURCE,
    )


def _end_of_word(start: Position, lines: Sequence[str]) -> Position:
    """Return the end of the word at *start*: an editor shows nothing of an empty range."""
    line = lines[start.line - 1] if start.line <= len(lines) else ""
    rest = line[start.column - 1 :]
    word = len(rest) - len(rest.lstrip()) + len(rest.split()[0]) if rest.split() else len(rest)
    return Position(start.line, start.column + max(word, 1))


def touches(problem: Problem, range_: types.Range) -> bool:
    """Return whether a problem is on one of the lines of a range."""
    last = (problem.end or problem.start).line - 1
    return problem.start.line - 1 <= range_.end.line and last >= range_.start.line


def code_actions(
    uri: str, problems: Iterable[Problem], lines: Sequence[str], to_units: ToUnits
) -> list[types.CodeAction]:
    """Return what an editor offers for problems: their fixes, and to excuse their lines."""
    actions = []
    for problem in problems:
        shown = diagnostic(problem, lines, to_units)
        if problem.edits:
            edits = [text_edit(edit, to_units) for edit in problem.edits]
            is_safe = is_fixable(problem, unsafe=False)
            actions.append(_action(_title(problem), uri, edits, shown, is_preferred=is_safe))
        if can_be_excused(problem.rule) and problem.start.line <= len(lines):
            title = f"Excuse this line from {problem.rule} ({rule_named(problem.rule).name})"
            actions.append(_action(title, uri, [excuse(problem, lines, to_units)], shown, is_preferred=False))
    return actions


def _title(problem: Problem) -> str:
    first = problem.edits[0]
    return f'Write "{first.text}"' if first.text.strip() else "Remove the marked text"


def _action(
    title: str, uri: str, edits: list[types.TextEdit], shown: types.Diagnostic, is_preferred: bool
) -> types.CodeAction:
    return types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[shown],
        edit=types.WorkspaceEdit(changes={uri: edits}),
        is_preferred=is_preferred,
    )


def fix_all(uri: str, problems: Iterable[Problem], to_units: ToUnits) -> list[types.CodeAction]:
    """Return the action that applies every safe edit of a file, if it has any."""
    safe = [problem for problem in problems if is_fixable(problem, unsafe=False)]
    edits = [text_edit(edit, to_units) for problem in safe for edit in problem.edits]
    if not edits:
        return []
    kind, edit = types.CodeActionKind.SourceFixAll, types.WorkspaceEdit(changes={uri: edits})
    return [types.CodeAction(title="Fix all problems that can be fixed safely", kind=kind, edit=edit)]


def excuse(problem: Problem, lines: Sequence[str], to_units: ToUnits) -> types.TextEdit:
    """Return the edit that excuses the line of a problem; the writer puts the reason into it."""
    line = lines[problem.start.line - 1].rstrip()
    at_end = Position(problem.start.line, len(line) + 1)
    in_header = lines[0].rstrip() == "---" and "---" not in [each.rstrip() for each in lines[1 : problem.start.line]]
    text = f" # check: ignore {problem.rule}, " if in_header else f" <!-- check: ignore {problem.rule}, REASON -->"
    return text_edit(Edit(at_end, at_end, text, safe=False), to_units)


def text_edit(edit: Edit, to_units: ToUnits) -> types.TextEdit:
    """Return an edit of a problem as one of the protocol."""
    return types.TextEdit(to_units(range_of(edit.start, edit.end)), edit.text)


def completion(name: Name, range_: types.Range, number: int) -> types.CompletionItem:
    """Return a name as an item of a list in which it has this *number*."""
    more = types.MarkupContent(types.MarkupKind.Markdown, name.more) if name.more else None
    return types.CompletionItem(
        label=name.text,
        kind=types.CompletionItemKind.Reference,
        detail=name.summary or None,
        documentation=more,
        sort_text=f"{number:06}",
        filter_text=name.text,
        text_edit=types.TextEdit(range_, name.text),
    )
