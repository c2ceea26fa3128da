"""Every write of partners."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.fans.queries import Fan
from fanloop.people.markets.queries import Market
from fanloop.people.partners.facts import ContactEnded, ContactInvited, PartnerRegistered
from fanloop.people.partners.models import Contact, Partner
from fanloop.people.partners.rules.kinds import KINDS
from fanloop.people.partners.rules.refusals import Refused
from fanloop.people.team.queries import member_of

__all__ = [
    "Contact",
    "Partner",
    "Refused",
    "end_contact",
    "forget_contact",
    "invite_contact",
    "register_partner",
]


@transaction.atomic
def register_partner(
    *, name: str, kind: str, at: datetime, market: Market | None = None, note: str = ""
) -> Partner:
    """Work with one more firm. Raises Refused for a name that exists or an unknown kind."""
    if kind not in KINDS:
        raise Refused(
            _("“%(kind)s” is no kind of partner. Kinds are %(kinds)s.")
            % {"kind": kind, "kinds": ", ".join(KINDS)}
        )
    try:
        with transaction.atomic():
            row = Partner.objects.create(name=name.strip(), kind=kind, market=market, note=note, at=at)
    except IntegrityError:
        raise Refused(_("%(name)s is registered already.") % {"name": name}) from None
    bus.publish(PartnerRegistered(partner=ref(row), kind=kind), at=at)
    return row


@transaction.atomic
def invite_contact(*, partner: Partner, fan: Fan, at: datetime, name: str = "") -> Contact:
    """Let a fan speak for a partner. Raises Refused for somebody of the team or of another partner."""
    if member_of(fan.id):
        raise Refused(
            _("%(handle)s works for the maker and cannot speak for a partner.") % {"handle": fan.handle}
        )
    try:
        with transaction.atomic():
            row = Contact.objects.create(partner=partner, fan=fan, name=name or fan.shown_name, at=at)
    except IntegrityError:
        raise Refused(_("%(handle)s speaks for a partner already.") % {"handle": fan.handle}) from None
    bus.publish(ContactInvited(partner=ref(partner), fan=ref(fan)), at=at)
    return row


@transaction.atomic
def end_contact(*, contact: Contact, at: datetime) -> Contact:
    """The fan no longer speaks for the partner; ending it twice is once."""
    if contact.ended_at is None:
        contact.ended_at = at
        contact.save(update_fields=["ended_at"])
        fact = ContactEnded(partner=ref(contact.partner), fan=f"fans.fan:{contact.fan_id}")
        bus.publish(fact, at=at)
    return contact


@transaction.atomic
def forget_contact(*, fan_id: int, at: datetime) -> None:
    """Blank the name of an erased person and close the portal to them."""
    rows = Contact.objects.filter(fan_id=fan_id)
    rows.filter(ended_at=None).update(ended_at=at)
    rows.update(name="")
