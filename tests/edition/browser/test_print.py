"""A printed article is whole, says where its links lead, and has its help lines, review status and disclaimer."""

import re
import subprocess

import pytest
import yaml

from tests.conftest import PROJECT
from tests.expectations import expect_none
from tests.programs import need_program

HELP_LINES = yaml.safe_load((PROJECT / "content" / "help_lines.yaml").read_text("utf-8"))
NAVIGATION = "nav, .skip-link, .toc, .pagination"
LEAST_FILLED = 0.55  # of a page's height that is not the last: less, and the break was forced


# Each piece of text that is drawn in some part of the page. On paper nothing folds, and nobody is led back from a
# reference.
PIECES = """parts => [...measures.texts()]
    .filter(({element}) => element.closest(parts) && !element.closest(".references a[href^='#'], summary"))
    .map(({node}) => node.data)"""
# A term's meaning is on the site's own page of terms: its address in mid-sentence would only be in the way.
LINKS = "[...document.querySelectorAll('.e-content a[href^=http]:not(.term)')].map(link => link.getAttribute('href'))"
NOTICES = ".help-strip, .review, .disclaimer, .site-footer p, .block.help, .byline, .grades"


def plain(text):
    """Return the Latin letters, digits and signs of *text* without spaces: what a PDF gives back as it was set."""
    letters = text.replace("ﬁ", "fi").replace("ﬂ", "fl")
    return re.sub(r"[^!-~À-ɏ]", "", letters)


@pytest.fixture
def printed(tmp_path):
    """Return ``printed(page)``: the plain text of the page on paper, and how far down each sheet is filled, 0 to 1."""
    pdftotext = need_program("pdftotext", "poppler-utils")

    def pages(page):
        file = tmp_path / "page.pdf"
        page.pdf(path=file, format="A4", prefer_css_page_size=True)

        def read(*options):
            done = subprocess.run([pdftotext, *options, str(file), "-"], capture_output=True, check=True)
            return done.stdout.decode("utf-8", "replace")  # the title of a hostile page can be cut within a letter

        filled = []
        for sheet in read("-bbox").split("<page ")[1:]:
            height = float(re.search(r'height="([\d.]+)"', sheet)[1])
            filled.append(max(map(float, re.findall(r'yMax="([\d.]+)"', sheet)), default=0) / height)
        return plain(read("-raw")), filled

    return pages


def articles(shown):
    return [one for one in shown if one.template == "article"]


@pytest.mark.parametrize("build", ["shown", "shown_published"])
def test_no_sentence_of_an_article_and_no_notice_is_lost_on_paper(reader, request, printed, build):
    page = reader()
    problems = {}
    chosen = articles(request.getfixturevalue(build))
    assert chosen
    for one in chosen:
        page.goto(one.url)
        text, notices = page.evaluate(PIECES, ".e-content"), page.evaluate(PIECES, NOTICES)
        links = page.evaluate(LINKS)
        paper, filled = printed(page)
        problems[one.url] = [
            *(f"lost: {piece!r}" for piece in [*text, *notices] if plain(piece) not in paper),
            *(f"no address: {link}" for link in links if plain(link) not in paper),
            *(
                f"sheet {at} of {len(filled)} ends at {end:.0%}"
                for at, end in enumerate(filled[:-1], 1)
                if end < LEAST_FILLED
            ),
        ]
        assert len(text) > 20
        assert len(notices) > 8
    expect_none(problems)


def test_what_only_leads_about_the_site_is_not_printed(reader, shown):
    page = reader()
    page.emulate_media(media="print")
    problems = {}
    for one in shown:
        page.goto(one.url)
        problems[one.url] = page.evaluate(
            "all => [...document.querySelectorAll(all)].filter(measures.seen).map(measures.name)", NAVIGATION
        )
    expect_none(problems)


def test_the_help_page_prints_every_number(reader, shown, printed):
    page = reader()
    page.goto(next(one.url for one in shown if one.url.endswith("example/help-now/")))
    paper = printed(page)[0]
    numbers = [one["value"] for place in HELP_LINES["places"] for line in place["lines"] for one in line["how"]]
    assert len(numbers) > 5
    assert [number for number in numbers if plain(number) not in paper] == []
