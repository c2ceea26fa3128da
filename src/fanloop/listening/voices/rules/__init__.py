"""Pure thinking about voices: kinds, ranking, the vote budget."""
