"""`hamerkop serve` shows something useful whatever a writer saves, also before the site could be loaded once."""

import http.client
import shutil
import time

import pytest

from tests.serving import serving

SETTINGS = """
SITENAME = "Otters"
PATH = "content"
THEME = "theme"
ARTICLE_PATHS = ["articles"]
STATIC_PATHS = ["images"]
TIMEZONE = "UTC"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
PLUGINS = ["hamerkop.frontmatter"]
"""
BASE = "<!doctype html><html><head><title>{{ SITENAME }}</title></head><body>%s</body></html>"
FILES = (
    {
        "pelicanconf.py": SETTINGS,
        "theme/templates/article.html": BASE % "<main>{{ article.content }}</main>",
        "theme/templates/index.html": BASE % "{% for each in articles %}<h2>{{ each.title }}</h2>{% endfor %}",
        "theme/static/site.css": "p {}",
    }
    | {f"theme/templates/{name}.html": BASE % name for name in ("archives", "author", "category", "tag", "page")}
    | {f"theme/templates/{name}.html": BASE % name for name in ("authors", "categories", "tags", "base")}
)
ARTICLES = "content/articles"


def text(title: str, body: str = "Some words.", **fields: str) -> str:
    header = {"title": title, "date": "2026-01-02", "category": "Animals"} | fields
    return "\n".join(["---", *(f"{name}: {value}" for name, value in header.items()), "---", "", body, ""])


OTTER = {f"{ARTICLES}/otter.md": text("Otter", "They swim.")}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "site"


def test_whatever_is_saved_the_site_is_shown_and_followed(folder):
    with serving(folder, FILES | OTTER) as shown:
        shown.shows("/otter.html", "They swim.")
        garbage = {"empty.md": "", "binary.md": bytes(range(256)), "half.md": "---\ntitle: [a", "nul.md": "a\0b"}
        shown.write({f"{ARTICLES}/{name}": data for name, data in garbage.items()})
        (folder / ARTICLES / "circle").symlink_to(folder / ARTICLES)
        (folder / ARTICLES / "nowhere.md").symlink_to("nothing.md")
        (folder / ARTICLES / "self.md").symlink_to("self.md")
        (folder / ARTICLES / "sub").mkdir()
        shown.write({f"{ARTICLES}/sub/eel.md": text("Eel")})
        shown.lists("/otter.html", "binary.md")
        shown.shows("/eel.html", "Some words.")
        (folder / ARTICLES / "sub").rename(folder / ARTICLES / "renamed")
        shown.wait_for(lambda: shown.state("/eel.html")["page"]["path"] == f"{ARTICLES}/renamed/eel.md")
        shutil.rmtree(folder / ARTICLES / "renamed")
        shown.wait_for(lambda: shown.get("/eel.html")[0] == 404)
        for number in range(300):
            shown.write({f"{ARTICLES}/otter.md": text("Otter", f"They swim {number}.")})
            time.sleep(0.002)
        shown.shows("/otter.html", "They swim 299.")
        shown.write({f"{ARTICLES}/otter.md": None})
        shown.wait_for(lambda: shown.get("/otter.html")[0] == 404)
        assert shown.get("/_desk/")[0] == 200


def test_a_content_folder_that_is_moved_away_and_back_is_followed_again(folder):
    with serving(folder, FILES | OTTER) as shown:
        shown.shows("/otter.html", "They swim.")
        (folder / "content").rename(folder / "elsewhere")
        shown.lists("/otter.html", "content/ is not there; put it back")
        assert "They swim." in shown.get("/otter.html")[1]
        (folder / "elsewhere").rename(folder / "content")
        shown.wait_for(lambda: not shown.state("/otter.html")["broken"])
        shown.write({f"{ARTICLES}/otter.md": text("Otter", "They hunt.")})
        shown.shows("/otter.html", "They hunt.")


def test_a_content_folder_that_is_a_link_is_followed(folder, tmp_path):
    (tmp_path / "real/articles").mkdir(parents=True)
    folder.mkdir()
    (folder / "content").symlink_to(tmp_path / "real")
    with serving(folder, FILES | OTTER) as shown:
        shown.shows("/otter.html", "They swim.")
        shown.write({f"{ARTICLES}/eel.md": text("Eel")})
        shown.shows("/eel.html", "Some words.")
        assert shown.wait_for(lambda: shown.state("/")["saved"])["url"] == "/eel.html"


