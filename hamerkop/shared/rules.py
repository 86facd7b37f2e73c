"""The registry of rules: everything that the kit can find wrong, one row for each.

A row gives the id that problems print, a name in words, the default level, what is found, why it matters and how to
fix it. A site changes a level by id or name: ``CHECK_LEVELS = {"T01": "warning", "unknown-field": "off"}``.

The first letter of an id is its family: F front matter, T tags, categories and authors, S slugs and addresses, M
Markdown, I images, L links, P prose, D dates and reviews, C citations, R related posts, G figures, Y data files, X
settings, B the build, O output.
"""

from typing import Literal, NamedTuple, get_args

Level = Literal["error", "warning", "note", "off"]
ERROR: Level = "error"
WARNING: Level = "warning"
NOTE: Level = "note"
OFF: Level = "off"
LEVELS: tuple[Level, ...] = get_args(Level)


class Rule(NamedTuple):
    """One row of the registry; *what*, *why* and *fix* are sentences for the documentation."""

    id: str
    name: str
    level: Level
    what: str
    why: str
    fix: str


RULES = [
    # Front matter (hamerkop.frontmatter)
    Rule(
        "F01",
        "unreadable-header",
        ERROR,
        "The front matter is missing, never ends, or is not valid YAML.",
        "Nothing of the file can be trusted, so it is not published.",
        "Begin the file with a line of ---, write one `name: value` a line, and end with a line of ---.",
    ),
    Rule(
        "F02",
        "unknown-field",
        ERROR,
        "A field name is not one that Pelican or a plugin reads.",
        "A misspelt field is ignored silently: `tag:` publishes an article without tags.",
        "Use the nearest known name; a field of your own goes into `FRONTMATTER_EXTRA`.",
    ),
    Rule(
        "F03",
        "invalid-value",
        ERROR,
        "A field has a value that it cannot have.",
        "Pelican would drop the file, or publish it with the wrong value.",
        "The message says what the field accepts.",
    ),
    Rule(
        "F04",
        "missing-field",
        ERROR,
        "A required field is missing.",
        "Pelican drops an article without a title or date; a site can require more fields.",
        "Add the field; `FRONTMATTER_REQUIRED` is the list.",
    ),
    Rule(
        "F05",
        "duplicate-field",
        ERROR,
        "A field is given twice.",
        "Only one of the values can be used.",
        "Keep one of them.",
    ),
    Rule(
        "F06",
        "contradictory-fields",
        ERROR,
        "Two fields contradict each other.",
        "Readers would be told something untrue, for example a review that has not happened.",
        "The message names the field to remove or to add.",
    ),
    Rule(
        "F07",
        "not-utf-8",
        ERROR,
        "The file is not UTF-8.",
        "Its letters cannot be read.",
        "Save the file as UTF-8.",
    ),
    Rule(
        "F08",
        "unprintable-character",
        ERROR,
        "The file contains a control character that neither HTML nor XML can contain.",
        "Feeds and the sitemap would not be valid.",
        "Remove the character.",
    ),
    # Review dates (hamerkop.review_status)
    Rule(
        "D01",
        "invalid-review",
        ERROR,
        "The review fields of an article cannot be read or are incomplete.",
        "A review is a claim about a person; half of one must not be shown.",
        "Write `clinical_review: not-reviewed`, or give reviewer, reviewer_role and reviewed.",
    ),
    Rule(
        "D02",
        "review-overdue",
        WARNING,
        "The date in `next_review` has passed.",
        "Readers are told that the page is overdue.",
        "Review the page and set new dates.",
    ),
    Rule(
        "D03",
        "fact-due",
        WARNING,
        "A date in `check_by` has passed.",
        "The statement may no longer be true.",
        "Check the statement, then change or remove the entry.",
    ),
    # Tags, categories and authors (hamerkop.topics)
    Rule(
        "T01",
        "unknown-tag",
        ERROR,
        "A tag is not in the vocabulary.",
        "Each spelling makes a page of its own, and related articles are not found.",
        "Use the nearest tag, or add the tag to `TOPICS_FILE`.",
    ),
    Rule(
        "T02",
        "shared-page",
        ERROR,
        "Two names of tags, categories or authors have the same address.",
        "One page overwrites the other.",
        "Write both the same way, or change one.",
    ),
    Rule(
        "T03",
        "name-without-address",
        ERROR,
        "A tag, category or author has no letter or digit to make an address of.",
        "Its page cannot be written.",
        "Add a word to the name.",
    ),
    # Slugs and addresses (hamerkop.frontmatter, hamerkop.redirects, the build)
    Rule(
        "S01",
        "address-taken",
        ERROR,
        "Two files would be written to the same address.",
        "One page overwrites the other.",
        "Give one of them another slug.",
    ),
    Rule(
        "S02",
        "alias-taken",
        ERROR,
        "An alias is the address of another page.",
        "The redirect would overwrite the page.",
        "Remove the alias.",
    ),
    Rule(
        "S03",
        "file-without-address",
        ERROR,
        "What the slug is made of, the file name or the title, has no letter or digit.",
        "The page has no address.",
        "Change it, or add a slug.",
    ),
    # Blocks (hamerkop.blocks)
    Rule(
        "M01",
        "unknown-block",
        ERROR,
        "A block has a name that nothing defines.",
        "The fence would be printed as text.",
        "Use one of the names in the message.",
    ),
    Rule(
        "M02",
        "unclosed-block",
        ERROR,
        "A block is never closed.",
        "The rest of the text would be inside it.",
        "Close it with a line of the same number of slashes.",
    ),
    Rule(
        "M03",
        "invalid-block-fence",
        ERROR,
        "A line of slashes opens or closes no block.",
        "It would be printed as text.",
        "Write `/// name | Heading`, or remove the line.",
    ),
    # Figures (hamerkop.figures)
    Rule(
        "G01",
        "unknown-figure",
        ERROR,
        "A figure has no data file.",
        "Nothing could be drawn.",
        "Use the nearest name, or add the data file.",
    ),
    Rule(
        "G02",
        "duplicate-figure",
        ERROR,
        "A text shows one figure twice.",
        "Two elements would have one id.",
        "Keep one of them.",
    ),
    Rule(
        "G03",
        "invalid-figure",
        ERROR,
        "The data of a figure cannot be drawn.",
        "Readers would see nothing or something wrong.",
        "The message names the field and what it accepts.",
    ),
    # Images (hamerkop.images)
    Rule(
        "I01",
        "missing-alt-text",
        ERROR,
        "An image has no alt text.",
        "Readers who do not see it learn nothing.",
        "Say what it shows; an image that only decorates has an empty alt text.",
    ),
    Rule(
        "I02",
        "uninformative-alt-text",
        ERROR,
        "The alt text is the file name or a word such as photo.",
        "It says nothing to those who do not see the image.",
        "Say what the image shows.",
    ),
    Rule(
        "I03",
        "missing-image",
        ERROR,
        "There is no file at the address of an image.",
        "Readers see a broken image.",
        "Correct the address, or add the file.",
    ),
    Rule(
        "I04",
        "unreadable-image",
        ERROR,
        "The file is not an image that browsers show.",
        "Readers see a broken image.",
        "Save it as PNG, JPEG, WebP, AVIF, GIF or SVG.",
    ),
    Rule(
        "I05",
        "external-image",
        ERROR,
        "An image comes from another host.",
        "That host learns who reads the page.",
        "Save the image in the site, if its licence allows it.",
    ),
    Rule(
        "I06",
        "large-image",
        WARNING,
        "An image file is larger than `IMAGES_MAX_BYTES`.",
        "It is slow on a phone.",
        "Save it smaller.",
    ),
    Rule(
        "I07",
        "invalid-image-address",
        ERROR,
        "The address of an image is empty or malformed.",
        "Readers see a broken image.",
        "Correct the address.",
    ),
    # Links (hamerkop.links)
    Rule(
        "L01",
        "unknown-page",
        ERROR,
        "A link names a source file that is no page.",
        "The link would lead nowhere.",
        "Use the nearest file name.",
    ),
    Rule(
        "L02",
        "unknown-file",
        ERROR,
        "A link names a file that does not exist.",
        "The link would lead nowhere.",
        "Correct the path, or add the file.",
    ),
    Rule(
        "L03",
        "unpublished-target",
        ERROR,
        "A published page links to a draft or a skipped file.",
        "The link would lead nowhere, or reveal the draft.",
        "Publish the target first, or remove the link.",
    ),
    Rule(
        "L04",
        "unknown-list",
        ERROR,
        "A link names a tag, category or author that no article has.",
        "The link would lead nowhere.",
        "Use the nearest name.",
    ),
    Rule(
        "L05",
        "unknown-link-kind",
        ERROR,
        "A link begins with a word in braces that Pelican does not know.",
        "It would be printed as it is.",
        "Use {filename}, {static}, {attach}, {tag}, {category}, {author} or {index}.",
    ),
    Rule(
        "L06",
        "link-to-source",
        ERROR,
        "A link leads to a source file, not to its page.",
        "The file is not published.",
        "Write {filename} before the path.",
    ),
    Rule(
        "L07",
        "invalid-address",
        ERROR,
        "The address of a link is malformed.",
        "Browsers cannot follow it.",
        "Correct the address.",
    ),
    # Prose (hamerkop.checks)
    Rule(
        "P01",
        "style-rule",
        ERROR,
        "A text breaks one of the site's own style rules.",
        "The message of the rule says why.",
        "Follow the message, or end the line with `<!-- check: ignore, REASON -->`.",
    ),
    # Citations (hamerkop.citations)
    Rule(
        "C01",
        "unknown-citation",
        ERROR,
        "A citation key is not in the bibliography.",
        "The claim would have no source.",
        "Use the nearest key, or add the work.",
    ),
    Rule(
        "C02",
        "unreadable-citation",
        ERROR,
        "A citation is not written in the supported syntax.",
        "It would be printed as it was typed.",
        "Write [@key], [@key; @other], [@key, table 2] or [see @key].",
    ),
    Rule(
        "C03",
        "missing-bibliography",
        ERROR,
        "There are citations, and the bibliography file does not exist.",
        "No citation can be resolved.",
        "Export the bibliography to `CITATIONS_FILE` as CSL-JSON.",
    ),
    Rule(
        "C04",
        "misplaced-citation",
        ERROR,
        "A citation is where no number can be printed: in alt text, an address, a summary or raw HTML.",
        "It would be lost.",
        "Move it into the text.",
    ),
    Rule(
        "C05",
        "citation-without-author",
        ERROR,
        "A citation in running text is of a work without authors.",
        "The sentence would lack its subject.",
        "Name the work in words and write [@key].",
    ),
    Rule(
        "C06",
        "citation-locator-is-key",
        ERROR,
        "The locator of a citation is the key of another item.",
        "One of the two works would not be cited.",
        "Write [@one; @other].",
    ),
    Rule(
        "C07",
        "invalid-reference",
        ERROR,
        "An entry of the bibliography file is not CSL-JSON.",
        "The work cannot be printed.",
        "Correct the entry, or export it again.",
    ),
    Rule(
        "C08",
        "duplicate-reference",
        ERROR,
        "Two entries of the bibliography file have the same id.",
        "Only one can be cited.",
        "Give one of them another id.",
    ),
    # Annotated bibliography (hamerkop.annotated_bibliography)
    Rule(
        "C09",
        "unmatched-annotation",
        ERROR,
        "An item of the bibliography has no annotation, or an annotation has no item.",
        "The list of sources would be incomplete.",
        "Add the missing entry.",
    ),
    Rule(
        "C10",
        "uncited-reference",
        NOTE,
        "No published article or page cites an entry of the bibliography file.",
        "Readers of the list of sources are shown a work that supports nothing.",
        "Cite the work, or remove the entry.",
    ),
    # Glossary (hamerkop.glossary)
    Rule(
        "Y07",
        "unknown-term",
        ERROR,
        "`glossary_exclude` names a term that is not in the glossary.",
        "Nothing would be excluded.",
        "Use the nearest term.",
    ),
    Rule(
        "Y08",
        "missing-glossary-page",
        ERROR,
        "The page that prints the glossary does not exist.",
        "Links to terms would lead nowhere.",
        "Write the page, or name it in `GLOSSARY_PAGE`.",
    ),
    # Related posts (hamerkop.related)
    Rule(
        "R01",
        "invalid-related-post",
        ERROR,
        "A slug in `related_posts` cannot be linked to.",
        "The article would not be listed.",
        "Use the nearest slug of a published article in the same language.",
    ),
    Rule(
        "R02",
        "invalid-related-exclusion",
        ERROR,
        "A slug in `related_posts_exclude` belongs to no article.",
        "Nothing would be excluded.",
        "Use the nearest slug.",
    ),
    Rule(
        "R03",
        "invalid-related-target",
        ERROR,
        "`related_posts_target` is neither true nor false.",
        "The article would be offered against the writer's intention.",
        "Write true or false.",
    ),
    # Data files (all plugins that read one)
    Rule(
        "Y01",
        "unreadable-data-file",
        ERROR,
        "A data file cannot be read: not UTF-8, not YAML or JSON, or not of the expected kind.",
        "Nothing in it is used.",
        "The message says where it stops being readable.",
    ),
    Rule(
        "Y02",
        "invalid-entry",
        ERROR,
        "An entry of a data file lacks a field, has an unknown one, or a value of the wrong kind.",
        "The entry is not used.",
        "The message shows the form of an entry.",
    ),
    Rule(
        "Y03",
        "duplicate-entry",
        ERROR,
        "Two entries of a data file have the same key.",
        "Only one of them is used.",
        "Keep one of them.",
    ),
    Rule(
        "Y04",
        "missing-data-file",
        ERROR,
        "A file that a setting names does not exist.",
        "What depends on it is missing from the site.",
        "Add the file, or remove the setting.",
    ),
    Rule(
        "Y05",
        "unknown-article",
        ERROR,
        "An entry of a data file names an article that is not published.",
        "The link would lead nowhere.",
        "Use the nearest slug.",
    ),
    Rule(
        "Y06",
        "future-date",
        ERROR,
        "The date of something that has happened is in the future.",
        "Readers would be told something untrue.",
        "Write the day on which it happened.",
    ),
    Rule(
        "Y09",
        "missing-stylesheet",
        ERROR,
        "A style sheet imports a file that does not exist, or itself.",
        "Pages would lack part of their design.",
        "Add the file, or remove the line.",
    ),
    Rule(
        "Y10",
        "unlisted-correction",
        NOTE,
        "A correction is that of an article that is not published.",
        "It is not in the list of all corrections: what has not come out must not be seen there.",
        "Nothing, or add `withdrawn: true` if the article was published before.",
    ),
    # Settings (all plugins)
    Rule(
        "X01",
        "unknown-setting",
        ERROR,
        "A setting is misspelt: it is no setting of Pelican or of a plugin that is switched on, and near to one.",
        "It is ignored, and the default is used.",
        "Use the nearest name.",
    ),
    Rule(
        "X02",
        "invalid-setting",
        ERROR,
        "A setting has a value of the wrong type, or one that it cannot have.",
        "The default is used instead.",
        "The message says what the setting accepts.",
    ),
    Rule(
        "X03",
        "setting-not-set",
        ERROR,
        "A setting that publishing needs has no value.",
        "The public site would lack it.",
        "Give it a value.",
    ),
    Rule(
        "X04",
        "conflicting-settings",
        ERROR,
        "Two settings cannot be used together.",
        "The result would be wrong.",
        "The message says which one to change.",
    ),
    Rule(
        "X05",
        "unrecognised-setting",
        WARNING,
        "A setting begins like those of a plugin, and the plugin does not have it.",
        "It may be a mistake; nothing reads it.",
        "Check the plugin's page, or rename a setting of your own.",
    ),
    # The build (hamerkop.build)
    Rule(
        "B01",
        "file-not-read",
        ERROR,
        "Pelican could not read a content file.",
        "The page would be missing.",
        "The message gives the reader's reason.",
    ),
    Rule(
        "B02",
        "overlooked-file",
        ERROR,
        "A file in the content folder is neither article, page nor static file.",
        "It would not be published, without a word.",
        "Move it, or add its folder to the settings.",
    ),
    Rule(
        "B03",
        "missing-template",
        ERROR,
        "The theme does not have the template that a file asks for.",
        "The page cannot be written.",
        "Correct the name, or remove the field.",
    ),
    Rule(
        "B04",
        "plugin-not-loaded",
        ERROR,
        "A plugin of `PLUGINS` cannot be imported or registered.",
        "What it does would be missing.",
        "Install what it needs, or remove it from `PLUGINS`.",
    ),
    Rule(
        "B05",
        "output-not-ours",
        ERROR,
        "The output folder contains files that no build has made, or the sources.",
        "They would be deleted.",
        "Choose another `OUTPUT_PATH`.",
    ),
    Rule(
        "B06",
        "build-running",
        ERROR,
        "Another build is writing to the same folder.",
        "The two would mix.",
        "Wait until it has ended.",
    ),
    Rule(
        "B07",
        "system-error",
        ERROR,
        "The system refused to read or write a file.",
        "The site cannot be completed.",
        "Correct what the message says, and build again.",
    ),
    Rule(
        "B08",
        "template-error",
        ERROR,
        "A template or the settings file contains an error.",
        "The page cannot be written.",
        "Correct the line in the message.",
    ),
    Rule(
        "B09",
        "logged-error",
        ERROR,
        "Pelican or a plugin of somebody else logged an error.",
        "Something is missing or wrong in the site.",
        "The message is theirs.",
    ),
    Rule(
        "B10",
        "logged-warning",
        WARNING,
        "Pelican or a plugin of somebody else logged a warning.",
        "Something may be wrong in the site.",
        "The message is theirs.",
    ),
    Rule(
        "B11",
        "search-index-failed",
        ERROR,
        "The search index could not be made.",
        "The search page would find nothing.",
        "The message is that of Pagefind.",
    ),
    Rule(
        "B12",
        "build-failed",
        ERROR,
        "Pelican, a plugin or the kit ended the build with an exception that is not about one file.",
        "The site cannot be completed.",
        "The message is that of the exception; `hamerkop build --traceback` prints where it was raised.",
    ),
]

_BY_KEY: dict[str, Rule] = {}
_BY_KEY.update((rule.id, rule) for rule in RULES)
_BY_KEY.update((rule.name, rule) for rule in RULES)


def rule_named(key: str) -> Rule:
    """Return the rule with the id or name *key*. Raises KeyError if there is none."""
    return _BY_KEY[key]
