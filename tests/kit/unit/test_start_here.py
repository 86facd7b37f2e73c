"""The doors on the front page, read from their file."""

from hamerkop.start_here import FORM, doors_of

KNOWN = {"otters": "the otters", "voles": "the voles"}


def test_a_door_leads_to_its_articles_in_the_order_of_the_file():
    doors, problems = doors_of(
        [(1, 3, {"title": "New here", "articles": ["voles", "otters"]})], KNOWN, "start_here.yaml"
    )
    assert problems == []
    assert [(door.title, door.articles) for door in doors] == [("New here", ["the voles", "the otters"])]


def test_every_mistake_is_named_with_its_place():
    entries = [
        (1, 3, {"title": "New here", "articles": ["otter", "badgers"]}),
        (4, 3, {"title": "No list", "articles": "otters"}),
        (7, 3, "otters"),
        (9, 3, {"title": "Empty", "articles": []}),
        (11, 3, {"title": "Odd", "articles": [["otters"]]}),
        (13, 3, {"title": " ", "articles": ["otters"]}),
    ]
    doors, problems = doors_of(entries, KNOWN, "start_here.yaml")
    assert doors == []
    assert [str(problem) for problem in problems] == [
        'start_here.yaml:1:3  no published article or page has the slug "otter"; did you mean "otters"?',
        'start_here.yaml:1:3  no published article or page has the slug "badgers"; write the name of its file',
        f"start_here.yaml:4:3  {FORM}",
        f"start_here.yaml:7:3  {FORM}",
        f"start_here.yaml:9:3  {FORM}",
        """start_here.yaml:11:3  no published article or page has the slug "['otters']"; did you mean "otters"?""",
        f"start_here.yaml:13:3  {FORM}",
    ]
