"""Prints how many slips of writers are named, here and by stock Pelican.

    python bench/mistakes.py

The slips are those of tests/kit/writer_mistakes.py, one article each, in one small site. A slip counts as named by us
if its rule is reported at its line, and as named by Pelican if what it prints has the name of the file.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from hamerkop.shared.rules import rule_named
from tests.conftest import TinySite
from tests.kit.site.test_writer_mistakes import DRAWING, NOTES, REFERENCES, path_of
from tests.kit.writer_mistakes import HARMLESS, LINKS, MISTAKES, Mistake, source

STOCK = 'SITENAME, PATH, THEME, TIMEZONE = "Stock", "content", "simple", "UTC"\nARTICLE_PATHS = ["articles"]\n'


def ours(folder: Path, files: dict[str, str]) -> set[str]:
    """Return the names of the mistakes that `hamerkop check` names."""
    site = TinySite(folder, {"CHECK_LEVELS": {"N01": "warning"}}, published=False)
    site.write(dict(files))
    command = ["-m", "hamerkop", "check", "--settings", "siteconf.py", "--sources", "--format", "json"]
    done = site.run(command)
    found = {(each["path"], rule_named(each["rule"]).name, each["start"][0]) for each in json.loads(done.stdout)}
    return {each.name for each in MISTAKES if is_named(each, found)}


def is_named(mistake: Mistake, found: set[tuple[str, str, int]]) -> bool:
    path = f"content/{path_of(mistake)}"
    if mistake.rule == LINKS:
        return any((path, rule, mistake.line) in found for _, rule, _ in found if rule_named(rule).id[0] == "L")
    return (path, mistake.rule, mistake.line) in found


def by_stock_pelican(folder: Path, files: dict[str, str]) -> set[str]:
    """Return the names of the mistakes of whose file Pelican says something."""
    for name, text in files.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (folder / "pelicanconf.py").write_text(STOCK, "utf-8")
    command = [sys.executable, "-m", "pelican", "-s", "pelicanconf.py", "-o", "output"]
    done = subprocess.run(command, cwd=folder, env=os.environ | {"COLUMNS": "400"}, capture_output=True, text=True)
    said = re.sub(r"\s+", " ", done.stdout + done.stderr)
    return {each.name for each in MISTAKES if Path(path_of(each)).name in said}


def main() -> None:
    """Print the numbers, and what neither names."""
    files = {path_of(each): source(each) for each in MISTAKES}
    data = {"references.json": json.dumps(REFERENCES), "annotations.yaml": NOTES, "images/line.svg": DRAWING}
    with tempfile.TemporaryDirectory() as folder:
        here = ours(Path(folder, "ours"), files | data)
        stock = by_stock_pelican(Path(folder, "stock"), files)
    real = [each.name for each in MISTAKES if each.rule != HARMLESS]
    own = [name for name in real if name.startswith("O")]
    of_own = f"{len(here.intersection(own))} of the {len(own)} of other programs"
    print(f"named by hamerkop check: {len(here.intersection(real))} of {len(real)}; {of_own}")
    print(f"named by stock Pelican:  {len(stock.intersection(real))} of {len(real)}")
    for name in real:
        if name not in here:
            print(f"  not named: {name}")


if __name__ == "__main__":
    main()
