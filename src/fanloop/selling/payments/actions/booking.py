"""Movements of money and their entries in the ledger, written together or not at all."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from fanloop.people.team.queries import Member
from fanloop.selling.payments.models import Account, Movement, Payment, Transaction
from fanloop.selling.payments.queries import Standing, standings
from fanloop.selling.payments.rules import movements as moves
from fanloop.selling.payments.rules.ledger import KINDS, Line, of_movement, owed_for, place_of
from fanloop.selling.payments.rules.states import State

BATCH = 2000


@dataclass(frozen=True)
class Posting:
    """One transaction to write: its lines, what it is about, whose it is; `key` makes posting twice harmless."""

    kind: str
    about: str
    party: str
    key: str
    lines: Sequence[Line]


def locked(ids: Collection[int]) -> list[Standing]:
    """These payments, locked in the order of their ids: who comes second waits, and finds it done."""
    rows = Payment.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id")
    return standings(rows)


_ENTER = """
INSERT INTO payments_paymentstate (payment_id, state, by_id, at)
SELECT id, %(state)s, %(by)s, %(at)s FROM unnest(%(ids)s::bigint[]) AS id ON CONFLICT DO NOTHING
"""


def enter(ids: Iterable[int], state: State, *, by: Member | None, at: datetime) -> list[int]:
    """Let payments enter a state; entered before, the first time stays."""
    entered = list(ids)
    if entered:
        with connection.cursor() as cursor:
            cursor.execute(_ENTER, {"ids": entered, "state": state, "by": by.id if by else None, "at": at})
    return entered


def write(
    found: Sequence[tuple[Payment, moves.Movement]], *, by: Member | None, at: datetime, place: str = ""
) -> None:
    """Write movements that are new, and their entries. `place` overrides where the money stands."""
    Movement.objects.bulk_create(
        [
            Movement(
                payment=row,
                kind=each.kind,
                minor=each.minor,
                currency=each.currency,
                into=each.into,
                external=each.id,
                by=by,
                at=at,
            )
            for row, each in found
        ],
        batch_size=BATCH,
    )
    post([_posting(row, each, place) for row, each in found], at=at)


def _posting(row: Payment, each: moves.Movement, place: str) -> Posting:
    """A movement of the whole payment keeps the plain key it always had."""
    suffix = "" if each.id == moves.WHOLE else f":{each.id}"
    lines = of_movement(each, row.currency, place=place or place_of(row.provider), owed=owed_for(row.kind))
    return Posting(each.kind, row.about, row.party, f"{each.kind}:{row.id}{suffix}", lines)


_ENTRIES = """
INSERT INTO payments_entry (transaction_id, account_id, minor, currency)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[])
"""


def post(postings: Sequence[Posting], *, at: datetime) -> None:
    """Write the ledger; the key refuses a second posting of one event."""
    if not postings:
        return
    written = Transaction.objects.bulk_create(
        [Transaction(kind=p.kind, about=p.about, party=p.party, at=at, key=p.key) for p in postings],
        batch_size=BATCH,
    )
    lines = [(row, line) for row, posting in zip(written, postings, strict=True) for line in posting.lines]
    accounts = _accounts([line for _row, line in lines])
    columns = zip(
        *((row.id, accounts[x.code, x.currency], x.minor, x.currency) for row, x in lines), strict=True
    )
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [list(column) for column in columns])


def _accounts(lines: Sequence[Line]) -> dict[tuple[str, str], int]:
    """Ids of the accounts named, opened where they are new."""
    wanted = {(line.code, line.currency) for line in lines}
    known = {(code, of): id_ for id_, code, of in Account.objects.values_list("id", "code", "currency")}
    if wanted <= known.keys():
        return known
    rows = [
        Account(code=code, kind=KINDS.get(code, "asset"), currency=of)
        for code, of in sorted(wanted - known.keys())
    ]
    Account.objects.bulk_create(rows, ignore_conflicts=True)
    return {(code, of): id_ for id_, code, of in Account.objects.values_list("id", "code", "currency")}
