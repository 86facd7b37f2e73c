"""Tells search engines what a page is, in schema.org's words: who wrote it, when, what it cites, who reviewed it.

[plugin] Only where `SITEURL` is set: these facts need full addresses. Templates get `structured_data`, a function of
what the page shows; `parts/structured-data.html` draws its dict with `tojson`. Articles, pages, the front page, and
the pages of topics, categories and authors have one; drafts and hidden texts have none. A review is named only where
`article.review.reviewed` is true (hamerkop.review_status): https://schema.org/lastReviewed is a claim about people.

| setting                     | default                    | meaning                                                  |
| --------------------------- | -------------------------- | -------------------------------------------------------- |
| `STRUCTURED_DATA_ARTICLE`   | `{"@type": "BlogPosting"}` | what is true of every article, above all its type(s)     |
| `STRUCTURED_DATA_PAGES`     | `{"about": "AboutPage"}`   | types of pages by slug; the others are `WebPage`         |
| `STRUCTURED_DATA_PUBLISHER` | `SITENAME`                 | the organisation that publishes; None says nothing       |
| `STRUCTURED_DATA_TEAMS`     | `[]`                       | authors that are organisations; the others are persons   |
| `LICENSE`                   | `None`                     | licence of the words: a dict with `url`                  |
| `SEARCH_URL`                | `None`                     | the search page, which reads `?q=`                       |
"""

import logging
import re
from datetime import datetime
from functools import partial
from html import unescape
from typing import Any, NamedTuple

from pelican import signals
from pelican.contents import Article, Page
from pelican.urlwrappers import URLWrapper

from hamerkop.shared.metadata_values import as_day
from hamerkop.shared.problems import did_you_mean

log = logging.getLogger(__name__)

Facts = dict[str, Any]

DEFAULTS: Facts = {
    "STRUCTURED_DATA_ARTICLE": {"@type": "BlogPosting"},
    "STRUCTURED_DATA_PAGES": {"about": "AboutPage"},
    "STRUCTURED_DATA_PUBLISHER": None,  # where it is not set: SITENAME
    "STRUCTURED_DATA_TEAMS": [],
}
# The address of a work in its line of the reference list.
LINK = re.compile(r'<a href="([^"]+)">')


class Shown(NamedTuple):
    """What a page shows of itself: its full address, its words, and the (title, url) pairs of the way up from it."""

    url: str
    title: str
    description: str = ""
    language: str = ""
    trail: tuple[tuple[str, str], ...] = ()


def said(facts: Facts) -> Facts:
    """Return the facts that say something."""
    return {name: value for name, value in facts.items() if value not in (None, "", [])}


def moment(time: datetime | None) -> str | None:
    """Return a time as exactly as the writer gave it: midnight is what a bare date becomes, so it is a day."""
    if time is None:
        return None
    return time.isoformat() if time.time() != time.min.time() else time.date().isoformat()


def chosen(settings: Facts, name: str) -> Any:
    """Return one of our settings."""
    return settings[name] if name in settings else DEFAULTS[name]


def address(settings: Facts, url: str) -> str:
    return f"{settings['SITEURL']}/{url}"


# The parts of a description


def publisher(settings: Facts) -> Facts | None:
    name = settings.get("STRUCTURED_DATA_PUBLISHER", settings["SITENAME"])
    return {"@type": "Organization", "name": name, "url": address(settings, "")} if name else None


def author(person: Any, settings: Facts) -> Facts:
    team = person.name in chosen(settings, "STRUCTURED_DATA_TEAMS")
    page = address(settings, person.url) if person.save_as else None
    return said({"@type": "Organization" if team else "Person", "name": person.name, "url": page})


