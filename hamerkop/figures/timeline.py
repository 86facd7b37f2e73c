"""Draws steps in their order, one below the other on a rail, each with how long it takes.

    rows:
    - {label: The infusion, time: about 40 minutes}
    - {label: Rest, minutes: 30}
    - {label: The way home}

A step takes `minutes`, or a `time` in words, or no fixed time: then its dot is a ring and the rail is broken.
"""

from collections.abc import Iterator

from hamerkop.figures import svg as marks
from hamerkop.figures.model import Drawing, Figure, Kind, Mistake, Row, Words, number, text

RAIL, BESIDE = 0.6, 1.9  # em: the rail, and the words to its right
ROOM = marks.LINE - 3  # what the rail leaves of a line
STEP = 3.2  # em from one step to the next


def minutes(value: object) -> str:
    return "" if number(value) and float(value) > 0 else "write a number of minutes, more than 0"  # type: ignore[arg-type]  # number() has looked


def duration(row: Row, said: Words) -> str:
    """Return how long a step takes, in words."""
    if "minutes" in row.own:
        count = row.own["minutes"]
        return f"{count:.12g} {said['minute' if count == 1 else 'minutes']}"
    return str(row.own.get("time") or said["no_time"])


def mistakes(figure: Figure) -> Iterator[Mistake]:
    for row in figure.rows:
        if wrong := marks.too_long(row.label, ROOM):
            yield ("rows", row.index, "label"), wrong
        if wrong := marks.too_long(str(row.own.get("time", "")), ROOM):
            yield ("rows", row.index, "time"), wrong
        if {"time", "minutes"} <= set(row.own):
            yield ("rows", row.index, "time"), "this step has minutes too; keep one of them"


def draw(figure: Figure, said: Words) -> Drawing:
    last = len(figure.rows) - 1
    steps = [marks.group(place * STEP, step(row, said, place < last)) for place, row in enumerate(figure.rows)]
    return Drawing("".join(steps), last * STEP + 2.8)


def step(row: Row, said: Words, goes_on: bool) -> str:
    """Return the rail to the next step, the dot, and two lines of words."""
    timed = bool(row.own)
    look = marks.attributes(stroke="currentColor", stroke_width=".15em", stroke_dasharray="" if timed else ".15em .3em")
    down = marks.attributes(x1=marks.em(RAIL), x2=marks.em(RAIL), y1="1.3em", y2=marks.em(STEP + 0.1))
    rail = f"<line{down}{look}></line>" if goes_on else ""
    ring = "" if timed else marks.attributes(fill="none", stroke="currentColor", stroke_width=".15em")
    mark = f"<circle{marks.attributes(cx=marks.em(RAIL), cy='.7em', r='.45em')}{ring}></circle>"
    return (
        rail
        + mark
        + marks.words(row.label, x=marks.em(BESIDE))
        + marks.words(duration(row, said), marks.BASELINE + 1.35, marks.em(BESIDE), quiet=True)
    )


KIND = Kind(
    fields={},
    row_fields={"time": text, "minutes": minutes},
    needed=frozenset(),
    columns=lambda figure: 1,
    mistakes=mistakes,
    cells=lambda figure, row, said: [duration(row, said)],
    draw=draw,
)
