"""The command `hamerkop`: build, check, serve, related, publish, and others.

Exit status: 0 all is well, 1 the site has problems, 2 wrong use or the command could not do its work, 130 interrupted.

Only the standard library is imported before a command runs, so that help and wrong use are answered at once.
"""

import argparse
import gc
import io
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import hamerkop
from hamerkop.shared.interrupts import raise_keyboard_interrupt, stop_at_once

if TYPE_CHECKING:
    from hamerkop.build.report import Report
    from hamerkop.diagnostics.selection import Selection

WRONG_USE = 2
INTERRUPTED = 130


class Parser(argparse.ArgumentParser):
    """Parses the arguments of a command, and exits with status 2 on wrong ones, naming the nearest right one.

    *description* is the help's first sentence.
    """

    def __init__(self, prog: str, description: str) -> None:
        super().__init__(prog=prog, description=description, add_help=False, allow_abbrev=False, exit_on_error=False)
        self.flags: list[str] = []
        self.takes_arguments = False
        self.given: list[str] = []
        self.flag("--help", action="help", help="print this help")

    def flag(self, name: str, **settings: object) -> None:
        """Add a flag; *settings* are those of `add_argument`."""
        self.flags.append(name)
        self.add_argument(name, *(["-h"] if name == "--help" else []), **settings)  # type: ignore[arg-type]  # passed on

    def argument(self, name: str, meaning: str, **settings: Any) -> None:
        """Add an argument without a flag, *name* in capitals in the help; *settings* are those of `add_argument`."""
        self.takes_arguments = True
        self.add_argument(name, metavar=name.upper(), help=meaning, **settings)

    def parse(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Return the options in *arguments*. Raises SystemExit after help (status 0) and after a message (2)."""
        self.given = list(arguments)
        try:
            options, unknown = self.parse_known_args(arguments)
        except argparse.ArgumentError as error:
            self._reject_unknown()
            self.error(f"{error.argument_name} {_REWORDED.get(error.message, error.message)}")
        if unknown:
            self.error(f"{self._rejected(unknown[0])}")
        return options

    def _reject_unknown(self) -> None:
        """Exit because of a flag that there is not, which explains more than an argument that is missing."""
        given = self.given[: self.given.index("--")] if "--" in self.given else self.given
        for argument in given:
            if argument.startswith("--") and argument.split("=")[0] not in self.flags:
                self.given = []
                self.error(self._rejected(argument))

    def _rejected(self, argument: str) -> str:
        kind = "flag" if argument.startswith("-") else "argument"
        nearest = _nearest(argument.split("=")[0], self.flags)
        hint = "; put what has spaces in quotes" if self.takes_arguments and kind == "argument" and not nearest else ""
        return f'there is no {kind} "{argument}"{nearest}{hint}'

    def error(self, message: str) -> NoReturn:
        """Print *message* and exit with status 2."""
        if message.startswith(_MISSING):
            self._reject_unknown()
            message = f"{message.removeprefix(_MISSING)} is missing"
        self.exit(WRONG_USE, f"{self.prog}: {message}\nSee: {self.prog} --help\n")


_MISSING = "the following arguments are required: "
_REWORDED = {"expected one argument": "needs a value"}


class Command(NamedTuple):
    """A command: its name, what it does in one sentence, the function that adds its flags, and the one that runs it.

    *run* gets the parser and the options; it returns the exit status.
    """

    name: str
    summary: str
    add_flags: Callable[[Parser], None]
    run: Callable[[Parser, argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None, prog: str = "hamerkop") -> int:
    """Run the command that the first of *arguments* names (default: those of this process); return its exit status.

    *prog* is the name of the program in messages.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    stop_at_once()  # until the modules of a command are imported
    open_standard_streams()
    print_whatever_the_terminal()
    try:
        status = _run(given, prog)
        sys.stdout.flush()
        return status
    except SystemExit as end:  # after help, after a message about wrong use, after sys.exit in a settings file
        return _status_of(end, prog)
    except KeyboardInterrupt as stop:
        print("; ".join(["Stopped", *map(str, stop.args)]) + ".", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:
        if "--traceback" in given:
            traceback.print_exception(error)
        return _failed(error, prog)


def _status_of(end: SystemExit, prog: str) -> int:
    if isinstance(end.code, int):
        return end.code
    print(f"{prog}: {end.code or 'stopped by sys.exit()'}", file=sys.stderr)
    return WRONG_USE


def _failed(error: Exception, prog: str) -> int:
    """Print an exception that no command expected in one line; return the exit status."""
    if isinstance(error, OSError) and error.filename is None:  # standard output cannot be written
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python writes the rest when it ends
    if isinstance(error, BrokenPipeError):  # what reads this, such as `head`, has read enough
        return WRONG_USE
    with suppress(OSError):
        print(f"{prog}: {_described(error)}", file=sys.stderr)
    return WRONG_USE


def _described(error: Exception) -> str:
    if isinstance(error, OSError) and error.errno:
        return f"{error.filename or 'the output'}: {error.strerror}"
    frame = traceback.extract_tb(error.__traceback__)[-1]
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text} ({frame.filename}:{frame.lineno}); this is a fault of the program"


def _run(arguments: list[str], prog: str) -> int:
    name, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    if name in ("-h", "--help", "help"):
        print(_help(prog))
        return 0
    if name == "--version":
        print(f"hamerkop {hamerkop.__version__}")
        return 0
    command = next((command for command in COMMANDS if command.name == name), None)
    if command is None:
        names = [command.name for command in COMMANDS]
        print(f'{prog}: there is no command "{name}"{_nearest(name, names)}\n\n{_help(prog)}', file=sys.stderr)
        return WRONG_USE
    parser = Parser(f"{prog} {name}", command.summary)
    command.add_flags(parser)
    return command.run(parser, parser.parse(rest))


def _help(prog: str) -> str:
    width = max(len(command.name) for command in COMMANDS)
    lines = [f"  {command.name:{width}}  {command.summary}" for command in COMMANDS]
    more = f"`{prog} COMMAND --help` lists the flags of a command, `{prog} --version` prints the version."
    return "\n".join([f"usage: {prog} COMMAND [FLAG …]", "", *lines, "", more])


def _nearest(word: str, known: Sequence[str]) -> str:
    from hamerkop.shared.problems import did_you_mean

    return did_you_mean(word, known)


def shown_progress() -> AbstractContextManager[None]:
    """Return what shows on a terminal how far the site in the block is read or written, if it takes a second."""
    from hamerkop.build import progress_bar

    return progress_bar.shown_progress(time.monotonic())


def collect_garbage_seldom() -> None:
    """Let Python look for unused objects in cycles less often, and never among what is loaded so far.

    A build keeps nearly all that it makes. With Python's own threshold the search takes 5 % of its time; without any, a
    build of 3,000 articles takes 2.5 times the memory, with this one 1 % more.
    """
    gc.freeze()
    gc.set_threshold(10_000)


def open_standard_streams() -> None:
    """Open the null device for each standard stream that is closed (`>&-`).

    The next file that is opened would else get the number of the stream, and what is printed.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  # open until the end
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  # as above


def print_whatever_the_terminal() -> None:
    """Print characters that the terminal cannot show as escapes; by default Python would raise UnicodeEncodeError."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


# Values of flags


def existing_file(text: str) -> str:
    """Return the path of a settings file. Raises argparse.ArgumentTypeError if there is none."""
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"{text}: there is no such file; go to the site's folder, or name the file")
    return text


