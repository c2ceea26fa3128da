"""The play card: a firm of our own that moves no money, with a page, signed messages and books like a real one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from fanloop.foundation import clock, jobs
from fanloop.selling.payments.actions.hooks import receive_hook
from fanloop.selling.payments.models import PlayCharge
from fanloop.selling.payments.ports import (
    Asked,
    Capabilities,
    Event,
    Forged,
    Plain,
    ProviderState,
    Saved,
    Started,
    register,
)
from fanloop.selling.payments.rules import play
from fanloop.selling.payments.rules.movements import Flag
from fanloop.selling.payments.rules.signatures import sign, why_not

LATE = timedelta(minutes=1)
HEADER = "play-signature"
MOST_BYTES = 10_000


def _secret() -> str:
    return f"play:{settings.SECRET_KEY}"


@dataclass
class PlayCard(Plain):
    """Play money on a page of its own, where the number of the card decides what happens."""

    name: str = "playcard"
    refunds_itself: bool = True
    moves_money: bool = False
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(remote=True, saves=True, hooks=True)
    )

    def label(self) -> str:
        return gettext("Play card: no money moves")

    def start(self, asked: Asked, *, return_url: str) -> Started:
        _open(asked, asked.minor, return_url)
        return Started("asked", f"/pay/sandbox/{asked.reference}", external=f"play_{asked.reference}")

    def fetch(self, reference: str, *, external: str = "") -> ProviderState | None:  # noqa: ARG002 -- one name is enough here
        row = PlayCharge.objects.filter(reference=reference).first()
        return _state(row) if row else None

    def cancel(self, reference: str, *, external: str = "") -> None:  # noqa: ARG002 -- as above
        PlayCharge.objects.filter(reference=reference, stage__in=("open", "challenged")).update(
            stage="cancelled"
        )

    @transaction.atomic
    def refund(self, reference: str, minor: int, key: str, *, external: str = "") -> ProviderState:  # noqa: ARG002 -- as above
        row = PlayCharge.objects.select_for_update().get(reference=reference)
        left = row.minor - sum(row.refunds.values())
        if key not in row.refunds and minor <= left and row.stage == "paid":
            row.refunds[key] = minor
            row.save(update_fields=["refunds"])
        return _state(row)

    def save(self, asked: Asked, *, return_url: str) -> Started:
        _open(asked, 0, return_url)
        return Started("asked", f"/pay/sandbox/{asked.reference}", external=f"play_{asked.reference}")

    def saved(self, reference: str, *, external: str = "") -> Saved | None:  # noqa: ARG002 -- as above
        row = PlayCharge.objects.filter(reference=reference, stage__in=("paid", "saved")).first()
        if row is None or not row.card:
            return None
        return Saved(play.token(row.card, reference), f"•••• {row.card[-4:]}", play.fingerprint(row.card))

    @transaction.atomic
    def charge_saved(
        self, mandate: str, minor: int, currency: str, key: str, *, reference: str
    ) -> ProviderState:
        card = play.card_of(mandate)
        why = play.away(card)
        asked = Asked(reference, minor, currency, key)
        row = _open(asked, minor, "")
        if row.stage == "open" and not why:
            row.card, row.stage = card, "paid"
            row.save(update_fields=["card", "stage"])
        return _state(row, why="" if row.stage == "paid" else why)

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> list[Event]:
        now = int(clock.now().timestamp())
        if len(body) > MOST_BYTES:
            raise Forged("it is too long")
        if why := why_not(_secret(), body, headers.get(HEADER, ""), now=now):
            raise Forged(why)
        said = json.loads(body)
        return [Event(said["id"], said["kind"], said["reference"])]


def _open(asked: Asked, minor: int, return_url: str) -> PlayCharge:
    row, is_new = PlayCharge.objects.get_or_create(
        reference=asked.reference,
        defaults={
            "minor": minor, "currency": asked.currency, "saves": asked.save or not minor,
            "return_url": return_url, "at": clock.now(),
        },
    )  # fmt: skip
    if return_url and not is_new and not row.return_url:
        row.return_url = return_url
        row.save(update_fields=["return_url"])
    return row


def _state(row: PlayCharge, *, why: str = "") -> ProviderState:
    charge = play.Charge(row.minor, row.stage, row.refunds, row.dispute)  # type: ignore[arg-type]  # rows hold plain text
    over: Flag = "failed"
    flags = frozenset({over}) if row.stage in {"declined", "cancelled"} else frozenset()
    return ProviderState(
        row.reference, row.currency, play.movements(charge), flags, f"play_{row.reference}",
        why or ("card_declined" if row.stage == "declined" else ""),
        play.fingerprint(row.card) if row.stage == "paid" and row.card else "",
    )  # fmt: skip


@transaction.atomic
def show_card(*, reference: str, card: str, at: datetime) -> PlayCharge:
    """Somebody types a number on the page of the play card. What is over stays as it is."""
    row = PlayCharge.objects.select_for_update().get(reference=reference)
    if play.waits_for_card(row.stage, row.minor):  # type: ignore[arg-type]  # rows hold plain text
        row.card, row.stage, row.at = play.bare(card)[:19], play.after_card(card, row.minor), at
        row.save(update_fields=["card", "stage", "at"])
        _ring(row, at)
    return row


@transaction.atomic
def answer_challenge(*, reference: str, approve: bool, at: datetime) -> PlayCharge:
    """The owner of the card says yes or no to their bank. Said twice, the first word stands."""
    row = PlayCharge.objects.select_for_update().get(reference=reference)
    if row.stage == "challenged":
        yes = "paid" if row.minor else "saved"
        row.stage = yes if approve else "declined"
        row.save(update_fields=["stage"])
        _ring(row, at)
    return row


@transaction.atomic
def decide_dispute(*, reference: str, won: bool, at: datetime) -> PlayCharge:
    """The bank behind the play card decides about a complaint."""
    row = PlayCharge.objects.select_for_update().get(reference=reference)
    if row.dispute == "open":
        row.dispute = "won" if won else "lost"
        row.save(update_fields=["dispute"])
        _ring(row, at)
    return row


def play_on(*, at: datetime) -> int:
    """What the play card does by itself: late charges arrive after a minute. Returns how many."""
    late = list(
        PlayCharge.objects.filter(stage="late", at__lte=at - LATE).values_list("reference", flat=True)
    )
    for reference in late:
        _arrive(reference, at)
    return len(late)


@transaction.atomic
def _arrive(reference: str, at: datetime) -> None:
    row = PlayCharge.objects.select_for_update().get(reference=reference)
    if row.stage == "late":
        row.stage = "paid"
        row.save(update_fields=["stage"])
        _ring(row, at)


def _ring(row: PlayCharge, at: datetime) -> None:
    """Send a signed message after the commit; the card that rings twice does."""
    if row.stage == "paid" and play.CARDS.get(row.card) == "disputes" and not row.dispute:
        row.dispute = "open"
        row.save(update_fields=["dispute"])
    times = 3 if play.CARDS.get(row.card) == "twice" else 1
    said = {
        "id": f"play_{row.reference}_{row.stage}_{row.dispute}",
        "kind": row.stage,
        "reference": row.reference,
    }
    for _ in range(times):
        jobs.defer("payments.play_ring", body=json.dumps(said), moment=int(at.timestamp()))


def ring(*, body: str, moment: int, at: datetime) -> int:
    """Bring one message of the play card to our own door, as a firm elsewhere would. Returns how many were new."""
    header = sign(_secret(), body.encode(), moment=moment)
    return receive_hook(provider="playcard", headers={HEADER: header}, body=body.encode(), at=at)


register(PlayCard())
