"""A key for a machine: its scopes are known ones, its secret is not kept, it closes with its fan."""

import hashlib
from datetime import timedelta

import pytest

from fanloop.people.fans import actions, queries
from fanloop.people.fans.rules.scopes import SCOPES, cleaned


def made(fan, at, wanted=("votes:write",)):
    return actions.make_token(fan=fan, name=" Lamp ", wanted=wanted, at=at)


def test_only_known_scopes_are_granted_each_once():
    assert cleaned(["votes:write", "desk:burn", "voices:write", "votes:write"]) == [
        "voices:write",
        "votes:write",
    ]
    assert cleaned(reversed(SCOPES)) == list(SCOPES)


def test_of_a_secret_only_the_hash_is_kept(mira, at):
    fresh = made(mira, at)
    assert fresh.token.digest == hashlib.sha256(fresh.secret.encode()).hexdigest()
    assert queries.token_owner(fresh.token.digest).fan == mira
    assert fresh.token.name == "Lamp"


@pytest.mark.parametrize(("name", "wanted"), [("  ", ["votes:write"]), ("Lamp", []), ("Lamp", ["desk:burn"])])
def test_a_token_has_a_name_and_opens_something(mira, at, name, wanted):
    with pytest.raises(actions.Refused):
        actions.make_token(fan=mira, name=name, wanted=wanted, at=at)


def test_revoking_twice_keeps_the_first_time(mira, at):
    token = made(mira, at).token
    actions.revoke_token(token=token, at=at)
    actions.revoke_token(token=token, at=at + timedelta(days=1))
    assert token.revoked_at == at
    assert queries.token_owner(token.digest) is None


def test_a_use_is_noted_every_ten_minutes(mira, at):
    digest = made(mira, at).token.digest
    noted = [
        actions.use_token(token=queries.token_owner(digest), at=at + timedelta(minutes=minutes))
        for minutes in (0, 9, 10)
    ]
    assert noted == [True, False, True]


def test_an_erased_fan_has_no_tokens(mira, at):
    digest = made(mira, at).token.digest
    actions.erase(fan=mira, by=mira, at=at)
    assert queries.token_owner(digest) is None


def test_an_export_names_tokens_without_their_hash(mira, at):
    from fanloop.foundation.viewer import Viewer

    token = made(mira, at).token
    told = queries.export(Viewer(fan_id=mira.id))["fan"]["tokens"]
    assert told == [{"name": "Lamp", "scopes": ["votes:write"], "at": at.isoformat()}]
    assert token.digest not in str(told)
