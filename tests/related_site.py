"""Makes plain Pelican sites for the tests of hamerkop.related: their article pages are JSON."""

import json
from pathlib import Path
from typing import Any

from tests.plain_site import PlainSite

TEMPLATE = """{
"title": {{ article.title|tojson }}, "length": {{ article.related_posts|length }},
"related": [{% for post in article.related_posts[:3] %}{
  "title": {{ post.title|tojson }}, "url": "{{ post.url }}", "slug": "{{ post.slug }}", "date": "{{ post.date }}",
  "tags": {{ post.shared_tags|map(attribute="name")|list|tojson }},
  "tag_urls": {{ post.shared_tags|map(attribute="url")|list|tojson }},
  "words": {{ post.shared_words|tojson }}, "score": {{ post.score }}, "reason": "{{ post.reason }}",
  "listed": {{ (post in articles)|tojson }}, "itself": {{ (post == article)|tojson }}
}{{ "," if not loop.last }}{% endfor %}],
"from": {{ article.related_from|map(attribute="title")|list|tojson }}
}"""
NO_LIST_PAGES = {
    "DIRECT_TEMPLATES": [],
    "TAG_SAVE_AS": "",
    "CATEGORY_SAVE_AS": "",
    "AUTHOR_SAVE_AS": "",
    "FEED_ALL_ATOM": None,
    "CATEGORY_FEED_ATOM": None,
}


class RelatedSite(PlainSite):
    """A plain Pelican site whose article pages are JSON."""

    def __init__(self, folder: Path) -> None:
        own = {"TIMEZONE": "Europe/Berlin", "THEME_TEMPLATES_OVERRIDES": ["templates"]}
        super().__init__(folder, PLUGINS=["hamerkop.related"], **NO_LIST_PAGES, **own)
        self.write({"templates/article.html": TEMPLATE})

    def build_with(self, files: dict[str, str], *, check: bool = True, **settings: Any) -> str:
        """Write content files, build with more settings, and return what Pelican printed."""
        self.write({f"content/{name}": text for name, text in files.items()})
        lines = "".join(f"{name} = {value!r}\n" for name, value in settings.items())
        return self.build(lines, check=check)

    def page(self, path: str) -> dict[str, Any]:
        """Return what an article page says."""
        return dict(json.loads(self.read(path)))

    def titles(self, path: str) -> list[str]:
        """Return the titles in the list of an article."""
        return [post["title"] for post in self.page(path)["related"]]


def markdown(title: str, tags: str = "river", body: str = "Text.", **fields: str) -> str:
    """Return the source of an article with a plain header."""
    header = {"Title": title, "Date": "2026-01-02", "Tags": tags, "Category": "Animals"} | fields
    return "\n".join([f"{name}: {value}" for name, value in header.items()] + ["", body, ""])
