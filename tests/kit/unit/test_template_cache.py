"""Kept templates give what compiled ones give, whatever the environment is and whatever became of the files."""

from types import SimpleNamespace

import pytest
from jinja2 import DictLoader, Environment, pass_context, pass_environment, select_autoescape
from jinja2.ext import Extension
from jinja2.sandbox import SandboxedEnvironment
from pelican import signals

from hamerkop.build.template_cache import TemplateCache, kept_templates

TEXT = "{% if 1 %}\n {{ name }} {{ name|mine }}{% endif %}\n"


def plain(value):
    return f"<{value}>"


def environment(cache, templates, filters=None, kind=Environment, **settings):
    made = kind(loader=DictLoader(templates), bytecode_cache=cache, **settings)
    made.filters.update(filters or {"mine": plain})
    return made


@pytest.fixture
def compiled(monkeypatch):
    """Return the names of the templates that have been compiled."""
    names = []
    stock = Environment.compile

    def noting(self, source, name=None, *more):
        names.append(name)
        return stock(self, source, name, *more)

    monkeypatch.setattr(Environment, "compile", noting)
    return names


def rendered(made):
    return made.get_template("a").render(name="x & y")


def test_a_template_is_compiled_once_for_all_environments_and_builds(tmp_path, compiled):
    cache = TemplateCache(tmp_path / "cache" / "templates")
    results = [rendered(environment(each, {"a": TEXT})) for each in (cache, cache, TemplateCache(cache.folder))]
    assert results == ["\n x & y <x & y>"] * 3
    assert compiled == ["a"]
    assert (cache.folder / ".gitignore").read_text() == "*\n"


def test_a_changed_template_is_compiled_again(tmp_path):
    cache = TemplateCache(tmp_path)
    assert [rendered(environment(cache, {"a": text})) for text in ("1", "2", "1")] == ["1", "2", "1"]
    assert rendered(environment(TemplateCache(tmp_path), {"a": "2"})) == "2"


OTHERS = {
    "escaping": {"autoescape": True},
    "escaping by name": {"autoescape": lambda name: name == "a"},
    "escaping of no name": {"autoescape": select_autoescape()},
    "lines": {"trim_blocks": True},
    "spaces": {"lstrip_blocks": True},
    "end": {"keep_trailing_newline": True},
    "marks": {"variable_start_string": "{{ n", "variable_end_string": "}}"},
    "environment": {"filters": {"mine": pass_environment(lambda _made, value: f"({value})")}},
    "context": {"filters": {"mine": pass_context(lambda context, value: f"{context['name']}{value}")}},
    "of Jinja": {"filters": {"mine": plain, "upper": plain}},
    "extension": {"extensions": ["jinja2.ext.do"]},
    "finalize": {"finalize": lambda value: value * 2},
    "sandbox": {"kind": SandboxedEnvironment},
}


@pytest.mark.parametrize("other", OTHERS)
def test_another_environment_gets_code_of_its_own(other, tmp_path):
    texts = {"a": TEXT.replace("name }}", "name}}") + "{{ name|upper }}"} if other != "marks" else {"a": "{{ name }}"}
    expected = rendered(environment(None, texts, **OTHERS[other]))
    cache = TemplateCache(tmp_path)
    for _ in range(2):
        rendered(environment(cache, texts))
        assert rendered(environment(cache, texts, **OTHERS[other])) == expected


class Shouting(Extension):
    """Changes templates, as extensions may."""

    def preprocess(self, source, name, filename=None):
        return source.upper()


@pytest.mark.parametrize("settings", [{"extensions": [Shouting]}, {"finalize": str}, {"kind": SandboxedEnvironment}])
def test_an_environment_that_may_make_any_code_keeps_nothing(settings, tmp_path, compiled):
    cache = TemplateCache(tmp_path)
    for _ in range(2):
        rendered(environment(cache, {"a": "{{ 1 }}"}, **settings))
    assert compiled == ["a", "a"]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("{{ 'a.css'|mine }}", 2),
        ("{{ 'a.css'|upper|mine }}", 2),
        ("{{ name|default('a.css'|mine) }}", 2),
        ("{% if 'search' is switched_on %}yes{% endif %}", 2),
        ("{{ ('a' if true else name)|mine }}", 2),
        ("{{ ['a'][0]|mine }}", 2),
        ("{{ 'a.css'|upper }}", 1),
        ("{{ name|mine }}", 1),
        ("{{ (name or {}).lang|mine }}", 1),
        ("{{ 'a.css'|in_context }}", 1),
        ("{% filter mine %}a{% endfilter %}", 1),
        ("{{ super_name()|mine if name is switched_on }}", 1),
    ],
)
def test_what_a_function_of_the_site_makes_of_a_constant_is_not_kept(text, times, tmp_path, compiled):
    calls = []
    for number in range(2):
        filters = {"mine": lambda value, number=number: f"{value}{number}"}
        made = environment(TemplateCache(tmp_path), {"a": text}, filters)
        made.filters["in_context"] = pass_context(lambda _context, value: value)
        made.tests["switched_on"] = lambda value: calls.append(value) or False
        without = environment(None, {"a": text}, filters)
        without.filters, without.tests = made.filters, made.tests
        assert rendered(made) == rendered(without)
    assert compiled.count("a") == times + 2


def test_a_file_that_is_damaged_costs_only_time(tmp_path):
    rendered(environment(TemplateCache(tmp_path), {"a": TEXT}))
    (file,) = (path for path in tmp_path.iterdir() if path.name != ".gitignore")
    whole = file.read_bytes()
    for damaged in (b"", whole[:20], whole[:-1], whole[:40] + b"\0" + whole[41:], b"x" * len(whole)):
        file.write_bytes(damaged)
        assert rendered(environment(TemplateCache(tmp_path), {"a": TEXT})) == "\n x & y <x & y>"
        assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_made_or_written_costs_only_time(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file" / "templates", tmp_path / "file"):
        assert rendered(environment(TemplateCache(folder), {"a": "1"})) == "1"
    monkeypatch.setattr("pathlib.Path.replace", lambda *_paths: (_ for _ in ()).throw(OSError(28, "full")))
    assert rendered(environment(TemplateCache(tmp_path / "full"), {"a": "1"})) == "1"
    assert [path.name for path in (tmp_path / "full").iterdir()] == [".gitignore"]


def test_each_generator_gets_the_cache_but_one_that_the_site_has_chosen_stays(tmp_path):
    own = TemplateCache(tmp_path)
    generators = [SimpleNamespace(env=Environment(bytecode_cache=cache)) for cache in (None, None, own)]  # noqa: S701
    with kept_templates(tmp_path):
        for generator in generators:
            signals.generator_init.send(generator)
    first, second, third = (generator.env.bytecode_cache for generator in generators)
    assert isinstance(first, TemplateCache)
    assert first is second
    assert third is own