def port_number(text: str) -> int:
    """Return a TCP port. Raises argparse.ArgumentTypeError if *text* is none."""
    if text.isascii() and text.isdigit() and int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f'"{text}" is not a port; give a number from 1024 to 65535')


FORMATS = ("text", "json", "github", "gitlab", "sarif")  # of hamerkop.diagnostics.formats


def check_format(text: str) -> str:
    """Return a format of `hamerkop check`. Raises argparse.ArgumentTypeError if *text* is none."""
    if text not in FORMATS:
        known = ", ".join(FORMATS)
        raise argparse.ArgumentTypeError(f'"{text}" is not a format; give one of {known}{_nearest(text, FORMATS)}')
    return text


def day(text: str) -> date:
    """Return a day. Raises argparse.ArgumentTypeError if *text* is none."""
    with suppress(ValueError):
        if len(text) == len("2027-03-01"):
            return date.fromisoformat(text)
    raise argparse.ArgumentTypeError(f'"{text}" is not a day; write the year, month and day, such as 2027-03-01')


def report_format(text: str) -> str:
    """Return a format of `hamerkop related`. Raises argparse.ArgumentTypeError if *text* is none."""
    formats = ("table", "json")
    if text not in formats:
        raise argparse.ArgumentTypeError(f'"{text}" is not a format; give table or json{_nearest(text, formats)}')
    return text


