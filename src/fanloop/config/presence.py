"""What the live hub hears about who is here, handed to the room that keeps it."""

from collections.abc import Iterable

from django.db import connection

from fanloop.foundation import clock
from fanloop.listening.chat import actions
from fanloop.listening.chat.rules.here import read_here


def keep_here(said: Iterable[str]) -> None:
    """Runs in a thread of its own, twice a minute; its connection is given back at once."""
    try:
        actions.keep_present(who=[read_here(each) for each in said], at=clock.now())
    finally:
        connection.close()
