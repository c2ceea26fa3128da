"""Addresses that every page names: found once, not once a page."""

from functools import cache

from django.urls import get_script_prefix, reverse


def way(name: str) -> str:
    """The address of a page that needs nothing but its name. Raises NoReverseMatch for one that is not there."""
    return _way(name, get_script_prefix())


@cache
def _way(name: str, _prefix: str) -> str:
    return reverse(name)
