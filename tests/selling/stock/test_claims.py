"""The decision alone, for any history of batches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.stock.rules.claims import Decision, Known, Request, decide

requests = st.builds(
    Request,
    fan_id=st.integers(1, 6),
    slot=st.none() | st.integers(0, 3),
    quantity=st.integers(1, 4),
    key=st.sampled_from([f"k{n}" for n in range(12)]),
)


def told(batches, total, limit):
    """A history of decisions, each seeing what those before it granted."""
    known: list[Known] = []
    remaining, sequence = total, 0
    for batch in batches:
        decision = decide(batch, known=known, remaining=remaining, sequence=sequence, limit=limit)
        remaining, sequence = decision.remaining, decision.sequence
        known += [
            Known(number, r.fan_id, slot, r.quantity, number, r.key, is_open=True)
            for r, slot, number in decision.grants
        ]
        yield batch, decision, known


@given(st.lists(st.lists(requests, max_size=8), max_size=6), st.integers(0, 20), st.integers(0, 5))
def test_no_history_oversells_and_numbers_have_no_gap(batches, total, limit):
    known: list[Known] = []
    for _batch, decision, known in told(batches, total, limit):
        assert decision.remaining == total - sum(claim.quantity for claim in known) >= 0
    assert [claim.number for claim in known] == list(range(1, len(known) + 1))
    assert len({(claim.fan_id, claim.slot) for claim in known}) == len(known)


@given(st.lists(st.lists(requests, max_size=8), max_size=6), st.integers(0, 20), st.integers(1, 5))
def test_nobody_holds_more_than_the_limit(batches, total, limit):
    held: dict[int, int] = {}
    for _batch, decision, _known in told(batches, total, limit):
        for request, _slot, _number in decision.grants:
            held[request.fan_id] = held.get(request.fan_id, 0) + request.quantity
    assert all(pieces <= limit for pieces in held.values())


@given(st.lists(st.lists(requests, max_size=8), max_size=6), st.integers(0, 20))
def test_every_key_is_answered_once(batches, total):
    for batch, decision, _known in told(batches, total, 0):
        answered = [r.key for r, _slot, _number in decision.grants] + [a.key for a in decision.answers]
        assert sorted(answered) == sorted({request.key for request in batch})


def test_a_repeat_does_not_eat_the_place_of_somebody_else():
    mine = Known(1, 7, 0, 1, 1, "mine", is_open=True)
    decision = decide(
        [Request(7, None, 1, "mine"), Request(8, None, 1, "hers")], known=[mine], remaining=1, sequence=1
    )
    assert decision.grants == ((Request(8, None, 1, "hers"), 0, 2),)
    assert [(answer.granted, answer.number, answer.is_repeat) for answer in decision.answers] == [
        (True, 1, True)
    ]


def test_a_released_claim_frees_the_limit_but_not_its_slot_and_its_key_stays_refused():
    gone = Known(1, 7, 0, 3, 1, "first", is_open=False)
    decision = decide(
        [Request(7, 0, 1, "same slot"), Request(7, None, 3, "again"), Request(7, None, 3, "first")],
        known=[gone], remaining=9, sequence=1, limit=3,
    )  # fmt: skip
    assert decision.grants == ((Request(7, None, 3, "again"), 1, 2),)
    assert [answer.why for answer in decision.answers] == ["taken", "released"]


def test_a_small_wish_is_granted_after_a_large_one_was_refused():
    decision = decide([Request(1, None, 3, "a"), Request(2, None, 2, "b")], known=[], remaining=2, sequence=0)
    assert isinstance(decision, Decision)
    assert [request.key for request, _slot, _number in decision.grants] == ["b"]
    assert decision.answers[0].why == "sold_out"


def test_a_claim_of_nothing_is_a_mistake():
    with pytest.raises(ValueError, match="at least one piece"):
        decide([Request(1, None, 0, "a")], known=[], remaining=2, sequence=0)
