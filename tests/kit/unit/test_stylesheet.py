"""The style sheets of a theme, joined into the one that is printed into a page."""

from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest

from hamerkop.stylesheet import csp_hash, join, minify

THEME = Path(__file__).parents[3] / "theme" / "static" / "css" / "site.css"


@pytest.fixture
def joined(tmp_path, monkeypatch):
    """Return ``join_files(files)``: writes the sheets; returns site.css joined and minified, and its problems."""

    def join_files(files):
        monkeypatch.chdir(tmp_path)
        for name, css in files.items():
            path = Path("theme/static/css", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(css if isinstance(css, bytes) else css.encode())
        sheet = join(Path("theme/static/css/site.css"))
        return minify(sheet.css), [str(problem) for problem in sheet.problems]

    return join_files


@pytest.mark.parametrize(
    ("line", "sheet"),
    [
        ('@import "a.css" layer(parts);', "@layer parts{p{margin:0}}"),
        ("@import 'a.css' layer(parts) ;", "@layer parts{p{margin:0}}"),
        ('@import url("a.css") layer(parts.text);', "@layer parts.text{p{margin:0}}"),
        ('@import "a.css";', "p{margin:0}"),
        ('@import "a.css" print;', "@media print{p{margin:0}}"),
        ('@import "a.css" layer(print) print;', "@media print{@layer print{p{margin:0}}}"),
        ('/* @import "b.css"; */ @import "a.css";', "p{margin:0}"),
    ],
)
def test_an_imported_sheet_replaces_its_import(joined, line, sheet):
    assert joined({"site.css": line, "a.css": "p { margin: 0; }\n"}) == (sheet, [])


def test_sheets_keep_the_order_of_the_manifest(joined):
    manifest = '@layer one, two;\n@import "b.css" layer(one);\n@import "a.css" layer(two);\n'
    sheet, _ = joined({"site.css": manifest, "a.css": "a{top:0}", "b.css": "b{top:0}"})

    assert sheet == "@layer one,two;@layer one{b{top:0}}@layer two{a{top:0}}"


def test_an_import_counts_from_the_folder_of_the_sheet_it_is_in(joined):
    files = {"site.css": '@import "parts/all.css";', "parts/all.css": '@import "a.css";', "parts/a.css": "a{top:0}"}

    assert joined(files) == ("a{top:0}", [])


def test_every_missing_sheet_is_named_at_its_position_with_the_nearest_name(joined):
    manifest = '@import "tokens.css";\n/* colours */\n  @import "bass.css" layer(base);\n@import "zzz.css";\n'
    sheet, problems = joined({"site.css": manifest, "tokens.css": "a{top:0}", "base.css": "b{top:0}"})

    assert sheet == "a{top:0}"
    assert problems == [
        'theme/static/css/site.css:3:12  Y09  "bass.css" is not a file of this theme; did you mean "base.css"?',
        'theme/static/css/site.css:4:10  Y09  "zzz.css" is not a file of this theme; add it, or remove the line',
    ]


def test_a_sheet_that_imports_itself_is_named(joined):
    _, problems = joined({"site.css": '@import "a.css";', "a.css": '\n@import "site.css";'})

    assert problems == ['theme/static/css/a.css:2:10  Y09  "site.css" imports itself; remove one of the two lines']


@pytest.mark.parametrize(
    ("css", "short"),
    [
        ("nav :is(ul, ol) { margin: 0; }", "nav *:is(ul,ol){margin:0}"),
        (".a {\n  & :hover {\n    top: 0;\n  }\n}", ".a{& *:hover{top:0}}"),
        ("a:hover,\n:target { top: 0 }", "a:hover,:target{top:0}"),
        ("p { width: calc(1px + 2px); color: red; }", "p{width:calc(1px + 2px);color:red}"),
        ('a::after { content: "  :x { " }', 'a::after{content:"  :x { "}'),
    ],
)
def test_a_sheet_means_the_same_when_it_is_shorter(css, short):
    assert minify(css) == short


def test_the_hash_is_the_one_a_browser_computes():
    kind, _, digest = csp_hash("p{margin:0} /* é */").partition("-")

    assert kind == "sha256"
    assert b64decode(digest) == sha256("p{margin:0} /* é */".encode()).digest()


def test_a_sheet_that_is_not_utf_8_is_named_and_left_out(joined):
    sheet, problems = joined({"site.css": '@import "a.css"; p{top:0}', "a.css": "/* \u00e9 */".encode("latin-1")})

    assert sheet == "p{top:0}"
    assert problems == ["theme/static/css/a.css:1:1  Y01  not UTF-8; save the file as UTF-8"]


def test_the_files_of_a_sheet_are_known_also_one_that_is_missing(tmp_path):
    (tmp_path / "site.css").write_text('@import "a.css"; @import "none.css";', "utf-8")
    (tmp_path / "a.css").write_text("p{top:0}", "utf-8")

    assert [path.name for path in join(tmp_path / "site.css").files] == ["site.css", "a.css", "none.css"]


PAGES = sorted(THEME.with_name("pages").glob("*.css"))


def test_our_theme_joins_without_a_problem_and_stays_small():
    sheets = [join(manifest) for manifest in (THEME, *PAGES)]

    assert [problem for sheet in sheets for problem in sheet.problems] == []
    assert "@import" not in "".join(sheet.css for sheet in sheets)
    assert sum(len(minify(sheet.css).encode()) for sheet in sheets) <= 14 * 1024


@pytest.mark.parametrize("manifest", PAGES, ids=lambda path: path.stem)
def test_a_rule_of_a_single_kind_of_page_never_outranks_paper(manifest):
    """Rules without a layer win over every layer, so print.css would lose."""
    css = minify(join(manifest).css)
    assert css.startswith("@layer parts{")
    assert css.replace("@layer parts{", "").count("@layer") == 0


def test_there_are_sheets_for_single_kinds_of_pages():
    assert PAGES
