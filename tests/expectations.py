"""Fails a test with everything that it found, instead of the first."""

from collections.abc import Iterable, Mapping

import pytest


def expect_none(problems: Mapping[object, Iterable[object]]) -> None:
    """Fail the test with a line for each problem, all at once; *problems* are by where they were found."""
    lines = [f"{where}: {problem}" for where, found in problems.items() for problem in found]
    if lines:
        pytest.fail("\n".join([f"{len(lines)} problems", *lines]), pytrace=False)
