"""Makes the lists of pages and of static files, as `generate_context` of Pelican's generators does."""

from collections.abc import Iterable, Mapping
from typing import Any

from pelican import signals
from pelican.contents import Static

from hamerkop.build.article_listing import split
from hamerkop.build.restored_state import State
from hamerkop.shared.pelican_types import Content

_LISTS = {
    "published": ("pages", "translations"),
    "hidden": ("hidden_pages", "hidden_translations"),
    "draft": ("draft_pages", "draft_translations"),
}


def list_pages(generator: Any, pages: Iterable[Content]) -> None:
    """Give the generator and the template context the lists of *pages*, those of every status."""
    read = list(pages)
    for status, (originals, translations) in _LISTS.items():
        made = split((page for page in read if page.status == status), "PAGE", generator.settings)
        setattr(generator, originals, made.originals)
        setattr(generator, translations, made.translations)
    generator._update_context(("pages", "hidden_pages", "draft_pages"))


class StaticFiles:
    """The static files of a site, each read once.

    *found* are the files in the folders of `STATIC_PATHS`; None: to be looked for.
    """

    def __init__(self) -> None:
        self.found: set[str] | None = None
        self._read: dict[str, tuple[Content, State]] = {}

    def restore(self) -> None:
        """Give each object the state that it had when it was read."""
        for static, state in self._read.values():
            state.restore(static)

    def forget(self, path: str) -> None:
        """Read the file at *path*, relative to PATH, anew."""
        self._read.pop(path, None)

    def list_files(self, generator: Any) -> None:
        """Give the generator and the template context the files that are to be copied."""
        settings = generator.settings
        if self.found is None:
            paths, excluded = settings["STATIC_PATHS"], settings["STATIC_EXCLUDES"]
            self.found = set(generator.get_files(paths, exclude=excluded, extensions=False))
        generator.staticfiles = []
        for path in sorted(self.found | set(generator.context["static_links"])):
            if not (settings["STATIC_EXCLUDE_SOURCES"] and generator._is_potential_source_path(path)):
                static = self._static(generator, path)
                generator.staticfiles.append(static)
                generator.add_source_path(static, static=True)
        generator._update_context(("staticfiles",))

    def _static(self, generator: Any, path: str) -> Content:
        if path not in self._read:
            static = generator.readers.read_file(
                base_path=generator.path,
                path=path,
                content_class=Static,
                fmt="static",
                context=generator.context,
                preread_signal=signals.static_generator_preread,
                preread_sender=generator,
                context_signal=signals.static_generator_context,
                context_sender=generator,
            )
            self._read[path] = static, State(static)
        return self._read[path][0]


def fill(target: dict[str, Any], values: Mapping[str, Any]) -> None:
    """Make *target* equal to *values*; it stays the same object, which contents and plugins refer to."""
    target.clear()
    target.update(values)
