"""Every content file is accounted for, every problem is named at once, and a bad build changes nothing."""

import signal

import pytest

from hamerkop.shared.tree_digest import digest, manifest
from tests.conftest import article, tree

GOOD = {"articles/otters.md": article("Otters"), "articles/beavers.md": article("Beavers")}


def test_each_file_has_one_of_five_outcomes(build):
    site = build(
        {
            "articles/a.md": article(),
            "articles/b.md": article(date="2030-01-01"),
            "articles/c.md": article(status="draft"),
            "articles/d.md": article(status="hidden"),
            "articles/e.md": article(status="skip"),
            "pages/f.md": article(category=None, tags=None),
            "pages/g.md": article(category=None, tags=None, status="skip"),
        }
    )
    assert site.report["outcomes"] == {
        "articles/a.md": "published",
        "articles/b.md": "scheduled",
        "articles/c.md": "draft",
        "articles/d.md": "hidden",
        "articles/e.md": "skipped",
        "pages/f.md": "published",
        "pages/g.md": "skipped",
    }


def test_all_bad_files_are_reported_in_one_run_with_position_reason_and_fix(site):
    bad = site(
        {
            "articles/date.md": article(date="2026-13-45"),
            "articles/field.md": article(sumary="x", body="Otters [@swim]."),
            "articles/bytes.md": b"---\ntitle: caf\xe9\n---\n",
            "articles/none.md": "Only text.",
            "articles/cite.md": article(body="Otters swim [@nobody]."),
            "articles/link.md": article(body="See [this]({filename}nowhere.md)."),
            "articles/block.md": article(body="/// nonsense\n\nx\n\n///"),
            "pages/page.md": "---\nsummary: no title\n---\n",
        }
    )
    problems = bad.build_badly()
    for expected in (
        'content/articles/date.md:4:7  date: "2026-13-45" does not exist: a year has no month 13',
        'content/articles/field.md:7:1  unknown field "sumary"; did you mean "summary"?',
        "content/articles/field.md:10:9  ",
        "content/articles/bytes.md:2:11  not UTF-8 (byte 0xe9); save the file as UTF-8",
        "content/articles/none.md:1:1  no front matter; begin the file with a line of ---",
        "content/articles/cite.md:9:14  ",
        'content/articles/block.md:9:1  no block is called "nonsense"',
        'content/pages/page.md:1:1  no title; add a line "title: …"',
        'content/articles/link.md:9:12  there is no page "articles/nowhere.md"',
    ):
        assert any(problem.startswith(expected) for problem in problems), (expected, problems)
    assert not bad.output.exists()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "articles/note.txt",
            "lost?",
            "content/articles/note.txt:1:1  is read as neither article, page nor static file",
        ),
        ("stray.md", article(), "content/stray.md:1:1  is not published: it is neither article, page nor static file"),
        ("articles/otters2.md", article(slug="otters"), "content/articles/otters2.md:7:1  would be written to otters/"),
        (
            "pages/otters.md",
            article(category=None, tags=None),
            "content/pages/otters.md:1:1  would be written to otters/",
        ),
    ],
)
def test_a_file_that_plain_pelican_would_lose_stops_the_build(site, name, text, said):
    assert any(problem.startswith(said) for problem in site({**GOOD, name: text}).build_badly())


