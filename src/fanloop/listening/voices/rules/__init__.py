"""Pure thinking about voices: kinds, ranking, grouping, the vote budget, the fifteen-minute ring."""
