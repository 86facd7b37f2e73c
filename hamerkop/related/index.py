"""Keeps what the links of one language are computed from, and updates it for changed articles. Free of Pelican.

::

    index = Index(options)
    index.replace(group)                  # the articles of the language; later again, with those that it then has
    index.update(["old.md"], [entry])     # or only what changed
    graph = index.graph()                 # the links

An index that was updated gives the same graph as one that is made anew of the same articles; tests compare the two.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from hamerkop.related.candidates import Candidates, update_candidates
from hamerkop.related.entries import Entry, EntryGroup
from hamerkop.related.graph import Graph
from hamerkop.related.link_builder import Selection
from hamerkop.related.link_selection import select_links
from hamerkop.related.options import Options
from hamerkop.related.ranking import Ranking
from hamerkop.related.updates import Updater


def graph_of(group: EntryGroup, options: Options) -> Graph:
    """Return the links of one language, all computed anew."""
    index = Index(options)
    index.replace(group)
    return index.graph()


def updated_graphs(indexes: "dict[str, Index]", groups: Iterable[EntryGroup], options: Options) -> list[Graph]:
    """Return the graph of each of *groups*; *indexes* by language are used, updated and completed."""
    graphs = []
    for group in groups:
        kept = indexes.get(group.language)
        index = indexes[group.language] = kept if kept and kept.options == options else Index(options)
        index.replace(group)
        graphs.append(index.graph())
    for language in indexes.keys() - {graph.language for graph in graphs}:
        del indexes[language]
    return graphs


class Index:
    """The articles of one language, the weights of their tags and terms, and the best candidates of each."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.language = ""
        self._published: dict[str, Entry] = {}
        self._unlisted: dict[str, Entry] = {}
        self.has_changed = False  # since it was made, or read from a file
        self._tag_names: Mapping[str, tuple[str, ...]] = {}
        self._make_anew()

    def _make_anew(self) -> None:
        """Compute everything anew, of the published articles."""
        self.has_changed = True
        options = self.options
        self._ranking = Ranking(self._published.values(), text=options.text, ignored=options.ignored_tags)
        self._updater = Updater(self._ranking)
        self._candidates = Candidates(self._ranking), Candidates(self._ranking, require_tag=True)
        self._selection: Selection | None = None

    # Changes

    def replace(self, group: EntryGroup) -> None:
        """Let the index be that of *group*; computes only what the difference makes necessary."""
        self.language, self._tag_names = group.language, group.tag_names
        self._unlisted = {entry.path: entry for entry in group.unlisted}
        published = {entry.path: entry for entry in group.published}
        removed = [path for path, entry in self._published.items() if _differ(published.get(path), entry)]
        added = [entry for path, entry in published.items() if _differ(self._published.get(path), entry)]
        self._replace(removed, added)

    def update(
        self,
        removed: Iterable[str],
        added: Iterable[Entry],
        unlisted: Iterable[Entry] = (),
        tag_names: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        """Take the articles with the paths *removed* out, whether published or not, and put others in.

        *added* are published, *unlisted* are drafts and hidden ones. An article that changed is among the removed, too.
        *tag_names*: the spellings of all tags from now on, if they changed. Raises KeyError if there is no such path.
        """
        self._tag_names = self._tag_names if tag_names is None else tag_names
        paths = list(removed)
        published = [path for path in paths if path in self._published]
        for path in paths:
            if path not in self._published:
                del self._unlisted[path]
        self._unlisted |= {entry.path: entry for entry in unlisted}
        self._replace(published, list(added))

    def _replace(self, removed: Collection[str], added: Sequence[Entry]) -> None:
        before = [self._published.pop(path) for path in removed]
        self._published |= {entry.path: entry for entry in added}
        if 2 * len(added) > len(self._published):  # most of it changed: to compute all anew is quicker
            self._make_anew()
        elif removed or added:
            self.has_changed = True
            self._follow(removed, added)
            if sorted(map(_selected_by, before)) != sorted(map(_selected_by, added)):
                self._selection = None

    def _follow(self, removed: Collection[str], added: Sequence[Entry]) -> None:
        change = self._updater.update(removed, added)
        if change is None:
            self._make_anew()
            return
        if (change.stale or change.removed) and update_candidates(self._ranking, self._candidates, change):
            self._selection = None

    # Keeping

    def __getstate__(self) -> dict[str, Any]:
        """Return what a pickle of the index holds: all but what is made of the rest quickly."""
        kept = vars(self).copy()
        del kept["_updater"]
        return kept

    def __setstate__(self, kept: dict[str, Any]) -> None:
        vars(self).update(kept, has_changed=False)
        self._updater = Updater(self._ranking)

    # Result

    def graph(self) -> Graph:
        """Return the links; valid until the next change."""
        if self._selection is None:
            self._selection = select_links(*self._candidates, self.options)
            self.has_changed = True
        ranking, options = self._ranking, self.options
        return Graph(self.language, ranking, self._selection, self._unlisted, self._tag_names, options)


def _differ(one: Entry | None, other: Entry) -> bool:
    return one is not other and one != other  # most are one object


def _selected_by(entry: Entry) -> tuple[object, ...]:
    """Return what the selection of links reads of an article, apart from its candidates."""
    lists = (entry.pins, sorted(entry.excluded), entry.offered, entry.has_list)
    return entry.path, entry.seconds, entry.category, sorted(entry.tags), lists
