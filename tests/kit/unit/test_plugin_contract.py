"""What a plugin declares to set, read, find, need and report is what its code does; its page and the table say it."""

import importlib
import subprocess
import sys

import pytest

from hamerkop import PLUGINS
from hamerkop.shared import rules
from hamerkop.shared.contract import Contract
from tests.plain_site import PROJECT
from tests.plugin_analysis import SHARED, files_of, uses_of


def contract_of(plugin: str) -> Contract:
    return importlib.import_module(plugin).CONTRACT


def names(declared) -> set[str]:
    return {name for name, value in SHARED.items() if value in declared}


@pytest.mark.parametrize("plugin", PLUGINS)
def test_a_contract_names_what_the_plugin_sets_reads_and_reports(plugin):
    declared, uses = contract_of(plugin), uses_of(plugin)
    assert names(declared.sets) - OWN_WAY == uses.sets - OWN_WAY
    assert names(declared.reads) == uses.reads - names(declared.sets)
    assert set(declared.rules) == uses.rules


# hamerkop.frontmatter puts the object with the record's properties into the metadata; Pelican makes an attribute of it.
OWN_WAY = {"FrontMatterRecord"}


def test_a_plugin_reads_only_what_another_one_sets():
    sets = set().union(*(names(contract_of(plugin).sets) for plugin in PLUGINS))
    unknown = {plugin: names(contract_of(plugin).reads) - sets for plugin in PLUGINS}
    assert {plugin: found for plugin, found in unknown.items() if found} == {}


def test_each_record_and_context_value_is_set_by_one_plugin():
    owners = {
        name: [plugin for plugin in PLUGINS if value in contract_of(plugin).sets] for name, value in SHARED.items()
    }
    assert {name: found for name, found in owners.items() if len(found) != 1} == {}


def test_each_rule_is_reported_by_a_plugin_or_by_the_kit_itself():
    reported = set().union(*(contract_of(plugin).rules for plugin in PLUGINS))
    of_the_kit = {rule.id for rule in rules.RULES if rule.id[0] in "XBO" or rule.id in OF_THE_BUILD}
    assert reported | of_the_kit == {rule.id for rule in rules.RULES}


# S01: two pages at one address; L08 to L10: files that no text may name, which hamerkop.shared.file_guard reports.
OF_THE_BUILD = {"S01", "L08", "L09", "L10"}


def test_the_markup_that_a_plugin_finds_is_in_its_source_and_in_that_of_the_other():
    pairs = [(plugin, *pair) for plugin in PLUGINS for pair in contract_of(plugin).markup]
    assert pairs
    for plugin, other, markup in pairs:
        word = {"[@key]": "@"}.get(markup, markup.rpartition(".")[2])
        for each in (plugin, other):
            assert any(word in path.read_text("utf-8") for path in files_of(each)), (each, markup)


def test_the_documentation_says_what_the_code_says():
    command = [sys.executable, str(PROJECT / "scripts" / "plugin_docs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
