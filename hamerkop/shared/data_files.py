"""Finds the data file or folder of a plugin under PATH, and reports one that a setting names and that is missing."""

from collections.abc import Callable
from pathlib import Path

from hamerkop.shared.file_policy import LEADS_OUT, is_below, is_content
from hamerkop.shared.inputs import declare_site_input
from hamerkop.shared.pelican_types import Generator, Settings
from hamerkop.shared.problems import START, Problem, display_path, log_problem
from hamerkop.shared.settings import SettingsTable
from hamerkop.shared.settings_file import missing_file_problem


def find_data_file(generator: Generator, table: SettingsTable, name: str) -> Path | None:
    """Return the path of the file, under PATH, that the setting *name* of *table* names; None if there is none.

    A file that is missing is a problem (Y04) only where the site itself sets the setting: the default is a file that a
    site may have. What is there and is no file, such as a folder, is one (Y01) in any case. The path is declared as an
    input of the site, whether the file exists or not.
    """
    return _find(generator, table, name, Path.is_file)


def find_data_folder(generator: Generator, table: SettingsTable, name: str) -> Path | None:
    """Return the path of the folder that the setting *name* names, as :func:`find_data_file` does for a file."""
    return _find(generator, table, name, Path.is_dir)


def files_in(folder: Path | None, pattern: str, settings: Settings) -> list[Path]:
    """Return the files in a folder of data files whose names match *pattern*, sorted; links out of PATH are logged."""
    found = sorted(folder.glob(pattern)) if folder else []
    problems = {path: problem for path in found if (problem := link_problem(path, settings))}
    for problem in problems.values():
        log_problem(problem, settings)
    return [path for path in found if path not in problems]


def link_problem(path: Path, settings: Settings) -> Problem | None:
    """Return the problem (L08) that *path*, which is under PATH, leads out of it by a symbolic link; None if not.

    A path outside PATH is the choice of the owner, whose settings name it.
    """
    if not is_below(settings["PATH"], str(path)) or is_content(path, settings):
        return None
    return Problem("L08", display_path(path), START, LEADS_OUT)


def _find(generator: Generator, table: SettingsTable, name: str, exists: Callable[[Path], bool]) -> Path | None:
    settings = generator.settings
    path = Path(settings["PATH"], table.value(settings, name))
    declare_site_input(generator.context, path)
    if problem := link_problem(path, settings):
        log_problem(problem, settings)
        return None
    if exists(path):
        return path
    kind = "file" if exists is Path.is_file else "folder"
    if path.exists():
        log_problem(Problem("Y01", display_path(path), START, f"is no {kind}; {name} needs one here"), settings)
    elif name in settings:
        log_problem(missing_file_problem(settings, name, path, kind), settings)
    return None
