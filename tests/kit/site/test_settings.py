"""A misspelt or wrongly typed setting of any plugin is an error at its own line and column, with the nearest name."""

import importlib

import pytest

from hamerkop import PLUGINS
from tests.plain_site import PlainSite

TABLES = {plugin: importlib.import_module(plugin).SETTINGS for plugin in PLUGINS}
NAMES = [name for table in TABLES.values() for name in table.rows]
SLIPS = {
    "last letter missing": lambda name: name[:-1],
    "a letter missing": lambda name: name[:-3] + name[-2:],
    "a letter doubled": lambda name: name[:-1] + 2 * name[-1],
    "two letters exchanged": lambda name: name[:-2] + name[-1] + name[-2],
    "an underscore missing": lambda name: "".join(name.rsplit("_", 1)),
}
HEAD = "# settings\n\n"


def misspelt() -> dict[str, str]:
    """Return each slip in each name that gives another name, with the name that was meant."""
    made = {slip(name): name for slip in SLIPS.values() for name in NAMES}
    return {wrong: name for wrong, name in made.items() if wrong not in NAMES}


def test_every_misspelt_setting_is_named_at_its_own_position_with_the_nearest_name(tmp_path):
    slips = misspelt()
    assert len(slips) > 4 * len(NAMES)
    site = PlainSite(tmp_path, PLUGINS=PLUGINS)
    lines = site.settings_text.count("\n")
    printed = site.build("".join(f"{wrong} = None\n" for wrong in slips), check=False)
    expected = {
        f'pelicanconf.py:{lines + number}:1  X01  {wrong} is not a setting; did you mean "{name}"?'
        for number, (wrong, name) in enumerate(slips.items(), 1)
    }
    assert sorted(line for line in expected if line not in printed) == []


@pytest.mark.parametrize("plugin", [plugin for plugin in PLUGINS if TABLES[plugin].rows])
def test_a_value_of_the_wrong_type_is_an_error_at_its_own_position(plugin, tmp_path):
    class_of_no_setting = "object()"
    site = PlainSite(tmp_path, PLUGINS=[plugin])
    lines = site.settings_text.count("\n")
    names = list(TABLES[plugin].rows)
    printed = site.build(f"nothing = 1; {names[0]} = {class_of_no_setting}\n", check=False)
    assert f"pelicanconf.py:{lines + 1}:14  X02  {names[0]} is <object object at" in printed
    assert "; write " in printed


def test_settings_of_a_site_s_own_and_of_pelican_are_left_alone(tmp_path):
    own = 'SITE_COLOUR = "red"\nTAGS_URL = "tags.html"\nSEARCH_URL = "search/"\nMY_BLOCKS_OF_FLATS = 3\nLICENCE = "x"\n'
    printed = PlainSite(tmp_path, PLUGINS=PLUGINS, DIRECT_TEMPLATES=["index"]).build(own, check=False)
    assert " X0" not in printed


def test_a_level_for_an_unknown_rule_is_an_error_at_its_own_position(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.toc"])
    lines = site.settings_text.count("\n")
    printed = site.build('CHECK_LEVELS = {"T01": "off", "unknown-tga": "off"}\n', check=False)
    assert f'pelicanconf.py:{lines + 1}:31  X02  CHECK_LEVELS: there is no rule "unknown-tga"' in printed
    assert 'did you mean "unknown-tag"?' in printed


@pytest.mark.parametrize("layer", ["reader", "generator"])
def test_the_cache_of_pelican_is_switched_off_with_a_warning(tmp_path, layer):
    site = PlainSite(tmp_path, PLUGINS=PLUGINS, CACHE_CONTENT=True, LOAD_CONTENT_CACHE=True)
    page = "Title: Terms\n\nText.\n"
    site.write({"content/a.md": "Title: A\nDate: 2026-01-02\n\nAn otter.\n", "content/pages/glossary.md": page})
    line = site.settings_text[: site.settings_text.index("CACHE_CONTENT")].count("\n") + 1
    for term in ("otter", "beaver"):
        site.write({"content/glossary.yaml": f"- {{term: {term}, meaning: An animal.}}\n"})
        printed = site.build(f"CONTENT_CACHING_LAYER = {layer!r}\n", fatal="errors")
        assert f"pelicanconf.py:{line}:1  X02  CACHE_CONTENT is ignored" in printed
        assert (">otter</a>" in site.read("a.html")) == (term == "otter")
    assert list(tmp_path.glob("cache/*Generator*")) == []  # as Pelican names its own
