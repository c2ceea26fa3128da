"""What the fans' face does about facts: greet who joins, and send what the inbox says as letters."""

from datetime import datetime

from fanloop.foundation import bus, mail
from fanloop.foundation.refs import parse
from fanloop.foundation.viewer import SYSTEM
from fanloop.listening.voices import queries as voices
from fanloop.listening.voices.facts import NeedAccepted
from fanloop.people.fans import actions, queries
from fanloop.people.fans.facts import FanJoined, FansNotified
from fanloop.people.team import queries as team
from fanloop.site.notices import letter_for


@bus.reaction(FanJoined)
def greet(fact: FanJoined, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    fan_id = parse(fact.fan).id
    actions.notify([fan_id], kind="welcome", data={}, about="", at=at, key_prefix="welcome")


@bus.reaction(NeedAccepted)
def tell_the_promise(fact: NeedAccepted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    """Everybody behind a need hears that it is promised, and why; a staged promise is told to nobody."""
    promise = voices.acceptance_by_id(parse(fact.acceptance).id)
    if promise is None or promise.staged:
        return
    people = voices.people_behind([promise.need_id])[promise.need_id]
    data = {"title": promise.need.title, "because": promise.because}
    actions.notify(
        people,
        kind="need_accepted",
        data=data,
        about=fact.need,
        at=at,
        key_prefix=f"promised:{fact.acceptance}",
    )


@bus.reaction(FansNotified)
def write_letters(fact: FansNotified, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    """One letter a notice; its key keeps a second delivery from writing it again."""
    maker = team.maker()
    for notice in queries.notices_by_ids(fact.notices, viewer=SYSTEM):
        if letter := letter_for(notice, maker=maker.name if maker else ""):
            mail.write(**vars(letter), at=at)
