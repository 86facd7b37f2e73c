"""The editor at /admin/ of the preview, Sveltia CMS: an article made there builds, and no other host answers."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request

from hamerkop.preview import admin_pages
from hamerkop.preview.served_pages import Answer
from hamerkop.preview.server import server_of
from tests.conftest import article
from tests.programs import need_module

pytestmark = pytest.mark.browser

FILES = {
    "articles/otters.md": article(),
    "pages/about.md": "---\ntitle: About\n---\n\nAbout us.\n",
    "topics.yaml": "- {slug: river, title: Rivers, group: Places, description: Running water}\n",
}
# A folder of the browser's own in place of the one that a person would choose in a dialog.
CHOSEN_FOLDER = """
window.showDirectoryPicker = async () => {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('site', {create: true});
  await folder.getDirectoryHandle('.git', {create: true});
  let articles = folder;
  for (const name of ['content', 'articles']) articles = await articles.getDirectoryHandle(name, {create: true});
  const file = await (await articles.getFileHandle('otters.md', {create: true})).createWritable();
  await file.write(ARTICLE);
  await file.close();
  folder.requestPermission = folder.queryPermission = async () => 'granted';
  return folder;
};
"""
WRITTEN_FILES = """async () => {
  const found = {};
  const read = async (folder, path) => {
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind === 'file') found[path + name] = await (await handle.getFile()).text();
      else await read(handle, path + name + '/');
    }
  };
  await read(await navigator.storage.getDirectory(), '');
  return found;
}"""
TEXT = "/// in-short\n\nPlain words.\n\n///\n\nSee [Otters]({filename}otters.md).\n"


class AdminPages:
    """What is at /admin/ of the site in *folder*, and nothing else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def answer(self, target: str) -> Answer:
        """Return the answer to a request."""
        return admin_pages.answer(target, self.folder) or Answer(404)


@pytest.fixture
def made(site):
    """A site with the configuration of the editor, and the program where npm puts it."""
    found = site(FILES)
    assert found.run(["-m", "hamerkop", "editors", "--settings", "siteconf.py"]).returncode == 0
    return found


@pytest.fixture
def address(made) -> Iterator[str]:
    """The address of a server for the editor."""
    server = server_of(AdminPages(made.folder), 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_article_made_in_the_editor_builds(made, address: str, page: Page) -> None:
    (made.folder / "node_modules").symlink_to(need_module("@sveltia/cms").parents[1])
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("requestfinished", note)
    page.add_init_script(f"const ARTICLE = {json.dumps(FILES['articles/otters.md'])};{CHOSEN_FOLDER}")
    page.goto(f"{address}/admin/")
    page.get_by_text("Work with Local Repository").click()
    page.get_by_text("Otters").first.wait_for()
    page.goto(f"{address}/admin/#/collections/articles/entries/otters")
    page.locator("[data-key-path='summary'] textarea").first.fill("A new summary.")
    choose(page, "status", "published")
    save(page)
    page.goto(f"{address}/admin/#/collections/articles/new")
    fill(page)
    save(page)
    written = {path.removeprefix("site/"): text for path, text in page.evaluate(WRITTEN_FILES).items()}
    assert sorted(written) == ["content/articles/otters.md", "content/articles/rivers-a-1-guide.md"]
    text = written["content/articles/rivers-a-1-guide.md"]
    assert "status: draft" in text
    assert text.rstrip().endswith(TEXT.rstrip())
    made.write({path.removeprefix("content/"): text for path, text in written.items()})
    made.build()
    assert made.has("drafts/rivers-a-1-guide/index.html")
    assert made.has("otters/index.html"), "an article that was only given another summary is as public as before"
    assert "A new summary." in made.read("otters/index.html")
    hosts = {urlsplit(url).netloc for url in asked if url.startswith("http")}
    assert hosts == {urlsplit(address).netloc}


def save(page: Page) -> None:
    """Save what is in the form, and wait for the list of articles."""
    page.get_by_role("button", name="Save", exact=True).first.click()
    page.wait_for_url("**/collections/articles")


def choose(page: Page, name: str, choice: str) -> None:
    """Choose one of the values of a field, of which there are few, so that all of them are shown."""
    field = page.locator(f"section[data-key-path='{name}']").first
    field.get_by_text(choice, exact=True).first.click()


def fill(page: Page) -> None:
    """Fill the form as a writer would."""
    page.locator("[data-key-path='title'] input").first.fill("Rivers: a #1 guide")
    page.locator("[data-key-path='summary'] textarea").first.fill("What a river is for.")
    for name, choice in (("category", "Animals"), ("tags", "Rivers"), ("status", "draft")):
        choose(page, name, choice)
    body = page.locator("section[data-key-path='body']").first
    page.mouse.move(300, 400)
    for _ in range(40):  # fields are made when they come into view
        if body.count():
            break
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(50)
    body.locator("textarea").last.fill(TEXT)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/admin/", 200), ("/admin/config.yml", 200), ("/admin/sveltia-cms.js", 404), ("/admin/x", 404), ("/adminx", 404)],
)
def test_without_the_program_the_page_says_how_to_install_it(made, path: str, status: int) -> None:
    found = admin_pages.answer(path, made.folder)
    assert (found.status if found else 404) == status
    if path == "/admin/":
        assert found is not None
        assert b"npm install --no-save @sveltia/cms" in found.body
