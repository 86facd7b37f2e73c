"""A figure's data: what is drawn of it, what stands in its table, and what is said when it is wrong."""

import re
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as some
from markdown import Markdown

from hamerkop.figures import mistakes_in
from hamerkop.figures.data_file import KINDS, read_source, whole_figure
from hamerkop.figures.data_file import mistakes_in as mistakes_in_data
from hamerkop.figures.markdown_extension import FigureExtension, Gallery, svg
from hamerkop.figures.model import WORDS, sources_of
from hamerkop.figures.svg import LINE, letters, lines_of, too_long
from tests.conftest import PROJECT

HEAD = {"title": "A title", "description": "One sentence."}
DATA = {
    "timeline": HEAD
    | {
        "kind": "timeline",
        "columns": ["Step", "How long"],
        "rows": [{"label": "First", "time": "an hour"}, {"label": "Second", "minutes": 1}, {"label": "Third"}],
    },
    "spans": HEAD
    | {
        "kind": "spans",
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
        "kind": "grades",
        "columns": ["Claim", "Grade"],
        "scale": ["Low", "High"],
        "apart": ["Split", "Unknown"],
        "rows": [{"label": grade, "in_full": f"{grade} claim", "grade": grade} for grade in ("Low", "High", "Split")]
        + [{"label": "Last", "grade": "Unknown"}],
    },
    "matrix": HEAD
    | {
        "kind": "matrix",
        "columns": ["Thing", "Grade", "Asked of", "Note"],
        "scale": ["Low", "High"],
        "rows": [
            {"label": "One", "answers": ["Low", "Two words"], "cells": ["a"]},
            {"label": "Two", "answers": ["None", "Nobody"], "cells": ["b"]},
        ],
    },
}
kinds = pytest.mark.parametrize("kind", KINDS)


def figure(data, name="a"):
    assert list(mistakes_in_data(name, data)) == []
    return whole_figure(name, data)


def drawn(data):
    return svg(figure(data), WORDS)


def page(text, data, works=()):
    gallery = Gallery({"a"}, {"a": figure(data)}, dict(WORDS), frozenset(works))
    return Markdown(extensions=[FigureExtension(gallery)]).convert(text)


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


def test_every_kind_has_an_example_here_and_in_the_readme():
    shown = re.findall(r"```yaml\n(.*?)```", (PROJECT / "hamerkop/figures/README.md").read_text("utf-8"), re.DOTALL)
    examples = [yaml.safe_load(example) for example in shown]
    assert [example["kind"] for example in examples] == list(KINDS) == list(DATA)
    assert [list(mistakes_in_data("a", example)) for example in examples] == [[]] * len(KINDS)


@kinds
def test_nothing_is_drawn_outside_its_column(kind):
    places = list(percents(drawn(DATA[kind])))
    assert all(0 <= place <= 100 for place in places)


@kinds
def test_every_row_is_drawn_in_its_order_and_stands_in_the_table(kind):
    labels = [row["label"] for row in DATA[kind]["rows"]]
    words = [text.text for text in xml(drawn(DATA[kind])).iter("text")]
    assert [word for word in dict.fromkeys(words) if word in labels] == labels
    html = page("/// figure | a\nx\n///", DATA[kind])
    full = [row.get("in_full", row["label"]) for row in DATA[kind]["rows"]]
    assert re.findall(r'<th scope="row">(.*?)</th>', html) == full
    assert re.findall(r'<th scope="col">(.*?)</th>', html) == DATA[kind]["columns"]


@kinds
def test_the_drawing_is_as_high_as_what_is_in_it(kind):
    drawing = xml(drawn(DATA[kind]))
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


def test_a_grade_fills_its_meter_and_those_apart_have_looks_of_their_own():
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
def test_hostile_words_are_shown_and_break_nothing(words):
    data = DATA["grades"] | {"title": words, "description": words, "rows": [{"label": words, "grade": "Low"}]}
    if list(mistakes_in_data("a", data)):
        return  # too long, or nothing left of it
    shown = figure(data).rows[0].label
    drawing = xml(svg(figure(data), WORDS))
    assert drawing.find("title").text == figure(data).title
    assert drawing.find("svg/text").text == shown


