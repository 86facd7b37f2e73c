"""`hamerkop lsp`, asked by a client over standard streams as an editor asks it."""

import asyncio
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from tests.plain_site import CLOCK, PROJECT, PlainSite

PLUGINS = ["frontmatter", "links", "checks", "topics", "citations", "blocks", "glossary"]
TOPICS = """\
- {slug: river, title: Rivers, description: All about rivers., group: Water}
- {slug: lake, title: Lakes, description: About lakes., group: Water}
"""
WORK = {"id": "otter2020", "type": "book", "title": "Otters 🦦 fish", "author": [{"family": "Otter", "given": "A"}]}
WORKS = json.dumps([WORK | {"issued": {"date-parts": [[2020]]}}])
TERMS = "- {term: holt, also: [holts], meaning: The den of an otter.}\n"


def article(title, body="Text.", tags="river"):
    header = f"title: {title}\nsummary: About {title}.\ndate: 2026-01-01\ncategory: Animals\ntags: [{tags}]"
    return f"---\n{header}\n---\n\n{body}\n"


@pytest.fixture
def site(tmp_path):
    plugins = [f"hamerkop.{name}" for name in PLUGINS]
    site = PlainSite(tmp_path, PLUGINS=plugins, TIMEZONE="UTC", FEED_ALL_ATOM=None, CATEGORY_FEED_ATOM=None)
    files = {"articles/otters.md": article("Otters"), "articles/beavers.md": article("Beavers")}
    data = {"topics.yaml": TOPICS, "references.json": WORKS, "glossary.yaml": TERMS}
    pages = {"pages/glossary.md": "---\ntitle: Glossary\n---\n\nTerms.\n"}
    return site.write(
        {
            **{f"content/{name}": text for name, text in (files | data | pages).items()},
            "pelicanconf.py": site.settings_text,
        }
    )


class Editor:
    """An editor with one open file."""

    def __init__(self, site):
        self.site, self.client, self.found = site, LanguageClient("test", "1"), {}
        self.arrived = asyncio.Event()
        self.version = 0

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _keep(params):
            self.found[params.uri.rpartition("/")[2]] = params.diagnostics
            self.arrived.set()

    async def __aenter__(self):
        env = {**os.environ, "PYTHONPATH": str(PROJECT), "SOURCE_DATE_EPOCH": CLOCK}
        await self.client.start_io(sys.executable, "-m", "hamerkop", "lsp", env=env, cwd=str(PROJECT))
        capabilities = types.ClientCapabilities()
        root = self.site.folder.as_uri()
        await self.client.initialize_async(types.InitializeParams(capabilities=capabilities, root_uri=root))
        self.client.initialized(types.InitializedParams())
        return self

    async def __aexit__(self, *_error):
        await self.client.shutdown_async(None)
        self.client.exit(None)
        await asyncio.wait_for(self.client.stop(), 10)

    def uri(self, name):
        return (self.site.folder / "content" / name).as_uri()

    def open(self, name, text):
        item = types.TextDocumentItem(self.uri(name), "markdown", self.version, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def type(self, name, text):
        """Replace the whole text."""
        self.version += 1
        document = types.VersionedTextDocumentIdentifier(self.version, self.uri(name))
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    async def until(self, is_so):
        """Wait until *is_so* of the codes of the problems by file; fail after ten seconds."""
        async with asyncio.timeout(10):
            while not is_so({name: [each.code for each in shown] for name, shown in self.found.items()}):
                self.arrived.clear()
                await self.arrived.wait()

    def place(self, name, text, marked):
        """Return the parameters that name the place of *marked* in a text, in UTF-16 code units."""
        before = text[: text.index(marked) + len(marked)]
        column = len(before.rpartition("\n")[2].encode("utf-16-le")) // 2
        return types.TextDocumentIdentifier(self.uri(name)), types.Position(before.count("\n"), column)

    async def completed(self, name, text, marked):
        """Type *text*, and return what is offered behind *marked*."""
        self.type(name, text)
        document, place = self.place(name, text, marked)
        done = await self.client.text_document_completion_async(types.CompletionParams(document, place))
        return [item.label for item in done.items]


def run(site, talk):
    async def session():
        async with Editor(site) as editor:
            await talk(editor)

    with ThreadPoolExecutor(1) as thread:  # the browser tests leave an event loop running in theirs
        thread.submit(asyncio.run, asyncio.wait_for(session(), 60)).result()


def test_what_is_wrong_is_said_while_it_is_typed_and_is_that_of_a_check(site):
    async def talk(editor):
        good, bad = article("Otters"), article("Otters", "🦦 See [it]({filename}beaver.md).", "rivr")
        editor.open("articles/otters.md", good)
        editor.type("articles/otters.md", bad)
        await editor.until(lambda found: found.get("otters.md") == ["T01", "L01"])
        link = editor.found["otters.md"][1].range
        assert (link.start, link.end) == (types.Position(8, 12), types.Position(8, 31)), "UTF-16 code units"
        assert (site.folder / "content/articles/otters.md").read_text() == good, "the file is not touched"
        editor.type("articles/otters.md", good)
        await editor.until(lambda found: found.get("otters.md") == [])

    run(site, talk)


def test_a_problem_in_another_file_appears_and_goes_with_the_text_that_causes_it(site):
    site.write({"content/articles/beavers.md": article("Beavers", "[it]({filename}otters.md)")})

    async def talk(editor):
        editor.open("articles/otters.md", article("Otters"))
        editor.type("articles/otters.md", article("Otters").replace("title:", "status: draft\ntitle:"))
        await editor.until(lambda found: found.get("beavers.md") == ["L03"])
        editor.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(editor.uri("articles/otters.md")))
        )
        await editor.until(lambda found: found.get("beavers.md") == [])

    run(site, talk)


