"""Finds misspelt words with the program `typos` (the extra `checks`), in the spelling of the site's country.

`typos` knows misspellings, not words, so a name or term that it has never seen is no finding. It reads all changed
texts at once, in one process, as lines of one text; what it finds in a text is kept with a digest of that text.
Without the program nothing is reported.
"""

import json
import re
import subprocess
import sysconfig
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shutil import which
from typing import NamedTuple
from zlib import compress, decompress

from hamerkop.checks.checked_text import MAX_PROBLEMS
from hamerkop.checks.marks import GARBLED
from hamerkop.shared.markdown_source import blank, mask_all_but_prose
from hamerkop.shared.problems import Edit, Position, Problem, line_and_column

LOCALES = {"en-gb": "en-gb", "en-us": "en-us", "en-ca": "en-ca", "en-au": "en-au"}  # by language tag
SECONDS = 60  # typos reads some megabytes in a second; one that hangs must not hold a build


class Misspelling(NamedTuple):
    """A word in a text: line and column from 1, and what it should be, likeliest first."""

    line: int
    column: int
    word: str
    corrections: tuple[str, ...]


class Prose(NamedTuple):
    """What is checked of a source: its locale, and :func:`prose_of` it, compressed, as a build keeps it."""

    locale: str
    packed: bytes

    @property
    def text(self) -> str:
        """The prose, with as many lines and characters as the source."""
        return decompress(self.packed).decode("utf-8", "surrogatepass")


def packed(locale: str, prose: str) -> Prose:
    """Return a prose as a build keeps it."""
    return Prose(locale, compress(prose.encode("utf-8", "surrogatepass"), 1))


class SpelledText(NamedTuple):
    """A text to be checked: the path of its source as problems name it, its prose, and the terms of its site."""

    path: str
    prose: Prose
    terms: frozenset[str] = frozenset()

    @property
    def digest(self) -> str:
        """Changes with the path, the prose, the locale, the terms and the version of the program."""
        key = f"{self.path}\n{self.prose.locale}\n{_version()}\n{_key_of(self.terms)}"
        return blake2b(key.encode("utf-8", "surrogatepass") + self.prose.packed, digest_size=16).hexdigest()


@lru_cache(4)  # all texts of a site have the same
def _key_of(terms: frozenset[str]) -> str:
    return " ".join(sorted(terms))


@lru_cache(1)
def _version() -> str:
    try:
        return version("typos")
    except PackageNotFoundError:  # a program that the system has installed
        return ""


@lru_cache(1)  # it is asked for once for each text
def program() -> str | None:
    """Return the path of `typos`, that of this Python environment first; None if it is not installed."""
    return which("typos", path=sysconfig.get_path("scripts")) or which("typos")


Kept = dict[str, tuple[Misspelling, ...]]  # by digest


def spelling_problems(texts: Iterable[SpelledText], kept: Kept, known: Collection[str]) -> list[Problem]:
    """Return the misspellings in *texts*, but for words in *known*, which are in small letters.

    *kept* is what was found before, by digest. It is changed: afterwards it has these texts and no others.
    """
    by_digest = {text.digest: text for text in texts}
    new = {digest: text for digest, text in by_digest.items() if digest not in kept}
    for digest in kept.keys() - by_digest.keys():
        del kept[digest]
    for locale in sorted({text.prose.locale for text in new.values()}):
        same = {digest: text.prose.text for digest, text in new.items() if text.prose.locale == locale}
        kept |= zip(same, misspellings(list(same.values()), locale), strict=True)
    for digest, text in new.items():
        known_places = {(each.line, each.column) for each in kept[digest]}
        more = [each for each in nearly_terms(text) if (each.line, each.column) not in known_places]
        kept[digest] = tuple(sorted([*kept[digest], *more]))
    return [
        _problem(found, by_digest[digest])
        for digest in by_digest
        for found in kept.get(digest, ())[:MAX_PROBLEMS]
        if found.word.casefold() not in known
    ]


MIN_LETTERS = 7  # of a term: two letters of a shorter one the other way round are often another word
_LONG_WORD = re.compile(rf"(?<![\w.@/-])[^\W\d_]{{{MIN_LETTERS},}}(?![\w@/])")
_OTHER_WORDS = frozenset(("martial", "marital", "calvary", "cavalry", "dipolar"))
_MIRRORED = str.maketrans("bdpq", "dbqp")


def nearly_terms(text: SpelledText) -> Iterator[Misspelling]:
    """Yield the words that are a term with two letters the other way round, or with b for d: `typos` knows no terms."""
    slips = _slips_of(text.terms)
    prose = text.prose.text if slips else ""
    for found in _LONG_WORD.finditer(prose):
        meant = slips.get(found[0].casefold())
        if meant:
            start = line_and_column(prose, found.start())
            wanted = meant.capitalize() if found[0][0].isupper() else meant
            yield Misspelling(start.line, start.column, found[0], (wanted,))


@lru_cache(4)
def _slips_of(terms: frozenset[str]) -> dict[str, str]:
    """Return the terms by what is typed in place of each."""
    slips: dict[str, str] = {}
    for term in terms:
        for index in range(len(term)):
            swapped = term[:index] + term[index : index + 2][::-1] + term[index + 2 :]
            mirrored = term[:index] + term[index].translate(_MIRRORED) + term[index + 1 :]
            slips |= dict.fromkeys((swapped, mirrored), term)
    return {slip: term for slip, term in slips.items() if slip not in terms and slip not in _OTHER_WORDS}


