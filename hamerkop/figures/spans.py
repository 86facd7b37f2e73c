"""The type `spans`: from when to when, each span below its label, all on one axis.

    axis: [start, 2 h, 1 day, 1 wk, 4 wk]      # texts: steps of equal width, and the drawing says so
    axis: [0, 10, 20, 30]                      # numbers: drawn to scale
    axis_title: Time since the infusion
    rows:
    - {label: First effects, from: start, to: 2 h, when: within 2 hours}
    - {label: Clearest effect, at: 1 day}
    - {label: Some go on, at: 1 wk, open: true}

On steps a span begins and ends at one of the points; on numbers, anywhere between the first and the last. `open` means
that it continues, and nobody measured for how long. `when` is what the table prints instead of the points.
"""

from collections.abc import Iterator

from hamerkop.figures import svg
from hamerkop.figures.model import (
    Drawing,
    Figure,
    FigureType,
    KeyProblem,
    Labels,
    Row,
    is_number,
    validate_bool,
    validate_text,
)
from hamerkop.shared.problems import did_you_mean
from hamerkop.shared.yaml_file import KeyPath

Point = str | int | float  # a point of the axis: all points are texts, or all are numbers

AXIS_LEFT, AXIS_LENGTH = 2.5, 95.0  # percent: a margin at each end, so that a dot there is not cut off
ROW_HEIGHT = 3.2  # em
OPEN_LENGTH = 12.0  # percent: the broken line behind a span that continues
# Characters: the axis on a phone, without the room for wider spacing; the space between the texts of two points.
AXIS_WIDTH, GAP = 31, 0.5


def validate_axis(value: object) -> str:
    """Return "" for two points or more, all different texts or all rising numbers, else what to write instead."""
    wanted = "write two points or more: all texts (drawn as steps) or all rising numbers (drawn to scale)"
    if not isinstance(value, list) or len(value) < 2:
        return wanted
    if all(map(is_number, value)):
        return "" if value == sorted(set(value)) else wanted
    return "" if not any(map(validate_text, value)) and len(set(value)) == len(value) else wanted


def validate_point(value: object) -> str:
    """Return "" for a number or text, else what to write instead."""
    return "" if is_number(value) or not validate_text(value) else "write a point of the axis"


def position_on_axis(value: Point, points: list[Point]) -> float:
    """Return the horizontal position of *value* in percent."""
    first, last = points[0], points[-1]
    if is_number(value) and is_number(first) and is_number(last):
        return float(AXIS_LEFT + AXIS_LENGTH * (value - first) / (last - first))
    return AXIS_LEFT + AXIS_LENGTH * points.index(value) / (len(points) - 1)


def ends_of(row: Row) -> tuple[Point, Point]:
    """Return where a row begins and ends: the same point for one with `at`."""
    options = row.options
    return (options["at"], options["at"]) if "at" in options else (options["from"], options["to"])


# Problems


def problems(figure: Figure) -> Iterator[KeyProblem]:
    """Yield texts that are too long, points of the axis that collide, and ends that the axis does not have."""
    points = figure.options["axis"]
    if wrong := svg.too_long(figure.options["axis_title"]):
        yield ("axis_title",), wrong
    yield from colliding_points(points)
    for row in figure.rows:
        if wrong := svg.too_long(row.label):
            yield ("rows", row.index, "label"), wrong
        yield from row_problems(row, points)


def colliding_points(points: list[Point]) -> Iterator[KeyProblem]:
    """Yield each point whose text would overlap that of the point before it."""
    end = -GAP
    for index, value in enumerate(points):
        width = svg.text_width(format_point(value))
        middle = position_on_axis(value, points) / 100 * AXIS_WIDTH
        begin = max(0.0, min(middle - width / 2, AXIS_WIDTH - width))
        if begin < end + GAP:
            yield ("axis", index), f'"{format_point(value)}" runs into the point before it on a phone; shorten it'
        end = begin + width


