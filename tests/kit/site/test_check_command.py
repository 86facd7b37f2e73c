"""`hamerkop check`, as a writer and a program call it."""

import json

import pytest

from tests.plain_site import PlainSite

GOOD = "Title: Otters\nDate: 2026-01-01\nCategory: Rivers\n\nText about otters, which fish.\n"
BAD = "Title: Beavers\nDate: 2026-01-01\nCategory: Rivers\n\nText about the [otters]({filename}oters.md).\n"


@pytest.fixture
def site(tmp_path):
    plugins = ["hamerkop.frontmatter", "hamerkop.links", "hamerkop.checks"]
    site = PlainSite(tmp_path, PLUGINS=plugins, TIMEZONE="UTC", FEED_ALL_ATOM=None, CATEGORY_FEED_ATOM=None)
    site.write({"content/otters.md": GOOD, "content/beavers.md": BAD, "pelicanconf.py": site.settings_text})
    return site


def check(site, *arguments, **env):
    return site.run(["-m", "hamerkop", "check", *arguments], **env)


def problems(site, *arguments):
    """Return the exit status, and rule and place of each problem."""
    done = check(site, "--format", "json", *arguments)
    found = json.loads(done.stdout)
    return done.returncode, [f"{each['path']}:{each['start'][0]} {each['rule']}" for each in found]


def test_a_site_without_problems_is_said_to_have_none_and_nothing_is_written(site):
    (site.folder / "content/beavers.md").unlink()
    done = check(site)
    assert (done.returncode, done.stdout, done.stderr) == (0, "No problems found.\n", "")
    assert not site.output.exists()


def test_every_problem_is_printed_with_its_line_and_the_pages_are_then_not_checked(site):
    done = check(site)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("content/beavers.md:5:25  L01  ")
    assert lines[1] == "5 | Text about the [otters]({filename}oters.md)."
    assert lines[-1] == "The pages were not checked, because the site has 1 error."


def test_the_built_site_is_left_as_it_is(site):
    (site.folder / "content/beavers.md").unlink()
    assert site.run(["-m", "hamerkop", "build"]).returncode == 0
    before = {path: path.stat().st_mtime_ns for path in site.output.rglob("*")}
    site.write({"content/otters.md": GOOD + "\nMore.\n"})
    assert check(site).returncode == 0
    assert {path: path.stat().st_mtime_ns for path in site.output.rglob("*")} == before


def test_files_and_folders_are_chosen_by_name(site):
    assert problems(site, "content/otters.md") == (0, [])
    assert problems(site, "content/beavers.md") == (1, ["content/beavers.md:5 L01"])
    assert problems(site, "content") == (1, ["content/beavers.md:5 L01"])
    assert problems(site, str(site.folder / "content")) == (1, ["content/beavers.md:5 L01"])


def test_a_file_that_is_no_source_is_said_to_be_none(site):
    site.write({"notes.md": "Text.\n", "other/a.md": "Text.\n"})
    for name in ("notes.md", "other"):
        done = check(site, name)
        assert (done.returncode, f"{name} is no source of this site" in done.stdout) == (0, True)
    assert "no source" not in check(site, "content").stdout


def test_rules_are_chosen_by_name(site):
    assert problems(site, "--ignore", "L") == (0, [])
    assert problems(site, "--select", "L01,M") == (1, ["content/beavers.md:5 L01"])


def test_a_text_that_is_not_saved_is_checked_in_the_place_of_its_file(site):
    command = ["check", "--format", "json", "--stdin-filename"]
    for name, text, expected in (
        ("content/beavers.md", GOOD.replace("Otters", "B"), []),
        ("content/otters.md", BAD.replace("Beavers", "O"), ["L01"]),
        ("content/new.md", BAD.replace("Beavers", "N"), ["L01"]),
    ):
        (site.folder / "in.txt").write_text(text)
        script = (
            f"import sys; sys.stdin = open('in.txt'); from hamerkop import cli; sys.exit(cli.main({[*command, name]}))"
        )
        done = site.run(["-c", script])
        assert [each["rule"] for each in json.loads(done.stdout)] == expected, name
        assert done.returncode == len(expected)
    assert problems(site) == (1, ["content/beavers.md:5 L01"]), "nothing of it is kept"


def test_a_line_is_excused_with_a_reason_and_an_excuse_that_nothing_needs_is_noted(site):
    excuse = " <!-- check: ignore L01, it comes next week -->\n"
    site.write({"content/beavers.md": f"{BAD.rstrip()}{excuse}\nMore text.{excuse}\n```\nx{excuse}```\n"})
    for _ in ("read", "kept"):
        assert problems(site) == (0, ["content/beavers.md:7 P21"])
    assert site.run(["-m", "hamerkop", "build"]).returncode == 0


