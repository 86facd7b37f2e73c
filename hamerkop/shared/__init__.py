"""What several plugins and the build use. Imports no plugin and no Pelican generator."""
