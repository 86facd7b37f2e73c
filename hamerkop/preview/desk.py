"""Tells open pages what has changed, and has the pages below /_desk/."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qsl

from hamerkop.build.site_pages import media_type_of
from hamerkop.preview import admin_pages
from hamerkop.preview.admin_pages import is_wanted
from hamerkop.preview.announcements import Announcements
from hamerkop.preview.desk_lists import DeskValues
from hamerkop.preview.injection import FOLDER
from hamerkop.preview.own_pages import html_of, own_file
from hamerkop.preview.page_state import Shown, state_of
from hamerkop.preview.served_pages import Answer

FILES = ("overlay.js", "overlay.css", "desk.css")
STATE = f"{FOLDER}state"  # as one event, for a page that has no connection of its own
RETRY = 400  # milliseconds after which a browser asks again when the server has gone
HEARTBEAT = 5.0  # seconds; a line that nobody reads shows that a browser has gone


class DeskPages:
    """The pages of a site, and those of the preview itself: *shown* is what is shown at the moment."""

    def __init__(self, shown: Shown, announcements: Announcements) -> None:
        self._shown, self.announcements, self._desk = shown, announcements, DeskValues(shown)

    def answer(self, target: str) -> Answer:
        """Return the answer to a request for *target*: of the preview if it is below /_desk/, else of the site.

        With a configuration for it, what is below /admin/ is an editor.
        """
        folder = Path(self._shown.site.settings_file).absolute().parent
        if is_wanted(folder) and (admin := admin_pages.answer(target, folder)):
            return admin
        path, _, query = target.partition("?")
        is_own = path.startswith(FOLDER) or path == FOLDER.rstrip("/")
        answer = self._own(path, query) if is_own else self._shown.pages.answer(target)
        if answer.status == 404 and not answer.body:
            return Answer(404, html_of("not_found.html", path=path))
        return answer

    def _own(self, path: str, query: str) -> Answer:
        name = path.removeprefix(FOLDER)
        if not path.startswith(FOLDER):
            return Answer(301, folder=True)
        if not name:
            return Answer(200, html_of("desk.html", **self._desk.now()))
        if path == STATE:
            return Answer(200, self._state_now(dict(parse_qsl(query))), "application/json")
        return Answer(200, own_file(name), media_type_of(name)) if name in FILES else Answer(404)

    def events(self, query: Mapping[str, str]) -> Iterator[bytes]:
        """Yield server-sent events: the state of the page that *query* names, now and whenever it is another one.

        `page` is its path, `since` the time of the last change that it has. Each state is a JSON object, see
        :func:`hamerkop.preview.page_state.state_of`; a browser that has gone is noticed by a line that nobody takes.
        """
        yield f"retry: {RETRY}\n\n".encode()
        since, last = _number(query.get("since", "")), ""
        while True:
            now = self.announcements.last
            state = self._state(query, since)
            if state != last:
                yield f"id: {now}\ndata: {state}\n\n".encode()
            last, since = state, max(now, since)
            while not self.announcements.wait(now, HEARTBEAT):
                yield b":\n\n"

    def _state(self, query: Mapping[str, str], since: int) -> str:
        page = query.get("page", "/")
        return json.dumps(state_of(self._shown, self.answer(page), page, since))

    def _state_now(self, query: Mapping[str, str]) -> bytes:
        now = self.announcements.last
        return f'{{"moment": "{now}", "state": {self._state(query, _number(query.get("since", "")))}}}'.encode()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
