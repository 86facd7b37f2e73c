"""Each source file is read from disk once in a build."""

import json
from collections import Counter

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
report = site.build("siteconf.py")
assert not report.problems, report.problems
names = [os.fsdecode(name) for name in opened]
print(json.dumps([os.path.realpath(name) for name in names if name.endswith(".md")]))
"""


def test_a_build_with_every_plugin_reads_each_source_once(tmp_path):
    made = TinySite(tmp_path / "site", hostile_site.SETTINGS, published=True)
    made.write(hostile_site.FILES)
    done = made.run(["-c", COUNT_READS], SITEURL=hostile_site.SITEURL)
    assert done.returncode == 0, done.stderr
    reads = Counter(json.loads(done.stdout.splitlines()[-1]))
    assert len(reads) >= sum(name.endswith(".md") for name in hostile_site.FILES)
    assert {path: number for path, number in reads.items() if number > 1} == {}
