"""Tells third-party code from that of Pelican, Markdown and the kit, by the module it is from."""

OURS = ("hamerkop", "pelican", "markdown", "pymdownx")


def is_third_party(code: object) -> bool:
    """Return whether a function, a class or an object of one is of a plugin that is not part of the kit."""
    module = module_of(code)
    return module.partition(".")[0] not in OURS or module.startswith("pelican.plugins.")


def module_of(code: object) -> str:
    """Return the name of the module of a function or class, or of the class of another object."""
    return str(getattr(code, "__module__", None) or type(code).__module__)
