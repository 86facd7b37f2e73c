"""What an annotation and an entry of the bibliography are made of."""

import pytest

from hamerkop.annotated_bibliography import as_annotation, read_annotations, year_of

FIELDS = {"design": "Survey", "finding": "Dams\n hold.", "caveats": "One river.", "confidence": "high"}


def test_fields_are_text_on_one_line_and_numbers_are_kept() -> None:
    annotation = as_annotation({**FIELDS, "n": 0})
    assert (annotation.finding, annotation.n, annotation.type) == ("Dams hold.", "0", "")


def test_limits_are_the_caveats_unless_they_are_written() -> None:
    assert as_annotation(FIELDS).limits == "One river."
    assert as_annotation({**FIELDS, "limits": "Only one river."}).limits == "Only one river."


def test_an_empty_file_has_no_annotations_and_no_problem(tmp_path) -> None:
    path = tmp_path / "annotations.yaml"
    path.write_text("# nothing yet\n", "utf-8")
    annotations, problems = read_annotations(path)
    assert (annotations.by_id, annotations.complete, problems) == ({}, True, [])


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ({"date-parts": [[2001, 5]]}, "2001"),
        ({"date-parts": [["2001"]]}, "2001"),
        ({"date-parts": [[]]}, ""),
        ({"date-parts": 2001}, ""),
        ({"literal": "in press"}, ""),
        ("2001", ""),
        (None, ""),
    ],
)
def test_the_year_is_read_or_unknown(issued: object, year: str) -> None:
    assert year_of({"issued": issued}) == year
