"""The pool of a quarter, on the rows themselves: who shares it, what counts, and when it stands."""

from datetime import UTC, date, datetime

import pytest

from fanloop.foundation.money import Money
from fanloop.people.team import actions as team
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.actions import Refused
from fanloop.releasing.releases.models import PoolShare, Settlement, Verdict
from tests.lasting import NOW, world  # noqa: F401 -- fixtures, used by name

OVER = datetime(2027, 1, 2, 9, tzinfo=UTC)
AUTUMN = date(2026, 10, 1)
pytestmark = pytest.mark.django_db


def people(now=NOW):
    return {one.person.member_id: one.person for one in queries.quarter(AUTUMN, now=now).shares}


def test_awards_and_fans_verdicts_of_the_quarter_count(world):
    found = people()
    ilse = found[world["member.ilse"].id]
    assert ilse.awards == (world["award.26.47"].lower,)
    rows = Verdict.objects.filter(change=world["change.powercut"])
    wen = found[world["member.wen"].id]
    said = Verdict.objects.filter(change__maker=world["member.wen"])
    assert rows.exists()
    assert (wen.yes, wen.no) == (said.filter(says="yes").count(), said.filter(says="no").count())


def test_what_the_team_says_of_itself_does_not_count(world):
    before = people()[world["member.wen"].id]
    report = Verdict.objects.filter(change=world["change.powercut"]).first().report
    report.fan = world["fan.mateo"]
    report.save()
    mine = Verdict.objects.filter(report=report, change__maker=world["member.wen"]).exclude(says="not_tried")
    after = people()[world["member.wen"].id]
    assert before.yes + before.no - after.yes - after.no == mine.count() > 0


def test_what_was_said_later_than_the_moment_is_not_known_yet(world):
    assert all(one.yes + one.no == 0 for one in people(datetime(2026, 11, 20, 16, tzinfo=UTC)).values())


def test_the_shares_are_the_pool_and_say_why(world):
    found = queries.quarter(AUTUMN, now=NOW)
    assert sum(one.minor for one in found.shares) == found.pool.minor == 600_000
    assert found.settlement is None
    assert {one.equal.pot + one.awards.pot + one.verdicts.pot for one in found.shares} == {600_000}


def test_a_pool_said_again_replaces_the_former_and_keeps_it(world):
    jonna = world["member.jonna"]
    actions.set_pool(quarter=date(2026, 12, 24), amount=Money(1, "EUR"), because="Less.", by=jonna, at=NOW)
    assert queries.pool_of(AUTUMN).minor == 1
    assert [row.minor for row in queries.pools() if row.begins == AUTUMN] == [1, 600_000]


@pytest.mark.parametrize(("minor", "because", "says"), [(-1, "x", "at least zero"), (1, " ", "Say why")])
def test_a_pool_that_makes_no_sense_is_refused(world, minor, because, says):
    with pytest.raises(Refused, match=says):
        actions.set_pool(
            quarter=AUTUMN, amount=Money(minor, "EUR"), because=because, by=world["member.jonna"], at=NOW
        )


def test_a_quarter_is_shared_once_and_stands(world):
    jonna = world["member.jonna"]
    with pytest.raises(Refused, match="not over"):
        actions.share_pool(quarter=AUTUMN, by=jonna, at=NOW)
    row = actions.share_pool(quarter=AUTUMN, by=jonna, at=OVER)
    before = {one.person.member_id: one.minor for one in queries.quarter(AUTUMN, now=OVER).shares}
    assert actions.share_pool(quarter=AUTUMN, by=jonna, at=OVER) == row
    assert Settlement.objects.filter(begins=AUTUMN).count() == 1
    Verdict.objects.update(says="no")
    after = queries.quarter(AUTUMN, now=OVER)
    assert {one.person.member_id: one.minor for one in after.shares} == before
    assert sum(before.values()) == 600_000
    with pytest.raises(Refused, match="its numbers stand"):
        actions.set_pool(quarter=AUTUMN, amount=Money(1, "EUR"), because="Late.", by=jonna, at=OVER)


def test_a_quarter_without_a_pool_cannot_be_shared(world):
    with pytest.raises(Refused, match="Say first"):
        actions.share_pool(quarter=date(2026, 4, 1), by=world["member.jonna"], at=OVER)
    assert not PoolShare.objects.filter(settlement__begins="2026-04-01").exists()


def test_everybody_who_was_here_in_the_quarter_shares_it(world):
    """Who left within it has a share; who came after it has none."""
    team.dismiss(member=world["member.mateo"], by=world["member.jonna"], at=NOW)
    team.hire(fan=world["fan.kalt"], name="Kalt", rank="engineer", by=world["member.jonna"], at=OVER)
    found = set(people(OVER))
    assert world["member.mateo"].id in found
    assert len(found) == 4
