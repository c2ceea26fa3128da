"""The one permission table: which ranks and which duties carry which permission."""

from collections.abc import Iterable
from typing import NamedTuple

FOUNDER, LEAD, ENGINEER = RANKS = ("founder", "lead", "engineer")
MODERATOR, DESK, SALES, FINANCE, PLANNER = DUTIES = ("moderator", "desk", "sales", "finance", "planner")


class Carriers(NamedTuple):
    """Who carries a permission: any of these ranks, or any of these duties."""

    ranks: frozenset[str]
    duties: frozenset[str]


def _row(ranks: Iterable[str], *duties: str) -> Carriers:
    return Carriers(frozenset(ranks), frozenset(duties))


_LEADS = (FOUNDER, LEAD)

TABLE: dict[str, Carriers] = {
    "desk.enter": _row(RANKS, *DUTIES),
    "voices.accept": _row(_LEADS),
    "voices.merge": _row(_LEADS, DESK, MODERATOR),
    "voices.behalf": _row(_LEADS, DESK),
    "voices.answer": _row(RANKS, DESK, MODERATOR),
    "answers.settings": _row(_LEADS),
    "community.moderate": _row(_LEADS, MODERATOR),
    "moderation.settings": _row(_LEADS),
    "releases.board": _row(RANKS),
    "releases.depart": _row(_LEADS),
    "beta.run": _row(_LEADS),
    "builds.add": _row(RANKS),
    "builds.offer": _row(_LEADS),
    "campaigns.open": _row(_LEADS, SALES),
    "launches.run": _row(_LEADS, SALES),
    "messages.send": _row(_LEADS, SALES),
    "orders.see": _row(_LEADS, SALES, FINANCE, DESK),
    "orders.readdress": _row(_LEADS, SALES, DESK),
    "orders.decide": _row(_LEADS, SALES),
    "orders.ship": _row(_LEADS, SALES),
    "orders.inspect": _row(_LEADS, SALES, DESK),
    "channels.run": _row(_LEADS, SALES),
    "units.add": _row(RANKS, SALES, PLANNER),
    "payments.record": _row(_LEADS, FINANCE),
    "money.see": _row(_LEADS, FINANCE),
    "demand.see": _row(RANKS, SALES, FINANCE, PLANNER),
    "supply.plan": _row(_LEADS, PLANNER),
    "supply.approve": _row(_LEADS, FINANCE),
    "imports.run": _row(_LEADS, PLANNER),
    "products.edit": _row(_LEADS, PLANNER),
    "partners.edit": _row(_LEADS, PLANNER),
    "markets.edit": _row(_LEADS),
    "terms.publish": _row(_LEADS),
    "events.run": _row(_LEADS, MODERATOR),
    "levels.give": _row(_LEADS, MODERATOR),
    "levels.tune": _row([FOUNDER]),
    "people.see": _row(_LEADS, DESK, MODERATOR, SALES),
    "audit.see": _row(_LEADS),
    "webhooks.manage": _row(_LEADS),
    "repository.manage": _row(_LEADS),
    "team.manage": _row([FOUNDER]),
    "bonus.set": _row([FOUNDER]),
}

PERMISSIONS = tuple(TABLE)


def permissions_of(rank: str, duties: Iterable[str]) -> frozenset[str]:
    """What a member of this rank with these duties may do.

    >>> sorted(permissions_of("engineer", []))
    ['builds.add', 'demand.see', 'desk.enter', 'releases.board', 'voices.answer']
    """
    held = frozenset(duties)
    return frozenset(
        word for word, carriers in TABLE.items() if rank in carriers.ranks or held & carriers.duties
    )
