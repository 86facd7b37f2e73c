"""Finds out whether a theme would distort images that have a `width` and a `height`. Does not import Pelican.

A rule of the theme replaces one half of that size: `img { max-width: 100% }` makes a wide photograph narrow and leaves
it as high as it was, unless a rule says `height: auto`.
"""

import re
from collections.abc import Iterator

from hamerkop.shared.markdown_source import blank

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# What is not within <style>: up to it, and from its end.
_NOT_STYLE = re.compile(r"(?:\A|</style)(?:(?!<style[\s>]).)*(?:<style[^>]*>|\Z)", re.DOTALL | re.IGNORECASE)
_IMG = re.compile(r"(?<![\w.#:-])img(?![\w-])", re.IGNORECASE)
_CLASS = re.compile(r"\.([\w-]+)")
_LAST = re.compile(r"[^\s>+~]*\s*\Z")  # of the elements in a selector
_SIZE = re.compile(r"(?:^|[;\s])(?:max-)?(?:width|height|inline-size|block-size)\s*:", re.IGNORECASE)
_KEEPS_RATIO = re.compile(r"(?:^|[;\s])(?:height|block-size)\s*:\s*auto", re.IGNORECASE)


def only_style_elements(html: str) -> str:
    """Return a template with spaces for everything but what is within its `<style>` elements."""
    if "<style" not in html:
        return ""
    return _NOT_STYLE.sub(lambda found: blank(found[0]), html)


def distorting_rule(css: str) -> int | None:
    """Return the offset of the first rule of a style sheet that sizes images, or None."""
    return next((offset for offset, body in _rules_for_images(css) if _SIZE.search(body)), None)


def declarations_distort(declarations: str) -> bool:
    """Return whether the declarations of an image's own `style` would replace one half of its size."""
    return bool(_SIZE.search(declarations)) and not _KEEPS_RATIO.search(declarations)


def sized_classes(css: str) -> set[str]:
    """Return the classes of elements that the style sheet sizes without `height: auto`; an image may have one."""
    found: set[str] = set()
    for _, selector, body in _rules(_without_comments(css)):
        if declarations_distort(body):
            found.update(name for each in selector.split(",") for name in _CLASS.findall(_LAST.search(each)[0]))  # type: ignore[index]  # it matches any text
    return found


def keeps_ratio(css: str) -> bool:
    """Return whether a rule of the style sheet lets the height of images follow their width."""
    return any(_KEEPS_RATIO.search(body) for _, body in _rules_for_images(css))


def _rules_for_images(css: str) -> Iterator[tuple[int, str]]:
    """Yield offset and declarations of each rule with `img` in its selector."""
    if "img" not in css:
        return
    for offset, selector, body in _rules(_without_comments(css)):
        if _IMG.search(selector):
            yield offset, body


def _without_comments(css: str) -> str:
    return _COMMENT.sub(lambda found: blank(found[0]), css)


def _rules(css: str) -> Iterator[tuple[int, str, str]]:
    """Yield offset, selector and declarations of each innermost block."""
    start = 0
    for block in css.split("}"):
        head, _, declarations = block.rpartition("{")
        selector = re.split(r"[{;]", head)[-1]
        offset = start + len(head) - len(selector.lstrip())
        yield offset, selector, declarations
        start += len(block) + 1
