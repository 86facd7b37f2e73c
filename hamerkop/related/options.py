"""The options of the computation, free of Pelican; made of the settings `RELATED_POSTS_…`."""

from typing import NamedTuple


class Options(NamedTuple):
    """What the owner of a site decides, with the defaults.

    *limit*: the number of links in a list. *cap*: the number of lists that one article may be in, None for no cap.
    *text*: words count too, not only tags and dates. *min_shared_tag*: so many links of a list share a tag, where there
    are such.
    *ignored_tags*: keys of tags that relate nothing, as in `Entry.tags`. *connect*: no article is left out.
    """

    limit: int = 5
    skip_same_category: bool = False
    text: bool = True
    min_shared_tag: int = 3
    ignored_tags: frozenset[str] = frozenset()
    cap: int | None = 20
    connect: bool = True
