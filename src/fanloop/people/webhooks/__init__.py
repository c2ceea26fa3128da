"""Signed outgoing webhooks: who listens to which facts, and what was delivered."""
