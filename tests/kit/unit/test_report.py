"""What a build reports, as text and as JSON."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hamerkop.build.kept_readings import Counts
from hamerkop.build.report import OUTCOMES, Report
from hamerkop.shared.problems import Position, Problem
from hamerkop.shared.progress import SEARCH

TIME = datetime(2026, 11, 22, 12, tzinfo=UTC)


def problem(rule="T01", path="content/a.md", line=4, level=None):
    return Problem(rule, path, Position(line, 7), "a message", level=level)


@pytest.fixture
def report(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Report("pelicanconf.py", tmp_path / "content", tmp_path / "output")


def test_errors_stop_a_build_and_warnings_and_notes_do_not(report):
    report.add([problem(level="note"), problem("D02"), problem("D02")])
    assert (report.succeeded, report.exit_status, len(report.warnings)) == (True, 0, 2)
    report.add([problem()])
    assert (report.succeeded, report.exit_status, len(report.warnings)) == (False, 1, 2)


@pytest.mark.parametrize(
    ("rules", "status"), [(["T01"], 1), (["B06"], 2), (["B07"], 2), (["B12"], 2), (["B06", "T01"], 1), ([], 0)]
)
def test_the_exit_status_tells_mistakes_in_the_site_from_a_command_that_could_not_do_its_work(report, rules, status):
    report.add([problem(rule) for rule in rules])
    assert report.exit_status == status


def test_a_failed_build_says_that_the_site_was_not_changed(report):
    report.add([problem(line=9), problem(line=4), problem(path="content/b.md"), problem("D02", line=2)])
    assert report.as_text().splitlines() == [
        "content/a.md:2:7  D02  warning: a message",
        "content/a.md:4:7  T01  a message",
        "content/a.md:9:7  T01  a message",
        "content/b.md:4:7  T01  a message",
        "",
        "3 problems in 2 files; the site was not changed: there is no output/ yet.",
    ]
    report.output.mkdir()
    report.output_before = report.output.stat().st_ino
    assert report.as_text().endswith("; the site was not changed: output/ holds the last good build.")


def test_a_failed_build_says_so_if_the_output_is_not_a_build_or_is_the_new_one(tmp_path):
    report = Report("pelicanconf.py", output=tmp_path, output_before=tmp_path.stat().st_ino)
    report.add([Problem("B05", "output", (1, 1), "holds files that no build made")])
    assert report.as_text().endswith(f"; nothing was built, and {tmp_path} was not changed.")
    report = Report("pelicanconf.py", output=tmp_path, output_before=1)
    report.add([Problem("B07", "output", (1, 1), "cannot be removed")])
    assert report.as_text().endswith(f"; {tmp_path}/ holds the new site all the same.")


def test_a_build_counts_what_became_of_the_files(report):
    report.outcomes = {"articles/a.md": "published", "articles/b.md": "draft", "pages/c.md": "published"}
    report.files_written, report.seconds = 1, 2.34
    assert report.as_text() == "Built 3 content files in 2.3 s\n  2 published · 1 draft\n  1 file in output/"
    assert set(report.outcomes.values()) <= set(OUTCOMES)


def test_a_build_prints_the_digest_of_the_site_if_there_is_one(report):
    assert json.loads(report.as_json())["sha256"] is None
    report.sha256 = "3f9a"
    assert report.as_text().endswith("  0 files in output/\n  sha256 of the site: 3f9a")
    assert json.loads(report.as_json())["sha256"] == "3f9a"


@pytest.mark.parametrize(
    ("counts", "line"),
    [
        (Counts(3, 0, 1, 0), "3 files read, 1 page or feed written"),
        (Counts(1, 2, 0, 9), "1 of 3 files read, 0 of 9 pages and feeds written"),
        (Counts(1, 0, 0, 0, ["the sky fell"]), "1 file read\n  the sky fell"),
    ],
)
def test_a_build_says_what_it_has_done_itself(report, counts, line):
    report.counts = counts
    assert report.as_text() == f"Built 0 content files in 0.0 s\n  \n  {line}\n  0 files in output/"


def test_the_search_index_has_its_own_time(report):
    report.counts, report.seconds_of, report.seconds = Counts(1, 0, 4, 0), {SEARCH: 0.44}, 1.23456
    assert "\n  1 file read, 4 pages and feeds written, search index in 0.4 s\n" in report.as_text()
    report.seconds_of = {SEARCH: 0.01}
    assert "\n  1 file read, 4 pages and feeds written\n" in report.as_text(), "an index that was kept takes no time"
    report.seconds_of = {SEARCH: 0.44}
    assert json.loads(report.as_json())["work"] == {
        "seconds": 1.235,
        "search_seconds": 0.44,
        "files_read": 1,
        "files_kept": 0,
        "pages_written": 4,
        "pages_kept": 0,
        "reasons": [],
    }


def test_a_scheduled_article_is_named_with_its_date_and_the_time_of_the_build(report):
    report.outcomes, report.time = {"articles/a.md": "scheduled"}, TIME
    report.scheduled = {"articles/a.md": datetime(2030, 1, 2, 9, 30, tzinfo=UTC)}
    text = report.as_text()
    assert "  scheduled: content/articles/a.md, published by the first build after 2030-01-02 09:30 UTC\n" in text
    assert "  the time of this build is 2026-11-22 12:00 UTC; SOURCE_DATE_EPOCH=$(date +%s) makes it now\n" in text
    assert ".py" not in text


def test_json_has_problems_and_warnings_in_one_form(report):
    report.add([problem(), problem("D02")])
    data = json.loads(report.as_json())
    assert list(data) == ["succeeded", "problems", "warnings", "outcomes", "files_written", "sha256", "work"]
    assert data["problems"] == [problem().as_dict()]
    assert data["warnings"] == [problem("D02").as_dict()]


def test_a_path_elsewhere_is_shown_in_full(report):
    report.output = Path("/nowhere/output")
    assert (
        "there is no /nowhere/output/ yet"
        in Report(report.settings_file, output=report.output, problems=[problem()]).as_text()
    )
