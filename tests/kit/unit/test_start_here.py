"""The lists for newcomers, read from their file and filled with articles."""

from types import SimpleNamespace

from hamerkop.start_here import read_entry_points, unknown_slugs, with_articles

KNOWN = {"otters": SimpleNamespace(title="Otters"), "voles": SimpleNamespace(title="Voles")}


def read(tmp_path, text):
    """Return the entry points of a file with this text, and its problems as text without the path."""
    (tmp_path / "start.yaml").write_text(text, "utf-8")
    entry_points, problems = read_entry_points(tmp_path / "start.yaml")
    return entry_points, [(tuple(each.start), each.rule, each.message) for each in problems]


def test_an_entry_point_has_its_articles_in_the_order_of_the_file(tmp_path):
    [entry_point], problems = read(tmp_path, "- {title: New here, articles: [voles, otters]}\n")
    assert problems == []
    found = with_articles(entry_point, KNOWN)
    assert (found.title, [article.title for article in found.articles]) == ("New here", ["Voles", "Otters"])


def test_a_slug_that_leads_nowhere_is_named_at_its_place_and_the_others_stay(tmp_path):
    [entry_point], _ = read(tmp_path, "- title: New here\n  articles:\n  - otter\n  - voles\n  - badgers\n")
    assert [(tuple(each.start), each.rule, each.message) for each in unknown_slugs(entry_point, KNOWN, "x")] == [
        ((3, 5), "Y05", 'no published article or page has the slug "otter"; did you mean "otters"?'),
        (
            (5, 5),
            "Y05",
            'no published article or page has the slug "badgers"; write the slug of a published article or page',
        ),
    ]
    found = with_articles(entry_point, KNOWN)
    assert ([article.title for article in found.articles], found.slugs, found.positions) == (
        ["Voles"],
        ("voles",),
        ((4, 5),),
    )


def test_an_article_that_appears_later_is_found_then(tmp_path):
    [entry_point], _ = read(tmp_path, "- {title: New here, articles: [otters]}\n")
    assert with_articles(entry_point, {}).articles == ()
    assert with_articles(entry_point, KNOWN).articles == (KNOWN["otters"],)


def test_an_entry_of_another_form_is_reported_and_left_out(tmp_path):
    text = "- {title: A, articles: otters}\n- otters\n- {title: B, articles: []}\n- {title: C, articles: [otters]}\n"
    entry_points, problems = read(tmp_path, text)
    assert [entry_point.title for entry_point in entry_points] == ["C"]
    assert problems == [
        ((1, 14), "Y02", '"articles" is "otters"; write a list'),
        ((2, 3), "Y02", 'this is "otters"; write {title: …, articles: …}'),
        ((3, 14), "Y02", '"articles" is missing or empty; write a value for it'),
    ]


def test_a_slug_that_is_in_a_list_twice_and_a_title_with_markup_are_reported(tmp_path):
    entry_points, problems = read(tmp_path, "- title: New *here*\n  articles:\n  - otters\n  - otters\n")
    assert problems == [
        ((4, 5), "Y03", '"otters" is in this list already; remove one of them'),
        ((1, 3), "Y13", '"title": *here* is printed as typed; this text is plain, so remove the markup'),
    ]
    assert len(entry_points) == 1
