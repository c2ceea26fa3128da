"""Ways to pay that a fan leaves with a provider, for a balance or for a campaign that may succeed. Nothing is taken."""

from datetime import datetime

from django.db import transaction

from fanloop.people.fans.queries import fans_of_codes
from fanloop.selling.payments.models import Mandate, MandateEnd, PaidCard, Setup
from fanloop.selling.payments.ports import Asked, Started, provider
from fanloop.selling.payments.rules.references import reference


@transaction.atomic
def save_method(*, about: str, party: str, provider: str, key: str, at: datetime) -> Setup:
    """Ask `party` to leave a way to pay about an order. Asked again under its key, the first asking is returned."""
    row, _is_new = Setup.objects.get_or_create(
        key=key,
        defaults={
            "about": about, "party": party, "provider": provider, "reference": reference(f"setup:{key}"), "at": at,
        },
    )  # fmt: skip
    return row


def begin_saving(*, setup: str, currency: str, return_url: str, at: datetime) -> Started:  # noqa: ARG001 -- every verb is told the time
    """Send the fan to the provider's page; `setup` is the reference. Raises ProviderSilent."""
    row = Setup.objects.get(reference=setup)
    asked = Asked(row.reference, 0, currency, f"fl:setup:{row.id}", row.party, save=True)
    started = provider(row.provider).save(asked, return_url=return_url)
    Setup.objects.filter(id=row.id).update(external=started.external)
    return started


def look_saving(*, setup: str, at: datetime) -> Mandate | None:
    """Ask the provider what was left behind and note it. None when nothing was. Raises ProviderSilent."""
    row = Setup.objects.get(reference=setup)
    left = provider(row.provider).saved(row.reference, external=row.external)
    if left is None:
        return None
    found, _is_new = Mandate.objects.get_or_create(
        party=row.party, provider=row.provider, token=left.token,
        defaults={"label": left.label[:60], "fingerprint": left.fingerprint[:80], "about": row.about, "at": at},
    )  # fmt: skip
    return found


@transaction.atomic
def end_mandate(*, mandate: Mandate, at: datetime) -> MandateEnd:
    """A saved way to pay is used no more. Ended again, the first end stands."""
    return MandateEnd.objects.get_or_create(mandate=mandate, defaults={"at": at})[0]


@transaction.atomic
def end_orphaned_mandates(*, at: datetime) -> int:
    """Saved ways to pay of people who were forgotten are used no more, and their labels go, with the fingerprints of
    cards they paid with. Returns how many ways that were.
    """
    ended = MandateEnd.objects.values_list("mandate", flat=True)
    rows = list(Mandate.objects.exclude(id__in=ended))
    known = fans_of_codes({row.party for row in rows})
    orphans = [row for row in rows if row.party not in known]
    for row in orphans:
        end_mandate(mandate=row, at=at)
    Mandate.objects.filter(id__in=[row.id for row in orphans]).update(label="", fingerprint="")
    _forget_cards()
    return len(orphans)


def _forget_cards() -> None:
    rows = PaidCard.objects.exclude(fingerprint="")
    parties = set(rows.values_list("payment__party", flat=True).distinct())
    rows.filter(payment__party__in=parties - set(fans_of_codes(parties))).update(fingerprint="")
