"""Thinking of beta programmes, without database or clock."""
