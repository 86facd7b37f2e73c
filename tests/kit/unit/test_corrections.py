"""What is wrong in a file of corrections."""

import pytest

from hamerkop.corrections import read_corrections


@pytest.mark.parametrize(
    ("wrong", "right", "reported"),
    [
        ("Otters fly.", "Otters fly.", [("Y02", 2)]),
        ("Otters fly.", "Otters  fly.", [("Y02", 2)]),
        ("Otters *fly*.", "They swim.", [("Y13", 1)]),
        ("It said 2 * 3 * 4.", "It says 25.", []),
    ],
)
def test_a_correction_says_plainly_what_has_changed(tmp_path, wrong, right, reported):
    path = tmp_path / "corrections.yaml"
    path.write_text(f'- {{date: 2026-11-01, article: otters, wrong: "{wrong}",\n   right: "{right}"}}\n', "utf-8")
    assert [(problem.rule, problem.start.line) for problem in read_corrections(path)[1]] == reported
