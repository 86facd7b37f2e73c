"""The files of the theme: each style sheet of a part belongs to the template of its name, and is in one manifest."""

import re
from collections import Counter

import pytest

from tests.conftest import PROJECT

TEMPLATES = PROJECT / "theme" / "templates"
CSS = PROJECT / "theme" / "static" / "css"
PARTS = sorted(path.stem for path in (CSS / "parts").glob("*.css"))
# Style sheets whose classes several templates write.
SHARED = {"description-list": ["parts/article-info", "parts/grades", "bibliography"]}


def without_comments(text):
    return re.sub(r"/\*.*?\*/|\{#.*?#\}", "", text, flags=re.DOTALL)


def classes_in_css(css):
    """Return the classes that begin a selector outside nested rules."""
    return set(re.findall(r"^\.([a-z-]+)", css, flags=re.MULTILINE))


def classes_in_template(name):
    path = TEMPLATES / f"{name}.html"
    html = without_comments(path.read_text("utf-8")) if path.exists() else ""
    return {each for value in re.findall(r'class="([^"{]*)"', html) for each in value.split()}


@pytest.mark.parametrize("part", PARTS)
def test_a_style_sheet_of_a_part_is_for_the_template_of_its_name(part):
    classes = classes_in_css(without_comments((CSS / "parts" / f"{part}.css").read_text("utf-8")))
    for names in [[name] for name in SHARED[part]] if part in SHARED else [[f"parts/{part}", part]]:
        written = set().union(*map(classes_in_template, names))
        assert classes & written, (names, classes)


def test_every_style_sheet_is_imported_once():
    sheets = {path.relative_to(CSS).as_posix() for path in CSS.rglob("*.css")}
    manifests = {"site.css", *(f"pages/{path.name}" for path in (CSS / "pages").glob("*.css"))}
    imports = Counter(
        (path.parent / name).resolve().relative_to(CSS).as_posix()
        for path in CSS.rglob("*.css")
        for name in re.findall(r'@import "([^"]+)"', without_comments(path.read_text("utf-8")))
    )
    assert imports == dict.fromkeys(sheets - manifests, 1)


def test_every_part_is_used_by_a_template():
    used = "".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.*"))
    parts = [path.name for path in (TEMPLATES / "parts").iterdir()]
    assert [name for name in parts if f'"parts/{name}"' not in used] == []
    assert len(parts) > 20