def failing(site, how):
    """Make a good site fail in one way."""
    if how == "bad article":
        site.write({"articles/otters.md": article(date="never")})
    elif how == "missing plugin":
        settings = site.folder / "siteconf.py"
        settings.write_text(settings.read_text("utf-8") + 'PLUGINS = [*PLUGINS, "no.such.plugin"]\n', "utf-8")
    elif how == "template error":
        overrides = site.folder / "overrides"
        overrides.mkdir()
        (overrides / "article.html").write_text("{{ article.title }}\n{{ article.title.nothing.at_all }}\n", "utf-8")
        settings = site.folder / "siteconf.py"
        settings.write_text(settings.read_text("utf-8") + 'THEME_TEMPLATES_OVERRIDES = ["overrides"]\n', "utf-8")
    elif how == "template syntax":
        failing(site, "template error")
        (site.folder / "overrides" / "article.html").write_text("x\n{% if %}\n", "utf-8")
    elif how == "settings":
        (site.folder / "siteconf.py").write_text("SITENAME = (\n", "utf-8")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("bad article", "content/articles/otters.md:4:7  date:"),
        ("missing plugin", "siteconf.py:8:22  there is no plugin no.such.plugin; install it"),
        ("template error", "overrides/article.html:2:1  'str object' has no attribute 'nothing'"),
        ("template syntax", "overrides/article.html:2:1  "),
        ("settings", "siteconf.py:1:12  '(' was never closed"),
    ],
)
def test_a_failed_build_leaves_the_last_site_whole_byte_for_byte(build, how, said):
    site = build(GOOD)
    before = site.bytes()
    failing(site, how)
    problems = site.build_badly()
    assert any(problem.startswith(said) for problem in problems), problems
    assert site.bytes() == before
    assert [path.name for path in site.folder.iterdir() if path.name.startswith(".output") and path.is_dir()] == []


FULL_DISK = """
import resource, sys
from hamerkop.build import site
limit = int(sys.argv[1])  # bytes: no file may grow beyond this, as on a disk that is full
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
print(site.build("siteconf.py").as_text())
"""


def test_a_full_disk_leaves_the_last_site_whole_byte_for_byte(build):
    site = build(GOOD)
    before = site.bytes()
    site.write({"articles/otters.md": article("Otters", body="Otters swim. " * 5000)})
    done = site.run(["-c", FULL_DISK, "30000"])
    assert "File too large; fix that and build again" in done.stdout, done.stdout + done.stderr
    assert "the site was not changed: output/ holds the last good build." in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert site.bytes() == before


def test_a_build_killed_at_each_of_its_steps_and_run_again_equals_a_clean_build(build, tmp_path):
    site = build(GOOD)
    there = {"articles/otters.md": article("Otters"), "articles/voles.md": None}
    gone = {"articles/otters.md": None, "articles/voles.md": article("Voles", aliases="[otters]")}
    built = {}
    for name, files in {"gone": gone, "there": there}.items():
        site.write(files)
        built[name] = site.build().bytes()
    for step in range(100):
        site.write([gone, there][step % 2])
        done = site.fork("killed_build", [str(step)])
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
        assert site.bytes() in built.values()
        assert site.build().bytes() == built[["gone", "there"][step % 2]]
    assert done.stdout.strip() == "done"
    assert step >= 12


def test_nothing_is_left_of_an_article_that_was_removed_renamed_or_unpublished(build):
    files = {f"articles/{name}.md": article(name.title(), tags=f"[{name}-tag]") for name in ("a", "b", "c", "d")}
    site = build(files)
    assert all(site.has(f"{name}/index.html") and site.has(f"topics/{name}-tag/index.html") for name in "abcd")
    site.write({"articles/a.md": None, "articles/b.md": None, "articles/b2.md": files["articles/b.md"]})
    site.write({"articles/c.md": article("C", status="draft", tags="[c-tag]")})
    site.build()
    assert [name for name in ("a", "b", "c") if site.has(f"{name}/index.html")] == []
    assert [name for name in ("a", "c") if site.has(f"topics/{name}-tag/index.html")] == []
    assert site.has("b2/index.html")
    assert site.has("d/index.html")


def test_a_build_while_another_is_running_says_so(site):
    busy = site(GOOD)
    (busy.folder / "hold.py").write_text(
        "from pathlib import Path\nfrom hamerkop.build import site, staging\n"
        "with staging.staging(Path('output')):\n    print(site.build('siteconf.py').as_text())\n",
        "utf-8",
    )
    done = busy.run(["hold.py"])
    assert "another build is writing" in done.stdout, done.stdout + done.stderr


