"""`{% load moderation %}{% typed_from %}` inside a form: when it was opened, sealed, without a word about anybody.

`{% typed_from words %}` says nothing where words stand in the form already: nobody measured how long those took.
"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fanloop.site.screening import FIELD, opened_now

register = template.Library()


@register.simple_tag(takes_context=True)
def typed_from(context: template.Context, written: str = "") -> SafeString:
    request = context.get("request")
    before = request.POST.get(FIELD, "") if request is not None else ""
    if written and not before:
        return SafeString("")
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, before or opened_now())