def new_file(text: str) -> Path:
    """Return the path of a file to write. Raises argparse.ArgumentTypeError if no file can be there."""
    path = Path(text)
    if path.is_dir():
        raise argparse.ArgumentTypeError(f"{text} is a folder; give the name of a file")
    if not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"{text}: there is no folder {path.parent}; make it, or give another path")
    return path


# The commands


def _add_build_flags(parser: Parser) -> None:
    _add_settings_flag(parser, "pelicanconf.py, with --public publishconf.py")
    parser.flag("--public", action="store_true", help="build what would be published, if all settings for that are set")
    parser.flag("--json", action="store_true", help="print the report as JSON")
    parser.flag("--clean", action="store_true", help="use nothing that an earlier build has kept")
    parser.flag(
        "--explain",
        action="append",
        metavar="PATH",
        help="say why this file was written, or this source read; repeatable",
    )
    parser.flag("--traceback", action="store_true", help="if an exception ends the build, print its traceback")


def _add_check_flags(parser: Parser) -> None:
    parser.argument("file", "a source or a folder; without one the whole site", nargs="*")
    _add_settings_flag(parser, "pelicanconf.py")
    parser.flag("--sources", action="store_true", help="check no pages, only the sources")
    parser.flag("--fix", action="store_true", help="fix what can be fixed safely, and print the changes")
    parser.flag("--unsafe-fixes", action="store_true", help="fix more; look at what was changed")
    parser.flag("--diff", action="store_true", help="print what --fix or --unsafe-fixes would change")
    for name, what in (("--select", "report only these rules"), ("--ignore", "do not report these rules")):
        parser.flag(name, action="append", default=[], metavar="RULE", help=f"{what}; repeatable, or with commas")
    parser.flag("--format", type=check_format, default="text", metavar="FORMAT", help=f"one of {', '.join(FORMATS)}")
    parser.flag("--strict", action="store_true", help="exit with 1 for warnings and notes, too")
    parser.flag("--stdin-filename", metavar="FILE", help="check the text on the standard input in place of this file")
    parser.flag("--write-baseline", type=new_file, metavar="FILE", help="accept all problems that there are now")


def _add_explain_flags(parser: Parser) -> None:
    parser.argument("rule", "id or name of a rule, for example M05 or open-brackets")


def _add_lsp_flags(parser: Parser) -> None:
    _add_settings_flag(parser, "pelicanconf.py in the folder that the editor has opened")


def _add_serve_flags(parser: Parser) -> None:
    _add_settings_flag(parser, "pelicanconf.py")
    parser.flag("--port", type=port_number, default=8000, metavar="N", help="first port to try (default: 8000)")
    parser.flag("--follow", action="store_true", help="let the open page go to the page of the file that was saved")
    parser.flag("--at", type=day, metavar="DAY", help="show the site as of the end of a day, such as 2027-03-01")


def _add_related_flags(parser: Parser) -> None:
    _add_settings_flag(parser, "pelicanconf.py")
    parser.flag("--format", type=report_format, default="table", metavar="FORMAT", help="table (default) or json")
    parser.flag("--html", type=new_file, metavar="FILE", help="draw the links into this file")


