"""Draws the few marks that all figures are made of: a line of words, a bar, a meter.

Across, places are in percent; down, in em. So a figure fills its column, whatever its width, and its words keep the
size that the reader has chosen: no `viewBox` makes them smaller. Colours and lines are given as attributes too, so
that a drawing makes sense where no style sheet comes with it, as in a feed; and every element has its closing tag,
because programs that rewrite a feed's HTML take `/>` for the beginning of one.
"""

from html import escape

# Letters of middling width that fit beside each other where 20 em of the narrowest screen are all there is: 288 px
# of text at 15 px, in a wide face (DejaVu Sans), with the spacing that WCAG 2.2 (1.4.12) lets a reader ask for.
LINE = 27
NARROW, WIDE = frozenset(" '’.,:;!|()[]/-fijlrtI"), frozenset("mwMW@%—…&")
BASELINE = 1.05  # from the top of a line of words to where they stand
BAR_TOP, BAR = 1.6, 0.7  # below the line of words: where the bar begins, and its height


def letters(words: str) -> float:
    """Return how wide *words* are, in letters of middling width; a sign that is no letter of ours counts two."""
    return sum(0.5 if sign in NARROW else 1.5 if sign in WIDE else 1 if sign < "\u1100" else 2 for sign in words)


def too_long(words: str, room: float = LINE) -> str:
    """Say by how much *words* are too long for their place on a phone, or nothing."""
    over = letters(words) - room
    more = f"about {max(1, round(over))} letter{'s' if round(over) > 1 else ''}"
    return f'"{words}" is too long for a phone by {more}; shorten it' if over > 0 else ""


def lines_of(words: str, room: float) -> list[str]:
    """Return *words* in lines of at most *room* letters; a longer word has a line of its own."""
    lines: list[str] = []
    for word in words.split():
        if lines and letters(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def short(value: float) -> str:
    """Return a number with at most two decimals and no needless nought."""
    return f"{value:.2f}".rstrip("0").rstrip(".").removeprefix("0") or "0"


def attributes(**given: str | float) -> str:
    """Return attributes as they stand in a tag; those that are empty are left out."""
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for name, value in given.items() if value != ""
    )


def percent(value: float) -> str:
    return f"{short(value)}%"


def em(value: float) -> str:
    return f"{short(value)}em"


def words(
    line: str, y: float = BASELINE, x: str = "", anchor: str = "", quiet: bool = False, strong: bool = False
) -> str:
    """Return one line of words; *quiet* is what explains the rest, *strong* what heads other lines."""
    look = attributes(x=x, y=em(y), text_anchor=anchor, class_="quiet" if quiet else "")
    look += attributes(font_weight="600" if strong else "")
    return f"<text{look}>{escape(line, quote=False)}</text>"


def group(y: float, body: str) -> str:
    """Return *body* moved down by *y* em; rows that are alike are then alike in writing, and weigh little."""
    return f"<svg{attributes(y=em(y))}>{body}</svg>"


def bar(x: float, width: float, y: float = BAR_TOP, outline: bool = False, dashes: str = "") -> str:
    """Return a bar; an outline is one that is not filled."""
    look = attributes(fill="none", stroke="currentColor", stroke_dasharray=dashes) if outline else ""
    return f"<rect{attributes(x=percent(x), y=em(y), width=percent(width), height=em(BAR))}{look}></rect>"


def line(x: float, to: float, y: float, **look: str) -> str:
    """Return a level line."""
    place = attributes(x1=percent(x), x2=percent(to), y1=em(y), y2=em(y))
    return f"<line{place}{attributes(stroke='currentColor', **look)}></line>"


def dot(x: float, y: float = BAR_TOP + BAR / 2) -> str:
    return f"<circle{attributes(cx=percent(x), cy=em(y), r='.45em')}></circle>"


def meter(grade: str, scale: list[str], apart: list[str], x: float, width: float, y: float = BAR_TOP) -> str:
    """Return an outline as long as *scale*, filled up to *grade*.

    What stands *apart* from the scale has a look of its own: the first is striped, the second a broken outline.
    """
    if grade in scale:
        share = (scale.index(grade) + 1) / len(scale)
        return bar(x, width * share, y) + bar(x, width, y, outline=True)
    if grade == apart[0]:
        return line(x, x + width, y + BAR / 2, stroke_width=em(BAR), stroke_dasharray=".2em .2em")
    return bar(x, width, y, outline=True, dashes=".3em .3em")
