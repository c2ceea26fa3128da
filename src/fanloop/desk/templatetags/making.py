"""Small words of the making pages."""

from collections.abc import Mapping
from decimal import Decimal

from django import template

from fanloop.foundation.text.translated import read
from fanloop.making.supply.queries import quantity_words

register = template.Library()


@register.filter
def in_words(content: Mapping[str, str]) -> str:
    """Content in the reader's language."""
    return read(content)


@register.filter
def pieces(quantity: Decimal | int) -> str:
    """A quantity as the language writes it, a gap with a real minus sign."""
    return f"−{quantity_words(-quantity)}" if quantity < 0 else quantity_words(quantity)
