"""Checks the settings that a site needs before it may be published."""

import json
import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from hamerkop.shared.pelican_types import Settings
from hamerkop.shared.problems import Position, Problem
from hamerkop.shared.settings import KIT_SETTINGS
from hamerkop.shared.settings_file import setting_position


def unset_settings(settings: Settings) -> list[Problem]:
    """Return a problem for each setting in `REQUIRED_TO_PUBLISH` without a value, and for a SITEURL that is none."""
    required = KIT_SETTINGS.value(settings, "REQUIRED_TO_PUBLISH")
    names = [name for name in required if not settings.get(name)]
    problems = [Problem("X03", *_position(settings, name), f"{name} is not set; {_advice(name)}") for name in names]
    if "SITEURL" not in names and (wrong := what_is_wrong_with(str(settings["SITEURL"]))):
        message = f"SITEURL is {json.dumps(settings['SITEURL'], ensure_ascii=False)}; {wrong}"
        problems.append(Problem("X03", *_position(settings, "SITEURL"), message))
    elif "SITEURL" not in names and (wrong := why_not_public(str(settings["SITEURL"]))):
        message = f"SITEURL is {json.dumps(settings['SITEURL'], ensure_ascii=False)}; {wrong}"
        problems.append(Problem("X06", *_position(settings, "SITEURL"), message))
    return problems


def why_not_public(address: str) -> str:
    """Return why readers should not get pages with *address*, the address of a site, and what to write; or ""."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    if host == "localhost" or host.endswith((".localhost", ".local", ".test", ".invalid")) or _is_own(host):
        return "only this machine or network has it; give the address at which readers find the site"
    if address.startswith("http:"):
        return "anybody on the way can change what readers get; write https://"
    return ""


def _is_own(host: str) -> bool:
    """Return whether *host* is the number of this machine or of one in its network."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False


# RFC 3986: a host is a name, an IPv4 address or an IPv6 address in brackets; a path has no quotes, spaces or brackets.
_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?)(?:\.[^\W_](?:[\w-]*[^\W_])?)*\.?|\[[0-9A-Fa-f:.]+\]")
_PATH = re.compile(r"(?:[\w/.~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*")


def what_is_wrong_with(address: str) -> str:
    """Return what to write instead of *address*, the public address of a site, or "" if it can be one."""
    found = re.fullmatch(r"https?://(?P<host>[^/?#]*)(?P<path>[^?#]*)(?P<rest>.*)", address, re.DOTALL)
    if not found or not found["host"]:
        return "begin it with https:// and the name of the host"
    host, port = _without_port(found["host"])
    if "@" in found["host"]:
        return "remove the name and password before the host: every page would show them"
    if not _is_host(host) or not (port.isascii() and port.isdigit() and int(port) <= 65535):
        return "write the name of the host, and a port if need be, with no spaces or quotes"
    if found["rest"] or not _PATH.fullmatch(found["path"]):
        return "after the host only a path of letters, digits and hyphens is possible"
    return ""


def _is_host(host: str) -> bool:
    """Return whether *host* can be the name of a host, an IPv4 address, or an IPv6 address in brackets."""
    try:
        return bool(_HOST.fullmatch(host) and (not host.startswith("[") or ip_address(host[1:-1])))
    except ValueError:
        return False


def _without_port(host: str) -> tuple[str, str]:
    """Return a host and its port; "443" if it has none."""
    found = re.fullmatch(r"(?P<name>.*?)(?::(?P<port>[^:\]]*))?", host, re.DOTALL)
    return (found["name"], found["port"] or "443") if found else (host, "443")


def _advice(name: str) -> str:
    if name == "SITEURL":
        return "give the public address in the environment: SITEURL=https://example.org"
    return "give it a value before publishing"


def _position(settings: Settings, name: str) -> tuple[str, Position]:
    """Return where the setting is assigned; if it is not, where it is required."""
    if name in settings:
        return setting_position(settings, name)
    return setting_position(settings, "REQUIRED_TO_PUBLISH", name)
