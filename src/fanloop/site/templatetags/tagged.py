"""`{% load tagged %}{{ words|tagged }}`: plain words, in which each hashtag leads to its page."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from fanloop.selling.challenges.rules.tags import parts_of

register = template.Library()


@register.filter
def tagged(words: str) -> SafeString:
    return format_html_join("", "{}", ((_part(*part),) for part in parts_of(words)))


def _part(words: str, tag: str) -> SafeString | str:
    if not tag:
        return words
    return format_html('<a href="{}">{}</a>', reverse("site:tag", args=[tag]), words)
