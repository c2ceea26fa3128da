"""The Popcorn award told by the story: one vote a fan and train, one count, and what follows it."""

from datetime import UTC, datetime, timedelta

import pytest

from fanloop.foundation import bus, trail
from fanloop.foundation.models import FactRow
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.people.fans import actions as fan_actions
from fanloop.people.fans import queries as fans
from fanloop.people.team import actions as team
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.actions import Refused
from fanloop.releasing.releases.models import Award, AwardVote, Tally
from tests.lasting import lasting

LEFT = datetime(2026, 11, 27, 17, tzinfo=UTC)
SATURDAY = LEFT + timedelta(days=1)
COUNTED = datetime(2026, 12, 1, 23, tzinfo=UTC)
"""Midnight in Oslo, whose clock Dawn's timetable keeps."""
FANS = ("mira", "tomo", "bookbinder", "nightnurse", "leo", "gridwalker", "kalt", "attic")
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(story_at_hand, django_db_blocker):
    """The story a day later: 26.48 has left with changes of Jonna, Mateo, Wen and Ilse."""
    with lasting(django_db_blocker, story_at_hand) as world:
        with django_db_blocker.unblock():
            actions.depart(train=world["train.26.48"], by=world["member.wen"], at=LEFT)
            bus.drain()
        yield world


@pytest.fixture
def train(world):
    return world["train.26.48"]


def vote(world, fan, member, at=SATURDAY, words=""):
    return actions.vote_award(
        train=world["train.26.48"],
        by=world[f"fan.{fan}"],
        member=world[f"member.{member}"],
        words=words,
        at=at,
    )


def all_vote(world, **votes):
    people = iter(FANS)
    for member, count in votes.items():
        for _ in range(count):
            vote(world, next(people), member)


def test_a_fan_has_one_vote_and_may_change_it(world, train):
    vote(world, "mira", "ilse", words="For the blink.")
    vote(world, "mira", "ilse", words="For the blink.")
    vote(world, "mira", "wen", words="For two lamps as one.")
    rows = AwardVote.objects.filter(train=train, fan=world["fan.mira"])
    assert [(row.member.name, row.withdrawn_at) for row in rows.order_by("id")] == [
        ("Ilse", SATURDAY),
        ("Wen", None),
    ]
    assert actions.withdraw_award_vote(train=train, by=world["fan.mira"], at=SATURDAY)
    assert not rows.filter(withdrawn_at=None).exists()
    assert not actions.withdraw_award_vote(train=train, by=world["fan.mira"], at=SATURDAY)


@pytest.mark.parametrize(
    ("at", "says"),
    [(LEFT - timedelta(seconds=1), "not left yet"), (COUNTED, "are counted")],
)
def test_a_vote_has_its_days(world, at, says):
    with pytest.raises(Refused, match=says):
        vote(world, "mira", "ilse", at=at)


def test_nobody_of_a_house_without_squads_votes(world):
    with pytest.raises(Refused, match="Nobody votes for themselves"):
        vote(world, "ilse", "ilse")
    with pytest.raises(Refused, match="other squads only"):
        vote(world, "ilse", "wen")


def test_where_squads_have_names_one_votes_for_another(world):
    for short, squad in (("ilse", "optics"), ("wen", "light"), ("mateo", "light")):
        world[f"member.{short}"].squad = squad
        world[f"member.{short}"].save()
    assert vote(world, "ilse", "wen").withdrawn_at is None
    with pytest.raises(Refused, match="other squads only"):
        vote(world, "mateo", "wen")


def test_who_made_nothing_aboard_or_came_later_is_no_part_of_it(world):
    late = fan_actions.join(handle="late.lena", email="lena@x.example", password="a-long-one-9", at=SATURDAY)
    with pytest.raises(Refused, match="came after"):
        actions.vote_award(train=world["train.26.48"], by=late, member=world["member.wen"], at=SATURDAY)
    newcomer = team.hire(fan=late, name="Lena", rank="engineer", by=world["member.jonna"], at=SATURDAY)
    with pytest.raises(Refused, match="Nothing of theirs"):
        actions.vote_award(train=world["train.26.48"], by=world["fan.mira"], member=newcomer, at=SATURDAY)


def test_the_count_is_made_once_and_by_the_clock(world, train):
    all_vote(world, wen=4, ilse=3)
    assert actions.count_votes(at=COUNTED - timedelta(seconds=1)) == 0
    with pytest.raises(Refused, match="open still"):
        actions.give_awards(train=train, at=COUNTED - timedelta(minutes=1))
    assert actions.count_votes(at=COUNTED) == 1
    assert actions.count_votes(at=COUNTED + timedelta(days=1)) == 0
    award = Award.objects.get(train=train)
    assert (award.member.name, award.votes, award.of, award.lower) == ("Wen", 4, 7, 250)
    assert actions.give_awards(train=train, at=COUNTED) == [award]
    assert FactRow.objects.filter(name="releases.AwardGiven", payload__train=ref(train)).count() == 1