def test_markup_in_the_data_is_shown_as_it_was_typed():
    evil = "<script>&\"'"
    data = DATA["spans"] | {"title": evil, "rows": [{"label": evil, "at": "2 h", "when": evil, "cells": [evil]}]}
    html = page("/// figure | a\nx\n///", data)
    assert "<script" not in html
    assert html.count("&lt;script&gt;&amp;") >= 4


# The text around it


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


def test_sources_stand_in_their_row_and_below_a_folded_table():
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


def test_works_are_named_once_in_the_order_of_the_table():
    rows = [{"label": "x", "at": "2 h", "cells": ["[@c; @b]"], "sources": ["a", "b"]}]
    assert sources_of(figure(DATA["spans"] | {"rows": rows})) == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("opening", "said"),
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
def test_a_figure_without_its_data_is_a_mistake_with_the_nearest_one(opening, said):
    found = list(mistakes_in(f"Text.\n\n{opening}\n\nx\n\n///", {"routes", "how-fast"}))
    assert found == ([(3, said)] if said else [])


def test_a_figure_stands_once_in_a_text():
    text = "/// figure | a\nx\n///\n\n/// figure | a\nx\n///"
    assert list(mistakes_in(text, {"a"})) == [(5, 'the figure "a" stands in this text already; keep one of them')]


# Its length


def test_narrow_letters_count_half_and_wide_ones_more():
    assert letters("ill") == 1.5
    assert letters("Mm") == 3
    assert letters("日本") == 4
    assert too_long("n" * LINE) == ""
    assert too_long("n" * (LINE + 2)).endswith("is too long for a phone by about 2 letters; shorten it")


def test_words_go_into_as_few_lines_as_they_need():
    assert lines_of("a b c", 2.5) == ["a b", "c"]
    assert lines_of("unbreakable word", 4) == ["unbreakable", "word"]


# Mistakes


def said_of(tmp_path, text):
    path = tmp_path / "a.yaml"
    path.write_text(text, "utf-8")
    return [(problem.start.line, problem.start.column, problem.message) for problem in read_source(path).problems]


GRADES = """kind: grades
title: T
description: D.
columns: [Claim, Grade]
scale: [Low, High]
rows:
- {label: One, grade: Low}
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", [(1, 1, "write a figure's fields here, kind: first; there are kind, title")]),
        ("- a\n", [(1, 1, "write a figure's fields here")]),
        ("a: [", [(1, 5, "YAML cannot read this")]),
        ("a: 2026-02-30\n", [(1, 1, "YAML cannot read this")]),
        ("title: T\n", [(1, 1, "a figure needs its kind: one of timeline, spans, grades, matrix")]),
        ("kind: gradse\n", [(1, 1, '"gradse" is no kind of figure; did you mean "grades"?')]),
        ("kind: [a]\n", [(1, 1, "\"['a']\" is no kind of figure; there are")]),
        ("kind: grades\n", [(1, 1, "title, description, columns, rows, scale missing here")]),
        (GRADES + "colour: red\n", [(8, 1, '"colour" is no field of this kind of figure; ')]),
        (GRADES + "title: Again\n", [(2, 1, '"title" is there twice; keep one of them')]),
        (GRADES + "table: shut\n", [(8, 1, "table: write open or folded")]),
        (GRADES + "- {label: Two}\n", [(8, 3, "grade missing here")]),
        (GRADES + "- Two\n", [(8, 3, "write a row as - {label:")]),
        (GRADES + "- {label: 2, grade: Low}\n", [(8, 4, "label: write words, in quotes if they look like a number")]),
        (GRADES + "- {label: Two, grade: Hihg}\n", [(8, 16, '"Hihg" is not on the scale; did you mean "High"?')]),
        (GRADES + "- {label: Two, grade: Low, cells: [x]}\n", [(8, 28, "has 1 cells; columns leave 0: none")]),
        (GRADES + "- {label: Two, grade: Low, sources: a}\n", [(8, 28, "sources: write a list of keys")]),
        (GRADES + "- {label: Two, grade: Low, source: [a]}\n", [(8, 28, 'no field of a row; did you mean "sources"?')]),
        (
            GRADES + "- {label: A label that is much too long for a phone, grade: Low}\n",
            [(8, 4, '"A label that is much too long for a phone" is too long for a phone by about')],
        ),
        (GRADES + "apart: [High, Split, Unknown]\n", [(8, 9, "is there already"), (8, 22, "there are 2 looks")]),
        (
            GRADES + "- {label: 2}\n- {label: Two, grade: Hihg}\ncolour: red\n",
            [(8, 3, "grade missing"), (8, 4, "label: write"), (10, 1, '"colour" is no field')],
        ),
        (GRADES.replace("[Claim, Grade]", "[Claim, Grade, Note]"), [(7, 3, "has 0 cells; columns leave 1: Note")]),
    ],
)
def test_every_mistake_in_the_data_has_its_place(tmp_path, text, said):
    found = said_of(tmp_path, text)
    assert [place[:2] for place in found] == [place[:2] for place in said]
    assert all(words in message for (*_, words), (*_, message) in zip(said, found, strict=True))


SPANS = """kind: spans
title: T
description: D.
columns: [What, When]
axis: [start, 2 h, 1 day]
axis_title: Since then
rows:
- {label: One, from: start, to: 2 h}
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SPANS + "- {label: Two, at: 1 dya}\n", [(9, 16, '"1 dya" is no point of the axis; did you mean "1 day"?')]),
        (SPANS + "- {label: Two, at: 3}\n", [(9, 16, '"3" is no point of the axis; there are start, 2 h, 1 day')]),
        (SPANS + "- {label: Two, from: 2 h}\n", [(9, 3, "write from: and to: for a span, or at: for a point")]),
        (SPANS + "- {label: Two, from: 2 h, to: start}\n", [(9, 27, "2 h does not stand before start")]),
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
def test_a_span_begins_and_ends_on_its_axis(tmp_path, text, said):
    found = said_of(tmp_path, text)
    assert [place[:2] for place in found] == [place[:2] for place in said]
    assert all(words in message for (*_, words), (*_, message) in zip(said, found, strict=True))


