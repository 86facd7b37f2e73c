"""A build uses the folders of the site before the last one again, and writes what a build from nothing writes."""

import shutil
import stat

import pytest

from tests.plain_site import PlainSite

ARTICLES = {
    f"content/{number}.md": f"Title: Article {number}\nDate: 2026-01-{number + 1:02}\nTags: t{number % 3}\n\n"
    f"Text of article {number}.\n"
    for number in range(6)
}
FILES = ARTICLES | {"content/images/otter.png": b"PNG", "content/pages/about.md": "Title: About\n\nThis page.\n"}
URLS = {
    "ARTICLE_URL": "articles/{slug}/",
    "ARTICLE_SAVE_AS": "articles/{slug}/index.html",
    "TAG_SAVE_AS": "tags/{slug}/index.html",
    "FEED_ALL_ATOM": "feeds/all.xml",
    "DEFAULT_PAGINATION": 2,
}
PAGE = "articles/article-3/index.html"


@pytest.fixture
def site(tmp_path):
    """Return a site that was built three times."""
    made = plain(tmp_path / "site")
    for _ in range(3):
        build(made)
    return made


def plain(folder, files=FILES, **settings):
    made = PlainSite(folder, **(URLS | settings))
    return made.write(files | {"pelicanconf.py": made.settings_text})


def build(site, *flags):
    done = site.run(["-m", "hamerkop", "build", *flags])
    assert done.returncode == 0, done.stdout + done.stderr


def everything(folder):
    """Return mode and content of everything in a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): (
            stat.S_IMODE(path.lstat().st_mode),
            "a link" if path.is_symlink() else path.read_bytes() if path.is_file() else "a folder",
        )
        for path in folder.rglob("*")
    }


def compare_with_new_builds(site, builds=3):
    """Build some times, and compare each output with that of the same sources in another folder."""
    fresh = PlainSite(site.folder.with_name("fresh"))
    shutil.rmtree(fresh.folder)
    shutil.copytree(site.folder, fresh.folder, ignore=shutil.ignore_patterns("output", "cache", ".*"))
    build(fresh)
    expected = everything(fresh.output)
    for _ in range(builds):
        build(site)
        assert everything(site.output) == expected


def test_folders_are_used_again(site):
    folder = (site.output / PAGE).parent
    before = folder.stat().st_ino
    build(site)
    assert folder.stat().st_ino != before
    build(site)
    assert folder.stat().st_ino == before


def test_what_did_not_change_keeps_its_file_and_time_stamp(site):
    before = (site.output / PAGE).stat()
    site.write({"content/0.md": ARTICLES["content/0.md"] + "\nMore.\n"})
    for _ in range(2):
        build(site)
        after = (site.output / PAGE).stat()
        assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def remove_a_page(output):
    (output / PAGE).unlink()


def remove_a_folder(output):
    shutil.rmtree(output / "tags")


def remove_everything(output):
    shutil.rmtree(output)


def write_over_a_page(output):
    (output / PAGE).write_text("mine")


def write_over_a_page_with_its_size(output):
    data = (output / PAGE).read_bytes()
    (output / PAGE).write_bytes(data.replace(b"Text", b"Test"))


def add_files_and_folders(output):
    (output / "articles" / "article-3" / "mine.txt").write_text("mine")
    (output / "articles" / "empty" / "empty").mkdir(parents=True)
    (output / "tags" / "mine").write_text("mine")
    (output / "mine").write_text("mine")


def move_a_folder_and_link_to_it(output):
    (output / "articles").rename(output.parent / "moved")
    (output / "articles").symlink_to("../moved")


def link_to_a_page(output):
    (output / PAGE).unlink()
    (output / PAGE).symlink_to("../article-4/index.html")


def make_a_folder_of_a_page(output):
    (output / PAGE).unlink()
    (output / PAGE).mkdir()


def change_modes(output):
    (output / PAGE).chmod(0o666)
    (output / "articles").chmod(0o700)
    (output / "tags").chmod(0o777)


BY_HAND = [
    remove_a_page, remove_a_folder, remove_everything, write_over_a_page, write_over_a_page_with_its_size,
    add_files_and_folders, move_a_folder_and_link_to_it, link_to_a_page, make_a_folder_of_a_page, change_modes,
]  # fmt: skip


@pytest.mark.parametrize("folder", ["output", ".output.previous"])
@pytest.mark.parametrize("change", BY_HAND, ids=lambda change: change.__name__)
def test_what_somebody_changes_by_hand_is_not_in_a_later_site(change, folder, site):
    change(site.folder / folder)
    compare_with_new_builds(site)


def test_nothing_is_left_of_an_article_that_was_removed_and_it_may_come_back(site):
    (site.folder / "content/3.md").unlink()
    compare_with_new_builds(site, 2)
    assert not (site.output / PAGE).parent.exists()
    site.write(ARTICLES)
    compare_with_new_builds(site)


def test_a_clean_build_and_other_addresses(site):
    build(site, "--clean")
    compare_with_new_builds(site, 2)
    site.write({"pelicanconf.py": site.settings_text + "ARTICLE_SAVE_AS = 'articles/{slug}.html'\n"})
    compare_with_new_builds(site)


def test_the_disk_holds_files_that_are_copied_to_the_site_once(site):
    assert (site.output / "images" / "otter.png").exists()
    assert (site.folder / ".output.previous" / PAGE).exists()
    assert not (site.folder / ".output.previous" / "images").exists()


LISTING = """
import os
from pelican import signals
def note(name, output_path):
    paths = sorted(os.path.relpath(os.path.join(folder, file), output_path)
                   for folder, folders, files in os.walk(output_path) for file in [*folders, *files])
    with open(os.path.join(output_path, name), "w") as file:
        file.write("\\n".join(paths))
    os.makedirs(os.path.join(output_path, "articles", "early"), exist_ok=True)
    page = os.path.join(output_path, "articles", "early", "index.html")
    if not os.path.exists(page):
        with open(page, "w") as file:
            file.write(name)
