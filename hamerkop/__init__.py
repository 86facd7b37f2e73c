"""The kit that makes Forty Minutes, and that any Pelican site can install: each plugin works without the others.

Only those that a plugin's contract names under `needs` have to be there too.
"""

__version__ = "0.1.0"

# Every plugin, in alphabetical order. A site lists those that it wants; their order does not change the output.
PLUGINS = [
    "hamerkop.a_to_z",
    "hamerkop.annotated_bibliography",
    "hamerkop.blocks",
    "hamerkop.checks",
    "hamerkop.citations",
    "hamerkop.corrections",
    "hamerkop.feeds",
    "hamerkop.figures",
    "hamerkop.frontmatter",
    "hamerkop.glossary",
    "hamerkop.help_box",
    "hamerkop.images",
    "hamerkop.links",
    "hamerkop.redirects",
    "hamerkop.related",
    "hamerkop.review_status",
    "hamerkop.search",
    "hamerkop.social_cards",
    "hamerkop.start_here",
    "hamerkop.structured_data",
    "hamerkop.stylesheet",
    "hamerkop.tables",
    "hamerkop.toc",
    "hamerkop.topics",
    "hamerkop.typography",
]
