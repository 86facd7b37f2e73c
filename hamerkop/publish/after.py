"""Tells a CDN and others what was published: a cache to forget, feed hubs and search engines to look."""

import json
import shlex
import subprocess
import tempfile
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from hamerkop.publish.plan import Plan, is_page
from hamerkop.publish.rows import Row
from hamerkop.publish.targets import TargetError
from hamerkop.publish.verification import address_of

TIMEOUT = 30.0  # seconds
LONGEST_PURGE = 600.0  # seconds for a command
INDEXNOW = "https://api.indexnow.org/indexnow"  # passes addresses on to the search engines that take part
MOST_ADDRESSES = 10_000  # of one request, by the protocol


def tell_the_cache(row: Row) -> None:
    """Run the row's `purge`: a command, or an address to which an empty POST is sent. Raises TargetError if it fails.

    Neither is printed, nor what a command prints of the row's secrets.
    """
    if not row.purge:
        return
    is_address = row.purge.startswith(("https://", "http://"))
    reason = _post(row.purge, b"", {}) if is_address else _run(row.purge)
    if reason:
        reason = row.without_secrets(reason)
        raise TargetError(f'the new release is public, but "purge" failed: {reason}; nothing was deleted')


def _run(command: str) -> str:
    """Return why a command failed, "" if it did not."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as printed:  # a child might keep a pipe open
        try:
            done = subprocess.run(
                shlex.split(command),
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=subprocess.STDOUT,
                check=False,
                timeout=LONGEST_PURGE,
            )
        except subprocess.TimeoutExpired:
            return f"it had not ended after {LONGEST_PURGE:.0f} seconds"
        except (OSError, ValueError) as error:
            return str(getattr(error, "strerror", "") or type(error).__name__)
        printed.seek(0)
        lines = printed.read().strip().splitlines()
    return f"status {done.returncode}: {lines[-1] if lines else 'it gave no reason'}" if done.returncode else ""


def tell_others(row: Row, changes: Plan, site_url: str) -> None:
    """Tell a WebSub hub of changed feeds and search engines of changed pages; print a note if that fails."""
    url = row.url or site_url
    changed = [*changes.added, *changes.changed, *changes.removed]
    feeds = [address_of(url, path) for path in changed if path.endswith((".atom.xml", ".rss.xml", ".rss", ".atom"))]
    pages = [address_of(url, path) for path in changed if is_page(path)][:MOST_ADDRESSES]
    if row.websub and feeds:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        _note(
            "the hub", _post(row.websub, urlencode([("hub.mode", "publish"), *(("hub.url", f) for f in feeds)]), form)
        )
    if row.indexnow and pages:
        place = {"host": urlsplit(url).netloc, "keyLocation": address_of(url, f"{row.indexnow}.txt")}
        body = json.dumps({**place, "key": row.indexnow, "urlList": pages})
        _note("IndexNow", _post(INDEXNOW, body, {"Content-Type": "application/json; charset=utf-8"}))


def _note(who: str, reason: str) -> None:
    if reason:
        print(f"Note: {who} was not told of the changes: {reason}")


def _post(address: str, body: str | bytes, headers: dict[str, str]) -> str:
    """Return why a POST failed, "" if it did not."""
    data = body.encode() if isinstance(body, str) else body
    request = Request(address, data, {"User-Agent": "hamerkop"} | headers, method="POST")  # noqa: S310  # from settings
    try:
        with urlopen(request, timeout=TIMEOUT):  # noqa: S310  # as above
            return ""
    except HTTPError as error:
        return f"it answers {error.code}"
    except (OSError, HTTPException, ValueError) as error:
        return str(getattr(error, "reason", "") or type(error).__name__)
