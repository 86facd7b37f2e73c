"""Finds addresses that lead readers through a third party, and those that only their writer can open."""

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from hamerkop.shared.address_slips import is_private_host

_WEB = re.compile(r"https?://", re.IGNORECASE)
_LOCAL = re.compile(r"(?:localhost|127\.0\.0\.1):\d+(?:/|$)", re.IGNORECASE)


class Indirect(NamedTuple):
    """What is wrong with an address: the id of the rule, a message, and what to write instead, "" if unknown.

    *safe*: *meant* leads to the same page for sure. *is_own_machine*: it leads to the machine or network of whoever
    follows it.
    """

    rule: str
    message: str
    meant: str = ""
    safe: bool = False
    is_own_machine: bool = False


def indirect_address(typed: str) -> Indirect | None:
    """Return why an address of the web should be another one, or None."""
    if _LOCAL.match(typed):
        return Indirect(
            "L24", f'"{_shown(typed)}" opens on your own machine only; write an address of the web', is_own_machine=True
        )
    if not _WEB.match(typed):
        return None
    try:
        parts = urlsplit(typed)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    return next((found for find in _FINDERS for found in [find(typed, parts, host)] if found), None)


# What programs of mail, social networks and advertisements add to an address.
_TRACKERS = re.compile(
    r"(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|li_fat_id|mc_[ce]id"
    r"|_hsenc|_hsmi|mkt_tok|vero_id|oly_(?:enc|anon)_id|ref_src|ref_url|at_(?:medium|campaign)|ns_campaign"
    r"|_ga|_gl|gad_\w+|srsltid|s_cid|rb_clickid|phpsessid|jsessionid)(?:=.*)?",
    re.IGNORECASE | re.DOTALL,
)
_SHARED = re.compile(r"(?:.*\.)?(?:youtube\.com|youtu\.be|spotify\.com)")
_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)


def _with_tracker(typed: str, parts: SplitResult, host: str) -> Indirect | None:
    """An address with `utm_source=` and the like."""
    kept = [each for each in parts.query.split("&") if not _is_tracker(each, host)] if parts.query else []
    path = _SESSION.sub("", parts.path)
    if len(kept) == len(parts.query.split("&") if parts.query else []) and path == parts.path:
        return None
    meant = parts._replace(path=path, query="&".join(kept)).geturl()
    message = f'"{_shown(typed)}" tells where readers come from; write "{_shown(meant)}"'
    return Indirect("L23", message, meant, safe=True)


def _is_tracker(pair: str, host: str) -> bool:
    pair = pair.removeprefix("amp;")
    return bool(_TRACKERS.fullmatch(pair)) or (pair.startswith("si=") and bool(_SHARED.fullmatch(host)))


# Programs that lead readers on to another address: the host with its path, and the parameter with that address.
_WRAPPERS = (
    (r"(?:www\.)?google\.(?:com?\.)?\w+/url", ("q", "url")),
    (r"scholar\.google\.(?:com?\.)?\w+/scholar_url", ("url",)),
    (r"[\w.-]+\.safelinks\.protection\.outlook\.com/.*", ("url",)),
    (r"lm?\.(?:facebook|instagram)\.com/.*", ("u",)),
    (r"(?:www\.)?facebook\.com/l\.php", ("u",)),
    (r"out\.reddit\.com/.*", ("url",)),
    (r"(?:www\.)?youtube\.com/redirect", ("q",)),
    (r"(?:www\.)?linkedin\.com/(?:redir|safety)/.*", ("url",)),
    (r"slack-redir\.net/link", ("url",)),
    (r"t\.umblr\.com/redirect", ("z",)),
    (r"duckduckgo\.com/l/?", ("uddg",)),
    (r"(?:www\.)?vk\.com/away\.php", ("to",)),
    (r"linkprotect\.cudasvc\.com/url", ("a",)),
    (r"(?:clicktime|protect[\w-]*)\.(?:symantec|mimecast|cloud\.sophos)\.com/.*", ("u", "url", "d")),
    (r"[\w.-]+\.protection\.sophos\.com/.*", ("d", "u")),
    (r"(?:www\.)?bing\.com/ck/a|r\.search\.yahoo\.com/.*", ("url",)),
    (r"translate\.google\.(?:com?\.)?\w+/translate", ("u",)),
)
_DEFENSE = re.compile(r"https?://urldefense\.(?:com|us)/v3/__(.+?)__;", re.IGNORECASE)
_CACHED = re.compile(r"https?://webcache\.googleusercontent\.com/search\?q=cache:(?:[\w-]+:)?([^&+\s]+)", re.IGNORECASE)
_TRACKING_HOSTS = re.compile(
    r"(?:[\w.-]+\.)?(?:list-manage\.com/track/click|sendgrid\.net/ls/click|urldefense\.(?:com|us|proofpoint\.com)/"
    r"|awstrack\.me/|hubspotlinks\.com/|exacttarget\.com/).*"
)


