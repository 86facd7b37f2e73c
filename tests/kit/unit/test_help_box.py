"""The help lines of a file, and the links in their texts."""

from datetime import date

import pytest

from hamerkop.citations.bibliography import read_bibliography
from hamerkop.help_box import contact_links, read_help_lines, unknown_sources, with_links

LINKS = {"988": "tel:988", "988lifeline.org": "https://988lifeline.org/", "116 123": "tel:116123", "112": "tel:112"}
HEAD = """
recorded: 2026-11-22
strip: {text: Need help, link_text: Call}
box:
- {heading: Danger, text: Call 988.}
- {text: Or go.}
"""
PLACES = """
places:
- name: Otterland
  lines:
  - name: Holt line
    hours: All day
    how:
    - {kind: call, value: "988", href: "tel:988"}
    - {kind: text, value: "988", href: "sms:988"}
  - {name: A place to go to}
"""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("call 988.", 'call <a href="tel:988">988</a>.'),
        ("at 988lifeline.org now", 'at <a href="https://988lifeline.org/">988lifeline.org</a> now'),
        ("on 116 123", 'on <a href="tel:116123">116\u00a0123</a>'),
        ("1123 or 9 or A&E", "1123 or 9 or A&amp;E"),
        ("", ""),
    ],
)
def test_known_numbers_become_links_and_nothing_else_does(text, html):
    assert with_links(text, LINKS) == html


def test_without_any_number_the_text_stays():
    assert with_links("call <us>", {}) == "call &lt;us&gt;"


def test_a_number_to_call_and_to_text_is_called():
    how = [{"kind": "call", "value": "988", "href": "tel:988"}, {"kind": "text", "value": "988", "href": "sms:988"}]
    assert contact_links([{"lines": [{"name": "A", "how": how}, {"name": "B"}]}]) == {"988": "tel:988"}


def read(tmp_path, text):
    """Return the help lines of a file with this text, and its problems as (position, rule, message)."""
    (tmp_path / "help.yaml").write_text(text, "utf-8")
    help_lines, problems = read_help_lines(tmp_path / "help.yaml")
    return help_lines, [(tuple(each.start), each.rule, each.message) for each in problems]


def test_the_numbers_of_the_places_are_links_in_the_box(tmp_path):
    help_lines, problems = read(tmp_path, HEAD + PLACES)
    assert problems == []
    assert [(each.heading, each.html) for each in help_lines.box] == [
        ("Danger", 'Call <a href="tel:988">988</a>.'),
        ("", "Or go."),
    ]
    assert (help_lines.strip["link_text"], help_lines.recorded) == ("Call", date(2026, 11, 22))
    assert help_lines.places[0]["lines"][0]["hours"] == "All day"


LONG = PLACES.replace('"988"', '"116 123"').replace(":988", ":116123")


@pytest.mark.parametrize("number", ["116 132", "116 12", "116 124", "116-132"])
def test_a_number_in_the_box_that_is_nearly_that_of_a_line_is_reported(tmp_path, number):
    _, [(_, rule, message)] = read(tmp_path, (HEAD + LONG).replace("Call 988", f"Call {number}"))
    assert (rule, message.startswith(f'"{number}" is nearly 116123')) == ("Y12", True)


@pytest.mark.parametrize("words", ["999 or 112", "116 123", "+44 116 123", "0800 111 222", "24 hours, 1200.50 or 24/7"])
def test_what_is_no_misspelt_number_in_the_box_is_right(tmp_path, words):
    assert read(tmp_path, (HEAD + LONG).replace("Call 988.", f'"Call {words}."'))[1] == []


def test_what_the_file_does_not_have_is_empty(tmp_path):
    help_lines, problems = read(tmp_path, "box: []\n")
    assert problems == []
    assert (help_lines.strip, help_lines.box, help_lines.places, help_lines.recorded) == ({}, (), (), None)
    assert read(tmp_path, "# nothing yet\n") == (None, [])


def test_a_part_that_is_wrong_is_reported_and_left_out_and_the_others_stay(tmp_path):
    head = "box:\n- {heading: A}\n- {text: Call 988.}\nstrip: {text: x}\nboxx: []\n"
    help_lines, problems = read(tmp_path, head + PLACES + "- {name: B, lines: []}\n")
    assert problems == [
        ((2, 3), "Y02", '"text" is missing or empty; write a value for it'),
        ((4, 1), "Y02", '"link_text" is missing or empty; write a value for it'),
        ((5, 1), "Y02", '"boxx" is not a key here; did you mean "box"?'),
        ((16, 13), "Y02", '"lines" is missing or empty; write a value for it'),
    ]
    assert [each.html for each in help_lines.box] == ['Call <a href="tel:988">988</a>.']
    assert help_lines.strip == {}
    assert [place["name"] for place in help_lines.places] == ["Otterland"]


