"""What a plugin says of itself for a site that stays in memory while its sources change (hamerkop.build.resident_site).

Such a site reads a changed file again, and calls the receivers of Pelican's signals `*_finalized` again as if all had
just been read: articles, pages, lists and the template context are then as they were before the first of these signals.
A plugin that changes only what it is given has nothing to do. The others say:

=================  ==================================================================================================
`forget`           a step; its receivers remove what they keep of one source file, which is read again or is gone
`updated_by`       marks a receiver of `article_generator_finalized` that costs more than some milliseconds on a large
                   site, with the function that does the same for a few changed articles
`only_reports`     marks a receiver that only logs problems: pages do not wait for it
`writes_files_of`  marks a receiver of `article_generator_write_article` that writes files of an article, with the
                   function that names them: they are made when they are asked for
=================  ==================================================================================================

A generator that takes long, such as that of a search index, has the attribute `runs_behind = True`: no page waits for
its files. A build calls none of these, and reads no mark.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from blinker import ANY, Namespace

from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Context

forget = Namespace().signal("hamerkop-forget", "Receivers remove what they keep of one source file.")

Forget = Callable[[Context, str], None]
Receiver = TypeVar("Receiver", bound=Callable[..., Any])


@dataclass(frozen=True)
class Changes:
    """Articles of any status before and after a change: *old* are no longer part of the site, *new* were just read.

    An article that was read again is in both, with two objects. An article that is not changed itself is in both, with
    one object, if it became a translation of another one, or ceased to be one.
    """

    old: tuple[Content, ...]
    new: tuple[Content, ...]


# Returns the articles to which it has attached other records than they had.
Update = Callable[[ArticlesGenerator, Changes], Iterable[Content]]
FilesOf = Callable[[Content], Iterable[str]]


def on_forget(receiver: Forget) -> None:
    """Call *receiver* with the template context and the absolute path of a source before it is read again."""
    forget.connect(receiver)


def forget_source(context: Context, path: str) -> None:
    """Let every plugin remove what it keeps of the source at the absolute *path*."""
    for receiver in list(forget.receivers_for(ANY)):
        receiver(context, path)


def updated_by(update: Update) -> Callable[[Receiver], Receiver]:
    """Mark a receiver of `article_generator_finalized`: after the first time, *update* is called in its place.

    The records that the plugin's `CONTRACT` names stay attached to an article until *update* replaces them.
    """
    return _mark("hamerkop_update", update)


def only_reports(receiver: Receiver) -> Receiver:
    """Mark a receiver that changes nothing and only logs problems."""
    return _mark("hamerkop_only_reports", True)(receiver)


def writes_files_of(files_of: FilesOf) -> Callable[[Receiver], Receiver]:
    """Mark a receiver that only writes files; *files_of* returns their paths under OUTPUT_PATH for an article."""
    return _mark("hamerkop_files_of", files_of)


def _mark(name: str, value: object) -> Callable[[Receiver], Receiver]:
    def marked(receiver: Receiver) -> Receiver:
        setattr(receiver, name, value)
        return receiver

    return marked


def update_of(receiver: object) -> Update | None:
    """Return the function that is called instead of *receiver* after a change, or None."""
    found: Update | None = getattr(receiver, "hamerkop_update", None)
    return found


def is_report(receiver: object) -> bool:
    """Return whether *receiver* only logs problems."""
    return bool(getattr(receiver, "hamerkop_only_reports", False))


def files_of(receiver: object) -> FilesOf | None:
    """Return the function that names the files that *receiver* writes, or None."""
    found: FilesOf | None = getattr(receiver, "hamerkop_files_of", None)
    return found