def _wrapped(typed: str, parts: SplitResult, host: str) -> Indirect | None:
    """An address behind which another one is hidden: of a search, a mail program, a social network."""
    place = f"{host}{parts.path}"
    names = next((names for pattern, names in _WRAPPERS if re.fullmatch(pattern, place, re.IGNORECASE)), ())
    values = dict(parse_qsl(parts.query))
    meant = next((values[name] for name in names if _WEB.match(values.get(name, ""))), "")
    found = _DEFENSE.match(typed) or _CACHED.match(typed)
    if found:
        meant = unquote(found[1]) if _WEB.match(found[1]) else f"https://{unquote(found[1])}"
    if meant or names or _TRACKING_HOSTS.fullmatch(place):
        advice = f'write "{_shown(meant)}"' if meant else "open it, and write the address where you arrive"
        return Indirect("L23", f'"{_shown(typed)}" leads through {host}, which learns who follows it; {advice}', meant)
    return None


_AMP_HOST = re.compile(r"([\w-]+)\.cdn\.ampproject\.org")
_AMP_PATH = re.compile(r"/(?:[acv]/)?(?:s/)?((?:[\w-]+\.)+\w+/.*)", re.DOTALL)
_AMP_ONLY = re.compile(r"amp\.(?!dev/)[^/]+/.{8,}|[^/]+/news/amp/.+")
_AMP_END = re.compile(r"(/[^/]*[\w][-\d][^/]*)(?:/amp/?|\.amp)", re.DOTALL)


def _amp(typed: str, parts: SplitResult, host: str) -> Indirect | None:
    """An address of AMP, a copy of a page for telephones."""
    meant = ""
    if _AMP_HOST.fullmatch(host) or re.fullmatch(r"(?:www\.)?google\.(?:com?\.)?\w+", host):
        prefix = "/amp" if "google." in host else ""
        path = parts.path.removeprefix(prefix) if parts.path.startswith(f"{prefix}/") else ""
        found = _AMP_PATH.fullmatch(path)
        meant = f"https://{found[1]}" if found else ""
    elif found := re.fullmatch(r"(.*?)(?:/amp/?|\.amp)", parts.path) if _AMP_END.search(parts.path) else None:
        meant = parts._replace(path=found[1] + ("/" if parts.path.endswith("/") else "")).geturl()
    elif re.fullmatch(r"amp(?:=1|=true)?|outputType=amp", parts.query):
        meant = parts._replace(query="").geturl()
    if not meant and not _AMP_ONLY.fullmatch(f"{host}{parts.path}"):
        return None
    advice = f'write "{_shown(meant)}"' if meant else "write the address of the page itself"
    message = f'"{_shown(typed)}" is a copy of a page for telephones (AMP); {advice}'
    return Indirect("L23", message, meant)


_SHORTENERS = """
bit.ly tinyurl.com t.co goo.gl ow.ly is.gd v.gd buff.ly lnkd.in rb.gy cutt.ly shorturl.at rebrand.ly t.ly tiny.cc
bl.ink dlvr.it fb.me amzn.to trib.al nyti.ms wapo.st bbc.in shorturl.com tiny.one qr.ae x.gd da.gd bitly.com j.mp
"""


def _shortened(typed: str, parts: SplitResult, host: str) -> Indirect | None:
    """An address of a service that makes long addresses short."""
    if host.removeprefix("www.") not in _SHORTENERS.split() or len(parts.path) < 2:
        return None
    message = f'"{_shown(typed)}" hides where it leads, and ends with {host}; open it, and write the address you get'
    return Indirect("L23", message)


# A host of another site as the first part of a host: www-nejm-org.proxy.example.edu.
_PROXIED = re.compile(
    r"((?:[\w]|-(?!-))+(?:--(?:[\w]|-(?!-))+)*-(?:com|org|net|edu|gov|uk|int|eu|de|fr|io|info)"
    r"|(?:[\w-]+\.)+(?:com|org|net|edu|gov|uk))\.(?:[\w-]+\.)*?(?=[\w-]*proxy|idm\.oclc)(?:[\w-]+\.)+\w+"
)
_PROXY = re.compile(r"(?:.*\.)?[\w-]*(?:ezproxy|libproxy|webvpn)[\w-]*\..*|(?:.*\.)?(?:idm\.oclc\.org|proxy\.lib\..*)")