def _add_publish_flags(parser: Parser) -> None:
    _add_settings_flag(parser, "publishconf.py")
    _add_to_flag(parser)
    parser.flag("--dry-run", action="store_true", help="only print what would change")
    parser.flag("--allow-shrink", action="store_true", help="publish a site with a fifth fewer pages than before")
    parser.flag("--remote", metavar="NAME", help="without a row in PUBLISH_TO: Git remote (default: origin)")
    parser.flag("--branch", metavar="NAME", help="and the branch that the host serves (default: gh-pages)")


def _add_to_flag(parser: Parser) -> None:
    parser.flag("--to", default="", metavar="NAME", help="a row of PUBLISH_TO (default: the only one)")


def _add_releases_flags(parser: Parser) -> None:
    _add_settings_flag(parser, "publishconf.py")
    _add_to_flag(parser)


def _add_rollback_flags(parser: Parser) -> None:
    _add_releases_flags(parser)
    parser.argument("release", "name or number, as `hamerkop releases` prints it (default: the one before)", nargs="?")
    parser.flag("--dry-run", action="store_true", help="only print what would change")


def _add_new_flags(parser: Parser) -> None:
    _add_settings_flag(parser, "pelicanconf.py")
    parser.argument("title", "the title, in quotes")
    parser.flag("--page", action="store_true", help="a page, such as About, not an article")
    parser.flag("--category", default="", metavar="NAME", help="its category (default: by the words of the title)")
    parser.flag("--tag", action="append", metavar="NAME", help="a tag; repeatable (default: by the words of the title)")
    parser.flag("--date", default="", metavar="DAY", help="its date, as in 2026-12-25 (default: today)")
    parser.flag("--slug", default="", metavar="SLUG", help="its slug (default: made of the title)")
    parser.flag("--published", action="store_true", help="write no `status: draft`, so that it is published as it is")


def _add_move_flags(parser: Parser) -> None:
    _add_settings_flag(parser, "pelicanconf.py")
    parser.argument("old", "the article or page: its slug, or the path of its file")
    parser.argument("new", "its new slug, or the new path of its file")
    parser.flag("--dry-run", action="store_true", help="only print what would change")


def _add_cite_flags(parser: Parser) -> None:
    _add_settings_flag(parser, "pelicanconf.py")
    parser.argument("source", "a DOI, the path of a CSL-JSON, BibTeX, RIS or PubMed file, or - for standard input")
    parser.flag("--dry-run", action="store_true", help="only print what would be added")


def _add_editors_flags(parser: Parser) -> None:
    _add_settings_flag(parser, "pelicanconf.py")
    parser.flag("--check", action="store_true", help="write nothing; exit with 1 if a file is out of date")


def _add_settings_flag(parser: Parser, default: str) -> None:
    parser.flag("--settings", type=existing_file, metavar="FILE", help=f"settings file (default: {default})")


def _settings_file(parser: Parser, options: argparse.Namespace, default: str) -> str:
    if options.settings:
        return str(options.settings)
    if not Path(default).is_file():
        parser.error(f"there is no {default} in this folder; go to the site's folder, or give --settings FILE")
    return default


def _build(parser: Parser, options: argparse.Namespace) -> int:
    settings_file = _settings_file(parser, options, "publishconf.py" if options.public else "pelicanconf.py")
    report = _built(settings_file, options)
    if options.traceback and report.exception:
        traceback.print_exception(report.exception)
    print(report.as_json() if options.json else report.as_text())
    return report.exit_status


