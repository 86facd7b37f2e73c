"""What a picture means in Markdown: `![""](x.png)` decorates, and a picture alone with a title has a caption."""

from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor


class PictureTreeprocessor(Treeprocessor):
    """Gives the pictures of a document alt texts that mean what the writer typed, and captions."""

    def run(self, root: Element) -> None:
        for paragraph in root.iter("p"):
            if is_captioned(paragraph):
                make_figure(paragraph)
        for picture in root.iter("img"):
            spell_out_alt(picture)


def is_captioned(paragraph: Element) -> bool:
    """Tell whether there is a picture with a title in *paragraph*, and nothing else."""
    if len(paragraph) != 1 or (paragraph.text or "").strip():
        return False
    picture = paragraph[0]
    return picture.tag == "img" and bool(picture.get("title", "").strip()) and not (picture.tail or "").strip()


def make_figure(paragraph: Element) -> None:
    """Print the title under the picture: as an attribute only a mouse would find it."""
    paragraph.tag = "figure"
    paragraph.set("class", " ".join(filter(None, [paragraph.get("class"), "picture"])))
    SubElement(paragraph, "figcaption").text = paragraph[0].attrib.pop("title")


def spell_out_alt(picture: Element) -> None:
    """Tell "the writer typed none" from "the writer wants none", which both are `alt=""` to Markdown."""
    typed = picture.get("alt", "").strip()
    if typed == '""':
        picture.set("alt", "")
    elif not typed:
        picture.attrib.pop("alt", None)


class PictureExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # the name Markdown calls
        # After "inline" (20), which makes the pictures, and "attr_list" (8); before "unescape" (0).
        md.treeprocessors.register(PictureTreeprocessor(md), "hamerkop-pictures", 6)
