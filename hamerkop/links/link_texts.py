"""Compares the text of a link that is an address, or a telephone number, with the address that the link leads to."""

import re
from html import unescape
from urllib.parse import unquote

from hamerkop.shared.address_slips import dialled
from hamerkop.shared.html_source import strip_tags

# With a scheme, `www.` or a path, since "Booking.com" and "ASP.NET" are names.
_ADDRESS = re.compile(
    r"(?:(?:https?://|www\.)[!-~]+|(?:[\w-]+\.)+(?:com|org|net|edu|gov|info|uk|de|eu)/[!-~]*)(?:…)?", re.IGNORECASE
)
_EMAIL = re.compile(r"[\w.+%-]+@(?:[\w-]+\.)+\w{2,}", re.IGNORECASE)
_DOI = re.compile(r"(?:doi:?[ ]?)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_NUMBER = re.compile(r"\+?[\d\s().–-]{3,25}")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_SCHEME_OF_NUMBER = re.compile(r"(?:tel|sms):", re.IGNORECASE)


def shown_address(text: str) -> str:
    """Return the *text* of a link (HTML) if it is an address or a telephone number, else ""."""
    plain = unescape(strip_tags(text)).strip().replace("\u00a0", " ")
    return plain if any(each.fullmatch(plain) for each in (_ADDRESS, _EMAIL, _NUMBER, _DOI)) else ""


def text_mismatch(shown: str, address: str) -> str:
    """Return a message if a link leads to another *address* than that which is *shown* as its text, else ""."""
    if not shown:
        return ""
    if _SCHEME_OF_NUMBER.match(address):
        return _number_mismatch(shown, address)
    if address[:7].lower() == "mailto:":
        to = unquote(address[7:].partition("?")[0])
        is_same = not _EMAIL.fullmatch(shown) or to.lower() == shown.lower()
    elif doi := _DOI.fullmatch(shown):
        found = _DOI.search(unquote(address)) if "doi.org/" in address else None
        is_same, to = not found or found[1].lower() == doi[1].lower(), address
    else:
        is_same = not _ADDRESS.fullmatch(shown) or not _WEB.match(address) or _leads_there(shown, address)
        to = address
    return "" if is_same else f'the text says "{shown[:80]}", and the link leads to "{to[:80]}"; correct one of them'


def _number_mismatch(shown: str, address: str) -> str:
    """Return a message if two telephone numbers differ in more than the prefix of a country or region."""
    if not _NUMBER.fullmatch(shown):
        return ""
    number = re.sub(r"[;?].*", "", _SCHEME_OF_NUMBER.sub("", address))
    digits = [re.sub(r"\D", "", each).lstrip("0") for each in (shown.replace("(0)", ""), dialled(number))]
    short, long = sorted(digits, key=len)
    if long.endswith(short) and (short or not long):
        return ""
    return f'the text says "{shown}", and the link calls "{number}"; correct one of them'


def _leads_there(shown: str, address: str) -> bool:
    """Return whether *shown* is *address*, or the beginning of it, or the address from which it was moved."""
    is_cut = shown.endswith(("…", "..."))
    text, target = _without_scheme(shown.rstrip("….")), _without_scheme(address)
    if text == target or (is_cut and target.startswith(text)):
        return True
    host, _, path = text.partition("/")
    if not path:
        return target.partition("/")[0].endswith(host)
    return target.startswith((f"{text}/", f"{text}?", f"{text}#", f"{text}.htm")) or "web.archive.org" in target


def _without_scheme(address: str) -> str:
    plain = unquote(_WEB.sub("", address)).replace("+", " ").rstrip("/")
    host, slash, path = plain.partition("/")
    host = re.sub(r"^(?:www\.|m\.)|:(?:80|443)$", "", host.lower()).replace("dx.doi.org", "doi.org")
    return f"{host}{slash}{path.casefold()}"
