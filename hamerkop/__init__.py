"""The kit that makes Forty Minutes, and that any Pelican site can install: each plugin works alone."""
