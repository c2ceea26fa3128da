"""Flags on anything, one review queue, hidings, watched words, strikes."""
