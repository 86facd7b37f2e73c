"""Publishes a site: checks the settings, builds, shows what would change on the host, and brings it there.

`publish/targets/` has one module for each kind of host; `publication.py` is the way that is the same for all of them.
"""
