"""The data of a figure: what is drawn of it, what its table has, and what is wrong with it."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as some
from markdown import Markdown

from hamerkop.blocks import SectionBlockExtension
from hamerkop.figures import figures_in, text_problems, unknown_label
from hamerkop.figures.data_file import TYPES, DataFile, data_problems, make_figure, read_data_file
from hamerkop.figures.markdown_extension import FigureExtension, FigureRegistry, drawing_of
from hamerkop.figures.model import LABELS
from hamerkop.figures.sources import sources_of
from hamerkop.figures.svg import LINE_WIDTH, text_width, too_long, wrap
from hamerkop.shared.problems import Position, Problem
from tests.conftest import PROJECT

HEAD = {"title": "A title", "description": "One sentence."}
DATA = {
    "timeline": HEAD
    | {
        "type": "timeline",
        "columns": ["Step", "How long"],
        "rows": [{"label": "First", "time": "an hour"}, {"label": "Second", "minutes": 1}, {"label": "Third"}],
    },
    "spans": HEAD
    | {
        "type": "spans",
        "axis": ["start", "2 h", "1 day"],
        "axis_title": "Since then",
        "columns": ["What", "When", "Note"],
        "rows": [
            {"label": "Early", "from": "start", "to": "2 h", "cells": ["x"]},
            {"label": "Late", "at": "1 day", "cells": ["*y*"], "open": True},
            {"label": "All", "from": "start", "to": "1 day", "when": "always", "cells": [""]},
        ],
    },
    "grades": HEAD
    | {
        "type": "grades",
        "columns": ["Claim", "Grade"],
        "scale": ["Low", "High"],
        "off_scale": ["Split", "Unknown"],
        "rows": [{"label": grade, "in_full": f"{grade} claim", "grade": grade} for grade in ("Low", "High", "Split")]
        + [{"label": "Last", "grade": "Unknown"}],
    },
    "matrix": HEAD
    | {
        "type": "matrix",
        "columns": ["Thing", "Grade", "Asked of", "Note"],
        "scale": ["Low", "High"],
        "rows": [
            {"label": "One", "answers": ["Low", "Two words"], "cells": ["a"]},
            {"label": "Two", "answers": ["None", "Nobody"], "cells": ["b"]},
        ],
    },
}
types = pytest.mark.parametrize("type_", TYPES)


def figure(data, name="a"):
    assert list(data_problems(name, data)) == []
    return make_figure(name, data)


def drawn(data):
    return drawing_of(figure(data), LABELS)


def page(text, data, citable=()):
    files = {"a": DataFile(Path("a.yaml"), figure=figure(data))}
    registry = FigureRegistry(files=files, citable=frozenset(citable))
    return Markdown(extensions=[FigureExtension(registry)]).convert(text)


def xml(drawing):
    return ElementTree.fromstring(drawing)  # noqa: S314  # we drew it


def percents(drawing):
    """Yield where each mark begins and ends, in percent."""
    for mark in xml(drawing).iter():
        at = {name: float(value[:-1]) for name, value in mark.attrib.items() if value.endswith("%")}
        yield from (at[name] for name in ("x", "x1", "x2", "cx") if name in at)
        if mark.tag == "rect":
            yield at["x"] + at["width"]


# The drawing


def test_every_type_has_an_example_here_and_in_its_page():
    shown = re.findall(r"```yaml[^\n]*\n(.*?)```", (PROJECT / "docs/plugins/figures.md").read_text("utf-8"), re.DOTALL)
    examples = [yaml.safe_load(example) for example in shown]
    assert {example["type"] for example in examples} == set(TYPES) == set(DATA)
    assert [list(data_problems("a", example)) for example in examples] == [[]] * len(examples)


@types
def test_nothing_is_drawn_outside_its_column(type_):
    positions = list(percents(drawn(DATA[type_])))
    assert positions or type_ == "timeline", "a timeline is drawn in pixels; see the next test"
    assert all(0 <= position <= 100 for position in positions)


def test_the_dots_of_a_timeline_are_on_its_line_and_left_of_the_text():
    drawing = xml(drawn(DATA["timeline"]))

    def lengths(tag, name):
        return [float(mark.get(name).removesuffix("em")) for mark in drawing.iter(tag)]

    dots, texts = lengths("circle", "cx"), lengths("text", "x")
    assert len(dots) == len(DATA["timeline"]["rows"])
    assert set(lengths("line", "x1")) == set(lengths("line", "x2")) == set(dots)
    assert min(dots) - max(lengths("circle", "r")) >= 0
    assert max(dots) + max(lengths("circle", "r")) < min(texts)


@types
def test_every_row_is_drawn_in_its_order_and_is_in_the_table(type_):
    labels = [row["label"] for row in DATA[type_]["rows"]]
    words = [text.text for text in xml(drawn(DATA[type_])).iter("text")]
    assert [word for word in dict.fromkeys(words) if word in labels] == labels
    html = page("/// figure | a\nx\n///", DATA[type_])
    full = [row.get("in_full", row["label"]) for row in DATA[type_]["rows"]]
    assert re.findall(r'<th scope="row">(.*?)</th>', html) == full
    assert re.findall(r'<th scope="col">(.*?)</th>', html) == DATA[type_]["columns"]


@types
def test_the_drawing_is_as_high_as_what_is_in_it(type_):
    drawing = xml(drawn(DATA[type_]))
    lowest = 0.0
    for group in drawing:
        down = float(group.get("y", "0em")[:-2]) if group.tag == "svg" else 0.0
        lowest = max([lowest, *(down + float(text.get("y")[:-2]) for text in group.iter("text"))])
    height = float(drawing.get("height")[:-2])
    assert lowest + 0.2 < height < lowest + 2


def test_steps_are_of_one_width_and_numbers_to_scale():
    ends = DATA["spans"] | {"axis": [0, 25, 100], "rows": [{"label": "x", "from": 25, "to": 75, "cells": [""]}]}
    bars = re.findall(r'<rect x="([\d.]+)%"[^>]* width="([\d.]+)%"', drawn(ends))
    assert bars == [("26.25", "47.5")]
    assert "steps, not to scale" not in drawn(ends)
    assert re.findall(r'<rect x="([\d.]+)%"[^>]* width="([\d.]+)%"', drawn(DATA["spans"])) == [
        ("2.5", "47.5"),
        ("2.5", "95"),
    ]
    assert "steps, not to scale" in drawn(DATA["spans"])


def test_a_grade_fills_its_meter_and_those_off_the_scale_have_patterns():
    low, high, split, unknown = re.findall(r"<svg y=.*?</svg>", drawn(DATA["grades"]))
    assert re.findall(r'width="([\d.]+)%"', low) == ["24", "48"]
    assert re.findall(r'width="([\d.]+)%"', high) == ["48", "48"]
    assert low.count('fill="none"') == high.count('fill="none"') == 1
    assert "stroke-dasharray" in split
    assert "<rect" not in split
    assert 'fill="none" stroke="currentColor" stroke-dasharray' in unknown


def test_a_step_without_a_time_says_so_and_its_dot_is_a_ring():
    first, second, third = re.findall(r"<svg y=.*?</svg>", drawn(DATA["timeline"]))
    assert "an hour" in first
    assert "1 minute<" in second
    assert "no fixed time" in third
    assert [step.count('fill="none"') for step in (first, second, third)] == [0, 0, 1]


def test_a_drawing_makes_sense_without_a_style_sheet():
    for data in DATA.values():
        drawing = drawn(data)
        assert 'fill="currentColor"' in drawing
        assert "style=" not in drawing
        lines = re.findall(r"<line[^>]*>", drawing)
        assert all('stroke="currentColor"' in line for line in lines)


@given(some.text(some.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).filter(str.strip))
def test_hostile_text_is_shown_and_breaks_nothing(text):
    data = DATA["grades"] | {"title": text, "description": text, "rows": [{"label": text, "grade": "Low"}]}
    if list(data_problems("a", data)):
        return  # too long, or nothing left of it
    shown = figure(data).rows[0].label
    drawing = xml(drawing_of(figure(data), LABELS))
    assert drawing.find("title").text == figure(data).title
    assert drawing.find("svg/text").text == shown


def test_markup_in_the_data_is_shown_as_it_was_typed():
    evil = "<script>&\"'"
    data = DATA["spans"] | {"title": evil, "rows": [{"label": evil, "at": "2 h", "when": evil, "cells": [evil]}]}
    html = page("/// figure | a\nx\n///", data)
    assert "<script" not in html
    assert html.count("&lt;script&gt;&amp;") >= 4


# The text around it


def test_character_references_are_shown_as_they_were_typed_in_the_drawing_and_in_every_part_of_the_table():
    typed, shown = "R&amp;D & &#8217;", "R&amp;amp;D &amp; &amp;#8217;"
    rows = [{"label": typed, "grade": "Low", "cells": [typed]}]
    data = DATA["grades"] | {"title": typed, "description": typed, "columns": [typed, "Grade", typed], "rows": rows}
    html = page("/// figure | a\nx\n///", data)
    assert html.count(shown) == 8
    assert "&amp;" not in html.replace(shown, "")


def test_a_figure_has_its_drawing_its_table_and_its_caption():
    html = page("/// figure | a\nThe first *day*.\n///", DATA["spans"])
    parts = [
        '<figure class="block figure" id="figure-a">',
        '<p class="title">A title</p>',
        '<svg role="img"',
        "<details>",
    ]
    parts += [
        "<summary>The figure as a table</summary>",
        "<td>",
        "<em>y</em>",
        "<figcaption>",
        "<em>day</em>",
    ]
    assert sorted(parts, key=html.index) == parts
    assert 'aria-labelledby="figure-a-t" aria-describedby="figure-a-d"' in html
    assert '<title id="figure-a-t">A title</title><desc id="figure-a-d">One sentence.</desc>' in html


def test_the_table_says_when():
    html = page("/// figure | a\nx\n///", DATA["spans"])
    assert [row for row in ("start to 2 h", "1 day or more", "always") if f"<td>{row}</td>" in html] == [
        "start to 2 h",
        "1 day or more",
        "always",
    ]


def test_sources_are_in_their_row_and_below_a_folded_table():
    rows = [{"label": "x", "grade": "Low", "sources": ["b2020", "a2019"]}, {"label": "y", "grade": "High"}]
    data = DATA["grades"] | {"rows": rows}
    html = page("/// figure | a\nCaption.\n///", data, {"a2019", "b2020"})
    assert "<td>Low [@b2020; @a2019]</td>" in html
    assert "<p>Caption. Sources: [@b2020; @a2019]</p>" in html
    html = page("/// figure | a\nCaption.\n///", data | {"table": "open"}, {"a2019", "b2020"})
    assert '<details open="open">' in html
    assert "<p>Caption.</p>" in html


def test_without_works_nothing_is_left_of_citations():
    rows = [{"label": "x", "at": "2 h", "cells": ["It was so [@a2019; @b2020]."], "sources": ["a2019"]}]
    html = page("/// figure | a\nCaption.\n///", DATA["spans"] | {"rows": rows})
    assert "<td>It was so.</td>" in html
    assert "a2019" not in html
    assert "Sources" not in html


def test_works_are_listed_once_in_the_order_of_the_table():
    rows = [{"label": "x", "at": "2 h", "cells": ["[@c; @b]"], "sources": ["a", "b"]}]
    assert sources_of(figure(DATA["spans"] | {"rows": rows})) == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("/// figure | how-fast", None),
        ("/// figure|how-fast", None),
        ("/// figure | how-fats", 'no figure is called "how-fats"; did you mean "how-fast"?'),
        ("/// figure | x", 'no figure is called "x"; there are how-fast, routes'),
        ("/// figure", "a figure needs its name: /// figure | name; there are how-fast, routes"),
        ("/// figrue | how-fast", None),
        ("/// ask | how-fats", None),
    ],
)
def test_a_figure_without_its_data_is_a_problem_that_names_the_nearest_one(opening, expected):
    found = list(text_problems(f"Text.\n\n{opening}\n\nx\n\n///", "a.md", {"routes", "how-fast"}))
    problem = Problem("G01", "a.md", Position(3, 1), expected or "", Position(3, len(opening) + 1))
    assert found == ([problem] if expected else [])


def test_a_figure_is_shown_once_in_a_text():
    text = "/// figure | a\nx\n///\n\n/// figure | a\nx\n///"
    found = [(problem.rule, problem.start.line, problem.message) for problem in text_problems(text, "a.md", {"a"})]
    assert found == [("G02", 5, 'the figure "a" is in this text already; keep one of them')]


def test_the_figures_of_a_text_are_found_in_its_html():
    html = page("/// figure | a\nx\n///\n\n/// figure | b\nx\n///", DATA["spans"])
    assert figures_in(html) == ("a",)
    assert figures_in('<figure id="other"></figure> <!-- <figure id="figure-b"> -->') == ()


def test_a_label_that_figures_do_not_have_is_named():
    assert unknown_label({"table": "x", "tabel": "x"}) == 'there is no label "tabel"; did you mean "table"?'
    assert unknown_label(LABELS) == ""


def test_one_extension_serves_many_texts():
    registry = FigureRegistry(files={"a": DataFile(Path("a.yaml"), figure=figure(DATA["spans"]))})
    extension = FigureExtension(registry)
    pages = [Markdown(extensions=[extension]).convert("/// figure | a\nx\n///") for _ in range(2)]
    assert pages[0] == pages[1]
    assert "<svg" in pages[0]


def test_a_block_of_another_extension_can_be_beside_it():
    extensions = [SectionBlockExtension({"ask": ""}), FigureExtension(FigureRegistry())]
    for order in (extensions, extensions[::-1]):
        html = Markdown(extensions=order).convert("/// figure | x\n\nx\n\n///\n\n/// ask\n\nx\n\n///")
        assert html.startswith('<figure class="block figure">')
        assert '<section class="block ask">' in html


# Its length


def test_narrow_characters_count_half_and_wide_ones_more():
    assert text_width("ill") == 1.5
    assert text_width("Mm") == 3
    assert text_width("日本") == 4
    assert too_long("n" * LINE_WIDTH) == ""
    assert too_long("n" * (LINE_WIDTH + 2)).endswith("is too long for a phone by about 2 characters; shorten it")


def test_a_text_is_wrapped_into_as_few_lines_as_it_needs():
    assert wrap("a b c", 2.5) == ["a b", "c"]
    assert wrap("unbreakable word", 4) == ["unbreakable", "word"]


# Problems


def found_in(tmp_path, text):
    path = tmp_path / "a.yaml"
    path.write_text(text, "utf-8")
    return [(*problem.start, problem.message) for problem in read_data_file(path).problems]


GRADES = """type: grades
title: T
description: D.
columns: [Claim, Grade]
scale: [Low, High]
rows:
- {label: One, grade: Low}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, 1, "write the fields of a figure here, type: first; there are type, title")]),
        ("- a\n", [(1, 1, "write the fields of a figure here")]),
        ("a: [", [(1, 5, "YAML cannot read this")]),
        ("a: 2026-02-30\n", [(1, 4, "YAML cannot read this")]),
        ("title: T\n", [(1, 1, "a figure needs its type: one of timeline, spans, grades, matrix")]),
        ("type: gradse\n", [(1, 1, '"gradse" is no type of figure; did you mean "grades"?')]),
        ("type: [a]\n", [(1, 1, "\"['a']\" is no type of figure; there are")]),
        ("type: grades\n", [(1, 1, "title, description, columns, rows, scale missing here")]),
        (GRADES + "colour: red\n", [(8, 1, '"colour" is no field of this type of figure; ')]),
        (GRADES + "title: Again\n", [(8, 1, '"title" is given twice; keep one of them')]),
        (GRADES + "table: shut\n", [(8, 1, "table: write open or folded")]),
        (GRADES + "- {label: Two}\n", [(8, 3, "grade missing here")]),
        (GRADES + "- Two\n", [(8, 3, "write a row as - {label:")]),
        (
            GRADES + "- {label: 2, grade: Low}\n",
            [(8, 4, "label: write text, in quotes if it could be read as a number")],
        ),
        (GRADES + "- {label: Two, grade: Hihg}\n", [(8, 16, '"Hihg" is not on the scale; did you mean "High"?')]),
        (GRADES + "- {label: Two, grade: Low, cells: [x]}\n", [(8, 28, "has 1 cells; columns leave 0: none")]),
        (GRADES + "- {label: Two, grade: Low, sources: a}\n", [(8, 28, "sources: write a list of keys")]),
        (GRADES + "- {label: Two, grade: Low, source: [a]}\n", [(8, 28, 'no field of a row; did you mean "sources"?')]),
        (
            GRADES + "- {label: A label that is much too long for a phone, grade: Low}\n",
            [(8, 4, '"A label that is much too long for a phone" is too long for a phone by about')],
        ),
        (
            GRADES + "off_scale: [High, Split, Unknown]\n",
            [(8, 13, "is given twice"), (8, 26, "there are patterns for 2 only")],
        ),
        (
            GRADES + "- {label: 2}\n- {label: Two, grade: Hihg}\ncolour: red\n",
            [(8, 3, "grade missing"), (8, 4, "label: write"), (10, 1, '"colour" is no field')],
        ),
        (GRADES.replace("[Claim, Grade]", "[Claim, Grade, Note]"), [(7, 3, "has 0 cells; columns leave 1: Note")]),
    ],
)
def test_every_problem_in_the_data_has_its_position(tmp_path, text, expected):
    found = found_in(tmp_path, text)
    assert [each[:2] for each in found] == [each[:2] for each in expected]
    assert all(text in message for (*_, text), (*_, message) in zip(expected, found, strict=True))


