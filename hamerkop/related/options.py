"""The options of the computation, free of Pelican; made of the settings `RELATED_POSTS_…`."""

from typing import NamedTuple


class Options(NamedTuple):
    """What the owner of a site decides, with the defaults.

    *limit*: the number of links in a list. *cap*: the number of lists that one article may be in, None for no cap.
    *text*: words count too, not only tags and dates. *require_tag*: without a shared tag two articles are not related.
    *ignored_tags*: keys of tags that relate nothing, as in `Entry.tags`. *connect*: no article is left out.
    """

    limit: int = 5
    skip_same_category: bool = False
    text: bool = True
    require_tag: bool = True
    ignored_tags: frozenset[str] = frozenset()
    cap: int | None = 20
    connect: bool = True
