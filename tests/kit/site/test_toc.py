"""The list of headings in a plain Pelican site, with the Markdown extensions that the site has."""

from tests.plain_site import PlainSite

TEMPLATE = (
    "{% for heading in article.toc.headings %}{{ heading.id }}: {{ heading.text }}\n{% endfor %}{{ article.content }}"
)
POST = 'Title: A\nDate: 2026-01-02\n\n[TOC]\n\n## "One" food\n\n## Two\n\n## Three\n'


def page(tmp_path, settings="", plugins=("hamerkop.toc",)):
    site = PlainSite(tmp_path, PLUGINS=list(plugins), THEME_TEMPLATES_OVERRIDES=["templates"])
    site.write({"content/a.md": POST, "templates/article.html": TEMPLATE}).build(settings)
    return site.read("a.html")


def test_headings_have_ids_and_the_text_is_as_it_was_written(tmp_path):
    html = page(tmp_path)
    assert html.startswith('one-food: "One" food\ntwo: Two\nthree: Three\n<p>[TOC]</p>')
    assert '<h2 id="two">Two</h2>' in html


def test_a_site_s_own_extension_for_ids_is_left_as_it_is(tmp_path):
    own = (
        'MARKDOWN = {"extension_configs": {"markdown.extensions.meta": {}, '
        '"markdown.extensions.toc": {"permalink": True, "slugify": lambda text, separator: text.upper()}}}\n'
    )
    html = page(tmp_path, own)
    assert html.startswith('"ONE" FOOD: "One" food\nTWO: Two\n')
    assert '<div class="toc">' in html


def test_headings_are_listed_as_they_are_typeset_whatever_the_order_of_plugins(tmp_path):
    settings = 'TYPOGRIFY_OMIT_FILTERS = ["initial_quotes"]\n'
    for number, order in enumerate([("toc", "typography"), ("typography", "toc")]):
        html = page(tmp_path / str(number), settings, [f"hamerkop.{name}" for name in order])
        assert html.startswith("one-food: “One” food\n")


def test_the_sections_of_restructuredtext_are_listed(tmp_path):
    rst = "A\n#\n\n:date: 2026-01-02\n\nOne *food*\n==========\n\nx\n\nTwo\n===\n\nx\n\nThree\n=====\n\nx\n"
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.toc"], THEME_TEMPLATES_OVERRIDES=["templates"])
    site.write({"content/a.rst": rst, "templates/article.html": TEMPLATE}).build()
    assert site.read("a.html").startswith("one-food: One food\ntwo: Two\nthree: Three\n")
    assert 'id="two"' in site.read("a.html")
