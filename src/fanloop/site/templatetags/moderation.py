"""`{% load moderation %}`: what a form that writes carries besides its words.

`{% typed_from %}` says when it was opened, sealed, without a word about anybody; `{% typed_from words %}` says nothing
where words stand in the form already: nobody measured how long those took. `{% unsaid "site:say" slug %}` stands in the
textarea of the form sent to that address: words that were refused come back.
"""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fanloop.site import drafts
from fanloop.site.screening import FIELD, opened_now

register = template.Library()


@register.simple_tag(takes_context=True)
def typed_from(context: template.Context, written: str = "") -> SafeString:
    request = context.get("request")
    before = request.POST.get(FIELD, "") if request is not None else ""
    if written and not before:
        return SafeString("")
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, before or opened_now())


@register.simple_tag(takes_context=True)
def unsaid(context: template.Context, name: str, *args: str | int) -> str:
    return drafts.handed_back(context["request"], reverse(name, args=args))
