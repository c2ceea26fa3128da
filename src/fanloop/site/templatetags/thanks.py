"""`{% load thanks %}{% award_line train.id as line %}`: who won the popcorn of a train, or that voting is open."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fanloop.foundation import clock
from fanloop.releasing.releases import queries
from fanloop.site.awards import makers_named

register = template.Library()


@register.simple_tag
def award_line(train_id: int) -> SafeString:
    """One line with its link; nothing where nobody has won and nobody can be voted for."""
    href = reverse("site:ballot", args=[train_id])
    if won := queries.popcorn(train_id):
        named = makers_named(award.member for award in won)
        names = pgettext("between names", ", ").join(named[award.member_id].name for award in won)
        said = _("Engineer of the week: %(names)s") % {"names": names}
        return format_html('<a href="{}">{}</a>', href, said)
    if queries.is_ballot_open(train_id, now=clock.now()):
        return format_html('<a href="{}">{}</a>', href, _("Who made your week? Vote for an engineer."))
    return SafeString()
