"""The forms of the editors have the fields, topics and categories of the publication."""

import shutil

from tests.conftest import RealSite
from tests.plain_site import PROJECT


def test_the_configurations_of_the_editors_are_up_to_date(tmp_path):
    made = RealSite(tmp_path / "checkout")
    shutil.copy(PROJECT / "tasks.py", made.folder)
    for name in ("frontmatter.json", "admin/config.yml"):
        (made.folder / name).parent.mkdir(exist_ok=True)
        shutil.copy(PROJECT / name, made.folder / name)
    done = made.run(["-m", "hamerkop", "editors", "--check"])
    assert done.returncode == 0, f"{done.stdout}run: python3 tasks.py editors"