def _check(parser: Parser, options: argparse.Namespace) -> int:
    settings_file = _settings_file(parser, options, "pelicanconf.py")
    for file in options.file:
        if not Path(file).exists():
            parser.error(f"{file}: there is no such file")
    with nullcontext() if options.format != "text" else shown_progress():
        from hamerkop.build import check
        from hamerkop.diagnostics.selection import Selection, names_in

        raise_keyboard_interrupt()
        collect_garbage_seldom()
        selection = Selection(names_in(options.select), names_in(options.ignore))
        if wrong := _wrong_together(options, selection):
            parser.error(wrong)
        return check.check(
            check.Request(
                settings_file,
                files=options.file,
                text_of=options.stdin_filename or "",
                text=_standard_input() if options.stdin_filename else "",
                sources_only=options.sources,
                selection=selection,
                format=options.format,
                fix="diff" if options.diff else "write" if options.fix or options.unsafe_fixes else "",
                unsafe=options.unsafe_fixes,
                strict=options.strict,
                new_baseline=str(options.write_baseline or ""),
            )
        )


def _wrong_together(options: argparse.Namespace, selection: "Selection") -> str:
    """Return what is wrong with the flags of `hamerkop check`, or ""."""
    from hamerkop.diagnostics import baseline
    from hamerkop.diagnostics.selection import unknown_name

    changes = options.fix or options.unsafe_fixes or options.diff
    if wrong := unknown_name([*selection.selected, *selection.ignored]):
        return wrong
    if options.stdin_filename and (changes or options.write_baseline or options.file):
        return "--stdin-filename checks one text; it cannot be fixed, and no other file can be named"
    if options.write_baseline and changes:
        return "--write-baseline accepts problems, and --fix, --unsafe-fixes and --diff are for fixing them; give one"
    return baseline.refusal(options.write_baseline) if options.write_baseline else ""


def _standard_input() -> str:
    return sys.stdin.buffer.read().decode("utf-8", errors="replace")


def _explain(parser: Parser, options: argparse.Namespace) -> int:
    from hamerkop.diagnostics import explanation

    text = explanation.of(options.rule)
    if not text:
        parser.error(f'there is no rule "{options.rule}"{_nearest(options.rule, explanation.names())}')
    print(text)
    return 0


def _lsp(parser: Parser, options: argparse.Namespace) -> int:
    from hamerkop.shared.extras import MissingPackage, extra

    try:
        with extra("lsp"):
            from hamerkop.language_server import server
    except MissingPackage as error:
        parser.error(str(error))
    server.start(options.settings or "pelicanconf.py")
    return 0


def _serve(parser: Parser, options: argparse.Namespace) -> int:
    settings_file = _settings_file(parser, options, "pelicanconf.py")
    with shown_progress():
        from hamerkop.preview import command, following

        raise_keyboard_interrupt()
        shown = following.Preview(settings_file, options.at, options.follow)
        try:
            server = command.started_server(shown, options.port)
        except OSError as error:
            print(f"{parser.prog}: {error.strerror}", file=sys.stderr)
            return WRONG_USE
        shown.load()
    command.serve(shown, server)
    return 0


def _related(parser: Parser, options: argparse.Namespace) -> int:
    settings_file = _settings_file(parser, options, "pelicanconf.py")
    with shown_progress():
        from hamerkop.related import command

        raise_keyboard_interrupt()
        return command.report(settings_file, options.format, options.html)


def _publish(parser: Parser, options: argparse.Namespace) -> int:
    settings_file = _settings_file(parser, options, "publishconf.py")
    with shown_progress():
        from hamerkop.publish import publication
        from hamerkop.publish.rows import branch_row

        raise_keyboard_interrupt()
        named = options.remote is not None or options.branch is not None
        row = branch_row(options.remote, options.branch) if named else None
        chosen = publication.Options(options.to, options.dry_run, options.allow_shrink, row)
        return publication.publish(settings_file, chosen)


def _releases(parser: Parser, options: argparse.Namespace) -> int:
    settings_file = _settings_file(parser, options, "publishconf.py")
    from hamerkop.publish import publication

    raise_keyboard_interrupt()
    return publication.releases(settings_file, options.to)


def _rollback(parser: Parser, options: argparse.Namespace) -> int:
    settings_file = _settings_file(parser, options, "publishconf.py")
    with shown_progress():
        from hamerkop.publish import publication

        raise_keyboard_interrupt()
        chosen = publication.Options(options.to, options.dry_run)
        return publication.rollback(settings_file, options.release or "", chosen)


