"""Builds the site: staging, the audit of content files, Pelican's log, the preview server."""
