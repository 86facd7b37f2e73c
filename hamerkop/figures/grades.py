"""The type `grades`: claims or conditions, each with its grade as text, and a meter that is filled up to the grade.

scale: [Very limited, Limited, Moderate, Strong]     # from the weakest
off_scale: [Conflicting, Uncertain]                  # grades that are not on it: stripes, and a broken outline
rows:
- {label: Depression, grade: Moderate}
"""

from collections.abc import Iterator

from hamerkop.figures import svg
from hamerkop.figures.model import Drawing, Figure, FigureType, KeyProblem, Labels, Row, validate_text, validate_texts
from hamerkop.shared.problems import did_you_mean

METER_WIDTH, TEXT_X = 48.0, 52.0  # percent: the meter, and the text of the grade to its right
TEXT_WIDTH = svg.LINE_WIDTH * (1 - TEXT_X / 100)
ROW_HEIGHT = 3.3  # em
MAX_OFF_SCALE = 2  # grades off the scale: each has a pattern of its own


def scale_of(figure: Figure) -> list[str]:
    """Return the grades on the scale, the weakest first."""
    return list(figure.options.get("scale", []))


def off_scale_of(figure: Figure) -> list[str]:
    """Return the grades off the scale."""
    return list(figure.options.get("off_scale", []))


def problems(figure: Figure) -> Iterator[KeyProblem]:
    """Yield what is wrong with the scale, labels that are too long, and grades that the scale does not have."""
    yield from scale_problems(figure)
    known = [*scale_of(figure), *off_scale_of(figure)]
    for row in figure.rows:
        if wrong := svg.too_long(row.label):
            yield ("rows", row.index, "label"), wrong
        if (grade := row.options["grade"]) not in known:
            near = did_you_mean(grade, known) or f"; there are {', '.join(known)}"
            yield ("rows", row.index, "grade"), f'"{grade}" is not on the scale{near}'


def scale_problems(figure: Figure, width: float = TEXT_WIDTH) -> Iterator[KeyProblem]:
    """Yield grades that are wider than *width* characters, are given twice, or are too many."""
    scale, off_scale = scale_of(figure), off_scale_of(figure)
    for path, grade, others in [
        *((("scale", index), grade, scale[:index]) for index, grade in enumerate(scale)),
        *((("off_scale", index), grade, scale + off_scale[:index]) for index, grade in enumerate(off_scale)),
    ]:
        if wrong := svg.too_long(grade, width):
            yield path, wrong
        if grade in others:
            yield path, f'"{grade}" is given twice; keep one of them'
    if len(off_scale) > MAX_OFF_SCALE:
        yield ("off_scale", MAX_OFF_SCALE), f"there are patterns for {MAX_OFF_SCALE} only; put this on the scale"


def draw(figure: Figure, _labels: Labels) -> Drawing:
    """Return the rows from the top."""
    rows = [svg.moved_down(index * ROW_HEIGHT, draw_row(row, figure)) for index, row in enumerate(figure.rows)]
    return Drawing("".join(rows), (len(rows) - 1) * ROW_HEIGHT + svg.BAR_TOP + svg.BAR_HEIGHT + 0.3)


def draw_row(row: Row, figure: Figure) -> str:
    """Return the label, and below it the meter and the grade as text."""
    meter = svg.meter(row.options["grade"], scale_of(figure), off_scale_of(figure), 0.2, METER_WIDTH)
    grade = svg.text_line(row.options["grade"], svg.BAR_TOP + svg.BAR_HEIGHT, svg.percent(TEXT_X))
    return svg.text_line(row.label) + meter + grade


TYPE = FigureType(
    fields={"scale": validate_texts, "off_scale": validate_texts},
    row_fields={"grade": validate_text},
    required=frozenset({"scale", "grade"}),
    column_count=lambda figure: 1,
    problems=problems,
    cells=lambda figure, row, labels: [row.options["grade"]],
    draw=draw,
)
