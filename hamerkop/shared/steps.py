"""The steps of a build at which plugins do their work, in a declared order that does not depend on `PLUGINS`.

Pelican calls the receivers of a signal in the order of `PLUGINS`. A plugin that reads what another one writes would
depend on that order, so plugins connect to one of these steps instead::

    def register() -> None:
        steps.on(steps.load, load_topics)
        steps.on(steps.inspect, check_tags)

==========  ==================================  =====================================================================
step        sent by Pelican's signal            receivers
==========  ==================================  =====================================================================
`load`      `generator_init` of the articles    get the articles generator, read their data files and put what they
            generator, before any file is read  hold into its context
`inspect`   `content_object_init` of each       read the source and the HTML, report problems, and attach what Markdown
            article and page that has text      found; they do not change the HTML
`rewrite`   after `inspect`                     change elements and attributes of the HTML; they may report problems and
                                                attach what they found
`typeset`   after `rewrite`                     change characters of the HTML
`derive`    after `typeset`                     read the finished HTML and attach records (hamerkop.shared.records);
                                                they may replace the summary
`restore`   `hamerkop build`, in the place of   add it to what they keep in the context; the records are attached, and
            the others, for an article or page  its problems are reported already
            that another process, or an
            earlier build, has read
==========  ==================================  =====================================================================

Within a step the receivers run in the order of their modules' names, and none of them may depend on another one.
hamerkop.shared.contract.MOMENTS lists the steps together with Pelican's signals, in the order of a build.

The four steps on a text are one receiver of `content_object_init`, which the first of our plugins in `PLUGINS` that
uses a step connects. A third-party plugin that is connected to that signal comes before all four steps, and gets
the HTML that Markdown made, if it is listed before that plugin; else it comes after them, and gets the finished HTML.
"""

from collections.abc import Callable
from typing import Any

from blinker import ANY, NamedSignal, Namespace
from pelican import signals
from pelican.contents import Article, Page

from hamerkop.shared.content_walk import replace_get_files
from hamerkop.shared.pelican_types import ArticlesGenerator, Content, Generator
from hamerkop.shared.site_content import is_articles_generator
from hamerkop.shared.source_paths import keep_source_path

_namespace = Namespace()
load = _namespace.signal("hamerkop-load", "Receivers read the data files of a site.")
inspect = _namespace.signal("hamerkop-inspect", "Receivers read an article or page and report problems.")
rewrite = _namespace.signal("hamerkop-rewrite", "Receivers change elements and attributes of an article's HTML.")
typeset = _namespace.signal("hamerkop-typeset", "Receivers change the characters of an article's HTML.")
derive = _namespace.signal("hamerkop-derive", "Receivers read an article's finished HTML and attach records.")
CONTENT_STEPS = (inspect, rewrite, typeset, derive)
restore = _namespace.signal("hamerkop-restore", "Receivers get an article or page that was read before.")

Receiver = Callable[[ArticlesGenerator], None] | Callable[[Content], None]


def on(step: NamedSignal, receiver: Receiver) -> None:
    """Call *receiver* in *step*; to be called in a plugin's `register`."""
    step.connect(receiver)
    # Each is connected once, however many plugins do it.
    signals.generator_init.connect(replace_get_files)
    signals.generator_init.connect(run_load)
    signals.content_object_init.connect(keep_source_path)
    signals.content_object_init.connect(run_content_steps)


def run_load(generator: Generator) -> None:
    """Send `load` when the articles generator, the first of all, is made. Receiver of `generator_init`."""
    if is_articles_generator(generator):
        _send(load, generator)


def run_content_steps(content: Content) -> None:
    """Send the other steps for an article or page that has text. Receiver of `content_object_init`."""
    if isinstance(content, Article | Page) and isinstance(content._content, str):
        for step in CONTENT_STEPS:
            _send(step, content)


def run_restore(content: Content) -> None:
    """Send `restore` for an article or page that was read by another process or an earlier build."""
    _send(restore, content)


def _send(step: NamedSignal, argument: object) -> None:
    for receiver in sorted(step.receivers_for(ANY), key=_name):
        receiver(argument)


def _name(receiver: Callable[[Any], None]) -> tuple[str, str]:
    return receiver.__module__, receiver.__qualname__
