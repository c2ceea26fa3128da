"""Pure thinking of moderation: scores, limits, watched words, strikes."""
