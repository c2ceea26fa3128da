"""`{% load reviews %}`: names of things and places in the review queue."""

from collections.abc import Mapping

from django import template

from fanloop.foundation import trail
from fanloop.foundation.refs import parse

register = template.Library()


@register.filter
def at(names: Mapping[str, object], key: str) -> str:
    """What a key is called; the key itself where nobody named it."""
    return str(names.get(key, key))


@register.filter
def kind_label(about: str) -> str:
    """The kind of a reference in the reader's language."""
    return trail.label_of(parse(about).kind)