SPANS = """type: spans
title: T
description: D.
columns: [What, When]
axis: [start, 2 h, 1 day]
axis_title: Since then
rows:
- {label: One, from: start, to: 2 h}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SPANS + "- {label: Two, at: 1 dya}\n", [(9, 16, '"1 dya" is no point of the axis; did you mean "1 day"?')]),
        (SPANS + "- {label: Two, at: 3}\n", [(9, 16, '"3" is no point of the axis; there are start, 2 h, 1 day')]),
        (SPANS + "- {label: Two, from: 2 h}\n", [(9, 3, "write from: and to: for a span, or at: for a point")]),
        (SPANS + "- {label: Two, from: 2 h, to: start}\n", [(9, 27, "2 h is not before start")]),
        (SPANS.replace("[start, 2 h, 1 day]", "[start, 3]"), [(5, 1, "axis: write two points or more")]),
        (SPANS.replace("[start, 2 h, 1 day]", "[3, 2]"), [(5, 1, "axis: write two points or more")]),
        (
            SPANS.replace("[start, 2 h, 1 day]", "[2, 3]"),
            [(8, 16, "start is not between 2 and 3"), (8, 29, "2 h is not between")],
        ),
        (SPANS.replace("1 day]", "a very long point, 1 day]"), [(5, 39, "runs into the point before it on a phone")]),
        (SPANS.replace("1 day]", ".nan]"), [(5, 1, "axis: write two points or more")]),
    ],
)
def test_a_span_begins_and_ends_on_its_axis(tmp_path, text, expected):
    found = found_in(tmp_path, text)
    assert [each[:2] for each in found] == [each[:2] for each in expected]
    assert all(text in message for (*_, text), (*_, message) in zip(expected, found, strict=True))


MATRIX = """type: matrix
title: T
description: D.
columns: [Thing, Grade, Asked]
rows:
- {label: One, answers: [Low, x]}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MATRIX + "- {label: Two, answers: [Low]}\n", [(7, 16, "has 1 answers, another row has 2")]),
        (MATRIX + "- {label: Two, answers: [No, x]}\n", [(7, 16, "answers: write a list of texts")]),
        (
            MATRIX + "- {label: Two, answers: [Low, an answer of really far too many words to be read]}\n",
            [(7, 31, "lines on a phone, 2 fit")],
        ),
        (
            MATRIX + "- {label: Two, answers: [a, b, c, d, e]}\n",
            [(4, 1, "name 6 columns"), (6, 16, "4 answers are the most")],
        ),
        (MATRIX + "- {label: Two, answers: [Low, b], cells: [me@x]}\n", [(7, 43, "cite with [@key]")]),
    ],
)
def test_an_answer_is_short_and_every_thing_has_all_of_them(tmp_path, text, expected):
    found = found_in(tmp_path, text)
    assert [each[:2] for each in found] == [each[:2] for each in expected]
    assert all(text in message for (*_, text), (*_, message) in zip(expected, found, strict=True))


