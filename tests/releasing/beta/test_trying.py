import pytest

from fanloop.foundation import bus, trail
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.listening.voices import queries as voices
from fanloop.people.fans import queries as people
from fanloop.releasing.beta import actions, queries
from fanloop.releasing.beta.actions import Refused
from fanloop.things.products import actions as products
from fanloop.things.products import queries as lines
from tests.releasing.beta.days import AT, later


def told(fan, kind):
    return [line for line in people.inbox(Viewer(fan_id=fan.id)) if line.kind == kind]


@pytest.fixture
def rc2(build):
    return build("2.4.0-rc2")


def test_a_build_goes_to_its_ring_and_everybody_further_in(programme, boss, rc2, tester):
    engineer, explorer, wider = tester("eng", 0), tester("exp", 1), tester("wide", 2)
    actions.offer_build(programme=programme, build=rc2, ring=0, by=boss, at=AT)
    assert [bool(told(seat.fan, "beta_build")) for seat in (engineer, explorer, wider)] == [
        True,
        False,
        False,
    ]
    actions.offer_build(programme=programme, build=rc2, ring=1, by=boss, at=AT)
    actions.offer_build(programme=programme, build=rc2, ring=1, by=boss, at=AT)
    assert [len(told(seat.fan, "beta_build")) for seat in (engineer, explorer, wider)] == [1, 1, 0]
    assert [queries.may_try(seat, rc2.id) for seat in (engineer, explorer, wider)] == [True, True, False]


def test_who_rests_is_not_told_and_finds_it_after_waking(programme, boss, rc2, tester):
    seat = tester("ada")
    actions.pause(seat=seat, at=AT)
    actions.offer_build(programme=programme, build=rc2, ring=1, by=boss, at=AT)
    assert told(seat.fan, "beta_build") == []
    actions.resume(seat=seat, at=later(1))
    assert [one.build for one in queries.builds_for(seat)] == [rc2]


def test_a_build_of_another_line_is_refused(programme, boss, build):
    kettle = products.add_line(slug="kettle", name="Kettle", at=AT)
    with pytest.raises(Refused, match="another line"):
        actions.offer_build(programme=programme, build=build(line=kettle), ring=1, by=boss, at=AT)


def test_a_build_is_taken_back_with_a_reason_and_the_ring_reads_it(programme, boss, rc2, tester):
    seat = tester("ada")
    offer = actions.offer_build(programme=programme, build=rc2, ring=1, by=boss, at=AT)
    with pytest.raises(Refused, match="Say why"):
        actions.take_back(offer=offer, why="", by=boss, at=AT)
    actions.take_back(offer=offer, why="It flickers.", by=boss, at=AT)
    assert queries.builds_for(seat) == []
    assert told(seat.fan, "beta_build_back")[0].data["why"] == "It flickers."


@pytest.fixture
def trying(programme, boss, rc2, sunrise, tester):
    """`trying("ada", "fails", "words", sku="OAK")`: somebody's word about the sunrise of rc2."""
    actions.offer_build(programme=programme, build=rc2, ring=1, by=boss, at=AT)
    seats = {}

    def said(handle, outcome, words="", sku="OAK", when=AT):
        seats.setdefault(handle, None)
        seats[handle] = seats[handle] or tester(handle)
        return actions.try_feature(
            seat=seats[handle], build=rc2, feature=sunrise, outcome=outcome, words=words, device=lines.variant(sku), at=when
        )  # fmt: skip

    return said


def test_coverage_counts_last_words_by_feature_and_device(programme, boss, rc2, trying):
    actions.add_feature(programme=programme, title={"en": "Quiet dial"}, by=boss, at=AT)
    trying("ada", "fails")
    trying("ada", "works", when=later(1))
    trying("bo", "works", sku="BLK")
    trying("cy", "blocked")
    said = queries.coverage(ref(rc2))
    assert [name for _sku, name in said.devices] == ["Oak", "Black"]
    sunrise, dial = said.rows
    assert [(cell.works, cell.fails, cell.blocked) for cell in sunrise.cells] == [(1, 0, 1), (1, 0, 0)]
    assert [cell.tried for cell in dial.cells] == [0, 0]
    assert (said.covered, said.cells) == (2, 4)
    assert queries.results(ref(rc2)) == (2, 1)


def test_a_build_nobody_was_offered_has_nothing_to_cover(build):
    untried = build("2.5.0")
    assert queries.coverage(ref(untried)).rows == ()
    assert queries.results(ref(untried)) == (0, 0)
    assert queries.blockers(ref(untried)) == []


def test_what_blocks_stands_until_somebody_says_it_is_no_fault(boss, rc2, trying):
    trying("ada", "works")
    blocked = trying("bo", "blocked", "It never starts.")
    [one] = queries.blockers(ref(rc2))
    assert (one.words, one.device, one.confirmed) == ("It never starts.", "Oak", False)
    actions.judge_trial(trial=blocked, severity="none", words="The cable was out.", by=boss, at=AT)
    assert queries.blockers(ref(rc2)) == []
    assert queries.results(ref(rc2)) == (1, 0)
    assert told(blocked.seat.fan, "beta_finding_none")[0].data["words"] == "The cable was out."


