"""The words of the theme: complete in each language, all of them used, and chosen by the language of the page."""

import re
from datetime import date
from types import SimpleNamespace

import jinja2
import pytest
import yaml

from hamerkop.shared.jinja_filters import FILTERS
from tests.conftest import PROJECT

THEME = PROJECT / "theme"
TABLES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in (THEME / "texts").glob("*.yaml")}
TEMPLATES = "".join(path.read_text("utf-8") for path in (THEME / "templates").rglob("*.*"))
SCRIPT = (THEME / "static" / "search.js").read_text("utf-8")


def texts_in(table):
    """Return the single texts of a table by their keys, those of a mapping by KEY.FORM."""
    found = {}
    for key, value in table.items():
        found |= {f"{key}.{form}": text for form, text in value.items()} if isinstance(value, dict) else {key: value}
    return found


def names_in(text):
    return set(re.findall(r"{(\w+)}", str(text)))


def render(template, **context):
    environment = jinja2.Environment(autoescape=True)
    environment.filters |= FILTERS
    return environment.from_string(template).render({"THEME": str(THEME), "DEFAULT_LANG": "en"} | context)


def test_two_languages_are_complete():
    assert {"en", "de"} <= set(TABLES)


@pytest.mark.parametrize("language", TABLES)
def test_a_language_has_the_keys_and_names_of_english(language):
    english, other = texts_in(TABLES["en"]), texts_in(TABLES[language])
    assert list(other) == list(english)
    assert {key: names_in(text) for key, text in other.items()} == {k: names_in(t) for k, t in english.items()}
    assert all(other.values())
    assert len(TABLES[language]["months"]) == 12


def test_every_text_is_used_and_every_text_that_is_asked_for_is_there():
    asked = set(re.findall(r"'(\w+)'(?: if \w+ else '(?:\w+)')?\|text\b", TEMPLATES))
    asked |= set(re.findall(r"\('(\w+)' if first_page else '(\w+)'\)\|text", TEMPLATES)[0])
    computed = {key for key in TABLES["en"] if key.startswith(("way_", "kind_"))}
    by_filter = {"date", "months"}
    assert asked - set(TABLES["en"]) == set()
    assert set(TABLES["en"]) - asked - computed - by_filter == set()
    assert len(asked) > 50


def test_the_script_of_the_search_has_the_english_texts():
    in_script = dict(re.findall(r'^  (\w+): "(.*)",$', SCRIPT, flags=re.MULTILINE))
    assert in_script == TABLES["en"]["search_script"]


def test_no_template_has_words_of_its_own():
    """Text between tags and the labels for screen readers come from the table; the bibliography has its own issue."""
    found = {}
    for path in sorted((THEME / "templates").rglob("*.html")):
        html = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", "", path.read_text("utf-8"), flags=re.DOTALL)
        words = re.findall(r">[^<]*[A-Za-z]{2,}[^<]*<|aria-label=\"[A-Z]", html)
        if words and path.name != "bibliography.html":
            found[path.name] = words
    assert found == {}


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "Read next"), ("en-GB", "Read next"), ("de", "Weiterlesen"), ("de_AT", "Weiterlesen"), ("fr", "Read next")],
)
def test_the_language_is_that_of_the_article_then_that_of_the_site(language, expected):
    assert render("{{ 'read_next'|text }}", DEFAULT_LANG=language) == expected
    assert render("{{ 'read_next'|text }}", article=SimpleNamespace(lang=language)) == expected
    assert render("{{ 'read_next'|text }}", page=SimpleNamespace(lang=language), DEFAULT_LANG="de") == expected


def test_a_site_changes_single_texts_and_adds_languages():
    own = {"en": {"read_next": "More & more"}, "pt": {"read_next": "Leia"}, "pt-BR": {"home": "Início"}}
    assert render("{{ 'read_next'|text }}", THEME_TEXTS=own) == "More &amp; more"
    template = "{{ 'read_next'|text }} {{ 'home'|text }} {{ 'newest'|text }}"
    assert render(template, THEME_TEXTS=own, DEFAULT_LANG="pt-br") == "Leia Início Newest"


def test_values_are_escaped_once_and_finished_html_is_kept():
    assert render("{{ 'feed_of'|text(name='A & b') }}") == "Feed of “A &amp; b”"
    template = "{% set link %}<a>{{ 'x & y' }}</a>{% endset %}{{ 'moved_to'|text(link=link) }}"
    assert render(template) == "It is now at <a>x &amp; y</a>."


def test_a_number_chooses_the_form():
    assert [render("{{ 'number_of_articles'|text(number=n) }}", n=n) for n in (0, 1, 2)] == [
        "0 articles",
        "1 article",
        "2 articles",
    ]


def test_dates_are_in_the_language_of_the_page_and_in_english_without_texts(tmp_path):
    day = date(2026, 3, 2)
    assert render("{{ day|long_date }}", day=day) == "2 March 2026"
    assert render("{{ day|long_date }}", day=day, DEFAULT_LANG="de") == "2. März 2026"
    assert render("{{ day|long_date }}", day=day, THEME=str(tmp_path)) == "2 March 2026"


@pytest.mark.parametrize(
    ("template", "settings", "message"),
    [
        ("{{ 'read_nxt'|text }}", {}, 'there is no text "read_nxt"'),
        ("{{ 'home'|text(a=1) }}", {"THEME_TEXTS": {"en": {"home": "{b}"}}}, "only {a} can be in braces"),
        ("{{ 'home'|text(a=1) }}", {"THEME_TEXTS": {"en": {"home": "{"}}}, "only {a} can be in braces"),
        ("{{ 'home'|text }}", {"THEME_TEXTS": ["en"]}, "THEME_TEXTS is ['en']; write a mapping"),
        ("{{ 'home'|text }}", {"THEME_TEXTS": {"en": "Home"}}, "THEME_TEXTS['en'] is 'Home'; write a mapping"),
    ],
)
def test_what_is_wrong_is_said(template, settings, message):
    with pytest.raises(jinja2.TemplateRuntimeError) as error:
        render(template, **settings)
    assert message in str(error.value)


def test_a_file_that_is_no_yaml_is_named_with_its_position(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "en.yaml").write_text("home: [", "utf-8")
    with pytest.raises(jinja2.TemplateRuntimeError, match=r"en\.yaml:\d+:\d+"):
        render("{{ 'home'|text }}", THEME=str(tmp_path))