def test_a_source_date_epoch_that_is_no_number_is_one_clear_line(site):
    problems = site(GOOD).build_badly(SOURCE_DATE_EPOCH="soon")
    assert any('SOURCE_DATE_EPOCH is "soon"; set it to a whole number' in problem for problem in problems)


def test_same_content_same_bytes_whatever_the_machine(site, tmp_path):
    first = site(GOOD | {"articles/voles.md": article("Voles", date="2026-11-22 13:00")})
    first.build(PYTHONHASHSEED="0", TZ="UTC")
    other = tmp_path / "elsewhere"
    first.folder.rename(other)
    before = tree(other / "output")
    again = site({**GOOD, "articles/voles.md": article("Voles", date="2026-11-22 13:00")})
    again.build(PYTHONHASHSEED="77", TZ="Asia/Tokyo", LC_ALL="C.UTF-8", LANG="de_DE.UTF-8")
    assert again.bytes() == before
    assert again.report["sha256"] == first.report["sha256"] == digest(manifest(again.output))


def test_one_run_names_the_mistakes_of_header_tags_text_and_links_of_one_file(site):
    bad = article(
        date="never", tags="[rivr]", body="[a]({filename}no.md) ![b]({static}../images/no.png) [@no]\n\n/// no\n\n///"
    )
    vocabulary = "- {slug: river, title: R, description: d, group: g}\n"
    problems = site({"topics.yaml": vocabulary, "articles/a.md": bad}).build_badly()
    for said in (
        '"never" is not a date',
        'tag "rivr"',
        'no page "articles/no.md"',
        'no file "images/no.png"',
        '"no"',
        "block",
    ):
        assert any(said in problem for problem in problems), (said, problems)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"articles/a.md": article(slug="topics")},
            '7:1  would be written to topics/index.html, like the site\'s own page "tags"',
        ),
        (
            {"articles/404.md": article(slug="archives")},
            "7:1  would be written to archives/index.html, like the site's own",
        ),
        (
            {"articles/a.md": article(aliases="[topics]")},
            '7:11  alias "topics" is taken by the site\'s own page "tags"',
        ),
        ({"articles/a.md": article(template="nope")}, '7:1  the theme has no template "nope"'),
        ({"articles/!!!.md": article()}, '1:1  the file name "!!!" has no letter or digit'),
        ({"articles/a.md": article(body="x\x0by")}, "9:2  a control character (code 0xb), which no page can contain"),
        (
            {"articles/a.md": article(body="[b](b.md)"), "articles/b.md": article("B")},
            '9:5  "b.md" is a source, not a page; write {filename}b.md',
        ),
        (
            {"articles/a.md": article(body="[b]({filname}b.md)")},
            '9:5  {filname} leads nowhere; did you mean "filename"?',
        ),
        ({"articles/a.rst": "A\n#\n"}, "1:1  is read as neither article, page nor static file"),
    ],
)
def test_a_mistake_is_blamed_on_the_file_that_holds_it(site, files, said):
    problems = site(files).build_badly()
    assert any(problem.startswith("content/articles/") and said in problem for problem in problems), problems


def test_sources_are_never_taken_for_output(site):
    for place in (".", "content"):
        careless = site(GOOD, settings={"OUTPUT_PATH": place})
        assert any("which holds sources" in problem for problem in careless.build_badly())
        assert (careless.content / "articles" / "otters.md").is_file()


def test_a_translation_says_so_in_its_front_matter(build):
    files = {"articles/a.md": article("A"), "articles/b.md": article("Das A", slug="a", lang="de", translation="true")}
    assert build(files).has("de/a/index.html")


def test_a_mistake_in_a_data_file_hides_no_other(site):
    files = {"corrections.yaml": "- nonsense\n", "topics.yaml": "- {slug: x}\n", "articles/a.md": article(date="never")}
    problems = site(files).build_badly()
    assert sorted({problem.split(":")[0] for problem in problems}) == [
        "content/articles/a.md",
        "content/corrections.yaml",
        "content/topics.yaml",
    ]
