"""Fanloop: build hardware with the people who will own it."""

__version__ = "0.1.0"
