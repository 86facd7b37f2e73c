# ruff: noqa: E501  # the code and texts of sites are written as their authors would
"""A build that takes over what the last one kept writes the same bytes and reports the same as one that begins anew.

HAMERKOP_SEQUENCES is the number of random sequences of edits for each of the two sites, HAMERKOP_KILLS the number of
moments at which a build is killed. `pytest --hypothesis-seed=N` makes other sequences.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.edited_sites import EDITS, Built, Edit, EditedSite, differences, make

SEQUENCES = int(os.environ.get("HAMERKOP_SEQUENCES", "1"))
KILLS = int(os.environ.get("HAMERKOP_KILLS", "2"))
# Each kind of edit alone takes two builds: a fifth of them, or all of them if sequences are asked for.
ALL = list(dict.fromkeys([*EDITS["ours"], *EDITS["plain"]]))
ALONE, EACH_SEED = (ALL, (0, 3)) if "HAMERKOP_SEQUENCES" in os.environ else (ALL[::5], (3,))
STEPS = 8
BUILDS_ARE_SLOW = settings(
    max_examples=SEQUENCES, stateful_step_count=STEPS, suppress_health_check=list(HealthCheck), print_blob=True
)
SEEDS = st.integers(0, 999)


def compare(site: EditedSite) -> Built:
    """Build with what was kept and from nothing; fail if they differ. Return the first."""
    kept, fresh = site.build(), site.build_from_nothing()
    assert differences(kept, fresh) == []
    return kept


class EditingMachine(RuleBasedStateMachine):
    """Edits a site, one or two things at a time, and compares the builds after each edit."""

    kind = ""

    def __init__(self) -> None:
        super().__init__()
        self.temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)  # the last site is removed behind
        self.site = make(Path(self.temporary.name), self.kind)

    def edit(self, *changes: Edit, seed: int) -> None:
        """Make edits and compare the builds; go back if they were mistakes, which would hide all that follows."""
        before = self.site.sources()
        for change in changes:
            note(f"    {change.__name__}: {change(self.site, random.Random(seed))}")
        if not compare(self.site).report["succeeded"]:
            self.site.restore(before)

    @rule(seed=SEEDS)
    def nothing(self, seed: int) -> None:
        """Build twice, or kill the first: nothing that it leaves may change what the second makes."""
        if seed % 2:
            self.site.build_and_kill(seed / 1000)
        compare(self.site)

    def teardown(self) -> None:
        """Remove the site."""
        self.temporary.cleanup()


def machine_of(site_kind: str) -> type[EditingMachine]:
    """Return the machine that edits a kind of site."""
    edits = st.sampled_from(EDITS[site_kind])

    class Machine(EditingMachine):
        kind = site_kind

        @rule(change=edits, seed=SEEDS)
        def one_edit(self, change: Edit, seed: int) -> None:
            self.edit(change, seed=seed)

        @rule(first=edits, second=edits, seed=SEEDS)
        def two_edits(self, first: Edit, second: Edit, seed: int) -> None:
            self.edit(first, second, seed=seed)

    return Machine


@pytest.mark.parametrize("kind", EDITS)
def test_after_any_edits_an_incremental_build_is_a_build_from_nothing(kind):
    run_state_machine_as_test(machine_of(kind), settings=BUILDS_ARE_SLOW)


@pytest.fixture(params=EDITS)
def edited(tmp_path: Path, request: pytest.FixtureRequest) -> EditedSite:
    """Return a site that was built once."""
    return make(tmp_path, request.param)


@pytest.mark.parametrize("change", ALONE, ids=lambda change: change.__name__)
def test_after_each_kind_of_edit_alone(tmp_path, change):
    kind = "ours" if change in EDITS["ours"] else "plain"
    site = make(tmp_path, kind)
    for seed in EACH_SEED:
        done = change(site, random.Random(seed))
        assert differences(site.build(), site.build_from_nothing()) == [], done


def test_a_mistake_that_stays_is_reported_by_every_build(edited):
    path = edited.texts()[0]
    edited.write(path, f"{edited.read(path)}\nSee [nothing]({{filename}}nothing.md).\n")
    first, second = edited.build(), edited.build()
    other = edited.texts()[1]
    edited.write(other, f"{edited.read(other)}\nMore.\n")
    third = edited.build()
    assert first.report["problems"] + first.report["warnings"] != []
    for later in (second, third):
        assert later.report["problems"] == first.report["problems"]
        assert later.report["warnings"] == first.report["warnings"]


def test_the_second_build_of_a_site_reports_what_the_first_did(edited):
    assert compare(edited).report == edited.build().report


def test_a_source_of_the_same_size_and_time_stamp_is_read_again(edited):
    path = next(path for path in edited.texts() if "Words" in edited.read(path))
    before = (edited.folder / path).stat()
    edited.build()
    edited.write(path, edited.read(path).replace("Words", "Wares"))
    os.utime(edited.folder / path, ns=(before.st_atime_ns, before.st_mtime_ns))
    compare(edited)


def test_a_build_that_was_killed_leaves_the_next_one_right(edited):
    rng = random.Random(KILLS)
    for _ in range(KILLS):
        edit = rng.choice(EDITS[edited.kind])
        edit(edited, rng)
        edited.build_and_kill(rng.random() * 0.6)
        compare(edited)


def test_two_builds_at_once_leave_the_next_one_right(edited):
    def begin() -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "hamerkop", "build"], cwd=edited.folder, env=edited.environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    path = edited.texts()[0]
    edited.write(path, f"{edited.read(path)}\nMore.\n")
    builds = [begin(), begin()]
    printed = [build.communicate()[0] for build in builds]
    assert 0 in [build.returncode for build in builds], printed
    assert not any("Traceback" in text for text in printed), printed
    compare(edited)


# --- What an article depends on besides its own file: settings and code of somebody else ------------------------------


class Dependency(NamedTuple):
    """Settings and files that are added to the plain site, and the files that then change; *env*: variables that do."""

    settings: str
    files: dict[str, str]
    changed: dict[str, str]
    env: tuple[tuple[str, str], ...] = ()


def extension(run: str, before: str = "") -> str:
    """Return the code of an extension of Markdown whose postprocessor returns *run*."""
    return f"""
