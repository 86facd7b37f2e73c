"""How `hamerkop cite` reads works, names them, and writes them into a bibliography."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from hamerkop.authoring.cite import item_of_doi, key_for, lacking_in, printed, report, with_item, with_items
from hamerkop.authoring.reference_formats import Unreadable, date_parts, format_of, plain_latex, read_items, ris_name
from hamerkop.authoring.site import Refused

BIBTEX = r"""
@string{jro = "JRO"}
@article{a, author = {van de Loo, Adriana J.~A. and Zarate, Jr., Carlos and {River Trust} and D{\'i}az-Granados, N. and
    de la Vall{\'e}e Poussin, Charles and others},
  title = {{DNA} of na\"ive \textit{Lutra} --- a 50\% study}, journal = jro, year = 2023, month = jun,
  volume = 38, number = 2, pages = {15--25}, doi = {https://doi.org/10.1234/a\_b}, url = {https://doi.org/10.1234/a\_b}}
@online{b, author = {Müller, Jörg}, title = {A page}, date = {2024-03-05}, url = {https://example.org/a\_b~c},
  urldate = {2024-04-01}}
@inproceedings{c, author = {Ada Otter}, title = {A talk}, booktitle = {Rivers}, year = {in press}, address = {Ulm}}
@phdthesis{d, author = {Beaver, Ben}, title = {A thesis}, school = {University of Ulm}, year = 1999}
"""
RIS = """TY  - JOUR
AU  - Otter, Ada B.
AU  - van de Loo, A. J.
AU  - River Trust
TI  - Otters at night
T2  - JRO
DA  - 2023/06/22
VL  - 38
IS  - 2
SP  - 15
EP  - 25
DO  - https://doi.org/10.1234/xyz
UR  - https://doi.org/10.1234/xyz
ER  -

TY  - BOOK
A1  - Beaver, Ben, Jr.
T1  - A book of dams
PY  - 2020
PB  - Dam Press
CY  - Ulm
"""
PUBMED = """
PMID- 12345678
TI  - Night: what otters eat, and
      leave.
PG  - 15-25
LID - 10.1234/xyz [doi]
DP  - 2023 Jun 22
VI  - 38
IP  - 2
FAU - Otter, Ada B
AU  - Otter AB
FAU - van de Loo, Ann
AU  - van de Loo A
CN  - River Trust
JT  - JRO
AID - NEJMoa1 [pii]

PMID- 2
TI  - Another.
AU  - Beaver B
JT  - JRO
DP  - 2020
"""
CROSSREF = {
    "type": "journal-article",
    "title": ["Otters at night"],
    "container-title": "Journal of River Otters",
    "author": [
        {"given": "Ada", "family": "Otter", "sequence": "first", "affiliation": [], "ORCID": "0000"},
        {"name": "River Trust"},
    ],
    "issued": {"date-parts": [[2023, 6, 22]]},
    "DOI": "10.1234/xyz",
    "URL": "http://dx.doi.org/10.1234/xyz",
    "abstract": "Long.",
    "reference": [{"key": "1"}],
    "volume": "38",
}


def lines_of(text, name=""):
    """Return the works in *text* as a list of references prints them."""
    return [printed(item) for item in read_items(text, name)]


def test_a_file_of_bibtex_gives_every_entry_with_names_accents_dates_and_addresses():
    assert lines_of(BIBTEX) == [
        "van de Loo AJA, Zarate C Jr, River Trust, et al. DNA of naïve Lutra — a 50% study. JRO. 2023;38(2):15–25. https://doi.org/10.1234/a_b",
        "Müller J. A page. 5 March 2024. Recorded 1 April 2024. example.org",
        "Otter A. A talk. In: Rivers. Ulm; in press.",
        "Beaver B. A thesis. PhD thesis. University of Ulm; 1999.",
    ]
    first = read_items(BIBTEX)[0]
    assert first["author"][0] == {"family": "Loo", "given": "Adriana J. A.", "non-dropping-particle": "van de"}
    assert first["author"][4] == {"family": "Vallée Poussin", "given": "Charles", "non-dropping-particle": "de la"}
    assert first["author"][5] == {"literal": "others"}
    assert first["title"] == "DNA of naïve <i>Lutra</i> — a 50% study"
    assert first["issued"] == {"date-parts": [[2023, 6]]}
    assert "URL" not in first, "the DOI has it"


def test_a_file_of_ris_gives_every_entry_also_one_that_never_ends():
    assert lines_of(RIS) == [
        "Otter AB, van de Loo AJ, River Trust. Otters at night. JRO. 2023;38(2):15–25. https://doi.org/10.1234/xyz",
        "Beaver B Jr. A book of dams. Ulm: Dam Press; 2020.",
    ]
    assert lines_of("\ufeff" + RIS.replace("\n", "\r\n")) == lines_of(RIS)


def test_a_work_of_ris_that_never_ends_does_not_hide_the_next_one():
    text = "TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\nPY  - in press\n"
    assert [(item["title"], item.get("issued")) for item in read_items(text)] == [
        ("One", None),
        ("Two", {"literal": "in press"}),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"title": "A", "autor": [{"family": "B"}]}]', '"autor" is not printed; did you mean "author"?'),
        ("@article{x, title={A}, autor={B}, year={2020}}", 'in its entry, "x", "autor" is not read; did you mean'),
        ("@article{x, titel={A}, author={B}}", 'in its entry, "x", "titel" is not read; did you mean "title"?'),
    ],
)
def test_a_work_that_was_read_by_half_is_not_added(path, text, reason):
    (added,) = with_items(path, read_items(text))[1]
    assert reason in added.message


def test_the_exit_status_says_whether_every_work_was_added(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "conf.py").write_text("PATH = 'content'\nPLUGINS = ['hamerkop.citations']\n")
    (tmp_path / "a.json").write_text('[{"title": "One"}, {"titel": "Two"}]')
    assert report("conf.py", "a.json", dry_run=False) == 1
    assert (
        capsys.readouterr().err
        == 'a work without a title was not added: "titel" is not printed; did you mean "title"?\n'
    )
    with pytest.raises(Refused, match="is there already"):
        report("conf.py", "a.json", dry_run=False)
    (tmp_path / "b.json").write_text('[{"title": "Three"}]')
    assert report("conf.py", "b.json", dry_run=True) == 0


def test_what_a_work_lacks_is_said():
    assert lacking_in({"title": "A"}) == ["author", "year"]
    assert lacking_in({"title": "A", "editor": [{"family": "B"}], "issued": {"date-parts": [[2020]]}}) == []


def test_a_file_of_pubmed_gives_every_record():
    assert lines_of(PUBMED, "export.nbib") == lines_of(PUBMED)
    assert lines_of(PUBMED) == [
        "Otter AB, van de Loo A, River Trust. Night: what otters eat, and leave. JRO. 2023;38(2):15–25. https://doi.org/10.1234/xyz",
        "Beaver B. Another. JRO. 2020. pubmed.ncbi.nlm.nih.gov",
    ]
    assert read_items(PUBMED)[0]["issued"] == {"date-parts": [[2023, 6, 22]]}


def test_csl_json_keeps_what_describes_the_work_and_nothing_else():
    (item,) = read_items(json.dumps(CROSSREF))
    assert item == {
        "type": "article-journal",
        "title": "Otters at night",
        "author": [{"family": "Otter", "given": "Ada"}, {"literal": "River Trust"}],
        "container-title": "Journal of River Otters",
        "issued": {"date-parts": [[2023, 6, 22]]},
        "volume": "38",
        "DOI": "10.1234/xyz",
    }


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("[]", "", "CSL-JSON"),
        (" {}", "", "CSL-JSON"),
        (RIS, "", "RIS"),
        (BIBTEX, "", "BibTeX"),
        ("x", "a.ris", "RIS"),
        ("x", "a/b.BIB", "BibTeX"),
    ],
)
def test_the_format_is_that_of_the_ending_or_what_the_text_looks_like(text, name, kind):
    assert format_of(text, name) == kind


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hello", "there is no work in it that can be read as BibTeX"),
        ("@article{x, title={a}", "not BibTeX: syntax error in line 1"),
        ("[1]", "not CSL-JSON, which is a list of items, [{…}, {…}]: item 1 is 1"),
        ("TY  - JOUR\nAU: Otter, Ann\n", 'line 2, "AU: Otter, Ann", is no line of RIS; write "AU  - …"'),
        ("[{]", "not JSON: "),
        ("[]", "there is no work in it"),
    ],
)
def test_what_cannot_be_read_is_said(text, message):
    with pytest.raises(Unreadable, match=message.replace("[", r"\[")):
        read_items(text)


def test_latex_names_and_dates():
    assert plain_latex(r"{\O}ster, \'{E}. \& {\"u} H\textsubscript{2}O") == "Øster, É. & ü H<sub>2</sub>O"
    assert ris_name("d'Alembert, Jean") == {"family": "Alembert", "given": "Jean", "non-dropping-particle": "d'"}
    assert [date_parts(text) for text in ("2023-10-01", "2023/10//", "2020///", "2023", "20231", "soon")] == [
        *([2023, 10, 1], [2023, 10], [2020], [2023], [2023]),
        [],
    ]


OTTER = {"author": [{"family": "Ötter"}], "issued": {"date-parts": [[2023]]}, "title": "Night"}


@pytest.mark.parametrize(
    ("keys", "item", "key"),
    [
        ([], OTTER, "otter2023"),
        (["otter2023"], OTTER, "otter2023a"),
        (["otter2023", "Otter2023a"], OTTER, "otter2023b"),
        (["Beaver_1999", "Vole_2001", "x"], OTTER, "Otter_2023"),
        (["beaver:1999"], OTTER, "otter:2023"),
        ([], {**OTTER, "author": [{"family": "Loo", "non-dropping-particle": "van de"}]}, "vandeloo2023"),
        ([], {**OTTER, "author": [{"literal": "Department of Rivers and Lakes"}]}, "department2023"),
        ([], {"title": "Night"}, "night"),
    ],
)
def test_a_key_has_the_form_of_the_others_and_is_none_of_them(keys, item, key):
    assert key_for(item, keys) == key


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[]\n", '[\n  {\n    "id": "b"\n  }\n]\n'),
        ('[\n  {\n    "id": "a"\n  },\n  {\n    "id": "c"\n  }\n]\n', None),
        ('[\n\t{\n\t\t"id": "a"\n\t},\n\t{\n\t\t"id": "c"\n\t}\n]\n', None),
        ('[{"id": "a"}, {"id": "c"}]', '[{"id": "a"},{"id": "b"}, {"id": "c"}]'),
        ('[{"id": "z"}, {"id": "c"}]', '[{"id": "z"}, {"id": "c"},{"id": "b"}]'),
        ('[\n  {"id": "c"},\n  {"id": "d"}\n]', '[\n  {\n    "id": "b"\n  },\n  {"id": "c"},\n  {"id": "d"}\n]'),
    ],
)
def test_an_item_is_put_in_its_place_and_the_rest_of_the_file_is_as_it_was(before, after):
    found = with_item(before, {"id": "b"})
    if after is None:  # a form that json.dumps has
        indent = "\t" if "\t" in before else 2
        after = json.dumps([{"id": "a"}, {"id": "b"}, {"id": "c"}], indent=indent) + "\n"
    assert found == after


@pytest.fixture
def path(tmp_path, monkeypatch):
    """A bibliography with one work."""
    monkeypatch.chdir(tmp_path)
    item = {"id": "otter2023", "title": "Otters at Night", "DOI": "10.1234/XYZ", "issued": {"date-parts": [[2023]]}}
    (tmp_path / "references.json").write_text(json.dumps([item], indent=2))
    return tmp_path / "references.json"


def test_a_work_that_is_there_already_is_refused_with_its_key(path):
    same_doi = {"type": "book", "title": "Another title", "DOI": "https://doi.org/10.1234/xyz"}
    same_title = {"type": "book", "title": "Otters at night."}
    other = {"type": "book", "title": "Otters at night", "DOI": "10.1234/other"}
    text, found = with_items(path, [same_doi, same_title, other, other, {"type": "book"}])
    assert [each.message.split(": ")[0] for each in found] == [
        *("references.json:3", "references.json:3", "", '"Otters at night" is there already; cite it as [@otters]'),
        "a work without a title was not added",
    ]
    assert [item["id"] for item in json.loads(text)] == ["otter2023", "otters"]


def test_a_bibliography_that_is_not_right_is_left_alone(path):
    path.write_text("[{]")
    with pytest.raises(Refused, match=r"references\.json:1:3  Y01  not JSON"):
        with_items(path, [OTTER])


class DoiServer(BaseHTTPRequestHandler):
    """Answers as doi.org does: leads to the agency, which gives CSL-JSON to whoever asks for it."""

    def do_GET(self):
        wanted = "citationstyles.csl+json" in self.headers["Accept"]
        if self.path == "/10.1234/x%3C1%3E":
            self.send_response(302)
            self.send_header("Location", "/works/1")
            self.end_headers()
        elif self.path == "/works/1" and wanted:
            self._answer(200, json.dumps(CROSSREF))
        else:
            self._answer(200 if "page" in self.path else 404, "<html>no</html>")

    def _answer(self, status, text):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def server(monkeypatch):
    """The address of a server on loopback, used in place of doi.org."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    made = HTTPServer(("127.0.0.1", 0), DoiServer)
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}/"
    made.shutdown()
    thread.join()
    made.server_close()


def test_the_work_of_a_doi_is_asked_for_by_content_negotiation(server):
    assert item_of_doi("10.1234/x<1>", server)["title"] == "Otters at night"


@pytest.mark.parametrize(("doi", "message"), [("10.1234/no", "registered it"), ("10.1234/page", "no description")])
def test_an_answer_that_is_no_work_is_said(server, doi, message):
    with pytest.raises(Refused, match=message):
        item_of_doi(doi, server)


def test_without_a_network_the_way_by_a_file_is_named():
    with pytest.raises(Refused, match=r"cannot be reached .*; without a network, export it"):
        item_of_doi("10.1234/x", "http://127.0.0.1:9/")
