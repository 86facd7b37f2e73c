"""Makes a token of all that a page can show of an article or page: two builds with the same token show the same.

It is made of the key under which the store has what was read, of the addresses of the files that the text links to, and
of what plugins have attached or changed since. What nobody has changed need not be looked into.
"""

from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import unquote, urlparse

from pelican.urlwrappers import URLWrapper

from hamerkop.build.article_record import ADDRESSES, FACTS
from hamerkop.build.file_digests import digest
from hamerkop.build.tokens import NoToken, Tokens
from hamerkop.shared.pelican_types import Content, Context
from hamerkop.shared.problems import display_path
from hamerkop.shared.text_facts import TEXT_LINKS, TextLink
from hamerkop.shared.traced import TracedApart, TracedName

_NOT_SHOWN = (
    *("settings", "metadata", "_context", "hamerkop_records", "hamerkop_inputs", "hamerkop_source_text"),
    *(ADDRESSES, FACTS),
)
_TO_FILES = ("filename", "static", "attach")


SOURCE, LINKS = "source", "links"  # parts of a state, besides attributes


class AsRead(NamedTuple):
    """An article or page as it was read: *key* is that of its reading; the attributes and metadata are copies."""

    content: Content
    key: str
    attributes: Mapping[str, Any]
    metadata: Mapping[str, Any]
    links: tuple[tuple[str, str], ...]


def as_read(content: Content, key: str, links: Iterable[TextLink]) -> AsRead:
    """Return what an article or page is before the build, or a plugin, changes it."""
    return AsRead(content, key, dict(vars(content)), dict(content.metadata), _to_files(links))


def _to_files(links: Iterable[TextLink]) -> tuple[tuple[str, str], ...]:
    return tuple({(link.what, link.value): None for link in links if link.what in _TO_FILES})


class ContentStates:
    """The states of the articles and pages of one build, by the object."""

    def __init__(self, contents: Mapping[int, AsRead], tokens: Tokens, context: Context) -> None:
        self._contents, self._tokens, self._context = contents, tokens, context
        self._states: dict[int, str] = {}
        self._addresses: dict[tuple[str, str], str] = {}

    def of(self, content: Content) -> str:
        """Return the state of an article or page. Raises NoToken for one of which not everything is known."""
        state = self._states.get(id(content))
        if state is None:
            state = self._states[id(content)] = self._made(content)
        return state

    def parts(self, content: Content) -> dict[str, str]:
        """Return what the state is made of: a short digest for SOURCE, LINKS, and each attribute of the content.

        Raises NoToken.
        """
        tokens: dict[str, list[str]] = {}
        for name, token in self._tokens_of(content):
            tokens.setdefault(name, []).append(token)
        return {name: digest(repr(each).encode("utf-8", "surrogatepass"))[:8] for name, each in tokens.items()}

    def _made(self, content: Content) -> str:
        text = "\n".join([f"{name} {token}" for name, token in self._tokens_of(content)])
        return digest(text.encode("utf-8", "surrogatepass"))

    def _tokens_of(self, content: Content) -> Iterator[tuple[str, str]]:
        read = self._contents.get(id(content))
        if read is None or read.content is not content:
            raise NoToken(f"{display_path(content.source_path)}, which the build reads itself each time")
        yield SOURCE, read.key
        is_as_read = getattr(content, "hamerkop_text_facts", None) is not None
        for what, path in read.links if is_as_read else _to_files(TEXT_LINKS.of(content)):
            yield LINKS, self._address(what, path, content)
        for values, known in ((vars(content), read.attributes), (content.metadata, read.metadata)):
            for name, value in values.items():
                if known.get(name, self) is value and not isinstance(value, list | set | dict | URLWrapper):
                    continue
                if values is content.metadata or name not in _NOT_SHOWN:
                    yield name, self._token_of(value, TracedName(content.source_path, name))

    def _token_of(self, value: Any, name: TracedName) -> str:
        """Return the token of an attribute; of a value that is traced apart, whether it is that of the article."""
        if isinstance(value, TracedApart):
            return "" if value.traced_as == name else repr(value.traced_as)
        return self._tokens.of(value)

    def _address(self, what: str, value: str, content: Content) -> str:
        """Return where a link leads, as Pelican's `_link_replacer` finds it."""
        path = urlparse(value).path
        folder = "" if path.startswith("/") else content.relative_dir
        key = f"{what} {value}", folder
        if key not in self._addresses:
            self._addresses[key] = self._found(what, value, content)
        return self._addresses[key]

    def _found(self, what: str, value: str, content: Content) -> str:
        kinds = ["generated_content", "static_content"] if what == "filename" else ["static_content"]
        for kind in kinds:
            for typed in (value, unquote(urlparse(value).path), unescape(value)):
                path = urlparse(typed).path
                key = path[1:] if path.startswith("/") else _relative(content, path)
                if (linked := self._context[kind].get(key)) is not None:
                    return f"{what} {value} {kind} {key} {linked.url}"
        return f"{what} {value}"


def _relative(content: Content, path: str) -> str | None:
    return content.get_relative_source_path(f"{content.relative_dir}/{path}" if content.relative_dir else path)
