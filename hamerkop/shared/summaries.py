"""Changes the summary that Pelican makes of the text of an article or page, where none is written.

Pelican takes the first words of the finished HTML. A plugin that changes words or characters of it would change where
the summary ends, so it says here of what the summary is to be made, and how it is to be changed.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from hamerkop.shared.pelican_types import Content

Change = Callable[[str], str]


def unchanged(html: str) -> str:
    """Return *html*."""
    return html


@dataclass(eq=False)
class AutomaticSummary:
    """Makes the summary of *content*, as the method `get_summary` of the object; a written one comes before it.

    *cut* is a change of the text before its first words are taken. *change* is a change that the text has had already;
    the summary is that of the text without it, and is changed afterwards. *before* and *after* are this text and the
    changed one: if the text of the page is no longer *after*, another plugin has changed it, and it is taken as it is.
    """

    content: Content
    cut: Change = unchanged
    change: Change = unchanged
    before: str = ""
    after: str | None = None
    made: dict[str, str] = field(default_factory=dict)  # by SITEURL

    def __call__(self, siteurl: str) -> str:
        """Return the summary, with links that begin with *siteurl*."""
        if "summary" in self.content.metadata:
            return str(self.content.metadata["summary"])
        if siteurl not in self.made:
            self.made[siteurl] = self._make(siteurl)
        return self.made[siteurl]

    def _make(self, siteurl: str) -> str:
        is_after = self.content._content == self.after
        text = copy.copy(self.content)
        text.__dict__.pop("get_summary")  # behind it is the method of Pelican's class
        text._content = self.cut(self.before if is_after else self.content._content)
        summary = text.get_summary(siteurl)
        return self.change(summary) if is_after else summary


def automatic_summary(content: Content) -> AutomaticSummary:
    """Return what makes the summary of *content* from its text."""
    made = content.__dict__.setdefault("get_summary", AutomaticSummary(content))
    return cast(AutomaticSummary, made)
