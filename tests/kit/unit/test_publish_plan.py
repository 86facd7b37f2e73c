"""What a publication would change."""

from hamerkop.publish.plan import Plan, describe, plan
from hamerkop.publish.release import Release, chosen


def test_a_plan_says_what_is_new_changed_and_gone():
    changes = plan({"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "1"})
    assert changes == Plan(added=["d"], changed=["b"], removed=["c"])


def test_an_empty_plan_is_false_and_says_so():
    assert not plan({"a": "1"}, {"a": "1"})
    assert describe(plan({}, {})) == "nothing has changed"


def test_a_long_plan_is_cut_but_counted_whole():
    text = describe(plan({}, {f"{number:03}": "1" for number in range(40)}))
    assert "+ new                –            –           40\n" in text
    assert "\n  + 000\n" in text
    assert text.endswith("… and 28 more")


def test_pages_are_listed_before_other_files():
    lines = describe(plan({}, {"a.css": "1", "b/index.html": "1", "feeds/c.atom.xml": "1"})).splitlines()
    assert lines == [
        "                 pages feeds, lists  other files",
        "+ new                1            1            1",
        "~ changed            –            –            –",
        "- gone               –            –            –",
        "  + b/index.html",
        "  + feeds/c.atom.xml",
        "  + a.css",
    ]


def test_a_release_is_chosen_by_its_name_or_its_number_if_only_one_has_it():
    named = {name: Release(name, {}) for name in ("0007-3f9ac21b", "0008-00000000", "0008-11111111", "10000-3f9ac21b")}
    live = "10000-3f9ac21b"
    for asked, found in {
        "7": "0007-3f9ac21b",
        "0007": "0007-3f9ac21b",
        "0008-00000000": "0008-00000000",
        "10000": "10000-3f9ac21b",
        "": "0008-11111111",
    }.items():
        assert chosen(named, live, asked) == named[found]
    for asked in ("8", "-7", "0007-00000000", "²", "9" * 5000, "../0007-3f9ac21b"):
        assert chosen(named, live, asked) is None
