"""What a publication would change."""

from hamerkop.publish.plan import Plan, describe, plan


def test_a_plan_says_what_is_new_changed_and_gone():
    changes = plan({"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "1"})
    assert changes == Plan(added=["d"], changed=["b"], removed=["c"])


def test_an_empty_plan_is_false_and_says_so():
    assert not plan({"a": "1"}, {"a": "1"})
    assert describe(plan({}, {})) == "nothing has changed"


def test_a_long_plan_is_cut_but_counted_whole():
    text = describe(plan({}, {f"{number:03}": "1" for number in range(40)}))
    assert text.startswith("40 added (40 assets)\n  + 000")
    assert text.endswith("… and 28 more")
