"""Tells whether the files of a site can be read in other processes, and kept: not where unknown code takes part.

A third-party plugin may keep what it finds in a text in a place that only its own code knows. It is then right
only if the build reads all files itself, in each build, as Pelican does.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePath
from pkgutil import iter_modules
from types import ModuleType

import markdown.extensions
from blinker import ANY, Signal
from pelican import signals
from pelican.contents import Article, Content, Page
from pelican.generators import ArticlesGenerator, PagesGenerator
from pelican.readers import BaseReader, HTMLReader, MarkdownReader, Readers, RstReader
from pelican.urlwrappers import Author, Category, Tag, URLWrapper

from hamerkop.shared import steps
from hamerkop.shared.pelican_types import Generator, Settings
from hamerkop.shared.records import ContextKey
from hamerkop.shared.third_party import OURS as _OURS
from hamerkop.shared.third_party import is_third_party
from hamerkop.shared.third_party import module_of as _module

# What Pelican and the kit send while a file is read.
_WHILE_READING: tuple[Signal, ...] = (
    signals.content_object_init,
    signals.article_generator_preread,
    signals.article_generator_context,
    signals.page_generator_preread,
    signals.page_generator_context,
    *steps.CONTENT_STEPS,
    steps.restore,
)
_CLASSES_THAT_READ = (
    *(BaseReader, MarkdownReader, RstReader, HTMLReader, Readers),
    *(Content, Article, Page, URLWrapper, Category, Tag, Author),
)
# What the setting MARKDOWN can call the extensions that come with Markdown.
_SHORT_NAMES = frozenset(module.name for module in iter_modules(markdown.extensions.__path__))
# Whether a text that was read has an {attach} link.
ATTACHING: ContextKey[bool] = ContextKey("hamerkop_attaching")


def why_not_alone(generator: Generator) -> str:
    """Return why the files of a generator have to be read by the build itself; "" if they need not be."""
    settings = generator.settings
    if type(generator) not in (ArticlesGenerator, PagesGenerator):
        return f"{name_of(type(generator))} reads them"
    if settings["CACHE_CONTENT"] or settings["LOAD_CONTENT_CACHE"]:
        return "CACHE_CONTENT is set"
    if any(isinstance(each, tuple) for each in [settings["DEFAULT_DATE_FORMAT"], *settings["DATE_FORMATS"].values()]):
        return "a date format with a locale changes the locale of the process"
    return next((f"{name} takes part" for name in _foreign_names(settings)), "")


def why_not_shared(generator: Generator) -> str:
    """Return why the files of a generator have to be written by the build itself; "" if they need not be."""
    if type(generator) is not ArticlesGenerator or "generate_output" in vars(generator):
        return f"{name_of(type(generator))} writes them"
    if ATTACHING.get(generator.context):
        return "{attach} moves files while pages are written"
    return next((f"{name} takes part" for name in _foreign_names_in_templates(generator)), "")


def foreign_receivers(signal: Signal) -> list[Callable[..., object]]:
    """Return the third-party receivers of *signal*, in the order in which they are called."""
    return [receiver for receiver in signal.receivers_for(ANY) if is_foreign_receiver(receiver)]


def is_foreign_receiver(receiver: object) -> bool:
    """Return whether a receiver is third-party code."""
    return is_third_party(receiver)


def _foreign_names_in_templates(generator: Generator) -> Iterator[str]:
    """Yield what third-party plugins have added to Jinja: it may count, or write files."""
    own = _foreign_plugins(generator.settings)
    added = [*generator.env.filters.values(), *generator.env.tests.values(), *generator.env.globals.values()]
    for code in [*generator.env.extensions.values(), *filter(callable, added)]:
        if _module(code).partition(".")[0] in own or _module(code).startswith("pelican.plugins."):
            yield name_of(code)


def can_read_file(generator: Generator, path: str) -> bool:
    """Return whether the reader of the file at *path*, and what it uses, is of Pelican or of the kit."""
    reader = generator.readers.readers.get(PurePath(path).suffix[1:].lower())
    if reader is None or not _is_known(type(reader).__module__):
        return False
    return not isinstance(reader, RstReader) or not any(map(_is_foreign, _registered_in_docutils()))


def _registered_in_docutils() -> Iterator[object]:
    """Yield the directives and roles of reStructuredText that somebody has registered."""
    for module, name in (("directives", "_directives"), ("roles", "_roles")):
        yield from vars(sys.modules.get(f"docutils.parsers.rst.{module}") or object).get(name, {}).values()


def _is_foreign(code: object) -> bool:
    return not _is_known(_module(code)) and _module(code).partition(".")[0] != "docutils"


def _foreign_names(settings: Settings) -> Iterator[str]:
    """Yield the names of third-party functions and classes that take part when a file is read."""
    for signal in _WHILE_READING:
        yield from map(name_of, foreign_receivers(signal))
    for kind in _CLASSES_THAT_READ:
        code = (each.fget if isinstance(each, property) else each for each in vars(kind).values())
        yield from (name_of(each) for each in code if callable(each) and _is_foreign_method(each))
    # An extension of Markdown can count, read files, or keep what it finds for its plugin.
    for extension in [*settings["MARKDOWN"].get("extensions", ()), *settings["MARKDOWN"].get("extension_configs", ())]:
        module = extension if isinstance(extension, str) else type(extension).__module__
        if not _is_known(module) and module not in _SHORT_NAMES:
            yield module
    yield from (name_of(code) for code in _callables_in(settings["MARKDOWN"]) if not _is_known(_module(code)))


def _is_foreign_method(code: object) -> bool:
    return not _is_known(_module(code)) and _module(code) != "functools"  # Pelican has its comparisons made by that


def _callables_in(value: object) -> Iterator[object]:
    """Yield the functions and the like in the setting `MARKDOWN`, such as what makes the id of a heading."""
    if isinstance(value, dict | list | tuple):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _callables_in(each)
    elif isinstance(value, partial):
        yield from _callables_in([value.func, value.args, value.keywords])
    elif callable(value):
        yield value


def _foreign_plugins(settings: Settings) -> set[str]:
    return {_plugin_name(plugin).partition(".")[0] for plugin in settings["PLUGINS"]} - set(_OURS)


def _plugin_name(plugin: object) -> str:
    return plugin.__name__ if isinstance(plugin, ModuleType) else str(plugin)


def _is_known(module: str) -> bool:
    return module.partition(".")[0] in _OURS and not module.startswith("pelican.plugins.")


def name_of(code: object) -> str:
    """Return the module and the name of a function or class."""
    return f"{getattr(code, '__module__', '')}.{getattr(code, '__qualname__', type(code).__qualname__)}"