def test_a_failing_trial_blocks_once_it_is_called_blocking(boss, rc2, trying):
    first, same = trying("ada", "fails", "Too late"), trying("bo", "blocked", "Eleven minutes late")
    actions.judge_trial(trial=first, severity="blocking", by=boss, at=AT)
    actions.judge_trial(trial=same, severity="blocking", same_as=first, by=boss, at=AT)
    assert [one.trial for one in queries.blockers(ref(rc2))] == [first]


def test_quality_is_for_who_saw_it_first(programme, boss, trying):
    first, second, third = trying("ada", "fails"), trying("bo", "fails"), trying("cy", "fails")
    actions.judge_trial(trial=first, severity="serious", by=boss, at=AT)
    actions.judge_trial(trial=second, severity="serious", same_as=first, by=boss, at=AT)
    actions.judge_trial(trial=third, severity="serious", same_as=second, by=boss, at=AT)
    assert {fan: one.quality for fan, one in queries.eyes(programme.id).items()} == {
        first.seat.fan_id: 3 * 3 * 3
    }
    actions.judge_trial(trial=first, severity="none", by=boss, at=AT)
    assert queries.eyes(programme.id) == {}


def test_a_trial_is_not_the_same_as_itself_or_as_what_works(boss, trying):
    first, fine = trying("ada", "fails"), trying("bo", "works")
    for other in (first, fine):
        with pytest.raises(Refused, match="another failing"):
            actions.judge_trial(trial=first, severity="minor", same_as=other, by=boss, at=AT)
    with pytest.raises(Refused, match="Only what fails"):
        actions.judge_trial(trial=fine, severity="minor", by=boss, at=AT)


def test_what_fails_becomes_a_voice_in_one_press(rc2, trying, django_capture_on_commit_callbacks):
    trial = trying("ada", "fails", "Sunrise came eleven minutes late. I waited.")
    voice = actions.make_voice(trial=trial, at=AT)
    assert actions.make_voice(trial=trial, at=AT) == voice
    assert (voice.kind, voice.title, voice.fan_id) == (
        "bug",
        "Sunrise came eleven minutes late",
        trial.seat.fan_id,
    )
    [detail] = voices.details_of([voice.id]).values()
    assert (detail.build, detail.variant) == ("2.4.0-rc2", "Oak B")
    assert trail.nearest_causes([ref(voice)]) == {ref(voice): [ref(trial)]}
    bus.drain()
    assert trail.check().ok


@pytest.mark.parametrize(("outcome", "words"), [("works", "Lovely."), ("fails", "")])
def test_only_what_fails_in_words_becomes_a_voice(trying, outcome, words):
    with pytest.raises(Refused, match="own words"):
        actions.make_voice(trial=trying("ada", outcome, words), at=AT)


def test_a_tested_build_is_one_deed_however_much_was_tried(programme, rc2, trying):
    trial = trying("ada", "works")
    trying("ada", "fails", when=later(1))
    trying("ada", "works", sku="BLK", when=later(2))
    [credit] = [one for one in people.credit(trial.seat.fan_id) if one.kind == "build_tested"]
    assert (credit.count, credit.refs) == (1, [ref(rc2)])


def test_trials_that_are_not_theirs_are_refused(rc2, build, sunrise, trying):
    seat = trying("eve", "works").seat
    with pytest.raises(Refused, match="not offered"):
        actions.try_feature(seat=seat, build=build("3.0"), feature=sunrise, outcome="works", at=AT)
    with pytest.raises(Refused, match="works, fails or blocks"):
        actions.try_feature(seat=seat, build=rc2, feature=sunrise, outcome="maybe", at=AT)
    actions.pause(seat=seat, at=AT)
    with pytest.raises(Refused, match="rests"):
        actions.try_feature(seat=seat, build=rc2, feature=sunrise, outcome="works", at=AT)


def test_new_terms_shut_builds_until_they_are_signed(programme, boss, rc2, trying):
    trial = trying("ada", "works")
    terms = actions.publish_terms(programme=programme, text={"en": "Be kind."}, by=boss, at=AT)
    assert queries.mine(programme.id, trial.seat.fan_id).must_sign
    with pytest.raises(Refused, match="sign it first"):
        trying("ada", "works")
    actions.sign(programme=programme, fan=trial.seat.fan, terms=terms, at=AT)
    assert trying("ada", "works").outcome == "works"


def test_a_failing_trial_is_read_by_who_runs_programmes(programme, trying):
    trying("ada", "fails", "Too late")
    assert queries.failing(programme.id, viewer=Viewer(fan_id=1)) == []
    assert [one.feature for one in queries.failing(programme.id, viewer=SYSTEM)] == ["Real sunrise"]