def _new(parser: Parser, options: argparse.Namespace) -> int:
    settings_file = _settings_file(parser, options, "pelicanconf.py")
    with shown_progress():
        from hamerkop.authoring import new, site

        raise_keyboard_interrupt()
        kind = site.PAGE if options.page else site.ARTICLE
        wanted = new.Wanted(
            *(options.title, kind, options.category, tuple(options.tag or ())),
            *(options.date, options.slug, options.published),
        )
        return _or_refused(parser, lambda: new.report(settings_file, wanted, _program(parser)))


def _move(parser: Parser, options: argparse.Namespace) -> int:
    settings_file = _settings_file(parser, options, "pelicanconf.py")
    with shown_progress():
        from hamerkop.authoring import move

        raise_keyboard_interrupt()
        return _or_refused(parser, lambda: move.report(settings_file, options.old, options.new, options.dry_run))


def _cite(parser: Parser, options: argparse.Namespace) -> int:
    settings_file = _settings_file(parser, options, "pelicanconf.py")
    from hamerkop.shared.extras import MissingPackage

    try:
        from hamerkop.authoring import cite
    except MissingPackage as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return WRONG_USE
    raise_keyboard_interrupt()
    return _or_refused(parser, lambda: cite.report(settings_file, options.source, options.dry_run))


def _editors(parser: Parser, options: argparse.Namespace) -> int:
    settings_file = _settings_file(parser, options, "pelicanconf.py")
    with shown_progress():
        from hamerkop.authoring import editors

        raise_keyboard_interrupt()
        return _or_refused(parser, lambda: editors.report(settings_file, options.check))


def _or_refused(parser: Parser, run: Callable[[], int]) -> int:
    """Return what *run* returns; if it refuses, print why, and return 2."""
    from hamerkop.authoring.site import Refused

    try:
        return run()
    except Refused as reason:
        print(f"{parser.prog}: {reason}", file=sys.stderr)
        return WRONG_USE


def _program(parser: Parser) -> str:
    """Return how the commands of this program are typed, without the name of the command."""
    name = parser.prog.split()[0]
    return f"python3 {name}" if name.endswith(".py") else name


def _built(settings_file: str, options: argparse.Namespace) -> "Report":
    """Build; with `--public`, only if every setting that publishing needs has a value."""
    shown = nullcontext() if options.json else shown_progress()
    from hamerkop.build import explain, site, staging
    from hamerkop.publish import preflight

    raise_keyboard_interrupt()
    collect_garbage_seldom()
    check = preflight.unset_settings if options.public else None
    with shown:
        return site.build(
            settings_file,
            check=check,
            clean=options.clean,
            discard_last=staging.discard_in_background,
            explanation=explain.Explanation(options.explain) if options.explain else None,
        )


COMMANDS = [
    Command("build", "Build the site, and report every problem in it.", _add_build_flags, _build),
    Command("check", "Check the sources and the pages, and print every problem.", _add_check_flags, _check),
    Command("explain", "Say what a rule finds, why, and what to do.", _add_explain_flags, _explain),
    Command("lsp", "Tell an editor what is wrong, over the Language Server Protocol.", _add_lsp_flags, _lsp),
    Command("serve", "Show the site on this machine while you write, until Ctrl-C.", _add_serve_flags, _serve),
    Command("new", "Write the file of a new article or page, a draft.", _add_new_flags, _new),
    Command("move", "Rename an article or page, and change every link to it.", _add_move_flags, _move),
    Command("cite", "Add a work to the bibliography.", _add_cite_flags, _cite),
    Command("editors", "Write the configurations of editors with forms.", _add_editors_flags, _editors),
    Command("related", "Report on the links between articles.", _add_related_flags, _related),
    Command("publish", "Build the public site and bring it to its host.", _add_publish_flags, _publish),
    Command("releases", "Print what was published, and can be gone back to.", _add_releases_flags, _releases),
    Command("rollback", "Give readers an earlier release again.", _add_rollback_flags, _rollback),
]
