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


@register.filter
def condition_of(condition: str) -> str:
    """What was found of a unit that came back."""
    names = {"as_new": _("as new"), "used": _("used"), "damaged": _("damaged")}
    return names.get(condition, condition)


@register.filter
def end_words(how: str) -> str:
    """How a warranty case ended."""
    names = {
        "repaired": _("repaired"),
        "replaced": _("replaced"),
        "refunded": _("paid back"),
        "declined": _("not covered"),
    }
    return names.get(how, how)
