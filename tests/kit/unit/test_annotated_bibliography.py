"""What an annotation and an entry of the bibliography are made of."""

from hamerkop.annotated_bibliography import as_annotation, read_annotations

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
