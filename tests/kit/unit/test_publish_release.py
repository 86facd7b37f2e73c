"""The record of a release, as a host keeps it."""

import json

import pytest

from hamerkop.publish.release import DamagedRecord, Release, chosen, release_from_json

RELEASE = Release("0007-3f9ac21b", {"index.html": "a1"}, "2026-11-30T08:12:44+00:00", "3f9a1c2", {"a.css": "b2"}, "c3")
RELEASES = {name: Release(name, {}) for name in ("0005-3f9ac21b", "0006-3f9ac21b", "0007-3f9ac21b")}


def test_a_record_gives_its_release_again():
    assert release_from_json(RELEASE.as_json()) == RELEASE


@pytest.mark.parametrize(
    "changed",
    [
        {"name": 7},
        {"name": "../7"},
        {"published": None},
        {"source": ["a"]},
        {"digests": 3},
        {"files": ["index.html"]},
        {"files": {"index.html": 1}},
        {"format": 2},
        {"more": "x"},
    ],
)
def test_a_record_with_something_else_in_it_is_damaged(changed):
    with pytest.raises(DamagedRecord):
        release_from_json(json.dumps(json.loads(RELEASE.as_json()) | changed))


@pytest.mark.parametrize("text", ["", "[]", "null", "7", "{}", RELEASE.as_json()[:40], b"\xff"])
def test_what_is_no_record_is_damaged(text):
    with pytest.raises(DamagedRecord):
        release_from_json(text)


@pytest.mark.parametrize(
    ("asked", "name"),
    [("", "0006-3f9ac21b"), ("5", "0005-3f9ac21b"), ("0007", "0007-3f9ac21b"), ("0006-3f9ac21b", "0006-3f9ac21b")],
)
def test_a_release_is_asked_for_by_number_or_name(asked, name):
    assert chosen(RELEASES, "0007-3f9ac21b", asked) == RELEASES[name]


@pytest.mark.parametrize("asked", ["4", "x", "٥", "-1"])
def test_what_no_release_is_called_gives_none(asked):
    assert chosen(RELEASES, "0007-3f9ac21b", asked) is None
