"""The data file that a setting names: found, absent, or missing."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from hamerkop.shared.data_files import find_data_file, find_data_folder
from hamerkop.shared.inputs import site_inputs_of
from hamerkop.shared.settings import Setting, SettingsTable

TABLE = SettingsTable("hamerkop.holts", [Setting("HOLTS_FILE", str, "holts.yaml", "the holts")])


@pytest.fixture
def find(tmp_path, caplog):
    """Return ``find(files, **settings)``, which gives path, inputs of the site and rules of the logged problems."""

    def run(*files, **settings):
        for name in files:
            (tmp_path / name).write_text("", "utf-8")
        generator = SimpleNamespace(settings={"PATH": str(tmp_path), **settings}, context={})
        found = find_data_file(generator, TABLE, "HOLTS_FILE")
        inputs = {Path(path).name for path in site_inputs_of(generator.context)}
        return found and found.name, inputs, [record.problem.rule for record in caplog.records]

    return run


def test_the_file_is_found_by_its_default_or_by_the_setting(find):
    assert find("holts.yaml") == ("holts.yaml", {"holts.yaml"}, [])
    assert find("dens.yaml", HOLTS_FILE="dens.yaml") == ("dens.yaml", {"dens.yaml"}, [])


def test_a_site_may_do_without_the_default_file_which_is_an_input_all_the_same(find):
    assert find() == (None, {"holts.yaml"}, [])


def test_a_folder_is_found_in_the_same_way(tmp_path, caplog):
    (tmp_path / "dens.yaml").write_text("a file", "utf-8")
    (tmp_path / "holts").mkdir()

    def find(**settings):
        generator = SimpleNamespace(settings={"PATH": str(tmp_path), **settings}, context={})
        found = find_data_folder(generator, TABLE, "HOLTS_FILE")
        inputs = {Path(path).name for path in site_inputs_of(generator.context)}
        return found and found.name, inputs, [record.problem.message for record in caplog.records]

    assert find() == (None, {"holts.yaml"}, [])
    assert find(HOLTS_FILE="holts") == ("holts", {"holts"}, [])
    found, inputs, (message,) = find(HOLTS_FILE="dens.yaml")
    assert (found, inputs) == (None, {"dens.yaml"})
    assert "is no folder; HOLTS_FILE needs one here" in message


def test_a_file_that_the_settings_name_has_to_be_there(find):
    assert find(HOLTS_FILE="dens.yaml") == (None, {"dens.yaml"}, ["Y04"])


def test_what_is_there_and_is_no_file_is_a_problem(find, tmp_path):
    (tmp_path / "holts.yaml").mkdir()
    assert find() == (None, {"holts.yaml"}, ["Y01"])
