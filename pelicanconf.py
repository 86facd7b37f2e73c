"""The site's settings, to be read like a page. What differs when published is in publishconf.py."""

from hamerkop.shared.jinja_filters import FILTERS

# What it is called
SITENAME = "Forty Minutes"
SITESUBTITLE = "Plain, sourced writing about ketamine treatment and mental health"
SITEDESCRIPTION = (
    "What is known, what is not, and what to ask about ketamine treatment for depression and other conditions. "
    "No clinics, no advertising, every number sourced."
)
SITEURL = ""  # links begin at the root; publishconf.py sets the full address
AUTHOR = "Editorial team"
DEFAULT_LANG = "en-GB"
TIMEZONE = "Europe/London"
# Levels that are stricter than elsewhere: a text in a folder of its own, say, can be what an owner keeps back.
CHECK_LEVELS = {
    "file-kept-back": "error",
    "spelling-varies": "error",
    "html-runs": "error",
    "file-runs": "error",
    "html-loads": "error",
    "html-leads-away": "error",
    # Every figure has its source in the same paragraph.
    "uncited-number": "warning",
    # What readers would see as it was typed, or not see at all.
    "list-as-text": "error",
    "table-as-text": "error",
    "flat-list": "error",
    "fence-in-list": "error",
    "markup-as-text": "error",
    "other-markup": "error",
    "link-as-text": "error",
    "no-break-space": "error",
    "no-text": "error",
    "header-in-text": "error",
    "garbled-characters": "error",
    "unknown-element": "error",
    "unclosed-element": "error",
    "placeholder": "error",
    "markup-in-field": "error",
    "near-name": "error",
    "several-names": "error",
    "implausible-date": "error",
    "contradictory-dates": "error",
    "first-level-heading": "warning",
    "skipped-heading-level": "warning",
    "duplicate-heading": "warning",
    "comment": "warning",
    "vague-link-text": "warning",
    "odd-punctuation": "warning",
    "headless-table": "warning",
    "decimal-comma": "error",
    "link-into-unknown-part": "error",  # no other program answers at this site
    "page-links-nowhere": "error",  # the theme is ours
    "page-links-to-no-part": "error",
    "page-lacks-file": "error",
}

BUILD_TIME_FROM_COMMIT = True  # one commit gives one set of bytes
LOCALE = "C"  # dates are written in words by us, not by the machine's locale

# Where things are
PATH = "content"
OUTPUT_PATH = "output"
CACHE_PATH = ".cache"  # what a build keeps for the next one; nothing is lost with it
ARTICLE_PATHS = ["articles"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = ["images"]
IGNORE_FILES = [".*", "*~", "#*#"]
THEME = "theme"
THEME_STATIC_PATHS = ["static/search.js"]  # style sheet and icon are in the page itself: one request

# What readers get on every page. None hides its line, and publishing then asks for it by name.
CONTACT = None  # how to report a mistake: an e-mail address or the address of a form
FUNDING = None  # who pays for the site, in one plain sentence
REQUIRED_TO_PUBLISH = ["SITEURL", "CONTACT", "FUNDING", "HELP_BOX_FILE"]

TOPICS_FILE = "topics.yaml"
RELATED_POSTS_IGNORE_TAGS = ["clinical-trials"]  # on 15 of 35 articles: no reason to read one after another
HELP_URL = "help-now/"
HELP_BOX_FILE = "help_lines.yaml"
HELP_BOX_TAGS = ["suicidal-thoughts", "crisis-support"]
DISCLAIMER = (
    "This page gives general information. It is not medical advice and cannot replace a professional who knows you. "
    "Do not start, stop or change a medicine because of it. Laws and approvals differ by country and change."
)
UNREVIEWED_NOTE = "It has not yet been reviewed by a clinician."  # follows the disclaimer until someone has
AUTHORSHIP_NOTE = "Drafted with the help of software, from published sources."
LICENSE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
STRUCTURED_DATA_ARTICLE = {
    "@type": ["Article", "MedicalWebPage"],
    "isAccessibleForFree": True,
    "medicalAudience": {"@type": "Patient"},
}
STRUCTURED_DATA_TEAMS = ["Editorial team"]
NAV = [
    ("Start here", "ketamine-infusion-therapy/"),
    ("Topics", "topics/"),
    ("A to Z", "a-z/"),
    ("Search", "search/"),
    ("About", "about/"),
]

# Addresses: a folder each, pages of a list under page/N/, no two kinds in one folder
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
SEARCH_SYNONYMS = {  # what people type on a bad night, and we do not print
    "help-now": ["crisis", "emergency", "helpline", "suicide", "kill myself", "want to die", "overdose", "self-harm"],
    "suicidal-thoughts": ["crisis", "suicide", "kill myself", "want to die"],
}
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

TABLES_ALIGN_BY_CLASS = True  # our Content-Security-Policy blocks style attributes
IMAGES_ALLOW_EXTERNAL = False  # another host would learn who reads what

# Feeds need an absolute address: publishconf.py turns them on
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TAG_FEED_ATOM = AUTHOR_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_RSS = FEED_ALL_JSON = None

# How pages are made: everything a writer types is escaped; only finished content is marked safe
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
TYPOGRIFY = False  # hamerkop.typography sets the text, and leaves titles and summaries alone
TYPOGRIFY_OMIT_FILTERS = ["amp", "caps", "initial_quotes", "widont"]  # the theme's text-wrap leaves no word alone
FORMATTED_FIELDS: list[str] = []
FRONTMATTER_STRICT = True  # a misspelt field or a summary that is too long is an error
FRONTMATTER_REQUIRED = {"article": ["title", "summary", "date", "category", "tags"]}
READERS = {"rst": None, "html": None, "htm": None}  # only Markdown passes the checks of hamerkop.frontmatter
WITH_FUTURE_DATES = True  # hamerkop.frontmatter holds scheduled articles back, by a clock that builds share

PLUGINS = [
    "hamerkop.frontmatter",
    "hamerkop.topics",
    "hamerkop.corrections",
    "hamerkop.citations",
    "hamerkop.annotated_bibliography",
    "hamerkop.blocks",
    "hamerkop.figures",
    "hamerkop.tables",
    "hamerkop.images",
    "hamerkop.typography",
    "hamerkop.glossary",
    "hamerkop.toc",
    "hamerkop.a_to_z",
    "hamerkop.start_here",
    "hamerkop.help_box",
    "hamerkop.review_status",
    "hamerkop.related",
    "hamerkop.checks",
    "hamerkop.links",
    "hamerkop.redirects",
    "hamerkop.feeds",
    "hamerkop.search",
    "hamerkop.stylesheet",
    "hamerkop.structured_data",
    "hamerkop.social_cards",
]
