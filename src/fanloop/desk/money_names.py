"""What money moved about, as people call it: an order by its number, everything else by what it is."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from fanloop.foundation import trail
from fanloop.foundation.refs import BadRef, parse
from fanloop.foundation.viewer import SYSTEM

KINDS: dict[str, str | Promise] = {
    "payments.voucher": gettext_lazy("Gift card or voucher %(id)s"),
    "payments.bank_entry": gettext_lazy("Line %(id)s of the bank"),
    "payments.account": gettext_lazy("Kept back by the provider"),
}
UNMATCHED = gettext_lazy("lines of the bank")


def names(refs: Iterable[str]) -> dict[str, str]:
    """Reference → name, in few queries for a whole page; who asks may see every cent.

    What has no name keeps its reference.
    """
    kinds = {ref: _kind(ref) for ref in refs}
    cards = trail.describe(
        [ref for ref, kind in kinds.items() if kind.startswith(("orders.", "campaigns."))], viewer=SYSTEM
    )
    return {ref: cards[ref].title if ref in cards else _words(ref, kind) for ref, kind in kinds.items()}


def called(abouts: Iterable[str]) -> dict[str, str]:
    """The same where what follows a dot says which part of it is meant."""
    parts = {about: about.partition(" · ") for about in abouts}
    named = names(ref for ref, _dot, _part in parts.values())
    return {about: f"{named[ref]}{dot}{part}" for about, (ref, dot, part) in parts.items()}


def _kind(ref: str) -> str:
    try:
        return parse(ref).kind
    except BadRef:
        return ""


def _words(ref: str, kind: str) -> str:
    if kind in KINDS:
        return str(KINDS[kind]) % {"id": parse(ref).id}
    return str(UNMATCHED) if ref == "unmatched" else ref
