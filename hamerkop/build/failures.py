"""Turns an exception that ended a build into a problem: where, why, and what to do."""

import sys
from pathlib import Path

import jinja2
import yaml

import hamerkop
from hamerkop.build.staging import AnotherBuildIsRunning, OutputIsNotOurs
from hamerkop.shared.problems import START, Position, Problem, display_path
from hamerkop.shared.yaml_file import position_of_mark

PACKAGE = Path(hamerkop.__file__).parent


def problem_of(error: Exception, settings_file: str, output: Path) -> Problem:
    """Return the problem that an exception is for somebody who builds a site.

    *output* is the output folder of the build, for errors of the system that name no file.
    """
    if isinstance(error, AnotherBuildIsRunning):
        return Problem("B06", display_path(output), START, str(error))
    if isinstance(error, OutputIsNotOurs):
        return Problem("B05", display_path(output), START, str(error))
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
        position = position_of_mark(error.problem_mark)
        return Problem(
            "Y01", display_path(error.problem_mark.name), position, f"YAML cannot read this: {error.problem}"
        )
    if isinstance(error, OSError) and error.errno:
        path = display_path(error.filename or output)
        return Problem("B07", path, START, f"{error.strerror}; fix that and build again")
    return _problem_in_code(error, settings_file)


def _problem_in_code(error: Exception, settings_file: str) -> Problem:
    """Return a problem at the line of the site's own code that failed; B12 if it is not in the site's own code."""
    path, position = _position_of(error)
    text = error.msg if isinstance(error, SyntaxError) else str(error)  # str() would repeat the path and line
    message = text if _speaks_for_itself(error) else f"{type(error).__name__}: {text}"
    if path:
        return Problem("B08", display_path(path), position, message)
    return Problem("B12", display_path(settings_file), START, f"{message}; --traceback shows where it comes from")


def _position_of(error: Exception) -> tuple[str, Position]:
    """Return file and position of an error in a template, a settings file or a plugin of the site's own; or ""."""
    path, line = _innermost_own_line(error)
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.filename or error.name or path, Position(error.lineno, 1)
    if isinstance(error, SyntaxError) and error.filename:
        return error.filename, Position(error.lineno or 1, max(error.offset or 1, 1))
    return path, Position(line, 1)


def _speaks_for_itself(error: Exception) -> bool:
    return isinstance(error, jinja2.TemplateError | ValueError | SyntaxError) or type(error) is Exception


def _innermost_own_line(error: BaseException) -> tuple[str, int]:
    """Return file and line of the innermost frame in the site's own files, not in installed packages; ("", 1)."""
    found = ("", 1)
    frame = error.__traceback__
    while frame:
        path = Path(frame.tb_frame.f_code.co_filename)
        if path.is_file() and not _is_installed(path):
            found = (str(path), frame.tb_lineno)
        frame = frame.tb_next
    return found


def _is_installed(path: Path) -> bool:
    libraries = [Path(prefix, "lib") for prefix in (sys.prefix, sys.base_prefix)]
    return "site-packages" in path.parts or any(path.is_relative_to(folder) for folder in [PACKAGE, *libraries])
