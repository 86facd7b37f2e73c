"""The publication itself: everything there, everything sourced, every link leading somewhere, and the same
wherever it is built."""

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urljoin, urlparse

import feedparser
import pytest
import yaml
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from hamerkop.figures.data_file import read_data_file
from hamerkop.figures.sources import sources_of
from hamerkop.frontmatter.fields import read_fields
from hamerkop.frontmatter.reader import read_header
from hamerkop.shared.markdown_source import opened_blocks
from hamerkop.shared.tree_digest import digest, manifest
from tests.conftest import PROJECT, RealSite, tree
from tests.programs import need, need_module, need_program

ARTICLES = sorted((PROJECT / "content" / "articles").glob("*.md"))
PLAN = yaml.safe_load(Path(__file__).with_name("plan.yaml").read_text("utf-8"))
# Works that the plan gives an article and that it does not cite, with the reason.
NOT_CITED: dict[tuple[str, str], str] = {}
by_slug = pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)


def html_pages(site):
    return {path: data.decode() for path, data in site.bytes().items() if path.endswith(".html")}


def article_page(site, path):
    return LexborHTMLParser(site.read(f"{path.stem}/index.html"))


def test_every_content_file_is_published(edition):
    files = list((PROJECT / "content").glob("*/*.md"))
    assert len(files) == len(edition.report["outcomes"]) >= 44
    assert set(edition.report["outcomes"].values()) == {"published"}
    assert {path.stem for path in ARTICLES} == set(PLAN)


def works_of_figures(text):
    folder = PROJECT / "content" / "figures"
    names = [block.argument for block in opened_blocks(text) if block.name == "figure"]
    return {work for name in names for work in sources_of(read_data_file(folder / f"{name}.yaml").figure)}


@by_slug
def test_an_article_has_the_topics_and_cites_the_works_of_its_plan(path):
    header = read_header(str(path))
    cited = set(re.findall(r"@([\w:.+/-]+\w)", header.body)) | works_of_figures(header.body)
    excused = {work for slug, work in NOT_CITED if slug == path.stem}
    assert set(PLAN[path.stem]["works"]) - cited == excused
    assert read_fields(header)[0]["tags"] == PLAN[path.stem]["tags"]


@by_slug
def test_a_reference_list_matches_its_citations_in_order(edition, path):
    page = article_page(edition, path)
    links = page.css(".cite a")
    numbers = [int(re.match(r"\d+", link.text())[0]) for link in links]
    listed = [item.attributes["id"] for item in page.css(".references li")]
    assert [f"#{listed[number - 1]}" for number in numbers] == [link.attributes["href"] for link in links]
    assert max(numbers) == len(listed)
    firsts = [numbers.index(number) for number in range(1, len(listed) + 1)]
    assert firsts == sorted(firsts)


@by_slug
def test_an_article_leads_to_others_in_its_text(edition, path):
    slugs = {f"/{other.stem}/" for other in ARTICLES if other != path}
    links = [link.attributes["href"] for link in article_page(edition, path).css(".e-content a[href]")]
    assert len(slugs & set(links)) >= 2


def test_no_two_articles_open_alike():
    openings = [" ".join(read_header(str(path)).body.split()[:14]) for path in ARTICLES]
    assert len(set(openings)) == len(openings)


def test_the_build_says_nothing_but_what_it_made(edition):
    assert edition.report["warnings"] == []


@by_slug
def test_an_article_is_of_readable_length(path):
    text = re.sub(r"\[@[^\]]*\]|\]\([^)]*\)|^/// ?[\w-]*", "", read_header(str(path)).body, flags=re.MULTILINE)
    assert 700 <= len(re.findall(r"\w\S*", text)) <= 1300


@by_slug
def test_every_paragraph_with_a_figure_names_its_source(path):
    body = re.sub(r"\]\([^)]*\)", "]", read_header(str(path)).body)
    # Numbers that are not findings: the day of the last check, telephone numbers, and numbered lists.
    plain = re.sub(
        r"22 November 2026|\b(?:911|999|988|112|116 123)\b|988lifeline|^\d+\. ", "", body, flags=re.MULTILINE
    )
    pieces = [
        piece
        for piece in re.split(r"\n\s*\n|\n(?=- |\|)", plain)
        if re.search(r"\d", re.sub(r"\[@[^\]]*\]", "", piece))
    ]
    unsourced = [piece for piece in pieces if "[@" not in piece]
    assert unsourced == []


@by_slug
def test_titles_and_summaries_cite_nothing_because_they_have_no_list(path):
    fields = read_fields(read_header(str(path)))[0]
    assert "@" not in fields["title"] + fields["summary"]


