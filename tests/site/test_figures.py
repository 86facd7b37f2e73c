"""A figure is drawn from its data; one that has none is named before readers miss it."""

from tests.conftest import article

BODY = "Text.\n\n/// figure | how-fast\nThe first day.\n///\n"


def test_a_figure_without_data_is_an_error_with_its_line_and_the_nearest(site):
    files = {"articles/a.md": article(body=BODY), "figures/how-fasts.yaml": "a: 1\n"}
    assert site(files).build_badly() == [
        'content/articles/a.md:11:1  no figure is called "how-fast"; did you mean "how-fasts"?'
    ]
    assert site({"figures/how-fasts.yaml": None}).build_badly() == [
        'content/articles/a.md:11:1  no figure is called "how-fast"; there is none yet'
    ]


def test_a_figure_with_data_has_its_caption_and_the_folder_is_a_setting(build):
    files = {"articles/a.md": article(body=BODY), "drawings/how-fast.yaml": "a: 1\n"}
    html = build(files, settings={"FIGURES_FOLDER": "drawings"}).read("a/index.html")
    assert '<figure class="block figure">' in html
    assert "<figcaption>" in html
    assert "how-fast" not in html.partition("<main")[2]
