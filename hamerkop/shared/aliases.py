"""The old addresses, `aliases` in the front matter, of an article or page: the file that answers at each of them."""

import re
from mimetypes import MimeTypes
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from hamerkop.shared.file_policy import FOR_THE_HOST, is_host_file
from hamerkop.shared.pelican_types import Content
from hamerkop.shared.urls import LONGEST_NAME, published_address

PAGE_ENDINGS = (".html", ".htm", ".xhtml")  # of files that hosts serve as pages
# Endings of programs that made pages elsewhere, and of all other files that hosts know. They would serve such a file as
# what it is called, but lead readers from a folder of that name to the page in it.
PROGRAM_ENDINGS = (".php", ".asp", ".aspx", ".cfm", ".cgi", ".jsp", ".pl", ".shtml")
FILE_TYPES = MimeTypes()  # those that Python knows, not those of the machine
_WITH_HOST = re.compile(r"[a-z][a-z0-9+.-]*:/|//", re.IGNORECASE)
OUTSIDE = "leads out of the site; write an old path of this site such as notes/old"


class InvalidAlias(ValueError):
    """No page of this site can answer at the address; the message says why and what to write."""


def output_path(alias: str, content: Content) -> str:
    """Return the path, under OUTPUT_PATH, of the file that hosts send for the address *alias*.

    A slug has the address that *content* would have by that slug. Anything else is an address from the root of the
    site, with its folders, as readers and search engines have it. Raises InvalidAlias.
    """
    path = _path_in_site(alias, content.settings["SITEURL"])
    if not path.strip("."):
        raise InvalidAlias(OUTSIDE)
    if "/" not in path and not path.lower().endswith(PAGE_ENDINGS) and not _is_file_name(path):
        saved = published_address(content, path).save_as
    elif path.lower().endswith(PAGE_ENDINGS):
        saved = path.lstrip("/")
    else:
        saved = _file_of(path, content)
    _check_path(saved)
    return str(PurePosixPath(saved))


def _path_in_site(alias: str, site: str) -> str:
    """Return the path in *alias*, from the root of the site at the URL *site*: decoded, and without its query."""
    if "?" in alias or "#" in alias:
        raise InvalidAlias("has a ? or #, and a static host does not see what follows; remove it")
    if not _WITH_HOST.match(alias):
        return unquote(alias)
    parts, root = urlsplit(alias), urlsplit(site)
    same_host = parts.netloc and parts.netloc.lower() == root.netloc.lower()
    if not same_host or not f"{parts.path}/".startswith(f"{root.path}/"):
        raise InvalidAlias(f"is not an address of this site{site and f', {site}'}; write an old path of this site")
    return "/" + unquote(parts.path).removeprefix(root.path).lstrip("/")


def _is_file_name(path: str) -> bool:
    """Return whether *path* ends like a file that hosts serve, and not as a page: rss.xml, guide.pdf, index.php."""
    return path.lower().endswith(PROGRAM_ENDINGS) or FILE_TYPES.guess_type(path)[0] is not None


def _file_of(path: str, content: Content) -> str:
    """Return the file for an address without the ending of a page, made as the site makes its own."""
    name = path.strip("/")
    in_folder = path.startswith("/") or path.endswith("/") or _is_file_name(name)
    folders = in_folder or published_address(content).save_as.endswith("/index.html")
    return f"{name}/index.html" if folders and name else f"{name or 'index'}.html"


def _check_path(path: str) -> None:
    parts = PurePosixPath(path).parts
    if ".." in parts or path.startswith("/"):
        raise InvalidAlias(OUTSIDE)
    if not path.isprintable() or "\\" in path:
        raise InvalidAlias("has a character that no address has; write it as in the address bar of a browser")
    if is_host_file(path):
        raise InvalidAlias(f"{FOR_THE_HOST.partition(';')[0]}; remove it")
    if any(len(part.encode(errors="replace")) > LONGEST_NAME for part in parts):
        raise InvalidAlias(f"is too long for the name of a file, at most {LONGEST_NAME} bytes; shorten or remove it")
