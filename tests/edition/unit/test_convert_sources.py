"""The dossier's sources become references and notes, and nothing of them is lost on the way."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from hamerkop.citations.vancouver import line
from scripts.convert_sources import (
    convert,
    convert_all,
    evidence_yaml,
    main,
    outdated,
    read_authors,
    read_pages,
    rebuild,
    references_json,
    with_limits,
)

CONTENT = Path(__file__).resolve().parents[3] / "content"
WORKS = json.loads((CONTENT / "references.json").read_text("utf-8"))
NOTES = yaml.safe_load((CONTENT / "annotations.yaml").read_text("utf-8"))


def entry(key: str = "alder2020", **fields: Any) -> dict[str, Any]:
    return {
        "key": key,
        "authors": "Alder AB, Birch C",
        "title": "Of trees",
        "container": "Journal of Trees",
        "year": 2020,
        "volume": "12(3)",
        "pages": "45-67",
        "doi": "10.1000/x1",
        "url": "https://doi.org/10.1000/x1",
        "type": "journal article",
        "design": "Trial",
        "n": "12",
        "finding": "Trees grew.",
        "caveats": "Few: 12 trees.",
        "confidence": "high",
    } | fields


def web_page(key: str, authors: str, pages: str | None = None, **fields: Any) -> dict[str, Any]:
    return entry(key, authors=authors, pages=pages, volume=None, doi=None, n=None) | fields


SAMPLE = [
    entry(),
    entry("zelkova", volume="62", pages="102127"),
    entry("appendix", pages="1299-1313.e19"),
    entry("number", volume="81(3)", pages="19m13191"),
    entry("cochrane", volume="2021(9)", pages="CD011612", year=2021),
    entry("bare", volume="7(6)", pages=None, doi=None),
    entry("names", authors="Zarate CA Jr, van de Loo AJAE, aan het Rot M, Al Jurdi RK, De Boer P, Smith-Apeldoorn SY"),
    entry("more", authors="Phillips JL, Norris S, and others"),
    entry("senior", authors="Jelovac A, and others; McLoughlin DM (senior author)"),
    entry("named", authors="Jha MK, and others; Anand A, Mathew SJ (ELEKT-D investigators)"),
    entry("group", authors="Morgan CJA, Curran HV; Independent Scientific Committee on Drugs"),
    entry("online", volume=None, pages="online 22 October 2025", year=2025),
    entry("gazette", authors="Drug Enforcement Administration; Department of Health", container="Federal Register"),
    web_page("alert", "US Food and Drug Administration", "February 2022", year=2022, type="regulator"),
    web_page("label", "US FDA (approved labelling; Par/Endo)", "revised October 2024", year=2024, type="label"),
    web_page("old label", "US FDA", "first approved March 2019; use current revision", year=2025, type="label"),
    web_page("release", "Johnson & Johnson", "21 January 2025", year=2025, container="Company press release"),
    web_page("filing", "NRx Pharmaceuticals, Inc.", "note 1", type="company filing"),
    web_page("guidance", "NICE", "TA854", container="NICE technology appraisal guidance", type="guideline"),
    web_page("site", "Samaritans", container="Website", type="crisis resource"),
    web_page("who", "World Health Organization", container="WHO", type="style guidance"),
]


@pytest.mark.parametrize("source", SAMPLE, ids=[source["key"] for source in SAMPLE])
def test_every_field_of_an_entry_is_found_again(source: dict[str, Any]) -> None:
    assert rebuild(*convert(source)) == source


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Berman RM", [{"family": "Berman", "given": "R. M."}]),
        ("Zarate CA Jr", [{"family": "Zarate", "given": "C. A.", "suffix": "Jr"}]),
        ("Zarate C Jr", [{"family": "Zarate", "given": "C.", "suffix": "Jr"}]),
        ("van de Loo AJAE", [{"family": "Loo", "given": "A. J. A. E.", "non-dropping-particle": "van de"}]),
        ("aan het Rot M", [{"family": "Rot", "given": "M.", "non-dropping-particle": "aan het"}]),
        ("von Holt C", [{"family": "Holt", "given": "C.", "non-dropping-particle": "von"}]),
        ("De Boer P", [{"family": "De Boer", "given": "P."}]),
        ("Al Jurdi RK", [{"family": "Al Jurdi", "given": "R. K."}]),
        ("Londono Tobon A", [{"family": "Londono Tobon", "given": "A."}]),
        ("O'Connell NE", [{"family": "O'Connell", "given": "N. E."}]),
        ("Smith-Apeldoorn SY", [{"family": "Smith-Apeldoorn", "given": "S. Y."}]),
        ("NRx Pharmaceuticals, Inc.", [{"literal": "NRx Pharmaceuticals, Inc."}]),
        (
            "Council on Misuse, reported by LBC",
            [{"literal": "Council on Misuse, reported by LBC"}],
        ),
    ],
)
def test_names_are_read_as_family_and_given(words: str, names: list[dict[str, str]]) -> None:
    assert read_authors(words) == (names, {})


def test_a_list_that_goes_on_says_so_in_both_files() -> None:
    work, note = convert(entry(authors="Alder AB, and others"))
    assert work["author"][-1] == {"literal": "others"}
    assert note["authors_incomplete"] is True
    assert line(work).startswith("Alder AB, et al. Of trees.")


def test_a_senior_author_is_not_printed_as_the_second() -> None:
    work, note = convert(entry(authors="Alder AB, and others; Cedar D (senior author)"))
    assert line(work).startswith("Alder AB, et al. Of trees.")
    assert note["last_author"] == "Cedar D"


@pytest.mark.parametrize(
    ("words", "year", "fields"),
    [
        ("351-354", 2000, {"page": "351-354"}),
        ("e067194", 2022, {"page": "e067194"}),
        ("TA854", 2022, {"number": "TA854"}),
        ("note 1", 2025, {"section": "note 1"}),
        ("5 March 2019", 2019, {"issued": {"date-parts": [[2019, 3, 5]]}}),
        ("revised October 2024", 2024, {"issued": {"date-parts": [[2024, 10]]}}),
        ("first approved March 2019; use current revision", 2025, {}),
    ],
)
def test_what_stands_under_pages_goes_where_it_belongs(words: str, year: int, fields: dict[str, Any]) -> None:
    assert read_pages(words, year)[0] == fields


def test_the_order_of_the_dossier_does_not_matter() -> None:
    forwards, backwards = convert_all(SAMPLE), convert_all(SAMPLE[::-1])
    assert references_json(forwards[0]) == references_json(backwards[0])
    assert evidence_yaml(forwards[1]) == evidence_yaml(backwards[1])


def test_an_entry_that_would_lose_something_stops_the_conversion() -> None:
    with pytest.raises(ValueError, match="alder2020: colour 'green' came back as None"):
        convert_all([entry(colour="green")])


def test_a_key_given_twice_stops_the_conversion() -> None:
    with pytest.raises(ValueError, match="same key"):
        convert_all([entry(), entry()])


# What is said to readers instead of caveats


def test_limits_written_by_hand_outlive_a_conversion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources, evidence = tmp_path / "sources.json", tmp_path / "annotations.yaml"
    sources.write_text(json.dumps(SAMPLE), "utf-8")
    monkeypatch.setattr("sys.argv", ["convert_sources.py", str(sources), str(tmp_path)])
    main()
    made = evidence.read_text("utf-8")
    kept = made.replace("caveats: 'Few: 12 trees.'\n", "caveats: 'Few: 12 trees.'\n  limits: Only a few trees.\n", 1)
    assert kept != made
    evidence.write_text(kept, "utf-8")
    main()
    assert evidence.read_text("utf-8") == kept


def test_limits_of_a_work_that_is_gone_stop_the_conversion() -> None:
    with pytest.raises(ValueError, match=r"annotations\.yaml has limits for elm1999"):
        with_limits(convert_all(SAMPLE)[1], {"elm1999": {"limits": "Old."}})


def test_limits_are_to_be_read_again_when_the_caveats_under_them_change() -> None:
    earlier = {"alder2020": {"caveats": "Many trees.", "limits": "Trees."}, "zelkova": {"caveats": "Fewer."}}
    notes = with_limits(convert_all(SAMPLE)[1], earlier)
    assert list(notes["alder2020"])[-3:] == ["caveats", "limits", "confidence"]
    assert outdated(notes, earlier) == ["alder2020"]


# The files of the publication


def test_every_work_has_notes_and_every_note_a_work() -> None:
    assert [work["id"] for work in WORKS] == sorted(NOTES)


def test_every_work_says_who_what_when_and_where() -> None:
    for work in WORKS:
        assert work["author"], work["id"]
        assert work["title"].strip(), work["id"]
        assert work["issued"]["date-parts"][0][0] > 1900, work["id"]
        assert work["URL"].startswith(("https://", "http://")), work["id"]
        assert re.fullmatch(r"10\.\d{4,9}/\S+", work.get("DOI", "10.1000/none")), work["id"]


def test_no_name_is_empty() -> None:
    for work in WORKS:
        for name in work["author"]:
            assert name.get("literal") or (name["family"] and name["given"]), work["id"]


def test_every_note_says_what_was_found_and_what_limits_it() -> None:
    for key, note in NOTES.items():
        assert {"type", "design", "finding", "caveats", "confidence"} <= set(note), key
        assert note["confidence"] in {"high", "medium"}, key


WRITERS_WORDS = r"(?i)\b(test link|cite|check|print|publishing|publication day|confirm|quote percentages)\b"


def test_what_readers_are_told_is_not_said_to_writers() -> None:
    told = {key: note.get("limits") or note["caveats"] for key, note in NOTES.items()}
    spoken = {key: words for key, words in told.items() if re.search(WRITERS_WORDS, words)}
    assert spoken == {}


def test_incomplete_lists_of_authors_end_in_et_al() -> None:
    incomplete = [work for work in WORKS if NOTES[work["id"]].get("authors_incomplete")]
    assert incomplete
    for work in WORKS:
        assert (work in incomplete) == (work["author"][-1] == {"literal": "others"}), work["id"]
    for work in incomplete:
        assert ", et al. " in line(work)
