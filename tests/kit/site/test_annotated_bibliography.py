"""A reader of the list of sources sees every item, what it found, its limits, and who cites it."""

import json
import re
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.conftest import TinySite, article

ITEMS = [
    {"id": "birch2002", "type": "webpage", "title": "Beavers <i>", "URL": "https://beavers.example.org/"},
    {"id": "ash2010", "title": "Later", "author": [{"family": "Ash"}], "issued": {"date-parts": [[2010]]}},
    {
        "id": "ash2001",
        "title": "Earlier",
        "author": [{"family": "Ash"}, {"literal": "others"}],
        "issued": {"date-parts": [[2001]]},
    },
    {
        "id": "loo2017",
        "title": "Cars",
        "author": [{"family": "Loo", "non-dropping-particle": "van de"}, {"family": "Ash"}],
        "issued": {"date-parts": [[2017]]},
    },
    {"id": "nines", "title": "Nines", "author": [{"literal": "999 Line"}]},
    {"id": "elan", "title": "Accents", "author": [{"family": "Élan"}]},
]
FIELDS = "  design: Survey\n  n: 12\n  finding: Dams hold & <stay>.\n  caveats: One river.\n  confidence: high\n"
REFERENCES = json.dumps(ITEMS, indent=1)
ANNOTATIONS = "# Annotations\n" + "".join(f"{item['id']}:\n{FIELDS}" for item in ITEMS)
PAGE = "---\ntitle: Sources\nsummary: All works.\ntemplate: bibliography\n---\n\nOur own words.\n"
FILES = {
    "references.json": REFERENCES,
    "annotations.yaml": ANNOTATIONS,
    "pages/sources.md": PAGE,
    "articles/a.md": article("Zebras & otters", "Dams [@birch2002]. As @loo2017 say, cars. [@birch2002]"),
    "articles/b.md": article("Beavers", "Dams [@birch2002]."),
    "articles/c.md": article("Secret", "Dams [@birch2002].", status="draft"),
    "articles/d.md": article("Later", "Dams [@birch2002].", date="2030-01-01"),
}

Make = Callable[..., TinySite]


def page_of(site: TinySite) -> LexborHTMLParser:
    return LexborHTMLParser(site.read("sources/index.html"))


def entry(page: LexborHTMLParser, key: str) -> LexborNode:
    (found,) = page.css(f"#source-{key}")
    return found


def rows(found: LexborNode) -> dict[str, str]:
    """Return the descriptions of an entry by their terms."""
    return {row.css("dt")[0].text(): row.css("dd")[0].text() for row in found.css("dl > div")}


def test_every_item_is_listed_by_first_author_and_year_and_has_an_id(build: Make) -> None:
    page = page_of(build(FILES))
    ids = [str(found.attributes["id"]) for found in page.css("[id^=source-]")]
    assert ids == [f"source-{key}" for key in ("nines", "ash2001", "ash2010", "birch2002", "elan", "loo2017")]
    assert [found.text() for found in page.css(".letter-nav a")] == ["0–9", "A", "B", "E", "V"]
    targets = {str(found.attributes["href"]).removeprefix("#") for found in page.css(".letter-nav a")}
    assert targets == {str(found.attributes["id"]) for found in page.css("h2[id^=sources-]")}
    assert [found.text() for found in page.css("h3")] == [
        "999 Line",
        "Ash and colleagues, 2001",
        "Ash, 2010",
        "Beavers <i>",
        "Élan",
        "Van de Loo and Ash, 2017",
    ]
    assert "words." in page.css(".prose")[0].text()


def test_an_entry_has_design_size_finding_limits_and_confidence(build: Make) -> None:
    found = entry(page_of(build(FILES)), "birch2002")
    assert found.css("p")[0].text() == "Beavers <i>. beavers.example.org"
    assert list(rows(found).items())[:5] == [
        ("Design", "Survey"),
        ("Size", "12"),
        ("What it found", "Dams hold & <stay>."),
        ("Limits", "One river."),
        ("How well checked", "High"),
    ]