def row_problems(row: Row, points: list[Point]) -> Iterator[KeyProblem]:
    """Yield what is wrong with the ends of a row."""
    path: KeyPath = ("rows", row.index)
    if set(row.options) & {"at", "from", "to"} not in ({"at"}, {"from", "to"}):
        yield path, "write from: and to: for a span, or at: for a point"
        return
    given = {name: row.options[name] for name in ("at", "from", "to") if name in row.options}
    wrong = [((*path, name), message) for name, value in given.items() if (message := off_axis(value, points))]
    yield from wrong
    begin, end = ends_of(row)
    if not wrong and "at" not in given and position_on_axis(begin, points) >= position_on_axis(end, points):
        message = f"a span ends after it begins; {format_point(begin)} is not before {format_point(end)}"
        yield (*path, "to"), message


def off_axis(value: Point, points: list[Point]) -> str:
    """Return what is wrong with an end that is not on the axis, or ""."""
    first, last = points[0], points[-1]
    if value in points:
        return ""
    if is_number(first) and is_number(last):
        inside = is_number(value) and first <= value <= last
        return "" if inside else f"{value} is not between {first} and {last}, the ends of the axis"
    known = [str(point) for point in points]
    near = did_you_mean(str(value), known) or f"; there are {', '.join(known)}"
    return f'"{value}" is no point of the axis{near}'


# The table and the drawing


def format_point(value: Point) -> str:
    """Return a point as text."""
    return f"{value:.12g}" if is_number(value) else str(value)


def cells(_figure: Figure, row: Row, labels: Labels) -> list[str]:
    """Return from when to when a row is, as text."""
    begin, end = map(format_point, ends_of(row))
    points = begin if "at" in row.options else f"{begin} {labels['to']} {end}"
    more = f" {labels['or_more']}" if row.options.get("open") else ""
    return [str(row.options.get("when") or points + more)]


def draw(figure: Figure, labels: Labels) -> Drawing:
    """Return the rows from the top, the axis below them with its points, and its title."""
    points, bottom = figure.options["axis"], len(figure.rows) * ROW_HEIGHT
    grid = "".join(grid_line(position_on_axis(value, points), bottom) for value in points)
    rows = "".join(svg.moved_down(index * ROW_HEIGHT, draw_row(row, points)) for index, row in enumerate(figure.rows))
    title = [figure.options["axis_title"], *([] if is_number(points[0]) else [labels["steps"]])]
    lines = [svg.text_line(text, bottom + 2.8 + 1.35 * index, quiet=True) for index, text in enumerate(title)]
    ticks = "".join(tick_label(value, points, bottom + 1.3) for value in points)
    return Drawing(grid + rows + ticks + "".join(lines), bottom + 2.8 + 1.35 * len(title) - 0.9)


def grid_line(x: float, bottom: float) -> str:
    """Return a vertical line from the top to *bottom* em."""
    position = svg.attributes(x1=svg.percent(x), x2=svg.percent(x), y1="0", y2=svg.em(bottom))
    return f'<line class="grid"{position} stroke="currentColor" stroke-opacity=".3"></line>'


def tick_label(value: Point, points: list[Point], y: float) -> str:
    """Return the text of a point: that of the first begins at the left edge, that of the last ends at the right one."""
    text = format_point(value)
    if value == points[0]:
        return svg.text_line(text, y)
    if value == points[-1]:
        return svg.text_line(text, y, "100%", "end")
    return svg.text_line(text, y, svg.percent(position_on_axis(value, points)), "middle")


def draw_row(row: Row, points: list[Point]) -> str:
    """Return the label of a row, and below it its bar or dot."""
    begin, end = (position_on_axis(value, points) for value in ends_of(row))
    mark = svg.dot(end) if "at" in row.options else svg.bar(begin, end - begin)
    more = ""
    if row.options.get("open"):
        middle, dashes = svg.BAR_TOP + svg.BAR_HEIGHT / 2, {"stroke_width": ".2em", "stroke_dasharray": ".3em .2em"}
        more = svg.horizontal_line(end, min(end + OPEN_LENGTH, 100), middle, **dashes)
    return svg.text_line(row.label) + mark + more


TYPE = FigureType(
    fields={"axis": validate_axis, "axis_title": validate_text},
    row_fields={
        "from": validate_point,
        "to": validate_point,
        "at": validate_point,
        "open": validate_bool,
        "when": validate_text,
    },
    required=frozenset({"axis", "axis_title"}),
    column_count=lambda figure: 1,
    problems=problems,
    cells=cells,
    draw=draw,
)
