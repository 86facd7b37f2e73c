"""The settings of the tiny sites in the tests: those of no real publication, so that its texts can change freely."""

import hamerkop
from hamerkop import checks
from hamerkop.shared.jinja_filters import FILTERS

SITENAME = "River Notes"
SITESUBTITLE = "About the animals of a river"
SITEDESCRIPTION = "Which animals live by the river, and what they need."
SITEURL = ""  # site_settings_published.py sets the full address
AUTHOR = "The wardens"
DEFAULT_LANG = "en-GB"
TIMEZONE = "Europe/London"
LOCALE = "C"

PATH = "content"
OUTPUT_PATH = "output"
ARTICLE_PATHS = ["articles"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["images"]
IGNORE_FILES = [".*", "*~", "#*#"]
THEME_STATIC_PATHS = ["static/search.js"]

CONTACT = None
FUNDING = None
REQUIRED_TO_PUBLISH = ["SITEURL", "CONTACT", "FUNDING", "HELP_BOX_FILE"]

HELP_URL = "help-now/"
HELP_BOX_TAGS = ["danger"]
DISCLAIMER = "These notes are no advice; ask a warden before you touch an animal."
UNREVIEWED_NOTE = "No expert has read it yet."
AUTHORSHIP_NOTE = "Written from published sources."
LICENSE = {"name": "CC BY-SA 4.0", "url": "https://license.example/by-sa/"}
STRUCTURED_DATA_ARTICLE = {"@type": ["Article", "WebPage"], "isAccessibleForFree": True}
STRUCTURED_DATA_TEAMS = ["The wardens"]
NAV = [("Topics", "topics/"), ("A to Z", "a-z/"), ("Search", "search/")]

# Addresses: a folder for each page
ARTICLE_URL = "{slug}/"
ARTICLE_SAVE_AS = "{slug}/index.html"
DRAFT_URL = "drafts/{slug}/"
DRAFT_SAVE_AS = "drafts/{slug}/index.html"
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
DRAFT_PAGE_URL = "drafts/pages/{slug}/"
DRAFT_PAGE_SAVE_AS = "drafts/pages/{slug}/index.html"
ARTICLE_LANG_URL = PAGE_LANG_URL = "{lang}/{slug}/"
ARTICLE_LANG_SAVE_AS = PAGE_LANG_SAVE_AS = "{lang}/{slug}/index.html"
DRAFT_LANG_URL = DRAFT_PAGE_LANG_URL = "drafts/{lang}/{slug}/"
DRAFT_LANG_SAVE_AS = DRAFT_PAGE_LANG_SAVE_AS = "drafts/{lang}/{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "topics/{slug}/", "topics/{slug}/index.html"
TAGS_URL, TAGS_SAVE_AS = "topics/", "topics/index.html"
CATEGORY_URL, CATEGORY_SAVE_AS = "categories/{slug}/", "categories/{slug}/index.html"
CATEGORIES_URL, CATEGORIES_SAVE_AS = "categories/", "categories/index.html"
AUTHOR_URL, AUTHOR_SAVE_AS = "authors/{slug}/", "authors/{slug}/index.html"
AUTHORS_SAVE_AS = ""
ARCHIVES_URL, ARCHIVES_SAVE_AS = "archives/", "archives/index.html"
YEAR_ARCHIVE_URL, YEAR_ARCHIVE_SAVE_AS = "archives/{date:%Y}/", "archives/{date:%Y}/index.html"
A_TO_Z_URL, A_TO_Z_SAVE_AS = "a-z/", "a-z/index.html"
SEARCH_URL, SEARCH_SAVE_AS = "search/", "search/index.html"
DIRECT_TEMPLATES = ["index", "tags", "categories", "archives", "a_to_z", "search", "404"]
TEMPLATE_EXTENSIONS = [".html", ".xml", ".txt"]
PAGINATED_TEMPLATES = {"tag": None, "category": None, "author": None}
DEFAULT_PAGINATION = 20
PAGINATION_PATTERNS = [
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]
SLUGIFY_SOURCE = "basename"

IMAGES_ALLOW_EXTERNAL = False

# Feeds need an absolute address: site_settings_published.py turns them on
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TAG_FEED_ATOM = AUTHOR_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_RSS = FEED_ALL_JSON = None

JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True}
JINJA_FILTERS = FILTERS
MARKDOWN = {
    "extensions": [f"markdown.extensions.{name}" for name in ("abbr", "def_list", "fenced_code", "tables")],
    "extension_configs": {
        "markdown.extensions.footnotes": {"SEPARATOR": "-"},
        "markdown.extensions.toc": {"permalink": False},
    },
    "output_format": "html",
}
TABLES_ALIGN_BY_CLASS = True
TYPOGRIFY = False
TYPOGRIFY_OMIT_FILTERS = ["amp", "caps", "initial_quotes", "widont"]
FORMATTED_FIELDS: list[str] = []
CHECK_LEVELS = {"file-kept-back": "error", "html-runs": "error", "html-loads": "error", "html-leads-away": "error"}
CHECK_LEVELS["file-runs"] = "error"
# What is valid and probably not meant has a test of its own; texts here are hostile, short or alike on purpose.
_ALWAYS = ("L08", "M05", "M06", "M07", "M08", "M09", "M10", "P01", "Y01", "Y02", "Y04")
CHECK_LEVELS |= {rule: "off" for rule in checks.CONTRACT.rules if rule not in _ALWAYS}
CHECK_LEVELS["page-links-nowhere"] = "off"  # a tiny site has not every page that the theme links to
FRONTMATTER_STRICT = True
FRONTMATTER_REQUIRED = {"article": ["title", "summary", "date", "category", "tags"]}
READERS = {"rst": None, "html": None, "htm": None}
WITH_FUTURE_DATES = True

PLUGINS = [*hamerkop.PLUGINS]
