"""Drops at the desk: rules published, a running drop, its switch, the draw, and who is replaced."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.making.demand.actions import tell_drops
from fanloop.selling.campaigns.actions.drawing import close_entries, draw
from fanloop.selling.campaigns.actions.line import stand_in_line
from fanloop.selling.campaigns.models import Drop, Winner
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.campaigns.queries import offers
from fanloop.selling.stock.queries import is_stopped, mine
from tests.desk.test_campaign import desk, house, opened, promised  # noqa: F401 -- fixtures
from tests.selling.campaigns.drop_world import BEGINS, DRAWS, ENDS, NOON, OPENS, Sale, drop_campaign, person
from tests.selling.world import shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def hour():
    yield clock.run_from
    clock._offset = timedelta()


def entered(who):
    client = Client()
    client.force_login(who)
    return client


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def rules(**more):
    return {
        "campaign": "first-run", "fairness": "lottery", "entry_opens_at": f"{BEGINS:%Y-%m-%dT%H:%M}",
        "entry_closes_at": f"{ENDS:%Y-%m-%dT%H:%M}", "opens_at": f"{OPENS:%Y-%m-%dT%H:%M}", "hold": "2880", "days": "7",
        "level": "0", "tickets": "everyone 1\nlevel:2 2\n", "late": "", **more,
    }  # fmt: skip


def test_rules_are_published_once_with_their_commitment_and_an_audit(hour):
    house = shop()
    drop_campaign(house)
    hour(NOON)
    desk = entered(house.boss)
    assert "Publish the rules" in text(desk.get("/desk/drops/new"))
    said = text(desk.post("/desk/drops/new", rules(), follow=True))
    row = Drop.objects.get()
    assert row.commitment in said
    assert row.rules["tickets"] == {"everyone": 1, "level:2": 2}
    assert row.rules["hold_minutes"] == 2880
    assert row.seed.hex() not in said
    assert "No campaign is sold as a drop" in text(desk.get("/desk/drops/new"))
    assert "drops.publish" in text(desk.get("/desk/audit"))


def test_a_house_that_takes_only_transfers_is_told_to_hold_pieces_as_long_as_they_take(hour, settings):
    settings.DEMO = settings.DEBUG = ""
    house = shop()
    drop_campaign(house)
    hour(NOON)
    desk, warned = entered(house.boss), "Only bank transfers are offered here, and they have 7 days"
    assert warned in text(desk.get("/desk/drops/new"))
    settings.DEMO = "story"
    assert warned not in text(desk.get("/desk/drops/new"))


@pytest.mark.parametrize(
    "wrong", [{"tickets": "everyone"}, {"tickets": "group:none 2"}, {"entry_closes_at": ""}, {"hold": "1"}]
)
def test_rules_that_make_no_sense_are_handed_back(hour, wrong):
    house = shop()
    drop_campaign(house)
    hour(NOON)
    answer = entered(house.boss).post("/desk/drops/new", rules(**wrong))
    assert answer.status_code == 422
    assert not Drop.objects.exists()


def test_a_lottery_is_closed_drawn_and_a_winner_replaced_from_the_desk(hour):
    sale = Sale(late="drand round 9")
    sale.come("ada", "ben", "cleo", "dan", "eve")
    desk = entered(sale.house.boss)
    hour(BEGINS)
    desk.post("/desk/drops/first-run/close")
    assert queries.standing(sale.drop, BEGINS).draw is None
    hour(ENDS)
    assert "Close entries, publish the root" in text(desk.get("/desk/drops/first-run"))
    desk.post("/desk/drops/first-run/close")
    page = text(desk.get("/desk/drops/first-run"))
    assert "The seed follows, so that anybody can save the root first:" in page
    assert "Reveal the seed" not in page
    refused = desk.post("/desk/drops/first-run/draw", {"late": "77aa"}, follow=True)
    assert "The root is public first" in text(refused)
    hour(DRAWS + timedelta(minutes=1))
    assert "drand round 9" in text(desk.get("/desk/drops/first-run"))
    assert "Type it in" in text(desk.post("/desk/drops/first-run/draw", follow=True))
    assert "3 ranks served" in text(desk.post("/desk/drops/first-run/draw", {"late": "77aa"}, follow=True))
    winner = Winner.objects.order_by("place__rank")[0]
    address = f"/desk/drops/first-run/winners/{winner.id}/replace"
    desk.post(address, {"reason": "nonsense", "words": "x"})
    assert queries.replaced(sale.drop) == {}
    page = text(desk.post(address, {"reason": "address", "words": "Lives with rank 2."}, follow=True))
    assert "4 ranks served" in page
    assert queries.replaced(sale.drop) == {"address": 1}
    assert "drops.replace" in text(desk.get("/desk/audit"))


def test_a_winner_of_another_drop_is_not_replaced_here(hour):
    sale = Sale()
    sale.come("ada")
    hour(ENDS)
    assert entered(sale.house.boss).post("/desk/drops/first-run/winners/1/replace").status_code == 404


def test_the_switch_stops_a_running_drop_and_lets_it_go_on(hour):
    sale = Sale("fifo")
    desk, pool = entered(sale.house.boss), queries.pool_of(sale.drop).id
    hour(OPENS)
    desk.post("/desk/drops/first-run/pause")
    assert is_stopped(pool)
    assert "Paused: nobody can claim." in text(desk.get("/desk/drops/first-run/live"))
    assert "The sale is paused." in text(Client().get("/drops/first-run"))
    desk.post("/desk/drops/first-run/go_on")
    assert not is_stopped(pool)


def test_a_crowd_is_said_in_the_last_hour_and_a_person_decides(hour):
    sale = Sale("fifo", pieces=3)
    sale.come("ada", "ben", "cleo", "dan")
    desk = entered(sale.house.boss)
    hour(OPENS - timedelta(hours=2))
    assert "Make a lottery of it" not in text(desk.get("/desk/drops/first-run"))
    hour(OPENS - timedelta(minutes=30))
    assert "4 people want 3 pieces." in text(desk.get("/desk/drops/first-run"))
    desk.post("/desk/drops/first-run/lottery")
    assert "Jonna made a lottery of it" in text(desk.get("/desk/drops/first-run"))
    assert "made a lottery of it, as the rules said beforehand" in text(Client().get("/drops/first-run"))


def test_a_rehearsal_is_written_down(hour):
    sale = Sale()
    hour(NOON)
    page = entered(sale.house.boss).post(
        "/desk/drops/first-run/rehearse", {"words": "Fifty of us, no hitch."}, follow=True
    )
    assert "Fifty of us, no hitch." in text(page)


def test_only_who_sells_comes_here(hour):
    sale = Sale()
    hour(NOON)
    nosy = entered(person("nosy"))
    for address in ("/desk/drops", "/desk/drops/new", "/desk/drops/first-run", "/desk/drops/first-run/live"):
        assert nosy.get(address).status_code == 403
    assert nosy.post("/desk/drops/first-run/draw").status_code == 403
    assert close_entries(drop=sale.drop, by=None, at=ENDS).entries == 0
    assert entered(sale.house.boss).post("/desk/drops/first-run/nonsense").status_code == 404


def test_a_campaign_opened_as_a_drop_leads_to_its_rules(house, desk, promised):
    moved = opened(house, desk, promised, way="drop")
    assert moved.url == "/desk/drops/new"
    assert "Porch light" in text(desk.get(moved.url))
    assert "/desk/drops" in text(desk.get("/desk/campaigns"))


def test_who_came_too_late_is_counted_by_what_they_wanted(hour):
    sale = Sale(pieces=2)
    people = sale.come("ada", "ben", "cleo", "dan")
    close_entries(drop=sale.drop, by=None, at=ENDS)
    draw(drop=sale.drop, by=None, at=DRAWS)
    hour(OPENS)
    desk = entered(sale.house.boss)
    page = text(desk.get("/desk/drops/first-run"))
    assert "2 people came too late" in page
    assert 'did not say</th><td class="num">2</td><td class="num">2<' in page
    pool = queries.pool_of(sale.drop).id
    late = next(each for each in people if not mine(pool, each.id))
    every = offers(sale.campaign.id)
    stand_in_line(campaign=sale.campaign, fan=late, offers=every, quantity=1, at=OPENS)
    page = text(desk.get("/desk/drops/first-run"))
    assert 'Ash or Oak</th><td class="num">1</td><td class="num">1<' in page
    assert "/desk/demand?book=" in page
    assert tell_drops(at=OPENS + timedelta(minutes=3)) == 1
    assert "At least 4 pieces were wanted." in text(desk.get("/desk/drops/first-run"))
