"""Draws from when to when, each span below its name, on one axis.

    axis: [start, 2 h, 1 day, 1 wk, 4 wk]      # words: steps of one width, and the axis says so
    axis: [0, 10, 20, 30]                      # numbers: drawn to scale
    axis_title: Time since the infusion
    rows:
    - {label: First effects, from: start, to: 2 h, when: within 2 hours}
    - {label: Clearest effect, at: 1 day}
    - {label: Some go on, at: 1 wk, open: true}

On steps a span begins and ends at one of the points; on numbers, anywhere between the first and the last. `open`: it
goes on, nobody measured how far. `when` is what the table says instead of the points.
"""

from collections.abc import Iterator
from typing import Any

from hamerkop.figures import svg as marks
from hamerkop.figures.model import Drawing, Figure, Kind, Mistake, Row, Words, number, text, yes_or_no
from hamerkop.shared.problems import did_you_mean

LEFT, ACROSS = 2.5, 95.0  # percent: the axis stands a little in, so that a dot at its end is whole
ROW = 3.2  # em from one row to the next
OPEN = 12.0  # percent: how far the broken line reaches that says "or more"
AXIS, GAP = 31, 0.5  # letters: a phone's width without the room for wider spacing, and between two points' words


def axis(value: Any) -> str:
    wanted = "write two points or more: all words (drawn as steps) or all numbers that go up (drawn to scale)"
    if not isinstance(value, list) or len(value) < 2:
        return wanted
    if all(map(number, value)):
        return "" if value == sorted(set(value)) else wanted
    return "" if not any(map(text, value)) and len(set(value)) == len(value) else wanted


def point(value: Any) -> str:
    return "" if number(value) or not text(value) else "write a point of the axis"


def place_of(value: Any, points: list[Any]) -> float:
    """Return where *value* stands on the axis, in percent from the left."""
    if not number(points[0]):
        return LEFT + ACROSS * points.index(value) / (len(points) - 1)
    return float(LEFT + ACROSS * (value - points[0]) / (points[-1] - points[0]))


def ends_of(row: Row) -> list[Any]:
    """Return where a row begins and ends; both are one for a point."""
    return [row.own["at"]] * 2 if "at" in row.own else [row.own["from"], row.own["to"]]


# Mistakes


def mistakes(figure: Figure) -> Iterator[Mistake]:
    points = figure.own["axis"]
    if wrong := marks.too_long(figure.own["axis_title"]):
        yield ("axis_title",), wrong
    yield from crowded(points)
    for row in figure.rows:
        if wrong := marks.too_long(row.label):
            yield ("rows", row.index, "label"), wrong
        yield from wrong_ends(row, points)


def crowded(points: list[Any]) -> Iterator[Mistake]:
    """Yield each point whose words run into those of the one before."""
    end = -GAP
    for index, value in enumerate(points):
        wide = marks.letters(shown(value))
        middle = place_of(value, points) / 100 * AXIS
        begin = max(0.0, min(middle - wide / 2, AXIS - wide))
        if begin < end + GAP:
            yield ("axis", index), f'"{shown(value)}" runs into the point before it on a phone; shorten it'
        end = begin + wide


def wrong_ends(row: Row, points: list[Any]) -> Iterator[Mistake]:
    here: tuple[str | int, ...] = ("rows", row.index)
    if set(row.own) & {"at", "from", "to"} not in ({"at"}, {"from", "to"}):
        yield here, "write from: and to: for a span, or at: for a point"
        return
    wrong = [((*here, name), said) for name in ("at", "from", "to") if (said := off_axis(row.own.get(name), points))]
    yield from wrong
    begin, end = ends_of(row)
    if not wrong and "at" not in row.own and place_of(begin, points) >= place_of(end, points):
        yield (*here, "to"), f"a span ends after it begins; {shown(begin)} does not stand before {shown(end)}"


def off_axis(value: Any, points: list[Any]) -> str:
    """Say what is wrong with an end that the axis does not have, or nothing."""
    if value is None or value in points:
        return ""
    if number(points[0]):
        inside = number(value) and points[0] <= value <= points[-1]
        return "" if inside else f"{value} is not between {points[0]} and {points[-1]}, where the axis ends"
    there_are = f"; there are {', '.join(points)}"
    return f'"{value}" is no point of the axis{did_you_mean(str(value), points) or there_are}'


# The table and the drawing


def shown(value: Any) -> str:
    return f"{value:.12g}" if number(value) else str(value)


def when(figure: Figure, row: Row, said: Words) -> list[str]:
    begin, end = map(shown, ends_of(row))
    words_of_points = begin if "at" in row.own else f"{begin} {said['to']} {end}"
    more = f" {said['or_more']}" if row.own.get("open") else ""
    return [str(row.own.get("when") or words_of_points + more)]


def draw(figure: Figure, said: Words) -> Drawing:
    points, bottom = figure.own["axis"], len(figure.rows) * ROW
    grid = "".join(upright(place_of(value, points), bottom) for value in points)
    rows = "".join(marks.group(place * ROW, span(row, points)) for place, row in enumerate(figure.rows))
    title = [figure.own["axis_title"], *([] if number(points[0]) else [said["steps"]])]
    below = [marks.words(part, bottom + 2.8 + 1.35 * place, quiet=True) for place, part in enumerate(title)]
    ticks = "".join(tick(value, points, bottom + 1.3) for value in points)
    return Drawing(grid + rows + ticks + "".join(below), bottom + 2.8 + 1.35 * len(title) - 0.9)


def upright(x: float, bottom: float) -> str:
    place = marks.attributes(x1=marks.percent(x), x2=marks.percent(x), y1="0", y2=marks.em(bottom))
    return f'<line class="grid"{place} stroke="currentColor" stroke-opacity=".3"></line>'


def tick(value: Any, points: list[Any], y: float) -> str:
    """Return a point's words: the first begins at the left edge, the last ends at the right one."""
    if value == points[0]:
        return marks.words(shown(value), y)
    if value == points[-1]:
        return marks.words(shown(value), y, "100%", "end")
    return marks.words(shown(value), y, marks.percent(place_of(value, points)), "middle")


def span(row: Row, points: list[Any]) -> str:
    """Return a row's name, and below it its bar or dot."""
    begin, end = (place_of(value, points) for value in ends_of(row))
    mark = marks.dot(end) if "at" in row.own else marks.bar(begin, end - begin)
    dashes = {"stroke_width": ".2em", "stroke_dasharray": ".3em .2em"}
    more = marks.line(end, min(end + OPEN, 100), marks.BAR_TOP + marks.BAR / 2, **dashes) if row.own.get("open") else ""
    return marks.words(row.label) + mark + more


KIND = Kind(
    fields={"axis": axis, "axis_title": text},
    row_fields={"from": point, "to": point, "at": point, "open": yes_or_no, "when": text},
    needed=frozenset({"axis", "axis_title"}),
    columns=lambda figure: 1,
    mistakes=mistakes,
    cells=when,
    draw=draw,
)
