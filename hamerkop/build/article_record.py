"""Makes bytes of an article or page that has been read, and an equal object of the bytes.

The bytes go from the process that has read the file to the build, and into the store on disk. They hold everything that
Pelican and the plugins have made of the file, but for what belongs to the site (its settings, its template context, the
items of its bibliography), and for the text, which is kept apart: most of a build does not need it.
"""

import io
import pickle
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from pelican.contents import Content as PelicanContent
from pelican.urlwrappers import URLWrapper

from hamerkop.shared.pelican_types import Content, Context, Settings
from hamerkop.shared.records import BIBLIOGRAPHY, ReferencesRecord, record_of
from hamerkop.shared.text_facts import TEXT_LINKS

_SETTINGS, _CONTEXT, _TEXT, _ITEM = "settings", "_context", "_content", "item"
_LOAD_TEXT, _NEW_TEXT = "hamerkop_load_text", "hamerkop_new_text"
ADDRESSES, FACTS = "hamerkop_addresses", "hamerkop_kept_facts"
_APART = (_SETTINGS, _CONTEXT, _TEXT, _LOAD_TEXT, _NEW_TEXT, ADDRESSES, FACTS)
# The attributes of which Pelican makes the addresses of an article or page, besides the metadata.
_DECIDE_ADDRESSES = (
    *("override_url", "override_save_as", "in_default_lang", "_status"),
    *("slug", "lang", "date", "author", "category", "source_path"),
)

LoadText = Callable[[], str]


def dumped(content: Content) -> bytes:
    """Return the bytes of *content*, without its text.

    Raises what `pickle` raises (TypeError, AttributeError, PicklingError, RecursionError) for an object that cannot be
    written, such as an open file that a plugin has attached.
    """
    buffer = io.BytesIO()
    _Pickler(buffer, content).dump(content)
    return buffer.getvalue()


def loaded(data: bytes, text: LoadText, facts: Mapping[str, Any], settings: Settings, context: Context) -> Content:
    """Return the article or page of *data*; *text* returns its HTML, and is called each time somebody asks for it.

    *facts* are those of that HTML. Raises any exception if *data* were not made by this version of the code.
    """
    content: Content = _Unpickler(io.BytesIO(data), settings, context).load()
    vars(content).update({_LOAD_TEXT: text, FACTS: facts})
    return content


class _Pickler(pickle.Pickler):
    """Leaves out the settings and the context of the site: each process has them."""

    def __init__(self, file: io.BytesIO, content: Content) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._of_site: dict[int, tuple[str, str]] = {
            id(content.settings): (_SETTINGS, ""),
            id(content._context): (_CONTEXT, ""),
            **_cited_items(content),
        }

    def persistent_id(self, value: object) -> tuple[str, str] | None:
        """Return the name of a value that belongs to the site, or None."""
        return self._of_site.get(id(value))

    def reducer_override(self, value: object) -> Any:
        """Return how an article, page, tag, category or author is made again."""
        if isinstance(value, URLWrapper):
            state = {name: each for name, each in vars(value).items() if name != _SETTINGS}
            if not state["_slug"]:  # Pelican makes it when it is asked for, in each build
                state["_slug"] = value._normalize_key(value.name) or state["_slug"]
            return _empty_name, (type(value), value.settings), state
        if isinstance(value, PelicanContent):
            state = {name: each for name, each in vars(value).items() if name not in _APART}
            return _empty_content, (_stock_class(type(value)), value.settings, value._context), state
        return NotImplemented


def _cited_items(content: Content) -> dict[int, tuple[str, str]]:
    """Return the names of the items of the bibliography that *content* cites: all articles share them."""
    bibliography, record = BIBLIOGRAPHY.get(content._context), record_of(content, ReferencesRecord)
    if bibliography is None or record is None:
        return {}
    items = bibliography.items
    return {id(each.item): (_ITEM, each.id) for each in record.references if items.get(each.id) is each.item}


