"""Pure thinking about talk: pages."""
