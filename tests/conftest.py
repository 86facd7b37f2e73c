"""Makes tiny whole sites, and builds them as a writer would: with the real command, in a process of its own."""

import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from tests import fork_server
from tests.plain_site import CLOCK, PROJECT, PlainSite

pytest_plugins = ["tests.browser_pages", "tests.how_tests_run"]

# In CI the same examples every time: a red run must be the change's doing. No deadlines: machines differ.
hypothesis_settings.register_profile("here", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "here")


def article(title: str = "Otters", body: str = "Otters live by rivers.", **fields: str) -> str:
    """Return the source of an article; *fields* add to or replace its front matter, None takes a field out."""
    header = {
        "title": json.dumps(title, ensure_ascii=False),
        "summary": "About animals.",
        "date": "2026-01-02",
        "category": "Animals",
        "tags": "[river]",
    } | fields
    lines = [f"{name}: {value}" for name, value in header.items() if value is not None]
    return "\n".join(["---", *lines, "---", "", body, ""])


class TinySite:
    """A folder with a settings file and content; what differs from tests/site_settings.py is given.

    *settings* are all that its settings file assigns or imports.
    """

    def __init__(self, folder: Path, settings: dict[str, Any], published: bool):
        self.folder = folder
        self.content = folder / "content"
        self.output = folder / "output"
        self.report: dict[str, Any] = {}
        base = "tests.site_settings_published" if published else "tests.site_settings"
        own = {"PATH": "content", "OUTPUT_PATH": "output", "THEME": str(PROJECT / "theme")}
        lines = [f"{name} = {value!r}" for name, value in (own | settings).items()]
        imports = ["import sys", f"sys.path.insert(0, {str(PROJECT)!r})", f"from {base} import *"]
        imports.append("# What differs:")
        self.settings = vars(importlib.import_module(base)) | own | settings
        self.content.mkdir(parents=True, exist_ok=True)
        (folder / "siteconf.py").write_text("\n".join([*imports, *lines, ""]), "utf-8")

    def write(self, files: dict[str, str | bytes | None]) -> None:
        """Write content files by their path; None removes one."""
        for name, text in files.items():
            path = self.content / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def run(self, command: list[str] | None = None, **env: str) -> subprocess.CompletedProcess[str]:
        """Run the build command (or another) in the site's folder."""
        environment = self.environment(**env)
        words = command or ["-m", "hamerkop", "build", "--settings", "siteconf.py", "--json"]
        if words[:2] == ["-m", "hamerkop"] and fork_server.can_run(env):
            return fork_server.run("hamerkop", words[2:], self.folder, environment)
        return subprocess.run(
            [sys.executable, *words], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )

    def environment(self, **env: str) -> dict[str, str]:
        """Return the environment in which the site is built, which is no preview, whatever started the tests."""
        here = {"SOURCE_DATE_EPOCH": CLOCK, "PYTHONPATH": str(PROJECT), "SITE_PREVIEW": "0"}
        return {**os.environ, **here, **env}

    def fork(self, program: str, arguments: list[str], **env: str) -> subprocess.CompletedProcess[str]:
        """Run a program of tests/fork_server.py in the site's folder."""
        return fork_server.run(program, arguments, self.folder, self.environment(**env))

    def build(self, **env: str) -> "TinySite":
        """Build; the test fails on any problem or warning."""
        self.build_badly(**env)
        assert self.report["problems"] == []
        assert [each for each in self.report["warnings"] if each["level"] != "note"] == []
        return self

    def build_badly(self, **env: str) -> list[str]:
        """Build and return the problems, whatever they are."""
        done = self.run(**env)
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        self.report = json.loads(done.stdout)
        return [in_one_line(problem) for problem in self.report["problems"]]

    def warnings(self) -> list[str]:
        """Return the warnings and notes of the last build."""
        return [in_one_line(problem) for problem in self.report["warnings"]]

    def read(self, path: str) -> str:
        return (self.output / path).read_text("utf-8")

    def has(self, path: str) -> bool:
        return (self.output / path).exists()

    def bytes(self) -> dict[str, bytes]:
        """Return every built file by its path."""
        return tree(self.output)


