"""The dossier's sources are converted into bibliography and annotations, and nothing of them is lost."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from hamerkop.citations.vancouver import format_item
from scripts.convert_sources import (
    annotations_yaml,
    convert,
    convert_all,
    keep_limits,
    main,
    outdated_limits,
    read_authors,
    read_pages,
    rebuild,
    references_json,
)

CONTENT = Path(__file__).resolve().parents[3] / "content"
ITEMS = json.loads((CONTENT / "references.json").read_text("utf-8"))
ANNOTATIONS = yaml.safe_load((CONTENT / "annotations.yaml").read_text("utf-8"))


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
def test_every_field_of_an_entry_can_be_rebuilt(source: dict[str, Any]) -> None:
    assert rebuild(*convert(source)) == source


@pytest.mark.parametrize(
    ("text", "names"),
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
def test_names_are_read_as_family_and_given(text: str, names: list[dict[str, str]]) -> None:
    assert read_authors(text) == (names, {})


def test_an_incomplete_list_is_marked_in_both_files() -> None:
    item, annotation = convert(entry(authors="Alder AB, and others"))
    assert item["author"][-1] == {"literal": "others"}
    assert annotation["authors_incomplete"] is True
    assert format_item(item).startswith("Alder AB, et al. Of trees.")


def test_a_senior_author_is_not_printed_as_the_second() -> None:
    item, annotation = convert(entry(authors="Alder AB, and others; Cedar D (senior author)"))
    assert format_item(item).startswith("Alder AB, et al. Of trees.")
    assert annotation["last_author"] == "Cedar D"


@pytest.mark.parametrize(
    ("text", "year", "fields"),
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
def test_pages_become_the_csl_field_that_they_are(text: str, year: int, fields: dict[str, Any]) -> None:
    assert read_pages(text, year)[0] == fields


def test_the_order_of_the_dossier_does_not_matter() -> None:
    forwards, backwards = convert_all(SAMPLE), convert_all(SAMPLE[::-1])
    assert references_json(forwards[0]) == references_json(backwards[0])
    assert annotations_yaml(forwards[1]) == annotations_yaml(backwards[1])


def test_an_entry_that_would_lose_something_stops_the_conversion() -> None:
    with pytest.raises(ValueError, match="alder2020: colour 'green' came back as None"):
        convert_all([entry(colour="green")])


def test_a_key_given_twice_stops_the_conversion() -> None:
    with pytest.raises(ValueError, match="same key"):
        convert_all([entry(), entry()])


# Limits, which readers are shown instead of caveats


def test_limits_written_by_hand_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources, annotations = tmp_path / "sources.json", tmp_path / "annotations.yaml"
    sources.write_text(json.dumps(SAMPLE), "utf-8")
    monkeypatch.setattr("sys.argv", ["convert_sources.py", str(sources), str(tmp_path)])
    main()
    made = annotations.read_text("utf-8")
    kept = made.replace("caveats: 'Few: 12 trees.'\n", "caveats: 'Few: 12 trees.'\n  limits: Only a few trees.\n", 1)
    assert kept != made
    annotations.write_text(kept, "utf-8")
    main()
    assert annotations.read_text("utf-8") == kept


def test_limits_of_an_item_that_is_gone_stop_the_conversion() -> None:
    with pytest.raises(ValueError, match=r"annotations\.yaml has limits for elm1999"):
        keep_limits(convert_all(SAMPLE)[1], {"elm1999": {"limits": "Old."}})


def test_limits_whose_caveats_have_changed_are_named() -> None:
    earlier = {"alder2020": {"caveats": "Many trees.", "limits": "Trees."}, "zelkova": {"caveats": "Fewer."}}
    annotations = keep_limits(convert_all(SAMPLE)[1], earlier)
    assert list(annotations["alder2020"])[-3:] == ["caveats", "limits", "confidence"]
    assert outdated_limits(annotations, earlier) == ["alder2020"]


# The files of the publication


def test_every_item_has_an_annotation_and_every_annotation_an_item() -> None:
    assert [item["id"] for item in ITEMS] == sorted(ANNOTATIONS) != []


def test_every_item_has_authors_title_year_and_address() -> None:
    for item in ITEMS:
        assert item["author"], item["id"]
        assert item["title"].strip(), item["id"]
        assert item["issued"]["date-parts"][0][0] > 1900, item["id"]
        assert item["URL"].startswith(("https://", "http://")), item["id"]
        assert re.fullmatch(r"10\.\d{4,9}/\S+", item.get("DOI", "10.1000/none")), item["id"]


def test_no_name_is_empty() -> None:
    for item in ITEMS:
        for name in item["author"]:
            assert name.get("literal") or (name["family"] and name["given"]), item["id"]


def test_every_annotation_has_its_fields() -> None:
    for key, annotation in ANNOTATIONS.items():
        assert {"type", "design", "finding", "caveats", "confidence"} <= set(annotation), key
        assert annotation["confidence"] in {"high", "medium"}, key


FOR_WRITERS = r"(?i)\b(test link|cite|check|print|publishing|publication day|confirm|quote percentages)\b"


def test_limits_speak_to_readers_and_not_to_writers() -> None:
    limits = {key: annotation.get("limits") or annotation["caveats"] for key, annotation in ANNOTATIONS.items()}
    for_writers = {key: text for key, text in limits.items() if re.search(FOR_WRITERS, text)}
    assert for_writers == {}


def test_incomplete_lists_of_authors_end_in_et_al() -> None:
    incomplete = [item for item in ITEMS if ANNOTATIONS[item["id"]].get("authors_incomplete")]
    assert incomplete
    for item in ITEMS:
        assert (item in incomplete) == (item["author"][-1] == {"literal": "others"}), item["id"]
    for item in incomplete:
        assert ", et al. " in format_item(item)
