"""Recognises addresses in running text: of pages, hosts, e-mail, files and DOIs. They are not prose."""

import re

_WITH_PREFIX = (
    r"(?:[A-Za-z][A-Za-z0-9+.-]*+://|www\.|(?:mailto|tel|sms|sip|xmpp|urn):|doi\.org/|10\.\d{4,}/"
    r"|localhost[/:]|\d{1,3}(?:\.\d{1,3}){3}[/:]|[A-Za-z]:\\)(?:(?!&quot;)[^\s<>\"])+"
)
_WITH_PORT = r"[\w-]+:\d{4,5}(?![\w.-])"
_PATH = r"(?<![^\s(])(?:~|\.{1,2})?/[\w.~-]+(?:/[\w.~-]*+)*+"  # of a file, from the root or from here
_EMAIL = r"[\w.+-]++@[\w-]+(?:\.[\w-]+)*"
_PUNYCODE = r"(?:(?!xn--)[\w-]++\.)*+xn--[\w.-]+"
# A name with a top-level domain, which a file name looks like too: otter.example, holt.md.
_HOST = r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}(?![\w-])(?:[/?#:](?:(?!&quot;)[^\s<>\"])+)?"
# The pattern without groups, for other patterns to contain; each match takes a time that grows with its length. What
# is looked for first is for speed: most words have no such character behind them.
ADDRESS = rf"(?<![\w.@+-])(?=~?[\w+-]*+[:/@.\\])(?:{_WITH_PREFIX}|{_WITH_PORT}|{_PATH}|{_EMAIL}|{_PUNYCODE}|{_HOST})"

_BEHIND = re.compile(r"(?:'s|[.,:;!?'\-])+\Z")


def without_punctuation(address: str) -> str:
    """Return a match of :data:`ADDRESS` without the punctuation behind it, which belongs to the sentence."""
    end = _BEHIND.search(address)
    return address[: end.start()] if end else address
