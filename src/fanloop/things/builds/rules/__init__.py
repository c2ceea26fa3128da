"""Thinking of builds, without database or clock."""
