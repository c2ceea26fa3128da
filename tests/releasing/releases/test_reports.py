"""A fan tells of a week: once, changed with care, heard as voices; and what many say decides."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from fanloop.foundation import bus, trail
from fanloop.foundation.models import FactRow
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.listening.answers import queries as answers
from fanloop.listening.voices import actions as voice_actions
from fanloop.listening.voices import queries as voices
from fanloop.listening.voices.rules.kinds import Detail
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries
from fanloop.people.team import actions as team
from fanloop.people.team.queries import member_of
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.models import ReportRevision
from fanloop.things.products.actions import add_line

FRIDAY = datetime(2026, 11, 20, 17, tzinfo=UTC)
MONDAY = FRIDAY + timedelta(days=3)
AFTER = datetime(2026, 11, 25, 0, 5, tzinfo=UTC)


def fan_called(handle):
    return fans.join(handle=handle, email=f"{handle}@example.test", password=None, at=FRIDAY)


@pytest.fixture
def line(db):
    return add_line(slug="dawn", name="Dawn", at=FRIDAY)


@pytest.fixture
def engineer(line):
    fan = fan_called("jonna")
    team.found_maker(
        name="Northwindow", languages=["en"], currencies=["EUR"], founder=fan, member_name="Jonna", at=FRIDAY
    )
    return member_of(fan.id)


@pytest.fixture
def need(line, engineer):
    said = voice_actions.raise_voice(
        kind="idea",
        title="Sunrise",
        words="Rise with the sun.",
        fan=fan_called("asker"),
        line=line,
        at=FRIDAY,
    )
    return voice_actions.make_need(title="Sunrise", voices=[said], by=engineer, at=FRIDAY)


@pytest.fixture
def change(line, engineer, need):
    promise = voice_actions.accept_need(need=need, by=engineer, because="We want it.", at=FRIDAY)
    return actions.make_change(
        line=line, title="Real sunrise", kind="new", acceptances=[f"voices.acceptance:{promise.id}"],
        maker=engineer, at=FRIDAY,
    )  # fmt: skip


@pytest.fixture
def train(line, change):
    row = actions.plan_train(line=line, leaves_at=FRIDAY, at=FRIDAY)
    actions.board(change=change, train=row, at=FRIDAY)
    actions.depart(train=row, at=FRIDAY)
    bus.drain()
    return row


@pytest.fixture
def fan(train):
    return fan_called("mira")


def told_facts():
    return list(FactRow.objects.order_by("id").values_list("name", flat=True))


def judged(train, change, says, at=MONDAY):
    for number, one in enumerate(says):
        actions.give_report(
            train=train, fan=fan_called(f"f{len(says)}{number}{at:%H}"), verdicts={change.id: one}, at=at
        )
    bus.drain()


def test_each_filled_box_becomes_a_voice_of_its_kind(train, fan):
    report = actions.give_report(
        train=train,
        fan=fan,
        used="Reading in bed. Every night.",
        liked="The dial.",
        want="A red light.",
        at=MONDAY,
    )
    spoken = voices.voices_read(queries.voices_in([report.id])[report.id].values(), ANYONE)
    assert sorted((row.voice.kind, row.title, row.voice.source) for row in spoken.values()) == [
        ("experience", "Reading in bed", "report"),
        ("idea", "A red light.", "report"),
        ("praise", "The dial.", "report"),
    ]
    causes = {node.ref for voice_id in spoken for node in trail.causes_of(f"voices.voice:{voice_id}").nodes}
    assert f"releases.report:{report.id}" in causes
    bus.drain()
    assert trail.check().ok


def test_the_same_again_changes_nothing_and_tells_nobody(train, fan, change):
    said = {
        "liked": "The dial.",
        "verdicts": {change.id: "yes"},
        "device": Detail(train.line_id, "Walnut", "26.47"),
    }
    first = actions.give_report(train=train, fan=fan, **said, at=MONDAY)
    before = told_facts()
    again = actions.give_report(train=train, fan=fan, **said, at=MONDAY + timedelta(hours=1))
    assert (again.id, again.edited_at, told_facts()) == (first.id, None, before)


def test_thinking_again_keeps_what_was_said_and_rewords_the_same_voice(train, fan):
    report = actions.give_report(train=train, fan=fan, liked="The dial.", want="Red.", at=MONDAY)
    voice_id = queries.voices_in([report.id])[report.id]["liked"]
    later = MONDAY + timedelta(hours=1)
    actions.give_report(train=train, fan=fan, liked="The dial, at night.", at=later)
    bus.drain()
    spoken = queries.voices_in([report.id])[report.id]
    assert spoken["liked"] == voice_id
    assert voices.voice(voice_id, ANYONE).voice.words == "The dial, at night."
    assert voices.voices_read(spoken.values(), ANYONE).keys() == {voice_id}
    assert list(ReportRevision.objects.values_list("liked", "want")) == [("The dial.", "Red.")]
    assert told_facts().count("releases.ReportGiven") == 1


def test_a_box_taken_back_counts_in_its_need_no_longer(train, fan, need, engineer):
    report = actions.give_report(train=train, fan=fan, want="Rise earlier.", at=MONDAY)
    said = voices.voices_by_ids(queries.voices_in([report.id])[report.id].values())
    voice_actions.merge_voices(voices=list(said.values()), into=need, by=engineer, at=MONDAY)
    actions.give_report(train=train, fan=fan, used="Nothing.", at=MONDAY)
    assert voices.needs_of_voices(said.keys()) == {}


def test_a_report_starts_no_clock_of_fifteen_minutes(train, fan):
    report = actions.give_report(train=train, fan=fan, disliked="It hums.", at=MONDAY)
    bus.drain()
    voice_id = queries.voices_in([report.id])[report.id]["disliked"]
    assert answers.case_of(f"voices.voice:{voice_id}") is None


def test_a_report_that_says_nothing_is_refused(train, fan):
    with pytest.raises(actions.Refused, match="Say something first"):
        actions.give_report(train=train, fan=fan, used="  ", at=MONDAY)
    assert queries.report_of(train.id, fan.id) is None


def test_what_was_not_aboard_cannot_be_judged(train, fan, line):
    other = actions.make_change(line=line, title="Other", kind="new", at=MONDAY)
    with pytest.raises(actions.Refused, match="was not aboard"):
        actions.give_report(train=train, fan=fan, verdicts={other.id: "yes"}, at=MONDAY)
    assert queries.sums(train.id).reports == 0


def test_an_answer_nobody_knows_is_refused(train, fan, change):
    with pytest.raises(actions.Refused, match="maybe"):
        actions.give_report(train=train, fan=fan, verdicts={change.id: "maybe"}, at=MONDAY)


def test_a_withdrawn_train_takes_no_report(train, fan):
    actions.withdraw_train(train=train, why="It melts.", by=None, at=MONDAY)
    with pytest.raises(actions.Refused, match="was withdrawn"):
        actions.give_report(train=train, fan=fan, liked="The dial.", at=MONDAY)


def test_a_train_that_has_not_left_takes_no_report(line, fan):
    later = actions.plan_train(line=line, leaves_at=FRIDAY + timedelta(days=7), at=FRIDAY)
    with pytest.raises(actions.Refused, match="has not left yet"):
        actions.give_report(train=later, fan=fan, liked="The dial.", at=MONDAY)


def test_a_closed_train_takes_no_report_and_a_reported_one_does(train, fan):
    actions.pass_station(train=train, station="reported", at=AFTER)
    actions.give_report(train=train, fan=fan, liked="The dial.", at=AFTER)
    actions.pass_station(train=train, station="closed", at=AFTER)
    with pytest.raises(actions.Refused, match="is closed"):
        actions.give_report(train=train, fan=fan, liked="All of it.", at=AFTER)


def test_the_figures_of_a_week(train, change):
    lamp = Detail(train.line_id, "Walnut", "")
    for number, (language, says) in enumerate(
        [("en", "yes"), ("en", "no"), ("zh-hans", "yes"), ("en", "not_tried")]
    ):
        actions.give_report(
            train=train, fan=fan_called(f"g{number}"), liked="The dial." if number else "",
            verdicts={change.id: says}, language=language, device=lamp, at=MONDAY,
        )  # fmt: skip
    found = queries.sums(train.id)
    assert (found.reports, found.boxes) == (4, {"used": 0, "liked": 3, "disliked": 0, "want": 0})
    assert found.changes == {change.id: queries.Verdicts(2, 1, 1)}
    assert [(one.key, one.reports, one.verdicts) for one in found.languages] == [
        ("en", 3, queries.Verdicts(1, 1, 1)),
        ("zh-hans", 1, queries.Verdicts(1, 0, 0)),
    ]
    assert [(one.line_id, one.variant, one.reports) for one in found.devices] == [
        (train.line_id, "Walnut", 4)
    ]


def test_sums_ask_the_database_five_times_however_many_there_are(train, change, django_assert_num_queries):
    judged(train, change, ["yes"] * 7)
    with django_assert_num_queries(6):
        queries.sums(train.id)


def test_five_who_are_sure_open_the_need_again_at_once(train, change, need, engineer):
    assert voices.needs_by_ids([need.id])[need.id].outcome == "shipped"
    judged(train, change, ["no"] * 5)
    row = voices.needs_by_ids([need.id])[need.id]
    assert (row.outcome, row.status.kind) == ("", "planned")
    assert [(one.change_id, one.no, one.needs) for one in queries.reopened_by(train.id)] == [
        (change.id, 5, [need.id])
    ]
    inbox = fan_queries.inbox(Viewer(fan_id=engineer.fan_id))
    assert [(one.data["no"], one.data["of"]) for one in inbox if one.kind == "change_not_fixed"] == [(5, 5)]
    assert voices.history(need.id)[0].because.startswith("5 of 5 people who tried it with 26.47")


def test_a_plain_majority_waits_for_the_end_of_tuesday(train, change, need):
    judged(train, change, ["no", "no", "no", "yes", "yes"])
    assert queries.reopened_by(train.id) == []
    actions.run_tuesdays(at=AFTER)
    assert [one.change_id for one in queries.reopened_by(train.id)] == [change.id]
    assert queries.station_of(train.id) == "reported"
    actions.run_tuesdays(at=AFTER + timedelta(minutes=10))
    assert told_facts().count("releases.ChangeNotFixed") == 1


def test_who_comes_after_tuesday_may_still_tip_it(train, change):
    judged(train, change, ["no", "no", "yes", "yes"])
    actions.run_tuesdays(at=AFTER)
    assert queries.reopened_by(train.id) == []
    judged(train, change, ["no"], at=AFTER)
    assert len(queries.reopened_by(train.id)) == 1


def test_the_next_change_for_the_same_need_exists_because_the_first_failed(
    train, change, need, line, engineer
):
    judged(train, change, ["no"] * 5)
    promise = voices.acceptance_of(need.id)
    second = actions.make_change(
        line=line, title="Sunrise, again", kind="fixed", acceptances=[f"voices.acceptance:{promise.id}"],
        maker=engineer, at=AFTER,
    )  # fmt: skip
    following = actions.plan_train(line=line, leaves_at=FRIDAY + timedelta(days=7), at=AFTER)
    actions.board(change=second, train=following, at=AFTER)
    bus.drain()
    assert f"releases.change:{change.id}" in {
        n.ref for n in trail.causes_of(f"releases.change:{second.id}").nodes
    }
    actions.depart(train=following, at=FRIDAY + timedelta(days=7))
    bus.drain()
    assert voices.needs_by_ids([need.id])[need.id].outcome == "shipped"
    assert [one.change_id for one in queries.not_fixed_last_week(line.id, until=FRIDAY + timedelta(days=7, hours=1), besides=following.id)] == [change.id]  # fmt: skip


def test_a_change_most_call_fixed_is_confirmed_at_the_fifth(train, change):
    for hour in range(6):
        actions.give_report(
            train=train,
            fan=fan_called(f"h{hour}"),
            verdicts={change.id: "yes"},
            at=MONDAY + timedelta(hours=hour),
        )
    assert queries.confirmed_at([change.id]) == {change.id: MONDAY + timedelta(hours=4)}


def test_who_stands_behind_a_change_is_asked_once_and_reminded_if_silent(train, fan):
    asker = fan_queries.fan_by_handle("asker")

    def kinds():
        return [n.kind for n in fan_queries.inbox(Viewer(fan_id=asker.id)) if n.kind.startswith("tuesday_")]

    actions.run_tuesdays(at=FRIDAY + timedelta(hours=2))
    assert kinds() == []
    for hour in (17, 18):
        actions.run_tuesdays(at=FRIDAY + timedelta(hours=hour))
    assert kinds() == ["tuesday_asked"]
    actions.run_tuesdays(at=datetime(2026, 11, 24, 8, tzinfo=UTC))
    assert sorted(kinds()) == ["tuesday_asked", "tuesday_due"]


def test_who_has_told_is_not_reminded(train):
    asker = fan_queries.fan_by_handle("asker")
    actions.give_report(train=train, fan=asker, liked="The dial.", at=MONDAY)
    actions.run_tuesdays(at=datetime(2026, 11, 24, 8, tzinfo=UTC))
    assert [n for n in fan_queries.inbox(Viewer(fan_id=asker.id)) if n.kind.startswith("tuesday_")] == []


def test_themes_are_needs_with_words_and_what_sounds_alike(train, need, engineer):
    ids = []
    for number, words in enumerate(
        ["It rises too late for me.", "The sunrise comes too late.", "More colours please."]
    ):
        report = actions.give_report(train=train, fan=fan_called(f"t{number}"), want=words, at=MONDAY)
        ids.append(queries.voices_in([report.id])[report.id]["want"])
    rows = voices.voices_by_ids(ids[:2])
    voice_actions.merge_voices(voices=list(rows.values()), into=need, by=engineer, at=MONDAY)
    found = queries.themes(train.id, ANYONE)
    assert [(one.title, one.count, one.guessed, len(one.quotes)) for one in found] == [
        ("Sunrise", 2, False, 2)
    ]
    assert next(one.words for one in queries.quotes(train.id, "want", ANYONE)) == "More colours please."


def test_an_erased_fan_s_words_are_nowhere_and_their_verdict_counts(train, fan, change):
    report = actions.give_report(
        train=train, fan=fan, liked="My cat loves it.", verdicts={change.id: "yes"},
        device=Detail(train.line_id, "Walnut", ""), at=MONDAY,
    )  # fmt: skip
    actions.give_report(
        train=train, fan=fan, liked="My cat Mina loves it.", verdicts={change.id: "yes"}, at=MONDAY
    )
    fans.erase(fan=fan, by=fan, at=AFTER)
    bus.drain()
    row = queries.reports_of(train.id)[0]
    assert (row.report.liked, row.report.variant, row.report.device_id) == ("", "", None)
    assert ReportRevision.objects.count() == 0
    assert voices.voices_read(queries.voices_in([report.id])[report.id].values(), ANYONE) == {}
    assert queries.sums(train.id).changes[change.id].yes == 1


def test_a_fan_takes_their_reports_along(train, fan, change):
    actions.give_report(train=train, fan=fan, liked="The dial.", verdicts={change.id: "no"}, at=MONDAY)
    actions.give_report(train=train, fan=fan, liked="The dial!", at=MONDAY)
    row = fan_queries.export(Viewer(fan_id=fan.id))["reports"][0]
    assert (row["train"], row["liked"], row["before"][0]["liked"]) == ("Dawn 26.47", "The dial!", "The dial.")
    assert row["verdicts"] == {f"releases.change:{change.id}": "no"}


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_are_one_report():
    line = add_line(slug="dawn", name="Dawn", at=FRIDAY)
    change = actions.make_change(line=line, title="A", kind="new", at=FRIDAY)
    train = actions.plan_train(line=line, leaves_at=FRIDAY, at=FRIDAY)
    actions.board(change=change, train=train, at=FRIDAY)
    actions.depart(train=train, at=FRIDAY)
    fan = fan_called("mira")

    def send(_):
        try:
            return actions.give_report(
                train=train, fan=fan, want="Red.", verdicts={change.id: "no"}, at=MONDAY
            ).id
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1
    assert len(queries.voices_in(queries.voices_in([]) or [queries.report_of(train.id, fan.id).id])) == 1
    assert told_facts().count("releases.ReportGiven") == 1


def confirmed(handle):
    """How many verdicts of this fan were confirmed, as their credit record counts them."""
    fan = fan_queries.fan_by_handle(handle)
    return sum(line.things for line in fan_queries.credit(fan.id) if line.kind == "verdict_confirmed")


def test_a_verdict_most_others_share_is_credited_when_the_week_is_settled(train, change):
    judged(train, change, ["no", "no", "no", "yes", "no", "not_tried"])
    assert confirmed("f6017") == 0
    actions.settle(train=train, at=AFTER)
    assert [confirmed(f"f6{number}17") for number in (0, 3, 4, 5)] == [1, 0, 1, 0]
    late = fan_called("late")
    for _ in range(2):
        actions.give_report(train=train, fan=late, verdicts={change.id: "no"}, at=AFTER + timedelta(days=1))
    assert confirmed("late") == 1


def test_what_helped_is_confirmed_by_those_who_said_yes(train, change):
    judged(train, change, ["yes", "yes", "yes", "yes", "no"])
    actions.settle(train=train, at=AFTER)
    assert [confirmed(f"f5{number}17") for number in (0, 4)] == [1, 0]


def test_too_few_confirm_nothing(train, change):
    judged(train, change, ["yes", "yes", "yes"])
    actions.settle(train=train, at=AFTER)
    assert confirmed("f3017") == 0
