"""Finds what is wrong with an address by itself, whatever the site has: a misspelt scheme, a missing one, a space."""

import re
from collections.abc import Callable
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote, urlsplit

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
# The brace closed behind the path, or not at all: {filename x.md}, {filename: x.md}.
_KIND_UNCLOSED = re.compile(r"\{\s*(filename|static|attach)\s*(?::|(?=[\s/]))\s*([^{}]+)\}?", re.IGNORECASE)
_KIND_APART = re.compile(r"\{file[ _-]name\}(.+)|filename/(\S+\.(?:md|rst))", re.IGNORECASE)
_PRIVATE = re.compile(
    r"localhost|(?:.*\.)?(?:local|localhost|test|example|invalid|internal|lan|home|onion)|[^.]*"
    r"|127\.[\d.]+|10\.[\d.]+|192\.168\.[\d.]+|172\.(?:1[6-9]|2\d|3[01])\.[\d.]+|0\.0\.0\.0|.*:.*",
    re.IGNORECASE,
)
_OWN_NETWORK = re.compile(
    r"localhost|.+\.(?:local|localhost|internal|lan)|[\w-]+|127\.[\d.]+|10(?:\.\d+){3}|192\.168(?:\.\d+){2}"
    r"|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}|169\.254(?:\.\d+){2}|0\.0\.0\.0|::1|f[cd][\da-f]{2}:.*",
    re.IGNORECASE,
)
OF_YOUR_MACHINE = "is a file of your own machine; write {static} and its path"
_PLAIN_PATH = re.compile(r"[./]?(?:[\w-]++[/.]?)*+(?:#[\w-]*+)?")  # most addresses within a site: nothing can be wrong
_WRAPPED = re.compile(r"""[(\["'<“‘]+((?:https?|mailto):.*?)[)\]"'>”’]*""", re.IGNORECASE)
_DOI = "https://doi.org/"
_OF_BROWSERS = ("about", "blob", "chrome", "chrome-extension", "devtools", "edge", "moz-extension", "view-source")
_KEYPAD = str.maketrans("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999")
_NUMBER = re.compile(r"\+?(?:[\d.*#-]|\((?!0\))\d+\))+")
_WORDS_TO_DIAL = re.compile(r"[/\s]*\+?[\d.-]+(?:[A-Z]{3,}[\d.-]*)+")  # 0800-CALL-NOW; not 91l, 999 (free)
_ROUGHLY_MAIL = re.compile(r"[^\s@,]+(?:@|%40)[^\s@,.]+(?:\.[^\s@,.]+)+|", re.IGNORECASE)
_MISSPELT_ENDINGS = dict.fromkeys(("cmo", "ocm", "con", "comm", "vom", "cpm", "xom"), "com") | dict.fromkeys(
    ("ogr", "rog", "orgg"), "org"
)
_END_MARK = re.compile(r"(?:[.,;\"”“»>)\]}`]|\*\*|%(?:22|29|2C|3E|5D|7D|E2%80%9[CD]))\Z", re.IGNORECASE)
_OPENING = {")": "(", "]": "[", "}": "{", ">": "<"}
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
    if _PLAIN_PATH.fullmatch(typed) and not _KIND_APART.fullmatch(typed):
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


def is_private_host(host: str) -> bool:
    """Return whether a host is found on the same machine or in the same network only."""
    return _OWN_NETWORK.fullmatch(host) is not None


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
    if scheme.lower() in ("phone", "telephone", "call", "telefon"):
        number = dialled(rest)
        return Slip("misspelt", _misspelt(f"tel:{number}"), f"tel:{number}") if number else None
    if scheme.lower() == "doi" and (doi := re.search(r"10\.\d{4,9}/\S+", rest)):
        return Slip("misspelt", f'is read by no browser; write "{_DOI}{doi[0]}"', f"{_DOI}{doi[0]}")
    if scheme.lower() in _OF_BROWSERS:
        return Slip("malformed", "is an address within your own browser; write one of the web")
    near = nearest_of(scheme, ("http", "https"), 0.7) if rest.startswith("/") else ""
    meant = f"{near}://{rest.lstrip('/')}"
    return Slip("misspelt", _misspelt(meant), meant) if near else None


def dialled(typed: str) -> str:
    """Return the digits of a telephone number, with those that letters have on a telephone; "" if it has none."""
    number = re.sub(r"%20|\(0\)|^/+", "", typed) if typed.lstrip().startswith("+") else re.sub(r"%20|^/+", "", typed)
    if not re.search(r"\d", number):
        return ""
    return re.sub(r"[^\d+*#]", "", number.lower().translate(_KEYPAD))


def _telephone(typed: str) -> Slip | None:
    """A number to call with spaces or letters, or none at all."""
    found = re.match(r"(tel|sms):([^;?]*)(.*)", typed, re.IGNORECASE | re.DOTALL)
    if not found or _NUMBER.fullmatch(found[2]):
        return None
    number = dialled(found[2])
    if not number:
        return Slip("malformed", f'has no number; write it: "{found[1]}:116123"')
    meant = f"{found[1].lower()}:{number}{found[3]}"
    letters = re.search(r"[a-z]", found[2], re.IGNORECASE)
    if letters and not _WORDS_TO_DIAL.fullmatch(found[2]):
        return Slip("malformed", "has letters in its number; write digits only")
    spaces = re.search(r"\s|%20", found[2])
    wrong = "spaces" if spaces else "letters" if letters else "other marks than digits"
    return Slip("misspelt", f'has {wrong} in its number; write "{meant}"', meant, WARNING)


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
        if wrong := _mail_address(address):
            return wrong
        return None if "@" in address or "%40" in address or address.startswith("?") else Slip("malformed", "has no @")
    if _EMAIL.fullmatch(typed):
        return Slip("misspelt", f'has no "mailto:"; write "mailto:{typed}"', f"mailto:{typed}")
    return None