@by_slug
def test_an_article_says_when_it_was_checked_and_is_due(path):
    fields, problems = read_fields(read_header(str(path)))
    assert problems == []
    assert fields["clinical_review"] == "not-reviewed"
    assert fields["last_evidence_check"] < fields["next_review"]
    assert 4 <= len(fields["tags"]) <= 6


@by_slug
def test_an_article_leads_to_at_least_three_others_and_says_why(edition, path):
    items = article_page(edition, path).css(".related li")
    assert len(items) >= 3
    for item in items:
        assert item.css_first("a").attributes["href"] != f"/{path.stem}/"
        assert re.search(r"Both about \S|Both mention \S|Chosen by the editors", item.text()), item.text()


@by_slug
def test_an_article_has_help_lines_review_status_and_disclaimer(edition, path):
    text = article_page(edition, path).css_first("body").text()
    for words in ("Need help now?", "Not yet clinically reviewed", "It is not medical advice", "Editorial team"):
        assert words in text


@pytest.mark.parametrize("slug", ["suicidal-thoughts", "when-it-does-not-help", "for-families-and-carers"])
def test_help_comes_before_the_text_where_the_subject_asks_for_it(edition, slug):
    text = LexborHTMLParser(edition.read(f"{slug}/index.html")).css_first("main").text()
    assert "In danger now?" in text
    opening = LexborHTMLParser(edition.read(f"{slug}/index.html")).css_first(".in-short li").text()
    assert text.index("In danger now?") < text.index(opening)


def test_the_two_hardest_articles_lead_to_each_other_and_to_the_families_page_first(edition):
    for slug, other in (("suicidal-thoughts", "when-it-does-not-help"), ("when-it-does-not-help", "suicidal-thoughts")):
        page = LexborHTMLParser(edition.read(f"{slug}/index.html"))
        first = [item.css_first("a").attributes["href"] for item in page.css(".related li")][:2]
        assert first == ["/for-families-and-carers/", f"/{other}/"]


@by_slug
def test_a_published_article_has_its_own_small_card(published, path):
    page = article_page(published, path)
    address = page.css_first('meta[property="og:image"]').attributes["content"]
    assert address == f"https://example.org/sub/cards/{path.stem}.png"
    file = published.output / "cards" / f"{path.stem}.png"
    with Image.open(file) as card:
        assert card.size == (1200, 630)
    assert file.stat().st_size <= 20 * 1024


@by_slug
def test_a_published_article_tells_machines_what_it_cites_and_claims_no_review(published, path):
    page = article_page(published, path)
    facts = json.loads(page.css_first('script[type="application/ld+json"]').text())
    lines = page.css(".references li")
    assert [work["@id"] for work in facts["citation"]] == [
        link.attributes["href"] for line in lines for link in line.css('a:not([role="doc-backlink"])')
    ]
    assert not {"lastReviewed", "reviewedBy"} & set(facts)


@by_slug
def test_what_machines_are_told_costs_a_reader_little(published, path):
    html = published.read(f"{path.stem}/index.html")
    without = re.sub(r'<script type="application/ld\+json">.*?</script>\n', "", html)
    assert 0 < packed(html) - packed(without) <= 512


def packed(html):
    return len(gzip.compress(html.encode(), 9, mtime=0))


def test_every_internal_link_and_anchor_resolves(published):
    pages = html_pages(published)
    root = "https://example.org/sub/"
    anchors = {
        path: {node.attributes["id"] for node in LexborHTMLParser(html).css("[id]")} for path, html in pages.items()
    }
    broken = []
    for path, html in pages.items():
        here = root + path.removesuffix("index.html")
        for node in LexborHTMLParser(html).css("[href], [src]"):
            target = urljoin(here, node.attributes.get("href") or node.attributes.get("src"))
            if target.startswith(root) and not resolves(target.removeprefix(root), published, anchors):
                broken.append((path, target))
    assert broken == []


def resolves(target, site, anchors):
    parts = urlparse(target)
    path = unquote(parts.path)
    if path == "" or path.endswith("/"):
        path += "index.html"
    return site.has(path) and (not parts.fragment or unquote(parts.fragment) in anchors.get(path, ()))


