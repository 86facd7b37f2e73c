"""The page of each plugin, followed literally in a plain Pelican site: the plugin does what its page promises."""

import importlib
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from hamerkop import PLUGINS
from tests.plain_site import PROJECT, PlainSite

PAGES = PROJECT / "docs" / "plugins"
NAMES = [name.removeprefix("hamerkop.") for name in PLUGINS]
BLOCK = re.compile(r"^```(?P<language>\w+)(?: (?P<target>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """A fenced block of the page: its language, the file that it names, its text."""

    language: str
    target: str
    text: str

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.text.splitlines() if line.strip()]


def blocks_of(name: str) -> list[Block]:
    section = (PAGES / f"{name}.md").read_text("utf-8").split("\n## In two minutes\n")[1].split("\n## ")[0]
    return [Block(found["language"], found["target"] or "", found["text"]) for found in BLOCK.finditer(section)]


def expectations(blocks: list[Block]) -> list[tuple[str, str]]:
    """Return (target, text) pairs: what the page says is in an output file, printed, or a file that exists."""
    found = []
    for block in blocks:
        if block.language == "console":
            found += [("printed", line) for line in block.lines if not line.startswith("$ ")]
        elif block.target == "output/":
            found += [("exists", line) for line in block.lines]
        elif block.target.startswith("output/"):
            found += [(block.target, line) for line in block.lines]
    return found


def unmet(site: PlainSite, printed: str, wanted: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(target, text) for target, text in wanted if not is_met(site, printed, target, text)]


def is_met(site: PlainSite, printed: str, target: str, text: str) -> bool:
    if target == "exists":
        return (site.output / text).is_file()
    path = site.folder / target
    where = printed if target == "printed" else path.read_text("utf-8") if path.is_file() else ""
    return folded(text) in folded(where)


def folded(text: str) -> str:
    return " ".join(text.split())


def site_for(folder: Path, blocks: list[Block]) -> PlainSite:
    overrides = {"THEME_TEMPLATES_OVERRIDES": ["templates"]}
    site = PlainSite(folder, **overrides)
    files = {
        block.target: block.text for block in blocks if block.target.startswith(("content/", "templates/", "theme/"))
    }
    assert [target for target in files if ".." in Path(target).parts] == []
    return site.write(files)


NEEDING = [name for name in NAMES if importlib.import_module(f"hamerkop.{name}").CONTRACT.needs]


@pytest.mark.parametrize("name", NEEDING)
def test_without_a_plugin_that_it_needs_a_plugin_does_nothing(name: str, tmp_path: Path) -> None:
    blocks = blocks_of(name)
    settings = "".join(block.text for block in blocks if block.target == "pelicanconf.py")
    needs = importlib.import_module(f"hamerkop.{name}").CONTRACT.needs
    assert set(re.findall(r'"(hamerkop\.\w+)"', settings)) >= {f"hamerkop.{name}", *needs}
    for number, needed in enumerate(needs):
        site = site_for(tmp_path / str(number), blocks)
        printed = site.build(settings, without_register=[needed], check=False)
        assert unmet(site, printed, expectations(blocks)) != [], needed


@pytest.mark.parametrize("name", NAMES)
def test_what_the_page_promises_is_there_and_is_the_plugins_doing(name: str, tmp_path: Path) -> None:
    blocks = blocks_of(name)
    settings = "".join(block.text for block in blocks if block.target == "pelicanconf.py")
    assert f'"hamerkop.{name}"' in settings
    wanted = expectations(blocks)
    assert wanted, "the page shows nothing that the plugin does"
    site = site_for(tmp_path / "with", blocks)
    strict = not any(block.language == "console" for block in blocks)
    printed = site.build(settings, check=strict)
    assert unmet(site, printed, wanted) == []
    bare = site_for(tmp_path / "without", blocks)
    plugins = re.findall(r'"(hamerkop\.\w+)"', settings)
    printed = bare.build(settings, without_register=plugins, check=False)
    assert unmet(bare, printed, wanted) != [], "the same comes out when register() does nothing"
