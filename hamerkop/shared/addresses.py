"""Recognises addresses in running text: of pages, hosts, e-mail and DOIs. They are not prose."""

import re

_WITH_PREFIX = r"(?:(?:https?|ftp)://|www\.|mailto:|tel:|doi\.org/|10\.\d{4,}/)(?:(?!&quot;)[^\s<>\"])+"
_EMAIL = r"[\w.+-]++@[\w-]+(?:\.[\w-]+)+"
_PUNYCODE = r"(?:(?!xn--)[\w-]++\.)*+xn--[\w.-]+"
# A name with a top-level domain, which a file name looks like too: otter.example, holt.md.
_HOST = r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}(?![\w-])(?:[/?#:](?:(?!&quot;)[^\s<>\"])+)?"
# The pattern without groups, for other patterns to contain; each match takes a time that grows with its length.
ADDRESS = rf"(?<![\w.@+-])(?:{_WITH_PREFIX}|{_EMAIL}|{_PUNYCODE}|{_HOST})"

_BEHIND = re.compile(r"(?:'s|[.,:;!?'\-])+\Z")


def without_punctuation(address: str) -> str:
    """Return a match of :data:`ADDRESS` without the punctuation behind it, which belongs to the sentence."""
    end = _BEHIND.search(address)
    return address[: end.start()] if end else address
