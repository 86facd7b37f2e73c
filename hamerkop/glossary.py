"""Links the first use of each glossary term in an article to its meaning.

[plugin] The terms stand in `glossary.yaml`, a list of `{term, also, meaning}`; `also` (optional) lists other forms
of the word, such as a plural. The page that prints them is a content page of the writer's with
`template: glossary`. No link is made inside headings, links, quotations, code or table heads, nor in pages, nor in a
summary from the front matter.

| setting         | default                | meaning                                                           |
| --------------- | ---------------------- | ----------------------------------------------------------------- |
| `GLOSSARY_FILE` | `"glossary.yaml"`      | the terms, under PATH; without the file the plugin does nothing   |
| `GLOSSARY_PAGE` | `"pages/glossary.md"`  | the source of the page that prints them, under PATH               |

An article leaves terms out with `glossary_exclude: [placebo, response]` in its front matter, all with
`glossary_exclude: all`. Templates get `GLOSSARY`, the terms in the order of the alphabet.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER, AtomicString
from pelican import signals
from pelican.contents import Article
from pelican.settings import DEFAULT_CONFIG
from pelican.utils import slugify
from unidecode import unidecode

from hamerkop.shared.metadata_values import as_list
from hamerkop.shared.problems import START, Problem, did_you_mean, display_path, log_problem, position_of
from hamerkop.shared.records import Glossary
from hamerkop.shared.yaml_file import read_list

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
    entries, problems = read_list(path)
    terms: dict[str, Term] = {}
    taken: dict[str, str] = {}
    for position, entry in ((each.position, each.value) for each in entries):
        wrong = _wrong_with(entry, taken)
        if wrong:
            problems.append(Problem("Y02", display_path(path), position, wrong))
            continue
        term = _term(entry)
        terms[term.slug] = term
        taken |= {folded(form): term.name for form in (*term.forms, term.slug)}
    return sorted(terms.values(), key=lambda term: (unidecode(term.name).casefold(), term.slug)), problems


def _wrong_with(entry: Any, taken: dict[str, str]) -> str:
    shape = "write each term as - {term: …, meaning: …}, with also: […] for its other forms"
    if not isinstance(entry, dict) or not {"term", "meaning"} <= set(entry) <= {"term", "also", "meaning"}:
        return shape
    if not (entry["term"] and entry["meaning"] and isinstance(entry.get("also") or [], list)):
        return shape
    if not all(isinstance(form, str) and re.search(r"\w", form) for form in entry.get("also") or []):
        return "also: each form is a word; put it in quotes, or take it out"
    term = _term(entry)
    if not re.search(r"\w", term.slug):
        return f'"{term.name}" has no letter or digit to make an address of; add a word'
    double = next((form for form in (*term.forms, term.slug) if folded(form) in taken), None)
    return f'"{double}" stands at "{taken[folded(double)]}" already; keep one of them' if double else ""


def _term(entry: dict[str, Any]) -> Term:
    name = str(entry["term"])
    forms = (name, *(str(form) for form in entry.get("also") or []))
    return Term(name, slug_of(name), forms, " ".join(str(entry["meaning"]).split()))


def slug_of(name: str) -> str:
    """Return a term's name as the fragment of its entry's address."""
    return str(slugify(name, DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"]))


def folded(form: str) -> str:
    """Return a form as it is looked up: small letters, and one space where a text may have the end of a line."""
    return " ".join(form.casefold().split())


def pattern_of(forms: Iterable[str]) -> re.Pattern[str]:
    """Return what finds the longest of the *forms* as a whole word, or a tag that the writer typed as HTML."""
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    words = "|".join(r"\s+".join(map(re.escape, form.split())) for form in longest_first)
    return re.compile(rf"{HTML_PLACEHOLDER % '(?P<html>[0-9]+)'}|(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)


class GlossaryTreeprocessor(Treeprocessor):
    """Puts a link around the first use of each term in a document."""

    def __init__(self, md: Markdown, terms: list[Term], page: str):
        super().__init__(md)
        self.page = page
        self.by_form = {folded(form): term for term in terms for form in term.forms}
        self.pattern = pattern_of(self.by_form)

    def run(self, root: Element) -> None:
        self.seen: set[str] = set()
        self.typed_tags = 0  # tags open here, typed as HTML, that allow no links
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
            if match["html"]:
                self._count_tags(str(self.md.htmlStash.rawHtmlBlocks[int(match["html"])]))
                continue
            term = self.by_form.get(folded(match[0]))
            if term and term.slug not in self.seen and not self.typed_tags:
                self.seen.add(term.slug)
                yield match, term

    def _count_tags(self, html: str) -> None:
        """Markdown keeps HTML in the text out of the tree, tag by tag: `<a href="…">`, and later `</a>`."""
        for closing, name in _TAG.findall("" if html.startswith("<!--") else html):
            if name.lower() in NO_LINKS_IN:
                self.typed_tags = max(0, self.typed_tags + (-1 if closing else 1))


class GlossaryExtension(Extension):
    def __init__(self, terms: list[Term], page: str):
        super().__init__()
        self.terms, self.page = terms, page

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the name Markdown calls
        # After "inline" (20), which has made links, emphasis and code; before "unescape" (0).
        md.treeprocessors.register(GlossaryTreeprocessor(md, self.terms, self.page), "hamerkop-glossary", 5)


_LINK = re.compile(r'<a class="term" href="[^"]*#([^"]*)">(.*?)</a>', re.DOTALL)


def leave_out(content: Any) -> None:
    """Take the links out again that the writer does not want, and all of them from pages and summaries."""
    if not content._content or "GLOSSARY" not in content.settings:
        return
    excluded = as_list(getattr(content, "glossary_exclude", []))
    everything = excluded == ["all"] or not isinstance(content, Article)
    wanted = {slug_of(name): name for name in excluded}
    if not everything and content.settings["GLOSSARY_COMPLETE"]:
        report_unknown(content, wanted)
    content._content = _LINK.sub(lambda link: link[2] if everything or link[1] in wanted else link[0], content._content)
    if "summary" in content.metadata:  # which Pelican's own reader makes as Markdown; it stands in lists
        content.metadata["summary"] = content._summary = _LINK.sub(r"\2", content.metadata["summary"])


def report_unknown(content: Any, wanted: dict[str, str]) -> None:
    """Log the terms that an article leaves out and the glossary does not have."""
    known = {term.slug: term.name for term in content.settings["GLOSSARY"]}
    for slug, name in wanted.items():
        if slug not in known:
            message = f'glossary_exclude: "{name}" is not in the glossary{did_you_mean(name, known.values())}'
            place = position_of(content, "glossary_exclude", name)
            log_problem(Problem("Y07", display_path(content.source_path), place, message), content.settings)


def add_glossary(pelican: Any) -> None:
    """Read the terms and teach Pelican's Markdown to link them."""
    settings = pelican.settings
    path = Path(settings["PATH"], settings.get("GLOSSARY_FILE", FILE))
    page = settings.setdefault("GLOSSARY_PAGE", PAGE)
    if not path.exists():
        return
    terms, problems = read_glossary(path)
    # With a mistake in the file, a term that stands there would be called unknown.
    settings["GLOSSARY"], settings["GLOSSARY_COMPLETE"] = terms, not problems
    settings["glossary"] = Glossary(tuple(terms), page, not problems)
    there = Path(settings["PATH"], page).is_file()
    if not there:
        message = f'no page prints these terms; write "{page}" with template: glossary, or name it in GLOSSARY_PAGE'
        problems.append(Problem("Y08", display_path(path), START, message))
    for problem in problems:
        log_problem(problem, settings)
    if terms and there:
        settings["MARKDOWN"].setdefault("extensions", []).append(GlossaryExtension(terms, page))


def register() -> None:
    signals.initialized.connect(add_glossary)
    signals.content_object_init.connect(leave_out)
