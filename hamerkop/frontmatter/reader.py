"""Takes the place of Pelican's Markdown reader: header by our table, text by Python-Markdown."""

from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from markdown import Markdown
from pelican.contents import Page
from pelican.readers import MarkdownReader
from pelican.utils import slugify

from hamerkop.frontmatter.fields import REQUIRED, read_fields
from hamerkop.frontmatter.parse import FrontMatter, Mistake, Place, parse
from hamerkop.shared.clock import build_day
from hamerkop.shared.problems import Problem, display_path, log_problem

# Fields for which Pelican makes objects of its own (Tag, Category, Author).
PELICAN_OBJECTS = ("tags", "category", "author", "authors")


class UnreadableFrontMatter(Exception):
    """A file that cannot be published as it is; its mistakes are in the log."""


class FrontMatterReader(MarkdownReader):
    """Reads a Markdown file; raises UnreadableFrontMatter after logging every mistake in its header."""

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        header = read_header(source_path)
        values, mistakes = read_fields(
            header,
            required_fields(source_path, self.settings),
            self.settings.get("FRONTMATTER_EXTRA", []),
            self.settings.get("TIMEZONE", "UTC"),
            build_day(self.settings),
        )
        mistakes += self._nameless(source_path, values)
        content = self._convert(header.body)
        metadata = {name: self._pelican_value(name, value) for name, value in values.items()}
        if mistakes:
            for mistake in mistakes:
                log_problem(Problem("F03", display_path(source_path), mistake.place, mistake.message), self.settings)
            # Plugins check what is made; making this lets one run name the mistakes of header, tags and text.
            checked = {name: metadata[name] for name in ("tags",) if name in metadata}
            Page(content, checked | {"front_matter": header}, self.settings, source_path)
            raise UnreadableFrontMatter(source_path)
        return content, hold_back_if_scheduled(metadata | {"front_matter": header}, self.settings.get("BUILD_TIME"))

    def _convert(self, body: str) -> str:
        self._md = Markdown(**self.settings["MARKDOWN"])
        # The header is gone already: a text that begins "Note: …" must not lose that line.
        self._md.preprocessors.deregister("meta", strict=False)
        return str(self._md.convert(body))

    def _nameless(self, source_path: str, values: dict[str, Any]) -> list[Mistake]:
        """A file whose name gives no address needs a slug."""
        name = PurePath(source_path).stem
        if (
            "slug" in values
            or self.settings["SLUGIFY_SOURCE"] != "basename"
            or slugify(name, self.settings["SLUG_REGEX_SUBSTITUTIONS"])
        ):
            return []
        message = f'the file name "{name}" has no letter or digit to make an address of; rename it, or add a slug'
        return [Mistake(Place(1, 1), message)]

    def _pelican_value(self, name: str, value: Any) -> Any:
        return self.process_metadata(name, value) if name in PELICAN_OBJECTS else value


def read_header(source_path: str) -> FrontMatter:
    """Read a file's header and text; bytes that are not UTF-8 are a mistake with a place, not an exception."""
    raw = Path(source_path).read_bytes()
    try:
        return parse(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8", errors="replace")
        place = Place(before.count("\n") + 1, len(before) - before.rfind("\n"))
        message = f"not UTF-8 (byte {raw[error.start]:#04x}); save the file as UTF-8"
        return FrontMatter(mistakes=[Mistake(place, message)])


def required_fields(source_path: str, settings: dict[str, Any]) -> list[str]:
    """Return the fields that this file must have: an article's, or a page's if it lies in a folder of pages."""
    required: dict[str, list[str]] = REQUIRED | settings.get("FRONTMATTER_REQUIRED", {})
    source = PurePath(source_path)
    folders = [PurePath(settings["PATH"], folder) for folder in settings["PAGE_PATHS"]]
    return required["page" if any(source.is_relative_to(folder) for folder in folders) else "article"]


def hold_back_if_scheduled(metadata: dict[str, Any], build_time: datetime | None) -> dict[str, Any]:
    """Make an article dated after *build_time* a draft, marked ``scheduled``: it shows in previews only."""
    published = metadata.get("status", "published") == "published"
    if build_time and published and "date" in metadata and metadata["date"] > build_time:
        return metadata | {"status": "draft", "scheduled": True}
    return metadata
