"""The words of the theme in the language of a page: the Jinja filters `text` and `long_date`.

A theme has a file `texts/LANGUAGE.yaml` for each language, and a site adds to them, or changes them, by the setting
`THEME_TEXTS`: language → key → text. What a language lacks is taken from the same language without a region (pt-BR →
pt), and then from English.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from jinja2 import Environment, TemplateRuntimeError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from hamerkop.shared.dates import long_date as english_date
from hamerkop.shared.yaml_file import read_yaml

FALLBACK = "en"

# The texts by language, read once for each environment of templates, which Pelican makes anew for each build.
_TEXTS: WeakKeyDictionary[Environment, dict[str, Mapping[str, Any]]] = WeakKeyDictionary()


@pass_context
def text(context: Context, key: str, otherwise: str | None = None, **values: object) -> Any:
    """Return the text of *key* in the language of the page, with *values* in place of the names in braces.

    A text with forms `one` and `other` is chosen by the value *number*; any other mapping or list is returned as it is.
    A text that is missing is *otherwise*; without that, raises jinja2.TemplateRuntimeError.
    """
    found = texts_of(context).get(key, otherwise)
    if isinstance(found, Mapping) and "other" in found:
        found = found["one" if values.get("number") == 1 and "one" in found else "other"]
    if found is None:
        raise TemplateRuntimeError(f'there is no text "{key}"; add it to texts/{FALLBACK}.yaml of the theme')
    if not values or not isinstance(found, str):
        return found
    has_markup = any(isinstance(value, Markup) for value in values.values())
    try:
        return (escape(found) if has_markup else found).format(**values)
    except (LookupError, ValueError) as error:
        names = ", ".join(f"{{{name}}}" for name in values)
        message = f'the text "{key}" is {found!r}; only {names} can be in braces ({error})'
        raise TemplateRuntimeError(message) from None


@pass_context
def long_date(context: Context, day: date) -> str:
    """Return a date in the language of the page: ``22 November 2026``, ``22. November 2026``."""
    texts = texts_of(context)
    if "date" not in texts or "months" not in texts:
        return english_date(day)
    return str(texts["date"]).format(day=day.day, month=texts["months"][day.month - 1], year=day.year)


def texts_of(context: Context) -> Mapping[str, Any]:
    """Return the texts in the language of the article or page that is rendered, or in the language of the site."""
    content = context.get("article") or context.get("page")
    language = str(getattr(content, "lang", None) or context.get("DEFAULT_LANG") or FALLBACK)
    known = _TEXTS.setdefault(context.environment, {})
    if language not in known:
        known[language] = _read_texts(language.lower().replace("_", "-"), context)
    return known[language]


def _read_texts(language: str, context: Context) -> dict[str, Any]:
    texts: dict[str, Any] = {}
    for tag in (FALLBACK, language.split("-")[0], language):
        for source in _sources(tag, context):
            texts.update(source)
    return texts


def _sources(tag: str, context: Context) -> Iterator[Mapping[str, Any]]:
    """Yield the texts of a language: those of the theme, and then those of the site. Raises TemplateRuntimeError."""
    for path in sorted(Path(str(context.get("THEME", "")), "texts").glob("*.yaml")):
        if path.stem.lower() == tag:
            node, problems = read_yaml(path)
            if problems:
                raise TemplateRuntimeError(str(problems[0]))
            yield _mapping(node.value if node else {}, str(path))
    own = _mapping(context.get("THEME_TEXTS") or {}, "THEME_TEXTS")
    yield from (_mapping(texts, f"THEME_TEXTS[{name!r}]") for name, texts in own.items() if _same(str(name), tag))


def _same(name: str, tag: str) -> bool:
    return name.lower().replace("_", "-") == tag


def _mapping(value: object, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise TemplateRuntimeError(f"{name} is {value!r}; write a mapping of keys to texts")
    return value
