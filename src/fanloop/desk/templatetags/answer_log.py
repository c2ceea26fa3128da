"""One line of a case's log in words."""

from django import template
from django.utils.translation import gettext_lazy as _

from fanloop.listening.answers.queries import CaseEvent

register = template.Library()

_WORDS = {
    "opened": _("said"),
    "claimed": _("%(name)s took it"),
    "released": _("%(name)s gave it back"),
    "handed": _("%(name)s handed it over"),
    "paused": _("%(name)s asked back"),
    "resumed": _("the clock runs again"),
    "answered": _("%(name)s answered"),
    "excused": _("needs no answer: %(words)s"),
    "reopened": _("needs an answer after all"),
    "escalated": _("colleagues were told that time runs out"),
}


@register.filter
def event_words(event: CaseEvent) -> str:
    name = event.member.name if event.member else ""
    return str(_WORDS[event.kind]) % {"name": name or _("somebody"), "words": event.words[:120]}
