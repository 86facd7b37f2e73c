"""Keeps the code that Jinja makes of templates, in a folder under CACHE_PATH, and between the generators of a build.

Each generator of Pelican has an environment of its own, which compiles the templates again: a tenth of the build of a
site of 40 files. Jinja's own cache has one code for each name of a template; the code also depends on the environment,
which is part of the name of the file here, and Jinja works out some expressions while it compiles. What a filter or
test of the site or of a plugin makes of a constant may be different in the next build: such a template is not kept.

A file that cannot be read, is incomplete or of another version costs the time to compile the template.
"""

import hashlib
import importlib.util
import marshal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.compiler import CodeGenerator
from jinja2.defaults import DEFAULT_POLICIES
from jinja2.filters import FILTERS as DEFAULT_FILTERS
from jinja2.tests import TESTS as DEFAULT_TESTS
from jinja2.utils import _PassArg
from pelican import signals

FOLDER = "templates"  # under CACHE_PATH
# What of an environment decides which code is made of a template, beside its filters, tests and extensions.
DECIDING = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string"),
    *("comment_start_string", "comment_end_string", "line_statement_prefix", "line_comment_prefix"),
    *("trim_blocks", "lstrip_blocks", "newline_sequence", "keep_trailing_newline"),
    *("optimized", "sandboxed", "newstyle_gettext"),
)
_VERSION = (jinja2.__version__, sys.implementation.cache_tag, importlib.util.MAGIC_NUMBER, sys.flags.optimize)


@contextmanager
def kept_templates(cache_path: Path) -> Iterator[None]:
    """Give each environment that is made in the block a cache, unless the site has given it one.

    *cache_path* is the folder for all caches of a site, CACHE_PATH.
    """
    cache = TemplateCache(cache_path / FOLDER)

    def use(generator: Any) -> None:
        if generator.env.bytecode_cache is None:
            generator.env.bytecode_cache = cache

    with signals.generator_init.connected_to(use):
        yield


class _Template(Bucket):
    """The place for the code of one template; *source* is what it is made of."""

    def __init__(self, environment: jinja2.Environment, key: str, checksum: str, name: str, source: str) -> None:
        self.name, self.source = name, source
        super().__init__(environment, key, checksum)


class TemplateCache(BytecodeCache):
    """A cache for environments of all kinds, with a file in *folder* for each template of each kind."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[tuple[str, str], Any] = {}  # code, by key and checksum

    def get_bucket(self, environment: jinja2.Environment, name: str, filename: str | None, source: str) -> Bucket:
        """Return the place for the code of a template, with the code in it if it is known."""
        kind = kind_of(environment, name)
        key = _digest(repr((_VERSION, kind, name, filename)).encode("utf-8", "surrogatepass")).hex() if kind else ""
        bucket = _Template(environment, key, self.get_source_checksum(source), name, source)
        if kind:
            self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Put the code into *bucket* that was kept for it, in this build or in a file."""
        found = (bucket.key, bucket.checksum)
        if found not in self._known:
            with suppress(OSError):
                content = (self.folder / bucket.key).read_bytes()
                if content[:32] == _digest(content[32:]):  # else it is incomplete, and `marshal` could end the process
                    checksum, code = marshal.loads(content[32:])  # noqa: S302  # a file of ours, as .pyc files are
                    self._known[bucket.key, checksum] = code
        bucket.code = self._known.get(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of *bucket* for the next environment and the next build, if it depends on the template only."""
        if not isinstance(bucket, _Template):
            raise TypeError("a bucket of another cache")
        if bucket.key and not calls_while_it_is_compiled(bucket.environment, bucket.name, bucket.source):
            self._known[bucket.key, bucket.checksum] = bucket.code
            content = marshal.dumps((bucket.checksum, bucket.code))
            with suppress(OSError):
                _write(self.folder, bucket.key, _digest(content) + content)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _write(folder: Path, name: str, content: bytes) -> None:
    """Write a file in one step. Raises OSError."""
    if not folder.is_dir():
        folder.mkdir(parents=True)
        (folder / ".gitignore").write_text("*\n", "utf-8")
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        path = Path(file.name)
        try:
            file.write(content)
            file.close()
            path.replace(folder / name)
        except OSError:
            path.unlink()
            raise


def kind_of(environment: jinja2.Environment, name: str) -> tuple[object, ...]:
    """Return what decides, beside the template called *name*, which code Jinja makes; () if there is no knowing it.

    Classes of others may make any code of a template, extensions may read files while they parse it.
    """
    classes = {type(environment), environment.code_generator_class}
    extensions = sorted(environment.extensions)
    others = [each for each in extensions if not each.startswith("jinja2.ext.")]
    decides = environment.finalize or environment.is_async or environment.policies != DEFAULT_POLICIES or others
    if classes != {jinja2.Environment, CodeGenerator} or decides:
        return ()
    escapes = environment.autoescape(name) if callable(environment.autoescape) else environment.autoescape
    values = [getattr(environment, attribute, None) for attribute in DECIDING]
    functions = (_functions(environment.filters, DEFAULT_FILTERS), _functions(environment.tests, DEFAULT_TESTS))
    return (bool(escapes), values, extensions, functions)


def _functions(given: dict[str, Any], stock: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the names of filters or tests that are not those of Jinja, with what Jinja passes to each."""
    other = [name for name in {**stock, **given} if given.get(name) is not stock.get(name)]
    return sorted((name, str(_passed(given.get(name)))) for name in other)


def _passed(function: Any) -> _PassArg | None:
    """Return what Jinja passes to a filter or test before its value."""
    return _PassArg.from_obj(function)


def calls_while_it_is_compiled(environment: jinja2.Environment, name: str, source: str) -> bool:
    """Return whether Jinja may have called a filter or test that is not its own while it compiled a template.

    It does so if the value is a constant, as in `{{ "style.css"|version }}`, and the function needs no context.
    """
    for node in environment.parse(source, name).find_all((nodes.Filter, nodes.Test)):
        if isinstance(node, nodes.Filter):
            given, stock = environment.filters, DEFAULT_FILTERS
        else:
            given, stock = environment.tests, DEFAULT_TESTS
        function = given.get(node.name)
        may_be_called = function is not stock.get(node.name) and _passed(function) is not _PassArg.context
        if may_be_called and not _is_variable(node):
            return True
    return False


def _is_variable(node: nodes.Node | None) -> bool:
    """Return whether what is worked out first in an expression is known only when the template is rendered."""
    while isinstance(node, nodes.Filter | nodes.Test | nodes.Getattr | nodes.Getitem | nodes.BinExpr):
        node = node.left if isinstance(node, nodes.BinExpr) else node.node
    return node is None or isinstance(node, nodes.Name | nodes.Call)  # None: the text of a {% filter %} block
