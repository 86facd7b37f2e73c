"""Two values have the same token if a page shows the same of them, in whatever order they are asked for."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from pelican.contents import Article
from pelican.paginator import Paginator
from pelican.settings import DEFAULT_CONFIG
from pelican.urlwrappers import Tag

from hamerkop.build.tokens import NoToken, Tokens


@dataclass(frozen=True)
class Record:
    title: str
    tags: tuple[Tag, ...] = ()


def tag(name, **attached):
    made = Tag(name, DEFAULT_CONFIG)
    vars(made).update(attached)
    return made


def article(path):
    return Article("<p>", {"title": path}, DEFAULT_CONFIG, path)


def tokens():
    return Tokens(DEFAULT_CONFIG)


@pytest.mark.parametrize(
    "make",
    [
        lambda: None,
        lambda: "text" * 100,
        lambda: [1, 2.5, ("a", {"b": {3, 4}})],
        lambda: tag("otters"),
        lambda: tag("otters", title="Otters " * 100),
        lambda: [article("/a.md"), article("/b.md")],
        lambda: Record("A", (tag("a", related=(tag("b"),)),)),
        lambda: Paginator("index.html", "", [article("/a.md"), article("/b.md")], DEFAULT_CONFIG, 1).page(2),
    ],
)
def test_equal_values_have_one_token(make):
    one, other = tokens(), tokens()
    value = make()
    assert one.of(value) == other.of(make()) == one.of(value) == one.kept(value)


@pytest.mark.parametrize(
    ("value", "other"),
    [
        ("1", 1),
        (1, True),
        ([1], (1,)),
        ([1, 2], [2, 1]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (tag("otters"), tag("Otters")),
        (tag("otters", title="a"), tag("otters", title="b")),
        (article("/a.md"), article("/b.md")),
        (Record("a"), Record("b")),
        ("a" * 300, "a" * 301),
    ],
)
def test_values_that_show_something_else_have_other_tokens(value, other):
    assert tokens().of(value) != tokens().of(other)


def test_asking_for_the_slug_of_a_tag_changes_no_token():
    one, other = tag("Sea otters"), tag("Sea otters")
    other.as_dict()
    assert tokens().of(one) == tokens().of(other)


def test_tags_that_lead_to_each_other_have_tokens_that_do_not_depend_on_the_order():
    def pair():
        a, b = tag("a", title="long " * 60), tag("b", title="long " * 60)
        vars(a)["related"], vars(b)["related"] = (b,), (a,)
        return a, b

    (a, b), (c, d) = pair(), pair()
    one, other = tokens(), tokens()
    assert (one.of(a), one.of(b)) == tuple(reversed((other.of(d), other.of(c))))


def test_of_other_kinds_of_objects_nothing_is_known():
    with pytest.raises(NoToken):
        tokens().of(SimpleNamespace(a=1))
    with pytest.raises(NoToken):
        tokens().of(iter([1]))


def test_a_list_that_contains_itself_has_no_token():
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(NoToken):
        tokens().of(endless)
