"""Links the first use of each glossary term in an article to its meaning.

The page that prints the terms is a page of the site's writer. No link is made inside headings, links,
quotations, code or table heads, nor in pages, nor in a summary from the front matter. Nothing is kept from one article
to the next.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER, STX, AtomicString
from pelican import signals
from pelican.contents import Article
from pelican.settings import DEFAULT_CONFIG
from pelican.utils import slugify

from hamerkop.shared import steps
from hamerkop.shared.addresses import ADDRESS, without_punctuation
from hamerkop.shared.contract import Contract
from hamerkop.shared.data_files import find_data_file
from hamerkop.shared.html_source import tags_in
from hamerkop.shared.inputs import declare_site_input
from hamerkop.shared.markdown_extensions import add_markdown_extension
from hamerkop.shared.metadata_values import as_list
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Generator
from hamerkop.shared.plain_text import markup_problems
from hamerkop.shared.problems import START, Problem, did_you_mean, display_path, log_problem, position_of
from hamerkop.shared.records import GLOSSARY, Glossary, Term
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.site_content import contents_read, written_contents
from hamerkop.shared.text_order import sort_key
from hamerkop.shared.yaml_file import Entry, read_list
from hamerkop.shared.yaml_form import Form, form_problems

SETTINGS = SettingsTable(
    "hamerkop.glossary",
    [
        Setting("GLOSSARY_FILE", str, "glossary.yaml", "the terms, under `PATH`"),
        Setting("GLOSSARY_PAGE", str, "pages/glossary.md", "the source of the page that prints them, under `PATH`"),
    ],
)
CONTRACT = Contract(sets=(GLOSSARY,), rules=("L08", "Y01", "Y02", "Y03", "Y04", "Y07", "Y08", "Y13"))

NO_LINKS_IN = {
    *("a", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "q", "thead", "dfn", "figure", "summary", "label"),
    *("code", "pre", "kbd", "samp", "tt", "math", "svg", "script", "style", "textarea", "button", "select", "option"),
}
FORM: Form = {"term": str, "also?": [str], "meaning": str}

# Reading the terms


def read_glossary(path: Path) -> tuple[list[Term], list[Problem]]:
    """Return the terms of a YAML file in alphabetical order, and the problems of the file.

    The file is a list of entries `{term, also, meaning}`; `also`, which is optional, lists other forms of the term,
    such as its plural. An entry with a problem is left out.
    """
    entries, problems = read_list(path)
    terms: list[Term] = []
    name_by_form: dict[str, str] = {}
    for entry in entries:
        if found := problems_of_entry(entry, name_by_form, display_path(path)):
            problems += found
            continue
        term = as_term(entry.value)
        terms.append(term)
        name_by_form |= {fold(form): term.name for form in (*term.forms, term.slug)}
    return sorted(terms, key=lambda term: (sort_key(term.name), term.slug)), problems


def markup_in_glossary(path: Path) -> list[Problem]:
    """Return a problem for each meaning or term with markup, which is printed as it is typed."""
    shown = display_path(path)
    return [each for entry in read_list(path)[0] for each in markup_problems(entry.node, ("term", "meaning"), shown)]


def problems_of_entry(entry: Entry, name_by_form: Mapping[str, str], shown_path: str) -> list[Problem]:
    """Return what is wrong with an entry; *name_by_form* has the terms before it by their folded forms."""
    if problems := form_problems(entry.node, FORM, shown_path):
        return problems
    term = as_term(entry.value)
    for key, text in (("term", term.slug), *(("also", form) for form in term.forms)):
        if not re.search(r"\w", text):
            message = f'"{term.name if key == "term" else text}" has no letter or digit to find it by; add a word'
            return [Problem("Y02", shown_path, entry.node.position(key), message)]
    for form in (*term.forms, term.slug):
        if name := name_by_form.get(fold(form)):
            message = f'"{form}" is already a form of the term "{name}"; remove it from one of them'
            return [Problem("Y03", shown_path, entry.position, message)]
    return []


def as_term(fields: Mapping[str, Any]) -> Term:
    """Return the term of an entry that has no problem."""
    name = fields["term"]
    return Term(name, slug_of(name), (name, *(fields.get("also") or [])), " ".join(fields["meaning"].split()))


def slug_of(name: str) -> str:
    """Return the name of a term as the fragment of its entry's address."""
    return str(slugify(name, DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"]))


def fold(form: str) -> str:
    """Return a form as it is looked up: in lower case, with one space where a text may have a line end."""
    return " ".join(form.casefold().split())


# Linking the terms


def pattern_of(forms: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that matches the placeholder of raw HTML, an address, or the longest of *forms* as whole words.

    A word with two capitals, or one that is a form by itself and has capitals only, is matched as it is written: WHO is
    not who. Any other word is matched without regard to case.
    """
    # By the first letter, so that a word of the text is compared with few forms. Python takes ı for a small I.
    by_letter: dict[str, list[str]] = {}
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        by_letter.setdefault(fold(form).replace("ı", "i")[:1], []).append(form)
    words = "|".join(map(_forms_pattern, by_letter.values()))
    html = HTML_PLACEHOLDER % "(?P<html>[0-9]+)"
    mark = f"{STX}[^{ETX}]*{ETX}"  # Markdown's own, such as that for an ampersand
    return re.compile(rf"{html}|{mark}|(?P<address>(?-i:{ADDRESS}))|(?<![\w@-])(?:{words})(?![\w-])", re.IGNORECASE)


def _forms_pattern(forms: Sequence[str]) -> str:
    """Return a pattern of forms that begin with the same letter, in their order."""
    letters = "".join(sorted({re.escape(form.split()[0][0]) for form in forms}))
    patterns = "|".join(r"\s+".join(_word_patterns(form.split())) for form in forms)
    return f"(?=[{letters}])(?:{patterns})"


def _word_patterns(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        acronym = sum(map(str.isupper, word)) > 1 or (word.isupper() and len(words) == 1)
        yield f"(?-i:{re.escape(word)})" if acronym else re.escape(word)


class GlossaryTreeprocessor(Treeprocessor):
    """Puts a link around the first use of each term in a text."""

    def __init__(self, md: Markdown, by_form: Mapping[str, Term], pattern: re.Pattern[str], page: str) -> None:
        super().__init__(md)
        self.by_form, self.pattern, self.page = by_form, pattern, page

    def run(self, root: Element) -> None:
        """Link the terms in the tree of one text."""
        self.linked: set[str] = set()  # slugs
        self.open_tags = 0  # tags of raw HTML that are open here and allow no links
        self._link_within(root)

    def _link_within(self, element: Element) -> None:
        if element.tag in NO_LINKS_IN:
            return
        element.text, children = self._split(element.text)
        for child in element:
            self._link_within(child)
            child.tail, links = self._split(child.tail)
            children += [child, *links]
        element[:] = children

    def _split(self, text: str | None) -> tuple[str | None, list[Element]]:
        """Return the text before the first new term, and a link for each new term with the text after it."""
        if not text or isinstance(text, AtomicString):
            return text, []
        uses = list(self._first_uses(text))
        if not uses:
            return text, []
        links = []
        for (start, end, term), next_start in zip(uses, [*(use[0] for use in uses[1:]), len(text)], strict=True):
            link = Element("a", {"class": "term", "href": f"{{filename}}/{self.page}#{term.slug}"})
            link.text = AtomicString(text[start:end])
            link.tail = text[end:next_start]
            links.append(link)
        return text[: uses[0][0]], links

    def _first_uses(self, text: str) -> Iterator[tuple[int, int, Term]]:
        """Yield start, end and term of each form in *text* whose term is not linked yet, and count it as linked."""
        for match in self.pattern.finditer(text):
            if match["html"]:
                self._count_tags(str(self.md.htmlStash.rawHtmlBlocks[int(match["html"])]))
                continue
            if match[0].startswith(STX):
                continue
            # A form may look like an address: node.js
            form = without_punctuation(match[0]) if match["address"] else match[0]
            term = self.by_form.get(fold(form))
            if term and term.slug not in self.linked and not self.open_tags:
                self.linked.add(term.slug)
                yield match.start(), match.start() + len(form), term

    def _count_tags(self, html: str) -> None:
        """Count raw HTML that is open; Markdown keeps it out of the tree tag by tag: `<a href="…">`, later `</a>`."""
        for tag in tags_in(html, NO_LINKS_IN):
            self.open_tags = max(0, self.open_tags + (-1 if tag.closing else 1))


class GlossaryExtension(Extension):
    """Links *terms*, if there are any, to their entries on the page whose source is *page*, under `PATH`."""

    def __init__(self, terms: Sequence[Term], page: str) -> None:
        super().__init__()
        self.page = page
        self.by_form = {fold(form): term for term in terms for form in term.forms}
        self.pattern = pattern_of(form for term in terms for form in term.forms)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # Markdown's name for it
        """Add the processor to *md*, at the priority explained in hamerkop.shared.markdown_extensions."""
        if self.by_form:
            processor = GlossaryTreeprocessor(md, self.by_form, self.pattern, self.page)
            md.treeprocessors.register(processor, "hamerkop-glossary", 5)


# Removing links


TERM_LINK = re.compile(r'<a class="term" href="[^"]*#(?P<slug>[^"]*)">(?P<text>(?:(?!</?a[\s>]).)*+)</a>', re.DOTALL)


def remove_links(html: str, slugs: Container[str] | None = None) -> str:
    """Return *html* without the links to the terms with these *slugs*, or to any term; their text stays."""
    return TERM_LINK.sub(lambda link: link["text"] if slugs is None or link["slug"] in slugs else link[0], html)


def exclude_terms(content: Content) -> None:
    """Remove the links that `glossary_exclude` names, and all from pages and summaries. Receiver of `rewrite`."""
    if GLOSSARY.get(content._context) is None:
        return
    excluded = as_list(content.metadata.get("glossary_exclude"))
    no_links = excluded == ["all"] or not isinstance(content, Article)
    content._content = remove_links(content._content, None if no_links else {slug_of(name) for name in excluded})
    if summary := content.metadata.get("summary"):  # which Pelican's own reader makes of Markdown
        content.metadata["summary"] = content._summary = remove_links(summary)


def check_excluded_terms(content: Content) -> None:
    """Report each name in `glossary_exclude` that is not a term. Receiver of `inspect`."""
    glossary = GLOSSARY.get(content._context)
    excluded = as_list(content.metadata.get("glossary_exclude"))
    # If an entry of the glossary could not be read, its term would be reported as unknown.
    if glossary is None or not glossary.complete or excluded == ["all"] or not isinstance(content, Article):
        return
    names = {term.slug: term.name for term in glossary.terms}
    for name in excluded:
        if slug_of(name) not in names:
            message = f'glossary_exclude: "{name}" is not in the glossary{did_you_mean(name, names.values())}'
            position = position_of(content, "glossary_exclude", name)
            log_problem(Problem("Y07", display_path(content.source_path), position, message), content.settings)


# Wiring


def load_glossary(generator: ArticlesGenerator) -> None:
    """Read the terms and put them into the context; without the file there is no glossary. Receiver of `load`."""
    settings = generator.settings
    path = find_data_file(generator, SETTINGS, "GLOSSARY_FILE")
    if path is None:
        return
    terms, problems = read_glossary(path)
    page = SETTINGS.value(settings, "GLOSSARY_PAGE")
    GLOSSARY.set(generator.context, Glossary(tuple(terms), page, complete=not problems))
    declare_site_input(generator.context, Path(settings["PATH"], page))
    if not Path(settings["PATH"], page).is_file():
        message = f'no page prints these terms; write "{page}" with `template: glossary`, or set GLOSSARY_PAGE'
        problems.append(Problem("Y08", display_path(path), START, message))
    for problem in [*problems, *markup_in_glossary(path)]:
        log_problem(problem, settings)


def extend_markdown(generator: ArticlesGenerator) -> None:
    """Add the extension for this build; it replaces that of a former one. Receiver of `article_generator_init`."""
    glossary = GLOSSARY.get(generator.context)
    page = glossary.page if glossary else ""
    terms = glossary.terms if glossary and Path(generator.settings["PATH"], page).is_file() else ()
    add_markdown_extension(generator.settings, GlossaryExtension(terms, page))


def check_page(generator: Generator) -> None:
    """Report a page of terms that has no public address, and remove the links to it.

    Receiver of `page_generator_finalized`: pages are read after the articles, and links are resolved later.
    """
    glossary, settings = GLOSSARY.get(generator.context), generator.settings
    path = Path(settings["PATH"], glossary.page) if glossary else None
    if path is None or not path.is_file():
        return
    public = {Path(content.source_path or "") for content in written_contents(generator.context)}
    if path in public:
        return
    message = "prints the terms of the glossary, and is not published; publish it, or set GLOSSARY_PAGE"
    log_problem(Problem("Y08", display_path(path), START, message), settings)
    for content in contents_read(generator.context):
        content._content = remove_links(content._content) if content._content else content._content


def register() -> None:
    """Connect the plugin to Pelican."""
    signals.initialized.connect(check_settings)
    steps.on(steps.load, load_glossary)
    signals.article_generator_init.connect(extend_markdown)
    steps.on(steps.inspect, check_excluded_terms)
    steps.on(steps.rewrite, exclude_terms)
    signals.page_generator_finalized.connect(check_page)
