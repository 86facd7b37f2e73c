"""The commands with which a writer makes and changes sources: `new`, `move`, `cite` and `editors`.

Each command is one module, with a function that gets what was typed and returns what is to be written.
:mod:`hamerkop.authoring.site` reads the site for them, :mod:`hamerkop.authoring.file_changes` writes files.
"""
