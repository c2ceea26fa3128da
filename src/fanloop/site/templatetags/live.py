"""`{% load live %}`: what the small live parts of a page begin with."""

from collections.abc import Iterable
from typing import Protocol

from django import template

register = template.Library()


class _Numbered(Protocol):
    @property
    def id(self) -> int: ...


@register.filter
def newest(rows: Iterable[_Numbered]) -> str:
    """The highest number on the page, in whatever order it stands there; 0 for none."""
    return str(max((row.id for row in rows), default=0))
