"""Gives each topic (tag) its title, description and group from topics.yaml, and refuses a tag that is not there.

[plugin] Without the file a site works as plain Pelican, except that two tags that would share one address
("C" and "C++"), and a tag with no letters for an address, are errors.

| setting       | default         | meaning                                                |
| ------------- | --------------- | ------------------------------------------------------ |
| `TOPICS_FILE` | `"topics.yaml"` | the vocabulary, under PATH; once set, it must be there |

The file is a list of `{slug, title, description, group}`. Every tag object gets `title`, `description` and
`group`; without an entry these are its name, "" and "". Templates get `topic_groups`: (group, [(tag, articles), …])
in the order of the file; each tag with a page has `related_tags`: the (tag, number) pairs most often met with it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pelican import signals

from hamerkop.shared.problems import START, Problem, did_you_mean, display_path, log_problem, position_of
from hamerkop.shared.site_content import all_articles
from hamerkop.shared.yaml_file import read_list

Vocabulary = dict[str, dict[str, str]]
RELATED_TAGS = 5  # topics named on a topic's page
FIELDS = {"slug", "title", "description", "group"}


def read_topics(path: Path) -> tuple[Vocabulary, list[Problem]]:
    """Return the vocabulary by slug, in the order of the file, and what is wrong with the file."""
    entries, problems = read_list(path)
    topics: Vocabulary = {}
    for position, entry in ((each.position, each.value) for each in entries):
        wrong = _wrong_with(entry, topics)
        if wrong:
            problems.append(Problem("Y02", display_path(path), position, wrong))
        else:
            topics[entry["slug"]] = {name: " ".join(str(value).split()) for name, value in entry.items()}
    return topics, problems


def _wrong_with(entry: Any, earlier: Vocabulary) -> str:
    if not isinstance(entry, dict) or set(entry) != FIELDS:
        return "write each topic as - {slug: …, title: …, description: …, group: …}"
    if not isinstance(entry["slug"], str) or not entry["slug"]:
        return f"the slug {entry['slug']!r} is no text; put it in quotes"
    if entry["slug"] in earlier:
        return f'topic "{entry["slug"]}" is there already; keep one of them'
    return ""


def vocabulary_problems(content: Any, topics: Vocabulary) -> Iterator[Problem]:
    """Yield a problem for each tag of an article that the vocabulary does not have."""
    for tag in getattr(content, "tags", []):
        if tag.name not in topics:
            message = f'tag "{tag.name}" is not in topics.yaml{did_you_mean(tag.name, topics)}'
            place = position_of(content, "tags", tag.name)
            yield Problem("T01", display_path(content.source_path), place, message)


def address_problems(articles: Iterable[Any]) -> Iterator[Problem]:
    """Yield a problem for each tag, category and author that has no address of its own."""
    first_name: dict[tuple[str, str], str] = {}
    for article in articles:
        for field, name in _names_with_pages(article):
            first = first_name.setdefault((field, name.slug), name.name)
            if not name.slug:
                message = f'"{name}" has no letter or digit to make an address of; add a word'
            elif first != name.name:
                message = f'"{name}" would share the page of "{first}" ({name.url}); write both the same way'
            else:
                continue
            place = position_of(article, field, name.name)
            yield Problem("T02", display_path(article.source_path), place, f"{field}: {message}")


def _names_with_pages(article: Any) -> Iterator[tuple[str, Any]]:
    yield from (("tags", tag) for tag in getattr(article, "tags", []))
    if hasattr(article, "category"):
        yield "category", article.category
    yield from (("authors", author) for author in getattr(article, "authors", []))


def describe(tag: Any, topics: Vocabulary) -> None:
    """Set title, description, group and position in the vocabulary of a tag object."""
    topic = topics.get(tag.name, {})
    tag.title = topic.get("title", tag.name)
    tag.description = topic.get("description", "")
    tag.group = topic.get("group", "")
    tag.position = list(topics).index(tag.name) if tag.name in topics else len(topics)


def load_vocabulary(pelican: Any) -> None:
    """Read the vocabulary into ``TOPICS``, {} where there is none; a file that is named but not there is an error."""
    settings = pelican.settings
    path = Path(settings["PATH"], settings.get("TOPICS_FILE", "topics.yaml"))
    settings["TOPICS"] = {}
    if path.exists():
        settings["TOPICS"], problems = read_topics(path)
        for problem in problems:
            log_problem(problem, settings)
        # With a mistake in the file, half its tags would be called unknown.
        settings["TOPICS_COMPLETE"] = not problems
    elif "TOPICS_FILE" in settings:
        log_problem(
            Problem("Y04", display_path(path), START, "there is no such file; write it, or take TOPICS_FILE out"),
            settings,
        )


def check_tags(content: Any) -> None:
    """Log the tags of an article that are not in the vocabulary."""
    if content.settings.get("TOPICS_COMPLETE"):
        for problem in vocabulary_problems(content, content.settings["TOPICS"]):
            log_problem(problem, content.settings)


def describe_topics(generator: Any) -> None:
    """Describe the tags of every article, before Pelican groups articles by them."""
    articles = sorted(all_articles(generator), key=lambda article: str(article.source_path))
    topics = generator.settings["TOPICS"]
    for problem in address_problems(articles):
        log_problem(problem, generator.settings)
    for article in articles:
        for tag in getattr(article, "tags", []):
            describe(tag, topics)


def topic_groups(generator: Any) -> list[tuple[str, list[Any]]]:
    """Return (group, [(tag, articles), …]) in the order in which the vocabulary first names each group."""
    groups: dict[str, list[Any]] = {}
    for tag, articles in sorted(generator.tags.items(), key=lambda pair: (pair[0].position, pair[0].slug)):
        groups.setdefault(tag.group, []).append((tag, articles))
    return list(groups.items())


def related_tags(tags: dict[Any, list[Any]]) -> dict[str, list[tuple[Any, int]]]:
    """Return for each tag, by slug, the tags most often met with it and in how many articles, most first."""
    articles = {article.source_path: article for found in tags.values() for article in found}
    counts: dict[str, Counter[str]] = {tag.slug: Counter() for tag in tags}
    for article in articles.values():
        slugs = [tag.slug for tag in article.tags]
        for slug in slugs:
            counts[slug].update(other for other in slugs if other != slug)
    by_slug = {tag.slug: tag for tag in tags}
    return {
        slug: [
            (by_slug[other], number)
            for other, number in sorted(found.items(), key=lambda pair: (-pair[1], by_slug[pair[0]].position, pair[0]))
        ][:RELATED_TAGS]
        for slug, found in counts.items()
    }


def group_topics(generator: Any) -> None:
    """Give the templates `topic_groups`, and each tag of the site `related_tags`."""
    generator.context["topic_groups"] = topic_groups(generator)
    companions = related_tags(generator.tags)
    for tag in generator.tags:
        tag.related_tags = companions[tag.slug]


def register() -> None:
    signals.get_generators.connect(load_vocabulary)  # sent once a build
    signals.content_object_init.connect(check_tags)
    signals.article_generator_pretaxonomy.connect(describe_topics)
    signals.article_generator_finalized.connect(group_topics)
