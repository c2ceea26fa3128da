"""Pure thinking of webhooks."""
