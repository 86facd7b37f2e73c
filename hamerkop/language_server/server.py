"""Answers the requests of an editor."""

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument

import hamerkop
from hamerkop.authoring.site import Refused
from hamerkop.language_server import protocol, renames
from hamerkop.language_server.session import Session
from hamerkop.shared.problems import Problem

Answer = Callable[[Any, Any], Any]  # of the server and the parameters
PAUSE = 0.01  # seconds after a key before the text is read
WATCHED = "**/*.{md,markdown,yaml,yml,json,py,html,rst,css,png,jpg,jpeg,svg,webp,avif}"


class SiteServer(LanguageServer):
    """The server of one site: the folder that the editor has opened, or that of *settings_file*."""

    def __init__(self, settings_file: str) -> None:
        super().__init__("hamerkop", hamerkop.__version__)
        self.session = Session(settings_file)
        self.problems: dict[str, list[Problem]] = {}
        self._waiting: asyncio.TimerHandle | None = None
        self._changed: set[str] = set()

    # Texts

    def text_changed(self, uri: str) -> None:
        """Read an open text again when nothing has been typed for a moment."""
        self._changed.add(uri)
        if self._waiting:
            self._waiting.cancel()
        self._waiting = asyncio.get_running_loop().call_later(PAUSE, self.read_texts)

    def read_texts(self) -> None:
        """Read the texts that have changed, and send what is wrong."""
        self._waiting = None
        changed, self._changed = self._changed, set()
        for uri in changed:
            if uri in self.workspace.text_documents:
                self.session.open(path_of(uri), self.workspace.get_text_document(uri).source)
        self.send_problems()

    def send_problems(self) -> None:
        """Send the problems of each file that has other ones than before."""
        found = self.session.problems()
        for path in sorted(found.keys() | self.problems.keys()):
            if found.get(path) != self.problems.get(path):
                uri = self._uri_of(path)
                lines, to_units = self.lines_of(uri)
                shown = [protocol.diagnostic(each, lines, to_units) for each in found.get(path, [])]
                self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, shown))
        self.problems = dict(found)
        if self.session.needs_restart:
            self.session.needs_restart = False
            self.session.load()
            message = "The settings or a plugin of the site have changed. If a plugin has, restart the language server."
            self.window_show_message(types.ShowMessageParams(types.MessageType.Info, message))

    def _uri_of(self, path: str) -> str:
        """Return the address of a file as the editor writes it."""
        opened = (uri for uri in self.workspace.text_documents if path_of(uri) == path)
        return next(opened, uris.from_fs_path(path) or "")

    def lines_of(self, uri: str) -> tuple[Sequence[str], protocol.ToUnits]:
        """Return the lines of a file, and what turns ranges in it into units of the editor."""
        document = self.workspace.get_text_document(uri)
        try:
            lines = document.lines
        except (OSError, UnicodeDecodeError):
            lines = []
        return lines, lambda range_: self.workspace.position_codec.range_to_client_units(lines, range_)

    def place_in(self, document: TextDocument, position: types.Position) -> tuple[int, int]:
        """Return line and column, in characters from 0, of a place that the editor gave in its own units."""
        place = self.workspace.position_codec.position_from_client_units(document.lines, position)
        return place.line, place.character

    def range_in(self, document: TextDocument, line: int, start: int, end: int) -> types.Range:
        """Return a range of one line, given in characters, in the units of the editor."""
        range_ = types.Range(types.Position(line, start), types.Position(line, end))
        return self.workspace.position_codec.range_to_client_units(document.lines, range_)


def path_of(uri: str) -> str:
    """Return the absolute path of a file."""
    return os.path.abspath(uris.to_fs_path(uri) or "")  # noqa: PTH100  # without following links


def site_server(settings_file: str) -> SiteServer:
    """Return a server with everything that it answers."""
    server = SiteServer(settings_file)
    for feature, answer, options in FEATURES:
        server.feature(feature, options)(_for(server, answer))
    return server


def _for(server: SiteServer, answer: Answer) -> Callable[[Any], Any]:
    """Return *answer* as a function of the parameters alone."""

    def answer_of_server(params: Any) -> Any:
        return answer(server, params)

    return answer_of_server


def start(settings_file: str) -> None:
    """Speak with an editor over the standard streams, until it ends.

    What plugins print goes to the standard error: the editor would take it for an answer.
    """
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    server = site_server(settings_file)
    try:
        server.start_io(stdout=answers)
    finally:
        server.session.close()


# What is answered; the names of the functions are those of the protocol's methods.


def initialized(server: SiteServer, _params: types.InitializedParams) -> None:
    """Read the site, and ask the editor to say when files change."""
    folder = server.workspace.root_path
    if (
        folder
        and not Path(server.session.settings_file).is_absolute()
        and Path(folder, server.session.settings_file).is_file()
    ):
        os.chdir(folder)
    server.session.load()
    for uri in server.workspace.text_documents:
        server.text_changed(uri)
    server.send_problems()
    watching = server.client_capabilities.workspace and server.client_capabilities.workspace.did_change_watched_files
    if watching and watching.dynamic_registration:
        watched = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(WATCHED)])
        registration = types.Registration("watch", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, watched)
        server.client_register_capability(types.RegistrationParams([registration]))


