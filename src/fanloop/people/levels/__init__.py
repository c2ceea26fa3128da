"""Levels 0 to 4, reckoned from the deed ledger alone."""
