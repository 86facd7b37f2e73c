"""Gives each tag its title, description and group from a vocabulary, and reports tags that are not in it.

The vocabulary is a YAML list of `{slug, title, description, group}`. Without that file the title of a tag is its name,
and only names that cannot have a page of their own are reported. Nothing is kept from one article to the next.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from heapq import nsmallest
from html import unescape
from pathlib import Path

from pelican import signals

from hamerkop.shared import steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.data_files import find_data_file
from hamerkop.shared.html_source import strip_tags
from hamerkop.shared.inputs import declare_entry
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, NamedPage
from hamerkop.shared.plain_text import markup_problems
from hamerkop.shared.problems import (
    START,
    Edit,
    Problem,
    did_you_mean,
    display_path,
    end_of,
    log_problem,
    nearest_of,
    position_of,
)
from hamerkop.shared.records import (
    TOPIC_GROUPS,
    VOCABULARY,
    RelatedTagsRecord,
    TopicRecord,
    Vocabulary,
    attach,
    record_of,
)
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.site_content import all_articles, tags_of
from hamerkop.shared.source_text import source_text
from hamerkop.shared.yaml_file import Entry, read_list
from hamerkop.shared.yaml_form import Form, form_problems

SETTINGS = SettingsTable(
    "hamerkop.topics",
    [
        Setting(
            "TOPICS_FILE",
            str,
            "topics.yaml",
            "the vocabulary, under PATH; without the file any tag is allowed, but once this is set it must exist",
        ),
    ],
)
CONTRACT = Contract(
    sets=(TopicRecord, RelatedTagsRecord, VOCABULARY, TOPIC_GROUPS),
    rules=("T01", "T02", "T03", "T04", "T05", "L08", "Y01", "Y02", "Y03", "Y04", "Y13"),
)

FORM: Form = {"slug": str, "title": str, "description": str, "group": str}
NEARLY_A_GROUP = 0.85  # difflib's ratio
MAX_RELATED_TAGS = 5  # listed on the page of a tag


# The vocabulary


def read_topics(path: Path) -> tuple[dict[str, TopicRecord], list[Problem]]:
    """Return the topics of a vocabulary file by slug, in its order, and the problems of the file."""
    entries, problems = read_list(path)
    topics: dict[str, TopicRecord] = {}
    for entry in entries:
        found = form_problems(entry.node, FORM, display_path(path)) or _wrong_slug(entry, topics, path)
        problems += found
        if not found:
            text = {name: " ".join(str(value).split()) for name, value in entry.value.items()}
            topics[text["slug"]] = TopicRecord(text["title"], text["description"], text["group"], len(topics))
    return topics, problems


def doubts_about_topics(path: Path) -> list[Problem]:
    """Return what is probably a slip in a vocabulary file: markup, and groups of one topic that are nearly another."""
    entries, shown = read_list(path)[0], display_path(path)
    used = [entry for entry in entries if not form_problems(entry.node, FORM, shown)]
    groups = Counter(entry.value["group"] for entry in used)
    problems = [each for entry in used for each in markup_problems(entry.node, ("title", "description"), shown)]
    for entry in used:
        group = entry.value["group"]
        others = [other for other in groups if other != group and (groups[other] > 1 or _plain(other) == _plain(group))]
        if groups[group] == 1 and (nearest := nearest_of(group, others, NEARLY_A_GROUP)):
            message = f'only this topic has the group "{group}"; did you mean "{nearest}"?'
            problems.append(Problem("T05", shown, entry.node.position("group"), message))
    return problems


def _wrong_slug(entry: Entry, earlier: Mapping[str, TopicRecord], path: Path) -> list[Problem]:
    slug, position = " ".join(entry.value["slug"].split()), entry.node.position("slug")
    if not any(character.isalnum() for character in unescape(strip_tags(slug))):  # as Pelican makes addresses of tags
        message = f'"{slug}" has no letter or digit to make an address of; add a word'
        return [Problem("Y02", display_path(path), position, message)]
    message = f'topic "{slug}" is there already; keep one of them'
    return [Problem("Y03", display_path(path), position, message)] if slug in earlier else []


def topic_of(tag: NamedPage, topics: Mapping[str, TopicRecord]) -> TopicRecord:
    """Return what the vocabulary says of a tag; its name and nothing else if it is not there."""
    return topics.get(tag.name) or TopicRecord(tag.name, "", "", len(topics))


# Problems of tags


def unknown_tags(content: Content, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield a problem for each tag of an article or page that the vocabulary does not have."""
    for tag in tags_of(content):
        if tag.name not in vocabulary.topics:
            hint = did_you_mean(tag.name, vocabulary.topics) or _tags_in(tag.name, vocabulary)
            message = f'tag "{tag.name}" is not in {display_path(vocabulary.path)}{hint}'
            start = position_of(content, "tags", tag.name)
            end = end_of(source_text(content), start, tag.name)
            nearest = nearest_of(tag.name, vocabulary.topics)
            edits = (Edit(start, end, nearest, safe=False),) if end and nearest else ()
            yield Problem("T01", display_path(content.source_path), start, message, end, edits=edits)


