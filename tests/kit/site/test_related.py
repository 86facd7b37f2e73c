"""Each article leads to others, and says why."""

from selectolax.lexbor import LexborHTMLParser

from tests.conftest import article


def offered(site, path):
    return [link.text().strip() for link in LexborHTMLParser(site.read(path)).css(".related li a")]


def test_links_come_with_the_tags_they_share(build):
    site = build(
        {
            "articles/a.md": article("A", tags="[river, fur]"),
            "articles/b.md": article("B", tags="[river, fur]"),
            "articles/c.md": article("C", tags="[river]"),
        }
    )
    related = LexborHTMLParser(site.read("a/index.html")).css_first(".related").text()
    assert offered(site, "a/index.html")[:2] == ["B", "C"]
    assert "fur" in related


def test_pins_come_first_in_the_writers_order_and_the_list_fills_up(build):
    files = {f"articles/{name}.md": article(name.upper(), tags="[river]") for name in "abcde"}
    files["articles/z.md"] = article("Z", tags="[nothing-shared]")
    site = build(files | {"articles/a.md": article("A", tags="[river]", related_posts="[z, e]")})
    assert offered(site, "a/index.html") == ["Z", "E", "B", "C", "D"]


def test_a_pin_that_leads_nowhere_is_an_error_with_the_nearest_name(site):
    files = {
        "articles/otters.md": article("Otters", related_posts="[bevers, otters]"),
        "articles/beavers.md": article("B"),
    }
    unknown, own = site(files).build_badly()
    place = "content/articles/otters.md:7"
    assert unknown.startswith(f'{place}:17  related_posts: no published article of this language has the slug "bevers"')
    assert unknown.endswith('did you mean "beavers"?')
    assert own == f"{place}:25  related_posts: names this article itself; take it out"


def test_one_language_never_leads_to_another(build):
    files = {f"articles/{name}.md": article(name.upper()) for name in "ab"}
    files["articles/c.md"] = article("C", lang="de")
    site = build(files)
    assert offered(site, "a/index.html") == ["B"]
    assert offered(site, "de/c/index.html") == []