import os
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
{before}
class Last(Postprocessor):
    def run(self, text):
        return {run}
class Markup(Extension):
    def extendMarkdown(self, md):
        md.postprocessors.register(Last(md), "last", 1)
def makeExtension(**settings):
    return Markup(**settings)
"""


def receiver(signal: str, does: str, before: str = "", gets: str = "generator") -> str:
    """Return the code of a plugin with a receiver of *signal* of Pelican's, which gets *gets*."""
    return f"""
{before}from pelican import signals
def receive({gets}):
    {does}
def register():
    signals.{signal}.connect(receive)
"""


def shown(template: str) -> dict[str, str]:
    """Return the template of an article that shows something."""
    return {"theme/templates/article.html": f"<html><body>{template}</body></html>"}


SECOND = {"content/articles/second.md": "title: Second\ndate: 2026-03-04\n\nOther words.\n"}
HEADING = {"content/articles/heading.md": "title: Heading\ndate: 2026-01-01\n\n## A heading\n"}
MARKUP = 'MARKDOWN = {"extensions": ["markup"]}\n'
TOC = 'MARKDOWN = {"extension_configs": {"markdown.extensions.toc": {"slugify": SLUGIFY}}}\n'
COUNTER = "calls = []\ndef count(text):\n    calls.append(text)\n    return f'{text}<p>{len(calls)}</p>'\n"
PATCH = f"""from pelican.readers import MarkdownReader
{COUNTER}
def register():
    read = MarkdownReader.read
    def counted(reader, path):
        text, metadata = read(reader, path)
        return count(text), metadata
    MarkdownReader.read = counted
"""
DIRECTIVE = f"""from docutils import nodes
from docutils.parsers.rst import Directive, directives
{COUNTER}
class Counted(Directive):
    def run(self):
        return [nodes.paragraph(text=count("Directive"))]
def register():
    directives.register_directive("counted", Counted)
"""
COUNTED = {
    f"content/articles/counted-{day}.rst": f"Counted {day}\n#########\n\n:date: 2026-01-0{day}\n\n.. counted::\n"
    for day in range(1, 5)
}
FIRST_COUNTED = {"content/articles/counted-1.rst": COUNTED["content/articles/counted-1.rst"] + "\nMore.\n"}
DEPENDENCIES: dict[str, Dependency] = {
    "the code of an extension of Markdown": Dependency(
        MARKUP, {"markup.py": extension("text + 'one'")}, {"markup.py": extension("text + 'three'")}
    ),
    "what an extension imports": Dependency(
        MARKUP,
        {"markup.py": extension("text + WORD", "from words import WORD"), "words.py": "WORD = 'one'\n"},
        {"words.py": "WORD = 'three'\n"},
    ),
    "a file that an extension reads": Dependency(
        MARKUP, {"markup.py": extension("text + open('data.txt').read()"), "data.txt": "one"}, {"data.txt": "three"}
    ),
    "whether a file exists": Dependency(
        MARKUP, {"markup.py": extension("text + str(os.path.exists('data.txt'))")}, {"data.txt": "three"}
    ),
    "a variable that an extension reads": Dependency(
        MARKUP, {"markup.py": extension("text + os.environ.get('MOOD', '')")}, {}, (("MOOD", "good"),)
    ),
    "the clock": Dependency(
        MARKUP, {"markup.py": extension("text + os.environ['SOURCE_DATE_EPOCH']")}, {}, (("SOURCE_DATE_EPOCH", "1800000000"),)
    ),
    "what an extension counted": Dependency(MARKUP, {"markup.py": extension("count(text)", COUNTER)}, SECOND),
    "arguments of a partial function in the settings": Dependency(
        "import os, functools\ndef slug(mood, value, separator):\n    return mood + value\n"
        "SLUGIFY = functools.partial(slug, os.environ.get('MOOD', 'q'))\n" + TOC, HEADING, {}, (("MOOD", "good"),)
    ),
    "what a closure in the settings holds": Dependency(
        "import json\ndef slug(mood):\n    return lambda value, separator: mood + value\n"
        "SLUGIFY = slug(json.load(open('mood.json')))\n" + TOC, HEADING | {"mood.json": '"q"'}, {"mood.json": '"good"'}
    ),
    "attributes of a text in the settings": Dependency(
        "import json\nclass Slug(str):\n    def __call__(self, value, separator):\n        return self.mood + value\n"
        "SLUGIFY = Slug('slug')\nSLUGIFY.mood = json.load(open('mood.json'))\n" + TOC,
        HEADING | {"mood.json": '"q"'}, {"mood.json": '"good"'},
    ),
    "what a plugin puts into the settings": Dependency(
        "PLUGINS = ['mood']\n",
        {"plugins/mood.py": "from pelican import signals\ndef add(pelican):\n    pelican.settings['SLUG_REGEX_SUBSTITUTIONS'] = "
         "[('e', open('data.txt').read())]\ndef register():\n    signals.initialized.connect(add)\n", "data.txt": "x"},
        {"data.txt": "y"},
    ),
    "what a replaced method of a reader counted": Dependency("PLUGINS = ['patch']\n", {"plugins/patch.py": PATCH}, SECOND),
    "what a directive counted": Dependency("PLUGINS = ['dirs']\n", {"plugins/dirs.py": DIRECTIVE, **COUNTED}, FIRST_COUNTED),
    "a table of reStructuredText": Dependency(
        "", {"content/articles/table.rst": "T\n#\n\n:date: 2026-01-01\n\n.. csv-table::\n   :file: ../parts/a.csv\n",
             "content/parts/a.csv": "a,b\n"}, {"content/parts/a.csv": "c,d\n"},
    ),
    "a snippet that is not there": Dependency(
        'MARKDOWN = {"extensions": ["pymdownx.snippets"], "extension_configs": {"pymdownx.snippets": {"base_path": ["."]}}}\n',
        {"content/articles/snippet.md": 'title: Snippet\ndate: 2026-01-01\n\nWords.\n\n--8<-- "part.txt"\n'}, {"part.txt": "Words of a part.\n"},
    ),
    "what a function in the settings names": Dependency(
        "import json\nMOOD = json.load(open('mood.json'))\nSLUGIFY = lambda value, separator: MOOD + value\n" + TOC,
        HEADING | {"mood.json": '"q"'}, {"mood.json": '"good"'},
    ),
    "which function the settings choose": Dependency(
        "import os\nSLUGIFY = (lambda value, separator: 'a' + value) if 'MOOD' in os.environ else (lambda value, separator: 'b' + value)\n"
        + TOC, HEADING, {}, (("MOOD", "good"),),
    ),
    "a setting that a plugin takes from a variable": Dependency(
        "PLUGINS = ['mood']\n", {"plugins/mood.py": receiver(
            "initialized", "pelican.settings['MARKDOWN'] = {'extension_configs': {'markdown.extensions.toc': {'title': os.environ.get('MOOD', 'q')}}}",
            "import os\n", "pelican")} | {"content/articles/toc.md": "title: T\ndate: 2026-01-01\n\n[TOC]\n\n## A\n"}, {}, (("MOOD", "good"),),
    ),
    "the language of the process": Dependency("", {}, {}, (("LC_ALL", "C.UTF-8"),)),
}  # fmt: skip


