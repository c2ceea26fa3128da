"""What follows a departure: fans are told, votes go home, deeds are written. And what follows an erasure."""

from datetime import datetime

from fanloop.foundation import bus
from fanloop.foundation.refs import parse, ref
from fanloop.listening.voices import actions as voices
from fanloop.people.fans import actions as fans
from fanloop.people.fans.actions import NewDeed
from fanloop.people.fans.facts import FanErased
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.facts import (
    ChangeBoarded,
    ChangeNotFixed,
    TrainDeparted,
    TrainPassed,
)
from fanloop.releasing.releases.rules.stations import REPORTED


@bus.reaction(TrainDeparted)
def tell_the_fans(fact: TrainDeparted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the key says it
    """One line in the inbox of everybody behind a change: their thing is here."""
    train = queries.train_by_id(parse(fact.train).id)
    if train is None:
        return
    changes = queries.changes_by_ids(parse(change).id for change in fact.changes)
    for one in queries.held(changes):
        data = {"number": train.number, "line": train.line.name, "title": one.change.title}
        people = {fan_id for found in one.credits.values() for fan_id in found}
        about = ref(one.change)
        fans.notify(people, kind="need_shipped", data=data, about=about, at=at, key_prefix=f"shipped:{about}")


@bus.reaction(TrainDeparted)
def give_votes_back(fact: TrainDeparted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    needs = queries.needs_behind(parse(change).id for change in fact.changes)
    voices.return_votes(need_ids=sorted({need for found in needs.values() for need in found}), at=at)


@bus.reaction(TrainDeparted)
def write_deeds(fact: TrainDeparted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    credits_ = queries.credits_of(parse(change).id for change in fact.changes)
    deeds = [
        NewDeed(fan_id=fan_id, day=at.date(), kind=f"change_{for_what}", ref=f"releases.change:{change_id}")
        for change_id, found in credits_.items()
        for for_what, people in found.items()
        for fan_id in people
    ]
    fans.record_deeds(deeds, at=at)


@bus.reaction(FanErased)
def forget_credits(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    actions.forget_credits(fan_id=parse(fact.fan).id, at=at)


@bus.reaction(TrainPassed)
def let_majorities_decide(fact: TrainPassed, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- settling is once a train
    train = queries.train_by_id(parse(fact.train).id)
    if train is not None and fact.station == REPORTED:
        actions.settle(train=train, at=at)


@bus.reaction(ChangeNotFixed)
def tell_the_makers(fact: ChangeNotFixed, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the key says it
    """Who made a change hears first that it did not help; so does a fan whose patch it was."""
    change = queries.change_by_id(parse(fact.change).id)
    if change is None:
        return
    people = set(queries.credits_of([change.id]).get(change.id, {}).get(queries.MADE, []))
    if change.maker is not None and change.maker.fan_id is not None:
        people.add(change.maker.fan_id)
    data = {"title": change.title, "no": fact.no, "of": fact.yes + fact.no}
    about = fact.change
    fans.notify(
        people, kind="change_not_fixed", data=data, about=about, at=at, key_prefix=f"not_fixed:{about}"
    )


@bus.reaction(ChangeBoarded)
def tie_to_what_failed(fact: ChangeBoarded, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- arrows are written once
    actions.tie_again(change_id=parse(fact.change).id, at=at)


@bus.reaction(FanErased)
def forget_reports(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    actions.forget_reports(fan_id=parse(fact.fan).id, at=at)
