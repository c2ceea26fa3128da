"""Pure thinking of moderation."""
