"""Draws things against questions: the name of each thing, and below it a few words in answer to each question.

    columns: [Route, Our grade, Tested against]
    scale: [Limited, Moderate]        # an answer that is one of these words has a meter below it; may be left out
    rows:
    - {label: Infusion, answers: [Moderate, Midazolam]}

The questions are the table's columns after the first, as many as a row has answers; two or three fit on a phone.
"""

from collections.abc import Iterator

from hamerkop.figures import svg as marks
from hamerkop.figures.grades import apart_of, wrong_scale
from hamerkop.figures.model import Drawing, Figure, Kind, Mistake, Row, Words, texts

LINE_HEIGHT = 1.3  # em
MOST_LINES = 2  # an answer of more is a sentence: it belongs into the table
MOST_QUESTIONS = 4
FIRST = 0.4 + LINE_HEIGHT  # em from the line above a row, past its name, to its answers
SPACE = 0.7  # em between a row and the line above the next


def questions(figure: Figure) -> int:
    return max(len(row.own["answers"]) for row in figure.rows)


def room(figure: Figure) -> float:
    """Return how many letters an answer's line may have."""
    return marks.LINE / questions(figure)


def scale_of(figure: Figure) -> list[str]:
    return list(figure.own.get("scale", []))


# Mistakes


def mistakes(figure: Figure) -> Iterator[Mistake]:
    count = questions(figure)
    if count > MOST_QUESTIONS:
        yield ("rows", figure.rows[0].index, "answers"), f"{MOST_QUESTIONS} answers are the most that fit on a phone"
        return
    yield from wrong_scale(figure, marks.LINE)
    yield from (
        (("columns", place), wrong)
        for place, question in enumerate(figure.columns[1 : count + 1], 1)
        if (wrong := too_long_to_wrap(question, room(figure)))
    )
    for row in figure.rows:
        yield from wrong_row(row, count, room(figure))


def wrong_row(row: Row, count: int, space: float) -> Iterator[Mistake]:
    if wrong := marks.too_long(row.label):
        yield ("rows", row.index, "label"), wrong
    if len(row.own["answers"]) != count:
        yield ("rows", row.index, "answers"), f"has {len(row.own['answers'])} answers, another row has {count}"
    for place, answer in enumerate(row.own["answers"]):
        if wrong := too_long_to_wrap(answer, space):
            yield ("rows", row.index, "answers", place), wrong


def too_long_to_wrap(answer: str, space: float) -> str:
    lines = marks.lines_of(answer, space)
    widest = max(lines, key=marks.letters)
    if len(lines) > MOST_LINES:
        return f'"{answer}" takes {len(lines)} lines on a phone, {MOST_LINES} fit; shorten it, and explain in the table'
    return marks.too_long(widest, space)


# The drawing


def draw(figure: Figure, said: Words) -> Drawing:
    heads = figure.columns[1 : questions(figure) + 1]
    body = "".join(cell(head, place, figure, quiet=True) for place, head in enumerate(heads))
    down = 0.4 + tallest(heads, figure)
    for row in figure.rows:
        body += marks.group(down, thing(row, figure))
        down += FIRST + tallest(row.own["answers"], figure) + SPACE
    return Drawing(body, down)


def tallest(answers: list[str], figure: Figure) -> float:
    return max(high(answer, figure) for answer in answers)


def high(answer: str, figure: Figure) -> float:
    """Return how many em an answer takes, with its meter."""
    lines = LINE_HEIGHT * len(marks.lines_of(answer, room(figure)))
    return lines + (marks.BAR + 0.3 if answer in [*scale_of(figure), *apart_of(figure)] else 0)


def thing(row: Row, figure: Figure) -> str:
    """Return a row: a line above it, its name, its answers."""
    above = marks.line(0, 100, 0.05, class_="grid", stroke_opacity=".3")
    answers = (cell(answer, place, figure, top=FIRST) for place, answer in enumerate(row.own["answers"]))
    meters = (metered(answer, place, figure) for place, answer in enumerate(row.own["answers"]))
    name = marks.words(row.label, marks.BASELINE + 0.4, strong=True)
    return above + name + "".join(answers) + "".join(meters)


def left_of(place: int, figure: Figure) -> float:
    return 100 * place / questions(figure)


def cell(answer: str, place: int, figure: Figure, top: float = 0.0, quiet: bool = False) -> str:
    x = marks.percent(left_of(place, figure)) if place else ""
    top += marks.BASELINE
    lines = enumerate(marks.lines_of(answer, room(figure)))
    return "".join(marks.words(part, top + number * LINE_HEIGHT, x, quiet=quiet) for number, part in lines)


def metered(answer: str, place: int, figure: Figure) -> str:
    """Return the meter below an answer that is a grade."""
    scale, apart = scale_of(figure), apart_of(figure)
    if answer not in [*scale, *apart]:
        return ""
    top = FIRST + LINE_HEIGHT * len(marks.lines_of(answer, room(figure))) + 0.3
    return marks.meter(answer, scale, apart, left_of(place, figure) + 0.2, 88 / questions(figure), top)


KIND = Kind(
    fields={"scale": texts, "apart": texts},
    row_fields={"answers": texts},
    needed=frozenset({"answers"}),
    columns=questions,
    mistakes=mistakes,
    cells=lambda figure, row, said: list(row.own["answers"]),
    draw=draw,
)
