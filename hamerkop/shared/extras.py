"""What to install for a plugin that needs a package which the kit itself does not need.

A plugin imports such a package in a block, after its other imports::

    with extra("images"):
        from PIL import Image
"""

from collections.abc import Iterator
from contextlib import contextmanager

# The package that has each module, where the names differ.
PACKAGES = {"PIL": "Pillow", "pymdownx": "pymdown-extensions", "smartypants": "typogrify"}


class MissingPackage(ModuleNotFoundError):
    """A package is not installed; the message names it, and the extra of this kit that installs it."""


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Import packages in the block; raise MissingPackage if one is missing.

    *name* is the extra in pyproject.toml, which is called like the plugin.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        module = (error.name or "").split(".")[0]
        package = PACKAGES.get(module, module)
        message = f'the package {package} is not installed; run: pip install "hamerkop[{name}]"'
        raise MissingPackage(message, name=error.name) from error
