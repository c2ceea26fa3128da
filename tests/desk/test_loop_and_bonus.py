"""The desk's loop time with the table behind it, and setting what the team shares."""

import csv
import re
from datetime import UTC, datetime

import pytest

from fanloop.foundation import clock
from fanloop.people.team.models import StaffAct
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.models import BonusPool, PoolShare
from tests.lasting import present, world  # noqa: F401 -- fixtures, used by name

JANUARY = datetime(2027, 1, 4, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def text(answer, status=200):
    assert answer.status_code == status
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_the_first_page_says_how_long_the_loop_takes(client, world):
    client.force_login(world["fan.mateo"])
    page = text(client.get("/desk/"))
    assert "from the first voice to the Friday it ships" in page
    assert re.search(r"5 needs, 8 in 10: \d+ days to \d+ days", page)


def test_the_first_page_tells_median_and_spread_by_product_and_week(client, world):
    client.force_login(world["fan.mateo"])
    page = text(client.get("/desk/"))
    told = page[page.index("All weeks and the needs behind them") :]
    assert "the last twelve weeks5" in told
    assert "16 Nov" in told
    assert len(re.findall(r"\d+ days to \d+ days", told)) >= 4
    assert "until somebody answered" in told
    assert "until fans said it is fixed" in told


def test_the_page_behind_it_has_weeks_needs_and_the_way_it_is_reckoned(client, world):
    client.force_login(world["fan.mateo"])
    page = text(client.get("/desk/loop"))
    assert "16 Nov" in page
    assert "Hyndman and Fan" in page
    assert text(client.get("/desk/loop", {"line": "dawn"})) != ""
    assert client.get("/desk/loop", {"line": "none"}).status_code == 404


def test_the_table_has_every_need_behind_the_figure(client, world):
    client.force_login(world["fan.mateo"])
    answer = client.get("/desk/loop.csv")
    rows = list(csv.DictReader(answer.content.decode().splitlines()))
    turns = queries.loop_times().turns
    assert [row["about"] for row in rows] == [turn.about for turn in turns]
    assert [float(row["days_until_departed"]) for row in rows] == pytest.approx(
        [turn.days("departed") for turn in turns], abs=1e-3
    )


def test_a_founder_sets_a_pool_and_it_is_in_the_audit(client, world):
    client.force_login(world["fan.jonna"])
    said = {"quarter": "2026-Q4", "amount": "7250.50", "currency": "EUR", "because": "Two good months."}
    assert "Set. Everybody reads it" in text(client.post("/desk/bonus", said, follow=True))
    assert queries.pool_of(datetime(2026, 10, 1).date()).minor == 725_050  # noqa: DTZ001 -- a day
    assert BonusPool.objects.filter(begins="2026-10-01").count() == 2
    assert StaffAct.objects.filter(act="bonus.set").exists()
    assert text(client.post("/desk/bonus", {**said, "amount": "-3"}), 422)
    assert text(client.post("/desk/bonus", {**said, "amount": "much"}), 422)


def test_squads_are_named_at_the_desk(client, world):
    client.force_login(world["fan.jonna"])
    member = world["member.ilse"]
    client.post(
        f"/desk/team/{member.id}", {"rank": "engineer", "duty": ["moderator"], "squad": " Optics  and tests "}
    )
    member.refresh_from_db()
    assert member.squad == "Optics and tests"
    assert "Optics and tests" in client.get("/desk/team").content.decode()
    client.post(f"/desk/team/{member.id}", {"rank": "engineer", "duty": ["moderator"]})
    member.refresh_from_db()
    assert member.squad == "Optics and tests"


def test_a_lead_does_not_set_it(client, world):
    client.force_login(world["fan.wen"])
    assert client.get("/desk/bonus").status_code == 403


def test_a_quarter_is_shared_once_it_is_over(client, world, monkeypatch):
    client.force_login(world["fan.jonna"])
    assert "not over" in text(client.post("/desk/bonus/2026-Q4/share", follow=True))
    monkeypatch.setattr(clock, "now", lambda: JANUARY)
    assert "Share it now" in text(client.get("/desk/bonus"))
    assert "The numbers stand" in text(client.post("/desk/bonus/2026-Q4/share", follow=True))
    rows = PoolShare.objects.filter(settlement__begins="2026-10-01")
    assert sum(row.equal + row.awards + row.verdicts for row in rows) == 600_000
    assert "shared 4 January" in text(client.get("/sharing/2026-Q4")) or "shared" in text(
        client.get("/sharing/2026-Q4")
    )
    assert client.post("/desk/bonus/nothing/share").status_code == 404
