"""`{% load levels %}{% level_mark 2 %}`: a level beside a name, in words."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fanloop.people.levels.queries import name_of

register = template.Library()


@register.simple_tag
def level_mark(level: int) -> SafeString:
    """Nothing for level 0: to be new is no mark."""
    if not level:
        return SafeString()
    said = _("level %(level)s, %(name)s") % {"level": level, "name": name_of(level)}
    return format_html('<span class="pill line">{}</span>', said)
