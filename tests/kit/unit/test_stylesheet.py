"""The theme's style sheets, joined into the one that a page carries."""

from base64 import b64decode
from hashlib import sha256
from pathlib import Path

import pytest

from hamerkop.stylesheet import minify, policy_hash, style_sheet

THEME = Path(__file__).parents[3] / "theme" / "static" / "css" / "site.css"


@pytest.fixture
def joined(tmp_path, monkeypatch):
    """Write the given sheets and join site.css: the sheet, and the problems as a writer reads them."""

    def join(files):
        monkeypatch.chdir(tmp_path)
        for name, css in files.items():
            path = Path("theme/static/css", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(css, encoding="utf-8")
        sheet, problems = style_sheet(Path("theme/static/css/site.css"))
        return sheet, [str(problem) for problem in problems]

    return join


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
def test_an_imported_sheet_stands_where_it_was_imported(joined, line, sheet):
    assert joined({"site.css": line, "a.css": "p { margin: 0; }\n"}) == (sheet, [])


def test_sheets_keep_the_order_of_the_manifest(joined):
    manifest = '@layer one, two;\n@import "b.css" layer(one);\n@import "a.css" layer(two);\n'
    sheet, _ = joined({"site.css": manifest, "a.css": "a{top:0}", "b.css": "b{top:0}"})

    assert sheet == "@layer one,two;@layer one{b{top:0}}@layer two{a{top:0}}"


def test_an_import_counts_from_the_folder_of_the_sheet_it_is_in(joined):
    files = {"site.css": '@import "parts/all.css";', "parts/all.css": '@import "a.css";', "parts/a.css": "a{top:0}"}

    assert joined(files) == ("a{top:0}", [])


def test_every_missing_sheet_is_named_with_its_place_and_the_nearest_name(joined):
    manifest = '@import "tokens.css";\n/* colours */\n  @import "bass.css" layer(base);\n@import "zzz.css";\n'
    sheet, problems = joined({"site.css": manifest, "tokens.css": "a{top:0}", "base.css": "b{top:0}"})

    assert sheet == "a{top:0}"
    assert problems == [
        'theme/static/css/site.css:3:12  "bass.css" is not a file of this theme; did you mean "base.css"?',
        'theme/static/css/site.css:4:10  "zzz.css" is not a file of this theme; add it, or take the line out',
    ]


def test_a_sheet_that_leads_back_to_itself_is_named(joined):
    _, problems = joined({"site.css": '@import "a.css";', "a.css": '\n@import "site.css";'})

    assert problems == ['theme/static/css/a.css:2:10  "site.css" imports itself; take one of the two lines out']


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
    kind, _, digest = policy_hash("p{margin:0} /* é */").partition("-")

    assert kind == "sha256"
    assert b64decode(digest) == sha256("p{margin:0} /* é */".encode()).digest()


def test_our_theme_joins_without_a_problem_and_stays_small():
    sheets = [style_sheet(manifest) for manifest in (THEME, *sorted(THEME.with_name("pages").glob("*.css")))]

    assert [problems for _, problems in sheets] == [[]] * len(sheets)
    assert "@import" not in "".join(css for css, _ in sheets)
    assert sum(len(css.encode()) for css, _ in sheets) <= 12 * 1024


def test_a_rule_of_a_single_kind_of_page_never_outranks_paper():
    """What has no layer wins over every layer, and print.css would lose."""
    for manifest in THEME.with_name("pages").glob("*.css"):
        assert style_sheet(manifest)[0].replace("@layer parts{", "").count("@layer") == 0
        assert style_sheet(manifest)[0].startswith("@layer parts{")