def test_limits_written_for_readers_replace_the_caveats(build: Make) -> None:
    annotations = ANNOTATIONS.replace("confidence: high", "limits: Only <one> river.\n  confidence: high", 1)
    page = page_of(build(FILES | {"annotations.yaml": annotations}))
    assert rows(entry(page, "birch2002"))["Limits"] == "Only <one> river."
    assert rows(entry(page, "ash2001"))["Limits"] == "One river."
    assert page.body is not None
    assert page.body.text().count("One river.") == len(ITEMS) - 1


def test_size_and_type_are_optional(build: Make) -> None:
    annotations = ANNOTATIONS.replace(
        "ash2010:\n  design: Survey\n  n: 12\n", "ash2010:\n  design: Mice\n  type: review\n"
    )
    found = entry(page_of(build(FILES | {"annotations.yaml": annotations})), "ash2010")
    assert rows(found)["Design"] == "Review. Mice"
    assert "Size" not in rows(found)


def test_an_item_links_to_the_published_articles_and_pages_that_cite_it(build: Make) -> None:
    about = "---\ntitle: About\nsummary: Us.\n---\n\nDams [@birch2002].\n"
    page = page_of(build(FILES | {"pages/about.md": about}))
    links = entry(page, "birch2002").css("dd a")
    assert [(link.text(), link.attributes["href"]) for link in links] == [
        ("About", "/about/"),
        ("Beavers", "/b/"),
        ("Zebras & otters", "/a/"),
    ]
    assert [link.text() for link in entry(page, "loo2017").css("dd a")] == ["Zebras & otters"]


def test_the_newest_articles_that_cite_an_item_are_listed_and_the_others_counted(site: Make) -> None:
    about = "---\ntitle: About\nsummary: Us.\n---\n\nDams [@birch2002].\n"
    dated = {
        f"articles/{day}.md": article(f"Day {day}", "Dams [@birch2002].", date=f"2026-01-0{day}") for day in range(1, 6)
    }
    files = {name: text for name, text in FILES.items() if not name.startswith("articles/")} | dated
    settings = {"ANNOTATED_BIBLIOGRAPHY_MAX_CITED_BY": 3}
    made = site(files | {"pages/about.md": about}, settings=settings).build()
    assert rows(entry(page_of(made), "birch2002"))["Cited in"] == "About; Day 4; Day 5; and 3 more"
    made = site({}, settings={"ANNOTATED_BIBLIOGRAPHY_MAX_CITED_BY": 0}).build()
    assert rows(entry(page_of(made), "birch2002"))["Cited in"] == "6 articles and pages"


def test_an_item_that_nobody_cites_is_a_note_and_neither_warning_nor_error(build: Make) -> None:
    site = build(FILES)
    assert rows(entry(page_of(site), "elan"))["Cited in"] == "Nothing yet"
    done = site.run(["-m", "pelican", "-s", "siteconf.py", "--verbose"], COLUMNS="400")
    printed = " ".join((done.stdout + done.stderr).split())
    uncited = re.findall(r'(content/references\.json:\d+:\d+) +C10 +no article or page cites "(\w+)"', printed)
    lines = REFERENCES.splitlines()
    assert {key for _, key in uncited} == {"ash2001", "ash2010", "elan", "nines"}
    assert all(f'"{key}"' in lines[int(position.split(":")[1]) - 1] for position, key in uncited)


def test_an_annotation_without_an_item_and_an_item_without_an_annotation_are_reported(site: Make) -> None:
    annotations = ANNOTATIONS.replace("birch2002:", "burch2002:")
    name = "content/annotations.yaml"
    assert site(FILES | {"annotations.yaml": annotations}).build_badly() == [
        f'{name}:2:1  "burch2002" is not in content/references.json; did you mean "birch2002"?',
        f'content/references.json:3:9  "birch2002" has no annotation in {name}; did you mean "burch2002"?',
    ]


