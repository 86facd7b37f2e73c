"""Links between sources: each that leads nowhere is reported by rule, line and column; private files stay private."""

import pytest

from tests.conftest import article
from tests.plain_site import PlainSite

ENV = {"SITEURL": "https://example.org"}
POST = "Title: {title}\nDate: 2026-01-02\n{more}\n{body}\n"


def post(title="A", body="Text.", **fields):
    """Return an article with a plain header, of which the text begins on line 4 without *fields*."""
    return POST.format(title=title, body=body, more="".join(f"{name}: {text}\n" for name, text in fields.items()))


def reported(printed):
    """Return the problems among the lines that `pelican` printed, as (position, rule, message)."""
    lines = [line.split("ERROR", 1)[1].split() for line in printed.splitlines() if "ERROR" in line]
    assert all(words[-1].startswith("problems.py:") for words in lines), lines
    return [(words[0].removeprefix("content/"), words[1], " ".join(words[2:-1])) for words in lines]


@pytest.fixture
def plain(tmp_path):
    """Return ``plain(files, **settings)``: what a plain site with only this plugin prints."""

    def build(files, **settings):
        site = PlainSite(tmp_path, PLUGINS=["hamerkop.links"], TIMEZONE="UTC", **settings)
        return reported(site.write({f"content/{name}": text for name, text in files.items()}).build(check=False))

    return build


def test_no_file_that_is_missing_too_is_proposed(plain):
    text = post(body="[a]({static}/map one.pdf) [b]({static}/map two.pdf)")
    messages = [message for _, _, message in plain({"a.md": text})]
    assert messages == ['there is no file "map one.pdf"', 'there is no file "map two.pdf"']


@pytest.mark.parametrize(
    ("typed", "rule", "message"),
    [
        ("{filename}oters.md", "L01", 'there is no page "oters.md"; did you mean "otters.md"?'),
        ("{filename}notes.txt", "L01", '"notes.txt" is a file, not a page; write {static}'),
        ("{static}/images/no.png", "L02", 'there is no file "images/no.png"'),
        ("{attach}no.pdf", "L02", 'there is no file "no.pdf"'),
        ("{filename}draft.md", "L03", '"draft.md" is not published; remove the link, or publish it first'),
        ("{filename}skip.md", "L03", '"skip.md" is skipped; remove the link, or publish it first'),
        ("{tag}rivr", "L04", 'no article has the tag "rivr"; did you mean "river"?'),
        ("{category}nothing", "L04", 'no article has the category "nothing"'),
        ("{author}nothing", "L04", 'no article has the author "nothing"'),
        ("{filname}otters.md", "L05", '{filname} leads nowhere; did you mean "filename"?'),
        ("otters.md", "L06", '"otters.md" is a source, not a page; write {filename}otters.md'),
        ("/content/otters.md#a", "L06", '"/content/otters.md#a" is a source, not a page; write {filename}/otters.md#a'),
        (
            "/?p=123",
            "L05",
            '"/?p=123" is an address of WordPress, and leads to no article here; write {filename} and a path',
        ),
        ("{filename}http://[", "L07", '"{filename}http://[" is not a valid address; correct it'),
        ("{static}//[x", "L07", '"{static}//[x" is not a valid address; correct it'),
        (
            "file:///etc/hostname",
            "L07",
            '"file:///etc/hostname" is a file of each reader\'s own machine; write {static} and its path',
        ),
        (
            "%7Bfilename%7Dotters.md",
            "L05",
            '"%7Bfilename%7Dotters.md" has encoded braces; write {filename}otters.md',
        ),
        ("http://[open", "L07", '"http://[open" is not a valid address; correct it'),
        ("{filename}" + "x" * 300, "L07", f'"{("{filename}" + "x" * 300)[:80]}" is not a valid address; correct it'),
    ],
)
def test_each_kind_of_broken_link_has_its_rule_message_and_position(plain, typed, rule, message):
    files = {
        "otters.md": post("Otters", Tags="river"),
        "draft.md": post("D", Status="draft"),
        "skip.md": post("S", Status="skip"),
        "notes.txt": "x",
        "a.md": post(body=f"One.\n\nSee [it]({typed})."),
    }
    assert plain(files) == [("a.md:6:10", rule, message)]


def test_links_that_lead_somewhere_are_not_reported(plain):
    links = [
        *("{filename}otters.md", "{filename}/otters.md#food", "{filename}two%20words.md", "{tag}river", "{author}Ann"),
        *(
            "{category}misc",
            "{index}",
            "{static}/images/a.png",
            "{attach}notes.txt",
            "#top",
            "https://example.com/a.md",
        ),
        *("mailto:a@example.org", "/otters.html"),
    ]
    files = {
        "otters.md": post("Otters", '<h2 id="food">Food</h2>', Tags="river", Author="Ann"),
        "two words.md": post("Two"),
        "images/a.png": "x",
        "notes.txt": "x",
        "a.md": post(body=" ".join(f"[x](<{link}>)" for link in links)),
    }
    assert plain(files) == []


