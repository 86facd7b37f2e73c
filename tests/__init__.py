"""The tests. A package, so that its name means this folder and no other package on the path."""
