"""Rules of codes, of the line and of who may order, for whatever comes."""

from hypothesis import given
from hypothesis import strategies as st

from fanloop.selling.campaigns.rules import codes, line
from fanloop.selling.campaigns.rules.eligibility import Past, is_rule, reasons
from fanloop.selling.campaigns.rules.fairness import Person

standings = st.builds(
    codes.Standing,
    st.integers(0, 3),
    st.integers(0, 1),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
waiting = st.builds(line.Waiting, st.integers(), st.integers(1, 5), st.integers(1, 5), st.integers(-2, 5))


@given(st.binary(min_size=16, max_size=32))
def test_letters_are_read_as_they_were_written_however_they_are_typed(seed):
    said = codes.letters(seed)
    assert codes.read(said) == codes.read(said.lower().replace("-", " ")) == said.replace("-", "")
    assert not set(said) & set("0O1ILU")


@given(st.text(max_size=20))
def test_what_is_read_is_a_code_or_nothing(said):
    found = codes.read(said)
    assert found == "" or (len(found) == codes.LENGTH and set(found) <= set(codes.ALPHABET))


@given(standings, st.integers(1, 3))
def test_a_code_is_used_by_its_holder_alone_while_it_lives_and_given_on_once(now, fan):
    if not codes.refusal(now, fan):
        assert now.holder in {0, fan}
        assert now.is_open
        assert not (now.is_used)
        assert not (now.is_revoked)
        assert not (now.is_ended)
    if not codes.gift_refusal(now, fan):
        assert (now.holder, now.gifts) == (fan, 0)
        assert not (now.is_used)
        assert not (now.is_revoked)
        assert not (now.is_ended)


@given(st.lists(waiting, max_size=8, unique_by=lambda each: each.id), st.integers(0, 9))
def test_the_line_is_served_in_order_within_what_is_there_and_nothing_lies_idle_for_who_fits(queue, free):
    served = line.serve(queue, free)
    by_id = {each.id: each for each in queue}
    assert [id_ for id_, _ in served] == [each.id for each in queue if each.id in dict(served)]
    assert sum(pieces for _, pieces in served) <= free
    for id_, pieces in served:
        assert by_id[id_].least <= pieces <= min(by_id[id_].quantity, by_id[id_].may_hold)
    left = free - sum(pieces for _, pieces in served)
    assert all(
        min(each.quantity, left, each.may_hold) < each.least or not left
        for each in queue
        if each.id not in dict(served)
    )


@given(st.lists(waiting, min_size=2, max_size=8, unique_by=lambda each: each.id), st.integers(1, 9))
def test_nobody_behind_you_changes_what_you_get(queue, free):
    whole = dict(line.serve(queue, free))
    assert whole.get(queue[0].id) == dict(line.serve(queue[:1], free)).get(queue[0].id)


@given(st.booleans(), st.booleans(), st.integers(0, 4), st.sampled_from(["eu", "us", ""]))
def test_every_reason_is_said_and_who_fulfils_all_is_in(tested, backed, level, market):
    who = {"level": 2, "markets": ["eu"], "tested": True, "backed": True}
    said = reasons(who, Person(100, is_proven=True, level=level, market=market), Past(tested, backed))
    expected = {"level": level < 2, "market": market != "eu", "tested": not tested, "backed": not backed}
    assert said == [name for name, out in expected.items() if out]
    assert is_rule(who)
    assert not is_rule(who | {"shoe": 4})
