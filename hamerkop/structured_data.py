"""Describes each page to search engines in JSON-LD, in the terms of schema.org: author, dates, citations, review.

Templates get `structured_data`, a function that returns the JSON of their page, where `SITEURL` is set: the data needs
full URLs. Articles, pages, the front page, and the pages of tags, categories and authors have it; drafts and hidden
texts have none. A review is named only where one has happened (hamerkop.review_status): https://schema.org/lastReviewed
is a claim about people. The page is docs/plugins/structured_data.md. Nothing is kept: everything is made from what the
template shows and from the records of the article.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from pelican import signals
from pelican.contents import Article, Page
from pelican.urlwrappers import URLWrapper

from hamerkop.shared import steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.html_source import links_in
from hamerkop.shared.metadata_values import as_day
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, NamedPage, Settings
from hamerkop.shared.records import (
    STRUCTURED_DATA,
    Correction,
    CorrectionsRecord,
    FrontMatterRecord,
    Reference,
    ReferencesRecord,
    ReviewRecord,
    SocialCardRecord,
    record_of,
)
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.site_content import is_published
from hamerkop.shared.titles import given_summary, name_as_text, plain_name, plain_title, site_text
from hamerkop.shared.urls import full_url

JsonObject: TypeAlias = dict[str, Any]

SETTINGS = SettingsTable(
    "hamerkop.structured_data",
    [
        Setting(
            "STRUCTURED_DATA_ARTICLE",
            dict[str, Any],
            {"@type": "BlogPosting"},
            "properties of every article, above all its type or types",
        ),
        Setting(
            "STRUCTURED_DATA_PAGES",
            dict[str, str],
            {"about": "AboutPage"},
            "types of pages by slug; the other pages are `WebPage`",
        ),
        Setting(
            "STRUCTURED_DATA_PUBLISHER",
            str | None,
            None,
            'the organisation that publishes; None: `SITENAME`, "": no publisher is named',
        ),
        Setting(
            "STRUCTURED_DATA_TEAMS",
            list[str],
            [],
            "authors that are organisations; the others are persons",
        ),
    ],
)
CONTRACT = Contract(
    sets=(STRUCTURED_DATA,),
    reads=(CorrectionsRecord, FrontMatterRecord, ReferencesRecord, ReviewRecord, SocialCardRecord),
)


class PageInfo(NamedTuple):
    """What a page shows of itself: its full URL, texts, language, and (title, url) of each page above it, top first."""

    url: str
    title: str
    description: str = ""
    language: str = ""
    trail: tuple[tuple[str, str], ...] = ()


def drop_empty(properties: JsonObject) -> JsonObject:
    """Return the properties that have a value: neither None nor an empty text or list."""
    return {name: value for name, value in properties.items() if value not in (None, "", [])}


def iso_datetime(moment: datetime | None) -> str | None:
    """Return a time in ISO 8601; only its day if it is midnight, which Pelican makes of a date without a time."""
    if moment is None:
        return None
    return moment.isoformat() if moment.time() != moment.min.time() else moment.date().isoformat()


# Parts of a description


def publisher(settings: Settings) -> JsonObject | None:
    """Return the organisation that publishes the site, or None if the settings name none."""
    chosen = SETTINGS.value(settings, "STRUCTURED_DATA_PUBLISHER")
    name = site_text(settings, "SITENAME") if chosen is None else chosen
    return {"@type": "Organization", "name": name, "url": full_url(settings["SITEURL"], "")} if name else None


def author_of(author: NamedPage, settings: Settings) -> JsonObject:
    """Return an author, with the URL of their page if they have one."""
    is_team = author.name in SETTINGS.value(settings, "STRUCTURED_DATA_TEAMS")
    url = full_url(settings["SITEURL"], author.url) if author.save_as else None
    return drop_empty({"@type": "Organization" if is_team else "Person", "name": plain_name(author), "url": url})


def breadcrumbs(page: PageInfo, settings: Settings) -> JsonObject | None:
    """Return the breadcrumbs that the page shows; None if there would be only "Home"."""
    steps_up = [("Home", ""), *page.trail]
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": full_url(settings["SITEURL"], url)}
        for position, (name, url) in enumerate(steps_up, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items} if page.trail else None


def citation(reference: Reference) -> JsonObject | None:
    """Return a work by the URL in its reference; None if it has none. Title and kind are on the page already."""
    url = next((link.attribute.value for link in links_in(reference.html) if link.tag == "a"), None)
    return {"@id": url} if url else None


def correction_of(correction: Correction) -> JsonObject:
    """Return a correction as a comment."""
    text = f"It said: {correction.wrong} It now says: {correction.right}"
    return {"@type": "CorrectionComment", "text": text, "datePublished": correction.date.isoformat()}


def review(article: Content) -> JsonObject:
    """Return who reviewed an article and when; {} unless someone has."""
    record = record_of(article, ReviewRecord)
    if not record or not record.review or not record.review.reviewed:
        return {}
    metadata = article.metadata
    reviewer = {"@type": "Person", "name": metadata.get("reviewer"), "jobTitle": metadata.get("reviewer_role")}
    day = as_day(metadata.get("reviewed"))
    return drop_empty({"lastReviewed": day and day.isoformat(), "reviewedBy": drop_empty(reviewer)})


def search_action(settings: Settings) -> JsonObject | None:
    """Return how to search the site: its search page reads ``?q=``. None if it has no `SEARCH_URL`."""
    if not settings.get("SEARCH_URL"):
        return None
    target = full_url(settings["SITEURL"], settings["SEARCH_URL"]) + "?q={words}"
    return {"@type": "SearchAction", "target": target, "query-input": "required name=words"}


def _license_url(settings: Settings) -> str | None:
    license_of_text = settings.get("LICENSE")
    return license_of_text.get("url") if isinstance(license_of_text, dict) else None


def _single(values: list[JsonObject]) -> JsonObject | list[JsonObject]:
    return values[0] if len(values) == 1 else values


# Descriptions


def json_ld(content: Content | NamedPage | None, page: PageInfo, settings: Settings) -> JsonObject | None:
    """Return the description of a page as JSON-LD; None if it has none.

    *content* is an article, a page, or a tag, category or author; None on the other pages, of which only the front page
    is described.
    """
    if isinstance(content, Article | Page) and not is_published(content):
        return None
    if isinstance(content, Article):
        description = article_properties(content, page, settings)
    elif isinstance(content, Page):
        kind = SETTINGS.value(settings, "STRUCTURED_DATA_PAGES").get(content.slug, "WebPage")
        description = page_properties(kind, page, settings)
    elif isinstance(content, URLWrapper):
        description = page_properties("CollectionPage", page, settings)
    elif page.url == full_url(settings["SITEURL"], ""):
        description = site_properties(page, settings)
    else:
        return None
    return {"@context": "https://schema.org", **description}


def article_properties(article: Content, page: PageInfo, settings: Settings) -> JsonObject:
    """Return the description of an article."""
    own = {"@type": "BlogPosting", **SETTINGS.value(settings, "STRUCTURED_DATA_ARTICLE")}
    card = record_of(article, SocialCardRecord)
    properties = {
        **own,
        "url": page.url,
        "headline": page.title,
        "description": page.description,
        "inLanguage": page.language,
        "datePublished": iso_datetime(article.date),
        "dateModified": iso_datetime(getattr(article, "modified", None)),
        "author": _single([author_of(author, settings) for author in getattr(article, "authors", [])]),
        "publisher": publisher(settings),
        "image": full_url(settings["SITEURL"], card.social_card.url) if card else None,
        "license": _license_url(settings),
        **properties_of_its_page(article, own["@type"], page, settings),
        **citations_and_corrections(article),
    }
    return drop_empty(properties)


def properties_of_its_page(article: Content, types: str | list[str], page: PageInfo, settings: Settings) -> JsonObject:
    """Return what only a page can have in schema.org: breadcrumbs and review.

    They are the article's own if one of its *types* is a page, as MedicalWebPage is; else those of the page it is on.
    """
    properties = drop_empty({"breadcrumb": breadcrumbs(page, settings), **review(article)})
    if any(each.endswith("WebPage") for each in ([types] if isinstance(types, str) else types)):
        return properties
    return {"mainEntityOfPage": {"@type": "WebPage", "@id": page.url, **properties}}


def citations_and_corrections(article: Content) -> JsonObject:
    """Return what an article cites, and its corrections."""
    references, corrections = record_of(article, ReferencesRecord), record_of(article, CorrectionsRecord)
    works = map(citation, references.references if references else ())
    return {
        "citation": [work for work in works if work],
        "correction": [correction_of(each) for each in (corrections.corrections if corrections else ())],
    }


def page_properties(kind: str, page: PageInfo, settings: Settings) -> JsonObject:
    """Return the description of a page that is no article, of the type *kind*."""
    properties = {"name": page.title, "url": page.url, "description": page.description, "inLanguage": page.language}
    return drop_empty({"@type": kind, **properties, "breadcrumb": breadcrumbs(page, settings)})


def site_properties(page: PageInfo, settings: Settings) -> JsonObject:
    """Return the description of the site, which is on its front page."""
    properties = page_properties("WebSite", page._replace(title=site_text(settings, "SITENAME")), settings)
    return drop_empty({**properties, "publisher": publisher(settings), "potentialAction": search_action(settings)})


# What templates call


def structured_data(
    settings: Settings,
    content: Content | NamedPage | None,
    url: str,
    title: object,
    description: object = "",
    language: object = "",
    trail: Iterable[tuple[str, str]] = (),
) -> Markup:
    """Return the JSON-LD of the page that a template renders, for a script element; "" if it has none.

    *content* is its article, page, tag, category or author, *url* its URL relative to SITEURL. The template hands over
    what it shows, so that the two never differ; what it leaves undefined is left out.
    """
    shown, summary, tag = (str(text or "").strip() for text in (title, description, language))
    if isinstance(content, Article | Page):
        # A template may hand over what a reader of Pelican has made: HTML.
        shown = plain_title(content) if shown == str(content.title).strip() else shown
        summary = given_summary(content) if summary == str(content.metadata.get("summary")).strip() else summary
    else:
        shown, summary = name_as_text(shown, settings), name_as_text(summary, settings)
    above = tuple((name_as_text(str(name), settings), above) for name, above in trail or ())
    page = PageInfo(full_url(settings["SITEURL"], url), shown, summary, tag, above)
    data = json_ld(content or None, page, settings)
    if data is None:
        return Markup()
    # Short, and with letters as they are: "é" as \u00e9 would be longer, and would compress worse beside the text.
    return htmlsafe_json_dumps(data, separators=(",", ":"), ensure_ascii=False)


def load_function(generator: ArticlesGenerator) -> None:
    """Give templates the function `structured_data`, if the site has an address. Receiver of `load`."""
    if generator.settings["SITEURL"]:
        STRUCTURED_DATA.set(generator.context, partial(structured_data, generator.settings))


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    steps.on(steps.load, load_function)
