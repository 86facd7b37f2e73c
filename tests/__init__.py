"""Makes this folder the package `tests` for the scripts in bench/, whatever other package of that name is installed."""
