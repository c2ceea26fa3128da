"""`{% load names %}`: what the desk calls the kinds that rows carry as keys."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

register = template.Library()


@register.filter
def kind_words(kind: str) -> str:
    """The kind of a voice in one word."""
    names = {
        "idea": _("idea"),
        "bug": _("bug"),
        "question": _("question"),
        "praise": pgettext("kind of voice", "thank-you"),
        "experience": pgettext("kind of voice", "experience"),
    }
    return names.get(kind, kind)


@register.filter
def due_words(kind: str) -> str:
    """Which part of the payment plan an amount is."""
    names = {
        "deposit": _("Deposit"),
        "balance": _("Balance"),
        "instalment": _("Instalment"),
        "at_success": _("At success"),
    }
    return names.get(kind, kind)
