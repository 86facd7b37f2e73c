"""A language server for the sources of a site: what is wrong as you type, completion, hover, definitions and fixes.

`hamerkop lsp` speaks the Language Server Protocol 3.17 over its standard streams; docs/editors.md says how editors
start it. It keeps the site in memory (hamerkop.build.resident_site), so what it reports is what a build reports.

`server` answers requests, `session` has the site and the open texts, `cursor` says what is at a place in a text,
`names` has what can be typed there, `protocol` makes the protocol's objects.
"""
