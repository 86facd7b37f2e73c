"""What the real Pelican logs becomes problems at the right position, whatever its words are."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hamerkop.build import pelican_log
from tests.plain_site import CLOCK, PROJECT, PlainSite

POST = "Title: {title}\nDate: 2026-01-02\n\nOtters.\n"
GOOD = {"content/good.md": POST.format(title="Good")}
INSTALL = "install what it needs, or remove it from PLUGINS"
# A plugin of the site's own that logs and fails as its settings say.
PLUGIN = """import logging
from pelican import signals
log = logging.getLogger("somebody.else")

def speak(generator):
    for level, message, *values in generator.settings.get("SAYS", []):
        getattr(log, level)(message, *values)
    if generator.settings.get("FAILS"):
        raise KeyError("no such otter")

def register():
    signals.article_generator_finalized.connect(speak)
"""


class Built:
    """A plain Pelican site that was built with `hamerkop build`."""

    def __init__(self, folder, files, words=(), env=None, **settings):
        site = PlainSite(folder, TIMEZONE="UTC", **settings).write({**GOOD, **files})
        (folder / "pelicanconf.py").write_text(site.settings_text, "utf-8")
        self.folder = folder
        self.done = subprocess.run(
            [sys.executable, *(words or ["-m", "hamerkop", "build", "--json"])],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": f"{PROJECT}:{folder}", "SOURCE_DATE_EPOCH": CLOCK, **(env or {})},
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def report(self):
        return json.loads(self.done.stdout)

    def lines(self, kind="problems"):
        return [
            f"{found['path']}:{found['start'][0]}:{found['start'][1]} {found['rule']} {found['message']}"
            for found in self.report[kind]
        ]


@pytest.fixture
def built(tmp_path):
    """Return ``built(files, words=(), **settings)``, which builds a plain site."""
    return lambda files, words=(), **settings: Built(tmp_path / "site", files, words, **settings)


def test_a_file_that_pelican_cannot_read_is_reported_with_its_reason(built):
    site = built(
        {
            "content/date.md": "Title: Date\nDate: never\n\nOtters.\n",
            "content/missing.md": "Title: Missing\n\nOtters.\n",
            "content/status.md": POST.format(title="Status\nStatus: publised"),
            "content/outside.md": POST.format(title="Outside\nSave_as: ../../outside.html"),
            "content/pages/page.md": "No title at all.\n",
        }
    )
    assert site.done.returncode == 1
    assert site.lines() == [
        "content/date.md:1:1 B01 cannot be read: 'never' is not a valid date",
        "content/missing.md:1:1 B01 date is missing, and Pelican needs it; add it to the header",
        'content/outside.md:2:1 L09 "../../outside.html" would be written outside the output folder; correct it',
        "content/pages/page.md:1:1 B01 title is missing, and Pelican needs it; add it to the header",
        'content/status.md:1:1 B01 status "publised" is not known; write published, draft or hidden',
    ]
    assert len(pelican_log.REASONS) == 2, "each of them is in the list above"
    assert not (site.folder / "output").exists()


def test_a_reason_that_pelican_words_otherwise_is_still_reported(monkeypatch):
    monkeypatch.setattr(pelican_log, "REASONS", {})
    record = pelican_log.Logged(40, "Ignoring %s {x}", "Ignoring a.md {x}", ("a.md",), None)
    assert record.reason(Path("a.md")) == ((1, 1), "Ignoring a.md {x}")


def test_a_plugin_that_is_not_loaded_is_reported_at_its_place_in_the_list_and_nothing_else_is(built):
    site = built(
        {
            "breaks.py": "def register():\n    raise ValueError('not today')\n",
            "needs.py": "import no_such_package\ndef register(): pass\n",
            "fine.py": "def register(): pass\n",
            "content/date.md": "Title: Date\nDate: never\n\nOtters.\n",
        },
        PLUGINS=["hamerkop.relatd", "breaks", "fine", "needs", "no.such.plugin"],
    )
    assert site.done.returncode == 1
    assert [line.split(" ", 1)[1] for line in site.lines()] == [
        'B04 there is no plugin hamerkop.relatd; did you mean "hamerkop.related"?',
        "B04 plugin breaks cannot be registered (ValueError: not today); correct it, or remove it from PLUGINS",
        f"B04 plugin needs cannot be loaded (No module named 'no_such_package'); {INSTALL}",
        "B04 there is no plugin no.such.plugin; install it, or remove it from PLUGINS",
    ]
    columns = [found["start"][1] for found in site.report["problems"]]
    text = (site.folder / "pelicanconf.py").read_text("utf-8").splitlines()[-1]
    names = ["hamerkop.relatd", "breaks", "needs", "no.such.plugin"]
    assert columns == [text.index(f"'{name}'") + 1 for name in names]


def test_a_plugin_of_the_kit_that_lacks_a_package_names_it(built):
    hide = (
        "import sys\nsys.modules['pymdownx'] = None\nfrom hamerkop import cli\nsys.exit(cli.main(['build', '--json']))"
    )
    (line,) = built({}, ["-c", hide], PLUGINS=["hamerkop.blocks"]).lines()
    assert line.startswith("pelicanconf.py:6:12 B04 plugin hamerkop.blocks cannot be loaded: ")
    assert line.endswith('the package pymdown-extensions is not installed; run: pip install "hamerkop[blocks]"')


def test_errors_and_warnings_of_others_are_reported_at_the_file_or_setting_that_they_name(built):
    says = [
        ("error", "Something is wrong with %s", "good.md"),
        ("warning", "SITENAME is %s", "dull"),
        ("warning", "Nothing special"),
    ]
    site = built({"mine.py": PLUGIN}, PLUGINS=["mine"], SAYS=says)
    assert site.lines() == ["content/good.md:1:1 B09 Something is wrong with good.md"]
    assert site.lines("warnings") == [
        "pelicanconf.py:1:1 B10 Nothing special",
        "pelicanconf.py:1:1 B10 SITENAME is dull",
    ]


def test_each_link_that_pelican_does_not_find_is_placed_in_its_text_however_many_there_are(built):
    links = "".join(f"[x]({{filename}}missing{number}.md)\n" for number in range(8))
    site = built({"content/links.md": POST.format(title="Links") + links})
    assert [line.partition(",")[0] for line in site.lines("warnings")] == [
        f"content/links.md:{5 + number}:5 B10 Unable to find 'missing{number}.md'" for number in range(8)
    ]


@pytest.mark.parametrize(
    ("level", "problems", "warnings", "status"), [("off", 0, 0, 0), ("note", 0, 1, 0), ("error", 1, 0, 1)]
)
def test_a_site_decides_what_a_warning_of_others_is(built, level, problems, warnings, status):
    site = built({"mine.py": PLUGIN}, PLUGINS=["mine"], SAYS=[("warning", "Look")], CHECK_LEVELS={"B10": level})
    assert (len(site.lines()), len(site.lines("warnings")), site.done.returncode) == (problems, warnings, status)


def test_an_exception_in_a_plugin_of_the_site_is_reported_at_its_line(built):
    site = built({"mine.py": PLUGIN}, PLUGINS=["mine"], FAILS=True)
    assert site.lines() == ["mine.py:9:1 B08 KeyError: 'no such otter'"]
    assert site.done.returncode == 1


def test_an_exception_outside_the_site_is_the_commands_failure_and_can_be_traced(built):
    hide = "import sys\nimport pelican.writers\nfrom hamerkop import cli\npelican.writers.Writer.write_file = None\n"
    run = hide + "sys.exit(cli.main(['build', '--traceback']))"
    site = built({}, ["-c", run])
    assert site.done.returncode == 2
    assert (
        "pelicanconf.py:1:1  B12  TypeError: the first argument must be callable; `hamerkop build --traceback`"
        in site.done.stdout
    )
    assert site.done.stderr.startswith("Traceback (most recent call last):\n")


TWICE = """
import json, logging
from pelican.log import console
from hamerkop.build import site
reports = [site.build() for _ in range(2)]
print(json.dumps([[str(problem) for problem in report.warnings] for report in reports]))
assert not console.quiet
assert logging.getLogger("hamerkop").level == logging.NOTSET
assert not any("Collector" in type(handler).__name__ for handler in logging.getLogger().handlers)
"""


def test_a_second_build_in_one_process_reports_the_same_and_leaves_the_log_as_it_was(built):
    site = built({"mine.py": PLUGIN}, ["-c", TWICE], PLUGINS=["mine"], SAYS=[("warning", "Look")])
    assert site.done.returncode == 0, site.done.stderr
    first, second = json.loads(site.done.stdout)
    assert first == second == ["pelicanconf.py:1:1  B10  Look"]