def _mail_address(address: str) -> Slip | None:
    """Return what is wrong with what follows `mailto:`, or None."""
    to, mark, rest = address.partition("?")
    if not re.search(r"\s|%20", to) and not re.search(r"\s", rest):
        wrong = next((each for each in to.split(",") if "@" in to and not _ROUGHLY_MAIL.fullmatch(each)), None)
        return None if wrong is None else Slip("malformed", f'has "{wrong}", which is no address of mail; correct it')
    named = re.fullmatch(r".*<\s*([^<>\s]+)\s*>\s*", to)
    if "@" not in to:
        return Slip("malformed", "has no @")
    plain, subject = named[1] if named else re.sub(r"%20|\s", "", to), re.sub(r"\s", "%20", rest)
    meant = f"mailto:{plain}{mark}{subject}"
    return Slip("misspelt", f'has a space; write "{meant}"', meant, WARNING)


def _mail_as_web(typed: str) -> Slip | None:
    """A scheme of the web before an address of mail: https://desk@example.org."""
    bare = re.sub(r"https?://", "", typed, count=1, flags=re.IGNORECASE)
    if bare == typed or not _EMAIL.fullmatch(bare):
        return None
    return Slip("misspelt", _misspelt(f"mailto:{bare}"), f"mailto:{bare}")


def _host_misspelt(typed: str) -> Slip | None:
    """A host that cannot be: wwww.example.org, example.cmo; or one that is typed twice."""
    found = re.match(r"(https?://)([^/?#\s]+)(.*)", typed, re.IGNORECASE | re.DOTALL)
    if not found:
        return None
    if re.fullmatch(r"www\.[\w-]+", found[2], re.IGNORECASE):
        return Slip("malformed", "has a host without its ending, such as .org; write the whole address")
    first, dot, rest = found[2].partition(".")
    host = f"www.{rest.removeprefix('www.')}" if first.lower() in ("ww", "wwww", "www") and dot else found[2]
    name, dot, ending = host.rpartition(".")
    host = f"{name}.{_MISSPELT_ENDINGS.get(ending.lower(), ending)}" if dot else host
    path = re.sub(r"^/(?:https?://)?(?:dx\.)?doi\.org/", "/", found[3]) if host == "doi.org" else found[3]
    meant = f"{found[1]}{host}{path}"
    return Slip("misspelt", _misspelt(meant), meant) if meant != typed else None


def _ending(typed: str) -> Slip | None:
    """Marks of a sentence or brackets that belong behind an address, and are in it."""
    if not _WEB.match(typed) or re.search(r"\s", typed):
        return None
    if typed.endswith(("...", "…", "%E2%80%A6")):
        return Slip("malformed", "is cut off; write the whole address", level=WARNING)
    bare = typed
    while end := _END_MARK.search(bare):
        opening = _OPENING.get(unquote(end[0]))
        if opening and unquote(bare).count(opening) >= unquote(bare).count(unquote(end[0])):
            break
        if unquote(end[0]) == '"' and unquote(bare).count('"') % 2 == 0:
            break  # a search for quoted words
        if end[0] == "." and ("?" in bare or "#" in bare or "/wiki/" in bare):
            break
        bare = bare[: end.start()]
    if bare == typed:
        return None
    return Slip("misspelt", f'has "{unquote(typed[len(bare) :])}" at its end; write "{bare}"', bare, WARNING)


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
    inside, apart = _KIND_UNCLOSED.fullmatch(typed), _KIND_APART.fullmatch(typed)
    if inside or apart:
        meant = f"{{{inside[1].lower()}}}{inside[2].strip()}" if inside else f"{{filename}}{apart[1] or apart[2]}"  # type: ignore[index]  # one of both
        return Slip("unknown kind", f'leads nowhere; write "{meant}"', meant)
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


def _no_colon(typed: str) -> Slip | None:
    """A scheme of a number or of mail without its colon: tel.116123, mailto;ada@example.org."""
    found = re.fullmatch(
        r"(tel|sms|mailto)[.;,\s]*(\+?\d[\d\s()-]{2,}|[^@\s.:;,][^@\s]*@[^@\s]+)", typed, re.IGNORECASE
    )
    if not found or (found[1].lower() == "mailto") != ("@" in found[2]):
        return None
    rest = found[2] if "@" in found[2] else dialled(found[2])
    return Slip("misspelt", _misspelt(f"{found[1].lower()}:{rest}"), f"{found[1].lower()}:{rest}")


def _only_a_number(typed: str) -> Slip | None:
    """A telephone number without its scheme."""
    number = dialled(typed) if re.fullmatch(r"\+?[\d\s().-]+", typed.replace("%20", " ")) else ""
    if len(number) < 3 or re.fullmatch(r"(?:19|20)\d\d", number):
        return None
    return Slip("misspelt", f'has no "tel:"; write "tel:{number}" if it is a telephone number', f"tel:{number}")


def _only_a_doi(typed: str) -> Slip | None:
    """A DOI without the address at which it is found."""
    if not re.fullmatch(r"10\.\d{4,9}/\S+", typed):
        return None
    return Slip("misspelt", f'is a DOI; write "{_DOI}{typed}"', f"{_DOI}{typed}")


Find = Callable[[str], Slip | None]
_SURE: tuple[Find, ...] = (
    _drive,
    _slashes,
    _bad_host,
    _space,
    _mail_as_web,
    _host_misspelt,
    _ending,
    _scheme,
    _telephone,
    _mail,
    _kind,
    _template,
    _backslashes,
)
_IF_DEAD: tuple[Find, ...] = (_no_scheme, _home, _no_colon, _only_a_number, _only_a_doi)
