"""What was read is read again when its code changes, and not because the build was started in another way."""

import sys
from types import ModuleType

from hamerkop.build.file_digests import FileDigests
from hamerkop.build.site_key import site_parts


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
