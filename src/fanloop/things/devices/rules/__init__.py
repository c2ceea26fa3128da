"""Thinking about single made things: their numbers."""
