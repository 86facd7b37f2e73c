"""A reader of the Sources page sees every work, what it found, its limits, and who cites it."""

import json
import subprocess
import sys
from collections.abc import Callable

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tests.conftest import TinySite, article

WORKS = [
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
NOTE = "  design: Survey\n  n: 12\n  finding: Dams hold & <stay>.\n  caveats: One river.\n  confidence: high\n"
REFERENCES = json.dumps(WORKS, indent=1)
EVIDENCE = "# Our notes\n" + "".join(f"{work['id']}:\n{NOTE}" for work in WORKS)
PAGE = "---\ntitle: Sources\nsummary: All works.\ntemplate: bibliography\n---\n\nOur own words.\n"
FILES = {
    "references.json": REFERENCES,
    "annotations.yaml": EVIDENCE,
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
    """Return what an entry says, by its terms."""
    return {row.css("dt")[0].text(): row.css("dd")[0].text() for row in found.css("dl > div")}


def test_every_work_is_listed_by_first_author_and_year_and_can_be_led_to(build: Make) -> None:
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


def test_an_entry_says_what_the_work_is_what_it_found_and_its_limits(build: Make) -> None:
    found = entry(page_of(build(FILES)), "birch2002")
    assert found.css("p")[0].text() == "Beavers <i>. beavers.example.org"
    assert list(rows(found).items())[:5] == [
        ("Design", "Survey"),
        ("Size", "12"),
        ("What it found", "Dams hold & <stay>."),
        ("Limits", "One river."),
        ("How well checked", "High"),
    ]


def test_limits_written_for_readers_stand_in_the_place_of_caveats(build: Make) -> None:
    notes = EVIDENCE.replace("confidence: high", "limits: Only <one> river.\n  confidence: high", 1)
    page = page_of(build(FILES | {"annotations.yaml": notes}))
    assert rows(entry(page, "birch2002"))["Limits"] == "Only <one> river."
    assert rows(entry(page, "ash2001"))["Limits"] == "One river."
    assert page.body is not None
    assert page.body.text().count("One river.") == len(WORKS) - 1


def test_a_work_without_a_size_has_no_line_for_it_and_one_with_a_kind_says_it(build: Make) -> None:
    notes = EVIDENCE.replace("ash2010:\n  design: Survey\n  n: 12\n", "ash2010:\n  design: Mice\n  type: review\n")
    found = entry(page_of(build(FILES | {"annotations.yaml": notes})), "ash2010")
    assert rows(found)["Design"] == "Review. Mice"
    assert "Size" not in rows(found)


def test_a_work_links_the_published_articles_and_pages_that_cite_it(build: Make) -> None:
    about = "---\ntitle: About\nsummary: Us.\n---\n\nDams [@birch2002].\n"
    page = page_of(build(FILES | {"pages/about.md": about}))
    links = entry(page, "birch2002").css("dd a")
    assert [(link.text(), link.attributes["href"]) for link in links] == [
        ("About", "/about/"),
        ("Beavers", "/b/"),
        ("Zebras & otters", "/a/"),
    ]
    assert [link.text() for link in entry(page, "loo2017").css("dd a")] == ["Zebras & otters"]


def test_a_work_that_nobody_cites_is_a_note_and_neither_warning_nor_error(build: Make) -> None:
    site = build(FILES)
    assert rows(entry(page_of(site), "elan"))["Cited in"] == "Nothing yet"
    done = site.run(["-m", "pelican", "-s", "siteconf.py", "--verbose"])
    assert "no article or page" in done.stdout + done.stderr
    assert "ash2001, ash2010, elan, nines" in done.stdout + done.stderr


def test_a_note_without_a_work_and_a_work_without_a_note_are_errors_with_their_lines(site: Make) -> None:
    notes = EVIDENCE.replace("birch2002:", "burch2002:")
    assert site(FILES | {"annotations.yaml": notes}).build_badly() == [
        'content/annotations.yaml:2:1  no work "burch2002" in content/references.json; did you mean "birch2002"?',
        'content/references.json:3:9  no note on "birch2002" in content/annotations.yaml; did you mean "burch2002"?',
    ]


def test_mistakes_in_the_notes_are_named_in_one_run(site: Make) -> None:
    notes = EVIDENCE.replace("  finding: Dams hold & <stay>.\n", "", 1).replace("n: 12", "m: 12", 1)
    notes = notes.replace("confidence: high", "confidence: hihg", 1) + f"nines:\n{NOTE}"
    assert [
        problem.removeprefix("content/annotations.yaml:")
        for problem in site(FILES | {"annotations.yaml": notes}).build_badly()
    ] == [
        '2:1  "birch2002" has no finding; a reader is to see it',
        '4:3  "m" is not a field of a note',
        '6:15  confidence "hihg" is not one of high, medium, low',
        '37:1  "nines" is there already; keep one of them',
    ]


def test_a_file_that_yaml_cannot_read_is_one_mistake(site: Make) -> None:
    (problem,) = site(FILES | {"annotations.yaml": "a:\n  b: [\n"}).build_badly()
    assert problem.startswith("content/annotations.yaml:3:1  YAML cannot read this")
    (problem,) = site(FILES | {"annotations.yaml": "- a\n"}).build_badly()
    assert problem.startswith("content/annotations.yaml:1:1  write each note as")


def test_without_notes_works_are_listed_and_nothing_is_wrong(build: Make) -> None:
    page = page_of(build({name: text for name, text in FILES.items() if name != "annotations.yaml"}))
    assert list(rows(entry(page, "loo2017"))) == ["Cited in"]


def test_without_works_the_page_has_its_words_and_no_list(build: Make) -> None:
    page = page_of(build({"pages/sources.md": PAGE, "articles/a.md": article("A")}))
    assert "words." in page.css(".prose")[0].text()
    assert page.css(".letter-nav") == []


def test_notes_without_the_plugin_that_reads_works_are_told(site: Make) -> None:
    made = site(
        {"annotations.yaml": EVIDENCE, "articles/a.md": article("A")},
        settings={"PLUGINS": ["hamerkop.annotated_bibliography"]},
    )
    assert ['put "hamerkop.citations" into PLUGINS' in problem for problem in made.build_badly()] == [True]


def test_a_misspelt_setting_is_an_error_with_the_right_name(site: Make) -> None:
    (problem,) = site(FILES, settings={"EVIDENCE_FIEL": "x.yaml"}).build_badly()
    assert 'EVIDENCE_FIEL is not a setting; did you mean "ANNOTATED_BIBLIOGRAPHY_FILE"?' in problem


def test_a_file_that_is_named_and_not_there_is_an_error(site: Make) -> None:
    (problem,) = site(FILES, settings={"ANNOTATED_BIBLIOGRAPHY_FILE": "notes.yaml"}).build_badly()
    assert problem.startswith("content/notes.yaml:1:1")


def test_two_builds_give_the_same_bytes(site: Make) -> None:
    made = site(FILES)
    first = made.build(PYTHONHASHSEED="1").read("sources/index.html")
    assert made.build(PYTHONHASHSEED="2").read("sources/index.html") == first


def test_the_plugin_does_not_import_another() -> None:
    code = "import sys, hamerkop.annotated_bibliography; sys.exit(any(n.startswith('hamerkop.citations') for n in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
