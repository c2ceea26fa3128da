"""Words in several languages: translatable content, and message catalogues without gettext's tools."""