def test_a_site_that_cannot_be_loaded_is_that_of_the_last_build_until_its_file_is_right(folder):
    built = {"output/index.html": "<p>Front of the last build", "output/otter.html": "<p>Last build"}
    with serving(folder, FILES | OTTER | built | {"pelicanconf.py": SETTINGS + "A = [\n"}) as shown:
        assert "Last build" in shown.get("/otter.html")[1]
        problem = shown.state("/otter.html")["broken"][0]
        assert problem["place"].startswith("pelicanconf.py:")
        shown.write({"pelicanconf.py": SETTINGS + "A = nothing\n"})
        shown.lists("/otter.html", "name 'nothing' is not defined")
        shown.write({"pelicanconf.py": SETTINGS})
        shown.shows("/otter.html", "They swim.")
        assert not shown.state("/otter.html")["broken"]
        shown.write({"pelicanconf.py": SETTINGS + "import no_such_module\n"})
        shown.lists("/otter.html", "no_such_module")
        shown.write({f"{ARTICLES}/otter.md": text("Otter", "They hunt.")})
        shown.shows("/otter.html", "They hunt.")
        shown.write({"pelicanconf.py": SETTINGS.replace("Otters", "Badgers")})
        shown.shows("/otter.html", "<title>Badgers</title>")


def test_a_site_that_was_never_built_and_cannot_be_loaded_says_why(folder):
    with serving(folder, FILES | OTTER | {"pelicanconf.py": SETTINGS + "import own_settings\n"}) as shown:
        status, page = shown.get("/")
        assert (status, "own_settings" in page, "/_desk/overlay.js" in page) == (500, True, True)
        assert "own_settings" in shown.get("/_desk/")[1]
        shown.write({"own_settings.py": "A = 1\n"})
        shown.shows("/otter.html", "They swim.")


def test_a_plugin_that_is_missing_is_loaded_when_it_is_there(folder):
    plugin = """
from pelican import signals
def register():
    signals.content_object_init.connect(lambda content: setattr(content, "_content", "By the plugin"), weak=False)
"""
    settings = SETTINGS.replace('["hamerkop.frontmatter"]', '["hamerkop.frontmatter", "own_plugin"]')
    with serving(folder, FILES | OTTER | {"pelicanconf.py": settings}) as shown:
        shown.lists("/otter.html", "there is no plugin own_plugin")
        shown.write({"own_plugin.py": plugin})
        shown.shows("/otter.html", "By the plugin")


def test_an_exception_of_a_plugin_leaves_the_last_good_site(folder):
    plugin = """
from pelican import signals
def check(generator):
    if any("Eel" in article.title for article in generator.articles):
        raise ValueError("no eels")
def register():
    signals.article_generator_finalized.connect(check)
"""
    settings = SETTINGS.replace('["hamerkop.frontmatter"]', '["hamerkop.frontmatter", "own_plugin"]')
    with serving(folder, FILES | OTTER | {"pelicanconf.py": settings, "own_plugin.py": plugin}) as shown:
        shown.shows("/otter.html", "They swim.")
        shown.write({f"{ARTICLES}/eel.md": text("Eel")})
        shown.lists("/otter.html", "no eels")
        assert "They swim." in shown.get("/otter.html")[1]
        shown.write({f"{ARTICLES}/eel.md": None})
        shown.wait_for(lambda: not shown.state("/otter.html")["broken"])
        assert "the last change has changed" not in shown.printed()


@pytest.mark.parametrize("plugins", ['["hamerkop.frontmatter"]', "[]"])
def test_the_site_of_a_day_has_what_is_scheduled_until_then(folder, plugins):
    dates = {"Eel": "2027-03-01 18:00", "Newt": "2027-03-02"}
    later = {title: text(title, date=date) for title, date in dates.items()}
    if plugins == "[]":  # Pelican's own reader
        later = {title: source.replace("---\n", "", 1).replace("---\n", "", 1) for title, source in later.items()}
    later = {f"{ARTICLES}/{title}.md": source for title, source in later.items()}
    settings = SETTINGS.replace('["hamerkop.frontmatter"]', plugins) + "WITH_FUTURE_DATES = False\n"
    with serving(folder, FILES | later | {"pelicanconf.py": settings}, "--at", "2027-03-01") as shown:
        shown.shows("/", "<h2>Eel</h2>")
        assert "Newt" not in shown.get("/")[1]
        assert shown.state("/drafts/newt.html")["page"]["status"] == "Scheduled for 2 March 2027"
        assert shown.state("/")["asOf"] == "1 March 2027"
        assert "Shown as of 1 March 2027" in shown.get("/_desk/")[1]


def test_the_desk_is_for_pages_of_this_site_only(folder):
    with serving(folder, FILES | OTTER) as shown:
        for headers, status in [({"Sec-Fetch-Site": "cross-site"}, 403), ({"Host": "evil.example"}, 403)]:
            connection = http.client.HTTPConnection("127.0.0.1", shown.port)
            connection.request("GET", "/_desk/events?page=/", headers=headers)
            assert connection.getresponse().status == status
            connection.close()
        connection = http.client.HTTPConnection("127.0.0.1", shown.port)
        connection.request("POST", "/_desk/", b"a=b")
        assert connection.getresponse().status == 501
        connection.close()
