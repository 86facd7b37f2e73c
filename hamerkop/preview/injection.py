"""Adds the script of the preview to an HTML page that is sent to a browser; what `build` writes never has it."""

import hashlib
import re
from html import escape, unescape

FOLDER = "/_desk/"  # what is below it belongs to the preview, not to the site
_BEGINNING = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s+|<!--.*?-->|<!doctype[^>]*>|<html(?:\s[^>]*)?>|<head(?:\s[^>]*)?>)*+",
    re.IGNORECASE | re.DOTALL,
)
_META = re.compile(rb"<meta\s[^<>]*+>", re.IGNORECASE)
_CONTENT = re.compile(r"\bcontent\s*=\s*(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
# What the preview needs, and the directives that decide about it, the first that a policy has.
_NEEDED = (
    ("script-src", ("script-src-elem", "script-src", "default-src")),
    ("connect-src", ("connect-src", "default-src")),
)


def digest_of(page: bytes) -> str:
    """Return a text that two pages have in common only if they are the same."""
    return hashlib.sha256(page).hexdigest()[:16]


def with_script(page: bytes, host: str, since: int) -> bytes:
    """Return an HTML page with the script of the preview at its beginning, where no mistake in the page comes before.

    *host* is that of the request; only its folder of the preview is added to a Content-Security-Policy of the page.
    *since* is the time of the last change that the page has.
    """
    source = "'self'" if host.startswith("[") else f"{host}{FOLDER}"  # a policy cannot name an IPv6 address
    tag = f'<script src="{FOLDER}overlay.js" data-digest="{digest_of(page)}" data-since="{since}"></script>'
    allowed = _META.sub(lambda found: _allowing(found[0], source), page)
    beginning = _BEGINNING.match(allowed)
    end = beginning.end() if beginning else 0
    return allowed[:end] + tag.encode() + allowed[end:]


def _allowing(meta: bytes, source: str) -> bytes:
    """Return a meta element; with *source* allowed, if it is a Content-Security-Policy."""
    text = meta.decode("utf-8", "surrogateescape")
    content = _CONTENT.search(text)
    if not content or "content-security-policy" not in text.lower() or "report-only" in text.lower():
        return meta
    policy = escape(policy_with(unescape(content[1][1:-1]), source))
    return f'{text[: content.start(1)]}"{policy}"{text[content.end(1) :]}'.encode("utf-8", "surrogateescape")


def policy_with(policies: str, source: str) -> str:
    """Return Content-Security-Policies, separated by commas, that allow scripts and connections of *source*, too."""
    return ",".join(_one_policy_with(policy, source) for policy in policies.split(","))


def _one_policy_with(policy: str, source: str) -> str:
    words = [directive.split() for directive in policy.split(";") if directive.strip()]
    directives = {name.lower(): values for name, *values in reversed(words)}  # of two, the first is in force
    directives = dict(reversed(directives.items()))
    for name, deciding in _NEEDED:
        found = next((each for each in deciding if each in directives), None)
        if found:
            values = [value for value in directives[found] if value.lower() != "'none'"]
            directives[name if found == "default-src" else found] = [*values, source]
    return "; ".join(" ".join([name, *values]) for name, values in directives.items())
