"""What a page depends on besides its source is declared by the plugin that reads it."""

import json
from importlib.resources import files

import pytest

from hamerkop import PLUGINS
from tests.conftest import TinySite, article

PRINT_INPUTS = """
import json, os
from pelican import signals
from hamerkop.build import site
from hamerkop.shared.inputs import inputs_of, site_inputs_of
from hamerkop.shared.site_content import articles_generator

found = {}

def note(generators):
    context = articles_generator(generators).context
    root = os.path.abspath("content")
    short = lambda path: os.path.relpath(path, root)
    found["site"] = sorted(map(short, site_inputs_of(context)))
    for path, content in context["generated_content"].items():
        inputs = inputs_of(content)
        entries = sorted([short(file), key] for file, key in inputs.entries)
        day = str(inputs.changes_on) if inputs.changes_on else None
        found[content.slug] = {"files": sorted(map(short, inputs.files)), "entries": entries, "day": day}

signals.all_generators_finalized.connect(note)
report = site.build("siteconf.py")
print(json.dumps(found))
"""
HEAD = "---\ntitle: Glossary\n---\n\nText.\n"
FIGURE = (
    "type: grades\ntitle: Otters\ndescription: How they are.\ncolumns: [What, How]\nscale: [Bad, Good]\n"
    "rows:\n- {label: Cubs, grade: Good, cells: []}\n"
)
FILES = {
    "articles/a.md": article("A", "A holt [@alder].\n\n/// figure | cubs\n///\n\n![A den]({static}/images/x.svg)\n"),
    "articles/b.md": article("B", next_review="2027-01-02"),
    "articles/c.md": article("C", date="2027-03-04"),
    "pages/glossary.md": HEAD,
    "images/x.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>',
    "references.json": json.dumps([{"id": "alder", "type": "book", "title": "Alders"}]),
    "annotations.yaml": "alder: {design: A book, finding: Trees., caveats: None known, confidence: high}\n",
    "figures/cubs.yaml": FIGURE,
    "glossary.yaml": "- {term: holt, meaning: A den.}\n",
    "topics.yaml": "- {slug: river, title: Rivers, description: About rivers., group: Water}\n",
    "help_lines.yaml": "box: [{text: Call 999.}]\n",
    "corrections.yaml": "[]\n",
    "start_here.yaml": "- {title: New, articles: [a]}\n",
    "style_rules.yaml": "- {pattern: badgers, message: write otters}\n",
}
STYLES = "../../theme/static/css"


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """The declared inputs of a site with every plugin; of each article by its slug, and of the site."""
    font = files("font_source_serif_pro") / "files" / "SourceSerifPro-Semibold.otf"
    settings = {"TOPICS_FILE": "topics.yaml", "SOCIAL_CARDS_FONT": "font.otf", "SITEURL": "https://example.org"}
    made = TinySite(tmp_path_factory.mktemp("inputs") / "site", settings, published=False)
    made.write(FILES | {"font.otf": font.read_bytes()})
    done = made.run(["-c", PRINT_INPUTS])
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


# Each plugin that reads something besides the source, with what it declares for the article a; "day" is that of b.
OF_ARTICLES = {
    "hamerkop.citations": ("entries", ["references.json", "alder"]),
    "hamerkop.figures": ("files", "figures/cubs.yaml"),
    "hamerkop.images": ("files", "images/x.svg"),
    "hamerkop.topics": ("entries", ["topics.yaml", "river"]),
}
OF_THE_SITE = {
    "hamerkop.annotated_bibliography": "annotations.yaml",
    "hamerkop.checks": "style_rules.yaml",
    "hamerkop.citations": "references.json",
    "hamerkop.corrections": "corrections.yaml",
    "hamerkop.figures": "figures",
    "hamerkop.glossary": "glossary.yaml",
    "hamerkop.help_box": "help_lines.yaml",
    "hamerkop.social_cards": "font.otf",
    "hamerkop.start_here": "start_here.yaml",
    "hamerkop.stylesheet": "css/site.css",
    "hamerkop.topics": "topics.yaml",
}


@pytest.mark.parametrize("plugin", OF_ARTICLES)
def test_a_plugin_declares_what_the_page_of_an_article_depends_on(plugin, inputs):
    kind, expected = OF_ARTICLES[plugin]
    assert expected in inputs["a"][kind]


@pytest.mark.parametrize("plugin", OF_THE_SITE)
def test_a_plugin_declares_what_any_page_may_depend_on(plugin, inputs):
    assert [path for path in inputs["site"] if path.endswith(OF_THE_SITE[plugin])] != []


def test_the_next_day_on_which_a_page_changes_is_that_on_which_its_review_is_overdue(inputs):
    assert inputs["a"]["day"] is None
    assert inputs["b"]["day"] == "2027-01-03"


def test_the_next_day_on_which_a_scheduled_article_changes_is_that_on_which_it_comes_out(inputs):
    assert inputs["c"]["day"] == "2027-03-04"


def test_the_table_names_plugins_that_there_are():
    assert {*OF_ARTICLES, *OF_THE_SITE} <= set(PLUGINS)
