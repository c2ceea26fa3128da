from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.releasing.beta.rules.draw import Candidate, Quota, commitment, draw, pool_digest, seed_of, ticket

DEVICES, TONGUES = ("DN2-OAK", "DN2-BLK", "DN2-ALU"), ("en", "de", "zh-hans")
secrets = st.text("abcdef0123456789", min_size=1, max_size=12)
candidates = st.builds(
    Candidate,
    code=st.text("ABCDEFGH23456789", min_size=4, max_size=6),
    level=st.integers(0, 4),
    languages=st.frozensets(st.sampled_from(TONGUES)),
    devices=st.frozensets(st.sampled_from(DEVICES)),
)
pools = st.lists(candidates, max_size=25, unique_by=lambda one: one.code)
quotas = st.lists(
    st.one_of(
        st.builds(Quota, st.just("level"), st.sampled_from("01234"), st.integers(0, 5)),
        st.builds(Quota, st.just("language"), st.sampled_from(TONGUES), st.integers(0, 5)),
        st.builds(Quota, st.just("device"), st.sampled_from(DEVICES), st.integers(0, 5)),
    ),
    max_size=4,
)


@st.composite
def draws(make):
    kept = make(quotas)
    seats = sum(one.seats for one in kept) + make(st.integers(0, 8))
    return make(secrets), make(pools), seats, kept


@given(draws())
def test_as_many_are_in_as_there_are_seats_or_people(told):
    secret, pool, seats, kept = told
    chosen = draw(secret=secret, pool=pool, seats=seats, quotas=kept)
    assert len(chosen) == min(seats, len(pool))
    assert len(set(chosen)) == len(chosen)
    assert set(chosen) <= {one.code for one in pool}


@given(draws())
def test_every_kept_seat_is_filled_by_who_fits_while_somebody_fits(told):
    secret, pool, seats, kept = told
    chosen = set(draw(secret=secret, pool=pool, seats=seats, quotas=kept))
    for quota in kept:
        fitting = {one.code for one in pool if quota.fits(one)}
        assert len(fitting & chosen) >= min(quota.seats, len(fitting))


@given(draws(), st.randoms())
def test_the_order_of_the_pool_changes_nothing(told, shuffler):
    secret, pool, seats, kept = told
    other = list(pool)
    shuffler.shuffle(other)
    first = draw(secret=secret, pool=pool, seats=seats, quotas=kept)
    assert draw(secret=secret, pool=other, seats=seats, quotas=kept) == first


@given(draws())
def test_of_two_who_are_alike_the_smaller_ticket_is_never_left_out(told):
    secret, pool, seats, kept = told
    chosen = set(draw(secret=secret, pool=pool, seats=seats, quotas=kept))
    seed = seed_of(secret, pool)
    number = {one.code: ticket(seed, one.code) for one in pool}
    for one in pool:
        for other in pool:
            same = (one.level, one.languages, one.devices) == (other.level, other.languages, other.devices)
            if same and one.code in chosen and number[other.code] < number[one.code]:
                assert other.code in chosen


@given(draws())
def test_without_kept_seats_the_smallest_tickets_are_in(told):
    secret, pool, seats, _kept = told
    seed = seed_of(secret, pool)
    line = sorted((one.code for one in pool), key=lambda code: ticket(seed, code))
    assert draw(secret=secret, pool=pool, seats=seats) == line[:seats]


def test_everybody_alike_is_in_about_equally_often():
    """Chi-squared over 3,000 draws of 5 from 20; 43.8 is the 0.1 % bound of 19 degrees of freedom."""
    pool = [Candidate(f"CODE{number:02}") for number in range(20)]
    won = Counter(code for turn in range(3_000) for code in draw(secret=f"s{turn}", pool=pool, seats=5))
    expected = 3_000 * 5 / 20
    assert len(won) == 20
    assert sum((count - expected) ** 2 / expected for count in won.values()) < 43.8


def test_one_more_applicant_makes_another_seed():
    pool = [Candidate("AAAA"), Candidate("BBBB")]
    assert seed_of("s", pool) != seed_of("s", [*pool, Candidate("CCCC")])


def test_anybody_can_do_a_draw_again_with_nothing_but_sha256():
    pool = [Candidate("B2", 2, frozenset({"en", "de"}), frozenset({"DN2-OAK"})), Candidate("A1")]
    lines = "A1 0 - -\nB2 2 de,en DN2-OAK\n"
    digest = sha256(lines.encode()).hexdigest()
    seed = sha256(f"hush:{digest}".encode()).hexdigest()
    by_hand = sorted(["A1", "B2"], key=lambda code: sha256(f"{seed}:{code}".encode()).hexdigest())
    assert pool_digest(pool) == digest
    assert commitment("hush") == sha256(b"hush").hexdigest()
    assert draw(secret="hush", pool=pool, seats=2) == by_hand


def test_impossible_draws_are_refused():
    with pytest.raises(ValueError, match="more seats are kept"):
        draw(secret="s", pool=[], seats=1, quotas=[Quota("level", "2", 2)])
    with pytest.raises(ValueError, match="same code"):
        draw(secret="s", pool=[Candidate("A"), Candidate("A", 3)], seats=1)
    with pytest.raises(ValueError, match="not by"):
        Quota("height", "2", 1).fits(Candidate("A"))
