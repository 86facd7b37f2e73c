"""Turns an exception that ended a build into a problem: where, why, and what to do.

Where: the article or page that was being worked on, if the frames of the traceback show one; else the line of the
site's own template, plugin or settings; else the settings file.
"""

import errno
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import jinja2
import yaml
from blinker import Signal
from pelican.contents import Article, Page

import hamerkop
from hamerkop.build.pelican_log import in_one_line
from hamerkop.build.staging import AnotherBuildIsRunning, OutputIsNotOurs, folders_for
from hamerkop.shared.pelican_types import Content
from hamerkop.shared.problems import START, Position, Problem, display_path
from hamerkop.shared.yaml_file import position_of_mark

PACKAGE = Path(hamerkop.__file__).parent


def problem_of(error: Exception, settings_file: str, output: Path, templates_used: Collection[str] = ()) -> Problem:
    """Return the problem that an exception is for somebody who builds a site.

    *output* is the output folder of the build, for errors of the system that name no file. *templates_used* are those
    by which an article or page has been written: if one of them fails, the article is to blame, not the template.
    """
    if isinstance(error, AnotherBuildIsRunning):
        return Problem("B06", display_path(output), START, str(error))
    if isinstance(error, OutputIsNotOurs):
        return Problem("B05", display_path(output), START, str(error))
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark and Path(error.problem_mark.name).is_file():
        mark = error.problem_mark
        message = f"YAML cannot read this: {error.problem}"
        return Problem("Y01", display_path(mark.name), position_of_mark(mark), message)
    if isinstance(error, OSError) and error.errno:
        return _problem_of_the_system(error, output)
    return _problem_in_code(error, settings_file, templates_used)


def _problem_of_the_system(error: OSError, output: Path) -> Problem:
    """Return a problem at the file that the system refused; if its name is the reason, at the source of the page."""
    content = content_at(error)
    path = Path(error.filename or output)
    staging = folders_for(output).building
    if not path.absolute().is_relative_to(staging):
        return Problem("B07", display_path(path), START, f"{error.strerror}; fix that and build again")
    page = path.absolute().relative_to(staging).as_posix()
    message = f"{error.strerror}: {_shortened(page)}; fix that and build again"
    if content and error.errno in BAD_NAME:
        return Problem("B15", display_path(content.source_path), START, message)
    return Problem("B07", display_path(output), START, message)


SHOWN_BY = "`hamerkop build --traceback` shows where it comes from"
BAD_NAME = (errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.EEXIST)


def _shortened(path: str) -> str:
    return path if len(path) <= 100 else f"{path[:60]}…{path[-20:]}"


def _problem_in_code(error: Exception, settings_file: str, templates_used: Collection[str]) -> Problem:
    """Return a problem at the article that was being worked on, or at the line of the site's own code that failed."""
    path, position = _position_of(error)
    content = content_at(error)
    text = in_one_line(error.msg if isinstance(error, SyntaxError) else str(error))  # str() would repeat the path
    message = text if _speaks_for_itself(error) else f"{type(error).__name__}: {text}"
    if path and (content is None or content.template not in templates_used):
        during = f" (while working on {display_path(content.source_path)})" if content else ""
        return Problem("B08", display_path(path), position, f"{message}{during}")
    if content:
        where = f"in {display_path(path)}:{position.line}" if path else SHOWN_BY
        return Problem("B15", display_path(content.source_path), START, f"{message} ({where})")
    return Problem("B12", display_path(settings_file), START, f"{message}; {SHOWN_BY}")


def content_at(error: BaseException) -> Content | None:
    """Return the article or page that was being worked on: that of the innermost frame which has exactly one.

    Frames outside of the innermost signal are not asked: their variables hold what a loop that has ended was about.
    """
    for frame in reversed(list(_frames(error))):
        found: dict[int, Content] = {id(value): value for value in _values(frame) if isinstance(value, Article | Page)}
        if len(found) == 1:
            return next(iter(found.values()))
        if frame.f_code is Signal.send.__code__:
            return None
    return None


def _frames(error: BaseException) -> Iterator[FrameType]:
    traceback = error.__traceback__
    while traceback:
        yield traceback.tb_frame
        traceback = traceback.tb_next


def _values(frame: FrameType) -> Iterator[Any]:
    """Yield the local values of a frame, and the article or page of a template context among them."""
    sent = frame.f_locals.get("kwargs") if frame.f_code is Signal.send.__code__ else None
    for value in [*frame.f_locals.values(), *(sent or {}).values()]:
        yield value
        if isinstance(value, Mapping | jinja2.runtime.Context):
            yield from (value.get(name) for name in ("article", "page", "content"))


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