def test_engineers_who_tie_have_both_won(world, train):
    all_vote(world, wen=3, jonna=3)
    assert {award.member.name for award in actions.give_awards(train=train, at=COUNTED)} == {"Wen", "Jonna"}


def test_two_votes_are_no_award_but_they_are_counted(world, train):
    all_vote(world, wen=2)
    assert actions.give_awards(train=train, at=COUNTED) == []
    assert Tally.objects.get(train=train).votes == 2
    assert not queries.ballot(train.id, viewer=ANYONE).is_open(COUNTED)


def test_votes_are_nobody_s_to_see_before_the_count(world, train):
    all_vote(world, wen=4)
    vote(world, "attic", "wen", words="谢谢")
    before = queries.ballot(train.id, viewer=ANYONE)
    assert ({one.votes for one in before.candidates}, before.words) == ({0}, [])
    assert queries.ballot(train.id, viewer=Viewer(fan_id=world["fan.attic"].id)).mine.words == "谢谢"
    actions.give_awards(train=train, at=COUNTED)
    after = queries.ballot(train.id, viewer=ANYONE)
    assert [(one.member.name, one.votes) for one in after.won] == [("Wen", 5)]
    assert [one.words for one in after.words] == ["谢谢"]


def test_engineers_and_voters_hear_of_it_once(world, train):
    all_vote(world, wen=3)
    actions.give_awards(train=train, at=COUNTED)
    bus.drain()
    FactRow.objects.filter(name="releases.AwardGiven").update(delivered_at=None)
    bus.drain()

    def heard(fan):
        inbox = fans.inbox(Viewer(fan_id=world[f"fan.{fan}"].id), limit=500)
        about = ref(Award.objects.get(train=train))
        return [row.kind for row in inbox if row.about == about]

    assert (heard("wen"), heard("mira"), heard("kalt")) == (["award_won"], ["award_given"], [])


def test_the_award_leads_back_to_the_voice(world, train):
    all_vote(world, jonna=3)
    award = actions.give_awards(train=train, at=COUNTED)[0]
    kinds = {node.ref.partition(":")[0] for node in trail.causes_of(ref(award)).nodes}
    assert {"releases.change", "voices.need", "voices.voice"} <= kinds
    assert trail.check().ok


def test_a_train_that_was_taken_back_has_no_vote(world, train):
    all_vote(world, wen=3)
    actions.withdraw_train(train=train, why="It flickers.", by=world["member.wen"], at=SATURDAY)
    with pytest.raises(Refused, match="taken back"):
        vote(world, "attic", "wen")
    assert queries.ballot(train.id, viewer=ANYONE) is None
    assert actions.count_votes(at=COUNTED) == 0


def test_an_engineer_who_wants_no_name_stands_in_no_vote(world, train):
    fan_actions.choose_naming(fan_id=world["fan.wen"].id, is_named=False, at=SATURDAY)
    assert "Wen" not in {one.member.name for one in queries.ballot(train.id, viewer=ANYONE).candidates}
    with pytest.raises(Refused, match="Nothing of theirs"):
        vote(world, "mira", "wen")


def test_an_erased_fan_s_words_are_gone_and_the_vote_stays(world, train):
    vote(world, "leo", "wen", words="From the left hand.")
    fan_actions.erase(fan=world["fan.leo"], by=world["fan.leo"], at=SATURDAY)
    bus.drain()
    row = AwardVote.objects.get(train=train, fan=world["fan.leo"])
    assert (row.words, row.withdrawn_at) == ("", None)


def test_a_fan_takes_along_every_vote(world):
    vote(world, "kalt", "ilse", words="Danke.")
    rows = fans.export(Viewer(fan_id=world["fan.kalt"].id))["award_votes"]
    assert ("26.48", "Ilse", "Danke.") in {(row["train"], row["engineer"], row["words"]) for row in rows}


def test_a_change_that_leaves_again_is_told_once(world, train):
    """Its train was called back and it left with the next: one line in the inbox, one deed in the record."""
    change, fan = world["change.sunrise"], world["fan.mira"]

    def told():
        inbox = fans.inbox(Viewer(fan_id=fan.id), limit=500)
        return [row.kind for row in inbox if row.about == ref(change)]

    def deeds():
        lines = fans.credit(fan.id)
        return sum(line.count for line in lines if ref(change) in line.refs and "change" in line.kind)

    assert (told(), deeds()) == (["need_shipped"], 1)
    fact = FactRow.objects.filter(name="releases.TrainDeparted").latest("id")
    again = {**fact.payload, "train": ref(world["train.26.49"])}
    FactRow.objects.create(name=fact.name, payload=again, at=LEFT + timedelta(days=7))
    bus.drain()
    assert (told(), deeds()) == (["need_shipped"], 1)
