"""The room plugins."""
