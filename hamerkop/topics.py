"""Gives each topic (tag) its title, description and group from topics.yaml, and refuses a tag that is not there.

[plugin] Without the file a site works as plain Pelican, except that two tags that would share one address
("C" and "C++"), and a tag with no letters for an address, are errors.

| setting       | default         | meaning                                                |
| ------------- | --------------- | ------------------------------------------------------ |
| `TOPICS_FILE` | `"topics.yaml"` | the vocabulary, under PATH; once set, it must be there |

The file is a list of `{slug, title, description, group}`. Every tag object gets `title`, `description` and
`group`; without an entry these are its name, "" and "". Templates get `topic_groups`: (group, [(tag, articles), …])
in the order of the file.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml
from pelican import signals

from hamerkop.problems import Problem, did_you_mean, display_path, log_problem, position_of

Vocabulary = dict[str, dict[str, str]]
FIELDS = {"slug", "title", "description", "group"}


def read_topics(path: Path) -> tuple[Vocabulary, list[Problem]]:
    """Return the vocabulary by slug, in the order of the file, and what is wrong with the file."""
    with path.open(encoding="utf-8") as file:
        try:
            root = yaml.compose(file, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            return {}, [Problem(display_path(path), *place, f"YAML cannot read this: {error.problem}")]
    topics: Vocabulary = {}
    problems = []
    if root is not None and not isinstance(root, yaml.SequenceNode):
        return {}, [Problem(display_path(path), 1, 1, "is no list; write each topic as - {slug: …, …}")]
    for node in root.value if root else []:
        topic = _topic(node)
        wrong = _wrong_with(topic, topics)
        if wrong:
            mark = node.start_mark
            problems.append(Problem(display_path(path), mark.line + 1, mark.column + 1, wrong))
        else:
            topics[topic["slug"]] = topic
    return topics, problems


def _topic(node: Any) -> dict[str, str]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return {str(key.value): " ".join(str(value.value).split()) for key, value in pairs}


def _wrong_with(topic: dict[str, str], earlier: Vocabulary) -> str:
    if set(topic) != FIELDS:
        return "write each topic as - {slug: …, title: …, description: …, group: …}"
    if topic["slug"] in earlier:
        return f'topic "{topic["slug"]}" is there already; keep one of them'
    return ""


def vocabulary_problems(content: Any, topics: Vocabulary) -> Iterator[Problem]:
    """Yield a problem for each tag of an article that the vocabulary does not have."""
    for tag in getattr(content, "tags", []):
        if tag.name not in topics:
            message = f'tag "{tag.name}" is not in topics.yaml{did_you_mean(tag.name, topics)}'
            place = position_of(content, "tags", tag.name)
            yield Problem(display_path(content.source_path), *place, message)


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
            yield Problem(display_path(article.source_path), *place, f"{field}: {message}")


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
            log_problem(problem)
        # With a mistake in the file, half its tags would be called unknown.
        settings["TOPICS_COMPLETE"] = not problems
    elif "TOPICS_FILE" in settings:
        log_problem(Problem(display_path(path), 1, 1, "there is no such file; write it, or take TOPICS_FILE out"))


def check_tags(content: Any) -> None:
    """Log the tags of an article that are not in the vocabulary."""
    if content.settings.get("TOPICS_COMPLETE"):
        for problem in vocabulary_problems(content, content.settings["TOPICS"]):
            log_problem(problem)


def describe_topics(generator: Any) -> None:
    """Describe the tags of every article, before Pelican groups articles by them."""
    articles = sorted(_all_articles(generator), key=lambda article: str(article.source_path))
    topics = generator.settings["TOPICS"]
    for problem in address_problems(articles):
        log_problem(problem)
    for article in articles:
        for tag in getattr(article, "tags", []):
            describe(tag, topics)


def topic_groups(generator: Any) -> list[tuple[str, list[Any]]]:
    """Return (group, [(tag, articles), …]) in the order in which the vocabulary first names each group."""
    groups: dict[str, list[Any]] = {}
    for tag, articles in sorted(generator.tags.items(), key=lambda pair: (pair[0].position, pair[0].slug)):
        groups.setdefault(tag.group, []).append((tag, articles))
    return list(groups.items())


def group_topics(generator: Any) -> None:
    """Give the templates `topic_groups`."""
    generator.context["topic_groups"] = topic_groups(generator)


def _all_articles(generator: Any) -> list[Any]:
    return [
        *generator.articles,
        *generator.translations,
        *generator.drafts,
        *generator.drafts_translations,
        *generator.hidden_articles,
        *generator.hidden_translations,
    ]


def register() -> None:
    signals.initialized.connect(load_vocabulary)
    signals.content_object_init.connect(check_tags)
    signals.article_generator_pretaxonomy.connect(describe_topics)
    signals.article_generator_finalized.connect(group_topics)
