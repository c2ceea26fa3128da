"""`{% load moderation %}{% typed_from %}` inside a form: when it was opened, sealed, without a word about anybody."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fanloop.site.screening import FIELD, opened_now

register = template.Library()


@register.simple_tag
def typed_from() -> SafeString:
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, opened_now())