MATRIX = """kind: matrix
title: T
description: D.
columns: [Thing, Grade, Asked]
rows:
- {label: One, answers: [Low, x]}
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MATRIX + "- {label: Two, answers: [Low]}\n", [(7, 16, "has 1 answers, another row has 2")]),
        (MATRIX + "- {label: Two, answers: [No, x]}\n", [(7, 16, "answers: write a list of words")]),
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
def test_an_answer_is_short_and_every_thing_has_all_of_them(tmp_path, text, said):
    found = said_of(tmp_path, text)
    assert [place[:2] for place in found] == [place[:2] for place in said]
    assert all(words in message for (*_, words), (*_, message) in zip(said, found, strict=True))


def test_a_step_has_one_duration(tmp_path):
    text = "kind: timeline\ntitle: T\ndescription: D.\ncolumns: [Step, Time]\nrows:\n"
    assert said_of(tmp_path, text + "- {label: One, time: x, minutes: 3}\n") == [
        (6, 16, "this step has minutes too; keep one of them")
    ]
    assert said_of(tmp_path, text + "- {label: One, minutes: 0}\n") == [
        (6, 16, "minutes: write a number of minutes, more than 0")
    ]


def test_a_file_is_named_as_an_address_can_be(tmp_path):
    path = tmp_path / "How fast.yaml"
    path.write_text(GRADES, "utf-8")
    assert ["part of an address" in problem.message for problem in read_source(path).problems] == [True]


def test_our_own_figures_are_sound_and_every_number_in_them_has_a_source():
    for path in sorted((PROJECT / "content" / "figures").glob("*.yaml")):
        source = read_source(path)
        assert source.problems == []
        for row in source.figure.rows:
            said = " ".join([row.name, row.label, *map(str, row.own.values()), *row.cells])
            if re.search(r"\d", re.sub(r"\[@[^\]]*\]", "", said)):
                assert row.sources or "[@" in said, (path.name, row.label)


ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=5) | some.dates(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=5) | some.integers(), inner),
    max_leaves=4,
)


def ways_into(value, way=()):
    """Yield the way to each value within *value*."""
    yield way
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield from ways_into(item, (*way, key))


def with_other(value, way, other):
    """Return *value* with *other* at the end of the *way*."""
    if not way:
        return other
    copy = value.copy()
    copy[way[0]] = with_other(value[way[0]], way[1:], other)
    return copy


@given(some.sampled_from([(data, way) for data in DATA.values() for way in ways_into(data)]), ANYTHING)
def test_whatever_is_typed_is_drawn_or_is_a_mistake_with_words(place, typed):
    data = with_other(*place, typed)
    said = [words for _, words in mistakes_in_data("a", data)]
    if said:
        assert all(said)
    else:
        xml(drawn(data))
