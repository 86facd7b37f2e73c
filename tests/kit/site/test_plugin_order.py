"""The order of PLUGINS never changes a byte of the output."""

import random

import pytest

from hamerkop import PLUGINS
from tests import hostile_site

SHUFFLES = {f"shuffled with seed {seed}": random.Random(seed).sample(PLUGINS, len(PLUGINS)) for seed in (1, 2)}
ORDERS = {"reversed": PLUGINS[::-1], "alphabetical": sorted(PLUGINS), **SHUFFLES}


@pytest.fixture(scope="module")
def in_order(tmp_path_factory):
    """Return ``in_order(plugins)``: every file of the hostile site, built with the plugins in that order."""
    from tests.conftest import TinySite

    def build(plugins):
        settings = hostile_site.SETTINGS | {"PLUGINS": list(plugins)}
        site = TinySite(tmp_path_factory.mktemp("order") / "site", settings, published=True)
        site.write(hostile_site.FILES)
        assert site.build_badly(SITEURL=hostile_site.SITEURL) == []
        return site.bytes()

    return build


def test_any_order_of_plugins_gives_the_same_bytes(in_order):
    first = in_order(PLUGINS)
    assert len(first) > 50
    differing = {}
    for name, plugins in ORDERS.items():
        other = in_order(plugins)
        differing[name] = sorted(path for path in first.keys() | other.keys() if first.get(path) != other.get(path))
    assert differing == {name: [] for name in ORDERS}
