"""Random edits, one after another: every page of the site in memory stays that of a clean build of its sources.

RESIDENT_SEQUENCES is the number of sequences that are tried.
"""

import os
import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from hamerkop.build.resident_site import RESTART, ResidentSite
from tests.edited_sites import EDITS, make, pass_a_day
from tests.kit.site.test_resident_site import FILES, PLAIN, RELATIVE, SVG, text
from tests.plain_site import CLOCK
from tests.resident import Beside, own_signals

pytestmark = pytest.mark.own_process  # Pelican keeps much in the process

SEQUENCES_OF_OURS = max(1, int(os.environ.get("RESIDENT_SEQUENCES", "3")) // 3)
NEIGHBORS = """
from pelican import signals

def neighbors(generator):
    for before, after in zip(generator.articles, generator.articles[1:]):
        before.next_article, after.prev_article = after, before
    for category, articles in generator.categories:
        articles.sort(key=lambda article: article.title)

def count(generators):
    for article in generators[0].articles:
        article._content += "<p>%d</p>" % len(generators[0].articles)

def register():
    signals.article_generator_finalized.connect(neighbors)
    signals.all_generators_finalized.connect(count)
"""
# The order of Pelican's files is that of a set, so it decides at random which of two articles with one slug is first.
SORTED = """
from pelican import signals

def _sort_files(generator):
    find = generator.get_files
    if type(generator).__name__ != "StaticGenerator":
        generator.get_files = lambda *paths, **named: sorted(find(*paths, **named))

signals.generator_init.connect(_sort_files, weak=False)
"""
TEMPLATE = """{% extends "!simple/article.html" %}{% block title %}
{{ (article.prev_article or {}).title }} {{ (article.next_article or {}).title }} {{ article.tags|join(",") }}
{% endblock %}"""
PLUGIN = 'PLUGIN_PATHS = ["plugins"]\nPLUGINS = ["beside_neighbors"]\n'
NAMES = ("otter", "heron", "vole", "carp", "eel")
BODIES = (
    "Words.",
    "See [it]({filename}heron.md).",
    "See [it]({filename}eel.md) and [it]({filename}../pages/about.md).",
    "![x]({static}/images/a.svg)",
    "[x]({attach}/files/eel.txt)",
    "[x]({static}/files/eel.txt) and [t]({tag}fur)",
)

sources = st.builds(
    text,
    st.sampled_from(["Otters", "Herons", "A & B", "Voles"]),
    st.sampled_from(BODIES),
    date=st.sampled_from(["2026-01-02", "2025-06-07", "2024-01-01 10:00", None]),
    category=st.sampled_from(["Animals", "animals", "Fish", None]),
    tags=st.sampled_from(["river", "River, fur", "fur, FUR", "Fur", None]),
    author=st.sampled_from(["Ann", "ann", "Bea", None]),
    status=st.sampled_from([None, None, None, "draft", "hidden", "skip", "nonsense"]),
    lang=st.sampled_from([None, None, "fr", "de"]),
    slug=st.sampled_from([None, None, "shared", "other"]),
    translation=st.sampled_from([None, None, None, "true"]),
    summary=st.sampled_from([None, "Short.", "See [it]({filename}otter.md).", "![x]({static}/images/a.svg)"]),
    save_as=st.sampled_from([None, None, None, None, "index.html"]),
)


class Edits(RuleBasedStateMachine):
    """Edits of a site in memory."""

    @initialize(relative=st.booleans(), plugin=st.booleans())
    def load(self, relative, plugin):
        self.before, self.signals = Path.cwd(), own_signals()
        self.signals.__enter__()
        self.folder = Path(tempfile.mkdtemp())
        kept = {"content/kept/owl.md": text("Owls", "They hunt.", date="2023-01-01")}  # a feed of nothing has the time
        files = FILES | kept | {"plugins/beside_neighbors.py": NEIGHBORS, "theme/templates/article.html": TEMPLATE}
        conf = (RELATIVE if relative else PLAIN) + (PLUGIN if plugin else "") + SORTED
        self.site = Beside(self.folder, conf.replace('["articles"]', '["articles", "kept"]'), files)

    @rule(name=st.sampled_from(NAMES), source=sources)
    def write_article(self, name, source):
        self.edit(f"content/articles/{name}.md", source)

    @rule(name=st.sampled_from(NAMES))
    def remove_article(self, name):
        self.edit(f"content/articles/{name}.md", None)

    @rule(name=st.sampled_from(NAMES), other=st.sampled_from(NAMES))
    def rename_article(self, name, other):
        old, new = (self.folder / "content/articles" / f"{each}.md" for each in (name, other))
        if old.exists() and old != new:
            old.replace(new)
            self.site.resident.update([old, new])

    @rule(title=st.sampled_from(["About", "Us"]), status=st.sampled_from(["published", "draft", "hidden"]))
    def write_page(self, title, status):
        body = "See [it]({filename}../articles/otter.md)."
        self.edit("content/pages/about.md", f"Title: {title}\nStatus: {status}\n\n{body}\n")

    @rule(name=st.sampled_from(["images/a.svg", "images/b.svg", "files/eel.txt"]), is_there=st.booleans())
    def change_file(self, name, is_there):
        self.edit(f"content/{name}", SVG if is_there else None)

    @rule(text=st.sampled_from(["{{ SITENAME }}", "{{ articles|length }}", "{{ tags|length }}"]))
    def change_template(self, text):
        self.edit("theme/templates/part.html", text)

    @rule(there=st.booleans())
    def move_folder(self, there):
        old, new = self.folder / "content/articles", self.folder / "content/moved"
        old, new = (old, new) if there else (new, old)
        if old.exists() and not new.exists():
            old.replace(new)
            self.site.resident.update([old, new])

    @precondition(lambda self: self.site.resident.generation > 2)
    @rule()
    def compare(self):
        assert self.site.differences() == []

    def edit(self, name, data):
        path = self.folder / name
        if data is not None or path.exists():
            self.site.edit({name: data})

    def teardown(self):
        if not hasattr(self, "site"):
            return
        try:
            assert self.site.differences() == []
        finally:
            self.site.resident.close()
            self.signals.__exit__(None, None, None)
            os.chdir(self.before)
            shutil.rmtree(self.folder)


TestEdits = Edits.TestCase
TestEdits.settings = settings(
    max_examples=int(os.environ.get("RESIDENT_SEQUENCES", "3")),
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # each example is a handful of builds: making it smaller takes too long
)


def changed_paths(before: dict[str, bytes], after: dict[str, bytes], folder: Path) -> list[Path]:
    """Return the sources that were written or removed."""
    return [folder / path for path in sorted({*before, *after}) if before.get(path) != after.get(path)]


def differing(resident: ResidentSite, built: dict[str, bytes]) -> list[str]:
    """Return the addresses for which the site in memory has something else than what was built."""
    found = []
    for name in sorted(built.keys() | set(resident.addresses())):
        if name.startswith("pagefind/") or name.endswith("/"):  # the search index is made once; a folder
            continue
        rendered = resident.render(name)
        if (rendered.data if rendered else None) != built.get(name):
            found.append(name)
    return found


@pytest.mark.parametrize("seed", range(SEQUENCES_OF_OURS))
def test_pages_of_a_site_with_all_plugins_are_those_of_a_clean_build_after_random_edits(tmp_path, monkeypatch, seed):
    rng, site = random.Random(seed), make(tmp_path, "ours")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", CLOCK)
    monkeypatch.chdir(site.folder)
    with own_signals():
        resident = ResidentSite("pelicanconf.py")
        resident.load()
        for change in rng.choices([each for each in EDITS["ours"] if each is not pass_a_day], k=10):
            before = site.sources()
            done = f"{change.__name__}: {change(site, rng)}"
            built = site.build_from_nothing()
            if not built.report["succeeded"]:
                site.restore(before)
                continue
            if resident.update(changed_paths(before, site.sources(), site.folder)).how == RESTART:
                resident.load()
            assert [f"{done}: {name}" for name in differing(resident, built.files)] == []
        resident.close()
