"""A planned campaign: nothing is sold before its moment, the clock opens it once, and who asked is told."""

from datetime import timedelta

import pytest

from fanloop.foundation import bus
from fanloop.foundation.models import FactRow
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.actions import erase
from fanloop.people.fans.queries import inbox
from fanloop.selling.campaigns import queries
from fanloop.selling.campaigns.actions import NewOffer, NewTier, Refused, add_tier, close_campaign
from fanloop.selling.campaigns.actions.opening import (
    Words,
    mend,
    move_opening,
    open_due,
    ring_me,
    ring_me_not,
)
from fanloop.selling.campaigns.models import Bell, Opening
from fanloop.selling.campaigns.queries.crowd import shelves
from fanloop.selling.campaigns.queries.opening import bells
from tests.selling.campaigns.crowd import EARLY, ENDS, LATER, PLAIN, in_money, pledge, porch
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db
OPENS = NOON + timedelta(days=1)


@pytest.fixture
def house():
    return shop()


@pytest.fixture
def planned(house):
    return porch(house, opens_at=OPENS)


def opened():
    """How often it was announced that something opened, the house's first campaign left out."""
    return FactRow.objects.filter(name="campaigns.CampaignOpened").count() - 1


def told(person):
    return [line.kind for line in inbox(Viewer(fan_id=person.id)) if line.kind == "campaign_opened"]


def test_nothing_is_pledged_before_the_moment_and_everything_from_it_on(planned):
    with pytest.raises(Refused, match="not open yet"):
        pledge(planned, at=OPENS - timedelta(seconds=1))
    assert queries.progress(planned, OPENS - timedelta(seconds=1)).phase == "soon"
    assert pledge(planned, at=OPENS)


def test_the_clock_opens_it_once_and_rings_for_who_asked(house, planned):
    mira, otto = fan(), fan()
    for who in (mira, otto):
        ring_me(campaign=planned, fan=who, words="Tell me.", at=LATER)
        ring_me(campaign=planned, fan=who, words="Tell me.", at=LATER)
    ring_me_not(campaign=planned, fan=otto, at=LATER)
    assert bells([planned.id]) == {planned.id: 1}
    assert (open_due(at=OPENS - timedelta(seconds=1)), opened()) == (0, 0)
    assert [open_due(at=OPENS + timedelta(minutes=n)) for n in range(3)] == [1, 0, 0]
    bus.drain()
    assert (opened(), told(mira), told(otto)) == (1, ["campaign_opened"], [])
    assert Opening.objects.get(campaign=planned).at == OPENS
    with pytest.raises(Refused):
        ring_me(campaign=planned, fan=fan(), words="Tell me.", at=OPENS)


def test_what_opens_at_once_is_open_at_once_and_what_was_given_up_stays_shut(house, planned):
    porch(house, slug="now")
    assert opened() == 1
    close_campaign(campaign=planned, by=house.member, at=LATER)
    assert (open_due(at=OPENS), opened()) == (0, 1)


def test_its_words_and_moment_change_until_it_opens_and_never_after(planned):
    shelf = shelves(planned, LATER)[0]
    said = Words(
        {"en": "Porch", "zh-hans": "门廊"},
        {"en": "Both."},
        {shelf.tier.id: ({"en": "First"}, {"en": "Two."})},
    )
    mend(campaign=planned, said=said, at=LATER)
    now = queries.campaign("porch")
    assert (now.title["zh-hans"], shelves(now, LATER)[0].tier.title) == ("门廊", {"en": "First"})
    later = OPENS + timedelta(days=1)
    move_opening(campaign=planned, opens_at=later, at=LATER)
    assert (open_due(at=OPENS), open_due(at=later)) == (0, 1)
    for act in (
        lambda: mend(campaign=planned, said=said, at=later),
        lambda: move_opening(campaign=planned, opens_at=later + timedelta(days=1), at=later),
    ):
        with pytest.raises(Refused):
            act()


def test_a_moment_that_has_come_opens_it_now(planned):
    move_opening(campaign=planned, opens_at=LATER - timedelta(hours=1), at=LATER)
    assert (opened(), queries.campaign("porch").opens_at) == (1, LATER)
    with pytest.raises(Refused):
        move_opening(campaign=planned, opens_at=ENDS, at=LATER)


def test_who_leaves_the_house_leaves_no_bell(planned):
    mira = fan()
    ring_me(campaign=planned, fan=mira, words="Tell me.", at=LATER)
    erase(fan=mira, by=mira, at=LATER)
    bus.drain()
    assert not Bell.objects.exists()


def test_a_tier_has_a_limit_of_its_own(house):
    one = NewTier({"en": "First night"}, {"en": "One each."}, total=9, limit=1)
    row, mira = porch(house, tiers=[one, PLAIN]), fan()
    with pytest.raises(Refused, match="no more of this tier"):
        pledge(row, who=mira, early=True, pieces=2)
    pledge(row, who=mira, early=True)
    pledge(row, who=mira, pieces=2, key="others")
    with pytest.raises(Refused):
        pledge(row, who=mira, early=True, key="again")


def test_a_reward_joins_while_it_runs_and_not_afterwards(house):
    row = porch(house, what=in_money())
    new = NewTier({"en": "With a hook"}, {"en": "Brass."}, total=4, limit=2, months_in=1)
    add_tier(campaign=row, new=new, offers=[NewOffer(house.ash, house.eu, 11_000, 0)], at=LATER)
    last = shelves(row, LATER)[-1]
    assert (last.tier.title, last.fill.total, last.is_limited) == ({"en": "With a hook"}, 4, True)
    assert [shelf.tier.title["en"] for shelf in shelves(row, LATER)][:2] == ["First night", "The lamp"]
    for bad, at in ((new, ENDS), (NewTier({"en": "Late"}, {}, opens_at=ENDS), LATER)):
        with pytest.raises(Refused):
            add_tier(campaign=row, new=bad, offers=[NewOffer(house.ash, house.eu, 11_000, 0)], at=at)
    with pytest.raises(Refused, match="no tiers"):
        add_tier(campaign=house.campaign, new=EARLY, offers=[NewOffer(house.ash, house.eu, 1, 0)], at=LATER)
