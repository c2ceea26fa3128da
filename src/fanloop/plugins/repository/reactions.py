"""What follows a promise, a signature, a train with open doors, a merging and an erasure."""

from datetime import datetime

from fanloop.foundation import bus
from fanloop.foundation.refs import parse
from fanloop.listening.voices.facts import NeedAccepted
from fanloop.people.fans.facts import FanErased
from fanloop.people.terms.facts import TermsAgreed
from fanloop.plugins.repository import actions
from fanloop.plugins.repository.facts import PatchMerged
from fanloop.releasing.releases import queries as trains
from fanloop.releasing.releases.facts import ChangeBoarded, TrainPassed, TrainPlanned, TrainResumed
from fanloop.releasing.releases.rules.stations import BOARDING


@bus.reaction(NeedAccepted)
def link_what_waited(fact: NeedAccepted, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    actions.link_waiting(need_id=parse(fact.need).id, at=at)


@bus.reaction(TermsAgreed)
def link_what_is_signed(fact: TermsAgreed, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    actions.link_signed(fan_ids=[parse(one).id for one in fact.fans], at=at)


@bus.reaction(TrainPlanned)
def board_a_new_train(fact: TrainPlanned, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    _board(fact.train, at)


@bus.reaction(TrainResumed)
def board_what_goes_on(fact: TrainResumed, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    _board(fact.train, at)


@bus.reaction(TrainPassed)
def board_open_doors(fact: TrainPassed, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    if fact.station == BOARDING:
        _board(fact.train, at)


def _board(train: str, at: datetime) -> None:
    row = trains.train_by_id(parse(train).id)
    if row is not None:
        actions.board_waiting(line_id=row.line_id, at=at)


@bus.reaction(ChangeBoarded)
def settle_its_line(fact: ChangeBoarded, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    actions.stands_no_more(change_id=parse(fact.change).id, at=at)


@bus.reaction(PatchMerged)
def tell_the_fan(fact: PatchMerged, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    actions.tell_of_merging(contribution_id=parse(fact.contribution).id, at=at)


@bus.reaction(FanErased)
def forget_their_work(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus keeps receipts
    actions.forget(fan_id=parse(fact.fan).id, at=at)
