"""The play card: what each number does, always the same. The numbers are those that card firms publish for tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

from fanloop.selling.payments.rules.movements import Movement

Stage = Literal["open", "challenged", "late", "paid", "saved", "declined", "cancelled"]
Does = Literal["pays", "declines", "challenges", "disputes", "fails_later", "asks_always", "late", "twice"]

CARDS: dict[str, Does] = {
    "4242424242424242": "pays",
    "4000000000000002": "declines",
    "4000000000003155": "challenges",
    "4000000000000341": "fails_later",
    "4000000000003184": "asks_always",
    "4000000000000259": "disputes",
    "4000000000000077": "late",
    "4000000000000093": "twice",
}
OVER: frozenset[Stage] = frozenset({"paid", "saved", "declined", "cancelled"})


@dataclass(frozen=True)
class Charge:
    """What the firm behind the play card keeps of a charge."""

    minor: int
    stage: Stage
    refunds: Mapping[str, int]
    dispute: str


def bare(number: str) -> str:
    """A card number as it is printed, without its spaces."""
    return "".join(each for each in number if each.isdigit())


def after_card(number: str, minor: int) -> Stage:
    """Where a charge of `minor` units goes when this card is given; nothing to pay means it is only kept."""
    does = CARDS.get(bare(number), "declines")
    if does == "declines":
        return "declined"
    if does in {"challenges", "asks_always"}:
        return "challenged"
    if does == "late" and minor:
        return "late"
    return "paid" if minor else "saved"


def away(number: str) -> str:
    """What happens to a saved card while its owner is away: nothing when it pays, else the firm's word for why not."""
    does = CARDS.get(bare(number), "declines")
    return {
        "asks_always": "authentication_required",
        "fails_later": "card_declined",
        "declines": "card_declined",
    }.get(does, "")


def waits_for_card(stage: Stage, minor: int) -> bool:
    """Whether the page still takes a number; where nothing is paid, a declined card may be followed by another.

    >>> waits_for_card("declined", 0), waits_for_card("declined", 500), waits_for_card("open", 500)
    (True, False, True)
    """
    return stage in {"open", "challenged"} or (stage == "declined" and not minor)


def token(number: str, reference: str) -> str:
    """What stands for a card that was left under a reference: another one each time, as card firms do it."""
    return f"play:{bare(number)}:{reference}"


def card_of(saved: str) -> str:
    """The number behind a token.

    >>> card_of(token("4242 4242 4242 4242", "FL-1")), card_of("play:4242424242424242")
    ('4242424242424242', '4242424242424242')
    """
    return saved.removeprefix("play:").partition(":")[0]


def movements(charge: Charge) -> frozenset[Movement]:
    """Everything that has moved for a charge."""
    if charge.stage != "paid" or not charge.minor:
        return frozenset()
    found = {Movement("received", "charge", charge.minor)}
    found |= {Movement("refunded", key, minor) for key, minor in charge.refunds.items()}
    if charge.dispute:
        found.add(Movement("disputed", "dispute", charge.minor))
    if charge.dispute in {"won", "lost"}:
        kind: Literal["dispute_won", "dispute_lost"] = (
            "dispute_won" if charge.dispute == "won" else "dispute_lost"
        )
        found.add(Movement(kind, "dispute", charge.minor))
    return frozenset(found)


def fingerprint(number: str) -> str:
    """The same for one card wherever it is used, and nothing from which its number can be read."""
    return sha256(f"play:{bare(number)}".encode()).hexdigest()[:32]
