"""Finds what is wrong with an address by itself, whatever the site has: a misspelt scheme, a missing one, a space."""

import re
from collections.abc import Callable
from typing import Literal, NamedTuple
from urllib.parse import quote, urlsplit

from hamerkop.shared.problems import nearest_of
from hamerkop.shared.rules import WARNING, Level

SCHEMES = ("http", "https", "ftp", "mailto", "tel", "sms")
# Endings of the hosts that people type most. Others are also endings of files: holt.md, notes.py, otter.pl.
_TOP_LEVELS = "com|org|net|edu|gov|mil|int|info|biz|io|dev|app|eu|uk|us|ca|au|nz|ie|de|fr|nl|be|ch|at|it|es|pt|se|no"
_HOST_TYPED = re.compile(rf"(?:[\w-]+\.)+(?:{_TOP_LEVELS})(?::\d+)?(?:[/?#].*)?", re.IGNORECASE | re.DOTALL)
_EMAIL = re.compile(r"[\w.+%'-]+@(?:[\w-]+\.)+[a-z]{2,}(?:\?.*)?", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_WEB = re.compile(r"https?:", re.IGNORECASE)
_NO_COLON = re.compile(r"([a-z]{3,6})[;,.]?//(?=[\w-])", re.IGNORECASE)
_ANOTHER_SCHEME = re.compile(r"https?:/*(https?)(:?)/+", re.IGNORECASE)
_DRIVE = re.compile(r"[a-z]:[\\/]", re.IGNORECASE)
_LABEL = re.compile(r"[^\W_](?:[\w-]*[^\W_])?|_[\w-]*[^\W_]")
# {filename} and the like with other brackets, or with spaces in them.
_KIND_TYPED = re.compile(
    r"[\[({<|]{0,2}\s*(filename|static|attach|(?:tag|category|author|index)(?!:))\s*(?:[\])}>|]+:?|:(?!/)|(?<=\{static)/|(?<=\{attach)/|(?<=\{filename)/)\s*/?(?=[\w./-])",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"localhost|(?:.*\.)?(?:local|localhost|test|example|invalid|internal|lan|home|onion)|[^.]*"
    r"|127\.[\d.]+|10\.[\d.]+|192\.168\.[\d.]+|172\.(?:1[6-9]|2\d|3[01])\.[\d.]+|0\.0\.0\.0|.*:.*",
    re.IGNORECASE,
)
OF_YOUR_MACHINE = "is a file of your own machine; write {static} and its path"
_PLAIN_PATH = re.compile(r"[./]?(?:[\w-]++[/.]?)*+(?:#[\w-]*+)?")  # most addresses within a site: nothing can be wrong
_WRAPPED = re.compile(r"""[(\["'<“‘]+((?:https?|mailto):.*?)[)\]"'>”’]*""", re.IGNORECASE)
_TEMPLATE = re.compile(r"\{[{%]")


class Slip(NamedTuple):
    """What is wrong with an address: its kind, a message, and what was probably meant, or "" where nobody can tell.

    *level*: another one than that of the rule. *safe*: browsers take the address for *meant* already.
    """

    kind: Literal["misspelt", "malformed", "unknown kind"]
    message: str
    meant: str = ""
    level: Level | None = None
    safe: bool = False


def slip_of(typed: str) -> Slip | None:
    """Return what is wrong with an address for sure, or None."""
    if _PLAIN_PATH.fullmatch(typed):
        return None
    return next((slip for find in _SURE for slip in [find(typed)] if slip), None)


def slip_if_dead(typed: str) -> Slip | None:
    """Return what was probably meant by an address without a scheme at which the site has nothing, or None."""
    return next((slip for find in _IF_DEAD for slip in [find(typed)] if slip), None)


def without_scheme(typed: str) -> bool:
    """Return whether an address leads to another one of the same site, as far as can be told without it."""
    return not _SCHEME.match(typed) and not typed.startswith(("//", "\\\\"))


def is_plain_http(typed: str) -> bool:
    """Return whether an address is one of the web without encryption, and not of this machine or network."""
    return typed[:7].lower() == "http://" and not _PRIVATE.fullmatch(_host(typed))


def _misspelt(meant: str) -> str:
    return f'is misspelt; write "{meant}"'


def _scheme(typed: str) -> Slip | None:
    """A scheme that is near to a known one: htp://, https//, mail:to@."""
    if found := _ANOTHER_SCHEME.match(typed):
        return Slip("misspelt", _misspelt(meant := f"{found[1].lower()}://{typed[found.end() :]}"), meant)
    if found := _NO_COLON.match(typed):
        scheme = nearest_of(found[1], ("http", "https", "ftp"), 0.6)
        meant = f"{scheme}://{typed[found.end() :]}"
        return Slip("misspelt", _misspelt(meant), meant) if scheme else None
    found = _SCHEME.match(typed)
    if not found or _WEB.match(typed) or found[1].lower() in SCHEMES or _DRIVE.match(typed):
        return None
    return _unknown_scheme(found[1], typed[found.end() :])


def _unknown_scheme(scheme: str, rest: str) -> Slip | None:
    if scheme.lower() in ("mail", "email", "e-mail", "mailto:", "maito", "malto", "mailot"):
        address = rest.removeprefix("//").removeprefix("to:")
        address = address.removeprefix("to@") if _EMAIL.fullmatch(address.removeprefix("to@")) else address
        return Slip("misspelt", _misspelt(f"mailto:{address}"), f"mailto:{address}")
    near = nearest_of(scheme, ("http", "https"), 0.7) if rest.startswith("/") else ""
    meant = f"{near}://{rest.lstrip('/')}"
    return Slip("misspelt", _misspelt(meant), meant) if near else None


def _slashes(typed: str) -> Slip | None:
    """The scheme of the web, and not two slashes behind it."""
    found = re.match(r"(https?):([/\\]*)", typed, re.IGNORECASE)
    if not found or found[2] == "//":
        return None
    rest = typed[found.end() :].replace("\\", "/")
    if not rest or re.search(r"\s", rest):
        return Slip("misspelt", "is not an address; write the whole one")
    meant = f"{found[1].lower()}://{rest}"
    return Slip("misspelt", _misspelt(meant), meant)


def _host(typed: str) -> str:
    try:
        return urlsplit(typed).hostname or ""
    except ValueError:
        return ""


def _bad_host(typed: str) -> Slip | None:
    """An address of the web whose host is none: empty, with a comma, a space, two dots."""
    if not re.match(r"(?:https?:)?//", typed, re.IGNORECASE):
        return None
    host = _host(typed)
    if not host:
        return Slip("malformed", "has no host; write the whole address")
    if ":" in host:  # IPv6
        return None
    labels = host.rstrip(".").split(".")
    wrong = next((label for label in labels if not _LABEL.fullmatch(label)), None)
    return None if wrong is None else Slip("malformed", f'"{host}" is not the name of a host; correct it')


def _mail(typed: str) -> Slip | None:
    """An address of mail without its scheme, or the scheme without an address."""
    if typed[:7].lower() == "mailto:":
        address = typed[7:].lstrip("/")
        if address != typed[7:]:
            return Slip("misspelt", _misspelt(f"mailto:{address}"), f"mailto:{address}")
        return None if "@" in address or "%40" in address or address.startswith("?") else Slip("malformed", "has no @")
    if _EMAIL.fullmatch(typed):
        return Slip("misspelt", f'has no "mailto:"; write "mailto:{typed}"', f"mailto:{typed}")
    return None


def _space(typed: str) -> Slip | None:
    if wrapped := _WRAPPED.fullmatch(typed):
        return Slip("misspelt", f'has brackets or quotes around it; write "{wrapped[1]}"', wrapped[1])
    bare = re.sub(r"^(?:%20)+|(?:%20)+$", "", typed)
    if bare != typed and _SCHEME.match(bare):
        return Slip("misspelt", f'has "%20" around it; write "{bare}"', bare)
    if "\n" in typed.strip() and _WEB.match(typed):
        return Slip("misspelt", "goes over two lines; write it in one")
    if _WEB.match(typed) and re.search(r"\s", typed.strip()):
        meant = quote(typed.strip(), safe="".join(map(chr, range(33, 127))))
        return Slip("misspelt", f'has a space; write "{meant}"', meant, WARNING, safe=True)
    return None


def _drive(typed: str) -> Slip | None:
    return Slip("malformed", OF_YOUR_MACHINE) if _DRIVE.match(typed) else None


def _home(typed: str) -> Slip | None:
    return Slip("malformed", OF_YOUR_MACHINE) if re.match(r"(?:~|/home|/Users|/tmp)/[^/]+/", typed) else None


def _backslashes(typed: str) -> Slip | None:
    if "\\" not in typed.partition("?")[0] or _DRIVE.match(typed):
        return None
    meant = typed.replace("\\", "/")
    return Slip("misspelt", f'has backslashes; write "{meant}"', meant, WARNING)


def _kind(typed: str) -> Slip | None:
    found = _KIND_TYPED.match(typed)
    meant = f"{{{found[1].lower()}}}{typed[found.end() - typed[: found.end()].endswith('/') :]}" if found else ""
    return Slip("unknown kind", f'leads nowhere; write "{meant}"', meant) if found and meant != typed else None


def _template(typed: str) -> Slip | None:
    if _TEMPLATE.search(typed):
        return Slip(
            "unknown kind", "is the syntax of another program, which Pelican does not know; write {filename} and a path"
        )
    return None


def _no_scheme(typed: str) -> Slip | None:
    """The name of a host without its scheme: www.example.org, example.org/page."""
    bare = typed.removeprefix("/")
    if typed.startswith("//"):  # whatever the host is, it is another one
        return None
    if _HOST_TYPED.fullmatch(bare) or re.match(r"www\.[\w-]+\.", bare, re.IGNORECASE):
        return Slip("misspelt", f'has no "https://"; write "https://{bare}"', f"https://{bare}")
    return None


Find = Callable[[str], Slip | None]
_SURE: tuple[Find, ...] = (_drive, _slashes, _bad_host, _space, _scheme, _mail, _kind, _template, _backslashes)
_IF_DEAD: tuple[Find, ...] = (_no_scheme, _home)
