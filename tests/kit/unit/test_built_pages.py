"""What of a written page is said to be typed in its source, where another rule reports it."""

from types import SimpleNamespace

from hamerkop.build.built_pages import Found, _is_typed, _setting_of

CONTENT = SimpleNamespace(source_path="a.md")
SITE = SimpleNamespace(contents={"a.html": CONTENT}, has_links=True)


def is_typed(monkeypatch, source, found):
    monkeypatch.setattr("hamerkop.build.built_pages.source_text", lambda _content: source)
    return _is_typed(SITE, found)


def test_an_id_that_a_writer_typed_twice_is_reported(monkeypatch):
    found = Found("O04", "x", "a.html", "has an id twice", 'id="x"', 'id="x"')
    assert not is_typed(monkeypatch, '<a id="x"></a> <a id="x"></a>', found)


def test_a_link_that_a_writer_typed_is_reported_by_the_rules_of_links(monkeypatch):
    found = Found("O01", "/gone/", "a.html", "leads nowhere", "/gone/", "/gone/")
    assert is_typed(monkeypatch, "[a](/gone/)", found)


def test_an_address_of_many_pages_is_found_in_the_settings():
    settings = {"NAV": [("About", "abuot/")], "HELP_URL": "help/", "PATH": "content"}
    site = SimpleNamespace(settings=settings)
    found = Found("O01", "/abuot/", "a.html", "leads nowhere", "/abuot/", "/abuot/")
    assert _setting_of(site, found) == ("NAV", "abuot/")
    assert _setting_of(site, found._replace(what="/gone/")) is None
