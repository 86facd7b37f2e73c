"""What the files with redirects say to each host, in its own form, and what is left to the pages that lead on."""

import json

from hamerkop.redirects.host_files import caddy, cloudflare, netlify, nginx, object_store
from hamerkop.redirects.rules import Leads, page_addresses, rules_of

SITE, SUB = "https://example.org", "https://example.org/sub path"
PAGES = {"otters/index.html", "Voles.html", "index.html"}


def rules(*redirects, site=SITE, pages=PAGES):
    return rules_of([Leads(*redirect) for redirect in redirects], pages, site)


def pairs(*redirects, **options):
    return {rule.source: rule.target for rule in rules(*redirects, **options)}


def lines(text):
    """Return the lines that are rules."""
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_the_address_of_a_folder_leads_on_with_and_without_its_slash():
    assert pairs(("old/index.html", "otters/"), ("a/b/old.html", "otters/")) == {
        "/old/": "/otters/",
        "/old": "/otters/",
        "/a/b/old.html": "/otters/",
    }


def test_the_address_of_a_page_is_never_a_rule_and_no_rule_leads_to_itself():
    assert pairs(("otters.html", "otters/")) == {"/otters.html": "/otters/"}
    assert pairs(("Voles/index.html", "Voles.html")) == {"/Voles/": "/Voles.html"}
    assert pairs(("voles/index.html", "otters/")) == {"/voles/": "/otters/"}, "/voles may be /Voles.html on some hosts"
    assert pairs(("otters/index.html", "otters"), pages={"otters.html"}) == {}, "a server adds the slash again"


def test_the_path_of_the_site_is_part_of_both_addresses():
    found = pairs(("old/index.html", "otters/"), site=SUB)
    assert found == {"/sub path/old/": "/sub%20path/otters/", "/sub path/old": "/sub%20path/otters/"}
    assert lines(cloudflare(rules(("old.html", "otters/"), site=SUB), ())) == [
        "/sub%20path/old.html /sub%20path/otters/ 301"
    ]


def test_an_article_elsewhere_is_named_with_its_host():
    assert pairs(("old.html", "https://otters.example/x y")) == {"/old.html": "https://otters.example/x%20y"}


def test_what_no_address_has_is_encoded_and_what_is_encoded_stays():
    (rule,) = rules(("é 100% $x.html", 'ö/"a"/%C3%A9/5%/$1/{b}'))
    assert rule.source == "/é 100% $x.html"
    assert rule.target == "/%C3%B6/%22a%22/%C3%A9/5%25/%241/%7Bb%7D"
    assert lines(cloudflare([rule], ())) == [f"/%C3%A9%20100%25%20$x.html {rule.target} 301"]


def test_netlify_is_forced_past_the_page_and_gets_each_address_once():
    found = rules(("old/index.html", "otters/"), ("Otters.html", "otters/"), ("voles/index.html", "otters/"))
    assert lines(netlify(found, ())) == ["/old/ /otters/ 301!"], "it would take the others for the pages themselves"


def test_what_is_a_pattern_on_a_host_or_too_long_is_left_to_the_page():
    long = "x" * 990
    found = rules(("a*b.html", "otters/"), ("2019:old.html", "otters/"), (f"{long}.html", "otters/"), ("ok.html", "a/"))
    text = cloudflare(found, ())
    assert lines(text) == ["/ok.html /a/ 301"]
    assert "# 3 more are left to pages that lead on." in text


def test_cloudflare_gets_as_many_as_it_takes_and_addresses_of_files_first():
    found = rules(*((f"old-{number:04}/index.html", "otters/") for number in range(1500)))
    text = cloudflare(found, ())
    assert len(lines(text)) == 2000
    assert sum(line.split()[0].endswith("/") for line in lines(text)) == 1500
    assert "# 1000 more are left to pages that lead on." in text


def test_nginx_compares_in_any_case_unless_that_would_find_another_address():
    redirects = [("Otters.html", "otters/"), ("OTTERS/index.html", "otters/"), ("Old.html", "a/"), ("old.html", "b/")]
    found = rules(*redirects)
    text = lines(nginx(found, page_addresses(PAGES, SITE)))
    assert text == [
        '"~^/OTTERS/$" "/otters/";',
        '"/Old.html" "/a/";',
        '"/Otters.html" "/otters/";',
        '"~^/old\\.html$" "/b/";',
    ]


def test_caddy_gets_no_braces():
    found = rules(('a"b.html', "otters/"), ("a{path}.html", "otters/"), ("{$HOME}.html", "otters/"))
    assert lines(caddy(found, ())) == ['"/a\\"b.html" "/otters/"']


def test_the_list_for_object_stores_names_the_files_that_lead_on():
    assert json.loads(object_store(rules(("é/index.html", "otters/")), ())) == [
        {"file": "é/index.html", "from": "/%C3%A9/", "to": "/otters/", "status": 301}
    ]
