"""Checks the settings that a site needs before it may be published."""

import re

from hamerkop.shared.pelican_types import Settings
from hamerkop.shared.problems import Position, Problem
from hamerkop.shared.settings import KIT_SETTINGS
from hamerkop.shared.settings_file import setting_position


def unset_settings(settings: Settings) -> list[Problem]:
    """Return a problem for each setting named in `REQUIRED_TO_PUBLISH` without a value, and for an invalid SITEURL."""
    required = KIT_SETTINGS.value(settings, "REQUIRED_TO_PUBLISH")
    names = [name for name in required if not settings.get(name)]
    problems = [Problem("X03", *_position(settings, name), f"{name} is not set; {_advice(name)}") for name in names]
    if "SITEURL" not in names and not re.match(r"https?://[^/]", settings["SITEURL"]):
        message = f'SITEURL is "{settings["SITEURL"]}"; begin it with https://'
        problems.append(Problem("X03", *_position(settings, "SITEURL"), message))
    return problems


def _advice(name: str) -> str:
    if name == "SITEURL":
        return "give the public address in the environment: SITEURL=https://example.org"
    return "give it a value before publishing"


def _position(settings: Settings, name: str) -> tuple[str, Position]:
    """Return where the setting is assigned; if it is not, where it is required."""
    if name in settings:
        return setting_position(settings, name)
    return setting_position(settings, "REQUIRED_TO_PUBLISH", name)
