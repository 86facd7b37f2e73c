"""Lets threads wait until something in a preview has changed."""

import threading
import time


class Announcements:
    """The moment of the last change, in nanoseconds since 1970, so that those of two processes can be compared."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.last = time.time_ns()

    def announce(self) -> int:
        """Wake whoever waits; return the moment."""
        with self._changed:
            self.last = max(time.time_ns(), self.last + 1)
            self._changed.notify_all()
            return self.last

    def wait(self, after: int, seconds: float) -> bool:
        """Return whether there is a change later than *after*; wait for one at most *seconds*."""
        with self._changed:
            return self._changed.wait_for(lambda: self.last > after, seconds)
