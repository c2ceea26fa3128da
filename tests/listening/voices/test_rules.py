from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fanloop.listening.voices.rules import budget, clock, grouping, kinds, ranking

counts = st.integers(0, 10_000)
some_kind = st.sampled_from(kinds.KINDS)
some_kinds = st.lists(some_kind, max_size=9)
standings = st.builds(
    ranking.Standing,
    said=st.lists(some_kind, min_size=1, max_size=6).map(tuple), guessed=st.lists(some_kind, max_size=6).map(tuple),
    voicers=counts, backers=counts, voters=counts, votes=counts, recent_voters=counts, recent_backers=counts,
    recent_talkers=counts, hours_since_stir=st.floats(0, 1e5), age_hours=st.floats(0, 1e6),
)  # fmt: skip
moments = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, tz=UTC))


@given(standings)
def test_a_score_is_weight_times_popularity_and_one_more_person_raises_it(standing):
    score = ranking.score(standing)
    assert score.value == score.weight * score.popularity
    more = ranking.Standing(**{**standing.__dict__, "voters": standing.voters + 1})
    assert ranking.score(more).value == score.value + score.weight


@given(some_kinds, some_kinds)
def test_a_need_is_what_most_of_its_voices_are_and_no_equal_kind_is_graver(said, guessed):
    heard = said or guessed
    kind = ranking.gist(said, guessed)
    if not heard:
        assert kind is None
    else:
        assert heard.count(kind) == max(heard.count(each) for each in kinds.KINDS)
        rivals = [each for each in kinds.KINDS if heard.count(each) == heard.count(kind)]
        assert ranking.weight(kind) == max(ranking.weight(each) for each in rivals)


@given(st.lists(some_kind, min_size=1), some_kinds)
def test_a_guess_never_outvotes_what_people_chose(said, guessed):
    assert ranking.gist(said, guessed) == ranking.gist(said, [])


@given(some_kinds)
def test_another_voice_of_the_same_kind_leaves_a_need_what_it_is(said):
    kind = ranking.gist(said, [])
    assert kind is None or ranking.gist([*said, kind], []) == kind


@given(standings, st.floats(0.1, 1e4))
def test_what_nobody_touches_cools(standing, hours):
    later = ranking.Standing(
        **{
            **standing.__dict__,
            "hours_since_stir": standing.hours_since_stir + hours,
            "age_hours": standing.age_hours + hours,
        }
    )
    assert ranking.hot(later) <= ranking.hot(standing)


def test_an_old_need_that_wakes_up_overtakes_a_younger_one_that_sleeps():
    old = ranking.Standing(votes=40, recent_voters=6, hours_since_stir=3, age_hours=9_000)
    young = ranking.Standing(votes=40, age_hours=100)
    assert ranking.hot(old) > ranking.hot(young)


def test_a_need_without_voices_weighs_nothing():
    assert ranking.score(ranking.Standing(votes=9, voters=9)).value == 0


@given(st.lists(st.tuples(st.floats(0, 1e6), counts, st.integers(1, 10**9)), unique_by=lambda row: row[2]))
def test_no_two_needs_share_a_place(rows):
    assert len({ranking.order(*row) for row in rows}) == len(rows)


@given(st.integers(0, 50), st.integers(0, 4))
def test_votes_left_never_go_below_zero(given_away, level):
    whole = budget.budget_of(level)
    left = budget.left(given_away, whole)
    assert left == max(0, whole - given_away)
    assert budget.may_vote(given_away, whole) is (left > 0)


@given(st.integers(-3, 9))
def test_each_level_brings_two_more_votes(level):
    assert budget.budget_of(level) == 2 + 2 * max(0, min(level, 4))


@given(moments, st.integers(0, 10**6))
def test_what_an_answer_took_is_rounded_up_to_the_minute(at, seconds):
    later = at + timedelta(seconds=seconds)
    assert clock.minutes_taken(at, later) == max(1, -(-seconds // 60))


ids = st.sets(st.integers(1, 60), max_size=40)
pairs = st.lists(st.tuples(st.integers(1, 70), st.integers(1, 70)), max_size=60)


@given(ids, pairs)
def test_groups_hold_every_voice_once_and_keep_linked_ones_together(voices, same):
    groups = grouping.grouped(voices, same)
    assert sorted(voice for group in groups for voice in group) == sorted(voices)
    place = {voice: number for number, group in enumerate(groups) for voice in group}
    assert all(place[a] == place[b] for a, b in same if a in place and b in place)


@given(ids, pairs, st.randoms())
def test_groups_do_not_depend_on_the_order_of_the_evidence(voices, same, random):
    shuffled = list(same)
    random.shuffle(shuffled)
    assert grouping.grouped(voices, shuffled) == grouping.grouped(voices, same)


def test_a_weak_label_nobody_knows_asks_for_an_answer():
    assert [kinds.guess(word) for word in ("Feature Request", "bug", "discussion")] == [
        "idea",
        "bug",
        "question",
    ]