def test_a_step_has_one_duration(tmp_path):
    text = "type: timeline\ntitle: T\ndescription: D.\ncolumns: [Step, Time]\nrows:\n"
    assert found_in(tmp_path, text + "- {label: One, time: x, minutes: 3}\n") == [
        (6, 16, "this step has minutes too; keep one of them")
    ]
    assert found_in(tmp_path, text + "- {label: One, minutes: 0}\n") == [
        (6, 16, "minutes: write a number of minutes, more than 0")
    ]


def test_a_file_is_named_as_an_address_can_be(tmp_path):
    path = tmp_path / "How fast.yaml"
    path.write_text(GRADES, "utf-8")
    assert ["part of an address" in problem.message for problem in read_data_file(path).problems] == [True]


ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=5) | some.dates(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5) | some.integers(), inner),
    max_leaves=4,
)


def paths_into(value, path=()):
    """Yield the path to each value within *value*."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield from paths_into(item, (*path, key))


def with_other(value, path, other):
    """Return *value* with *other* at the *path*."""
    if not path:
        return other
    copy = value.copy()
    copy[path[0]] = with_other(value[path[0]], path[1:], other)
    return copy


@given(some.sampled_from([(data, path) for data in DATA.values() for path in paths_into(data)]), ANYTHING)
def test_whatever_is_typed_is_drawn_or_is_a_problem_with_a_message(where, typed):
    data = with_other(*where, typed)
    messages = [message for _, message in data_problems("a", data)]
    if messages:
        assert all(messages)
    else:
        xml(drawn(data))


def test_fields_that_aliases_repeat_without_end_are_one_problem_where_they_are_too_many(tmp_path):
    bomb = "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}' if n else 'l'] * 9)}]\n" for n in range(9))
    ((line, column, message),) = found_in(tmp_path, GRADES + bomb)
    assert (line, column) > (8, 1)
    assert "counting those that * repeats" in message


def test_a_value_that_yaml_cannot_construct_is_a_problem_at_the_value(tmp_path):
    ((line, column, message),) = found_in(tmp_path, GRADES + "- {label: Two, minutes: !!timestamp x}\n")
    assert (line, column) == (8, 25)
    assert "cannot be read as !!timestamp" in message
