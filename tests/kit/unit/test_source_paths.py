"""The kept path of a source is the one that Pelican works out, and Pelican still asks for it by that method."""

import inspect

import pytest
from pelican import contents
from pelican.contents import Article, Static
from pelican.settings import DEFAULT_CONFIG

from hamerkop.shared.source_paths import keep_source_path


@pytest.mark.parametrize("kind", [Article, Static])
@pytest.mark.parametrize("path", ["a.md", "posts/2026/a b.md", "./posts/../b.md", "posts//c.md"])
def test_the_kept_path_is_that_of_pelican(tmp_path, kind, path):
    settings = DEFAULT_CONFIG | {"PATH": str(tmp_path)}
    content = kind("", {"title": "A"}, settings, str(tmp_path / path))
    own, other = content.get_relative_source_path(), content.get_relative_source_path(str(tmp_path / "x/y.png"))
    url = content.url
    keep_source_path(content)
    assert content.get_relative_source_path() == own
    assert content.get_relative_source_path(str(tmp_path / "x/y.png")) == other == "x/y.png"
    assert content.url == url


def test_pelican_has_worked_the_path_out_before_it_sends_the_signal_and_asks_for_it_in_each_address():
    made = inspect.getsource(contents.Content.__init__)
    assert made.index("self.relative_source_path =") < made.index("signals.content_object_init.send")
    assert "self.get_relative_source_path()" in inspect.getsource(contents.Content.url_format.fget)
