"""Shows on a terminal how far a build is.

There is no thread that draws: a process that has one cannot be copied safely (hamerkop.build.forked). The bar is drawn
when something is told of the build.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from hamerkop.shared.progress import READING, REPLACING, SEARCH, SENDING, VERIFYING, WRITING, listening

if TYPE_CHECKING:
    from rich.progress import Progress

SECONDS_BEFORE = 1.0  # a build that takes less shows no bar, and imports nothing for it
SECONDS_BETWEEN = 0.1
WORDS = {
    READING: "Reading",
    WRITING: "Writing",
    SEARCH: "Making the search index",
    SENDING: "Sending",
    REPLACING: "Replacing what readers get",
    VERIFYING: "Loading what was published",
}


class ProgressBar:
    """Draws one line, on standard error, for the part of the build that is at work. *started*: of `time.monotonic`."""

    def __init__(self, started: float) -> None:
        self._started, self._drawn, self._part = started, 0.0, ""
        self._process = os.getpid()
        self._bar: Progress | None = None

    def note(self, part: str, done: int, total: int) -> None:
        """Draw how far a part is, if the build has taken a while."""
        now = time.monotonic()
        is_due = part != self._part or now - self._drawn >= SECONDS_BETWEEN
        if now - self._started < SECONDS_BEFORE or not is_due or os.getpid() != self._process:
            return
        self._part, self._drawn = part, now
        with suppress(OSError):  # a terminal that was closed; the build continues
            self._draw(part, done, total)

    def _draw(self, part: str, done: int, total: int) -> None:
        bar = self._bar = self._bar or _started_bar(WORDS[part])
        amount = f"{done} of {total}" if total else str(done or "")
        bar.update(bar.task_ids[0], description=WORDS[part], completed=done, total=total or None, amount=amount)
        bar.refresh()

    def remove(self) -> None:
        """Remove the line."""
        if self._bar:
            with suppress(OSError):
                self._bar.stop()


def _started_bar(words: str) -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    # Where nobody knows how much there is to do, the bar stays empty: nothing draws it often enough to move.
    bar_column = BarColumn(complete_style="green", finished_style="green", pulse_style="bar.back")
    columns = (TextColumn("{task.description}"), bar_column, TextColumn("{task.fields[amount]}"))
    # What plugins print stays above the line; what goes to a file is left alone.
    bar = Progress(
        *columns,
        console=Console(stderr=True),
        auto_refresh=False,
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    )
    bar.add_task(words, total=None, amount="")
    bar.start()
    bar.console.show_cursor()  # it would stay hidden if the build was killed
    return bar


def can_be_shown() -> bool:
    """Return whether standard error is a terminal in which a line can be drawn again, and that somebody watches."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("CI")


@contextmanager
def shown_progress(started: float) -> Iterator[None]:
    """Show on a terminal how far the build in the block is, once a second has passed since *started*."""
    if not can_be_shown():
        yield
        return
    bar = ProgressBar(started)
    with listening(bar.note):
        try:
            yield
        finally:
            bar.remove()
