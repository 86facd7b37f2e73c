"""The order of PLUGINS never changes a byte of the output, nor what is reported; a build sends signals in one order."""

import random

import pytest

from hamerkop import PLUGINS
from hamerkop.shared.contract import MOMENTS
from tests import hostile_site
from tests.conftest import TinySite, article
from tests.plain_site import PlainSite

SHUFFLES = {f"shuffled with seed {seed}": random.Random(seed).sample(PLUGINS, len(PLUGINS)) for seed in (1, 2)}
ORDERS = {"reversed": PLUGINS[::-1], "alphabetical": sorted(PLUGINS), **SHUFFLES}
# A text in which many plugins find a problem; as warnings, so that the site is written all the same.
PROBLEMS = """Of badgers [@oter], a [page]({filename}none.md), ![](x.png).

/// nothing
///

/// figure | none
///
"""
FILES = hostile_site.FILES | {"articles/problems.md": article("Problems", PROBLEMS, tags="[rivr]", related_posts="[x]")}
RULES = ("P01", "C01", "L01", "I01", "I03", "M01", "G01", "T01", "R01")
SETTINGS = hostile_site.SETTINGS | {"CHECK_LEVELS": dict.fromkeys(RULES, "warning")}


@pytest.fixture(scope="module")
def in_order(tmp_path_factory):
    """Return ``in_order(plugins)``: files and reported problems of the hostile site with the plugins in that order."""

    def build(plugins):
        folder = tmp_path_factory.mktemp("order") / "site"
        site = TinySite(folder, SETTINGS | {"PLUGINS": list(plugins)}, published=True)
        site.write(FILES)
        assert site.build_badly(SITEURL=hostile_site.SITEURL) == []
        return site.bytes(), site.report["warnings"]

    return build


def test_any_order_of_plugins_gives_the_same_bytes_and_the_same_report(in_order):
    first, reported = in_order(PLUGINS)
    assert len(first) > 50
    assert {problem["rule"] for problem in reported} >= set(RULES)
    differing = {}
    for name, plugins in ORDERS.items():
        other, warnings = in_order(plugins)
        assert warnings == reported, name
        differing[name] = sorted(path for path in first.keys() | other.keys() if first.get(path) != other.get(path))
    assert differing == {name: [] for name in ORDERS}


RECORD_SIGNALS = """
import sys
from blinker import NamedSignal
from pelican import main, signals
from hamerkop.shared import steps

sent = []

def recorder(name):
    return lambda *values, **named: sent.append(name)

receivers = []
for module in (steps, signals):
    for name, signal in vars(module).items():
        if isinstance(signal, NamedSignal) and name[0] != "_":
            receivers.append(recorder(name))
            signal.connect(receivers[-1])
main(["-s", "pelicanconf.py", "-q"])
print("sent:", *dict.fromkeys(sent))
"""


def test_a_build_sends_the_moments_in_the_order_in_which_they_are_declared(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=PLUGINS)
    files = {"content/a.md": "Title: A\nDate: 2026-01-02\n\nText.\n", "content/pages/b.md": "Title: B\n\nText.\n"}
    site.write(files | {"pelicanconf.py": site.settings_text})
    printed = site.run(["-c", RECORD_SIGNALS]).stdout
    sent = next(line for line in printed.splitlines() if line.startswith("sent: ")).split()[1:]
    # `pelican` reads each file; `restore` is sent by `hamerkop build` in the place of that
    declared = [moment.signal for moment in MOMENTS if moment.signal != "restore"]
    assert [name for name in sent if name in declared] == declared
