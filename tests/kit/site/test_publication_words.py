"""What `releases` and `rollback` say, and when they change nothing; the place is a folder of this machine."""

import pytest

from hamerkop.publish import publication
from hamerkop.publish.publication import FAILED, PUBLISHED, Options
from hamerkop.publish.targets.directory import Directory
from tests.kit.site.test_publish_directory import publish, served, write

NOBODY = "http://127.0.0.1:9"


@pytest.fixture
def www(tmp_path):
    """Return a folder with two releases."""
    for files in ({"index.html": "Old", "a.html": "A"}, {"index.html": "New", "b.html": "B"}):
        publish(Directory(str(tmp_path / "www")), write(tmp_path / "built", files))
    return tmp_path / "www"


@pytest.fixture
def settings(www, tmp_path):
    """Return a function that writes a settings file and returns its path; *end* are its last lines."""

    def written(end="", **options):
        row = {"kind": "directory", "path": str(www), "wait": 0} | options
        file = tmp_path / "siteconf.py"
        file.write_text(f"FEED_ALL_ATOM = 'all.xml'\nPUBLISH_TO = {{'here': {row!r}}}\n{end}")
        return str(file)

    return written


def test_without_an_address_to_verify_at_nothing_is_changed(settings, www, capsys):
    assert publication.rollback(settings(), "", Options()) == FAILED
    assert "Not changed: where readers get the site is not known; give it: SITEURL=" in capsys.readouterr().out
    assert served(www)["index.html"] == "New"


def test_a_way_back_that_readers_do_not_get_is_not_called_unchanged(settings, www, capsys):
    new = (www / "current").readlink().name
    assert publication.rollback(settings(url=NOBODY), "1", Options()) == FAILED
    printed = capsys.readouterr().out
    assert "\nNot finished: 0001-" in printed
    old = (www / "current").readlink().name
    assert printed.endswith(
        "Nothing was deleted.\n"
        f"To try again: hamerkop rollback {old} --to here\n"
        f"To go back: hamerkop rollback {new} --to here\n"
    )
    assert served(www)["index.html"] == "Old"


def test_trying_again_verifies_what_the_release_has_changed(settings, capsys):
    assert publication.rollback(settings(url=NOBODY), "2", Options()) == FAILED
    printed = capsys.readouterr().out
    assert "nothing has changed" in printed
    assert f"{NOBODY}/b.html: the host cannot be asked" in printed
    assert "a.html" not in printed


def test_that_no_release_is_older_than_the_live_one_is_said(settings, www, capsys):
    assert publication.rollback(settings(verify=False), "", Options()) == PUBLISHED
    live = (www / "current").readlink().name
    assert publication.rollback(settings(verify=False), "", Options()) == FAILED
    assert f"there is no release before {live}, which readers get; there is 0001-" in capsys.readouterr().out


def test_releases_print_nothing_that_pelican_says_of_the_settings(settings, capsys, caplog):
    assert publication.releases(settings(), "") == PUBLISHED
    assert capsys.readouterr().out.count("\n") == 3
    assert not caplog.records


@pytest.mark.parametrize("command", ["publish", "releases", "rollback"])
def test_a_settings_file_that_ends_the_program_publishes_nothing_and_says_so(command, settings, capsys):
    file = settings("import sys\nsys.exit(0)")
    run = {
        "publish": lambda: publication.publish(file, Options()),
        "releases": lambda: publication.releases(file, ""),
        "rollback": lambda: publication.rollback(file, "", Options()),
    }
    assert run[command]() == FAILED
    assert "ends the program: sys.exit(0); remove that call" in capsys.readouterr().out


@pytest.mark.parametrize("step", ["tell_the_cache", "check_absence"])
def test_who_stops_a_way_back_is_told_what_readers_get(step, settings, monkeypatch):
    def stop(*_arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(publication, step, stop)
    with pytest.raises(
        KeyboardInterrupt, match=r"^0001-.* is public, but not all of it was verified; run: hamerkop rol"
    ):
        publication.rollback(settings(verify=False), "", Options())
