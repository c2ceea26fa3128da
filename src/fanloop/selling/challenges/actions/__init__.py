"""Every write of challenges."""

from fanloop.selling.challenges.actions.asking import NewChallenge, open_challenge, withdraw_challenge
from fanloop.selling.challenges.actions.choosing import choose_winner
from fanloop.selling.challenges.actions.entering import enter, forget_person, take_back
from fanloop.selling.challenges.actions.using import allow_use, withdraw_use
from fanloop.selling.challenges.actions.voting import vote, withdraw_vote
from fanloop.selling.challenges.rules.refusals import Refused

__all__ = [
    "NewChallenge",
    "Refused",
    "allow_use",
    "choose_winner",
    "enter",
    "forget_person",
    "open_challenge",
    "take_back",
    "vote",
    "withdraw_challenge",
    "withdraw_use",
    "withdraw_vote",
]
