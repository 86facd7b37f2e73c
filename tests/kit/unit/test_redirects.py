"""Which file answers at an old address, in every form in which people have old addresses."""

from types import SimpleNamespace

import pytest

from hamerkop.redirects import InvalidAlias, Redirect, output_path, redirects, without_taken
from hamerkop.shared.problems import START

PATTERNS = {"html": ("{slug}.html", "{slug}.html"), "folders": ("{slug}/", "{slug}/index.html")}


class Article(SimpleNamespace):
    """An article, as far as its address is concerned."""


def article(style, site="https://example.org/sub", **fields):
    url, save_as = PATTERNS[style]
    settings = {"SITEURL": site, "ARTICLE_URL": url, "ARTICLE_SAVE_AS": save_as}
    given = {"in_default_lang": True, "settings": settings, "url_format": {"slug": "otters"}}
    return Article(**given | {"source_path": "content/otters.md", "front_matter": None} | fields)


@pytest.mark.parametrize(
    ("alias", "html", "folders"),
    [
        ("old", "old.html", "old/index.html"),
        ("v3.5-notes", "v3.5-notes.html", "v3.5-notes/index.html"),
        ("2019/old", "2019/old.html", "2019/old/index.html"),
        ("old/", "old/index.html", "old/index.html"),
        ("/old", "old/index.html", "old/index.html"),
        ("/2019/05/old/", "2019/05/old/index.html", "2019/05/old/index.html"),
        ("old.html", "old.html", "old.html"),
        ("/2019/old.htm", "2019/old.htm", "2019/old.htm"),
        ("OLD.HTML", "OLD.HTML", "OLD.HTML"),
        ("old/index.html", "old/index.html", "old/index.html"),
        ("old.php", "old.php/index.html", "old.php/index.html"),
        ("rss.xml", "rss.xml/index.html", "rss.xml/index.html"),
        ("files/Guide.PDF", "files/Guide.PDF/index.html", "files/Guide.PDF/index.html"),
        ("./old/./x", "old/x.html", "old/x/index.html"),
        ("/%C3%BCber%20uns/", "über uns/index.html", "über uns/index.html"),
        ("https://example.org/sub/old", "old/index.html", "old/index.html"),
        ("http://example.org/sub/old.html", "old.html", "old.html"),
        ("https://EXAMPLE.org/sub/old/", "old/index.html", "old/index.html"),
        ("//example.org/sub/a/b/", "a/b/index.html", "a/b/index.html"),
    ],
)
def test_the_file_is_the_one_that_hosts_send_for_the_address(alias, html, folders):
    assert output_path(alias, article("html")) == html
    assert output_path(alias, article("folders")) == folders


@pytest.mark.parametrize(
    ("alias", "said"),
    [
        ("https://old.example/x", "is not an address of this site, https://example.org/sub; write an old path"),
        ("https://example.org/other/x", "is not an address of this site"),
        ("https://example.org/subway/x", "is not an address of this site"),
        ("https:/old.example/x", "is not an address of this site"),
        ("/?p=123", "has a ? or #"),
        ("old#part", "has a ? or #"),
        ("../old", "leads out of the site"),
        ("/a/../../b.html", "leads out of the site"),
        ("%2e%2e/b", "leads out of the site"),
        ("..", "leads out of the site"),
        (".", "leads out of the site"),
        ("a\\b", "has a character"),
        ("a\0b", "has a character"),
        ("a%0ab", "has a character"),
        ("_redirects.caddy/", "would give orders to the host of the site; remove it"),
        ("/_Redirects/x.html", "would give orders to the host"),
        ("o" * 300, "is too long for the name of a file"),
        ("ü" * 130, "is too long for the name of a file"),
    ],
)
@pytest.mark.parametrize("style", PATTERNS)
def test_what_no_page_can_answer_at_is_refused(alias, said, style):
    with pytest.raises(InvalidAlias, match=said.replace("?", r"\?")):
        output_path(alias, article(style))


def test_without_an_address_of_the_site_no_whole_address_is_known_to_be_its_own():
    with pytest.raises(InvalidAlias, match="is not an address of this site; write"):
        output_path("https://example.org/x", article("html", site=""))


@pytest.mark.parametrize(
    ("save_as", "owner"),
    [("b.html", "b.html"), ("b/index.html", "b"), ("b", "b/index.html"), ("a/b/c.html", "a"), ("a.html", "a.html/x")],
)
def test_a_redirect_neither_overwrites_a_file_nor_takes_the_name_of_its_folder(tmp_path, save_as, owner):
    source = tmp_path / "otters.md"
    source.write_text("Aliases: old\n", "utf-8")
    content = SimpleNamespace(source_path=str(source))
    kept, problems = without_taken([Redirect("old", save_as, content)], {owner: "the page of the topic"})
    assert kept == []
    assert [(each.rule, each.start, each.message) for each in problems] == [
        ("S02", (1, 10), 'alias "old" is taken by the page of the topic; remove it')
    ]


def test_of_two_redirects_to_one_file_the_first_is_written(tmp_path):
    (tmp_path / "otters.md").write_text("Aliases: old, old.html\n", "utf-8")
    content = SimpleNamespace(source_path=str(tmp_path / "otters.md"))
    kept, problems = without_taken([Redirect(alias, "old.html", content) for alias in ("old", "old.html")], {})
    assert [redirect.alias for redirect in kept] == ["old"]
    assert len(problems) == 1


def test_of_very_many_aliases_the_first_are_written(monkeypatch):
    monkeypatch.setattr("hamerkop.redirects.written_contents", lambda context: [many])
    monkeypatch.setattr("hamerkop.redirects.source_text", lambda content: "")
    monkeypatch.setattr("hamerkop.redirects.position_of", lambda content, field, item: START)
    many = article("html", aliases=[f"a{number}" for number in range(1500)])
    found, problems = redirects({})
    assert len(found) == 1000
    assert [problem.message for problem in problems] == [
        'alias "a1000" and those behind it are left out; write at most 1,000 aliases'
    ]
