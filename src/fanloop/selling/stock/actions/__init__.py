"""Every write of stock. PostgreSQL decides: one row lock, one decision for the batch."""

from fanloop.selling.stock.actions.attempts import note_crowd, note_misses, publish_opening
from fanloop.selling.stock.actions.claims import claim, open_pool, publish_hold, release
from fanloop.selling.stock.actions.gates import let_go, stop
from fanloop.selling.stock.actions.holds import SWEPT_AT_ONCE, confirm, extend, keep, release_held, sweep
from fanloop.selling.stock.actions.reserves import free_now, reserve, unreserve
from fanloop.selling.stock.actions.tokens import token_for
from fanloop.selling.stock.rules.attempts import Miss
from fanloop.selling.stock.rules.claims import Outcome, Request
from fanloop.selling.stock.rules.refusals import Refused

__all__ = [
    "SWEPT_AT_ONCE",
    "Miss",
    "Outcome",
    "Refused",
    "Request",
    "claim",
    "confirm",
    "extend",
    "free_now",
    "keep",
    "let_go",
    "note_crowd",
    "note_misses",
    "open_pool",
    "publish_hold",
    "publish_opening",
    "release",
    "release_held",
    "reserve",
    "stop",
    "sweep",
    "token_for",
    "unreserve",
]
