"""Finds markup in texts that are printed as they are typed: titles, summaries, and texts of data files."""

import re
from collections.abc import Collection, Iterator

from hamerkop.shared.problems import Problem
from hamerkop.shared.yaml_file import KeyPath, Node

_MARKUP = re.compile(
    r"(?<![\w*])\*\*?(?=[^\s*])[^*\n]{1,200}(?<=[^\s*])\*\*?(?![\w*])|(?<![\w_])__?(?=[^\s_])[^_\n]{1,200}(?<=[^\s_])__?(?![\w_]"
    r")"
    r"|!?\[[^\[\]\n]{1,200}\]\([^()\n]*\)|`[^`\n]{1,200}`|\[-?@[^\]\n]+\]|\[\^[^\]\n]+\]|\[\[[^\]\n]+\]\]|~~[^~\n]+~~"
    r"|^#{1,6} |\{\{|\{%",
)
_HTML = re.compile(
    r"</?(?:b|i|em|strong|br|p|span|a|sub|sup|code)(?:\s[^<>\n]*)?/?>|&(?:[a-z]{2,8}|#\d{2,5});", re.IGNORECASE
)


def markup_in(typed: str, escapes: bool = True) -> re.Match[str] | None:
    """Return the first markup of Markdown in a text; of HTML too, where templates escape it."""
    return _MARKUP.search(typed) or (_HTML.search(typed) if escapes else None)


def markup_problems(node: Node, keys: Collection[str], shown_path: str) -> Iterator[Problem]:
    """Yield a problem (Y13) for each text with markup that is the value of one of *keys* anywhere in *node*.

    *shown_path* is the path of the file as problems name it.
    """
    for path, text in _texts(node.value, ()):
        if path and path[-1] in keys and (found := markup_in(text)):
            message = f'"{path[-1]}": {found[0][:60]} is printed as typed; this text is plain, so remove the markup'
            yield Problem("Y13", shown_path, node.position(*path), message)


def _texts(value: object, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*path, str(key)))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))
