"""A text of the publication that many others link to can be renamed: `hamerkop move`."""

import json
import shutil

from tests.conftest import RealSite


def test_after_a_move_the_publication_builds_without_a_finding_and_the_old_address_leads_on(edition, tmp_path):
    made = RealSite(tmp_path / "checkout")
    shutil.copytree(edition.folder / ".cache", made.folder / ".cache")
    assert made.run(["-m", "hamerkop", "move", "help-now", "get-help"]).returncode == 0
    sources = [path.read_text("utf-8") for path in made.content.rglob("*.*") if path.suffix in (".md", ".yaml")]
    assert sum("get-help.md" in text for text in sources) > 20
    assert not [text for text in sources if "help-now" in text and "aliases: [help-now]" not in text]
    report = json.loads(made.run(["-m", "hamerkop", "build", "--json"]).stdout)
    assert [each for each in report["problems"] + report["warnings"] if each["level"] != "note"] == []
    assert 'url=/get-help/"' in made.read("help-now/index.html")
    assert {path.relative_to(made.output) for path in made.output.rglob("*.html")} > {
        path.relative_to(edition.output) for path in edition.output.rglob("*.html")
    }
