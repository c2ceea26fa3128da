"""Pieces came back to a pool: whose they are before anybody else may have them."""

from datetime import datetime

from fanloop.selling.campaigns.actions.codes import settle_returns
from fanloop.selling.campaigns.actions.drawing import serve_line as serve_next_ranks
from fanloop.selling.campaigns.actions.line import serve_waiting, settle_offers
from fanloop.selling.stock import actions as stock


def serve_line(pool: int, pieces: int, at: datetime) -> None:
    """First codes are armed again, then the next ranks of a draw are served, then who waits in line; the rest is open to all.

    In the transaction that brought the pieces back; the pool is locked.
    """
    settle_offers(pool, at)
    left = pieces - settle_returns(pool, at)
    if left > 0:
        serve_next_ranks(pool, left, at)
        left = min(left, stock.free_now(pool=pool, at=at))
    if left > 0:
        serve_waiting(pool, left, at)
