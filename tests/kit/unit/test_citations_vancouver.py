"""How an item is printed in a reference list."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamerkop.citations.vancouver import (
    format_date,
    format_item,
    format_names,
    initials,
    sorted_under,
    year_issued,
)


def person(family: str, given: str, **more: str) -> dict[str, str]:
    return {"family": family, "given": given} | more


def journal(**fields: Any) -> dict[str, Any]:
    return {
        "type": "article-journal",
        "author": [person("Alder", "A. B.")],
        "title": "Of trees",
        "container-title": "Journal of Trees",
        "issued": {"date-parts": [[2020]]},
        "volume": "12",
        "issue": "3",
        "page": "45-67",
    } | fields


def without(item: dict[str, Any], *fields: str) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in fields}


SEVEN = [person(f"Name{letter}", letter) for letter in "ABCDEFG"]
REST = "Journal of Trees. 2020;12(3):45–67."
RECORDED = {"date-parts": [[2026, 11, 22]]}
DOI = '<a href="https://doi.org/10.1000/x1">https://doi.org/10.1000/x1</a>'

LINES = {
    "a journal article": (journal(), "Alder AB. Of trees. Journal of Trees. 2020;12(3):45–67."),
    "with a DOI": (journal(DOI="10.1000/x1"), f"Alder AB. Of trees. Journal of Trees. 2020;12(3):45–67. {DOI}"),
    "a DOI written as an address": (
        journal(DOI="https://doi.org/10.1000/x1", URL="https://example.org/"),
        f"Alder AB. Of trees. Journal of Trees. 2020;12(3):45–67. {DOI}",
    ),
    "no issue": (without(journal(), "issue"), "Alder AB. Of trees. Journal of Trees. 2020;12:45–67."),
    "no pages": (without(journal(), "page"), "Alder AB. Of trees. Journal of Trees. 2020;12(3)."),
    "an article number": (journal(page="e2342210"), "Alder AB. Of trees. Journal of Trees. 2020;12(3):e2342210."),
    "pages with letters": (journal(page="e858-e861"), "Alder AB. Of trees. Journal of Trees. 2020;12(3):e858–e861."),
    "pages with an appendix": (
        journal(page="1299-1313.e19"),
        "Alder AB. Of trees. Journal of Trees. 2020;12(3):1299–1313.e19.",
    ),
    "volumes counted in years": (
        journal(volume="2020", page="CD011612"),
        "Alder AB. Of trees. Journal of Trees. 2020;(3):CD011612.",
    ),
    "numbers instead of text": (journal(volume=12, issue=3), "Alder AB. Of trees. Journal of Trees. 2020;12(3):45–67."),
    "a year as text": (
        journal(issued={"date-parts": [["2020", "5"]]}),
        "Alder AB. Of trees. Journal of Trees. 2020;12(3):45–67.",
    ),
    "ahead of print": (
        without(
            journal(issued={"date-parts": [[2025, 10, 22]]}, status="advance online publication"),
            "volume",
            "issue",
            "page",
        ),
        "Alder AB. Of trees. Journal of Trees. 22 October 2025, advance online publication.",
    ),
    "six authors": (
        journal(author=SEVEN[:6]),
        f"NameA A, NameB B, NameC C, NameD D, NameE E, NameF F. Of trees. {REST}",
    ),
    "seven authors": (
        journal(author=SEVEN),
        f"NameA A, NameB B, NameC C, et al. Of trees. {REST}",
    ),
    "an incomplete list": (journal(author=[*SEVEN[:1], {"literal": "others"}]), f"NameA A, et al. Of trees. {REST}"),
    "an incomplete list of six": (
        journal(author=[*SEVEN[:6], {"literal": "others"}]),
        f"NameA A, NameB B, NameC C, et al. Of trees. {REST}",
    ),
    "nobody known by name": (journal(author=[{"literal": "others"}]), f"Of trees. {REST}"),
    "no author": (without(journal(), "author"), f"Of trees. {REST}"),
    "particles": (
        journal(author=[person("Loo", "A. J. A. E.", **{"non-dropping-particle": "van de"}), person("De Boer", "P.")]),
        f"van de Loo AJAE, De Boer P. Of trees. {REST}",
    ),
    "a particle of the other kind": (
        journal(author=[person("Holt", "C.", **{"dropping-particle": "von"})]),
        f"von Holt C. Of trees. {REST}",
    ),
    "Jr": (journal(author=[person("Zarate", "C. A.", suffix="Jr.")]), f"Zarate CA Jr. Of trees. {REST}"),
    "a family name of two words": (journal(author=[person("Al Jurdi", "R. K.")]), f"Al Jurdi RK. Of trees. {REST}"),
    "an organisation": (journal(author=[{"literal": "Johnson & Johnson"}]), f"Johnson &amp; Johnson. Of trees. {REST}"),
    "an organisation with a full stop": (journal(author=[{"literal": "NRx, Inc."}]), f"NRx, Inc. Of trees. {REST}"),
    "people and a group": (
        journal(author=[person("Morgan", "C. J. A."), {"literal": "Committee on Drugs"}]),
        f"Morgan CJA, Committee on Drugs. Of trees. {REST}",
    ),
    "a question": (journal(title="Of trees?"), f"Alder AB. Of trees? {REST}"),
    "markup in a title": (
        journal(title="Of <b>trees</b> & leaves"),
        f"Alder AB. Of <b>trees</b> &amp; leaves. {REST}",
    ),
    "all markup of CSL-JSON": (
        journal(title='<i>E. coli</i> in H<sub>2</sub>O<sup>+</sup>, <sc>ad</sc> <span class="nocase">iOS</span> x'),
        f"Alder AB. <i>E. coli</i> in H<sub>2</sub>O<sup>+</sup>, ad iOS x. {REST}",
    ),
    "small capitals written as a style": (
        journal(title='Of <span style="font-variant:small-caps;">trees</span>'),
        f"Alder AB. Of trees. {REST}",
    ),
    "markup in markup, before a question mark": (
        journal(title="<b>Of <i>trees?</i></b>"),
        f"Alder AB. <b>Of <i>trees?</i></b> {REST}",
    ),
    "markup that is not closed": (journal(title="P <i> 0.05 </b>"), f"Alder AB. P &lt;i&gt; 0.05 &lt;/b&gt;. {REST}"),
    "markup in the wrong order": (
        journal(title="<i>a<b>b</i>c</b>"),
        f"Alder AB. &lt;i&gt;a<b>b&lt;/i&gt;c</b>. {REST}",
    ),
    "other HTML": (
        journal(title='<script>a</script> <i onclick="x">b</i> <span class="x">c</span>'),
        (
            'Alder AB. &lt;script&gt;a&lt;/script&gt; &lt;i onclick="x"&gt;b&lt;/i&gt; '
            f'&lt;span class="x"&gt;c&lt;/span&gt;. {REST}'
        ),
    ),
    "markup in the name of a journal": (
        journal(**{"container-title": "Journal of <i>Trees</i>"}),
        "Alder AB. Of trees. Journal of <i>Trees</i>. 2020;12(3):45–67.",
    ),
    "decomposed accents": (
        journal(title="De\u0301ja\u0300 vu", author=[person("Ale\u0301", "E\u0301lodie")]),
        f"Alé É. Déjà vu. {REST}",
    ),
    "characters that no page can have": (journal(title="Of\0 tr\x1bees\ud800"), f"Alder AB. Of trees. {REST}"),
    "nothing at all": ({"id": "alder2001", "type": "book"}, "alder2001."),
    "a web page": (
        {
            "type": "webpage",
            "author": [{"literal": "FDA"}],
            "title": "A warning",
            "container-title": "FDA alerts",
            "issued": {"date-parts": [[2022, 2]]},
            "accessed": RECORDED,
            "URL": "https://www.fda.gov/a?b&c",
        },
        'FDA. A warning. FDA alerts. February 2022. Recorded 22 November 2026. <a href="https://www.fda.gov/a?b&amp;c">fda.gov</a>',
    ),
    "a site that has its maker's name": (
        {
            "type": "webpage",
            "author": [{"literal": "988 Lifeline"}],
            "title": "988 Lifeline",
            "genre": "Website",
            "issued": {"date-parts": [[2026]]},
            "accessed": RECORDED,
            "URL": "https://988lifeline.org/",
        },
        '988 Lifeline. 2026. Recorded 22 November 2026. <a href="https://988lifeline.org/">988lifeline.org</a>',
    ),
    "a press release": (
        {"type": "webpage", "title": "Approved", "genre": "Press release", "issued": {"date-parts": [[2025, 1, 21]]}},
        "Approved. Press release. 21 January 2025.",
    ),
    "a report with a number": (
        {"type": "report", "title": "A drug", "collection-title": "Guidance", "number": "TA1"},
        "A drug. Guidance TA1.",
    ),
    "a report with its number in the title": (
        {"type": "report", "title": "A drug (TA1)", "collection-title": "Guidance", "number": "TA1"},
        "A drug (TA1). Guidance.",
    ),
    "a book": (
        {
            "type": "book",
            "author": [person("Alder", "Anne Beth")],
            "title": "Trees",
            "edition": "2",
            "publisher": "Wood Press",
            "publisher-place": "London",
            "issued": {"date-parts": [[1999]]},
        },
        "Alder AB. Trees. 2nd ed. London: Wood Press; 1999.",
    ),
    "a chapter": (
        {
            "type": "chapter",
            "author": [person("Alder", "A.")],
            "editor": [person("Birch", "B."), person("Cedar", "C.")],
            "title": "Leaves",
            "container-title": "Trees",
            "publisher": "Wood Press",
            "issued": {"date-parts": [[1999]]},
            "page": "5-9",
        },
        "Alder A. Leaves. In: Birch B, Cedar C, editors. Trees. Wood Press; 1999. p. 5–9.",
    ),
    "an address that runs a program": (
        {"title": "Trap", "URL": "javascript:alert(1)"},
        "Trap. javascript:alert(1)",
    ),
    "nothing but a title": ({"title": "Trees"}, "Trees."),
}


@pytest.mark.parametrize(("item", "expected"), LINES.values(), ids=LINES)
def test_prints(item: dict[str, Any], expected: str) -> None:
    assert format_item(item) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("R. M.", "RM"),
        ("RM", "RM"),
        ("Robert M.", "RM"),
        ("Jean-Pierre", "JP"),
        ("J.-P.", "JP"),
        ("élodie", "É"),
        ("", ""),
    ],
)
def test_given_names_become_initials(given: str, expected: str) -> None:
    assert initials(given) == expected


@pytest.mark.parametrize(
    ("issued", "text"),
    [
        ({"date-parts": [[2023]]}, "2023"),
        ({"date-parts": [[2023, 10]]}, "October 2023"),
        ({"date-parts": [[2023, 10, 1], [2023, 11, 2]]}, "1 October 2023"),
        ({"date-parts": [["2023", "10"]]}, "October 2023"),
        ({"date-parts": [[2023, 13]]}, "2023"),
        ({"literal": "in press"}, "in press"),
        ({"raw": "spring 2023"}, "spring 2023"),
        ({"date-parts": [[]]}, ""),
        ({}, ""),
        (None, ""),
    ],
)
def test_dates_are_as_exact_as_they_are_known(issued: Any, text: str) -> None:
    assert format_date({"issued": issued}, "issued") == text


@given(
    st.dictionaries(
        st.sampled_from(["author", "editor", "title", "issued", "volume", "page", "DOI", "URL", "type", "edition"]),
        st.one_of(st.text(), st.integers(), st.none(), st.lists(st.dictionaries(st.text(), st.text()))),
    )
)
def test_any_damaged_item_is_printed_without_an_error(item: dict[str, Any]) -> None:
    format_item(item)


@given(
    st.recursive(st.none() | st.integers() | st.text() | st.floats(), st.lists) | st.dictionaries(st.text(), st.text())
)
def test_any_damaged_date_is_printed_or_left_out(value: object) -> None:
    for issued in (value, {"date-parts": value}, {"date-parts": [value]}, {"date-parts": [[value]]}):
        format_item({"id": "a", "issued": issued})
        year_issued({"issued": issued})


@given(st.text())
def test_text_of_an_item_is_escaped(text: str) -> None:
    item = {"title": f"{text}<b>", "author": [{"literal": f"{text}<i>"}], "container-title": f"<u>{text}"}
    assert not re.search("<[biu]>", format_item(item))


def test_et_al_is_never_alone() -> None:
    assert format_names([]) == ""
    assert format_names([{"literal": "et al."}]) == ""


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ({"date-parts": [[2001, 5]]}, "2001"),
        ({"date-parts": [["2001"]]}, "2001"),
        ({"date-parts": [[]]}, ""),
        ({"date-parts": 2001}, ""),
        ({"literal": "in press"}, ""),
        ("2001", ""),
        (None, ""),
    ],
)
def test_the_year_is_read_or_unknown(issued: object, year: str) -> None:
    assert year_issued({"issued": issued}) == year


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ({"author": [{"family": "Loo", "non-dropping-particle": "van de", "dropping-particle": "x"}]}, "van de Loo"),
        ({"author": [{"family": "Ash"}, {"family": "Elm"}]}, "Ash"),
        ({"editor": [{"literal": "999 Line"}], "author": []}, "999 Line"),
        ({"author": "Ash"}, ""),
        ({}, ""),
    ],
)
def test_an_item_is_sorted_under_its_first_author_or_editor(item: dict[str, Any], name: str) -> None:
    assert sorted_under(item) == name