LONGER = {
    "content/articles/second.md": "title: Second, longer\nslug: second-renamed\ndate: 2026-03-04\n\nMany other words.\n"
}
SUM = "sum(len(each.content) for each in generator.articles)"
# What a page shows besides the article itself, with the template of an article that shows it.
PAGES: dict[str, Dependency] = {
    "a global of Jinja that a plugin sets": Dependency(
        "PLUGINS = ['stats']\n", {"plugins/stats.py": receiver("article_generator_finalized", f"generator.env.globals['total'] = {SUM}")}
        | shown("{{ total }}"), LONGER,
    ),
    "what a plugin attaches to a category": Dependency(
        "PLUGINS = ['stats']\n", {"plugins/stats.py": receiver(
            "article_generator_finalized", f"[setattr(each.category, 'size', {SUM}) for each in generator.articles]")}
        | shown("{{ article.category.size }}"), LONGER,
    ),
    "a link that a plugin adds to a text": Dependency(
        "PLUGINS = ['more']\n", {"plugins/more.py": receiver(
            "article_generator_finalized",
            "for each in generator.articles:\n        each._content += '<a href=\"{filename}/articles/second.md\">next</a>'")}
        | shown("{{ article.content }}"), LONGER,
    ),
    "the related posts of another article": Dependency(
        "PLUGINS = ['hamerkop.related', 'hot']\n", {"plugins/hot.py": receiver(
            "article_generator_finalized", "for each in generator.articles:\n        each.hot = generator.articles[0].related_posts")}
        | shown("{% for each in article.hot %}{{ each.title }} {% endfor %}"),
        {"content/articles/late.md": "title: Late\ndate: 2026-03-30\ntags: river\n\nWords.\n"},
    ),
    "a function of Python that looks into an article": Dependency(
        "JINJA_GLOBALS = {'getattr': getattr}\n", shown("{{ getattr(articles[-1], 'title') }}{{ getattr(articles[0], 'title') }}"), LONGER
    ),
    "a method of a table in the settings": Dependency(
        "import json\nJINJA_FILTERS = {'name_of': json.load(open('names.json')).get}\n", shown("{{ 'x'|name_of }}") | {"names.json": '{"x": "one"}'},
        {"names.json": '{"x": "two"}'},
    ),
    "a template behind a symbolic link": Dependency(
        "", {"layouts/wide.html": "wide", "content/articles/wide.md": "title: W\ndate: 2026-01-01\ntemplate: layouts/wide\n\nWords.\n"},
        {"layouts/wide.html": "wider"},
    ),
    "a text that no page shows": Dependency("", shown("nothing"), {}),
}  # fmt: skip


