"""Links the first use of each glossary term in an article to its meaning.

[plugin] The terms stand in `glossary.yaml`, a list of `{term, also, meaning}`; `also` (optional) lists other forms
of the word, such as a plural. The page that prints them is a content page of the writer's with
`template: glossary`. No link is made inside headings, links, quotations, code or table heads, nor in pages.

| setting         | default                | meaning                                                           |
| --------------- | ---------------------- | ----------------------------------------------------------------- |
| `GLOSSARY_FILE` | `"glossary.yaml"`      | the terms, under PATH; without the file the plugin does nothing   |
| `GLOSSARY_PAGE` | `"pages/glossary.md"`  | the source of the page that prints them, under PATH               |

An article leaves terms out with `glossary_exclude: [placebo, response]` in its front matter, all with
`glossary_exclude: all`. Templates get `GLOSSARY`, the terms in the order of the alphabet.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pelican import signals
from pelican.contents import Article
from pelican.settings import DEFAULT_CONFIG
from pelican.utils import slugify

from hamerkop.problems import Problem, did_you_mean, display_path, log_problem, position_of
from hamerkop.values import as_list
from hamerkop.yaml_list import read_entries

FILE, PAGE = "glossary.yaml", "pages/glossary.md"
NO_LINKS_IN = {"a", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "q", "code", "pre", "thead", "dfn", "figure"}


class Term(NamedTuple):
    """A word and what it means; *forms* are the ways it is written in a text, itself first."""

    name: str
    slug: str
    forms: tuple[str, ...]
    meaning: str


def read_glossary(path: Path) -> tuple[list[Term], list[Problem]]:
    """Return the terms in alphabetical order, and what is wrong with the file."""
    entries, problems = read_entries(path)
    terms: dict[str, Term] = {}
    taken: dict[str, str] = {}
    for line, column, entry in entries:
        wrong = _wrong_with(entry, taken)
        if wrong:
            problems.append(Problem(display_path(path), line, column, wrong))
            continue
        term = _term(entry)
        terms[term.slug] = term
        taken |= {form.casefold(): term.name for form in term.forms} | {term.slug: term.name}
    return sorted(terms.values(), key=lambda term: (term.name.casefold(), term.slug)), problems


def _wrong_with(entry: Any, taken: dict[str, str]) -> str:
    if not isinstance(entry, dict) or not {"term", "meaning"} <= set(entry) <= {"term", "also", "meaning"}:
        return "write each term as - {term: …, meaning: …}, with also: […] for its other forms"
    term = _term(entry)
    double = next((form for form in (*term.forms, term.slug) if form.casefold() in taken), None)
    return f'"{double}" stands at "{taken[double.casefold()]}" already; keep one of them' if double else ""


def _term(entry: dict[str, Any]) -> Term:
    name = str(entry["term"])
    forms = (name, *(str(form) for form in entry.get("also") or []))
    return Term(name, slug_of(name), forms, " ".join(str(entry["meaning"]).split()))


def slug_of(name: str) -> str:
    """Return a term's name as the fragment of its entry's address."""
    return str(slugify(name, DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"]))


class GlossaryTreeprocessor(Treeprocessor):
    """Puts a link around the first use of each term in a document."""

    def __init__(self, md: Markdown, terms: list[Term], page: str):
        super().__init__(md)
        self.page = page
        self.by_form = {form.casefold(): term for term in terms for form in term.forms}
        longest_first = sorted(self.by_form, key=lambda form: (-len(form), form))
        self.pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE)

    def run(self, root: Element) -> None:
        self.seen: set[str] = set()
        self._link_within(root)

    def _link_within(self, element: Element) -> None:
        if element.tag in NO_LINKS_IN:
            return
        children = list(element)  # before links are put between them
        element.text, links = self._split(element.text)
        for position, link in enumerate(links):
            element.insert(position, link)
        for child in children:
            self._link_within(child)
            child.tail, links = self._split(child.tail)
            place = list(element).index(child) + 1
            for position, link in enumerate(links):
                element.insert(place + position, link)

    def _split(self, text: str | None) -> tuple[str | None, list[Element]]:
        """Return the text before the first new term, and a link for each new term with the text behind it."""
        if not text or isinstance(text, AtomicString):
            return text, []
        uses = list(self._new_uses(text))
        ends = [match.start() for match, _ in uses[1:]] + [len(text)]
        links = []
        for (match, term), end in zip(uses, ends, strict=False):
            link = Element("a", {"class": "term", "href": f"{{filename}}/{self.page}#{term.slug}"})
            link.text = AtomicString(match[0])
            link.tail = text[match.end() : end]
            links.append(link)
        return (text[: uses[0][0].start()], links) if uses else (text, [])

    def _new_uses(self, text: str) -> Iterator[tuple[re.Match[str], Term]]:
        for match in self.pattern.finditer(text):
            term = self.by_form[match[0].casefold()]
            if term.slug not in self.seen:
                self.seen.add(term.slug)
                yield match, term


class GlossaryExtension(Extension):
    def __init__(self, terms: list[Term], page: str):
        super().__init__()
        self.terms, self.page = terms, page

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the name Markdown calls
        # After "inline" (20), which has made links, emphasis and code; before "unescape" (0).
        md.treeprocessors.register(GlossaryTreeprocessor(md, self.terms, self.page), "hamerkop-glossary", 5)


_LINK = re.compile(r'<a class="term" href="[^"]*#([^"]*)">(.*?)</a>')


def leave_out(content: Any) -> None:
    """Take the links out again that the writer does not want, and all of them from pages."""
    if not content._content or "GLOSSARY" not in content.settings:
        return
    excluded = as_list(getattr(content, "glossary_exclude", []))
    everything = excluded == ["all"] or not isinstance(content, Article)
    known = {term.slug: term.name for term in content.settings["GLOSSARY"]}
    wanted = {slug_of(name): name for name in excluded}
    for slug, name in wanted.items():
        if not everything and slug not in known:
            message = f'glossary_exclude: "{name}" is not in the glossary{did_you_mean(name, known.values())}'
            place = position_of(content, "glossary_exclude", name)
            log_problem(Problem(display_path(content.source_path), *place, message))
    content._content = _LINK.sub(lambda link: link[2] if everything or link[1] in wanted else link[0], content._content)


def add_glossary(pelican: Any) -> None:
    """Read the terms and teach Pelican's Markdown to link them."""
    settings = pelican.settings
    path = Path(settings["PATH"], settings.get("GLOSSARY_FILE", FILE))
    if not path.exists():
        return
    terms, problems = read_glossary(path)
    for problem in problems:
        log_problem(problem)
    settings["GLOSSARY"] = terms
    if terms:
        extension = GlossaryExtension(terms, settings.get("GLOSSARY_PAGE", PAGE))
        settings["MARKDOWN"].setdefault("extensions", []).append(extension)


def register() -> None:
    signals.initialized.connect(add_glossary)
    signals.content_object_init.connect(leave_out)
