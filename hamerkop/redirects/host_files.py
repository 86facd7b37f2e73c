"""The rules of redirects as files that hosts read. None has what only the page that leads on can do."""

import json
import re
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from hamerkop.redirects.rules import PERMANENT, Rule, encoded

MOST_RULES, LONGEST_LINE = 2000, 1000  # of Cloudflare; Netlify has no such numbers
LONGEST_KEY = 200  # bytes, of a string in a map of nginx with `map_hash_bucket_size 256`

Addresses = Collection[str]  # of the pages: paths from the root of the host, decoded


class HostFile(NamedTuple):
    """A file that a host reads: its path in the output folder, and what makes its text of rules and pages."""

    path: str
    text: Callable[[Sequence[Rule], Addresses], str]


def netlify(rules: Sequence[Rule], _pages: Addresses) -> str:
    """Return a file `_redirects` for Netlify (https://docs.netlify.com/manage/routing/redirects/overview/).

    ``301!`` redirects although there is a page that leads on. Netlify takes an address with and without its slash for
    one, so that a rule for an address that differs from that of a page in no more than that would lead in a circle.
    """
    usable = [rule for rule in rules if rule.is_file_address and not rule.is_ambiguous]
    return _redirects(usable, f"{PERMANENT}!", len(usable))


def cloudflare(rules: Sequence[Rule], _pages: Addresses) -> str:
    """Return a file `_redirects` for Cloudflare (https://developers.cloudflare.com/pages/configuration/redirects/).

    It redirects although there is a page that leads on, and would not understand ``301!``. What is beyond its limits is
    left to the pages: first the second forms of addresses, then the last addresses.
    """
    kept = sorted(rules, key=lambda rule: (not rule.is_file_address, rule.source))[:MOST_RULES]
    return _redirects(kept, str(PERMANENT), len(rules))


def _redirects(rules: Sequence[Rule], status: str, number: int) -> str:
    """Return a file `_redirects` of *rules*, of which there would be *number* if the host could take them all."""
    lines = [f"{encoded(rule.source)} {rule.target} {status}" for rule in rules if _is_plain(rule.source)]
    lines = [line for line in lines if len(line) <= LONGEST_LINE]
    left = [f"# {number - len(lines)} more are left to pages that lead on."] if number > len(lines) else []
    return "\n".join(["# Old addresses, made of `aliases` by hamerkop.redirects.", *left, *lines, ""])


def _is_plain(source: str) -> bool:
    """Return whether hosts take a path as it is: `*` and `:name` match any text there."""
    return "*" not in source and ":" not in source


def nginx(rules: Sequence[Rule], pages: Addresses) -> str:
    """Return lines for a `map $uri …` of nginx (https://nginx.org/en/docs/http/ngx_http_map_module.html).

    A string there is compared in any case. Where that would find another address as well, and where a string is too
    long for the table of strings, the line is a regular expression.
    """
    used = {_lower(address) for address in pages}
    lines = []
    for rule in rules:
        key = _lower(rule.source)
        is_exact = key in used or len(key.encode()) > LONGEST_KEY
        used.add(key)
        lines.append(f"{_quoted(f'~^{re.escape(rule.source)}$' if is_exact else rule.source)} {_quoted(rule.target)};")
    return "\n".join(["# Old addresses, made of `aliases` by hamerkop.redirects, for a map of nginx.", *lines, ""])


def _lower(text: str) -> str:
    """Return a text with small letters as nginx makes them, which knows no others than A to Z."""
    return re.sub("[A-Z]", lambda found: found[0].lower(), text)


def caddy(rules: Sequence[Rule], _pages: Addresses) -> str:
    """Return lines for a `map {path} …` of Caddy (https://caddyserver.com/docs/caddyfile/directives/map).

    Braces are left out: they are placeholders there.
    """
    lines = [f"{_quoted(rule.source)} {_quoted(rule.target)}" for rule in rules if not {*"{}"} & {*rule.source}]
    return "\n".join(["# Old addresses, made of `aliases` by hamerkop.redirects, for a map of Caddy.", *lines, ""])


def _quoted(text: str) -> str:
    """Return a text in double quotes, as nginx and Caddy read it; both take a backslash before other signs as it is."""
    return '"{}"'.format(text.replace('"', '\\"'))


def object_store(rules: Sequence[Rule], _pages: Addresses) -> str:
    """Return the rules as JSON: for each file that leads on, its path, its address, where it leads, and the status.

    An object in a bucket of S3 leads on if it has the metadata `WebsiteRedirectLocation`
    (https://docs.aws.amazon.com/AmazonS3/latest/userguide/how-to-page-redirect.html).
    """
    rows = [
        {"file": rule.save_as, "from": encoded(rule.source), "to": rule.target, "status": PERMANENT}
        for rule in rules
        if rule.is_file_address
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"


HOST_FILES = {
    "netlify": HostFile("_redirects", netlify),
    "cloudflare": HostFile("_redirects", cloudflare),
    "nginx": HostFile("_redirects.nginx", nginx),
    "caddy": HostFile("_redirects.caddy", caddy),
    "object_store": HostFile("_redirects.json", object_store),
}
