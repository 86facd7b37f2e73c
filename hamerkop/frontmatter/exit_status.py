"""Makes `pelican` end with status 1 if files were rejected: Pelican itself drops a file and ends with 0.

The rest of the site is written first, as Pelican would. `hamerkop build` stops before that, at the errors of the files.
"""

import logging
from collections.abc import Sequence

from pelican import signals

from hamerkop.shared.pelican_types import Context, Generator, PelicanInstance
from hamerkop.shared.records import REJECTED, CollectedKey

_REJECTED_FILES: CollectedKey[str] = CollectedKey("frontmatter_rejected_files")


class FilesNotPublished(Exception):
    """Files have errors and were left out; the message names them."""


def add_rejected(path: str, context: Context) -> None:
    """Note that the file at *path* is left out."""
    logging.getLogger("pelican.contents").addFilter(_without_rejected)
    _REJECTED_FILES.add(context, path)


def _without_rejected(record: logging.LogRecord) -> bool:
    """Leave out what Pelican says when it drops a rejected file: the errors of the file have said why."""
    values = record.args if isinstance(record.args, tuple) else ()
    return not any(getattr(value, "status", None) == REJECTED for value in values)


def fail_at_the_end(generators: Sequence[Generator]) -> None:
    """Let the run fail once everything is written, if files were rejected. Receiver of `all_generators_finalized`."""
    paths, settings = _REJECTED_FILES.get(generators[0].context), generators[0].settings
    if not paths:
        return

    def fail(pelican: PelicanInstance) -> None:
        signals.finalized.disconnect(fail)
        if pelican.settings is settings:  # else it is a later run: this one never came to its end
            logging.getLogger("pelican").addFilter(_without_traceback)
            noun = "1 file is" if len(paths) == 1 else f"{len(paths)} files are"
            raise FilesNotPublished(f"{noun} not published, see the errors above: {', '.join(sorted(paths))}")

    signals.finalized.connect(fail, weak=False)


def _without_traceback(record: logging.LogRecord) -> bool:
    """Keep a record; remove the traceback that Pelican prints with any exception: this one is about files."""
    if record.exc_info and isinstance(record.exc_info[1], FilesNotPublished):
        record.exc_info = None
    return True