def _tags_in(name: str, vocabulary: Vocabulary) -> str:
    """Return what to write in place of a tag that is near to none: several of them, or one of the list."""
    words = [word.strip("#") for word in re.split(r"[\s;/|]+", name) if word.strip("#")]
    if all(word in vocabulary.topics for word in words):
        return f"; write {words[0]}" if len(words) == 1 else f"; put commas between tags: {', '.join(words)}"
    return "; write one of the slugs there, or add a topic"


def page_problems(articles: Iterable[Content], vocabulary: Vocabulary | None = None) -> Iterator[Problem]:
    """Yield a problem for each tag, category and author that cannot have a page of its own.

    Two spellings of one name are one page for Pelican, too: a warning, once for each pair of them, and none for a tag
    that is not in the *vocabulary*, which is a problem already.
    """
    first_name: dict[tuple[str, str], str] = {}
    reported: set[tuple[str, str, str]] = set()
    for article in articles:
        for field, named in _names_with_pages(article):
            kind = field.removesuffix("s")
            first = first_name.setdefault((kind, named.slug), named.name)
            if not named.slug:
                message = f'"{named.name}" has no letter or digit to make an address of; add a word'
                yield _page_problem("T03", article, field, named.name, message)
            elif _plain(first) != _plain(named.name):
                message = (
                    f'"{named.name}" would share the page of "{first}" ({named.url}); write both the same way, '
                    f"or give one another slug in {kind.upper()}_REGEX_SUBSTITUTIONS"
                )
                yield _page_problem("T02", article, field, named.name, message)
            elif kind == "tag" and vocabulary and vocabulary.complete and named.name not in vocabulary.topics:
                continue
            elif first != named.name and (kind, first, named.name) not in reported:
                reported.add((kind, first, named.name))
                message = f'"{named.name}" is written "{first}" elsewhere; write both the same way'
                yield _page_problem("T04", article, field, named.name, message)


def _plain(name: str) -> str:
    """Return a name without what is no difference to a reader: capitals, white space, hyphens and underscores."""
    return re.sub(r"[\s_-]+", "", name).casefold()


def _names_with_pages(article: Content) -> Iterator[tuple[str, NamedPage]]:
    yield from (("tags", tag) for tag in tags_of(article))
    if hasattr(article, "category"):
        yield "category", article.category
    yield from (("authors", author) for author in getattr(article, "authors", []))


def _page_problem(rule: str, article: Content, field: str, name: str, message: str) -> Problem:
    if field == "authors" and position_of(article, "author") > START:
        field = "author"
    start = position_of(article, field, name)
    end = end_of(source_text(article), start, name)
    return Problem(rule, display_path(article.source_path), start, f"{field}: {message}", end)


# What templates get


def related_tags(tags: Mapping[NamedPage, list[Content]]) -> dict[str, tuple[tuple[NamedPage, int], ...]]:
    """Return for each tag, by slug, the tags most often used together with it, and in how many articles, most first.

    *tags* are the tags of a site with their articles. Of equally frequent ones the first in the vocabulary comes first.
    """
    by_slug = {tag.slug: tag for tag in tags}
    # Tags of the same articles have the same counts: those of an article with 10,000 tags are counted once.
    groups: dict[frozenset[str], list[NamedPage]] = {}
    for tag, articles in tags.items():
        groups.setdefault(frozenset(str(article.source_path) for article in articles), []).append(tag)
    found: dict[str, tuple[tuple[NamedPage, int], ...]] = {}
    for group in groups.values():
        articles_by_path = {article.source_path: article for article in tags[group[0]]}
        counts = Counter(slug for article in articles_by_path.values() for slug in {tag.slug for tag in article.tags})
        first = _most_common(counts, by_slug)
        for tag in group:
            found[tag.slug] = tuple(pair for pair in first if pair[0].slug != tag.slug)[:MAX_RELATED_TAGS]
    return found


