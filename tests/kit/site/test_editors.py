"""The command `hamerkop editors`: what it writes for editors with forms follows the site."""

import json

import yaml

from tests.conftest import article
from tests.plain_site import PlainSite

FILES = {
    "articles/otters.md": article(last_evidence_check="2026-01-02"),
    "articles/beavers.md": article("Beavers", category="Builders"),
    "pages/about.md": "---\ntitle: About\n---\n\nAbout us.\n",
    "topics.yaml": "- {slug: river, title: Rivers, group: Places, description: Running water}\n",
}


def editors(made, *arguments):
    """Run the command; return its exit status, and what it printed."""
    settings = [] if isinstance(made, PlainSite) else ["--settings", "siteconf.py"]
    done = made.run(["-m", "hamerkop", "editors", *arguments, *settings])
    return done.returncode, done.stdout + done.stderr


def widgets(made, collection=0):
    """Return the fields of a collection of config.yml by name."""
    config = yaml.safe_load((made.folder / "admin/config.yml").read_text("utf-8"))
    return {field["name"]: field for field in config["collections"][collection]["fields"]}


def test_the_forms_have_the_fields_and_choices_of_the_site(site):
    made = site(FILES, {"BLOCKS": {"holt": "At the holt"}})
    assert editors(made) == (0, "frontmatter.json  written\nadmin/config.yml  written\n")
    found = widgets(made)
    assert list(found)[:6] == ["title", "summary", "date", "category", "tags", "status"]
    assert [name for name, field in found.items() if field.get("required")] == list(found)[:6]
    assert found["tags"]["options"] == [{"label": "Rivers", "value": "river"}]
    assert [each["value"] for each in found["category"]["options"]] == ["Animals", "Builders"]
    assert [each["value"] for each in found["status"]["options"]] == ["published", "draft", "hidden"]
    assert "default" not in found["status"], "it would make a draft of each article without a status that is saved"
    assert found["date"]["format"] == "YYYY-MM-DD"
    assert [each["name"] for each in found["check_by"]["fields"]] == ["date", "what"]
    assert found["related_posts_target"]["default"] is True, "false would keep each new article out of all lists"
    assert list(found).index("body") < list(found).index("slug")
    assert found["body"] == {"name": "body", "label": "Text", "widget": "markdown", "modes": ["raw"]}
    page = widgets(made, 1)
    assert [name for name, field in page.items() if field.get("required")] == ["title", "status"]
    assert [name for name, field in page.items() if "default" in field] == ["related_posts_target"]
    front_matter = json.loads((made.folder / "frontmatter.json").read_text("utf-8"))
    types = front_matter["frontMatter.taxonomy.contentTypes"]
    assert [each["name"] for each in types] == ["article", "page"]
    assert [field["name"] for field in types[0]["fields"]] == [name for name in found if name != "body"]
    assert [each["path"] for each in front_matter["frontMatter.content.pageFolders"]] == [
        *("[[workspace]]/content/articles", "[[workspace]]/content/pages"),
    ]
    assert front_matter["frontMatter.content.snippets"]["Block: At the holt"]["body"][0] == "/// holt"


def test_with_check_a_change_of_the_site_is_reported_and_what_the_owner_added_is_kept(site):
    made = site(FILES)
    editors(made)
    config, front_matter = made.folder / "admin/config.yml", made.folder / "frontmatter.json"
    config.write_text(config.read_text("utf-8").replace("owner/repository", "otters/notes"), "utf-8")
    front_matter.write_text(front_matter.read_text("utf-8").replace("{", '{\n  "frontMatter.own": 1,', 1), "utf-8")
    assert editors(made, "--check")[0] == 0
    made.write({"topics.yaml": FILES["topics.yaml"] + FILES["topics.yaml"].replace("river", "lake")})
    status, printed = editors(made, "--check")
    assert status == 1
    assert printed.count("out of date; run hamerkop editors") == 2
    assert editors(made)[0] == 0
    assert "otters/notes" in config.read_text("utf-8")
    assert json.loads(front_matter.read_text("utf-8"))["frontMatter.own"] == 1


def test_a_file_that_cannot_be_read_is_named_and_left_alone(site):
    made = site(FILES)
    (made.folder / "frontmatter.json").write_text("{\n,")
    status, printed = editors(made)
    assert (status, "frontmatter.json:2: not JSON" in printed) == (2, True)
    assert not (made.folder / "admin").exists()


def test_a_site_of_stock_pelican_has_forms_too(tmp_path):
    made = PlainSite(tmp_path).write({"content/otters.md": "Title: Otters\nDate: 2025-01-02 08:30\n\nHi.\n"})
    made.build()
    status, printed = editors(made)
    assert (status, "switch on hamerkop.frontmatter" in printed) == (0, True)
    found = widgets(made)
    assert found["date"]["format"] == "YYYY-MM-DD HH:mm"
    assert "related_posts" not in found
