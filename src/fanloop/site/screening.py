"""How a form of the fans' side passes the gate: how long it was open, and what is said when words wait."""

from django.contrib import messages
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fanloop.foundation import clock
from fanloop.listening.moderation.actions import Screening

FIELD = "typed_from"
_signer = TimestampSigner(salt="site.typed_from")


def opened_now() -> str:
    """The value of the hidden field: this moment, sealed, so that a machine cannot claim to have typed for an hour."""
    return _signer.sign(f"{clock.now().timestamp():.1f}")


def typed_seconds(request: HttpRequest) -> float | None:
    """How long the form was open; None where it did not say, as in a letter or an old page."""
    try:
        opened = float(_signer.unsign(request.POST.get(FIELD, "")))
    except (BadSignature, ValueError):
        return None
    return max(0.0, clock.now().timestamp() - opened)


def tell_if_held(request: HttpRequest, screening: Screening) -> None:
    """Honest and short: the words are kept, and who reads them first."""
    if screening.held:
        messages.info(request, _("Thank you. A moderator reads this first; you are told when it is shown."))
