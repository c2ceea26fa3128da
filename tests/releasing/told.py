"""The story up to the released chapter, told by the rooms that releases stand on."""

from contextlib import contextmanager

from django.db import transaction

from fanloop.foundation import bus
from fanloop.foundation.story import World
from fanloop.listening.community import seeds as community
from fanloop.listening.voices import seeds as voices
from fanloop.people.fans import seeds as fans
from fanloop.people.markets import seeds as markets
from fanloop.people.team import seeds as team
from fanloop.releasing.releases import seeds as releases
from fanloop.things.products import seeds as products

BEFORE = (
    markets.founded, fans.founded, team.founded, products.founded,
    community.heard, voices.heard, voices.ranked, voices.promised,
)  # fmt: skip


def promised():
    """The world on the eve of the first train, with all facts delivered."""
    world = World()
    for teller in BEFORE:
        teller(world)
    bus.drain()
    return world


def released():
    """The world in which 26.47 has left and 26.48 is boarding."""
    world = promised()
    releases.released(world)
    bus.drain()
    return world


@contextmanager
def lasting(blocker, tell=released):
    """Tell the story once for many tests: each test's own changes are rolled back to it, and it at the end."""
    with blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
    try:
        with blocker.unblock():
            world = tell()
        yield world
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)
