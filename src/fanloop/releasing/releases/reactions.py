"""What follows a departure: fans are told, votes go home, deeds are written. Who waits hears what stops a train and what
takes a change off it. And what follows an erasure.
"""

from collections.abc import Iterable
from datetime import datetime

from fanloop.foundation import bus
from fanloop.foundation.refs import parse, ref
from fanloop.listening.voices import actions as voices
from fanloop.people.fans import actions as fans
from fanloop.people.fans.actions import NewDeed
from fanloop.people.fans.facts import FanErased
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.facts import (
    AwardGiven,
    ChangeBoarded,
    ChangeLeftBehind,
    ChangeNotFixed,
    ChangeWithdrawn,
    TrainDeparted,
    TrainHeld,
    TrainPassed,
    TrainResumed,
    TrainWithdrawn,
)
from fanloop.releasing.releases.queries import Change, Train
from fanloop.releasing.releases.rules.stations import REPORTED


@bus.reaction(TrainDeparted)
def tell_the_fans(fact: TrainDeparted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the key says it
    """One line in the inbox of everybody behind a change, once: their thing is here, what became of it, and thanks.

    A change that left again, after its train was called back, tells nobody twice. Who made it is thanked for that.
    """
    train = queries.train_by_id(parse(fact.train).id)
    if train is None:
        return
    changes = queries.changes_by_ids(parse(change).id for change in fact.changes)
    for one in queries.held(changes):
        about, made = ref(one.change), {*one.helped}
        data = {
            "number": train.number,
            "line": train.line.name,
            "title": one.change.title,
            "words": one.change.words,
        }
        key = f"shipped:{about}"
        fans.notify(made, kind="patch_shipped", data=data, about=about, at=at, key_prefix=key)
        fans.notify({*one.asked} - made, kind="need_shipped", data=data, about=about, at=at, key_prefix=key)


@bus.reaction(TrainDeparted)
def give_votes_back(fact: TrainDeparted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    needs = queries.needs_behind(parse(change).id for change in fact.changes)
    voices.return_votes(need_ids=sorted({need for found in needs.values() for need in found}), at=at)


@bus.reaction(TrainDeparted)
def write_deeds(fact: TrainDeparted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    """By the day of the credit, so that a change that leaves a second time writes no deed a second time."""
    deeds = [
        NewDeed(one.fan_id, one.at.date(), f"change_{one.for_what}", 1, f"releases.change:{one.change_id}")
        for one in queries.credited(parse(change).id for change in fact.changes)
    ]
    fans.record_deeds(deeds, at=at)


@bus.reaction(FanErased)
def forget_credits(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    actions.forget_credits(fan_id=parse(fact.fan).id, at=at)


@bus.reaction(TrainHeld)
def tell_of_the_hold(fact: TrainHeld, *, fact_id: int, at: datetime) -> None:
    _tell_train(fact.train, "train_held", fact.why, key=f"held:{fact_id}", at=at)


@bus.reaction(TrainResumed)
def tell_that_it_goes_on(fact: TrainResumed, *, fact_id: int, at: datetime) -> None:
    _tell_train(fact.train, "train_resumed", fact.why, key=f"resumed:{fact_id}", at=at)


@bus.reaction(TrainWithdrawn)
def tell_of_the_withdrawal(fact: TrainWithdrawn, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the key says it
    kind = "train_called_back" if fact.had_left else "train_withdrawn"
    _tell_train(fact.train, kind, fact.why, key=f"withdrawn:{fact.train}", at=at, changes=fact.changes)


def _tell_train(
    about: str, kind: str, why: str, *, key: str, at: datetime, changes: Iterable[str] | None = None
) -> None:
    """Who waits for what is aboard, or was when the fact was told, hears the public reason."""
    train = queries.train_by_id(parse(about).id)
    if train is None:
        return
    aboard = [one.change.id for one in queries.changes_of(train.id)]
    ids = aboard if changes is None else [parse(one).id for one in changes]
    people = queries.who_waits(ids, line_id=train.line_id, train_id=train.id)
    data = {"number": train.number, "line": train.line.name, "why": why}
    fans.notify(people, kind=kind, data=data, about=about, at=at, key_prefix=key)


@bus.reaction(ChangeLeftBehind)
def tell_who_waits(fact: ChangeLeftBehind, *, fact_id: int, at: datetime) -> None:
    """A board that was set right again is no news; a move to another train stands on its page."""
    change, train = queries.change_by_id(parse(fact.change).id), queries.train_by_id(parse(fact.train).id)
    if change is not None and fact.why != actions.UNDONE:
        _tell_change(change, train, "change_left", fact.why, key=f"left:{fact_id}", at=at)


@bus.reaction(ChangeWithdrawn)
def tell_that_it_is_pulled(fact: ChangeWithdrawn, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the key says it
    change = queries.change_by_id(parse(fact.change).id)
    train = queries.train_by_id(parse(fact.train).id) if fact.train else None
    if change is not None:
        _tell_change(change, train, "change_withdrawn", fact.why, key=f"pulled:{fact.change}", at=at)


@bus.reaction(ChangeBoarded)
def tell_that_it_boards_again(fact: ChangeBoarded, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the key says it
    """Once for each time it was left behind before, whichever trains it moves to afterwards."""
    change, train = queries.change_by_id(parse(fact.change).id), queries.train_by_id(parse(fact.train).id)
    left = queries.left_until(parse(fact.change).id, at)
    if change is not None and left is not None and left.why_left != actions.UNDONE:
        _tell_change(change, train, "change_again", "", key=f"again:{left.id}", at=at)


def _tell_change(change: Change, train: Train | None, kind: str, why: str, *, key: str, at: datetime) -> None:
    people = queries.who_waits([change.id], line_id=change.line_id, train_id=train.id if train else None)
    number, line = (train.number if train else ""), change.line.name
    data = {"title": change.title, "why": why, "number": number, "line": line}
    fans.notify(people, kind=kind, data=data, about=ref(change), at=at, key_prefix=key)


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


@bus.reaction(AwardGiven)
def tell_of_the_award(fact: AwardGiven, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the keys say it
    """The engineers hear that they won, and everybody who voted hears who did."""
    train = queries.train_by_id(parse(fact.train).id)
    given = queries.popcorn(train.id) if train else []
    if train is None or not given:
        return
    where = {
        "number": train.number,
        "line": train.line.name,
        "names": ", ".join(row.member.name for row in given),
    }
    for row in given:
        about, data = ref(row), {**where, "votes": row.votes, "of": row.of}
        fans.notify(
            [row.member.fan_id], kind="award_won", data=data, about=about, at=at, key_prefix=f"won:{about}"
        )
    won = {row.member.fan_id for row in given}
    people = queries.voters_of(train.id) - won
    about = ref(given[0])
    fans.notify(people, kind="award_given", data=where, about=about, at=at, key_prefix=f"award:{fact.train}")


@bus.reaction(FanErased)
def forget_award_words(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    actions.forget_award_words(fan_id=parse(fact.fan).id, at=at)