def test_a_number_without_quotes_is_reported_because_it_is_no_text(tmp_path):
    help_lines, problems = read(tmp_path, PLACES.replace('"988"', "988", 1))
    assert problems == [((8, 20), "Y02", '"value" is 988; write text, in quotes')]
    assert help_lines.places == ()


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("box:\n- {text: 999}", (2, 4), '"text" is 999; write text, in quotes'),
        ("box:\n- {text: [a]}", (2, 4), '"text" is a list; write text'),
        ("box:\n- {heading: {a: b}, text: x}", (2, 4), '"heading" is a mapping; write text'),
        ("box: 5", (1, 1), '"box" is 5; write a list'),
        ("box:\n- x", (2, 3), 'an entry is "x"; write {heading: …, text: …}'),
        ("strip: x", (1, 1), '"strip" is "x"; write {text: …, link_text: …}'),
        ("recorded: soon", (1, 1), '"recorded" is "soon"; write a date'),
        ("places:\n- {name: A, lines: x}", (2, 13), '"lines" is "x"; write a list'),
        ("places:\n- {name: A, lines: [{name: B, hours: 24}]}", (2, 31), '"hours" is 24; write text, in quotes'),
        ("places:\n- {name: A, lines: [{name: B, how: [988]}]}", (2, 37), "an entry is 988; write {kind: …"),
        ("places:\n- {name: A, lines: [{name: B, how: x}]}", (2, 31), '"how" is "x"; write a list'),
    ],
)
def test_a_value_of_the_wrong_type_is_reported_where_it_is(tmp_path, text, position, message):
    _, [(start, rule, said)] = read(tmp_path, text + "\n")
    assert (start, rule, said[: len(message)]) == (position, "Y02", message)


@pytest.mark.parametrize(
    ("contact", "message"),
    [
        ('{kind: call, value: "988", href: "tel:998"}', 'readers see "988", and "tel:998" is not that number'),
        ('{kind: call, value: "911", href: "tel:9111"}', 'readers see "911", and "tel:9111" is not that number'),
        ('{kind: text, value: "988", href: "tel:988"}', 'href: "tel:988" does not text 988; write "sms:988"'),
        ('{kind: call, value: "116 123", href: "https://a.example/"}', "does not call 116 123"),
        ('{kind: caht, value: "a.example", href: "https://a.example/"}', 'there is no "caht"; did you mean "chat"?'),
    ],
)
def test_a_contact_that_does_not_lead_to_what_readers_see_is_reported(tmp_path, contact, message):
    _, [(start, rule, said)] = read(tmp_path, f"places:\n- name: A\n  lines:\n  - name: B\n    how:\n    - {contact}\n")
    assert (start, rule) == ((6, 7), "Y12")
    assert message in said


@pytest.mark.parametrize(
    "contact",
    [
        '{kind: call, value: "0800 123 456", href: "tel:+44800123456"}',
        '{kind: call, value: "(03) 9-1234", href: "tel:0391234"}',
        '{kind: text, value: "988", href: "sms:988?body=HELLO"}',
        '{kind: chat, value: "a.example", href: "https://a.example/chat"}',
        '{kind: visit, value: "Elm Street", href: "https://a.example/"}',
    ],
)
def test_a_contact_that_leads_to_what_readers_see_is_right(tmp_path, contact):
    assert read(tmp_path, f"places:\n- name: A\n  lines:\n  - name: B\n    how:\n    - {contact}\n")[1] == []


def test_how_may_be_empty_where_there_is_a_site(tmp_path):
    line = "name: B, how: , site: https://a.example/"
    help_lines, problems = read(tmp_path, f"places:\n- name: A\n  lines:\n  - {{{line}}}\n")
    assert problems == []
    assert help_lines.places[0]["lines"][0]["name"] == "B"


@pytest.mark.parametrize(
    ("line", "rule", "message"),
    [
        ("name: B, how: []", "Y12", '"B" has nothing to call, text or open; write it in how: or site:'),
        (
            "name: B, site: 'https://a.example/', costs: Free",
            "Y02",
            '"costs" is not a key that the help lines have',
        ),
        ("name: B, site: 'https://a.example/', hours: '**Day**'", "Y13", '"hours": **Day** is printed as typed'),
    ],
)
def test_a_line_that_is_probably_a_slip_is_reported_and_kept(tmp_path, line, rule, message):
    help_lines, [(start, found, said)] = read(tmp_path, f"places:\n- name: A\n  lines:\n  - {{{line}}}\n")
    assert (start[0], found, said[: len(message)]) == (4, rule, message)
    assert len(help_lines.places) == 1


def test_a_source_that_is_not_in_the_bibliography_is_reported_where_the_others_are(tmp_path):
    path = tmp_path / "help.yaml"
    lines = "- {name: A, lines: [{name: B, site: 'https://a.example/', source: alder2020}]}\n"
    path.write_text("places:\n" + lines + lines.replace("alder2020", "alder2021"), "utf-8")
    (tmp_path / "references.json").write_text('[{"id": "alder2020", "title": "T"}]', "utf-8")
    bibliography = read_bibliography(tmp_path / "references.json")[0]
    (problem,) = unknown_sources(path, bibliography)
    assert (problem.rule, problem.start.line) == ("C01", 3)
    assert problem.message.endswith('did you mean "alder2020"?')
    path.write_text("places:\n" + lines.replace("alder2020", "their own page"), "utf-8")
    assert list(unknown_sources(path, bibliography)) == []


def test_a_file_that_is_no_mapping_has_no_help_lines(tmp_path):
    assert read(tmp_path, "- a\n") == (
        None,
        [((1, 1), "Y01", "is not a mapping; write box: and places: with what they hold")],
    )