def _proxy(typed: str, parts: SplitResult, host: str) -> Indirect | None:
    """An address of a library, which asks its readers to log in, before that of the publisher."""
    found, values = _PROXIED.fullmatch(host), dict(parse_qsl(parts.query))
    wrapped = values.get("url") or values.get("qurl") or ""
    if found:
        own = found[1] if "." in found[1] else found[1].replace("--", "\0").replace("-", ".").replace("\0", "-")
        meant = parts._replace(scheme="https", netloc=own).geturl()
    elif _PROXY.fullmatch(host) or host == "go.openathens.net" or ("proxy" in host and parts.path == "/login"):
        meant = wrapped if _WEB.match(wrapped) else ""
    else:
        return None
    advice = f'write "{_shown(meant)}"' if meant else "write the address that the publisher has"
    return Indirect("L24", f'"{_shown(typed)}" asks for the login of a library; {advice}', meant)


_PUBLISHED = "write the address of the published page"
_SHARED_FILE = "publish the document, or save it as a file of the site"
_IN_WORDS = "say in the text what it says"
_AS_FILE = "save the file in the site"
_ONLY_LOGGED_IN = (
    (r"[^/]*/(?:.*/)?wp-(?:admin(?:/.*)?|login\.php)(?:[?#].*)?", _PUBLISHED),
    (r".*[?&](?:preview=true|preview_id=\d+)(?:&.*)?", _PUBLISHED),
    (r"docs\.google\.com/\w+/(?:u/\d+/)?d/[\w-]{3,}/edit(?:[?#].*)?", _SHARED_FILE),
    (r"(?:docs|drive)\.google\.com/.*\bu/\d+/.*", _SHARED_FILE),
    (r"(?:www\.)?notion\.so/(?:.*[/-])?[0-9a-f]{32}(?:[?#].*)?", "publish the page, and write its new address"),
    (r"mail\.google\.com/.*|outlook\.(?:office|live|office365)\.com/mail.*", _IN_WORDS),
    (r"[\w-]+\.slack\.com/archives/.*|app\.slack\.com/.*|teams\.microsoft\.com/l/.*", _IN_WORDS),
    (r"[\w-]+-my\.sharepoint\.com/.*|[\w-]+\.sharepoint\.com/(?:personal|:\w:)/.*", _AS_FILE),
    (r"onedrive\.live\.com/(?:edit|view)\.aspx.*", _AS_FILE),
    (r"app\.netlify\.com/.*", _PUBLISHED),
    (r"(?:www\.)?dropbox\.com/home(?:/.*)?", _AS_FILE),
    (
        r"[\w.-]+/(?:c|chat)/[0-9a-f]{8}-[0-9a-f-]{20,}.*",  # a conversation with a chat program
        "write the address of what it is based on",
    ),
    (r"(?:deploy-preview-\d+|[0-9a-f]{10,})--[\w-]+\.netlify\.app.*", _PUBLISHED),
    (r"[\w-]+-git-[\w-]+\.vercel\.app.*|[0-9a-f]{8}\.[\w-]+\.pages\.dev.*", _PUBLISHED),
    (r"[\w.-]+\.(?:ngrok\.io|ngrok(?:-free)?\.app|trycloudflare\.com|app\.github\.dev|gitpod\.io)(?:/.*)?", _PUBLISHED),
)


def _private(typed: str, parts: SplitResult, host: str) -> Indirect | None:
    """An address that opens for its writer: on the same machine or network, or behind a login."""
    if is_private_host(host):
        message = f'"{_shown(typed)}" opens on your own machine or network only; write an address of the web'
        return Indirect("L24", message, is_own_machine=True)
    place = _WEB.sub("", typed)
    advice = next((advice for pattern, advice in _ONLY_LOGGED_IN if re.fullmatch(pattern, place, re.I)), "")
    return Indirect("L24", f'"{_shown(typed)}" may open for you only; {advice}') if advice else None


def _shown(address: str) -> str:
    return address if len(address) <= 80 else f"{address[:79]}…"


_FINDERS: tuple[Callable[[str, SplitResult, str], Indirect | None], ...] = (
    _wrapped,
    _amp,
    _proxy,
    _private,
    _shortened,
    _with_tracker,
)
