SITENAME = "Field notes"
SITEURL = "https://example.org"
PATH, OUTPUT_PATH, THEME = "content", "output", "theme"
TIMEZONE, LOCALE = "UTC", "C"
THEME_STATIC_PATHS = []
ARTICLE_URL, ARTICLE_SAVE_AS = "articles/{slug}/", "articles/{slug}/index.html"
TAG_URL, TAG_SAVE_AS = "tags/{slug}/", "tags/{slug}/index.html"
CATEGORY_URL, CATEGORY_SAVE_AS = "categories/{slug}/", "categories/{slug}/index.html"
PAGINATION_PATTERNS = [
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]
AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = ARCHIVES_SAVE_AS = TAGS_SAVE_AS = CATEGORIES_SAVE_AS = ""
DIRECT_TEMPLATES = ["index"]
PAGINATED_TEMPLATES = {"index": 20, "tag": 20, "category": 20}
DEFAULT_PAGINATION = 20
FEED_ALL_ATOM, FEED_MAX_ITEMS = "feed.xml", 20
FEED_ALL_RSS = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
MARKDOWN = {
    "extension_configs": {"markdown.extensions.extra": {}, "markdown.extensions.meta": {}},
    "output_format": "html",
}
SITEMAP = {"format": "xml"}
