"""Which files a process writes, while several of them write the files of one site.

Each process runs all of Pelican's generator, but writes only its own files. A plugin that writes a file of its own
while articles are written asks :func:`is_written_here` whether it is to do so.
"""

from typing import NamedTuple
from zlib import crc32

from hamerkop.shared.pelican_types import Context
from hamerkop.shared.records import ContextKey


class Share(NamedTuple):
    """One of *processes* processes, counted from 0."""

    number: int
    processes: int

    def has(self, path: str) -> bool:
        """Return whether the file at *path*, relative to OUTPUT_PATH, is one of this process."""
        return crc32(path.encode("utf-8", "surrogatepass")) % self.processes == self.number


SHARE: ContextKey[Share] = ContextKey("hamerkop_writing_share")


def is_written_here(path: str, context: Context) -> bool:
    """Return whether this process is to write the file at *path*, relative to OUTPUT_PATH."""
    share = SHARE.get(context)
    return share is None or share.has(path)
