"""How `hamerkop move` changes links, header fields and files, piece by piece."""

import os

import pytest

from hamerkop.authoring import header_edits, source_links
from hamerkop.authoring.named_elsewhere import slugs_in
from hamerkop.corrections import FORM as CORRECTIONS
from hamerkop.shared.file_changes import Replacement, apply, change_of, read_text, replaced
from hamerkop.shared.yaml_file import compose_yaml
from hamerkop.start_here import FORM as START_HERE

MOVED = {"articles/old.md": "articles/new.md"}
URLS = {"old": "new/", "notes/old.html": "notes/new.html"}


def rewritten(text, path="articles/other.md", new_path=None, moved=MOVED, markdown=True):
    """Return *text*, of the source at *path*, with its links to what is moved."""
    return replaced(text, source_links.rewritten(text, markdown, path, new_path or path, moved, URLS))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("[a]({filename}old.md)", "[a]({filename}new.md)"),
        ("[a]({filename}old.md#part)", "[a]({filename}new.md#part)"),
        ("[b]({filename}old.md?x=1#y)", "[b]({filename}new.md?x=1#y)"),
        ("[a]({filename}/articles/old.md 'Title (a)')", "[a]({filename}/articles/new.md 'Title (a)')"),
        ("[a]({filename}../articles/old.md)", "[a]({filename}new.md)"),
        ("[a](<{filename}old.md>)", "[a](<{filename}new.md>)"),
        ("[a](|filename|old.md)", "[a](|filename|new.md)"),
        ("[a][b]\n\n[b]: {filename}old.md", "[a][b]\n\n[b]: {filename}new.md"),
        ('<a href="{filename}old.md">a</a>', '<a href="{filename}new.md">a</a>'),
        ("<a class=x href={filename}old.md>a</a>", "<a class=x href={filename}new.md>a</a>"),
        ("[a](/old/#part) [a](/old)", "[a](/new/#part) [a](/new/)"),
        ("[b]: /notes/old.html", "[b]: /notes/new.html"),
        # What does not lead there, and what is code, is as it was.
        ("[a]({filename}../old.md) {filename}", "[a]({filename}../old.md) {filename}"),
        ("`[a]({filename}old.md)`", "`[a]({filename}old.md)`"),
        ("```\n[a]({filename}old.md)\n```", "```\n[a]({filename}old.md)\n```"),
        ("[a]({static}old.md) old.md /old/ [a](//old/) [a](https://example.org/old/)", None),
        ("[a]({filename}older.md) [a](/older/) [a](/)", None),
    ],
)
def test_a_link_to_what_is_moved_is_changed_in_the_form_in_which_it_was_typed(typed, expected):
    if "{static}old" in typed:  # it names the file, too
        typed = typed.replace("{static}old.md", "{static}other.md")
    assert rewritten(typed) == (expected or typed)


def test_the_relative_links_of_a_moved_text_lead_where_they_did():
    text = "[a]({filename}other.md) ![b]({static}../images/b.jpg) [c]({filename}/pages/c.md) [d]({filename}old.md#x)"
    moved = {"articles/old.md": "articles/deep/old.md"}
    assert rewritten(text, "articles/old.md", "articles/deep/old.md", moved) == (
        "[a]({filename}../other.md) ![b]({static}../../images/b.jpg) [c]({filename}/pages/c.md) [d]({filename}old.md#x)"
    )


@pytest.mark.parametrize("typed", ["[a](<{filename}old one.md>)", "[a]({filename}old one.md)"])
def test_a_path_with_a_space_in_it_is_found(typed):
    moved = {"articles/old one.md": "articles/new one.md"}
    assert rewritten(typed, moved=moved) == typed.replace("old one", "new%20one")


def test_a_path_with_a_space_is_written_so_that_it_remains_one_address():
    assert rewritten("[a]({filename}old.md)", moved={"articles/old.md": "articles/new name.md"}) == (
        "[a]({filename}new%20name.md)"
    )
    assert rewritten("[a]({filename}old%20one.md)", moved={"articles/old one.md": "articles/new.md"}) == (
        "[a]({filename}new.md)"
    )


