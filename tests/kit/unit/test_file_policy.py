"""Which paths a text may name, and which may be written, judged without a site."""

import pytest

from hamerkop.shared.file_policy import HIDDEN, LEADS_OUT, OUTSIDE, FilePolicy, folders_outside, is_below, readings


@pytest.fixture
def policy(tmp_path):
    """Return the policy of a content folder with a file, a hidden one, and a link that leads out."""
    content = tmp_path / "content"
    for name in ("images/a.png", "images/.b.png", ".well-known/c.txt", "named/.d", "psd/e.psd", "f.md"):
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).write_text("x")
    (tmp_path / "out.txt").write_text("x")
    (content / "out.txt").symlink_to("../out.txt")
    return FilePolicy(content, (content.resolve(),), ("psd/*", "*~"), ("named/.d",), sources=(".md",))


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("images/a.png", ""),
        ("images/../images/a.png", ""),
        ("images/none.png", ""),
        ("x" * 300, ""),
        (".well-known/c.txt", ""),
        ("named/.d", ""),
        ("images/.b.png", HIDDEN),
        ("psd/e.psd", HIDDEN),
        (".git/none", HIDDEN),
        ("a~", HIDDEN),
        ("../out.txt", OUTSIDE),
        ("/etc/hostname", OUTSIDE),
        ("images/../../content-2/x", OUTSIDE),
        ("out.txt", LEADS_OUT),
    ],
)
def test_a_file_may_be_published_if_it_is_content_and_not_hidden(policy, path, reason):
    assert policy.reason_against(path) == reason


@pytest.mark.parametrize(("path", "named"), [("images", "folder"), ("f.md", "source"), ("a\0b", "path")])
def test_what_is_no_ordinary_published_file_may_not(policy, path, named):
    assert named in policy.reason_against(path)


@pytest.mark.parametrize(
    ("path", "below"),
    [
        ("a.html", True),
        ("a/../b.html", True),
        ("", True),
        ("..a/b", True),
        ("../a.html", False),
        ("../output-2/a.html", False),
        ("/etc/a.html", False),
        ("a\0", False),
    ],
)
def test_a_page_is_written_below_the_output_folder(tmp_path, path, below):
    assert is_below(str(tmp_path / "output"), path) is below


def test_a_path_is_read_in_each_way_that_a_program_may_read_it():
    assert list(readings("a.png")) == ["a.png"]
    assert "../x" in readings("%2e%2e/x")
    assert "../x" in readings("%252e%252e%5cx")
    assert "../x" in readings("..&#47;x")


def test_folders_outside_the_content_are_those_that_settings_name():
    settings = {"STATIC_PATHS": ["images", "../a", "b/../.."], "PAGE_PATHS": "pages", "FOLLOW_SYMLINKS_TO": ["/c"]}
    expected = [("STATIC_PATHS", "../a"), ("STATIC_PATHS", "b/../.."), ("FOLLOW_SYMLINKS_TO", "/c")]
    assert list(folders_outside(settings)) == expected
