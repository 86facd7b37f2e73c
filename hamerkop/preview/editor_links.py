"""Makes the link that opens a place in a source in the editor of the writer: the setting `PREVIEW_EDITOR_URL`."""

from pathlib import Path
from urllib.parse import quote

from hamerkop.shared.pelican_types import Settings
from hamerkop.shared.problems import Position
from hamerkop.shared.settings import KIT_SETTINGS


def editor_link(path: str | Path, position: Position, settings: Settings) -> str:
    """Return the address that opens a file, given as an absolute path or from the working folder, at *position*."""
    absolute = quote(Path(path).absolute().as_posix(), safe="/:")
    template: str = KIT_SETTINGS.value(settings, "PREVIEW_EDITOR_URL")
    link = template.replace("{path}", absolute).replace("{line}", str(position.line))
    return link.replace("{column}", str(position.column)).replace("://file//", "://file/")
