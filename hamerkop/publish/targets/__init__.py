"""Kinds of host: one module for each."""
