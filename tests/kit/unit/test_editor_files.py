"""The files for editors and hooks in this repository: each can be read, and each command that they name exists."""

import json
import re

import pytest
import yaml

import bootstrap
from hamerkop import cli
from hamerkop.blocks import BLOCKS
from hamerkop.shared.problems import Problem
from tests.plain_site import PROJECT

VSCODE = PROJECT / ".vscode"
COMMANDS = {command.name for command in cli.COMMANDS}
TASKS = {task.name for task in bootstrap.all_tasks()}


def read(name):
    """Return what a file of .vscode/ has; it is JSON without comments."""
    return json.loads((VSCODE / name).read_text("utf-8"))


@pytest.mark.parametrize("path", sorted(VSCODE.iterdir()), ids=lambda path: path.name)
def test_each_file_of_the_editor_is_json(path):
    assert json.loads(path.read_text("utf-8"))


def test_each_task_of_the_editor_is_one_of_ours_and_asks_for_what_it_needs():
    tasks, inputs = read("tasks.json")["tasks"], {each["id"] for each in read("tasks.json")["inputs"]}
    assert {task["label"] for task in tasks} >= {"Show the site", "Check", "New article"}
    assert [task["args"] for task in tasks if task["args"][0] != "tasks.py" or task["args"][1] not in TASKS] == []
    assert {
        name for task in tasks for word in task["args"] for name in re.findall(r"\$\{input:(\w+)\}", word)
    } == inputs


def test_the_editor_finds_the_place_of_a_problem_in_what_is_printed():
    patterns = [task["problemMatcher"]["pattern"] for task in read("tasks.json")["tasks"] if task["problemMatcher"]]
    assert len(patterns) == 2
    printed = str(Problem("T01", "content/articles/a b.md", (4, 7), 'tag "x" is not in topics.yaml'))
    for pattern in patterns:
        found = re.match(pattern["regexp"], printed)
        assert [found[pattern[name]] for name in ("file", "line", "column", "code", "message")] == [
            *("content/articles/a b.md", "4", "7", "T01", 'tag "x" is not in topics.yaml'),
        ]


def test_each_snippet_is_a_block_or_link_that_exists():
    snippets = read("writing.code-snippets")
    opened = re.findall(r"/// ([\w-]+)", json.dumps([each["body"] for each in snippets.values()]))
    assert set(opened) == {*BLOCKS, "figure"}
    assert [name for name, each in snippets.items() if each["scope"] != "markdown"] == []


def test_each_hook_runs_a_command_that_exists():
    (hook,) = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["entry"].split() == ["hamerkop", hook["entry"].split()[1]]
    assert hook["entry"].split()[1] in COMMANDS
    config = yaml.safe_load((PROJECT / ".pre-commit-config.yaml").read_text("utf-8"))
    entries = [hook["entry"].split() for repo in config["repos"] for hook in repo["hooks"]]
    assert [entry for entry in entries if entry[:2] != ["python3", "tasks.py"] or entry[2] not in TASKS] == []
