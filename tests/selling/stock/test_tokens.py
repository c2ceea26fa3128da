"""Signed tokens: what they say is what was signed, and nothing else opens."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.stock.rules.tokens import LENGTH, TOLERANCE, BadToken, Token, mint, peek, read

SECRET = b"only for tests" * 3
NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
big = st.integers(0, 2**63 - 1)


def minted(**more):
    said = {
        "pool": 7,
        "fan": 12,
        "quantity": 2,
        "not_before": NOON,
        "expires": NOON + timedelta(hours=1),
        "nonce": 5,
    }
    return mint(**(said | {"secret": SECRET} | more))


@given(pool=big, fan=big, quantity=st.integers(1, 65_535), nonce=st.integers(0, 2**64 - 1))
def test_a_token_says_what_was_signed(pool, fan, quantity, nonce):
    token = minted(pool=pool, fan=fan, quantity=quantity, nonce=nonce)
    assert len(token) == LENGTH
    at = NOON.timestamp()
    assert read(token, SECRET, at) == Token(pool, fan, quantity, at, at + 3600, nonce)


@given(place=st.integers(0, LENGTH - 1), sign=st.sampled_from("ABCxyz019-_=!\n"))
def test_one_changed_sign_opens_nothing(place, sign):
    token = minted()
    changed = token[:place] + sign + token[place + 1 :]
    if changed != token:
        with pytest.raises(BadToken, match="forged"):
            peek(changed, SECRET)


@given(st.binary(max_size=200))
def test_noise_opens_nothing(noise):
    with pytest.raises(BadToken, match="forged"):
        peek(noise, SECRET)


def test_a_token_of_another_house_opens_nothing():
    with pytest.raises(BadToken, match="forged"):
        peek(minted(), b"another")


def test_a_token_is_good_from_its_moment_until_its_end():
    token, begin, end = minted(), NOON.timestamp(), NOON.timestamp() + 3600
    with pytest.raises(BadToken, match="early") as early:
        read(token, SECRET, begin - 0.001)
    assert early.value.token.fan == 12
    assert read(token, SECRET, begin).pool == read(token, SECRET, end + TOLERANCE).pool == 7
    with pytest.raises(BadToken, match="expired") as late:
        read(token, SECRET, end + TOLERANCE + 0.001)
    assert late.value.token.nonce == 5


@pytest.mark.parametrize("said", [{"quantity": 0}, {"quantity": 70_000}, {"nonce": -1}, {"nonce": 2**64}])
def test_what_no_token_holds_is_a_mistake(said):
    with pytest.raises(ValueError, match=r"token|piece"):
        minted(**said)


def test_two_tokens_of_one_fan_have_two_keys_and_one_token_always_the_same():
    first, second = (peek(minted(nonce=nonce), SECRET) for nonce in (1, 2))
    assert first.key != second.key
    assert first.key == peek(minted(nonce=1), SECRET).key
