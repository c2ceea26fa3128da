"""Meetups, launches and festivals with seats."""
