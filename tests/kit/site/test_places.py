"""Each kind of fault, in each kind of file that a writer can change, is placed in that file: the settings file, a
template or the folder that a build writes into are never named."""

import json

import pytest

from hamerkop import PLUGINS
from tests.plain_site import PlainSite

HEADER = {
    "title": "T",
    "summary": "S.",
    "date": "2026-01-02",
    "category": "Nature",
    "tags": "[river]",
}
PAGE = "---\ntitle: P\n---\n\nText.\n"
LONG = "x" * 300
MANY = "a: &a [l, l, l, l, l, l, l, l, l]\n" + "".join(f"b{n}: &b{n} [{'*a, ' * 9}]\n" for n in range(9))
# Values that a field, of a header or of an entry of a data file, can have.
VALUES = {
    "empty": "",
    "list": "[a, [b]]",
    "mapping": "{b: c}",
    "number": "988",
    "infinity": ".inf",
    "date": "2026-02-30",
    "tag": "!!timestamp x",
    "python": "!!python/object/apply:os.getcwd []",
    "include": "!include ../secret.yaml",
    "half": '"\\ud800x"',
    "control": '"\\x08"',
    "long": LONG,
    "path": "/".join(["y" * 99] * 50),
    "parent": "../../x",
    "nul": '"a\\0b"',
    "address": '"http://[::1"',
    "template": '"{{ x }} {% y %} {% raw %}"',
    "html": '"<b <script> &#xD800; &"',
    "percent": '"%s %(a)s {0} {x}"',
    "pattern": "'(((a{99999999999}'",
    "unclosed": "'a",
    "alias": "*nothing",
    "brackets": '"' + "[" * 200 + '"',
    "digits": "9" * 5000,
    "merge": "{<<: [1]}",
}
FIELDS = [*HEADER, "slug", "lang", "author", "authors", "status", "modified", "template", "save_as", "url", "aliases"]
FIELDS += ["image", "translation", "related_posts", "next_review", "check_by", "glossary_exclude", "color"]
BODIES = [
    "![x](//[::1)",
    "[x]({static}%s{0})",
    "[x](http://[)",
    f"![x]({{static}}/{LONG}.png)",
    "[x]({filename}" + "/".join(["y" * 99] * 50) + ".md)",
    "[@otter; @x, [@y]] [-@] @",
    "/// figure | a\n    b: [\n///",
    "/// figure | none\n///",
    "/// nothing\n",
    "<div><p><a href='{static}/..'><b>" * 30,
    "{% include 'x' %} {{ nothing.at.all }}",
    "&#xD800; &#55296; \x08",
    "[" * 6000,
    "*[HTML]: x\n[^1]: y\n\n[^1] [^2]",
    "| a |\n|--|\n" * 20,
    "\ufeff---\nx: y\n---",
    "![](images/broken.png) ![a](/images/broken.svg) ![a]({static}/images/bomb.png)",
]
DATA = {
    "annotations.yaml": "otter: {design: A, finding: B., caveats: C, confidence: high}\n",
    "corrections.yaml": "- {date: 2026-01-03, article: t, wrong: a, right: b}\n",
    "figures/a.yaml": "type: grades\ntitle: O\ndescription: D.\ncolumns: [What, How]\nscale: [Bad, Good]\n"
    "rows:\n- {label: Cubs, grade: Good, cells: []}\n",
    "glossary.yaml": "- {term: holt, meaning: A den.}\n",
    "help_lines.yaml": "box: [{text: Call.}]\n",
    "start_here.yaml": "- {title: New, articles: [t]}\n",
    "style_rules.yaml": "- {pattern: badgers, message: write otters}\n",
    "topics.yaml": "- {slug: river, title: Rivers, description: D., group: Water}\n",
}
REFERENCE = {
    "id": "otter",
    "type": "book",
    "title": "O",
    "author": [{"family": "A"}],
    "issued": {"date-parts": [[2020]]},
}
ITEM_VALUES = [None, 5, "", "x", [], ["a"], [[]], {}, {"a": 1}, [{"family": 5}], [2020], {"date-parts": {"a": 1}}]
ITEM_VALUES += ["\ud800", "\x08", "<i>", LONG, True, 1e999, {"date-parts": [["x", None]]}, {"literal": 5}]
IMAGES = {
    "images/broken.png": b"\x89PNG\r\n\x1a\n\0\0",
    "images/broken.svg": b"<svg",
    "images/bomb.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\x7f\xff\xff\xff\x7f\x08\x06\0\0\0",
    "images/entity.svg": b'<!DOCTYPE s [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg" width="&a;"/>',
    "images/empty.gif": b"",
    "images/zero.svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="0" height="1e999"/>',
}
SETTINGS = {"TIMEZONE": "UTC", "PLUGINS": list(PLUGINS), "CHECKS_STYLE_RULES_FILE": "style_rules.yaml"}