def test_names_are_offered_where_they_can_be_typed(site):
    async def talk(editor):
        name = "articles/otters.md"
        editor.open(name, article("Otters"))
        offered = {
            "[la": ["river", "lake"],
            "[@ot": ["otter2020"],
            "{filename}": ["beavers.md", "otters.md", "../pages/glossary.md"],
            "/// ": None,
        }
        texts = {"[la": article("Otters", tags="la"), **{key: article("Otters", key) for key in list(offered)[1:]}}
        for key, expected in offered.items():
            found = await editor.completed(name, texts[key], key)
            assert (found == expected) if expected else ("help" in found), key
        found = await editor.completed(name, article("Otters").replace("summary", "su\nsummary"), "su")
        assert {"summary", "title", "status"} <= set(found)
        offered = await editor.completed(name, article("Otters").replace("Animals", "An"), "category: An")
        assert offered == ["Animals"], "not what is half typed"

    run(site, talk)


def test_a_name_is_explained_and_leads_to_where_it_is_defined(site):
    text = article("Otters", "🦦 One [@otter2020] in a holt, see [b]({filename}beavers.md).")
    expected = {
        "@otter": ("Otters 🦦 fish", "references.json"),
        "[riv": ("All about rivers.", "topics.yaml"),
        "in a holt": ("The den of an otter.", None),
        "{filename}bea": ("About Beavers.", "beavers.md"),
    }

    async def talk(editor):
        name = "articles/otters.md"
        editor.open(name, text)
        for marked, (said, file) in expected.items():
            place = editor.place(name, text, marked)
            shown = await editor.client.text_document_hover_async(types.HoverParams(*place))
            assert said in shown.contents.value, marked
            where = await editor.client.text_document_definition_async(types.DefinitionParams(*place))
            assert (where.uri.rpartition("/")[2] if where else None) == file

    run(site, talk)


def test_a_problem_is_fixed_or_excused_by_an_action(site):
    text = article("Otters", "See [it]({filename}beaver.md).", "rivr")

    async def talk(editor):
        editor.open("articles/otters.md", text)
        await editor.until(lambda found: found.get("otters.md") == ["T01", "L01"])
        document, place = editor.place("articles/otters.md", text, "[riv")
        params = types.CodeActionParams(document, types.Range(place, place), types.CodeActionContext([]))
        actions = {each.title: each for each in await editor.client.text_document_code_action_async(params)}
        (edit,) = actions['Write "river"'].edit.changes[editor.uri("articles/otters.md")]
        assert (edit.range.start.character, edit.range.end.character, edit.new_text) == (7, 11, "river")
        (edit,) = actions["Excuse this line from T01 (unknown-tag)"].edit.changes[editor.uri("articles/otters.md")]
        assert edit.new_text == " # check: ignore T01, "

    run(site, talk)


def test_a_file_that_is_renamed_keeps_the_links_to_it(site):
    text = article("Beavers", "🦦 See [the otters]({filename}otters.md#a).")
    site.write({"content/articles/beavers.md": text})

    async def talk(editor):
        editor.open("articles/beavers.md", text)
        renamed = types.FileRename(editor.uri("articles/otters.md"), editor.uri("articles/lutra.md"))
        done = await editor.client.workspace_will_rename_files_async(types.RenameFilesParams([renamed]))
        (edit,) = done.changes[editor.uri("articles/beavers.md")]
        assert edit.new_text == "🦦 See [the otters]({filename}lutra.md#a)."
        assert (edit.range.start, edit.range.end) == (types.Position(8, 0), types.Position(8, 43)), "UTF-16 code units"
        taken = types.FileRename(editor.uri("articles/otters.md"), editor.uri("articles/beavers.md"))
        assert await editor.client.workspace_will_rename_files_async(types.RenameFilesParams([taken])) is None

    run(site, talk)


def test_settings_that_cannot_be_used_are_a_problem_until_they_are_corrected(site):
    right = site.settings_text
    site.write({"pelicanconf.py": right + "x = \n"})

    async def talk(editor):
        await editor.until(lambda found: found.get("pelicanconf.py") == ["B08"])
        site.write({"pelicanconf.py": right})
        document = types.TextDocumentIdentifier((site.folder / "pelicanconf.py").as_uri())
        editor.client.text_document_did_save(types.DidSaveTextDocumentParams(document))
        await editor.until(lambda found: found.get("pelicanconf.py") == [])

    run(site, talk)
