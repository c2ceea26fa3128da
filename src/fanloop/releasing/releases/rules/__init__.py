"""Thinking of releases, without database or clock: when a train leaves, and what its notes say."""
