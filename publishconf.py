"""What differs when the site is published: the full address, feeds on, nothing that is not public."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # Pelican does not look beside this file by itself

from hamerkop.shared.site_address import is_preview, public_address
from pelicanconf import *  # noqa: F403  # what is not said here is as in pelicanconf.py
from pelicanconf import CONTACT, DIRECT_TEMPLATES

# The public address, with its sub-path if it has one: SITEURL=https://example.org/path, else the host's own variables
SITEURL = public_address(os.environ)
NOINDEX = is_preview(os.environ)  # search engines are not to list a preview
FEED_DOMAIN = SITEURL
OUTPUT_PATH = "output-published"

# Feeds carry whole articles, each kind in a folder of its own
FEED_ALL_ATOM, FEED_ALL_JSON = "feeds/all.atom.xml", "feeds/all.json"
CATEGORY_FEED_ATOM = "feeds/categories/{slug}.atom.xml"
TAG_FEED_ATOM = "feeds/topics/{slug}.atom.xml"
AUTHOR_FEED_ATOM = "feeds/authors/{slug}.atom.xml"
FEED_MAX_ITEMS = 20  # the newest; with Pelican's 100, feeds are most of the bytes of a large site
RSS_FEED_SUMMARY_ONLY = False

# Drafts, and with them scheduled articles, are written nowhere
DRAFT_URL = DRAFT_SAVE_AS = DRAFT_LANG_URL = DRAFT_LANG_SAVE_AS = ""
DRAFT_PAGE_URL = DRAFT_PAGE_SAVE_AS = DRAFT_PAGE_LANG_URL = DRAFT_PAGE_LANG_SAVE_AS = ""

DIRECT_TEMPLATES = [*DIRECT_TEMPLATES, "sitemap", "robots", "headers"]
SITEMAP_SAVE_AS, SITEMAP_URL = "sitemap.xml", "sitemap.xml"
ROBOTS_SAVE_AS, ROBOTS_URL = "robots.txt", "robots.txt"
HEADERS_SAVE_AS, HEADERS_URL = "_headers", "_headers"  # for hosts that read it; see docs/hosting.md
# Old addresses for hosts that redirect by themselves; see docs/plugins/redirects.md
REDIRECTS_FOR = ["netlify" if os.environ.get("NETLIFY") else "cloudflare", "nginx", "caddy", "object_store"]
if CONTACT and not CONTACT.startswith("http:"):  # which the standard forbids
    DIRECT_TEMPLATES.append("security")
    SECURITY_SAVE_AS = SECURITY_URL = ".well-known/security.txt"
