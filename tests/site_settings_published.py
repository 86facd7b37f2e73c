"""What differs in the settings of the tiny sites that are built as `publish` builds them."""

import os

from hamerkop.shared.site_address import is_preview, public_address
from tests.site_settings import *  # noqa: F403
from tests.site_settings import DIRECT_TEMPLATES

SITEURL = public_address(os.environ)
NOINDEX = is_preview(os.environ)
FEED_DOMAIN = SITEURL

FEED_ALL_ATOM, FEED_ALL_JSON = "feeds/all.atom.xml", "feeds/all.json"
CATEGORY_FEED_ATOM = "feeds/categories/{slug}.atom.xml"
TAG_FEED_ATOM = "feeds/topics/{slug}.atom.xml"
AUTHOR_FEED_ATOM = "feeds/authors/{slug}.atom.xml"
RSS_FEED_SUMMARY_ONLY = False

DRAFT_URL = DRAFT_SAVE_AS = DRAFT_LANG_URL = DRAFT_LANG_SAVE_AS = ""
DRAFT_PAGE_URL = DRAFT_PAGE_SAVE_AS = DRAFT_PAGE_LANG_URL = DRAFT_PAGE_LANG_SAVE_AS = ""

DIRECT_TEMPLATES = [*DIRECT_TEMPLATES, "sitemap", "robots", "headers"]
SITEMAP_SAVE_AS, SITEMAP_URL = "sitemap.xml", "sitemap.xml"
ROBOTS_SAVE_AS, ROBOTS_URL = "robots.txt", "robots.txt"
HEADERS_SAVE_AS, HEADERS_URL = "_headers", "_headers"
