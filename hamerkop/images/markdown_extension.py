"""Reads images in Markdown: `![""](x.png)` only decorates, and an image alone with a title gets a caption."""

from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from hamerkop.images.img_tags import NO_ALT


class ImagesTreeprocessor(Treeprocessor):
    """Gives the images of a document the alt texts that the writer meant, and captions."""

    def run(self, root: Element) -> None:
        """Change the tree below *root*."""
        for paragraph in root.iter("p"):
            if has_captioned_image(paragraph):
                make_figure(paragraph)
        for image in root.iter("img"):
            set_alt(image)


def has_captioned_image(paragraph: Element) -> bool:
    """Return whether *paragraph* has an image with a title, and nothing else."""
    if len(paragraph) != 1 or (paragraph.text or "").strip():
        return False
    image = paragraph[0]
    return image.tag == "img" and bool(image.get("title", "").strip()) and not (image.tail or "").strip()


def make_figure(paragraph: Element) -> None:
    """Print the title below the image: as an attribute only those with a mouse would find it."""
    paragraph.tag = "figure"
    paragraph.set("class", " ".join(filter(None, [paragraph.get("class"), "image"])))
    SubElement(paragraph, "figcaption").text = paragraph[0].attrib.pop("title")


def set_alt(image: Element) -> None:
    """Distinguish "no alt text was typed" from "none is wanted"; Markdown makes `alt=""` of both.

    An image without an alt text keeps its `alt=""`, without which screen readers read the name of its file, and gets a
    mark that :mod:`hamerkop.images.img_tags` removes.
    """
    typed = image.get("alt", "").strip()
    if typed == '""':
        image.set("alt", "")
    elif not typed:
        image.set("alt", "")
        image.set(NO_ALT, "")


class ImagesExtension(Extension):
    """Puts the treeprocessor into Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the name Markdown calls
        """Register the treeprocessor; hamerkop.shared.markdown_extensions says why at 6."""
        md.treeprocessors.register(ImagesTreeprocessor(md), "hamerkop-images", 6)
