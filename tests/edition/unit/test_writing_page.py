"""The writers' page says what there is, and its examples are right."""

import re

import yaml

from hamerkop.blocks import BLOCKS, block_problems
from hamerkop.figures import text_problems
from hamerkop.figures.data_file import data_problems
from hamerkop.frontmatter.fields import missing_fields, read_fields
from hamerkop.frontmatter.parse import parse
from tests.conftest import PROJECT

TEXT = (PROJECT / "docs" / "writing.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
WRONG = re.findall(r"^```markdown wrong\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def test_every_block_is_there_with_its_heading_and_an_example():
    known = BLOCKS | {"figure": ""}
    rows = re.findall(r"^\| `([\w-]+)` \| (.*?) ?\| ", TEXT, re.MULTILINE)
    assert dict(rows) == known
    shown = "\n".join(example for _, example in EXAMPLES)
    assert [name for name in known if f"/// {name}" not in shown] == []


def test_no_example_of_a_block_has_a_problem():
    assert EXAMPLES
    for _, example in EXAMPLES:
        assert list(block_problems(example, "docs/writing.md", [*BLOCKS, "figure"])) == []
        assert list(text_problems(example, "docs/writing.md", {"how-fast"})) == []


def test_the_header_shown_is_one_that_can_be_read():
    header = next(example for _, example in EXAMPLES if example.startswith("---"))
    fields, problems = read_fields(parse(header))
    assert problems == []
    assert missing_fields(parse(header), ["title", "summary", "date", "category", "tags"]) == []
    assert fields["check_by"][0]["what"] == "the US rule on telehealth ends"


def test_what_is_shown_as_yaml_is_yaml():
    shown = [example for language, example in EXAMPLES if language == "yaml" and not example.startswith("---")]
    assert shown
    assert [example for example in shown if not yaml.safe_load(example)] == []


def test_the_items_and_files_it_names_are_there():
    bibliography = (PROJECT / "content" / "references.json").read_text("utf-8")
    keys, targets = re.findall(r"@(\w+\d{4})", TEXT), re.findall(r"\]\((\.\./[^)]*)\)", TEXT)
    assert keys
    assert targets
    assert [key for key in keys if f'"id": "{key}"' not in bibliography] == []
    assert [target for target in targets if not (PROJECT / "docs" / target).is_file()] == []


def test_the_figure_shown_is_one_that_can_be_drawn():
    example = next(example for _, example in EXAMPLES if example.startswith("type:"))
    assert list(data_problems("how-fast", yaml.safe_load(example))) == []
