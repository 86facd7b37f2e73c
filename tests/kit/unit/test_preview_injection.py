"""The preview adds its script to a page that it sends, whatever the page is like."""

import re

import pytest

from hamerkop.preview.injection import digest_of, policy_with, with_script

DESK = "localhost:8000/_desk/"
TAG = re.compile(rb'<script src="/_desk/overlay\.js" data-digest="[0-9a-f]{16}" data-since="7"></script>')


def sent(page: bytes, host: str = "localhost:8000") -> bytes:
    return with_script(page, host, 7)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<!doctype html><html lang=en><head>", b"<title>A</title><body>a"),
        (b"\xef\xbb\xbf<!-- a note -->\n<!DOCTYPE html>\n<html>\n<head data-a='1'>", b"<title>A</title>"),
        (b"<!doctype html>\n", b"<title>A</title><p>a"),
        (b"<!doctype html>", b"<header>a</header>"),
        (b"", b"A text without a tag"),
        (b"", b""),
        (b"<html><head>", b"<title>never closed"),
        (b"<!doctype html>", b"<!-- never closed <p>a</p></body></html>"),
        (b"<html>", b"<body><script>let a = '</body>'"),
        (b" ", b"\xff\xfe not UTF-8"),
    ],
)
def test_the_script_comes_before_whatever_can_be_wrong_in_a_page(before, after):
    page = sent(before + after)
    found = TAG.search(page)
    assert found
    assert (page[: found.start()], page[found.end() :]) == (before, after)


def test_a_long_page_takes_no_time():
    assert TAG.search(sent(b"<!-- " + b"<head" * 400_000))
    assert TAG.search(sent(b"<meta " * 50_000))


def test_the_digest_is_that_of_the_page_as_it_was():
    page = b"<!doctype html><p>a"
    assert digest_of(page).encode() in sent(page)
    assert digest_of(page) != digest_of(page + b"b")


@pytest.mark.parametrize(
    ("policy", "allowing"),
    [
        ("default-src 'none'", f"default-src 'none'; script-src {DESK}; connect-src {DESK}"),
        (
            "default-src 'self'; script-src 'none'; connect-src https://a.example",
            f"default-src 'self'; script-src {DESK}; connect-src https://a.example {DESK}",
        ),
        ("SCRIPT-SRC-ELEM 'none'; script-src 'self'", f"script-src-elem {DESK}; script-src 'self'"),
        ("script-src 'none'; script-src 'self'", f"script-src {DESK}"),
        ("img-src 'self'", "img-src 'self'"),
        ("", ""),
        ("script-src 'none', img-src 'none'", f"script-src {DESK},img-src 'none'"),
    ],
)
def test_a_policy_allows_the_scripts_of_the_preview_and_nothing_else(policy, allowing):
    assert policy_with(policy, DESK) == allowing


@pytest.mark.parametrize(
    "meta",
    [
        b"""<meta http-equiv="Content-Security-Policy" content="script-src 'none'">""",
        b"""<META content="script-src &#39;none&#39;"\nHTTP-EQUIV=content-security-policy/>""",
    ],
)
def test_the_policy_in_a_page_is_rewritten(meta):
    assert b'content="script-src localhost:8000/_desk/"' in sent(b"<!doctype html>" + meta)
    assert b'content="script-src &#x27;self&#x27;"' in sent(b"<!doctype html>" + meta, "[::1]:8000")


@pytest.mark.parametrize(
    "meta",
    [
        b'<meta http-equiv="refresh" content="0; url=/a/">',
        b"""<meta http-equiv="Content-Security-Policy-Report-Only" content="script-src 'none'">""",
        b"<meta http-equiv=Content-Security-Policy>",
    ],
)
def test_other_meta_elements_stay_as_they_are(meta):
    assert meta in sent(b"<!doctype html>" + meta)