def test_rest_and_html_sources_have_their_links_changed_too():
    assert rewritten("`a <{filename}old.md>`_ and .. _b: {filename}old.md", markdown=False) == (
        "`a <{filename}new.md>`_ and .. _b: {filename}new.md"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\ntitle: A\n---\n\nText\n", "---\ntitle: A\naliases: [old]\n---\n\nText\n"),
        ("---\ntitle: A\naliases: [x, y]\ntags: [b]\n---\n", "---\ntitle: A\naliases: [old]\ntags: [b]\n---\n"),
        (
            "---\naliases:\n  - x\n  - y\n\n# of the tags\ntags: [b]\n---\n",
            "---\naliases: [old]\n\n# of the tags\ntags: [b]\n---\n",
        ),
        ("Title: A\nDate: 2026-01-01\n\nText\n", "Title: A\nDate: 2026-01-01\nAliases: old\n\nText\n"),
        ("title: A\naliases: x,\n    y\ntags: b\n\nText\n", "title: A\naliases: old\ntags: b\n\nText\n"),
        ("Title\n#####\n\n:date: 2026-01-01\n\nText\n", "Title\n#####\n\n:date: 2026-01-01\n:aliases: old\n\nText\n"),
        ("Title\n#####\n\n:aliases: x\n:tags: b\n\nText\n", "Title\n#####\n\n:aliases: old\n:tags: b\n\nText\n"),
    ],
)
def test_a_field_is_added_or_replaced_and_the_rest_is_as_it_was(before, after):
    assert replaced(before, [header_edits.with_field(before, "aliases", ["old"], is_yaml=True)]) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\nrelated_posts: [old, older, 'old']\n---\n", "---\nrelated_posts: [new, older, 'new']\n---\n"),
        ("---\nrelated_posts:\n- old\n- x\n---\n\nold\n", "---\nrelated_posts:\n- new\n- x\n---\n\nold\n"),
        ('---\nrelated_posts_exclude: "x, old"\n---\n', '---\nrelated_posts_exclude: "x, new"\n---\n'),
        ("Title: old\nRelated-Posts: x, old\n\nold\n", "Title: old\nRelated-Posts: x, new\n\nold\n"),
        ("---\ntags: [old]\nslug: old\n---\n", "---\ntags: [old]\nslug: old\n---\n"),
    ],
)
def test_a_slug_is_changed_in_the_fields_that_hold_slugs_of_others(before, after):
    assert replaced(before, header_edits.slugs_replaced(before, "old", "new")) == after


def test_the_slugs_of_a_data_file_are_found_by_its_form():
    corrections = "- {date: 2026-01-01, article: old, wrong: old, right: new}\n"
    assert [slug for _, slug in slugs_in(compose_yaml(corrections), [CORRECTIONS])] == ["old"]
    start_here = "- title: old\n  articles:\n  - old\n  - 'other'\n"
    assert [slug for _, slug in slugs_in(compose_yaml(start_here), [START_HERE])] == ["old", "other"]


# All files or none


@pytest.fixture
def two_changes(tmp_path):
    """Two files, the second of which is renamed, and their changes."""
    paths = [tmp_path / "a.md", tmp_path / "b.md"]
    for path in paths:
        path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    file = read_text(paths[0])
    news = [paths[0], tmp_path / "deep" / "c.md"]
    return [change_of(old, new, file, "three\ntwo\n") for old, new in zip(paths, news, strict=True)]


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_changed_files_keep_their_line_ends_and_byte_order_mark(two_changes, tmp_path):
    apply(two_changes)
    after = b"\xef\xbb\xbfthree\r\ntwo\r\n"
    assert tree(tmp_path) == {"a.md": after, "deep/c.md": after}


@pytest.mark.parametrize("failing", [1, 2])
def test_after_a_failure_in_the_middle_every_file_is_as_it_was(two_changes, tmp_path, monkeypatch, failing):
    before, calls, real = tree(tmp_path), [], os.replace

    def replace(source, target):
        calls.append(target)
        if len(calls) == failing:
            raise OSError(28, "No space left on device", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", replace)
    with pytest.raises(OSError, match="No space left"):
        apply(two_changes)
    assert tree(tmp_path) == before


def test_replacements_are_made_in_any_order_and_the_same_one_once():
    assert replaced("abc", [Replacement(2, 3, "z"), Replacement(0, 1, "x"), Replacement(0, 1, "x")]) == "xbz"
