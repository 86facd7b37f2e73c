"""Old addresses on real web servers: they lead on at once, whatever signs they have, and shadow no page."""

import json
import re
from urllib.parse import quote

import pytest

from tests.conftest import article
from tests.plain_site import PlainSite
from tests.web_servers import SERVERS, serving

HEADER = "Title: {0}\nDate: 2026-01-02\nStatus: {1}\nSlug: {0}\nAliases: {2}\n\nText.\n"
# Each alias, and the address at which readers ask for it.
OLD = {
    "old": "/old/",
    "/2019/05/old/": "/2019/05/old/",
    "/notes/2019/lutra.html": "/notes/2019/lutra.html",
    "otters.html": "/otters.html",
    "Otters": "/Otters/",
    "guide.php": "/guide.php/",
    "/alt/Caf\u00e9 \u00fcber Fl\u00fcsse/": "/alt/Caf\u00e9 \u00fcber Fl\u00fcsse/",
    "100%25 sure": "/100% sure/",
    'say "hello"': '/say "hello"/',
    "$uri": "/$uri/",
    "it's~(a)+[b]": "/it's~(a)+[b]/",
    "a:b": "/a:b/",
    "star*": "/star*/",
    "x" * 220: f"/{'x' * 220}/",
}
SETTINGS = {
    "PLUGINS": ["hamerkop.redirects"],
    "ARTICLE_URL": "{slug}/",
    "ARTICLE_SAVE_AS": "{slug}/index.html",
    "FILENAME_METADATA": "",
}
NAMES = ["_redirects", "_redirects.nginx", "_redirects.caddy", "_redirects.json"]


@pytest.fixture(scope="module")
def old_site(tmp_path_factory):
    """A site with old addresses of a published, a hidden and a draft article."""
    site = PlainSite(
        tmp_path_factory.mktemp("old") / "a site",
        REDIRECTS_FOR=["cloudflare", "nginx", "caddy", "object_store"],
        **SETTINGS,
    )
    articles = [("otters", "published", [*OLD, "br{path}ace"]), ("voles", "hidden", ["hidden-old"])]
    articles.append(("newts", "draft", ["draft-old"]))
    for slug, status, aliases in articles:
        site.write({f"content/{slug}.md": HEADER.format(slug, status, ", ".join(aliases))})
    site.write({"content/404.md": HEADER.format("404", "published", "").replace("Slug: 404", "Save_as: 404.html")})
    site.build()
    return site


@pytest.fixture(scope="module", params=SERVERS)
def server(request, old_site, tmp_path_factory):
    with serving(request.param, old_site.output, tmp_path_factory.mktemp(request.param)) as running:
        yield running


def test_each_old_address_leads_to_the_article_at_once(server):
    for address in OLD.values():
        forms = [address, address.rstrip("/")] if address.endswith("/") and address != "/Otters/" else [address]
        for form in forms:
            answer = server.get(quote(form))
            assert (answer.status, answer.headers["Location"]) == (301, "/otters/"), form
    assert server.get("/otters/").status == 200
    assert server.get("/").status == 200


def test_what_the_files_do_not_have_is_a_page_that_leads_on(server):
    page = server.get("/hidden-old/")
    assert (page.status, b'href="https://example.org/voles/"' in page.body) == (200, True)
    assert server.get("/draft-old/").status == 404
    leads = server.get(quote("/br{path}ace/"))
    assert leads.status == 301 or b"https://example.org/otters/" in leads.body


def test_nobody_can_read_the_files_for_hosts(server):
    assert [server.get(f"/{name}").status for name in NAMES] == [404] * 4


def test_no_file_names_what_is_hidden_or_a_draft(old_site):
    for name in NAMES:
        text = old_site.read(name)
        assert "old" in text
        assert not re.search("hidden|draft|voles|newts", text), name
    found = {row["file"] for row in json.loads(old_site.read("_redirects.json"))}
    assert len(found) == len(OLD) + 1
    assert all((old_site.output / path).is_file() for path in found)


def test_a_site_without_old_addresses_has_files_that_servers_accept(tmp_path):
    site = PlainSite(tmp_path, REDIRECTS_FOR=["netlify", "nginx", "caddy", "object_store"], **SETTINGS)
    site.write({"content/otters.md": HEADER.format("otters", "published", "")}).build()
    assert [line for line in site.read("_redirects").splitlines() if not line.startswith("#")] == []
    assert json.loads(site.read("_redirects.json")) == []
    for name in SERVERS:
        with serving(name, site.output, tmp_path / name) as server:
            assert server.get("/otters/").status == 200


def test_a_file_of_the_site_is_not_replaced(tmp_path):
    site = PlainSite(tmp_path, REDIRECTS_FOR=["netlify"], STATIC_PATHS=["_redirects"], **SETTINGS)
    site.write({"content/_redirects": "/a /b\n", "content/otters.md": HEADER.format("otters", "published", "old")})
    printed = site.build()
    assert "S02  _redirects is the file content/_redirects already; remove that, or netlify here" in printed
    assert site.read("_redirects") == "/a /b\n"


def test_two_hosts_that_read_one_file_are_a_mistake_in_the_settings(tmp_path):
    site = PlainSite(tmp_path, REDIRECTS_FOR=["netlify", "cloudflare"], **SETTINGS)
    site.write({"content/otters.md": HEADER.format("otters", "published", "old")})
    assert 'write only one of "netlify" and "cloudflare"' in site.build()
    assert not (site.output / "_redirects").exists()


def test_a_second_build_which_keeps_pages_writes_the_same_files(site):
    made = site(
        {"articles/otters.md": article("Otters", aliases="[otters.html, Old]"), "articles/a.md": article("A")},
        settings={"REDIRECTS_FOR": ["netlify", "nginx"]},
        published=True,
    )
    made.build(SITEURL="https://example.org/sub")
    first, digest = made.read("_redirects.nginx"), made.report["sha256"]
    assert "/sub/Old/ /sub/otters/ 301!" in made.read("_redirects")
    assert '"/sub/otters.html" "/sub/otters/";' in first
    assert "otters.html" not in made.read("_redirects"), "Netlify would take that for the article itself"
    made.build(SITEURL="https://example.org/sub")
    assert made.report["work"]["pages_kept"]
    assert made.report["sha256"] == digest
    made.write({"articles/a.md": article("A", aliases="[older]")})
    made.build(SITEURL="https://example.org/sub")
    assert set(made.read("_redirects.nginx").splitlines()) - set(first.splitlines()) == {
        '"/sub/older" "/sub/a/";',
        '"/sub/older/" "/sub/a/";',
    }
