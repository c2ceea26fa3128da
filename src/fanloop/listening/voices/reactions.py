"""What voices do about facts from below."""

from datetime import datetime

from fanloop.foundation import bus
from fanloop.foundation.refs import parse
from fanloop.listening.moderation.facts import ContentHidden, ContentShown
from fanloop.listening.voices import actions
from fanloop.listening.voices.actions.hearing import find_again
from fanloop.listening.voices.facts import VoiceRaised, VoiceReworded, VoicesImported, VoicesMerged
from fanloop.people.fans.facts import FanErased


@bus.reaction(FanErased)
def forget_their_words(fact: FanErased, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.forget_words(fan_id=parse(fact.fan).id, at=at)


@bus.reaction(ContentHidden)
def take_out_of_search(fact: ContentHidden, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    find_again(about=fact.about, at=at)


@bus.reaction(ContentShown)
def bring_back_into_search(fact: ContentShown, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    find_again(about=fact.about, at=at)


@bus.reaction(VoiceRaised)
def fingerprint_voice(fact: VoiceRaised, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.fingerprint(refs=[fact.voice], at=at)


@bus.reaction(VoiceReworded)
def fingerprint_anew(fact: VoiceReworded, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.fingerprint(refs=[fact.voice], at=at)


@bus.reaction(VoicesMerged)
def fingerprint_need(fact: VoicesMerged, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.fingerprint(refs=[fact.need], at=at)


@bus.reaction(VoicesImported)
def fingerprint_imported(fact: VoicesImported, *, fact_id: int, at: datetime) -> None:  # noqa: ARG001 -- the bus's shape
    actions.fingerprint_new(at=at)
