"""Keeps the path of a source relative to the content folder, which Pelican works out again for each address it prints.

On a site of 200 articles Pelican does so 30,000 times, in a fifth of the time of its build; docs/upstream.md has a
report. The path does not change while a site is built.
"""

from pelican.contents import Content, Static


class KeptSourcePath:
    """Stands in for the method `get_relative_source_path` of *content*."""

    def __init__(self, content: Content) -> None:
        self.content = content

    def __call__(self, source_path: str | None = None) -> str | None:
        """Return the path of *source_path*, by default that of the content object, relative to the content folder."""
        method = type(self.content).get_relative_source_path
        found: str | None = method(self.content, source_path) if source_path else self.content.relative_source_path
        return found


def keep_source_path(content: Content | Static) -> None:
    """Keep the path that *content* has when it has been made. Receiver of `content_object_init`."""
    content.get_relative_source_path = KeptSourcePath(content)
