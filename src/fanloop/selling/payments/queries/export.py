"""What a fan takes along of gift cards, saved ways to pay and the prints of cards; payments of orders go with the orders."""

from typing import Any

from fanloop.foundation.money import Money
from fanloop.people.fans.queries import pseudonyms, register_export
from fanloop.selling.payments.queries.cards import cards_of_people
from fanloop.selling.payments.queries.plans import mandates_of
from fanloop.selling.payments.queries.vouchers import cards_of, code_of


def _export(fan_id: int) -> list[dict[str, Any]]:
    parties = pseudonyms([fan_id]).values()
    cards = [
        {
            "gift card": code_of(row),
            "left": str(Money(row.balance, row.currency)),
            "since": row.at.isoformat(),
        }
        for row in cards_of(list(parties))
    ]
    ways = [
        {"saved way to pay": row.label, "since": row.at.isoformat()} for row in mandates_of(list(parties))
    ]
    prints = [
        {"paid with a card": row.fingerprint, "payment": row.payment.reference, "since": row.at.isoformat()}
        for row in cards_of_people(list(parties))
    ]
    return cards + ways + prints


register_export("payments", _export)
