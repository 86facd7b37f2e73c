"""Writes the SVG elements that drawings are made of: lines of text, bars, dots, meters.

Horizontal positions are in percent, vertical ones in em. So a figure fills its column, whatever its width, and its text
keeps the size that the reader has chosen: no `viewBox` scales it. Colours and line styles are given as attributes too,
so that a drawing can be read where it has no style sheet, as in a feed; and every element has its closing tag, because
programs that rewrite a feed's HTML take `/>` for the beginning of one.
"""

from html import escape

# Characters of average width that fit on a line where the narrowest screen has 20 em: 288 px of text at 15 px, in a
# wide typeface (DejaVu Sans), with the spacing that WCAG 2.2 (1.4.12) lets a reader ask for.
LINE_WIDTH = 27
NARROW, WIDE = frozenset(" '’.,:;!|()[]/-fijlrtI"), frozenset("mwMW@%—…&")
FIRST_OF_WIDE_SCRIPTS = "\u1100"  # from here on (Hangul, kana, ideographs) characters are about twice as wide
BASELINE = 1.05  # em from the top of a line of text to its baseline
BAR_TOP, BAR_HEIGHT = 1.6, 0.7  # em: the top of a bar below that of its line of text, and its height


def text_width(text: str) -> float:
    """Return the width of *text* in characters of average width."""
    return sum(
        0.5 if each in NARROW else 1.5 if each in WIDE else 1 if each < FIRST_OF_WIDE_SCRIPTS else 2 for each in text
    )


def too_long(text: str, width: float = LINE_WIDTH) -> str:
    """Return by how much *text* is wider than *width*, or ""."""
    excess = text_width(text) - width
    count = f"about {max(1, round(excess))} character{'s' if round(excess) > 1 else ''}"
    return f'"{text}" is too long for a phone by {count}; shorten it' if excess > 0 else ""


def wrap(text: str, width: float) -> list[str]:
    """Return *text* in lines that are at most *width* wide; a longer word has a line of its own."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def format_number(value: float) -> str:
    """Return a number with at most two decimals and without zeros that can be left out: .5, 12, 3.25."""
    return f"{value:.2f}".rstrip("0").rstrip(".").removeprefix("0") or "0"


def attributes(**values: str | float) -> str:
    """Return attributes as typed in a tag: `text_anchor` is text-anchor, `class_` is class; empty ones are left out."""
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for name, value in values.items() if value != ""
    )


def percent(value: float) -> str:
    """Return a horizontal length or position."""
    return f"{format_number(value)}%"


def em(value: float) -> str:
    """Return a vertical length or position."""
    return f"{format_number(value)}em"


def text_line(
    text: str, y: float = BASELINE, x: str = "", anchor: str = "", quiet: bool = False, strong: bool = False
) -> str:
    """Return one line of text with its baseline at *y* em.

    *x* is its horizontal position, "" for the left edge, *anchor* the SVG attribute text-anchor. *quiet* is text that
    explains the rest, *strong* text that heads other lines.
    """
    typed = attributes(x=x, y=em(y), text_anchor=anchor, class_="quiet" if quiet else "")
    typed += attributes(font_weight="600" if strong else "")
    return f"<text{typed}>{escape(text, quote=False)}</text>"


def moved_down(y: float, body: str) -> str:
    """Return *body* moved down by *y* em. Similar rows then have similar source, which compresses well."""
    return f"<svg{attributes(y=em(y))}>{body}</svg>"


def bar(x: float, width: float, y: float = BAR_TOP, outline: bool = False, dashes: str = "") -> str:
    """Return a bar from *x* to *x* + *width* percent; an *outline* is not filled."""
    style = attributes(fill="none", stroke="currentColor", stroke_dasharray=dashes) if outline else ""
    return f"<rect{attributes(x=percent(x), y=em(y), width=percent(width), height=em(BAR_HEIGHT))}{style}></rect>"


def horizontal_line(x: float, to: float, y: float, **style: str) -> str:
    """Return a line from *x* to *to* percent at *y* em; *style* are further attributes."""
    position = attributes(x1=percent(x), x2=percent(to), y1=em(y), y2=em(y))
    return f"<line{position}{attributes(stroke='currentColor', **style)}></line>"


def dot(x: float, y: float = BAR_TOP + BAR_HEIGHT / 2) -> str:
    """Return a dot with its centre at *x* percent, *y* em."""
    return f"<circle{attributes(cx=percent(x), cy=em(y), r='.45em')}></circle>"


def meter(grade: str, scale: list[str], off_scale: list[str], x: float, width: float, y: float = BAR_TOP) -> str:
    """Return an outline that is filled from the left up to *grade*, as a part of *scale*.

    A grade that is *off_scale* has a pattern instead: the first of them stripes, the second a broken outline.
    """
    if grade in scale:
        share = (scale.index(grade) + 1) / len(scale)
        return bar(x, width * share, y) + bar(x, width, y, outline=True)
    if grade == off_scale[0]:
        middle = y + BAR_HEIGHT / 2
        return horizontal_line(x, x + width, middle, stroke_width=em(BAR_HEIGHT), stroke_dasharray=".2em .2em")
    return bar(x, width, y, outline=True, dashes=".3em .3em")