def _most_common(counts: Counter[str], by_slug: Mapping[str, NamedPage]) -> list[tuple[NamedPage, int]]:
    """Return the most common tags, and how common they are: one more than are listed, as a tag is not its own."""
    found = ((by_slug[slug], number) for slug, number in counts.items())
    return nsmallest(MAX_RELATED_TAGS + 1, found, key=lambda pair: (-pair[1], *_order(pair[0])))


def topic_groups(tags: Mapping[NamedPage, list[Content]]) -> list[tuple[str, list[tuple[NamedPage, list[Content]]]]]:
    """Return (group, [(tag, articles), …]) in the order in which the vocabulary first names each group."""
    groups: dict[str, list[tuple[NamedPage, list[Content]]]] = {}
    for tag, articles in sorted(tags.items(), key=lambda pair: _order(pair[0])):
        groups.setdefault(_topic(tag).group, []).append((tag, articles))
    return list(groups.items())


def _order(tag: NamedPage) -> tuple[int, str]:
    return _topic(tag).position, tag.slug


def _topic(tag: NamedPage) -> TopicRecord:
    return record_of(tag, TopicRecord) or topic_of(tag, {})


# Wiring


def load_vocabulary(generator: ArticlesGenerator) -> None:
    """Read the vocabulary into the context. Receiver of `load`."""
    settings = generator.settings
    found = find_data_file(generator, SETTINGS, "TOPICS_FILE")
    topics, problems = read_topics(found) if found else ({}, [])
    for problem in [*problems, *(doubts_about_topics(found) if found else ())]:
        log_problem(problem, settings)
    path = found or Path(settings["PATH"], SETTINGS.value(settings, "TOPICS_FILE"))
    VOCABULARY.set(generator.context, Vocabulary(path, topics, complete=found is not None and not problems))


def check_tags(content: Content) -> None:
    """Report tags that are not in the vocabulary, and declare all tags as inputs. Receiver of `inspect`."""
    vocabulary = VOCABULARY.get(content._context)
    if vocabulary is None:  # an article that Pelican did not read from a file
        return
    for tag in tags_of(content):
        declare_entry(content, vocabulary.path, tag.name)
    if vocabulary.complete:  # else half the tags would be reported because of one entry that could not be read
        for problem in unknown_tags(content, vocabulary):
            log_problem(problem, content.settings)


def describe_tags(content: Content) -> None:
    """Attach title, description, group and position to each tag of an article. Receiver of `derive`."""
    vocabulary = VOCABULARY.get(content._context)
    for tag in tags_of(content):
        attach(tag, topic_of(tag, vocabulary.topics if vocabulary else {}))


def check_pages(generator: ArticlesGenerator) -> None:
    """Report tags, categories and authors without a page of their own. Receiver of `article_generator_pretaxonomy`."""
    articles = sorted(all_articles(generator), key=lambda article: str(article.source_path))
    for problem in page_problems(articles, VOCABULARY.get(generator.context)):
        log_problem(problem, generator.settings)


def add_topic_groups(generator: ArticlesGenerator) -> None:
    """Give templates the groups, and each tag its related tags. Receiver of `article_generator_finalized`."""
    TOPIC_GROUPS.set(generator.context, topic_groups(generator.tags))
    related = related_tags(generator.tags)
    for tag in generator.tags:
        attach(tag, RelatedTagsRecord(related[tag.slug]))


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    steps.on(steps.load, load_vocabulary)
    steps.on(steps.inspect, check_tags)
    steps.on(steps.derive, describe_tags)
    signals.article_generator_pretaxonomy.connect(check_pages)
    signals.article_generator_finalized.connect(add_topic_groups)
