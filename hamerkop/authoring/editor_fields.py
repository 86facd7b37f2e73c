"""What a form for a new article or page asks for: the fields of the front matter as inputs, for any editor.

Made of :data:`hamerkop.frontmatter.fields.FIELDS`, the requirements of the site and what its texts have.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from hamerkop import frontmatter
from hamerkop.authoring.new import required_fields, usual_fields
from hamerkop.authoring.site import Site, header_of
from hamerkop.authoring.vocabulary import categories, has_vocabulary, tag_texts
from hamerkop.frontmatter import fields
from hamerkop.frontmatter.fields import FIELDS, SUMMARY_LENGTH, FieldRule, ListOfMappings, OneOf
from hamerkop.review_status import LABELS
from hamerkop.shared.records import VOCABULARY
from hamerkop.shared.source_text import source_text

TEXT, LONG_TEXT, DAY, DATE, CHOICE, CHOICES, LIST, BOOLEAN, MAPPINGS = (
    *("text", "long text", "day", "date", "choice", "choices", "list", "boolean", "mappings"),
)
# The kind of input for each converter of the table of fields; any other is a line of text.
KINDS: dict[Callable[..., Any], str] = {
    fields.summary_text: LONG_TEXT,
    fields.date_time: DATE,
    fields.day: DAY,
    fields.slug_list: LIST,
    fields.old_address_list: LIST,
    fields.name_list: LIST,
    fields.boolean: BOOLEAN,
    fields.boolean_as_text: BOOLEAN,
}
FIRST = ("title", "summary", "date", "category", "tags", "status")
# Fields that need knowledge of Pelican or of the theme, and `authors`, which excludes `author`.
NOT_ASKED = {"url", "save_as", "template", "authors"}
# A switch is written in any position: in that of its default the field must mean nothing.
DEFAULTS = {"date": "now", "status": "draft", "related_posts_target": "true"}
SLUG_PATTERN = ("^[a-z0-9]+(-[a-z0-9]+)*$", "small letters a to z, digits and single hyphens")


class Input(NamedTuple):
    """One input of a form.

    *kind* is TEXT, DAY and so on. *options* are (value, label) of a choice. *default* is "" if there is none, "now" for
    the day of writing. *pattern* is a regular expression, and what to write. *columns* are the inputs of each entry of
    MAPPINGS.
    """

    name: str
    kind: str
    required: bool
    hint: str
    options: tuple[tuple[str, str], ...] = ()
    default: str = ""
    pattern: tuple[str, str] | None = None
    columns: tuple["Input", ...] = ()

    @property
    def label(self) -> str:
        """The name as a person reads it."""
        return self.name.replace("_", " ").capitalize()


def inputs_of(site: Site, kind: str) -> list[Input]:
    """Return the inputs for an article or page, those that every text needs first."""
    required = required_fields(site, kind)
    rules = [rule for rule in FIELDS if rule.name not in NOT_ASKED and _is_read(site, rule)]
    names = [*FIRST, *required, *usual_fields(site, kind)]
    rules.sort(key=lambda rule: names.index(rule.name) if rule.name in names else len(names))
    found = [_input(site, rule, rule.name in required) for rule in rules]
    return [*found, *_extra(site, required)]


def _is_read(site: Site, rule: FieldRule) -> bool:
    return rule.read_by in ("Pelican", "the theme") or site.has_plugin(rule.read_by)


def _extra(site: Site, required: list[str]) -> Iterator[Input]:
    """Yield the inputs for the fields of the site's own."""
    for name in frontmatter.SETTINGS.value(site.settings, "FRONTMATTER_EXTRA"):
        yield Input(name.lower().replace("-", "_"), TEXT, name in required, "")


def _input(site: Site, rule: FieldRule, required: bool) -> Input:
    options = _options(site, rule)
    kind = KINDS.get(rule.convert, TEXT)
    if options:
        kind = CHOICES if kind == LIST else CHOICE
    if rule.name == "date" and not _dates_have_times(site):
        kind = DAY
    columns: tuple[Input, ...] = ()
    if isinstance(rule.convert, ListOfMappings):
        kind, columns = MAPPINGS, tuple(_column(name, convert) for name, convert in rule.convert.columns.items())
    default = DEFAULTS.get(rule.name, "")
    return Input(rule.name, kind, required, rule.meaning, options, default, _pattern(site, rule), columns)


def _column(name: str, convert: Callable[..., Any]) -> Input:
    if isinstance(convert, OneOf):
        return Input(name, CHOICE, True, "", tuple((each, each) for each in convert.allowed))
    return Input(name, KINDS.get(convert, TEXT), True, "")


def _options(site: Site, rule: FieldRule) -> tuple[tuple[str, str], ...]:
    """Return the values that a field may have, with labels; () for a field that may have any."""
    if isinstance(rule.convert, OneOf):
        return tuple((value, value) for value in rule.convert.allowed if value != "skip")
    if rule.name == "tags" and has_vocabulary(site):
        vocabulary = VOCABULARY.get(site.context)
        return tuple((slug, vocabulary.topics[slug].title) for slug in tag_texts(site)) if vocabulary else ()
    if rule.name == "category":
        return tuple((name, name) for name in sorted(categories(site)))
    return tuple(LABELS.items()) if rule.name == "clinical_review" else ()


def _pattern(site: Site, rule: FieldRule) -> tuple[str, str] | None:
    strict = site.has_plugin("hamerkop.frontmatter") and frontmatter.SETTINGS.value(site.settings, "FRONTMATTER_STRICT")
    if rule.convert is fields.summary_text and strict:
        return rf"^[\s\S]{{0,{SUMMARY_LENGTH}}}$", f"at most {SUMMARY_LENGTH} characters"
    return SLUG_PATTERN if rule.convert is fields.slug and strict else None


def _dates_have_times(site: Site) -> bool:
    """Return whether a text of the site has a date with a time."""
    headers = (header_of(source_text(content)) for content in site.contents[:200])
    dates = (str(header.fields["date"].value.data) for header in headers if "date" in header.fields)
    return any(":" in date for date in dates)
