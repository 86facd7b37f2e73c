"""Gives each image its size and a loading attribute; reports missing alt texts and files.

[plugin, extra `images`: Pillow] In `rewrite` each `<img>` of an article or page, whatever reader made it, gets the
`width` and `height` of its file, `loading="lazy"` and `decoding="async"`; attributes that the writer typed stay. An
image that opens the text is not lazy: a reader sees it first, and would see it wait. In Markdown, `![""](x.png)` is an
image that only decorates, since `![](x.png)` may as well be an alt text forgotten; and an image that is alone with a
title, `![Alt](x.png "Caption")`, becomes a `<figure class="image">` with that caption.

Nothing is kept from one article to the next.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pelican import signals

from hamerkop.images.empty_alt_warnings import hide_empty_alt_warnings, show_empty_alt_warnings
from hamerkop.images.file_addresses import encode_addresses
from hamerkop.images.img_tags import NO_ALT, add_attributes, images_in, without_marks
from hamerkop.images.inspection import ImageReport, Limits, ThemeSizes, alt_text_advice, inspect
from hamerkop.images.markdown_extension import ImagesExtension
from hamerkop.images.source_positions import TypedImage, typed_images_of
from hamerkop.images.theme_rules import distorting_rule, keeps_ratio, only_style_elements, sized_classes
from hamerkop.shared import file_guard, steps
from hamerkop.shared.contract import Contract
from hamerkop.shared.inputs import declare_file
from hamerkop.shared.markdown_extensions import add_markdown_extension
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Settings
from hamerkop.shared.problems import Problem, display_path, line_and_column, log_problem
from hamerkop.shared.records import ContextKey, ImagesRecord, attach
from hamerkop.shared.settings import Setting, SettingsTable, check_settings
from hamerkop.shared.source_text import source_text

SETTINGS = SettingsTable(
    "hamerkop.images",
    [
        Setting("IMAGES_ALLOW_EXTERNAL", bool, True, "False: an image from another host is a problem"),
        Setting("IMAGES_MAX_BYTES", int, 500_000, "a larger image file is a problem; 0: none is too large"),
    ],
)
CONTRACT = Contract(sets=(ImagesRecord,), rules=("I01", "I02", "I03", "I04", "I05", "I06", "I07", "I08", "I09"))
THEME_SIZES: ContextKey[ThemeSizes] = ContextKey("hamerkop_images_theme_sizes")


def complete_images(content: Content) -> None:
    """Give the images of an article or page their attributes, attach `ImagesRecord`, and log problems."""
    limits = limits_of(content.settings, THEME_SIZES.get(content._context) or ThemeSizes())
    reports = [inspect(image, content, limits) for image in images_in(content._content)]
    if reports:
        content._content = add_attributes(content._content, [report.additions for report in reports])
    for field in content.settings["FORMATTED_FIELDS"]:
        if isinstance(content.metadata.get(field), str) and NO_ALT in content.metadata[field]:
            content.metadata[field] = without_marks(content.metadata[field])
            setattr(content, "_summary" if field == "summary" else field, content.metadata[field])
    attach(content, ImagesRecord(len(reports), frozenset(report.address for report in reports if report.missing)))
    for path in (path for report in reports for path in report.files):
        declare_file(content, path)
    if any(report.problems for report in reports):
        for problem in located_problems(reports, content):
            log_problem(problem, content.settings)


def limits_of(settings: Settings, theme: ThemeSizes) -> Limits:
    """Return what the site allows."""
    external, most = SETTINGS.value(settings, "IMAGES_ALLOW_EXTERNAL"), SETTINGS.value(settings, "IMAGES_MAX_BYTES")
    return Limits(external, most, theme)


def check_theme(generator: ArticlesGenerator) -> None:
    """Log the rule of the theme that would distort images with a size, and write none then. Receiver of `load`.

    Nor is a size written for an image with a class that the theme sizes.
    """
    texts = dict(_style_sheets(generator.settings))
    found = [(path, distorting_rule(text)) for path, text in texts.items()]
    distorting = [(path, offset) for path, offset in found if offset is not None]
    if any(keeps_ratio(text) for text in texts.values()):
        return
    classes = frozenset(name for text in texts.values() for name in sized_classes(text))
    THEME_SIZES.set(generator.context, ThemeSizes(bool(distorting), classes))
    if distorting:
        path, offset = distorting[0]
        message = "sizes images without `height: auto`, so images get no width and height; add `img { height: auto }`"
        position = line_and_column(texts[path], offset)
        log_problem(Problem("I08", display_path(path), position, message), generator.settings)


def _style_sheets(settings: Settings) -> Iterator[tuple[Path, str]]:
    """Yield each style sheet of the theme, and each template with no more than its style sheets."""
    folders = [Path(settings["THEME"]), *map(Path, settings["THEME_TEMPLATES_OVERRIDES"])]
    paths = {path: None for folder in folders for path in sorted([*folder.rglob("*.css"), *folder.rglob("*.html")])}
    for path in filter(Path.is_file, paths):
        text = path.read_text("utf-8", errors="replace")
        yield path, text if path.suffix == ".css" else only_style_elements(text)


def located_problems(reports: Sequence[ImageReport], content: Content) -> Iterator[Problem]:
    """Yield the problems of all images of *content*, at the positions of the images in its source."""
    source, path = source_text(content), display_path(content.source_path)
    typed = typed_images_of([report.address for report in reports], source, content.source_path)
    for report, image in zip(reports, typed, strict=True):
        if not report.problems:
            continue
        start = line_and_column(source, image.start if image else 0)
        end = line_and_column(source, image.end) if image else None
        for rule, message in report.problems:
            if _is_elsewhere(rule, image, content.settings):
                continue
            is_advised = rule == "I01" or (rule == "I02" and not message.endswith("remove it"))
            advice = f"; {alt_text_advice(image.typed if image else '')}" if is_advised else ""
            yield Problem(rule, path, start, message + advice, end)


def _is_elsewhere(rule: str, image: TypedImage | None, settings: Settings) -> bool:
    """Return whether a problem is not the writer's, or hamerkop.checks reports it, which has a rule for all HTML."""
    if rule == "I09":
        return image is None
    loaded = {str(getattr(plugin, "__name__", plugin)) for plugin in settings["PLUGINS"]}
    return rule == "I05" and image is not None and image.typed.startswith("<") and "hamerkop.checks" in loaded


def add_extension(generator: ArticlesGenerator) -> None:
    """Add to Markdown: images that only decorate, and captions."""
    add_markdown_extension(generator.settings, ImagesExtension())


def register() -> None:
    """Connect the plugin to Pelican."""
    file_guard.connect()
    signals.initialized.connect(check_settings)
    steps.on(steps.load, hide_empty_alt_warnings)
    steps.on(steps.load, check_theme)
    signals.article_generator_init.connect(add_extension)
    steps.on(steps.rewrite, complete_images)
    signals.static_generator_finalized.connect(encode_addresses)
    signals.finalized.connect(show_empty_alt_warnings)