def register():
    signals.initialized.connect(lambda pelican: note("1.txt", pelican.output_path), weak=False)
    signals.all_generators_finalized.connect(lambda found: note("2.txt", found[0].output_path), weak=False)
    signals.finalized.connect(lambda pelican: note("3.txt", pelican.output_path), weak=False)
"""


def test_a_plugin_that_looks_into_the_output_sees_what_it_sees_in_a_build_from_nothing(tmp_path):
    site = plain(tmp_path / "site", FILES | {"listing.py": LISTING}, PLUGINS=["listing"])
    compare_with_new_builds(site)
    assert "articles/article-3/index.html" not in site.read("2.txt")
    assert "articles/article-3/index.html" in site.read("3.txt")


SPOILING = """
import os
from pelican import signals
def spoil(pelican):
    if not os.path.exists("spoil"):
        return
    for folder, _, files in os.walk(pelican.output_path):
        for name in files:
            path = os.path.join(folder, name)
            os.truncate(path, 3)
            os.utime(path, (1, 1))
            os.chmod(path, 0o600)
            with open(path, "a") as file:
                file.write("spoilt")
    raise RuntimeError("spoilt")
def register():
    signals.finalized.connect(spoil)
"""


def test_a_build_that_changes_pages_in_place_and_then_fails_leaves_the_last_site_as_it_was(tmp_path):
    site = plain(tmp_path / "site", FILES | {"spoiling.py": SPOILING}, PLUGINS=["spoiling"])
    for _ in range(3):
        build(site)
    before = everything(site.output), (site.output / PAGE).stat().st_mtime_ns
    site.write({"spoil": ""})
    for _ in range(2):
        assert site.run(["-m", "hamerkop", "build"]).returncode != 0
        assert (everything(site.output), (site.output / PAGE).stat().st_mtime_ns) == before
    (site.folder / "spoil").unlink()
    compare_with_new_builds(site)


def test_a_folder_beside_sources_that_are_in_the_folder_of_the_output_is_not_read_as_one_of_them(tmp_path):
    site = plain(tmp_path / "site", ARTICLES, PATH=".", ARTICLE_EXCLUDES=["output"])
    for _ in range(3):
        build(site)
    assert len(list((site.output / "articles").iterdir())) == len(ARTICLES)
    assert not (site.folder / ".output.previous").exists()


def test_the_output_may_be_a_link_to_another_folder(tmp_path):
    site = plain(tmp_path / "site")
    (tmp_path / "www").mkdir()
    site.output.symlink_to(tmp_path / "www")
    for _ in range(3):
        build(site)
    assert site.output.is_symlink()
    assert (tmp_path / ".www.previous" / PAGE).exists()
    compare_with_new_builds(site)


OUTSIDE = """
import os, subprocess, sys
from pelican import signals
def spoil(pelican):
    if os.path.exists("spoil"):
        page = os.path.join(pelican.output_path, "articles/article-3/index.html")
        subprocess.run([sys.executable, "-c", "import sys; open(sys.argv[1], 'r+').write('spoilt')", page], check=True)
        raise RuntimeError("spoilt")
def register():
    signals.finalized.connect(spoil)
"""


def test_another_program_that_changes_pages_in_place_changes_none_of_the_last_site(tmp_path):
    site = plain(tmp_path / "site", FILES | {"spoiling.py": OUTSIDE}, PLUGINS=["spoiling"])
    for _ in range(3):
        build(site)
    before = everything(site.output)
    site.write({"spoil": ""})
    assert site.run(["-m", "hamerkop", "build"]).returncode != 0
    assert everything(site.output) == before
