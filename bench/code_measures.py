"""Prints measures of the code in hamerkop/: functions, nesting, docstrings, parameters typed Any.

    python bench/code_measures.py [FOLDER]

A function's body is counted without its docstring, in lines from its first to its last statement; nesting is the
number of control blocks around the deepest statement (an elif is no deeper than its if).
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match, ast.AsyncFor, ast.AsyncWith)


def functions_in(tree: ast.AST, public: bool = True) -> Iterator[tuple[ast.FunctionDef, bool]]:
    """Yield each function with whether it is public: its name and those around it do not begin with "_"."""
    for node in ast.iter_child_nodes(tree):
        seen = public and not str(getattr(node, "name", "")).startswith("_")
        if isinstance(node, FUNCTIONS):
            yield node, seen
            yield from functions_in(node, False)
        else:
            yield from functions_in(node, seen)


def body_lines(function: ast.FunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def nesting(node: ast.AST, depth: int = 0) -> int:
    deepest = depth
    for name, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        for child in (each for each in children if isinstance(each, ast.AST) and not isinstance(each, FUNCTIONS)):
            is_elif = isinstance(node, ast.If) and name == "orelse" and len(children) == 1 and isinstance(child, ast.If)
            deeper = isinstance(child, BLOCKS) and not is_elif
            deepest = max(deepest, nesting(child, depth + deeper))
    return deepest


def parameters_in(function: ast.FunctionDef) -> Iterator[str]:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    counted = [each for each in every if each and each.arg not in ("self", "cls")]
    yield from (ast.unparse(each.annotation) if each.annotation else "" for each in counted)


def percentile(values: list[int], share: float) -> int:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> None:
    """Print the measures of the folder that is given, else of hamerkop/."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "hamerkop"
    found = [pair for path in sorted(folder.rglob("*.py")) for pair in functions_in(ast.parse(path.read_text("utf-8")))]
    functions = [function for function, _ in found]
    bodies = [body_lines(function) for function in functions]
    parameters = [annotation for function in functions for annotation in parameters_in(function)]
    untyped = [annotation for annotation in parameters if annotation in ("Any", "dict[str, Any]", "")]
    bare = [function.name for function, public in found if public and not ast.get_docstring(function)]
    print(f"functions: {len(functions)}, public: {sum(public for _, public in found)}")
    print(f"function body: p90 {percentile(bodies, 0.9)}, max {max(bodies)} lines")
    print(f"nesting: max {max(map(nesting, functions))}")
    print(f"parameters typed Any or dict[str, Any]: {len(untyped)} of {len(parameters)}")
    print(f"public functions without a docstring: {len(bare)}")
    if bare:
        print(f"  {', '.join(bare)}")


if __name__ == "__main__":
    main()