def change_dependency(site: EditedSite, dependency: Dependency) -> None:
    """Build the site with the settings and files of *dependency*, and then make its changes."""
    settings = {"pelicanconf.py": site.read("pelicanconf.py") + dependency.settings}
    for path, text in (dependency.files | settings).items():
        site.write(path, text)
    assert site.build().report["succeeded"]
    for path, text in dependency.changed.items():
        site.write(path, text)


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_depends_on_besides_its_article(name, tmp_path):
    dependency, site = PAGES[name], make(tmp_path, "plain")
    if "symbolic link" in name:
        (site.folder / "layouts").mkdir()
        (site.folder / "theme/templates/layouts").symlink_to("../../layouts")
    change_dependency(site, dependency)
    compare(site)


@pytest.mark.parametrize("name", DEPENDENCIES)
def test_what_an_article_depends_on_besides_its_file(name, tmp_path):
    dependency, site = DEPENDENCIES[name], make(tmp_path, "plain")
    change_dependency(site, dependency)
    site.env = dict(dependency.env)
    compare(site)


def test_an_article_dated_by_its_file(tmp_path):
    site = make(tmp_path, "plain")
    site.write("content/articles/undated.md", "title: Undated\n\nWords.\n")
    site.write("pelicanconf.py", f"{site.read('pelicanconf.py')}DEFAULT_DATE = 'fs'\n")
    site.build()
    os.utime(site.folder / "content/articles/undated.md", (1_600_000_000, 1_600_000_000))
    compare(site)


