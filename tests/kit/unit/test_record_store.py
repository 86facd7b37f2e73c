"""The store gives back what was put into it, and nothing else, whatever happens to its file."""

import os
import sqlite3

import pytest

from hamerkop.build.record_store import RecordStore

A, B = ("Article", "a.md"), ("Article", "b.md")


def filled(path, key="one"):
    store = RecordStore(path, key)
    digests = [store.add(A, b"data of a", "<p>A\ud800</p>"), store.add(B, b"data of b", "<p>B</p>")]
    store.commit([A, B])
    store.close()
    return digests


def test_what_was_committed_is_there_for_the_next_build(tmp_path):
    digests = filled(tmp_path / "kept" / "store")
    store = RecordStore(tmp_path / "kept" / "store", "one")
    assert {name: each.data for name, each in store.load().items()} == {A: b"data of a", B: b"data of b"}
    assert [store.text(each) for each in digests] == ["<p>A\ud800</p>", "<p>B</p>"]


def test_what_was_not_committed_is_not_there(tmp_path):
    filled(tmp_path / "store")
    store = RecordStore(tmp_path / "store", "one")
    store.add(A, b"other", "<p>other</p>")
    store.close()
    assert RecordStore(tmp_path / "store", "one").load()[A].data == b"data of a"


def test_a_store_of_another_key_is_emptied(tmp_path):
    digests = filled(tmp_path / "store")
    store = RecordStore(tmp_path / "store", "another")
    assert store.load() == {}
    assert store.text(digests[0]) is None


def test_a_file_that_is_gone_is_removed_with_its_text(tmp_path):
    digests = filled(tmp_path / "store")
    store = RecordStore(tmp_path / "store", "one")
    store.commit([B])
    assert list(store.load()) == [B]
    assert store.text(digests[0]) is None
    assert store.text(digests[1]) == "<p>B</p>"


def test_the_state_of_a_plugin_is_kept_until_the_key_changes(tmp_path):
    store = RecordStore(tmp_path / "store", "one")
    store.keep_state("plugin", b"first")
    store.keep_state("plugin", b"second")
    store.close()
    assert RecordStore(tmp_path / "store", "one").state("plugin") == b"second"
    assert RecordStore(tmp_path / "store", "one").state("another") is None
    assert RecordStore(tmp_path / "store", "two").state("plugin") is None


def test_damaged_state_is_not_used(tmp_path):
    store = RecordStore(tmp_path / "store", "one")
    store.keep_state("plugin", b"state")
    store.close()
    with sqlite3.connect(tmp_path / "store") as connection:
        connection.execute("UPDATE state SET data = ?", (b"other",))
    assert RecordStore(tmp_path / "store", "one").state("plugin") is None


def test_a_store_of_another_key_says_of_what_that_was_made(tmp_path):
    RecordStore(tmp_path / "store", "one", "parts of one").close()
    assert RecordStore(tmp_path / "store", "one", "parts of one").replaced == ""
    assert RecordStore(tmp_path / "store", "two", "parts of two").replaced == "parts of one"
    assert RecordStore(tmp_path / "store", "two").replaced == ""


def test_the_parts_of_contents_are_replaced_one_by_one(tmp_path):
    store = RecordStore(tmp_path / "store", "one")
    store.replace_pages({}, (), {"a": "1", "b": "1"})
    store.replace_pages({}, (), {"b": "2"})
    assert RecordStore(tmp_path / "store", "one").load_parts() == {"a": "1", "b": "2"}


@pytest.mark.parametrize("damage", [b"", b"no database", os.urandom(10_000)])
def test_a_damaged_file_is_made_anew(tmp_path, damage):
    filled(tmp_path / "store")
    (tmp_path / "store").write_bytes(damage)
    assert RecordStore(tmp_path / "store", "one").load() == {}
    filled(tmp_path / "store")
    assert len(RecordStore(tmp_path / "store", "one").load()) == 2


def test_half_a_file_gives_no_wrong_reading(tmp_path):
    digests = filled(tmp_path / "store")
    data = (tmp_path / "store").read_bytes()
    for length in range(0, len(data), 1000):
        (tmp_path / "store").write_bytes(data[:length])
        store = RecordStore(tmp_path / "store", "one")
        assert {name: each.data for name, each in store.load().items()}.items() <= {
            A: b"data of a",
            B: b"data of b",
        }.items()
        assert store.text(digests[1]) in (None, "<p>B</p>")
        store.close()


def test_a_row_that_was_changed_is_not_used(tmp_path):
    digests = filled(tmp_path / "store")
    with sqlite3.connect(tmp_path / "store") as database:
        database.execute("UPDATE reading SET data = ? WHERE path = 'a.md'", (b"data of z",))
        database.execute("UPDATE text SET html = ?", (b"<p>Z</p>",))
    store = RecordStore(tmp_path / "store", "one")
    assert list(store.load()) == [B]
    assert [store.text(each) for each in digests] == [None, None]


def test_a_store_that_cannot_be_made_keeps_nothing_and_raises_nothing(tmp_path):
    (tmp_path / "file").write_text("a file where the folder should be")
    store = RecordStore(tmp_path / "file" / "store", "one")
    assert store.add(A, b"data", "<p></p>") is None
    store.commit([A])
    assert store.load() == {}


def test_a_store_that_another_build_is_writing_is_not_waited_for_long(tmp_path):
    filled(tmp_path / "store")
    writing = sqlite3.connect(tmp_path / "store", isolation_level=None)
    writing.execute("BEGIN EXCLUSIVE")
    store = RecordStore(tmp_path / "store", "one")
    assert store.load() == {}
    assert store.add(A, b"data", "<p></p>") is None
    writing.execute("ROLLBACK")
    writing.close()
    assert len(RecordStore(tmp_path / "store", "one").load()) == 2
