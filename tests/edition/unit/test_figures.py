"""The figures of this publication."""

import re

from hamerkop.figures.data_file import read_data_file
from tests.conftest import PROJECT


def test_every_figure_is_valid_and_every_number_in_it_has_a_source():
    paths = sorted((PROJECT / "content" / "figures").glob("*.yaml"))
    assert paths
    for path in paths:
        file = read_data_file(path)
        assert file.problems == ()
        for row in file.figure.rows:
            text = " ".join([row.name, row.label, *map(str, row.options.values()), *row.cells])
            if re.search(r"\d", re.sub(r"\[@[^\]]*\]", "", text)):
                assert row.sources or "[@" in text, (path.name, row.label)
