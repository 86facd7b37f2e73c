"""What differs in a public site with the host that builds it: its address, and what a preview says of itself."""

import subprocess
import sys

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.conftest import PROJECT, article
from tests.kit.unit.test_site_address import BUILDS

FILES = {"articles/a.md": article("A")}
BUILT = ["production of Netlify", "branch on Netlify", "deployment of Pages", "merge request on GitLab"]
LATER = "1798761600"  # 2027-01-01


@pytest.mark.parametrize("name", BUILT)
def test_each_host_gives_its_own_address_and_a_preview_asks_not_to_be_listed(build, name):
    environ, address, preview = BUILDS[name]
    site = build(FILES, published=True, env={"SITE_PREVIEW": "", **environ})
    pages = [path for path in site.bytes() if path.endswith(".html")]
    assert {"index.html", "a/index.html", "search/index.html", "404.html"} <= {*pages}
    robots = {path: 'name="robots" content="noindex"' in site.read(path) for path in pages}
    assert robots == {path: preview or path == "404.html" for path in pages}
    page = LexborHTMLParser(site.read("a/index.html"))
    canonical = [link.attributes["href"] for link in page.css('link[rel="canonical"]')]
    assert canonical == ([] if preview else [f"{address}/a/"])
    assert f"<loc>{address}/a/</loc>" in site.read("sitemap.xml")
    assert ("\n  X-Robots-Tag: noindex\n" in site.read("_headers")) is preview
    assert site.read("robots.txt").startswith("User-agent: *\nAllow: /\n")
    assert (f"\nSitemap: {address}/sitemap.xml\n" in site.read("robots.txt")) is not preview


def test_the_search_page_needs_no_other_host_than_its_own(build):
    """A preview answers at the address of its deployment and at that of its branch."""
    site = build(FILES, published=True, env={"SITEURL": "https://example.org/sub"})
    page = LexborHTMLParser(site.read("search/index.html"))
    form = page.css_first("#search-form").attributes
    used = [form["data-index"], form["data-site"], form["action"], page.css_first("script[src]").attributes["src"]]
    assert used == ["/sub/pagefind/", "/sub/", "/sub/search/", "/sub/theme/search.js"]


SECURITY = {
    "CONTACT": "wardens+site@example.org",
    "SECURITY_SAVE_AS": ".well-known/security.txt",
    "SECURITY_URL": ".well-known/security.txt",
    "DIRECT_TEMPLATES": ["index", "security"],
}
TEXT = """Contact: {contact}
Expires: {expires}
Preferred-Languages: en-GB
Canonical: https://example.org/.well-known/security.txt
"""


def test_a_security_txt_has_the_contact_and_expires_within_a_year(site):
    env = {"SITEURL": "https://example.org"}
    made = site(FILES, published=True, settings=SECURITY)
    made.build(**env)
    mail = TEXT.format(contact="mailto:wardens+site@example.org", expires="2027-10-01T00:00:00Z")
    assert made.read(".well-known/security.txt") == mail
    digest = made.report["sha256"]
    made.build(**env, SOURCE_DATE_EPOCH="1795600000")  # eight days later
    assert made.report["sha256"] == digest
    made.build(**env, SOURCE_DATE_EPOCH=LATER)
    assert "\nExpires: 2027-12-01T00:00:00Z\n" in made.read(".well-known/security.txt")


def test_a_form_is_named_as_it_is(site):
    made = site(FILES, published=True, settings={**SECURITY, "CONTACT": "https://example.org/form?a=1&b=2"})
    made.build(SITEURL="http://localhost.example")
    text = made.read(".well-known/security.txt")
    assert text.startswith("Contact: https://example.org/form?a=1&b=2\n")
    assert "Canonical" not in text, "the standard asks for https"


WITH_CONTACT = """
import pelicanconf
pelicanconf.CONTACT = {contact!r}
import publishconf
print("security" in publishconf.DIRECT_TEMPLATES)
"""


@pytest.mark.parametrize(
    ("contact", "there"), [("a@example.org", True), (None, False), ("http://example.org/form", False)]
)
def test_the_public_edition_has_a_security_txt_if_there_is_somebody_to_write_to(contact, there):
    words = [sys.executable, "-c", WITH_CONTACT.format(contact=contact)]
    done = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(there)
