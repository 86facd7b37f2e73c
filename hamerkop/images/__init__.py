"""Keeps pictures from moving the text, and from saying nothing to those who do not see them.

[plugin, extra `pictures`: Pillow] Every `<img>` in the text of an article or page, whatever reader made it, gets the
`width` and `height` of its file, `loading="lazy"` and `decoding="async"`; attributes that the writer typed stay. A
picture that opens the text is not lazy: it is what the reader came to first, and waiting for it would be seen.

Errors, each with its place: no alt text, or one that is only the file's name or a word such as "photo"; no file at
the address; a file that no browser shows. `alt=""` is a picture that only decorates: in Markdown `![""](x.png)`,
since `![](x.png)` may as well be an alt text forgotten. In Markdown a picture that stands alone with a title,
`![Alt](x.png "Caption")`, becomes a `<figure class="picture">` with that caption. Templates get the number of
`pictures` of an article or page.

| setting                   | default   | meaning                                                                    |
| ------------------------- | --------- | -------------------------------------------------------------------------- |
| `IMAGES_ALLOW_EXTERNAL` | `True`    | False: a picture from another host is an error; it tells who reads the page |
| `IMAGES_MAX_BYTES`      | `500_000` | a larger file gets a warning; 0 gives none                                  |
"""

import logging
from pathlib import Path
from typing import Any, NamedTuple

from pelican import signals
from pelican.contents import Article, Page

from hamerkop.images.alt_text import wrong_with
from hamerkop.images.html_tags import Attributes, Picture, rewrite_pictures
from hamerkop.images.image_files import place_of
from hamerkop.images.markdown_extension import PictureExtension
from hamerkop.images.sizes import Unreadable, size_of
from hamerkop.images.source_positions import offsets_of
from hamerkop.shared.problems import Problem, display_path, line_and_column, log_problem

log = logging.getLogger(__name__)

MAX_BYTES = 500_000


class Seen(NamedTuple):
    """What was found when one picture was looked at."""

    address: str
    additions: Attributes
    wrong_alt: str
    wrong_file: str
    missing: bool
    note: str


def look_at(picture: Picture, content: Any) -> Seen:
    """Return what a picture in *content* lacks, and what is wrong with it."""
    place = place_of(picture.address, content)
    wrong, note, additions = place.wrong, "", ways_of_loading(picture)
    if place.file:
        note = too_large(place.file, content.settings.get("IMAGES_MAX_BYTES", MAX_BYTES))
        try:
            additions = size_attributes(picture.attributes, *size_of(place.file)) | additions
        except Unreadable as error:
            wrong = f'"{display_path(place.file)}" {error}'
    wrong_alt = wrong_with(picture.attributes.get("alt"), picture.address)
    return Seen(picture.address, additions, wrong_alt, wrong, place.missing, note)


def ways_of_loading(picture: Picture) -> Attributes:
    return {"decoding": "async"} if picture.opens_the_text else {"loading": "lazy", "decoding": "async"}


def size_attributes(typed: Attributes, width: int, height: int) -> Attributes:
    """Return width and height; where the writer typed one of them in pixels, the other in proportion."""
    if typed.get("width", "").isdecimal() and "height" not in typed:
        return {"height": str(max(1, round(int(typed["width"]) * height / width)))}
    if typed.get("height", "").isdecimal() and "width" not in typed:
        return {"width": str(max(1, round(int(typed["height"]) * width / height)))}
    return {} if typed.keys() & {"width", "height"} else {"width": str(width), "height": str(height)}


def too_large(file: Path, most: int) -> str:
    size = file.stat().st_size
    if not most or size <= most:
        return ""
    return f'"{display_path(file)}" weighs {size // 1000} kB, a wait on a slow phone; make it smaller'


def complete_pictures(content: Any) -> None:
    """Give the pictures of an article or page their attributes, and log what is wrong with them."""
    if not isinstance(content, Article | Page) or not content._content:
        return
    seen: list[Seen] = []

    def additions(picture: Picture) -> Attributes:
        seen.append(look_at(picture, content))
        return seen[-1].additions

    content._content = rewrite_pictures(content._content, additions)
    content.pictures = len(seen)
    # Who checks links need not name these once more.
    content.missing_pictures = {picture.address for picture in seen if picture.missing}
    if any(picture.wrong_alt or picture.wrong_file or picture.note for picture in seen):
        report(seen, content)


def report(seen: list[Seen], content: Any) -> None:
    source_path = content.source_path
    source = Path(source_path).read_text("utf-8-sig", errors="replace")
    offsets = offsets_of([picture.address for picture in seen], source, Path(source_path).suffix)
    for picture, offset in zip(seen, offsets, strict=True):
        place = (display_path(source_path), line_and_column(source, offset))
        if picture.wrong_alt:
            log_problem(Problem("I01", *place, f"{picture.wrong_alt}; {mend_alt(source, offset)}"), content.settings)
        if picture.wrong_file:
            log_problem(Problem("I03", *place, picture.wrong_file), content.settings)
        if picture.note:
            log_problem(Problem("I06", *place, picture.note), content.settings)


def mend_alt(source: str, offset: int) -> str:
    """Return how to write an alt text where the picture is typed, and how to want none."""
    if source.startswith("![", offset):
        return 'write ![What it shows](…), or ![""](…) if it only decorates'
    if source.startswith("<", offset):
        return 'write alt="What it shows", or alt="" if it only decorates'
    return "give it an alt text, or an empty one if it only decorates"


def is_news(record: logging.LogRecord) -> bool:
    """Tell whether a line of Pelican's log says more than that an alt text is empty, which a writer may want.

    In reStructuredText it is news: there Pelican makes a text that is missing an empty one before we see it.
    """
    about_alt = record.msg == "Empty alt attribute for image %s in %s"
    return not (about_alt and isinstance(record.args, tuple)) or str(record.args[-1]).endswith(".rst")


def add_extension(pelican: Any) -> None:
    """Teach Pelican's Markdown what a picture means."""
    pelican.settings["MARKDOWN"].setdefault("extensions", []).append(PictureExtension())


def register() -> None:
    logging.getLogger("pelican.readers").addFilter(is_news)
    signals.initialized.connect(add_extension)
    signals.content_object_init.connect(complete_pictures)
