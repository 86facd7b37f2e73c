"""The time of a build: where it comes from, and that it is decided once."""

import locale
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from hamerkop.shared.clock import build_day, build_time, now
from tests.plain_site import PROJECT


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
    assert now(repository, from_commit=True) == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_another_site_is_built_by_the_wall_clock_so_that_scheduled_articles_come_out(repository):
    assert is_wall_clock(now(repository))


@pytest.mark.parametrize("from_commit", [True, False])
def test_source_date_epoch_comes_first(repository, monkeypatch, from_commit):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert now(repository, from_commit) == datetime(1970, 1, 2, tzinfo=UTC)


def test_content_that_is_in_no_commit_yet_is_built_by_the_wall_clock(repository):
    (repository / "new.md").write_text("new")
    assert is_wall_clock(now(repository, from_commit=True))


def test_names_of_files_that_are_not_ascii_do_not_matter_whatever_the_locale(repository):
    subprocess.run(["git", "config", "core.quotepath", "false"], cwd=repository, check=True)
    (repository / "übung.md").write_text("new")
    (repository / os.fsdecode(b"caf\xe9.md")).write_text("new")
    code = "from hamerkop.shared.clock import now; print(now('.', from_commit=True).year)"
    environment = {
        **os.environ,
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PYTHONPATH": str(PROJECT),
    }
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == f"{datetime.now(UTC).year}\n", done.stderr


def test_outside_git_the_wall_clock_is_used(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert is_wall_clock(now(tmp_path, from_commit=True))


def test_a_source_date_epoch_that_is_no_number_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(ValueError, match='"yesterday"; set it to a whole number of seconds'):
        now(tmp_path)


def test_the_time_of_a_build_is_decided_once_and_kept_in_the_context(repository, monkeypatch):
    context = {"PATH": str(repository), "BUILD_TIME_FROM_COMMIT": True}
    first = build_time(context)
    assert first == context["BUILD_TIME"] == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert build_time(context) == first


@pytest.mark.parametrize(("zone", "day"), [("UTC", 1), ("Asia/Tokyo", 2)])
def test_the_day_of_a_build_is_that_of_the_site(zone, day):
    context = {"BUILD_TIME": datetime(2026, 3, 1, 20, tzinfo=UTC), "TIMEZONE": zone}
    assert build_day(context) == date(2026, 3, day)


def test_names_of_any_bytes_and_the_locale_of_a_site_do_not_matter(repository):
    (repository / "übung.md").write_text("new")
    subprocess.run(["git", "config", "core.quotepath", "false"], cwd=repository, check=True)
    before = locale.setlocale(locale.LC_ALL)
    locale.setlocale(locale.LC_ALL, "C")  # what Pelican does for LOCALE = "C"
    try:
        assert is_wall_clock(now(repository, from_commit=True))
    finally:
        locale.setlocale(locale.LC_ALL, before)
