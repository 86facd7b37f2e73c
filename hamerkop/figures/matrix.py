"""The type `matrix`: things against questions, the label of each thing and below it a short answer to each question.

    columns: [Route, Our grade, Tested against]
    scale: [Limited, Moderate]        # an answer that is one of these has a meter below it; may be left out
    rows:
    - {label: Infusion, answers: [Moderate, Midazolam]}

The questions are the columns of the table behind the first, as many as a row has answers; two or three fit on a phone.
"""

from collections.abc import Iterator

from hamerkop.figures import svg
from hamerkop.figures.grades import off_scale_of, scale_of, scale_problems
from hamerkop.figures.model import Drawing, Figure, FigureType, KeyProblem, Labels, Row, validate_texts

LINE_HEIGHT = 1.3  # em
MAX_LINES = 2  # an answer of more lines is a sentence: it belongs into the table
MAX_QUESTIONS = 4
ANSWER_TOP = 0.4 + LINE_HEIGHT  # em from the line above a row, past its label, to its answers
ROW_SPACE = 0.7  # em between a row and the line above the next


def question_count(figure: Figure) -> int:
    """Return the number of questions: the answers of the row that has most."""
    return max(len(row.options["answers"]) for row in figure.rows)


def answer_width(figure: Figure) -> float:
    """Return how many characters of average width fit on a line of an answer."""
    return svg.LINE_WIDTH / question_count(figure)


# Problems


def problems(figure: Figure) -> Iterator[KeyProblem]:
    """Yield too many questions, what is wrong with the scale, and texts that do not fit."""
    count, width = question_count(figure), answer_width(figure)
    if count > MAX_QUESTIONS:
        yield ("rows", figure.rows[0].index, "answers"), f"{MAX_QUESTIONS} answers are the most that fit on a phone"
        return
    yield from scale_problems(figure, svg.LINE_WIDTH)
    for index, question in enumerate(figure.columns[1 : count + 1], 1):
        if wrong := too_long_to_wrap(question, width):
            yield ("columns", index), wrong
    for row in figure.rows:
        yield from row_problems(row, count, width)


def row_problems(row: Row, count: int, width: float) -> Iterator[KeyProblem]:
    """Yield what is wrong with a row of a figure with *count* questions."""
    answers = row.options["answers"]
    if wrong := svg.too_long(row.label):
        yield ("rows", row.index, "label"), wrong
    if len(answers) != count:
        yield ("rows", row.index, "answers"), f"has {len(answers)} answers, another row has {count}"
    for index, answer in enumerate(answers):
        if wrong := too_long_to_wrap(answer, width):
            yield ("rows", row.index, "answers", index), wrong


def too_long_to_wrap(answer: str, width: float) -> str:
    """Return what is wrong with an answer that does not fit into its lines, or ""."""
    lines = svg.wrap(answer, width)
    if len(lines) > MAX_LINES:
        return f'"{answer}" takes {len(lines)} lines on a phone, {MAX_LINES} fit; shorten it, and explain in the table'
    return svg.too_long(max(lines, key=svg.text_width), width)


# The drawing


def draw(figure: Figure, _labels: Labels) -> Drawing:
    """Return the questions, and below them the rows."""
    questions = figure.columns[1 : question_count(figure) + 1]
    body = "".join(draw_answer(question, index, figure, quiet=True) for index, question in enumerate(questions))
    y = 0.4 + height_of_highest(questions, figure)
    for row in figure.rows:
        body += svg.moved_down(y, draw_row(row, figure))
        y += ANSWER_TOP + height_of_highest(row.options["answers"], figure) + ROW_SPACE
    return Drawing(body, y)


def height_of_highest(answers: list[str], figure: Figure) -> float:
    """Return the height of the highest answer, with its meter, in em."""
    return max(height_of(answer, figure) for answer in answers)


def height_of(answer: str, figure: Figure) -> float:
    """Return the height of an answer, with its meter, in em."""
    lines = LINE_HEIGHT * len(svg.wrap(answer, answer_width(figure)))
    return lines + (svg.BAR_HEIGHT + 0.3 if has_meter(answer, figure) else 0)


def has_meter(answer: str, figure: Figure) -> bool:
    """Return whether an answer is a grade."""
    return answer in [*scale_of(figure), *off_scale_of(figure)]


def draw_row(row: Row, figure: Figure) -> str:
    """Return a line, and below it the label and the answers with their meters."""
    line = svg.horizontal_line(0, 100, 0.05, class_="grid", stroke_opacity=".3")
    label = svg.text_line(row.label, svg.BASELINE + 0.4, strong=True)
    answers = list(enumerate(row.options["answers"]))
    texts = (draw_answer(answer, index, figure, top=ANSWER_TOP) for index, answer in answers)
    meters = (draw_meter(answer, index, figure) for index, answer in answers if has_meter(answer, figure))
    return line + label + "".join(texts) + "".join(meters)


def left_edge(index: int, figure: Figure) -> float:
    """Return the left edge of the answers to a question, in percent."""
    return 100 * index / question_count(figure)


def draw_answer(answer: str, index: int, figure: Figure, top: float = 0.0, quiet: bool = False) -> str:
    """Return the lines of an answer, or of a question, *top* em below the top of its row."""
    x = svg.percent(left_edge(index, figure)) if index else ""
    baseline = top + svg.BASELINE
    lines = enumerate(svg.wrap(answer, answer_width(figure)))
    return "".join(svg.text_line(line, baseline + number * LINE_HEIGHT, x, quiet=quiet) for number, line in lines)


def draw_meter(grade: str, index: int, figure: Figure) -> str:
    """Return the meter below an answer that is a grade."""
    y = ANSWER_TOP + LINE_HEIGHT * len(svg.wrap(grade, answer_width(figure))) + 0.3
    x, width = left_edge(index, figure) + 0.2, 88 / question_count(figure)
    return svg.meter(grade, scale_of(figure), off_scale_of(figure), x, width, y)


TYPE = FigureType(
    fields={"scale": validate_texts, "off_scale": validate_texts},
    row_fields={"answers": validate_texts},
    required=frozenset({"answers"}),
    column_count=question_count,
    problems=problems,
    cells=lambda figure, row, labels: list(row.options["answers"]),
    draw=draw,
)