def test_all_problems_of_the_annotations_are_reported_in_one_run(site: Make) -> None:
    annotations = ANNOTATIONS.replace("  finding: Dams hold & <stay>.\n", "", 1).replace("n: 12", "confidnce: high", 1)
    annotations = annotations.replace("confidence: high", "confidence: hihg", 1).replace("n: 12", "n: [12]", 1)
    annotations += f"nines:\n{FIELDS}"
    assert [
        problem.removeprefix("content/annotations.yaml:")
        for problem in site(FILES | {"annotations.yaml": annotations}).build_badly()
    ] == [
        '2:1  "birch2002" has no finding; readers are shown these fields, so add them',
        '4:3  "confidnce" is not shown to readers; did you mean "confidence"?',
        '6:3  confidence is "hihg"; write high, medium or low',
        "9:3  n is not text; put it in quotes",
        '37:1  "nines" is given twice; keep one of them',
    ]


def test_writers_may_have_fields_of_their_own(build: Make) -> None:
    annotations = ANNOTATIONS.replace("  n: 12\n", "  n: 12\n  checked_by: [AB, CD]\n", 1)
    page = build(FILES | {"annotations.yaml": annotations}).read("sources/index.html")
    assert "Dams hold" in page
    assert "CD" not in LexborHTMLParser(page).text()


def test_a_file_that_yaml_cannot_read_is_one_problem(site: Make) -> None:
    (problem,) = site(FILES | {"annotations.yaml": "a:\n  b: [\n"}).build_badly()
    assert problem.startswith("content/annotations.yaml:3:1  YAML cannot read this")
    (problem,) = site(FILES | {"annotations.yaml": "- a\n"}).build_badly()
    assert problem.startswith("content/annotations.yaml:1:1  is not a mapping; write each annotation as")


def test_without_annotations_items_are_listed_and_nothing_is_wrong(build: Make) -> None:
    page = page_of(build({name: text for name, text in FILES.items() if name != "annotations.yaml"}))
    assert list(rows(entry(page, "loo2017"))) == ["Cited in"]


def test_without_a_bibliography_the_page_has_its_text_and_no_list(build: Make) -> None:
    page = page_of(build({"pages/sources.md": PAGE, "articles/a.md": article("A")}))
    assert "words." in page.css(".prose")[0].text()
    assert page.css(".letter-nav") == []


def test_annotations_without_the_plugin_that_reads_the_bibliography_are_one_problem(site: Make) -> None:
    made = site(
        {"annotations.yaml": ANNOTATIONS, "articles/a.md": article("A")},
        settings={"PLUGINS": ["hamerkop.annotated_bibliography"]},
    )
    assert ['add "hamerkop.citations", which reads it, to PLUGINS' in problem for problem in made.build_badly()] == [
        True
    ]


def test_a_misspelt_setting_is_reported_with_the_right_name(site: Make) -> None:
    (problem,) = site(FILES, settings={"ANNOTATED_BIBLIOGRAPHY_FIEL": "x.yaml"}).build_badly()
    assert 'ANNOTATED_BIBLIOGRAPHY_FIEL is not a setting; did you mean "ANNOTATED_BIBLIOGRAPHY_FILE"?' in problem


def test_a_file_that_is_named_and_missing_is_reported_at_the_setting(site: Make) -> None:
    (problem,) = site(FILES, settings={"ANNOTATED_BIBLIOGRAPHY_FILE": "notes.yaml"}).build_badly()
    assert problem.startswith("siteconf.py:")
    assert "ANNOTATED_BIBLIOGRAPHY_FILE: there is no file content/notes.yaml; add it, or remove" in problem


def test_two_builds_give_the_same_bytes(site: Make) -> None:
    made = site(FILES)
    first = made.build(PYTHONHASHSEED="1").read("sources/index.html")
    assert made.build(PYTHONHASHSEED="2").read("sources/index.html") == first