class _Unpickler(pickle.Unpickler):
    """Puts the settings and the context of this process where those of the other one were."""

    def __init__(self, file: io.BytesIO, settings: Settings, context: Context) -> None:
        super().__init__(file)
        bibliography = BIBLIOGRAPHY.get(context)
        items = bibliography.items if bibliography else {}
        self._of_site: dict[str, Callable[[str], object]] = {
            _SETTINGS: lambda _: settings,
            _CONTEXT: lambda _: context,
            _ITEM: items.__getitem__,
        }

    def persistent_load(self, name: tuple[str, str]) -> object:
        """Return the value that belongs to the site. Raises KeyError for an unknown name."""
        kind, key = name
        return self._of_site[kind](key)


def _empty_name(kind: type[URLWrapper], settings: Settings) -> URLWrapper:
    name = object.__new__(kind)
    name.settings = settings
    return name


def _empty_content(kind: type[PelicanContent], settings: Settings, context: Context) -> PelicanContent:
    with_text_apart = _class_with_text_apart(kind)  # type: ignore[arg-type]  # a class can be hashed
    content = object.__new__(with_text_apart)
    content.settings, content._context = settings, context
    return content


class _TextApart:
    """The property of an article or page whose text is loaded when somebody asks for it, and not kept."""

    @property
    def _content(self) -> str:
        attributes = vars(self)
        text: str = attributes[_NEW_TEXT] if _NEW_TEXT in attributes else attributes[_LOAD_TEXT]()
        return text

    @_content.setter
    def _content(self, text: str) -> None:
        vars(self)[_NEW_TEXT] = text

    @property
    def hamerkop_text_facts(self) -> Mapping[str, Any] | None:
        """The facts of the text; None if somebody has changed it."""
        attributes = vars(self)
        return None if _NEW_TEXT in attributes else attributes.get(FACTS)

    def get_static_links(self) -> set[str]:
        """Return the paths of the files that the text names, as the method of Pelican's class does."""
        kept = (self.hamerkop_text_facts or {}).get(TEXT_LINKS.name)
        if kept is not None and not any(link.what in ("static", "attach") for link in kept):
            return set()
        found: set[str] = super().get_static_links()  # type: ignore[misc]  # that of Pelican's class
        return found


class _AddressKept:
    """The addresses of an article or page, made once: Pelican makes them again each time somebody asks."""

    def get_url_setting(self, key: str) -> str:
        """Return `url` or `save_as`, as the method of Pelican's class does."""
        if "date" not in vars(self):  # then Pelican takes that of this moment
            return str(super().get_url_setting(key))  # type: ignore[misc]  # that of Pelican's class
        return self._kept_address(key, super().get_url_setting)  # type: ignore[misc]  # as above

    @property
    def relative_dir(self) -> str:
        """Return the folder of the source under the content folder, as the property of Pelican's class does."""
        return self._kept_address("relative_dir", lambda key: getattr(super(_AddressKept, self), key))

    def _kept_address(self, key: str, make: Callable[[str], str]) -> str:
        attributes = vars(self)
        state = (*map(attributes.get, _DECIDE_ADDRESSES), *attributes["metadata"].values())
        kept = attributes.get(ADDRESSES)
        if kept is None or kept[0] != state:
            made: dict[str, str] = {}
            kept = attributes[ADDRESSES] = (state, made)
        if key not in kept[1]:
            kept[1][key] = make(key)
        return str(kept[1][key])


@cache
def _class_with_text_apart(kind: type[PelicanContent]) -> type[PelicanContent]:
    """Return a subclass of *kind* with the same name, for Pelican looks at it to find the settings of addresses."""
    names = {"__module__": kind.__module__, "__qualname__": kind.__qualname__}
    return type(kind.__name__, (_TextApart, _AddressKept, kind), names)


def _stock_class(kind: type[PelicanContent]) -> type[PelicanContent]:
    found: type[PelicanContent] = kind.__mro__[3] if issubclass(kind, _TextApart) else kind
    return found
