"""Typography in a plain Pelican site."""

import html

import pytest

from tests.plain_site import PlainSite

POST = 'Title: The "A"\nDate: 2026-01-02\nSlug: a\nSummary: A "b".\n\nThe "c" -- so.\n\n<q>The "d"</q> it was.\n'
RST = 'The "E"\n#######\n\n:date: 2026-01-03\n:slug: e\n\nThe "f".\n'


def site(tmp_path, **settings):
    settings = {"PLUGINS": ["hamerkop.typography"], "TYPOGRIFY_OMIT_FILTERS": ["widont"]} | settings
    return PlainSite(tmp_path, **settings).write({"content/a.md": POST, "content/e.rst": RST})


def test_the_text_of_every_reader_is_typeset_and_titles_and_summaries_are_not(tmp_path):
    made = site(tmp_path)
    made.build()
    assert "<p>The “c” — so.</p>" in made.read("a.html")
    assert "<p>The “f”.</p>" in made.read("e.html")
    assert '<title>Plain - The "A"</title>' in made.read("a.html")
    assert 'A "b".' in made.read("index.html")


def test_elements_are_left_alone_by_pelicans_own_setting(tmp_path):
    made = site(tmp_path, TYPOGRIFY_IGNORE_TAGS=["q"])
    made.build()
    assert '<q>The "d"</q>' in made.read("a.html")
    assert "The “c”" in made.read("a.html")


COMMENT = "<!-- check: ignore, dose > 0.5 mg -- 'not' for readers -->"


def test_comments_are_as_typed_on_pages_and_in_feeds(tmp_path):
    made = site(tmp_path, FEED_ALL_ATOM="all.xml", FEED_DOMAIN="https://example.org")
    made.write({"content/a.md": f"Title: A\nDate: 2026-01-02\nSlug: a\n\nThe 'b' {COMMENT} c.\n\n{COMMENT}\n"})
    made.build()
    assert f"<p>The ‘b’ {COMMENT} c.</p>" in made.read("a.html")
    assert f"\n{COMMENT}" in made.read("a.html")
    assert made.read("all.xml").count(html.escape(COMMENT, quote=False)) == 2


MATH = """def ignore(pelican):
    pelican.settings["TYPOGRIFY_IGNORE_TAGS"].extend([".tex", "script"])

def register():
    from pelican import signals
    signals.initialized.connect(ignore)
"""


@pytest.mark.parametrize("plugins", [["formulas", "hamerkop.typography"], ["hamerkop.typography", "formulas"]])
def test_what_another_plugin_adds_to_the_ignored_tags_is_left_alone(plugins, tmp_path):
    made = site(tmp_path, PLUGINS=plugins, PLUGIN_PATHS=["plugins"]).write({"plugins/formulas.py": MATH})
    formula = '<span class="tex">f\'(x) = "a"--b</span>'
    made.write({"content/a.md": f"Title: A\nDate: 2026-01-02\nSlug: a\n\nLet {formula} be 'c'.\n"})
    made.build()
    assert f"Let {formula} be ‘c’." in made.read("a.html")


def test_pelicans_own_typography_beside_it_is_reported_and_not_done_twice(tmp_path):
    made = site(tmp_path, TYPOGRIFY=True, TYPOGRIFY_OMIT_FILTERS=[])
    text = 'Title: A\nDate: 2026-01-02\nSlug: a\n\nThe NASA & "us" -- all of us.\n'
    made.write({"content/a.md": text})
    printed = made.build(check=False)
    assert "X02  TYPOGRIFY is True; set it to False" in printed
    both = made.read("a.html")
    alone = site(tmp_path / "alone", TYPOGRIFY=True, TYPOGRIFY_OMIT_FILTERS=[], PLUGINS=[])
    alone.write({"content/a.md": text}).build()
    assert both == alone.read("a.html")


def test_an_unknown_filter_is_a_problem_of_the_settings(tmp_path):
    printed = site(tmp_path, TYPOGRIFY_OMIT_FILTERS=["windont"]).build(check=False)
    assert "X02  TYPOGRIFY_OMIT_FILTERS is ['windont']; there is no filter \"windont\"; did you mean" in printed


def summaries(tmp_path, plugins, **settings):
    words = " ".join(f"It's {number}." for number in range(40))
    made = PlainSite(tmp_path / "-".join(["site", *plugins]), PLUGINS=plugins, **settings)
    made.write(
        {"content/a.md": f'Title: A\nDate: 2026-01-02\n\n{words}\n\nSee [b]({{filename}}a.md) "too" and\nmore.\n'}
    )
    made.build()
    return made.read("index.html")


@pytest.mark.parametrize("settings", [{}, {"SUMMARY_MAX_LENGTH": 82}, {"SUMMARY_MAX_PARAGRAPHS": 1}])
def test_a_summary_made_of_the_text_has_the_words_that_it_has_without_the_plugin(settings, tmp_path):
    plain = summaries(tmp_path, [], **settings)
    made = summaries(tmp_path, ["hamerkop.typography"], TYPOGRIFY_OMIT_FILTERS=["widont"], **settings)
    straight = str.maketrans({"’": "'", "“": '"', "”": '"', "\n": " "})
    assert made.translate(straight) == plain.translate(straight)
    assert "It’s 0." in made
    assert "It&#" not in made


LATER = """def shout(content):
    content._content = content._content.replace("It’s", "SO")

def register():
    from pelican import signals
    signals.content_object_init.connect(shout)
"""


def test_a_summary_is_made_of_the_text_as_a_later_plugin_leaves_it(tmp_path):
    (tmp_path / "later.py").write_text(LATER)
    made = summaries(tmp_path, ["hamerkop.typography", "later"], PLUGIN_PATHS=[str(tmp_path)])
    assert "<p>SO 0. SO 1." in made
