"""The theme's style sheets are in the page, and only those that its text needs."""

import pytest

from hamerkop.stylesheet import csp_hash
from tests.plain_site import PlainSite

TEMPLATE = """{% if stylesheet %}{{ stylesheet.css }} {{ stylesheet.hash }}{% endif %}
{% for name in article.stylesheets %}[{{ name }}: {{ page_stylesheets[name].css }}]{% endfor %}"""
FILES = {
    "content/plain.md": "Title: Plain\nDate: 2026-01-02\n\nText.\n",
    "content/table.md": "Title: Table\nDate: 2026-01-02\n\n<table></table><svg></svg>\n",
    "templates/article.html": TEMPLATE,
}
THEME = {
    "theme/static/css/site.css": '@import "base.css" layer(base);\n',
    "theme/static/css/base.css": "p { margin: 0 }\n",
    "theme/static/css/pages/tables.css": "td { margin: 0 }\n",
}
SETTINGS = 'PLUGINS = ["hamerkop.stylesheet"]\nTHEME = "theme"\n'
CSS = "@layer base{p{margin:0}}"


@pytest.fixture
def site(tmp_path):
    plain = PlainSite(tmp_path, THEME_TEMPLATES_OVERRIDES=["templates"])
    return plain.write(FILES | {"theme/templates/of-its-own.html": ""})


def test_a_page_has_the_style_sheet_of_all_and_those_that_its_text_needs(site):
    site.write(THEME).build(SETTINGS)
    assert site.read("plain.html").strip() == f"{CSS} {csp_hash(CSS)}"
    assert site.read("table.html").strip() == f"{CSS} {csp_hash(CSS)}[tables: td{{margin:0}}]"


def test_which_sheets_a_text_needs_is_a_setting(site):
    site.write(THEME).build(SETTINGS + 'STYLESHEET_PAGES = {"tables": "Text"}\n')
    assert "[tables: " in site.read("plain.html")
    assert "[tables: " not in site.read("table.html")


def test_a_theme_without_a_manifest_is_left_alone(site):
    printed = site.build(SETTINGS)
    assert "Y04" not in printed
    assert site.read("table.html").strip() == ""


def test_a_manifest_that_a_setting_names_and_that_is_missing_is_an_error_at_the_setting(site):
    printed = site.write(THEME).build(SETTINGS + 'STYLESHEET_MANIFEST = "static/main.css"\n', check=False)
    lines = (site.folder / "pelicanconf.py").read_text("utf-8").splitlines()
    assert lines[-1].startswith("STYLESHEET_MANIFEST")
    expected = f"pelicanconf.py:{len(lines)}:1  Y04  there is no style sheet theme/static/main.css; add it"
    assert expected in printed


def test_a_missing_sheet_is_an_error_at_its_line(site):
    site.write(THEME | {"theme/static/css/site.css": '\n@import "bass.css";\n'})
    assert 'theme/static/css/site.css:2:10  Y09  "bass.css" is not a file of this theme' in site.build(
        SETTINGS, check=False
    )


# Prints the inputs of the site, with the names of their folders below the theme.
SHOW = """
from pelican import signals
from hamerkop.shared.inputs import site_inputs_of
def show(generators):
    print("inputs", sorted(path.rpartition("/css/")[2] for path in site_inputs_of(generators[0].context)))
signals.all_generators_finalized.connect(show)
"""


def test_the_pages_depend_on_the_manifest_and_on_the_folder_of_pages_also_where_there_are_none(site):
    assert "inputs ['pages', 'site.css']" in site.build(SETTINGS + SHOW)
    printed = site.write(THEME).build(SETTINGS + SHOW)
    assert "inputs ['base.css', 'pages', 'pages/tables.css', 'site.css']" in printed