def test_a_link_is_found_in_the_text_and_not_in_code_before_it(plain):
    body = "Write `{filename}no.md`:\n\n    {filename}no.md\n\n[x]({filename}no.md) and [y]({filename}no.md)"
    found = [position for position, _, _ in plain({"a.md": post(body=body)})]
    assert found == ["a.md:8:5", "a.md:8:30"]


def test_a_link_that_is_defined_below_the_text_is_found_there(plain):
    body = "[a][1] [b]({filename}other.md)\n\n[1]: {filename}no.md"
    assert [found[0] for found in plain({"a.md": post(body=body)})] == ["a.md:4:12", "a.md:6:6"]


def test_a_link_definition_that_is_used_twice_is_one_problem(plain):
    assert len(plain({"a.md": post(body="[a][1] [b][1]\n\n[1]: {filename}no.md")})) == 1


def test_links_of_other_readers_files_are_checked_too(plain):
    text = "A\n#\n\n:date: 2026-01-02\n\n`x <{filename}no.md>`_\n"
    assert plain({"a.rst": text}) == [("a.rst:6:5", "L01", 'there is no page "no.md"')]


def test_the_links_of_a_file_that_is_dropped_are_checked_in_the_same_run(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.links", "hamerkop.frontmatter"], TIMEZONE="UTC")
    files = {
        "content/a.md": "Title: A\n\n[x]({filename}no.md) [y]({filename}b.md)\n",
        "content/b.md": "Title: B\nDate: x\n\n",
    }
    printed = site.write(files).build(check=False)
    assert 'content/a.md:3:5 L01 there is no page "no.md"' in " ".join(printed.split())
    assert "a.md:1:1 F04 no date" in " ".join(printed.split())
    # b.md is there and is reported for its date: the link to it is right.
    assert '"b.md"' not in printed


@pytest.mark.parametrize("fields", [{"status": "draft"}, {"date": "2030-01-01"}])
def test_a_file_of_an_unpublished_article_is_not_published_either(build, fields):
    files = {
        "articles/secret.txt": "secret",
        "articles/shared.txt": "shared",
        "articles/a.md": article("A", body="[s]({attach}shared.txt)"),
        "articles/b.md": article("B", body="[x]({attach}secret.txt) [s]({static}shared.txt)", **fields),
    }
    site = build(files, published=True, env=ENV)
    assert [path for path in site.bytes() if path.endswith(".txt") and path != "robots.txt"] == ["a/shared.txt"]


def test_a_draft_may_link_to_a_draft(plain):
    files = {"a.md": post(body="[it]({filename}b.md)", Status="draft"), "b.md": post("B", Status="draft")}
    assert plain(files) == []


def test_a_draft_that_is_written_has_its_files(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.links"], TIMEZONE="UTC")
    site.write({"content/a.md": post(body="[x]({attach}a.txt)", Status="draft"), "content/a.txt": "x"}).build()
    assert site.read("drafts/a.txt") == "x"


def test_a_file_of_a_folder_that_is_copied_stays_private_with_its_draft_where_no_draft_is_written(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.links"], TIMEZONE="UTC", SITELOGO="images/logo.png")
    names = ("draft", "both", "plain", "logo", "nobody", "skipped", "field")
    site.write({f"content/images/{name}.png": b"PNG" for name in names})
    drawn = "".join(f"![x]({{static}}/images/{name}.png)" for name in ("draft", "both", "plain", "logo", "field"))
    files = {
        "content/a.md": post(body=drawn, Status="draft"),
        "content/b.md": post(body="![x]({static}/images/both.png) ![x](/images/plain.png)", Cover="images/field.png"),
        "content/c.md": post(body="![x]({static}/images/skipped.png)", Status="skip"),
    }
    site.write(files).build("DRAFT_SAVE_AS = DRAFT_URL = ''\n")
    assert {path.stem for path in (site.output / "images").iterdir()} == {*names} - {"draft", "skipped"}


def test_with_the_settings_of_pelican_every_file_of_such_a_folder_is_copied(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.links"], TIMEZONE="UTC")
    site.write({f"content/images/{name}.png": b"PNG" for name in ("draft", "skipped")})
    for name in ("draft", "skipped"):
        status = name.removesuffix("ped")
        site.write({f"content/{name}.md": post(body=f"![x]({{static}}/images/{name}.png)", Status=status)})
    site.build()
    assert {path.stem for path in (site.output / "images").iterdir()} == {"draft", "skipped"}


# Prints what an article depends on when all files have been read, and what is kept of a file that is gone.
SHOW = """
from pelican import signals
from hamerkop import links
from hamerkop.shared.inputs import inputs_of
def show(generators):
    context = generators[0].context
    for content in generators[0].articles:
        print("targets", sorted(inputs_of(content).targets))
        links.forget(context, content.source_path)
    print("kept", len(links.LINKING_CONTENTS.get(context)))
signals.all_generators_finalized.connect(show)
"""


def test_an_article_depends_on_the_files_that_it_links_to_and_can_be_forgotten(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.links"], TIMEZONE="UTC")
    body = "[a]({filename}/b.md#x) [b]({static}images/a.png) [c]({tag}x) [d](https://example.org/)"
    printed = site.write({"content/s/a.md": post(body=body)}).build(SHOW, check=False)
    assert "targets ['b.md', 's/images/a.png']" in printed
    assert "kept 0" in printed


def test_malformed_addresses_together_are_one_problem_each_and_the_build_goes_on(tmp_path):
    site = PlainSite(tmp_path, PLUGINS=["hamerkop.links", "hamerkop.images"], TIMEZONE="UTC", SITEURL="")
    body = (
        "[x](//[::1) ![y](http://[) [z]({filename}http://[) ![w]({static}http://[)\n\n<!-- <a href='{attach}//[c'> -->"
        "\n\n<p><a href='{static}//&#91;d'>d</a></p>"
    )
    files = {"content/a.md": post(body=body), "content/b.md": post("B", Summary='<a href="{static}//[s">s</a>')}
    found = reported(site.write(files).build(check=False))
    assert [(where, rule) for where, rule, _ in sorted(found)] == [
        ("a.md:4:13", "I07"),
        ("a.md:4:32", "L07"),
        ("a.md:4:5", "L07"),
        ("a.md:4:52", "I07"),
        ("a.md:6:15", "L07"),
        ("a.md:8:13", "L07"),
        ("b.md:3:19", "L07"),
    ]
    assert (site.output / "a.html").is_file()
    assert (site.output / "b.html").is_file()


NOT_LINKS = """Write `<a href="{filename}other.md">x</a>`.

    <img src="{static}/images/nope.png" alt="x">

<!-- <a href="{filename}gone.md">old</a> --> <script>"<a href='{filename}gone.md'>"</script>

<a title="see href='x.md'" href="{filename}b.md">b</a> <i data-src="nope.md">c</i>
"""


def test_what_is_no_link_is_not_checked(plain):
    assert plain({"a.md": post(body=NOT_LINKS), "b.md": post("B")}) == []


@pytest.mark.parametrize(
    ("body", "rule", "column"),
    [
        ('<object data="{static}/files/nope.pdf"></object>', "L02", 15),
        ('<form action="{filename}nope.md"></form>', "L01", 15),
        ('<video poster="{attach}nope.png"></video>', "L02", 16),
        ('<img alt="x" data-src="{static}/nope.png">', "L02", 24),
        ('<img src="x.png" srcset="{static}/nope.png 2x" alt="x y">', "L11", 26),
        ('<p style="background: url({static}/nope.png)">x</p>', "L11", 11),
        ("<p><a href={filename}b.md>x</a></p>", "L11", 12),
        ('<p><a href=" {filename}b.md">x</a></p>', "L11", 13),
        ('<p><a title="1 > 0" href="{filename}b.md">x</a></p>', "L11", 27),
        ('<video src="{filename}b.md" poster="{filename}b.md"></video>', "L11", 13),
        ('<img data-src="{filename}/b.md" src="x.png" longdesc="{filename}b.md" alt="x y">', "L11", 55),
        ('<table background="{static}/b.png"><tr><td>x</td></tr></table>', "L11", 20),
    ],
)
def test_links_in_every_attribute_are_checked(plain, body, rule, column):
    found = plain(
        {"a.md": post(body=body), "b.md": post("B"), "x.png": "x"}, EXTRA_PATH_METADATA={}, STATIC_PATHS=["x.png"]
    )
    assert [(where, which) for where, which, _ in found] == [(f"a.md:4:{column}", rule)]


@pytest.mark.parametrize(
    "typed", ["/files/readme.md", "files/readme.md", "../s/files/readme.md?x#y", "/s/files/read%6De.md"]
)
def test_a_source_that_is_published_as_a_file_may_be_linked(plain, typed):
    files = {"files/readme.md": "# Read me", "articles/a.md": post(body=f"[y]({typed})")}
    settings = {"STATIC_PATHS": ["files"], "ARTICLE_PATHS": ["articles"], "ARTICLE_URL": "{slug}.html"}
    site_url = "https://example.org/s" if "s/f" in typed and typed != "files/readme.md" else "https://example.org"
    assert plain(files, SITEURL=site_url, **settings) == []


def test_a_page_whose_file_ends_like_a_source_may_be_linked(plain):
    text = post("B", Save_as="text/b.md", Url="text/b.md")
    assert plain({"a.md": post(body="[b](text/b.md) [b](/text/b.md)"), "b.md": text}) == []


def test_a_path_with_backslashes_is_an_error_that_says_what_to_write(plain):
    body = "[b]({filename}\\s\\b.md) ![c]({static}\\s\\c.png)"
    found = plain({"a.md": post(body=body), "s/b.md": post("B"), "s/c.png": "x"})
    assert [(where, rule, message.split("; ")[1]) for where, rule, message in found] == [
        ("a.md:4:5", "L08", "write {filename}/s/b.md"),
        ("a.md:4:29", "L08", "write {static}/s/c.png"),
    ]
