"""A release: what one publication put on a host, as the host keeps a record of it."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial

from hamerkop.publish.plan import Tree, is_page

_NAME = re.compile(r"([0-9]{4,})-[0-9a-f]{8}")
SHA256_DIGITS = 64
FORMAT = 1  # of the JSON below; a record with another number is not read


class DamagedRecord(ValueError):
    """The record of a release cannot be read."""


@dataclass(frozen=True)
class Release:
    """One publication of the site.

    *name*: its number in the order of publications and the beginning of the site's digest, ``0007-3f9ac21b``; the order
    does not depend on clocks. *files*: the digest of each file, by its path. *published*: when, in ISO 8601, by the
    clock of the machine that published it. *source*: the commit of the sources, "" if there is none. *carried*: the
    digests of files of earlier releases that stay beside it, such as the style sheet of a page that a reader has open.
    *site*: the digest of the site, as `build` prints it; "" if it is not known. *digests*: of what kind those of files
    are, "sha256", or "git" for the name of Git's object.
    """

    name: str
    files: Tree
    published: str = ""
    source: str = ""
    carried: Tree = field(default_factory=dict)
    site: str = ""
    digests: str = "sha256"

    def digest_of(self, data: bytes) -> str:
        """Return the digest that *files* has for a file with these bytes."""
        if self.digests == "sha256":
            return hashlib.sha256(data).hexdigest()
        some = next(iter(self.files.values()), "")  # a repository has names of one kind
        kind = hashlib.sha256 if len(some) == SHA256_DIGITS else partial(hashlib.sha1, usedforsecurity=False)
        return kind(b"blob %d\0%s" % (len(data), data)).hexdigest()

    @property
    def number(self) -> int:
        """The place in the order of publications, from 1."""
        return number_of(self.name)

    @property
    def pages(self) -> int:
        """The number of pages."""
        return sum(map(is_page, self.files))

    def as_json(self) -> str:
        """Return the record as a host keeps it."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=True, sort_keys=True, indent=0) + "\n"


def release_from_json(text: str | bytes) -> Release:
    """Return the release of a record. Raises DamagedRecord."""
    try:
        data = json.loads(text)
        if data.pop("format") != FORMAT:
            raise DamagedRecord("it was written by another version of hamerkop")
        release = Release(**data)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise DamagedRecord(str(error)) from None
    facts = (release.name, release.published, release.source, release.site, release.digests)
    if not all(isinstance(fact, str) for fact in facts) or not is_release_name(release.name):
        raise DamagedRecord("it is not complete")
    if not all(map(_is_tree, (release.files, release.carried))):
        raise DamagedRecord("it names what can be no file of a site")
    return release


def _is_tree(tree: object) -> bool:
    """Return whether *tree* has digests by paths that stay below the folder of a release: files are made at them."""
    if not isinstance(tree, dict) or not all(isinstance(digest, str) for digest in tree.values()):
        return False
    return not any("\0" in path or {"", ".", ".."} & {*path.split("/")} for path in tree)


def is_release_name(name: str) -> bool:
    """Return whether *name* can be that of a release: nothing else is ever removed from a host."""
    return bool(_NAME.fullmatch(name))


def number_of(name: str) -> int:
    """Return the number in the name of a release, 0 if it is not one."""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else 0


def place_of(name: str) -> tuple[int, str]:
    """Return the place of a release's name among others, to sort by: 10000 comes after 9999."""
    return number_of(name), name


def next_name(names: Iterable[str], digest: str) -> str:
    """Return the name of the release after those with *names*, of a site with *digest*."""
    return f"{max(map(number_of, names), default=0) + 1:04}-{digest[:8]}"


def now() -> str:
    """Return the time of this machine's clock as a record has it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


# A name that changes with the content: `style.3f9ac21b.css`, `index-BxYz12ab.js`.
_HASHED = re.compile(r"[.-](?=[^./-]*\d)[0-9A-Za-z_]{8,64}\.(?:css|js|mjs|woff2?)$")


def has_digest_in_name(path: str) -> bool:
    """Return whether a style, a script or a font has a name that changes with its content."""
    return bool(_HASHED.search(path))


def carried_files(files: Tree, kept: Iterable[Release]) -> Tree:
    """Return the styles, scripts and fonts of *kept* releases that *files* lacks, by path.

    A page that a reader has open asks for them after the next publication. Only names that change with the content
    count: any other file that is gone was to be gone.
    """
    earlier: dict[str, str] = {}
    for release in kept:
        earlier |= {path: digest for path, digest in release.files.items() if has_digest_in_name(path)}
    return {path: earlier[path] for path in sorted(earlier.keys() - files.keys())}


def chosen(releases: Mapping[str, Release], live: str, asked: str) -> Release | None:
    """Return the release that a person means: by name or number, or for "" the one before the *live* one.

    Returns None if there is none, or several with that number.
    """
    if asked:
        number = asked.lstrip("0")
        named = [each for each in releases.values() if asked == each.name or number == str(each.number)]
        return named[0] if len(named) == 1 else None
    before = [each for each in releases.values() if place_of(each.name) < place_of(live)]
    return max(before, key=lambda each: place_of(each.name), default=None)
