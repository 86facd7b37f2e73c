"""Draws claims or conditions, each with its grade: in words, and as a meter, filled up to the grade.

scale: [Very limited, Limited, Moderate, Strong]     # from the weakest
apart: [Conflicting, Uncertain]                      # no place on the scale: striped, and a broken outline
rows:
- {label: Depression, grade: Moderate}
"""

from collections.abc import Iterator

from hamerkop.figures import svg as marks
from hamerkop.figures.model import Drawing, Figure, Kind, Mistake, Row, Words, text, texts
from hamerkop.shared.problems import did_you_mean

WIDTH, BESIDE = 48.0, 52.0  # percent: the meter, and the grade's words to its right
ROOM = marks.LINE * (1 - BESIDE / 100)
ROW = 3.3  # em from one row to the next
PATTERNS = 2  # how many grades may stand apart: each has a look of its own


def apart_of(figure: Figure) -> list[str]:
    return list(figure.own.get("apart", []))


def mistakes(figure: Figure) -> Iterator[Mistake]:
    yield from wrong_scale(figure)
    known = [*figure.own["scale"], *apart_of(figure)]
    for row in figure.rows:
        if wrong := marks.too_long(row.label):
            yield ("rows", row.index, "label"), wrong
        if row.own["grade"] not in known:
            near = did_you_mean(row.own["grade"], known) or f"; there are {', '.join(known)}"
            yield ("rows", row.index, "grade"), f'"{row.own["grade"]}" is not on the scale{near}'


def wrong_scale(figure: Figure, room: float = ROOM) -> Iterator[Mistake]:
    """Yield what is wrong with the grades that there are."""
    for name, grades in (("scale", figure.own.get("scale", [])), ("apart", apart_of(figure))):
        for index, grade in enumerate(grades):
            if wrong := marks.too_long(grade, room):
                yield (name, index), wrong
            if grade in grades[:index] or (name == "apart" and grade in figure.own.get("scale", [])):
                yield (name, index), f'"{grade}" is there already; keep one of them'
    if len(apart_of(figure)) > PATTERNS:
        yield ("apart", PATTERNS), f"there are {PATTERNS} looks for what stands apart; put this on the scale"


def draw(figure: Figure, said: Words) -> Drawing:
    rows = [marks.group(place * ROW, graded(row, figure)) for place, row in enumerate(figure.rows)]
    return Drawing("".join(rows), (len(rows) - 1) * ROW + marks.BAR_TOP + marks.BAR + 0.3)


def graded(row: Row, figure: Figure) -> str:
    blocks = marks.meter(row.own["grade"], figure.own["scale"], apart_of(figure), 0.2, WIDTH)
    beside = marks.words(row.own["grade"], marks.BAR_TOP + marks.BAR, marks.percent(BESIDE))
    return marks.words(row.label) + blocks + beside


KIND = Kind(
    fields={"scale": texts, "apart": texts},
    row_fields={"grade": text},
    needed=frozenset({"scale", "grade"}),
    columns=lambda figure: 1,
    mistakes=mistakes,
    cells=lambda figure, row, said: [row.own["grade"]],
    draw=draw,
)
