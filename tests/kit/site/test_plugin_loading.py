"""What is said of a plugin that Pelican could not load."""

import re

import pytest

from hamerkop.build import plugin_loading
from hamerkop.build.pelican_log import LogCollector, Logged
from hamerkop.shared.extras import MissingPackage, extra
from tests.plain_site import PROJECT, PlainSite


def messages(name, reason=None):
    log = LogCollector()
    log.records = [Logged(40, "", "", (name,), reason)] if reason else []
    found = [problem.message for problem in plugin_loading.plugins_not_loaded([name], ["hamerkop.toc"], log)]
    assert log.records == [], "what is reported is not reported again"
    return found


def test_a_plugin_that_is_loaded_is_no_problem():
    assert messages("hamerkop.toc") == []


def test_a_missing_package_of_a_plugin_with_an_extra_names_what_to_install():
    with pytest.raises(MissingPackage) as raised, extra("social_cards"):
        raise ModuleNotFoundError("No module named 'PIL.Image'", name="PIL.Image")
    (message,) = messages("hamerkop.social_cards", raised.value)
    assert message == (
        "plugin hamerkop.social_cards cannot be loaded: the package Pillow is not installed; "
        'run: pip install "hamerkop[social_cards]"'
    )


def test_two_names_without_a_comma_in_between_are_told_apart():
    (message,) = messages("hamerkop.tochamerkop.a_to_z", ImportError("no such plugin"))
    assert message.endswith('a comma is missing between "hamerkop.toc" and "hamerkop.a_to_z"')


def test_of_another_plugin_the_reason_alone_is_given():
    (message,) = messages("mine", ModuleNotFoundError("No module named 'x'", name="x"))
    assert message.endswith("cannot be loaded (No module named 'x'); install what it needs, or remove it from PLUGINS")


def test_a_plugin_of_which_pelican_logs_nothing_is_reported_all_the_same():
    (message,) = messages("mine")
    assert message == "plugin mine cannot be registered; correct it, or remove it from PLUGINS"


def test_a_plugin_that_exists_and_cannot_import_a_name_is_not_called_missing():
    (message,) = messages("hamerkop.topics", ImportError("cannot import name 'x' from 'hamerkop.shared.records'"))
    assert message.startswith("plugin hamerkop.topics cannot be loaded (cannot import name 'x'")


NEEDED = {
    "blocks": ("pymdownx", "pymdown-extensions"),
    "feeds": ("nh3", "nh3"),
    "figures": ("pymdownx", "pymdown-extensions"),
    "images": ("PIL", "Pillow"),
    "search": ("pagefind", "pagefind"),
    "social_cards": ("PIL", "Pillow"),
    "stylesheet": ("rcssmin", "rcssmin"),
    "typography": ("typogrify", "typogrify"),
}
HIDE = "import sys\nsys.modules[{module!r}] = None\nfrom pelican import main\nmain(['content', '-o', 'output'])\n"


@pytest.mark.parametrize("plugin", NEEDED)
def test_stock_pelican_says_what_to_install_and_builds_the_site_without_the_plugin(plugin, tmp_path):
    module, package = NEEDED[plugin]
    site = PlainSite(tmp_path, PLUGINS=[f"hamerkop.{plugin}"])
    (tmp_path / "pelicanconf.py").write_text(site.settings_text, "utf-8")
    done = site.run(["-c", HIDE.format(module=module)])
    printed = " ".join((done.stdout + done.stderr).split())
    said = f'the package {package} is not installed; run: pip install "hamerkop[{plugin}]"'
    assert f"Cannot load plugin `hamerkop.{plugin}`" in printed
    assert said in printed
    assert (site.output / "index.html").is_file()


def test_each_plugin_with_an_extra_is_in_the_list_above():
    text = (PROJECT / "pyproject.toml").read_text("utf-8")
    extras = re.findall(r"^(\w+) = \[", text.split("[project.optional-dependencies]")[1].split("\nsite = ")[0], re.M)
    # for the finished site, of a setting, and of commands
    not_of_plugins = ("checks", "dask", "cite", "lsp", "object_store", "sftp")
    assert [extra for extra in extras if extra not in not_of_plugins] == [*NEEDED]
