"""What was read is read again when its code changes, and not because the build was started in another way.

What has changed is named.
"""

import sys
from types import ModuleType

import pytest

from hamerkop.build.file_digests import FileDigests
from hamerkop.build.site_key import CannotTell, as_text, changed_parts, from_text, settings_parts, site_parts

LAST = {"setting TZ": "1", "code /a/b.py": "1", "package pelican-4.12.0.dist-info": "", "variable LANG": "C"}


def parts() -> dict[str, str]:
    return site_parts({}, [], [], FileDigests())


def module_of(path) -> ModuleType:
    made = ModuleType("made")
    made.__file__ = str(path)
    return made


def test_the_program_that_starts_the_build_does_not_count_under_any_name(tmp_path, monkeypatch):
    first = parts()
    (tmp_path / "starts.py").write_text("")
    program = module_of(tmp_path / "starts.py")
    for name in ("__main__", "__mp_main__"):
        monkeypatch.setitem(sys.modules, name, program)
    assert parts() == first


def test_a_module_that_the_settings_import_counts(tmp_path, monkeypatch):
    (tmp_path / "made.py").write_text("A = 1")
    monkeypatch.setitem(sys.modules, "made", module_of(tmp_path / "made.py"))
    first = parts()
    (tmp_path / "made.py").write_text("A = 22")
    assert parts() != first


def changed(now, last=LAST):
    return changed_parts(last, now, "pelicanconf.py")


def test_nothing_changed():
    assert changed(dict(LAST)) == ""


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ({"setting TZ": "2"}, "the setting TZ"),
        ({"setting NEW": "2", "setting TZ": "2"}, "the settings NEW and TZ"),
        ({"code /a/b.py": "2", "setting TZ": "2"}, "the setting TZ and /a/b.py"),
        ({"variable LANG": "de"}, "the environment variable LANG"),
        ({"package pelican-4.13.0.dist-info": ""}, "the package pelican"),
        ({f"package {name}-1.dist-info": "" for name in "abcd"}, "the packages a, b and 2 more"),
    ],
)
def test_what_changed_is_named(now, words):
    assert changed(LAST | now) == words


def test_a_package_of_another_version_is_one_change():
    now = {**LAST, "package pelican-4.13.0.dist-info": ""}
    del now["package pelican-4.12.0.dist-info"]
    assert changed(now) == "the package pelican"


@pytest.mark.parametrize("text", ["", "3", "[1]", "None", "{", '"x"'])
def test_a_damaged_text_has_no_parts(text):
    assert from_text(text) == {}


def test_parts_of_a_damaged_name_are_left_out():
    assert changed({**LAST, "settingX": "1", "": "2"}) == ""


def test_a_text_has_the_parts_again():
    assert from_text(as_text(LAST)) == LAST


def test_a_setting_that_cannot_be_compared_is_named():
    with pytest.raises(CannotTell, match=r"the setting MENU has a value of the type .*, which cannot be compared"):
        settings_parts({"MENU": iter([])})
