"""Who is refused because nothing is left is written down: nothing else shows how many there should have been.

Only who is logged in: nobody else is refused for this reason, since ordering asks for a log-in first.
"""

from fanloop.foundation import clock
from fanloop.people.fans.queries import Fan
from fanloop.selling.campaigns.actions import SoldOut
from fanloop.selling.orders.actions.carts import LinesRefused
from fanloop.selling.stock import actions as stock


def note(problem: Exception, fan: Fan, door: str) -> None:
    """Write down what a refusal says was missing; any other refusal leaves nothing."""
    if isinstance(problem, SoldOut | LinesRefused):
        stock.note_misses(misses=problem.misses, fan_id=fan.id, door=door, at=clock.now())
