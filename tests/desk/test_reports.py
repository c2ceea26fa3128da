"""Tuesday's reports at the desk: read one by one, and taken along as a table that runs nothing."""

import csv

import pytest

from fanloop.releasing.releases import actions
from tests.lasting import NOW, present, world  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, world):
    client.force_login(world["member.jonna"].fan)
    return client


def test_the_way_in_leads_to_the_last_train(desk, world):
    assert desk.get("/desk/reports").url == f"/desk/trains/{world['train.26.47'].id}/reports"


def test_each_report_is_read_with_what_it_says_of_each_change(desk, world):
    page = desk.get(f"/desk/trains/{world['train.26.47'].id}/reports").content.decode()
    assert "10 fans told" in page
    assert "I lean in and nothing follows." in page
    assert f"/desk/needs/{world['need.page'].id}" in page


def test_one_language_alone(desk, world):
    page = desk.get(
        f"/desk/trains/{world['train.26.47'].id}/reports", {"language": "zh-hans"}
    ).content.decode()
    assert "晚上写信的时候。" in page
    assert "I lean in and nothing follows." not in page


def test_the_table_has_a_row_a_fan_and_no_formula(desk, world):
    fan = world["fan.mira"]
    actions.give_report(train=world["train.26.47"], fan=fan, want="=HYPERLINK(A1)", at=NOW)
    answer = desk.get(f"/desk/trains/{world['train.26.47'].id}/reports.csv")
    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode().splitlines()))
    assert len(rows) == 10
    mine = next(row for row in rows if row["fan"] == "mira.k")
    assert mine["want"] == "'=HYPERLINK(A1)"
    assert {row["fan"]: row for row in rows}["kalt.und.klar"]["device"]


def test_a_fan_does_not_read_them(client, world):
    client.force_login(world["fan.mira"])
    assert client.get(f"/desk/trains/{world['train.26.47'].id}/reports").status_code == 403