_FIELD = re.compile(r"^(title|summary):", re.IGNORECASE)


def prose_of(source: str, body: int) -> str:
    """Return a source with spaces for what is no prose: code, addresses, keys, and the header but title and summary.

    *body* is the offset of the text below the header.
    """
    lines = [line if _FIELD.match(line) else "" for line in source[:body].split("\n")]
    return "\n".join(lines) + _without_other_slips(mask_all_but_prose(source)[body:])


_LOREM = re.compile(r"\blorem ipsum\b.*?(?=\n[ \t]*\n|\Z)", re.IGNORECASE | re.DOTALL)

# The title of a work: in italics, with two capitals or more. It keeps the spelling of its country.
_TITLE = re.compile(r"(?<![\w*_])([*_])(?=[A-Z])[^*_\n]{1,150}?[ (-][A-Z][^*_\n]{0,150}\1(?![\w*_])")
_IN_PARTS = re.compile(
    r"(?<![^\W\d_])[^\W\d_]*+(?:[\u00ad\u200b-\u200f\u2060\ufeff]++[^\W\d_]*+)++"
)  # soft hyphens, spaces without width


def _without_other_slips(prose: str) -> str:
    """Return *prose* with spaces for titles, words that `typos` would read in parts, and slips of other rules."""
    if "orem" in prose or "LOREM" in prose:
        prose = _LOREM.sub(lambda found: blank(found[0]), prose)
    prose = _TITLE.sub(lambda found: blank(found[0]), prose)
    if prose.isascii():
        return prose
    return GARBLED.sub(lambda found: blank(found[0]), _IN_PARTS.sub(lambda found: blank(found[0]), prose))


def misspellings(texts: Sequence[str], locale: str) -> list[tuple[Misspelling, ...]]:
    """Return what `typos` finds in each of *texts*; nothing if it is not installed, or fails."""
    found: list[list[Misspelling]] = [[] for _ in texts]
    lines = [(number, line, text_line) for number, text in enumerate(texts) for text_line, line in _numbered(text)]
    for line_number, offset, word, corrections in _run("\n".join(line for _, line, _ in lines), locale):
        number, line, text_line = lines[line_number - 1]
        column = len(line.encode()[:offset].decode(errors="ignore"))
        above = lines[line_number - 2][1] if text_line > 1 else ""
        if not _is_name(
            f"{above}\n{line[:column]}" if above.strip() else line[:column], line[column + len(word) :], word
        ):
            found[number].append(Misspelling(text_line, column + 1, word, corrections))
    return [tuple(each) for each in found]


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    return enumerate(text.replace("\r", " ").split("\n"), 1)


def _run(text: str, locale: str) -> Iterator[tuple[int, int, str, tuple[str, ...]]]:
    """Yield line number, offset in bytes, word and corrections of each finding in *text*."""
    command = program()
    if command is None or not text.strip():
        return
    words = [command, "--isolated", "--no-check-filenames", "--format", "json", "--locale", locale, "-"]
    try:
        done = subprocess.run(
            words, input=text.encode("utf-8", "replace"), capture_output=True, check=False, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return
    for line in done.stdout.splitlines():
        each = json.loads(line)
        if each.get("type") == "typo":
            yield each["line_num"], each["byte_offset"], each["typo"], tuple(each["corrections"])


# The beginning of a sentence: of a line or item, or behind a full stop, a mark, an opening quotation or bracket.
_SENTENCE_START = re.compile(r"(?:\A|[.!?:]|(?:\A|\n)[ \t>]*(?:[-*+]|\d+[.)])[ \t]|[\"“‘'(\[|#>])[\s\"“‘'(*_]*\Z")


def _is_name(before: str, behind: str, word: str) -> bool:
    """Return whether a word is a part of a name or address: with a capital within a sentence, or beside such signs."""
    if word.isupper() or (word[:1].isupper() and not _SENTENCE_START.search(before[-200:])):
        return True
    if word == "raison" and behind[:3] in (" d'", " d’"):
        return True  # raison d'être
    return before.endswith(("-", "_", "/", "@", ".", "\\", "\\begin{", "\\end{")) or behind.startswith(
        ("_", "/", "@", "\\", "&")
    )


def _problem(found: Misspelling, text: SpelledText) -> Problem:
    start = Position(found.line, found.column)
    end = Position(found.line, found.column + len(found.word))
    wanted = " or ".join(f'"{each}"' for each in found.corrections[:3])
    message = f'"{found.word}" is misspelt; write {wanted}' if wanted else f'"{found.word}" is misspelt'
    edits = tuple(Edit(start, end, each, safe=False) for each in found.corrections[:1])
    return Problem("P04", text.path, start, message, end, edits=edits)


_WORD = re.compile(r"[^\W\d_]+")


def words_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of *texts*, in small letters: those of names and terms are no misspellings."""
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(text))


def own_words(path: Path | None) -> frozenset[str]:
    """Return the words in a file of the site, one a line; a line that begins with # is a comment."""
    if path is None:
        return frozenset()
    lines = path.read_text("utf-8-sig", errors="replace").splitlines()
    return words_in(line for line in lines if not line.lstrip().startswith("#"))
