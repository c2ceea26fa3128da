"""Contribution terms: versions, and who agreed to which."""
