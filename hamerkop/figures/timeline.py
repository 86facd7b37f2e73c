"""The type `timeline`: steps in their order, one below the other on a vertical line, each with its duration.

    rows:
    - {label: The infusion, time: about 40 minutes}
    - {label: Rest, minutes: 30}
    - {label: The way home}

A step has `minutes`, or a `time` as text, or no fixed time: its dot is then a ring and the line below it is broken.
"""

from collections.abc import Iterator

from hamerkop.figures import svg
from hamerkop.figures.model import Drawing, Figure, FigureType, KeyProblem, Labels, Row, is_number, validate_text

LINE_X, TEXT_X = 0.6, 1.9  # em: the vertical line, and the text to its right
TEXT_WIDTH = svg.LINE_WIDTH - 3
ROW_HEIGHT = 3.2  # em


def validate_minutes(value: object) -> str:
    """Return "" for a positive number, else what to write instead."""
    return "" if is_number(value) and value > 0 else "write a number of minutes, more than 0"


def duration(row: Row, labels: Labels) -> str:
    """Return the duration of a step as text."""
    if "minutes" in row.options:
        count = row.options["minutes"]
        return f"{count:.12g} {labels['minute' if count == 1 else 'minutes']}"
    return str(row.options.get("time") or labels["no_time"])


def problems(figure: Figure) -> Iterator[KeyProblem]:
    """Yield texts that are too long, and steps with two durations."""
    for row in figure.rows:
        if wrong := svg.too_long(row.label, TEXT_WIDTH):
            yield ("rows", row.index, "label"), wrong
        if wrong := svg.too_long(str(row.options.get("time", "")), TEXT_WIDTH):
            yield ("rows", row.index, "time"), wrong
        if {"time", "minutes"} <= set(row.options):
            yield ("rows", row.index, "time"), "this step has minutes too; keep one of them"


def draw(figure: Figure, labels: Labels) -> Drawing:
    """Return the steps from the top."""
    last = len(figure.rows) - 1
    steps = [
        svg.moved_down(index * ROW_HEIGHT, draw_step(row, labels, is_last=index == last))
        for index, row in enumerate(figure.rows)
    ]
    return Drawing("".join(steps), last * ROW_HEIGHT + 2.8)


def draw_step(row: Row, labels: Labels, is_last: bool) -> str:
    """Return the line to the next step, unless this one is the last, then the dot and two lines of text."""
    timed = bool(row.options)
    dashes = "" if timed else ".15em .3em"
    position = svg.attributes(x1=svg.em(LINE_X), x2=svg.em(LINE_X), y1="1.3em", y2=svg.em(ROW_HEIGHT + 0.1))
    style = svg.attributes(stroke="currentColor", stroke_width=".15em", stroke_dasharray=dashes)
    ring = "" if timed else svg.attributes(fill="none", stroke="currentColor", stroke_width=".15em")
    return (
        ("" if is_last else f"<line{position}{style}></line>")
        + f"<circle{svg.attributes(cx=svg.em(LINE_X), cy='.7em', r='.45em')}{ring}></circle>"
        + svg.text_line(row.label, x=svg.em(TEXT_X))
        + svg.text_line(duration(row, labels), svg.BASELINE + 1.35, svg.em(TEXT_X), quiet=True)
    )


TYPE = FigureType(
    fields={},
    row_fields={"time": validate_text, "minutes": validate_minutes},
    required=frozenset(),
    column_count=lambda figure: 1,
    problems=problems,
    cells=lambda figure, row, labels: [duration(row, labels)],
    draw=draw,
)
