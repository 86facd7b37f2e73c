"""Says in the words of a writer why a page is written again: which article, list or template is not as it was.

All reasons are words that can follow "because".
"""

import json
from collections.abc import Iterable, Iterator

from hamerkop.build.content_state import LINKS, SOURCE
from hamerkop.build.kept_pages import ATTACHED, CONTENT, ENTRIES, FILE, NAME, ContentName, Difference, KeptPages
from hamerkop.build.kept_readings import CHANGED, IS_NEW, KeptReadings
from hamerkop.build.page_jobs import Job
from hamerkop.build.tokens import NoToken
from hamerkop.shared.problems import display_path
from hamerkop.shared.words import enumerated

# What a plugin attaches to an article, where its name does not say it; and the addresses of the links in its text.
_ATTACHED = {
    LINKS: "addresses that links lead to",
    "related_from": "related posts",
    "prev_article": "previous article",
    "prev_article_in_category": "previous article in the category",
}
_LISTS_OF_A_PAGE = ("articles", "dates")  # with _page, _paginator and the like behind them
_LISTS_OF_THE_SITE = ("articles", "dates", "drafts", "hidden_articles", "pages", "hidden_pages")
_GROUPS_OF_THE_SITE = ("tags", "categories", "authors", "period_archives")  # with their articles


class Reasons:
    """Why pages of one build are not taken from the last site. *why_all*: why none is, "" if some are."""

    def __init__(self, kept: KeptReadings, pages: KeptPages, why_all: str) -> None:
        self._kept, self._pages, self._why_all = kept, pages, why_all
        self._last = kept.store.load_parts() if kept.store else {}

    def sources(self) -> list[str]:
        """Return which sources are new, gone, or have changed since the last build; [] if nothing of that is known."""
        read = {_with_subject(display_path(path), why) for path, why in self._kept.why_read.items()}
        gone = {f"{display_path(path)} is gone" for path in self._kept.gone}
        return [] if self._kept.why_nothing else sorted(read | gone)

    def of(self, job: Job) -> list[str]:
        """Return why a page or feed is written; [] if only its records are missing."""
        if self._why_all:
            return [self._why_all]
        differences = self._pages.differences(job)
        contents = [each.content for each in differences if each.kind == CONTENT]
        sources = [reason for name in contents if (reason := self._of_source(name))]
        others = [self._words(each, job) for each in differences if each.kind not in (CONTENT, ATTACHED)]
        others.sort(key=lambda words: not words.startswith("its "))  # what only this page gets comes first
        # What plugins attach to other articles follows from the sources; it is a reason where the page shows no source.
        return list(dict.fromkeys([*sources, *others, *([] if sources else self._of_attached(differences, job))]))

    def _words(self, difference: Difference, job: Job) -> str:
        kind, what, _ = difference
        if kind == NAME:
            return self._of_name(what, job)
        words = {ENTRIES: "its entries changed", FILE: f"its file {what} in the last site was changed or removed"}
        return words.get(kind) or cannot_be_compared(what)

    def _of_source(self, name: ContentName) -> str:
        """Return that the source of an article or page was read again, or is gone; "" if neither."""
        path = display_path(name[1])
        if not self._pages.has(name):
            return f"{path} is gone"
        why = self._kept.why_read.get(name[1])
        if (why and not self._last_parts(name)) or SOURCE in self._changed_parts(name):
            return _with_subject(path, why or CHANGED)
        return ""

    def _of_attached(self, differences: Iterable[Difference], job: Job) -> Iterator[str]:
        """Yield a reason for each kind of thing that plugins attach: of which articles it changed."""
        article = getattr(getattr(job, "article", None), "source_path", "")
        found: dict[str, dict[str, None]] = {}  # paths, in their order, by what changed
        attached = [each for each in differences if each.kind in (CONTENT, ATTACHED)]
        for kind, part, content in sorted(attached, key=lambda each: each.content[1] != article):
            parts = [part] if kind == ATTACHED else self._changed_parts(content) or ["attachments"]
            for words in (_ATTACHED.get(each, each.replace("_", " ")) for each in parts):
                found.setdefault(words, {})[display_path(content[1])] = None
        for words, paths in found.items():
            yield f"the {words} of {enumerated(list(paths))} changed"

    def _last_parts(self, name: ContentName) -> dict[str, str]:
        try:
            return dict(json.loads(self._last.get(stored_name(name), "{}")))
        except (TypeError, ValueError):  # the store is damaged
            return {}

    def _changed_parts(self, name: ContentName) -> list[str]:
        last = self._last_parts(name)
        try:
            return self._pages.changed_parts(name, last) if last else []
        except NoToken:
            return []

    def _of_name(self, name: str, job: Job) -> str:
        values = getattr(job, "values", {})
        if name in values and name.split("_")[0] in _LISTS_OF_A_PAGE:
            return "its list of articles changed"
        if name in values:
            return f"what plugins attach to its {name.replace('_', ' ')} changed"
        known = name.removeprefix("all_")
        if known in _LISTS_OF_THE_SITE:
            return f"the site's list of {known.replace('_', ' ')} changed"
        if known in _GROUPS_OF_THE_SITE:
            return f"the articles of the site's {known.replace('_', ' ')} changed"
        if name.isupper():
            return f"the setting {name} changed"
        return f"`{name}`, which its template shows, changed"


def cannot_be_compared(what: str) -> str:
    """Return the reason for a page that depends on *what*."""
    return f"it depends on something that cannot be compared with the last build: {what}"


def stored_name(name: ContentName) -> str:
    """Return the name under which the store has the parts of an article or page."""
    return json.dumps(name)


def _with_subject(path: str, why: str) -> str:
    """Return why a file was read, with the file in place of "it"."""
    return f"{path} {why.removeprefix('it ')}" if why in (CHANGED, IS_NEW) else f"{path} was read again, because {why}"
