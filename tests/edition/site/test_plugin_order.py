"""The publication is the same, byte for byte, in whatever order its plugins are listed."""

import json
import random

import pytest

import pelicanconf
from tests.conftest import RealSite

SHUFFLED = random.Random(9).sample(pelicanconf.PLUGINS, len(pelicanconf.PLUGINS))
ORDERS = {"reversed": pelicanconf.PLUGINS[::-1], "alphabetical": sorted(pelicanconf.PLUGINS), "shuffled": SHUFFLED}


@pytest.mark.parametrize("order", ORDERS)
def test_another_order_of_plugins_changes_no_byte(order, edition, tmp_path):
    other = RealSite(tmp_path / "checkout")
    settings = other.folder / "pelicanconf.py"
    settings.write_text(f"{settings.read_text('utf-8')}\nPLUGINS = {ORDERS[order]!r}\n", "utf-8")
    report = json.loads(other.run(["-m", "hamerkop", "build", "--json"]).stdout)
    assert report["problems"] == []
    expected, found = edition.bytes(), other.bytes()
    assert sorted(path for path in expected.keys() | found.keys() if expected.get(path) != found.get(path)) == []