def header(field="", value=""):
    fields = HEADER | ({field: value} if field else {})
    return "---\n" + "".join(f"{name}: {each}\n" for name, each in fields.items()) + "---\n\n"


def replaced(text, value):
    """Yield a data file with each of its plain values in turn replaced by *value*."""
    for line in text.splitlines():
        for part in line.replace("{", ",").replace("}", ",").split(","):
            name, colon, typed = part.strip(" -").partition(": ")
            if colon and typed and "[" not in typed:
                yield text.replace(f"{name}: {typed}", f"{name}: {value}", 1)


def faults_of_articles(value):
    """Return an article for each field with *value*."""
    typed = VALUES[value]
    return {f"content/{number:02}.md": header(field, typed) + "Text.\n" for number, field in enumerate(FIELDS)}


@pytest.fixture
def misplaced(tmp_path):
    """Return ``misplaced(files)``, which builds a site and returns each problem that is in none of its files."""
    site = PlainSite(tmp_path, **SETTINGS)
    good = {f"content/{name}": text for name, text in DATA.items()}
    good["content/references.json"] = json.dumps([REFERENCE])
    good["content/pages/glossary.md"] = PAGE.replace("---\n\n", "template: page\n---\n\n")

    def build(files):
        site.write({**good, "content/t.md": header() + "Text [@otter].\n", **files})
        (tmp_path / "pelicanconf.py").write_text(site.settings_text, "utf-8")
        done = site.run(["-m", "hamerkop", "build", "--json"])
        report = json.loads(done.stdout)
        lines = [f"{each['path']} {each['rule']} {each['message']}" for each in report["problems"] + report["warnings"]]
        return [line[:300] for line in lines if not line.startswith("content/") or " B15 " in line or " B12 " in line]

    return build


@pytest.mark.parametrize("value", VALUES)
def test_a_fault_in_a_field_of_an_article_or_page_is_placed_in_it(misplaced, value):
    files = faults_of_articles(value)
    assert misplaced(files | {path.replace("content/", "content/pages/"): text for path, text in files.items()}) == []


@pytest.mark.parametrize("folder", ["", "pages/"])
def test_a_fault_in_a_text_is_placed_in_it(misplaced, folder):
    bodies = {f"content/{folder}{number:02}.md": header() + body for number, body in enumerate(BODIES)}
    assert misplaced(bodies | {f"content/{name}": data for name, data in IMAGES.items()}) == []


@pytest.mark.parametrize("value", VALUES)
def test_a_fault_in_a_data_file_is_placed_in_it(misplaced, value):
    changed = {name: list(replaced(text, VALUES[value])) for name, text in DATA.items()}
    number = list(VALUES).index(value)  # each value in one field of each file, and over all values each field
    assert misplaced({f"content/{name}": texts[number % len(texts)] for name, texts in changed.items()}) == []


@pytest.mark.parametrize("text", ["", "\xff", "[", "{a: b}", "5", "- 5\n- \n", "- [a]\n", MANY, "\x00", "a" * 1000])
def test_a_data_file_that_is_something_else_is_named(misplaced, text):
    files = {f"content/{name}": text.encode("latin-1") for name in (*DATA, "references.json")}
    assert misplaced(files) == []


@pytest.mark.parametrize(
    "field", ["id", "type", "title", "author", "issued", "volume", "DOI", "URL", "container-title"]
)
def test_a_fault_in_a_reference_is_placed_in_the_file_of_references(misplaced, field):
    items = [{**REFERENCE, "id": f"i{number}", field: value} for number, value in enumerate(ITEM_VALUES)]
    cited = "; ".join(f"@i{number}" for number in range(len(items)))
    text = header() + f"Text [{cited}].\n"
    assert misplaced({"content/references.json": json.dumps(items), "content/t.md": text}) == []
