import threading

import pytest
from django.db import connection

from fanloop.foundation import lately
from fanloop.foundation.viewer import ANYONE, SYSTEM, Viewer
from fanloop.people.fans import actions as fans
from fanloop.people.partners import actions as partners
from fanloop.people.team import actions, queries
from tests.people.conftest import AT


def founding(fan):
    return {
        "name": "Northwindow",
        "languages": ["en"],
        "currencies": ["EUR"],
        "founder": fan,
        "member_name": "J",
        "at": AT,
    }


def test_there_is_no_maker_before_the_first_run_and_one_after(join):
    assert queries.maker() is None
    fan = join("jonna")
    actions.found_maker(**founding(fan))
    assert queries.maker().name == "Northwindow"
    with pytest.raises(actions.Refused, match="has a maker already"):
        actions.found_maker(**founding(join("second")))
    assert queries.member_of(fan.id).rank == "founder"


@pytest.mark.django_db(transaction=True)
def test_of_two_first_runs_at_once_one_wins():
    people = [
        fans.join(handle=f"founder-{n}", email=f"{n}@example.org", password=None, at=AT) for n in range(2)
    ]
    gate, outcomes = threading.Barrier(2), []

    def run(fan):
        gate.wait()
        try:
            outcomes.append(actions.found_maker(**founding(fan)).name)
        except actions.Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(fan,)) for fan in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["Northwindow", "refused"]
    assert len(queries.members()) == 1


def test_a_viewer_carries_what_rank_and_duties_allow(hired, boss):
    viewer = queries.viewer_of(hired("engineer", "finance").id)
    assert viewer.is_staff
    assert viewer.may("payments.record")
    assert not viewer.may("voices.accept")
    assert queries.viewer_of(boss.fan_id).may("team.manage")
    assert queries.viewer_of(None) == ANYONE


def test_a_fan_is_a_viewer_without_permissions(mira):
    assert queries.viewer_of(mira.id) == Viewer(fan_id=mira.id)


def test_a_contact_is_a_viewer_of_its_partner(mira, at):
    firm = partners.register_partner(name="Lichtbogen", kind="supplier", at=at)
    contact = partners.invite_contact(partner=firm, fan=mira, at=at)
    assert queries.viewer_of(mira.id) == Viewer(fan_id=mira.id, partner_id=firm.id)
    partners.end_contact(contact=contact, at=at)
    assert queries.viewer_of(mira.id).partner_id is None


def test_a_viewer_costs_few_reads(mira, boss, django_assert_num_queries):
    for fan_id, reads, kept in ((mira.id, 4, 2), (boss.fan_id, 4, 3)):
        with django_assert_num_queries(reads):
            seen = queries.viewer_of(fan_id)
        with lately.kept_reads():
            assert queries.viewer_of(fan_id) == seen
            with django_assert_num_queries(kept):
                assert queries.viewer_of(fan_id) == seen


def test_a_duty_is_held_once_and_ended_by_somebody(hired, boss, at):
    fan = hired("engineer")
    member = queries.member_of(fan.id)
    actions.give_duty(member=member, duty="planner", by=boss, at=at)
    with pytest.raises(actions.Refused, match="has the duty planner already"):
        actions.give_duty(member=member, duty="planner", by=boss, at=at)
    assert queries.viewer_of(fan.id).may("supply.plan")
    actions.end_duty(member=member, duty="planner", by=boss, at=at)
    assert not queries.viewer_of(fan.id).may("supply.plan")
    with pytest.raises(actions.Refused, match="does not have"):
        actions.end_duty(member=member, duty="planner", by=boss, at=at)
    actions.give_duty(member=member, duty="planner", by=boss, at=at)
    assert queries.viewer_of(fan.id).may("supply.plan")


def test_who_leaves_may_nothing_and_may_come_back(hired, boss, at):
    fan = hired("lead", "sales")
    member = actions.dismiss(member=queries.member_of(fan.id), by=boss, at=at)
    assert queries.viewer_of(fan.id) == Viewer(fan_id=fan.id)
    with pytest.raises(actions.Refused, match="has left"):
        actions.give_duty(member=member, duty="sales", by=boss, at=at)
    actions.hire(fan=fan, name="Back", rank="engineer", by=boss, at=at)
    assert not queries.viewer_of(fan.id).may("campaigns.open")


def test_the_last_founder_stays(boss, hired, at):
    with pytest.raises(actions.Refused, match="last founder"):
        actions.dismiss(member=boss, by=boss, at=at)
    with pytest.raises(actions.Refused, match="last founder"):
        actions.promote(member=boss, rank="lead", at=at)
    other = queries.member_of(hired("lead").id)
    actions.promote(member=other, rank="founder", at=at)
    assert actions.dismiss(member=boss, by=other, at=at).left_at == at


def test_nobody_is_hired_twice_or_to_a_rank_that_is_none(mira, boss, at):
    with pytest.raises(actions.Refused, match="no rank"):
        actions.hire(fan=mira, name="Mira", rank="queen", by=boss, at=at)
    actions.hire(fan=mira, name="Mira", rank="engineer", by=boss, at=at)
    with pytest.raises(actions.Refused, match="in the team already"):
        actions.hire(fan=mira, name="Mira", rank="engineer", by=boss, at=at)


def test_acts_are_kept_for_those_who_may_see_them(hired, boss, mira, at):
    actions.record_act(
        queries.viewer_of(boss.fan_id), act="need.accept", about="voices.need:1", detail={"n": 1}, at=at
    )
    with pytest.raises(actions.Refused):
        actions.record_act(queries.viewer_of(mira.id), act="need.accept", at=at)
    (line,) = queries.staff_acts(viewer=queries.viewer_of(hired("lead").id))
    assert (line.member, line.act, line.about, line.detail) == (
        boss,
        "need.accept",
        "voices.need:1",
        {"n": 1},
    )
    for viewer in (ANYONE, queries.viewer_of(mira.id), queries.viewer_of(hired("engineer", "finance").id)):
        assert queries.staff_acts(viewer=viewer) == []
    assert queries.staff_acts(viewer=SYSTEM) == [line]


def test_the_drawer_opens_to_founders_alone(hired, boss, mira):
    lead = hired("lead")
    assert boss.fan.is_staff
    assert boss.fan.has_perm("fans.view_fan")
    assert not lead.is_staff
    assert not mira.has_module_perms("fans")


def test_who_may_is_asked_in_a_set(hired, boss):
    finance = hired("engineer", "finance")
    hired("engineer")
    assert queries.fan_ids_who_may("payments.record") == {boss.fan_id, finance.id}
