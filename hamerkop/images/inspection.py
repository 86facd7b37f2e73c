"""Finds the size and the problems of one image."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hamerkop.images.alt_text import is_missing, is_uninformative, size_in
from hamerkop.images.image_files import ImageFile, resolve
from hamerkop.images.img_tags import Attributes, Image
from hamerkop.images.sizes import UnreadableImage, size_of
from hamerkop.images.theme_rules import declarations_distort
from hamerkop.shared.pelican_types import Content
from hamerkop.shared.problems import display_path


class ThemeSizes(NamedTuple):
    """Which images a theme would distort if they had a `width` and a `height`: all, or those with one of *classes*."""

    all_images: bool = False
    classes: frozenset[str] = frozenset()

    def distorts(self, image: Image) -> bool:
        """Return whether the theme would distort *image*."""
        return self.all_images or not self.classes.isdisjoint(image.attributes.get("class", "").split())


class Limits(NamedTuple):
    """What a site allows: images from other hosts, how many bytes an image file may have (0: any number), sizes."""

    allow_external: bool
    max_bytes: int
    theme: ThemeSizes = ThemeSizes()


class ImageReport(NamedTuple):
    """What was found out about one image.

    *additions* are the attributes that it lacks. *problems* are pairs of the id of a rule and a message. *missing*: no
    file of the site can be at its address. *files* are the paths on which all this depends.
    """

    address: str
    additions: Attributes
    problems: tuple[tuple[str, str], ...]
    missing: bool
    files: tuple[Path, ...]


def inspect(image: Image, content: Content, limits: Limits) -> ImageReport:
    """Return the report on an image in the text of *content*."""
    file = resolve(image.address, content)
    size, unreadable = _size(file)
    additions: Attributes = {}
    if not is_processed(image):
        sizes = size_attributes(image.attributes, *size) if size and not limits.theme.distorts(image) else {}
        additions = sizes | loading_attributes(image)
    problems = [*_alt_text_problems(image), *_file_problems(image, file, content, limits)]
    if unreadable:
        problems.append(("I04", unreadable))
    return ImageReport(image.address, additions, tuple(problems), file.missing, file.tried)


def is_processed(image: Image) -> bool:
    """Return whether the plugin image-process will put another file in place of this one, of another size."""
    return any(name.startswith("image-process") for name in image.attributes.get("class", "").split())


def loading_attributes(image: Image) -> Attributes:
    """Return how a browser should load an image: late, unless it opens the text."""
    return {"decoding": "async"} if image.opens_text else {"loading": "lazy", "decoding": "async"}


def size_attributes(typed: Attributes, width: int, height: int) -> Attributes:
    """Return `width` and `height` in pixels; where the writer typed one of them, the other in proportion."""
    if declarations_distort(typed.get("style", "")):
        return {}
    if typed.get("width", "").isdecimal() and "height" not in typed:
        return {"height": str(max(1, round(int(typed["width"]) * height / width)))}
    if typed.get("height", "").isdecimal() and "width" not in typed:
        return {"width": str(max(1, round(int(typed["height"]) * width / height)))}
    return {} if typed.keys() & {"width", "height"} else {"width": str(width), "height": str(height)}


def alt_text_advice(typed: str) -> str:
    """Return how to write an alt text where the source of the image is *typed*."""
    if typed.startswith("!["):
        return 'write ![What it shows](…), or ![""](…) if it only decorates'
    if typed.startswith("<"):
        return 'write alt="What it shows", or alt="" if it only decorates'
    return "give it an alt text, or an empty one if it only decorates"


def _size(file: ImageFile) -> tuple[tuple[int, int] | None, str]:
    """Return width and height, or None and a message if the file is not an image that browsers show."""
    if file.path is None:
        return None, ""
    try:
        return size_of(file.path), ""
    except UnreadableImage as error:
        return None, f'"{display_path(file.path)}" {error}'


def _alt_text_problems(image: Image) -> Iterator[tuple[str, str]]:
    alt = image.attributes.get("alt")
    if is_missing(alt):
        yield "I01", "the image has no alt text"
    elif size := size_in(alt or ""):
        yield (
            "I02",
            f'the alt text ends with "{size}", which is a size for another program, and is read aloud; remove it',
        )
    elif is_uninformative(alt or "", image.address):
        yield "I02", f'the alt text "{(alt or "").strip()}" does not say what the image shows'


def _file_problems(image: Image, file: ImageFile, content: Content, limits: Limits) -> Iterator[tuple[str, str]]:
    if file.rule:
        yield file.rule, file.message
    if image.address[:5].lower() == "data:":
        kb = len(image.address) // 1000
        yield "I09", f"the image is typed into the text{f' ({kb} kB)' if kb else ''}; {_save_it(content)}"
    if file.host and not limits.allow_external:
        yield "I05", _external_message(file.host, content)
    size = file.path.stat().st_size if file.path and limits.max_bytes else 0
    if file.path and size > limits.max_bytes:
        yield "I06", f'"{display_path(file.path)}" has {size // 1000} kB, which is slow on a phone; save it smaller'


def _external_message(host: str, content: Content) -> str:
    return (
        f"the image is on {host}, which would learn who reads the page; if its licence allows it, {_save_it(content)}"
    )


def _save_it(content: Content) -> str:
    folder = next(iter(content.settings["STATIC_PATHS"]), "images")
    return f"save it in {folder}/ and write {{static}}/{folder}/name.png"