def in_one_line(problem: dict[str, Any]) -> str:
    """Return a problem of a JSON report as ``path:line:column  message``."""
    line, column = problem["start"]
    return f"{problem['path']}:{line}:{column}  {problem['message']}"


def tree(folder: Path) -> dict[str, bytes]:
    """Return the content of every file under *folder* by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., TinySite]:
    """Return ``site(files, settings={}, published=False)``, which makes a tiny site and does not build it yet."""

    def make(
        files: dict[str, str | bytes | None], settings: dict[str, Any] | None = None, published: bool = False
    ) -> TinySite:
        made = TinySite(tmp_path / "a site", settings or {}, published)
        made.write(files)
        return made

    return make


@pytest.fixture
def build(site: Callable[..., TinySite]) -> Callable[..., TinySite]:
    """Return ``build(files, …)``, which makes a tiny site and builds it; any problem or warning fails the test."""

    def make(*args: Any, **named: Any) -> TinySite:
        env = named.pop("env", {})
        return site(*args, **named).build(**env)

    return make


class RealSite(TinySite):
    """The publication itself, built from a copy of its sources."""

    def __init__(self, folder: Path):
        self.folder, self.content, self.output, self.report = folder, folder / "content", folder / "output", {}
        self.settings = vars(importlib.import_module("pelicanconf"))
        for name in ("content", "theme", "pelicanconf.py", "publishconf.py"):
            source = PROJECT / name
            if source.is_dir():
                shutil.copytree(source, folder / name)
            else:
                shutil.copy(source, folder / name)


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> RealSite:
    """The publication as `build` makes it."""
    real = RealSite(tmp_path_factory.mktemp("edition") / "checkout")
    done = real.run(["-m", "hamerkop", "build", "--json"])
    real.report = json.loads(done.stdout)
    assert real.report["problems"] == []
    return real


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> RealSite:
    """The publication as `publish` makes it, under an address with a sub-path."""
    real = RealSite(tmp_path_factory.mktemp("published") / "checkout")
    real.output = real.folder / "output-published"
    done = real.run(
        ["-m", "hamerkop", "build", "--settings", "publishconf.py", "--json"], SITEURL="https://example.org/sub"
    )
    real.report = json.loads(done.stdout)
    assert real.report["problems"] == []
    return real


BLOG_SETTINGS = """
from hamerkop.shared.jinja_filters import FILTERS

JINJA_FILTERS = FILTERS
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
"""
BLOG_POST = "Title: Otters on day {day}\nDate: 2026-03-0{day}\nTags: river, fur\nSummary: Cold & otters.\n\n{body}\n"


@pytest.fixture(scope="session")
def plain_blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the output of somebody's blog: our theme, stock Pelican, one plugin, none of the health data."""
    body = "It was cold.\n\n## Food\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n## Homes\n\nHolts.\n\n## Young\n\nCubs."
    files = {f"content/day-{day}.md": BLOG_POST.format(day=day, body=body) for day in range(1, 4)}
    blog = PlainSite(
        tmp_path_factory.mktemp("blog"),
        SITENAME="Field Notes",
        SITEURL="",
        THEME=str(PROJECT / "theme"),
        PLUGINS=["hamerkop.stylesheet"],
        JINJA_ENVIRONMENT={"autoescape": True, "trim_blocks": True, "lstrip_blocks": True},
        FORMATTED_FIELDS=[],
        TIMEZONE="UTC",
    )
    blog.write(files | {"content/pages/about.md": "Title: About\n\nMe.\n"}).build(BLOG_SETTINGS, fatal="warnings")
    return blog.output


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> TinySite:
    """The small site of tests/hostile_site.py, with everything at its worst, as `publish` makes it."""
    from tests.hostile_site import FILES, SETTINGS, SITEURL  # not above: it is made with the functions above

    made = TinySite(tmp_path_factory.mktemp("hostile") / "site", SETTINGS, published=True)
    made.write(FILES)
    assert made.build_badly(SITEURL=SITEURL) == []
    return made