def did_open(server: SiteServer, params: types.DidOpenTextDocumentParams) -> None:
    """Read a text that was opened."""
    server.text_changed(params.text_document.uri)


def did_change(server: SiteServer, params: types.DidChangeTextDocumentParams) -> None:
    """Read a text that was changed."""
    server.text_changed(params.text_document.uri)


def did_save(server: SiteServer, params: types.DidSaveTextDocumentParams) -> None:
    """Follow a file that was saved: a data file or the settings are read from the disk."""
    path = path_of(params.text_document.uri)
    if server.session.site is None:
        server.session.load()
    elif not server.session.is_of_the_site(path):
        server.session.update([path])
    server.text_changed(params.text_document.uri)


def did_close(server: SiteServer, params: types.DidCloseTextDocumentParams) -> None:
    """Read the file of a text that was closed."""
    server.session.close_text(path_of(params.text_document.uri))
    server.send_problems()


def files_changed(server: SiteServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Read files again that have changed on the disk."""
    server.session.update([path_of(change.uri) for change in params.changes])
    server.send_problems()


def completion(server: SiteServer, params: types.CompletionParams) -> types.CompletionList:
    """Return the names that can be typed at a place."""
    document = server.workspace.get_text_document(params.text_document.uri)
    line, column = server.place_in(document, params.position)
    names, start, end = server.session.completions(path_of(document.uri), document.source, line, column)
    range_ = server.range_in(document, line, start, end)
    items = [protocol.completion(name, range_, number) for number, name in enumerate(names)]
    return types.CompletionList(is_incomplete=False, items=items)


def hover(server: SiteServer, params: types.HoverParams) -> types.Hover | None:
    """Return what is known of the name at a place."""
    document = server.workspace.get_text_document(params.text_document.uri)
    line, column = server.place_in(document, params.position)
    found = server.session.name_at(path_of(document.uri), document.source, line, column)
    if found is None or not (found[0].more or found[0].summary):
        return None
    name, start, end = found
    text = types.MarkupContent(types.MarkupKind.Markdown, name.more or name.summary)
    return types.Hover(text, server.range_in(document, line, start, end))


def definition(server: SiteServer, params: types.DefinitionParams) -> types.Location | None:
    """Return where the name at a place is defined."""
    document = server.workspace.get_text_document(params.text_document.uri)
    line, column = server.place_in(document, params.position)
    found = server.session.name_at(path_of(document.uri), document.source, line, column)
    if found is None or found[0].file is None:
        return None
    start = types.Position(found[0].line, 0)
    return types.Location(uris.from_fs_path(str(found[0].file.absolute())) or "", types.Range(start, start))


def code_action(server: SiteServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Return what fixes or excuses the problems in a range."""
    uri = params.text_document.uri
    lines, to_units = server.lines_of(uri)
    problems = server.problems.get(path_of(uri), [])
    touched = [problem for problem in problems if protocol.touches(problem, params.range)]
    return [*protocol.code_actions(uri, touched, lines, to_units), *protocol.fix_all(uri, problems, to_units)]


def will_rename_files(server: SiteServer, params: types.RenameFilesParams) -> types.WorkspaceEdit | None:
    """Return the edits that keep every link to renamed sources; the editor renames the files itself."""
    changes: dict[str, list[types.TextEdit]] = {}
    for file in params.files:
        try:
            changed, notes = server.session.renamed(path_of(file.old_uri), path_of(file.new_uri))
        except Refused as reason:
            server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, str(reason)))
            continue
        for change in changed:
            uri = renames.uri_of(change.old)
            changes.setdefault(uri, []).extend(renames.text_edits(change, server.lines_of(uri)[1]))
        for note in notes:
            server.window_show_message(types.ShowMessageParams(types.MessageType.Info, note))
    return types.WorkspaceEdit(changes=changes) if changes else None


SOURCES = types.FileOperationFilter(types.FileOperationPattern("**/*.{md,markdown,mkd,mdown,rst,html}"))
FEATURES: list[tuple[str, Answer, Any]] = [
    (types.INITIALIZED, initialized, None),
    (types.TEXT_DOCUMENT_DID_OPEN, did_open, None),
    (types.TEXT_DOCUMENT_DID_CHANGE, did_change, None),
    (types.TEXT_DOCUMENT_DID_SAVE, did_save, None),
    (types.TEXT_DOCUMENT_DID_CLOSE, did_close, None),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, files_changed, None),
    (
        types.TEXT_DOCUMENT_COMPLETION,
        completion,
        types.CompletionOptions(trigger_characters=["@", "{", "}", "/", "|", "[", " ", "("]),
    ),
    (types.WORKSPACE_WILL_RENAME_FILES, will_rename_files, types.FileOperationRegistrationOptions([SOURCES])),
    (types.TEXT_DOCUMENT_HOVER, hover, None),
    (types.TEXT_DOCUMENT_DEFINITION, definition, None),
    (
        types.TEXT_DOCUMENT_CODE_ACTION,
        code_action,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]),
    ),
]