def test_a_baseline_accepts_what_there_was_and_nothing_new(site):
    done = check(site, "--write-baseline", "old.json")
    assert done.returncode == 0
    assert "old.json accepts 1 problem." in done.stdout
    site.write({"pelicanconf.py": site.settings_text + 'CHECK_BASELINE = "old.json"\n'})
    done = check(site)
    assert (done.returncode, done.stdout) == (0, "No problems found.\n1 more problem accepted by the baseline.\n")
    assert site.run(["-m", "hamerkop", "build"]).returncode == 0, "a build uses it, too"
    site.write({"content/new.md": BAD.replace("Beavers", "New")})
    assert problems(site) == (1, ["content/new.md:5 L01"])
    assert site.run(["-m", "hamerkop", "build"]).returncode == 1


def test_what_the_command_could_not_do_is_status_two(site):
    site.write({"pelicanconf.py": site.settings_text + 'OUTPUT_PATH = "."\n'})
    done = check(site)
    assert (done.returncode, "B05" in done.stdout) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["absent.md"], "absent.md: there is no such file"),
        (
            ["--format", "jsn"],
            '"jsn" is not a format; give one of text, json, github, gitlab, sarif; did you mean "json"?',
        ),
        (["--select", "unknown-tga"], 'there is no rule "unknown-tga"; did you mean "unknown-tag"?'),
        (["--stdin-filename", "a.md", "--fix"], "it cannot be fixed"),
        (["--diff", "--write-baseline", "b.json"], "give one"),
        (["--write-baseline", "content/otters.md"], "content/otters.md is there already and is no baseline"),
        (["--write-baseline", "baseline.txt"], "give the baseline a name that ends in .json"),
        (["--select", "XYZ"], "docs/rules.md lists all"),
    ],
)
def test_wrong_use_is_named(site, arguments, message):
    done = check(site, *arguments)
    assert done.returncode == 2
    assert message in done.stderr


def test_safe_fixes_are_written_and_shown(site):
    site.write(
        {"content/beavers.md": "---\ntitle: B\ndate: 2026-01-01\ncategory: Rivers\nsumary: A text.\n---\n\nText.\n"}
    )
    done = check(site, "--diff", "--unsafe-fixes")
    assert (done.returncode, "+summary: A text." in done.stdout) == (1, True)
    done = check(site, "--unsafe-fixes")
    assert "-sumary: A text.\n+summary: A text." in done.stdout
    assert "Fixed 1 problem in 1 file." in done.stdout
    assert done.returncode == 0
    assert "summary: A text." in (site.folder / "content/beavers.md").read_text()
    assert check(site, "--diff").stdout == "There is nothing to fix.\n"


def test_what_is_still_to_be_written_in_a_draft_is_a_note_and_in_anything_else_a_problem(site):
    site.write({"pelicanconf.py": site.settings_text + 'CHECK_LEVELS = {"placeholder": "error", "no-text": "error"}\n'})
    text = "Title: {}\nDate: {}\nCategory: Rivers\n{}\nTODO: more about it.\n"
    site.write(
        {
            "content/beavers.md": text.format("Beavers", "2026-01-01", "Status: draft\n"),
            "content/empty.md": "Title: Empty\nDate: 2026-01-01\nCategory: Rivers\nStatus: draft\n",
        }
    )
    status, found = problems(site)
    assert (status, sorted(found)) == (0, ["content/beavers.md:6 P20", "content/empty.md:1 P20"])
    site.write({"content/beavers.md": text.format("Beavers", "2026-01-01", "\n")})
    (site.folder / "content/empty.md").unlink()
    assert problems(site) == (1, ["content/beavers.md:6 P03"])


def test_what_a_check_has_read_a_build_does_not_read_again(site):
    assert check(site).returncode == 1
    assert check(site).returncode == 1
    site.write({"content/beavers.md": GOOD.replace("Otters", "Beavers")})
    done = site.run(["-m", "hamerkop", "build", "--json"])
    assert json.loads(done.stdout)["work"]["files_read"] == 1


def test_a_file_that_is_not_there_is_reported_once(site):
    site.write({"content/beavers.md": BAD.replace("{filename}oters.md", "{static}/form.pdf")})
    assert problems(site) == (1, ["content/beavers.md:5 L02"])
    assert problems(site, "content/beavers.md") == (1, ["content/beavers.md:5 L02"])
