"""A build reads each source once, once more for its digest, and once more for its excuses if it has problems."""

import json
from collections import Counter

from hamerkop import PLUGINS
from tests import hostile_site
from tests.conftest import TinySite

COUNT_READS = """
import json, os, sys
opened = []
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes, os.PathLike)):
        opened.append(os.fspath(arguments[0]))
sys.addaudithook(hook)
from hamerkop.build import site
report = site.build("siteconf.py", overrides={"BUILD_PROCESSES": 1})
print(len(report.problems))
names = [os.fsdecode(name) for name in opened]
print(json.dumps([os.path.realpath(name) for name in names if name.endswith(".md")]))
"""


def test_a_build_with_every_plugin_reads_each_source_once(tmp_path):
    made = TinySite(tmp_path / "site", hostile_site.SETTINGS, published=True)
    made.write(hostile_site.FILES)
    done = made.run(["-c", COUNT_READS], SITEURL=hostile_site.SITEURL)
    problems, reads = problems_and_reads(done)
    assert problems == 0
    assert len(reads) >= sum(name.endswith(".md") for name in hostile_site.FILES)
    # the page of the glossary is in the key of the site, too; three texts have warnings, two of them in addresses
    allowed = {"glossary.md": 3, "articles/second.md": 3, "articles/first.md": 4, "pages/about.md": 4}
    more = {path: next((allowed[end] for end in allowed if path.endswith(end)), 2) for path in reads}
    assert {path: number for path, number in reads.items() if number > more[path]} == {}


def test_problems_in_files_of_pelicans_own_reader_read_a_source_once_more_each_time(tmp_path):
    plugins = [plugin for plugin in PLUGINS if plugin != "hamerkop.frontmatter"]
    made = TinySite(tmp_path / "site", {"PLUGINS": plugins, "TOPICS_FILE": "topics.yaml"}, published=False)
    text = "Title: A\nDate: 2026-01-02\nCategory: Animals\nTags: one, two, three\n\n[a]({filename}x.md) ![](b.png)\n"
    topics = "- {slug: river, title: Rivers, description: About rivers., group: Water}\n"
    made.write({"articles/a.md": text, "topics.yaml": topics})
    problems, reads = problems_and_reads(made.run(["-c", COUNT_READS]))
    assert problems >= 5
    # Pelican's reader, then source_text() for all plugins; both twice, because the nearest image is named, which no
    # other build may take over; and once for the excuses of the file
    assert list(reads.values()) == [5]


def problems_and_reads(done):
    """Return the number of problems of a build, and how often it has read each Markdown file."""
    assert done.returncode == 0, done.stderr
    problems, reads = done.stdout.splitlines()[-2:]
    return int(problems), Counter(json.loads(reads))
