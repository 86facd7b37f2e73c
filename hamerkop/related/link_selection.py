"""Selects the links between the articles of one language, so that no article is left out. Free of Pelican.

The result is a directed graph. Its nodes are the articles, given by their numbers, which ascend in time order; an
article's list is its outgoing links, and a list has room for `limit` of them. It is filled in this order:

1. Pins: the links that writers ask for.
2. Ranks: in rounds, each list that is not yet as long as the number of the round gets the article's best candidate
   that is left: everybody's first choice, then everybody's second, and so on. The first `min_shared_tag` choices are
   candidates that share a tag, as far as there are such; the others are the best of all. No article gets more inbound
   links than the cap. One slot of each list is kept free.
3. Bridges (:mod:`hamerkop.related.connection`): where that leaves an article out of reach, a link from an article in
   reach, into its free slot; the best-scored pairs first. Then a link to each article that nobody links to.
4. Ranks again, for the slots that are still free.

Guarantees, for a language with two or more articles that have a list and are offered, and `limit` of at least 2:

* Every one of these articles has an inbound link, and can be reached from the newest ones by following links; except
  one that writers exclude from every list that could have it. Step 3 always finds room: a bridge fills one free slot of
  the articles in reach, and the article that it brings into reach has at least one.
* A list is longer than `limit` only if its pins fill it, or if exclusions leave no other way.
* An article has more inbound links than the cap only by pins; by one, if all that link to it are out of reach; or if a
  cap of once `limit` leaves no other way.

All choices are made by score, time and path, so the same articles give the same links.
"""

from hamerkop.related.candidates import Candidates
from hamerkop.related.connection import Connector
from hamerkop.related.link_builder import LinkBuilder, Selection
from hamerkop.related.options import Options


def select_links(candidates: Candidates, tagged_candidates: Candidates, options: Options) -> Selection:
    """Return the lists of all articles; *tagged_candidates* are the candidates of each that share a tag with it."""
    builder = LinkBuilder(candidates, tagged_candidates, options)
    if options.limit < 1:
        return builder.selection()
    builder.add_pins()
    if options.connect and options.limit > 1:
        builder.assign_by_rank(keep_free=1)
        Connector(builder).connect()
        builder.fill_empty_lists()
    builder.assign_by_rank(keep_free=0)
    return builder.selection()