def breadcrumbs(shown: Shown, settings: Facts) -> Facts | None:
    """Return the way up as the page shows it; a way that is only "Home" says nothing."""
    way = [("Home", ""), *shown.trail]
    steps = [
        {"@type": "ListItem", "position": position, "name": name, "item": address(settings, url)}
        for position, (name, url) in enumerate(way, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps} if shown.trail else None


def citation(reference: Any) -> Facts | None:
    """Return a work by the address that the reference list prints: its title and kind are in the list already."""
    link = LINK.search(reference.html)
    return {"@id": unescape(link[1])} if link else None


def correction(entry: Any) -> Facts:
    words = f"It said: {entry.wrong} It now says: {entry.right}"
    return {"@type": "CorrectionComment", "text": words, "datePublished": entry.date.isoformat()}


def review(article: Any) -> Facts:
    """Return who reviewed an article, and when; nothing unless someone has."""
    if not getattr(getattr(article, "review", None), "reviewed", False):
        return {}
    fields = article.metadata
    reviewer = {"@type": "Person", "name": fields.get("reviewer"), "jobTitle": fields.get("reviewer_role")}
    day = as_day(fields.get("reviewed"))
    return said({"lastReviewed": day and day.isoformat(), "reviewedBy": said(reviewer)})


# The descriptions


def article_facts(article: Any, shown: Shown, settings: Facts) -> Facts:
    """Return the description of an article."""
    own = DEFAULTS["STRUCTURED_DATA_ARTICLE"] | chosen(settings, "STRUCTURED_DATA_ARTICLE")
    works = map(citation, getattr(article, "references", []))
    card = getattr(article, "social_card", None)
    facts = {
        **own,
        "url": shown.url,
        "headline": shown.title,
        "description": shown.description,
        "inLanguage": shown.language,
        "datePublished": moment(article.date),
        "dateModified": moment(getattr(article, "modified", None)),
        "author": _alone([author(person, settings) for person in getattr(article, "authors", [])]),
        "publisher": publisher(settings),
        "image": address(settings, card.url) if card else None,
        "license": _licence(settings),
        **facts_of_its_page(article, own["@type"], shown, settings),
        "citation": [work for work in works if work],
        "correction": [correction(entry) for entry in getattr(article, "corrections", [])],
    }
    return said(facts)


def facts_of_its_page(article: Any, kinds: str | list[str], shown: Shown, settings: Facts) -> Facts:
    """Return what schema.org lets only a page have, its breadcrumbs and its review.

    It is the article's own if one of its types is a page, as MedicalWebPage is; else the page's that it is on.
    """
    page = said({"breadcrumb": breadcrumbs(shown, settings), **review(article)})
    if any(kind.endswith("WebPage") for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        return page
    return {"mainEntityOfPage": {"@type": "WebPage", "@id": shown.url, **page}}


def page_facts(page: Any, shown: Shown, settings: Facts) -> Facts:
    kind = chosen(settings, "STRUCTURED_DATA_PAGES").get(page.slug, "WebPage")
    return plain_facts(kind, shown, settings)


def plain_facts(kind: str, shown: Shown, settings: Facts) -> Facts:
    """Return the little that needs saying of a page that is no article."""
    facts = {"name": shown.title, "url": shown.url, "description": shown.description, "inLanguage": shown.language}
    return said({"@type": kind, **facts, "breadcrumb": breadcrumbs(shown, settings)})


def site_facts(shown: Shown, settings: Facts) -> Facts:
    """Return the description of the site, which its front page carries."""
    facts = plain_facts("WebSite", shown._replace(title=settings["SITENAME"]), settings)
    return said({**facts, "publisher": publisher(settings), "potentialAction": search(settings)})


def search(settings: Facts) -> Facts | None:
    if not settings.get("SEARCH_URL"):
        return None
    target = address(settings, settings["SEARCH_URL"]) + "?q={words}"
    return {"@type": "SearchAction", "target": target, "query-input": "required name=words"}


def _alone(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _licence(settings: Facts) -> str | None:
    licence = settings.get("LICENSE")
    return licence.get("url") if isinstance(licence, dict) else None


def describe(content: Any, shown: Shown, settings: Facts) -> Facts | None:
    """Return the description of a page: of an article, a page, a list, or (without *content*) of the front page."""
    if isinstance(content, Article | Page) and content.status != "published":
        return None
    if isinstance(content, Article):
        facts = article_facts(content, shown, settings)
    elif isinstance(content, Page):
        facts = page_facts(content, shown, settings)
    elif isinstance(content, URLWrapper):
        facts = plain_facts("CollectionPage", shown, settings)
    elif shown.url == address(settings, ""):
        facts = site_facts(shown, settings)
    else:
        return None
    return {"@context": "https://schema.org", **facts}


# The wiring


def from_template(
    settings: Facts, content: Any, url: str, title: str, description: str = "", language: str = "", trail: Any = ()
) -> Facts | None:
    """Return the description of the page that a template draws; *url* is seen from SITEURL, as Pelican's are.

    A theme says what it shows, so that the two never differ; what it leaves undefined is left out.
    """
    title, description, language = (str(words or "").strip() for words in (title, description, language))
    shown = Shown(address(settings, url), title, description, language, tuple(trail or ()))
    return describe(content or None, shown, settings)


def give_description(generator: Any) -> None:
    """Let templates describe their page, and write JSON short and in our order."""
    if generator.settings["SITEURL"]:
        generator.context["structured_data"] = partial(from_template, generator.settings)
        # Letters stay letters: "é" as \u00e9 would be longer, and would not match the "é" in the text when packed.
        generator.env.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "ensure_ascii": False}


def check_settings(pelican: Any) -> None:
    for name in sorted(name for name in pelican.settings if name.startswith("STRUCTURED_") and name not in DEFAULTS):
        log.error("%s is not a setting%s", name, did_you_mean(name, DEFAULTS) or f"; there are {', '.join(DEFAULTS)}")


def register() -> None:
    signals.initialized.connect(check_settings)
    signals.generator_init.connect(give_description)
