"""Puts a built site where readers find it: one module for each kind of host."""
