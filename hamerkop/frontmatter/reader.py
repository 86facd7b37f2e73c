"""Replaces Pelican's Markdown reader: the header is read by us, the body by Python-Markdown."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pelican import readers
from pelican.contents import Article
from pelican.readers import MarkdownReader

from hamerkop.frontmatter.fields import FIELDS, read_fields
from hamerkop.frontmatter.parse import FrontMatter, field_name, parse, printable
from hamerkop.frontmatter.pelican_values import KNOWN, PelicanReading, extra_names
from hamerkop.shared.front_matter import FrontMatterRecord
from hamerkop.shared.pelican_types import Settings
from hamerkop.shared.problems import Position, Problem, display_path, line_and_column
from hamerkop.shared.source_text import read_source

# Names that a field of a site's own cannot have: Pelican's objects would lose an attribute of theirs, or fail.
RESERVED = {*dir(Article), "settings", "metadata", "translations", "front_matter", "_content", "_context"} - {
    rule.name for rule in FIELDS
}
# Fields of which Pelican makes objects (Tag, Category, Author).
PELICAN_OBJECTS = ("tags", "category", "author", "authors")


class FrontMatterReader(MarkdownReader):
    """Reads a Markdown file. Never raises for what a writer typed: problems are kept in the metadata.

    The metadata has the values of the fields, and the :class:`FrontMatter` as `front_matter`. *extra_fields* are names
    of fields besides those of the table. *strict*: each value is that of the table, and an invalid one is left out;
    else it is the one that Pelican's reader gives.
    """

    settings: Settings
    process_metadata: Callable[[str, object], object]

    def __init__(self, settings: Settings, extra_fields: Sequence[str] = (), strict: bool = False) -> None:
        super().__init__(settings)
        self.extra_fields = extra_fields
        self.strict = strict

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the HTML of the body, and the metadata."""
        header = read_header(source_path, not self.strict, {*KNOWN, *map(field_name, self.extra_fields)})
        html = self._convert(header.body if self.strict else printable(header.body))
        values, problems = self._strict_values(header) if self.strict else self._pelican_values(header)
        formatted = frozenset() if self.strict else frozenset(values).intersection(self._formatted())
        record: FrontMatterRecord = replace(header, problems=tuple(sorted(problems)), formatted=formatted)
        return html, {"reader": "markdown", **values, "front_matter": record}

    def _strict_values(self, header: FrontMatter) -> tuple[Mapping[str, object], list[Problem]]:
        values, problems = read_fields(header, self.extra_fields, self.settings.get("TIMEZONE", "UTC"))
        return {
            name: self._strict_value(name, value) for name, value in values.items() if name not in RESERVED
        }, problems

    def _strict_value(self, name: str, value: object) -> object:
        if name == "lang":
            return self._language(str(value))
        return self.process_metadata(name, value) if name in PELICAN_OBJECTS else value

    def _language(self, tag: str) -> str:
        """Return the language of a text: that of the site for "en" in a site in en-GB, else two would be one."""
        default = str(self.settings.get("DEFAULT_LANG", "")).lower()
        return default if default.startswith(f"{tag}-") else tag

    def _pelican_values(self, header: FrontMatter) -> tuple[Mapping[str, object], list[Problem]]:
        extra = extra_names(self.extra_fields)
        reading = PelicanReading(header, self.process_metadata, self._convert_field, self._formatted(), extra, RESERVED)
        return reading.values(), reading.problems

    def _formatted(self) -> Sequence[str]:
        return tuple(self.settings.get("FORMATTED_FIELDS") or ())

    def _convert(self, body: str) -> str:
        self._md = readers.Markdown(**self.settings["MARKDOWN"])  # `hamerkop build` puts another in its place
        # The header is gone already: a body that begins "Note: …" must not lose that line.
        self._md.preprocessors.deregister("meta", strict=False)
        # Python-Markdown takes a line of white space for an empty one, but not where it is the first.
        return str(self._md.convert("\n" + body))

    def _convert_field(self, text: str) -> str:
        self._md.reset()
        return str(self._md.convert(text))


@dataclass(frozen=True)
class HeaderOnDisk:
    """What later steps of a build ask of the header of a file that an earlier build, or another process, has read.

    Most of them need neither positions nor source, so the file is read again if they do. The fields are those of
    :class:`FrontMatter` and the arguments of :func:`read_header`.
    """

    source_path: str
    lenient: bool
    known: frozenset[str]
    body_line: int
    scheduled: bool
    formatted: frozenset[str]

    @property
    def source(self) -> str:
        """The whole text of the file."""
        return self._read().source

    def position(self, name: str, item: str | None = None) -> Position:
        """Return the position of the field *name*, or of *item* in its value; (1, 1) if the field is missing."""
        return self._read().position(name, item)

    def _read(self) -> FrontMatter:
        return read_header(self.source_path, self.lenient, self.known)


@dataclass(frozen=True)
class FileFrontMatter(FrontMatter):
    """The header of a file; pickled as a :class:`HeaderOnDisk`. The fields are the arguments of :func:`read_header`."""

    source_path: str = ""
    lenient: bool = False
    known: frozenset[str] = frozenset()

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how the object is made again."""
        arguments = (self.source_path, self.lenient, self.known, self.body_line, self.scheduled, self.formatted)
        return HeaderOnDisk, arguments


def read_header(source_path: str, lenient: bool = False, known: Collection[str] = ()) -> FrontMatter:
    """Return header and body of a file; bytes that are not UTF-8 are a problem at their position, not an exception.

    *lenient* and *known* are those of :func:`hamerkop.frontmatter.parse.parse`.
    """
    raw, path = read_source(Path(source_path)), display_path(source_path)
    try:
        header = parse(raw.decode("utf-8"), path, lenient, known)
        return FileFrontMatter(**vars(header), source_path=source_path, lenient=lenient, known=frozenset(known))
    except UnicodeDecodeError as error:
        text = raw.decode("utf-8", errors="replace")
        before = raw[: error.start].decode("utf-8", errors="replace")
        message = f"not UTF-8 (byte {raw[error.start]:#04x}); save the file as UTF-8"
        problem = Problem("F07", path, line_and_column(before, len(before)), message)
        return FrontMatter(path, text, body_line=text.count("\n") + 2, problems=(problem,))
