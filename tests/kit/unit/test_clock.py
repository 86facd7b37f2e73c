"""What time it is for a build."""

import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from hamerkop.shared.clock import now


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """A Git repository with one commit, dated 2 January 2020."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_DATE", "2020-01-02T03:04:05Z")
        monkeypatch.setenv(f"GIT_{name}_NAME", "Tests")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "tests@example.org")
    (tmp_path / "a.md").write_text("a")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "One"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    return tmp_path


def is_wall_clock(moment):
    return abs(datetime.now(UTC) - moment) < timedelta(minutes=1)


def test_the_date_of_the_commit_is_the_time_of_the_build(repository):
    assert now(repository) == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_source_date_epoch_comes_first(repository, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert now(repository) == datetime(1970, 1, 2, tzinfo=UTC)


def test_content_that_is_in_no_commit_yet_is_built_by_the_wall_clock(repository):
    (repository / "new.md").write_text("new")
    assert is_wall_clock(now(repository))


def test_outside_git_the_wall_clock_is_used(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert is_wall_clock(now(tmp_path))


def test_a_source_date_epoch_that_is_no_number_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(ValueError, match='"yesterday"; set it to a whole number of seconds'):
        now(tmp_path)