def test_feeds_parse_with_whole_articles_absolute_links_and_notices(published):
    feeds = [path for path in published.bytes() if path.endswith(".atom.xml")]
    assert len(feeds) > 10
    for path in feeds:
        feed = feedparser.parse(published.read(path), sanitize_html=False)
        assert not feed.bozo
        for entry in feed.entries:
            content = entry.content[0].value
            targets = re.findall(r'(?:href|src)="([^"]*)"', content)
            assert [target for target in targets if not re.match(r"https?://|tel:|sms:", target)] == []
            assert "Not yet clinically reviewed" in content
            assert "It is not medical advice" in content
    whole = feedparser.parse(published.read("feeds/all.atom.xml"), sanitize_html=False)
    assert len(whole.entries) == min(len(ARTICLES), 20)
    assert all("References" in entry.content[0].value for entry in whole.entries)


def test_the_json_feed_says_of_every_article_what_the_atom_feed_says(published):
    atom = feedparser.parse(published.read("feeds/all.atom.xml"), sanitize_html=False)
    feed = json.loads(published.read("feeds/all.json"))
    assert [item["url"] for item in feed["items"]] == [entry.link for entry in atom.entries]
    for item in feed["items"]:
        nodes = LexborHTMLParser(item["content_html"]).css("a[href], [src]")
        targets = [node.attributes.get("href") or node.attributes.get("src") for node in nodes]
        assert [target for target in targets if not re.match(r"https?://|tel:|sms:", target)] == []
        assert "It is not medical advice" in item["content_html"]
        assert "References" in item["content_html"]


def test_no_page_names_a_topic_that_has_no_article(edition):
    topics = {topic["slug"] for topic in yaml.safe_load((PROJECT / "content" / "topics.yaml").read_text("utf-8"))}
    used = {tag for path in ARTICLES for tag in read_fields(read_header(str(path)))[0]["tags"]}
    written = {path.split("/")[1] for path in edition.bytes() if re.fullmatch(r"topics/[^/]+/index\.html", path)}
    assert written == used <= topics


@pytest.fixture
def checkouts(tmp_path):
    """Two folders with one and the same commit."""
    who = {f"GIT_{role}_{part}": "tests@example.org" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    dates = {"GIT_AUTHOR_DATE": "2026-11-22T12:00:00Z", "GIT_COMMITTER_DATE": "2026-11-22T12:00:00Z"}
    first = RealSite(tmp_path / "first")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "One"]):
        subprocess.run(["git", *words], cwd=first.folder, env={**os.environ, **who, **dates}, check=True)
    second = tmp_path / "a second, deeper" / "folder"
    shutil.copytree(first.folder, second)
    return first.folder, second


def make_locale(folder):
    """Make a French locale, months and all, in *folder*; return LOCPATH."""
    need(Path("/usr/share/i18n/locales/fr_FR").exists(), "the source of a locale", "on Debian: apt install locales")
    localedef = need_program("localedef", "libc-bin")
    words = [localedef, "-i", "fr_FR", "-f", "UTF-8", str(folder / "fr_FR.UTF-8")]
    subprocess.run(words, check=True, capture_output=True)
    return str(folder)


def test_one_commit_gives_the_same_bytes_under_another_seed_zone_locale_clock_and_folder(checkouts):
    faketime = need_program("faketime", "faketime")
    first, second = checkouts
    command = [sys.executable, "-m", "hamerkop", "build", "--settings", "publishconf.py", "--json"]
    here = {**os.environ, "PYTHONPATH": str(PROJECT), "SITEURL": "https://example.org", "SITE_PREVIEW": "0"}
    here.pop("SOURCE_DATE_EPOCH", None)
    french = {"LC_ALL": "fr_FR.UTF-8", "LOCPATH": make_locale(first.parent)}
    there = {**here, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", **french}
    runs = [
        (first, {**here, "PYTHONHASHSEED": "0", "TZ": "UTC"}, []),
        (second, there, [faketime, "2027-03-01 03:00:00"]),
    ]
    reports = []
    for folder, env, prefix in runs:
        done = subprocess.run([*prefix, *command], cwd=folder, env=env, capture_output=True, text=True, check=False)
        reports.append(json.loads(done.stdout))
        assert reports[-1]["problems"] == [], done.stdout + done.stderr
    assert tree(first / "output-published") == tree(second / "output-published")
    assert reports[0]["sha256"] == reports[1]["sha256"] == digest(manifest(first / "output-published"))


@pytest.mark.checker
@pytest.mark.parametrize("kind", ["edition", "published"])
def test_the_nu_checker_finds_nothing(request, kind):
    java = need_program("java", "default-jre-headless")
    jar = need_module("vnu-jar/build/dist/vnu.jar")
    site = request.getfixturevalue(kind)
    words = [java, "-jar", str(jar), "--skip-non-html", "--errors-only", "--format", "gnu"]
    done = subprocess.run([*words, str(site.output)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
