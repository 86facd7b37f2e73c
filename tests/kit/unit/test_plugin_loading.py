"""What is said of a plugin that Pelican could not load."""

from email.message import Message
from importlib.metadata import PackageNotFoundError

import pytest

from hamerkop.build import plugin_loading
from hamerkop.build.pelican_log import LogCollector, Logged
from tests.plain_site import PROJECT


def messages(name, reason=None):
    log = LogCollector()
    log.records = [Logged(40, "", "", (name,), reason)] if reason else []
    found = [problem.message for problem in plugin_loading.plugins_not_loaded([name], ["hamerkop.toc"], log)]
    assert log.records == [], "what is reported is not reported again"
    return found


@pytest.fixture
def installed(monkeypatch):
    """Let the package be installed, with two extras as an installer writes them."""
    metadata = Message()
    for extra in ("social-cards", "site"):
        metadata["Provides-Extra"] = extra
    monkeypatch.setattr(plugin_loading, "metadata", lambda _name: metadata)


def test_a_plugin_that_is_loaded_is_no_problem():
    assert messages("hamerkop.toc") == []


def test_a_missing_package_of_a_plugin_with_an_extra_names_what_to_install(installed):
    reason = ModuleNotFoundError("No module named 'PIL'", name="PIL")
    (message,) = messages("hamerkop.social_cards", reason)
    assert message.endswith("needs a package (No module named 'PIL'); run: pip install \"hamerkop[social-cards]\"")


def test_without_an_installed_package_the_reason_alone_is_given(monkeypatch):
    def not_installed(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(plugin_loading, "metadata", not_installed)
    (message,) = messages("hamerkop.social_cards", ModuleNotFoundError("No module named 'PIL'", name="PIL"))
    assert message.endswith(
        "cannot be loaded (No module named 'PIL'); install what it needs, or remove it from PLUGINS"
    )


def test_a_plugin_of_which_pelican_logs_nothing_is_reported_all_the_same():
    (message,) = messages("mine")
    assert message == "plugin mine cannot be registered; correct it, or remove it from PLUGINS"


def test_each_extra_of_a_plugin_has_its_name():
    text = (PROJECT / "pyproject.toml").read_text("utf-8")
    extras = text.split("[project.optional-dependencies]")[1].split("# What this publication needs")[0]
    names = [line.split(" = ")[0] for line in extras.splitlines() if " = [" in line]
    assert len(names) > 5
    assert [name for name in names if f"hamerkop.{name}" not in plugin_loading.hamerkop.PLUGINS] == ["publish"]


def test_a_plugin_that_exists_and_cannot_import_a_name_is_not_called_missing():
    (message,) = messages("hamerkop.topics", ImportError("cannot import name 'x' from 'hamerkop.shared.records'"))
    assert message.startswith("plugin hamerkop.topics cannot be loaded (cannot import name 'x'")
