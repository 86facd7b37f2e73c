"""The digest of a site: it differs if, and only if, a path or a byte differs."""

import hashlib
import os

from hamerkop.shared.tree_digest import FileRecord, digest, manifest


def write(folder, files):
    for path, data in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return folder


FILES = {"index.html": b"<p>A", "a/index.html": b"", "a.b/x": b"1", "é ü/ß.txt": b"2"}


def test_a_manifest_has_each_file_with_its_digest_and_size(tmp_path):
    found = manifest(write(tmp_path, FILES))
    assert found == {path: FileRecord(hashlib.sha256(data).hexdigest(), len(data)) for path, data in FILES.items()}
    assert list(found) == ["a.b/x", "a/index.html", "index.html", "é ü/ß.txt"]


def test_the_digest_is_of_paths_and_bytes_in_whatever_order_and_folder(tmp_path):
    one = manifest(write(tmp_path / "one", FILES))
    other = manifest(write(tmp_path / "zwei", dict(reversed(FILES.items()))))
    assert digest(one) == digest(dict(reversed(other.items())))
    rows = b"".join(
        b"%s %d %s\0" % (hashlib.sha256(data).hexdigest().encode(), len(data), path.encode())
        for path, data in sorted(FILES.items(), key=lambda item: item[0].encode())
    )
    assert digest(one) == hashlib.sha256(rows).hexdigest()


def test_a_renamed_moved_changed_added_or_removed_file_changes_the_digest(tmp_path):
    trees = {
        "same": FILES,
        "changed": {**FILES, "index.html": b"<p>B"},
        "added": {**FILES, "new": b""},
        "removed": {path: data for path, data in FILES.items() if path != "a.b/x"},
        "moved": {path.replace("a.b", "a"): data for path, data in FILES.items()},
    }
    found = {digest(manifest(write(tmp_path / name, files))) for name, files in trees.items()}
    (tmp_path / "empty").mkdir()
    assert len({*found, digest(manifest(tmp_path / "empty"))}) == 6


def test_a_name_that_is_not_utf_8_has_a_place(tmp_path):
    name = os.fsdecode(b"\xff.txt")
    (tmp_path / name).write_bytes(b"x")
    (path,) = manifest(tmp_path)
    assert path.encode("utf-8", "surrogateescape") == b"\xff.txt"
    assert len(digest(manifest(tmp_path))) == 64


def test_the_repository_that_a_site_keeps_is_left_out_and_links_to_files_are_not(tmp_path):
    write(tmp_path, {".git/HEAD": b"ref", "a/.git/HEAD": b"x", ".well-known/security.txt": b"y"})
    (tmp_path / "link").symlink_to("a/.git/HEAD")
    assert list(manifest(tmp_path)) == [".well-known/security.txt", "a/.git/HEAD", "link"]