# --- What was kept is damaged: that may cost time, never a difference ------------------------------------------------

Damage = Callable[[Path], None]


def damage_each_file(change: Callable[[bytes], bytes]) -> Damage:
    """Return what replaces the content of each file of a folder."""

    def damage(folder: Path) -> None:
        for path in folder.rglob("*"):
            if path.is_file():
                path.write_bytes(change(path.read_bytes()))

    return damage


def middle_changed(data: bytes) -> bytes:
    """Return *data* with a few bytes in the middle changed."""
    half = len(data) // 2
    return data[:half] + bytes(byte ^ 0xFF for byte in data[half : half + 8]) + data[half + 8 :]


def remove_every_second(folder: Path) -> None:
    """Remove half of the files."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file())[::2]:
        path.unlink()


def folder_is_a_file(folder: Path) -> None:
    """Put a file where the folder was."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.write_text("not a folder", "utf-8")


DAMAGES: dict[str, Damage] = {
    "empty": damage_each_file(lambda data: b""),
    "truncated": damage_each_file(lambda data: data[: len(data) * 2 // 3]),
    "random bytes": damage_each_file(lambda data: random.Random(1).randbytes(max(8, len(data)))),
    "bytes changed": damage_each_file(middle_changed),
    "bytes added": damage_each_file(lambda data: data + b"\0more"),
    "half removed": remove_every_second,
    "a file": folder_is_a_file,
    "removed": lambda folder: shutil.rmtree(folder, ignore_errors=True),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_store_costs_time_only(edited, damage):
    damage(edited.folder / "cache")
    compare(edited)
    path = edited.texts()[0]
    edited.write(path, f"{edited.read(path)}\nMore.\n")
    compare(edited)


def test_the_store_of_another_site_is_not_used(tmp_path, edited):
    other = make(tmp_path / "other", edited.kind)
    for path in other.texts():
        other.write(path, other.read(path).replace("Words", "Wares"))
    other.build()
    shutil.rmtree(edited.folder / "cache", ignore_errors=True)
    if (other.folder / "cache").exists():
        shutil.copytree(other.folder / "cache", edited.folder / "cache")
    compare(edited)


def test_a_store_that_moved_with_its_site_is_right(tmp_path, edited):
    edited.folder = edited.folder.rename(tmp_path / "moved")
    compare(edited)


@pytest.fixture(params=["size=32k", "ro"])
def small_disk(edited: EditedSite, request: pytest.FixtureRequest) -> Iterator[EditedSite]:
    """Return a site whose store is on a disk that is full, or to which nothing can be written."""
    folder = edited.folder / "cache"
    folder.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", request.param, "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root can mount a file system, and not in every container")
    yield edited
    subprocess.run(["umount", str(folder)], check=True)


def test_a_store_that_cannot_be_written_costs_time_only(small_disk):
    compare(small_disk)
    path = small_disk.texts()[0]
    small_disk.write(path, f"{small_disk.read(path)}\nMore.\n")
    compare(small_disk)
