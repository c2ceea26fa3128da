"""Many boxes at once: nothing is left out silently, and no question is asked of the database per box."""

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from fanloop.desk import packing, sending
from fanloop.foundation import clock
from fanloop.selling.orders import actions as orders
from tests.selling.orders.way import LATER, paid_order, units
from tests.selling.world import shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings, tmp_path):
    settings.DEMO, settings.HOME = True, tmp_path
    clock.run_from(LATER)
    yield shop(limit=10)
    clock._offset = clock.timedelta()


@pytest.fixture
def desk(house):
    client = Client()
    client.force_login(house.boss)
    return client


def picked(house, count):
    made = [paid_order(house) for _piece in range(count)]
    units(house.oak, count)
    orders.allocate(by=house.member, at=LATER)
    orders.pick(orders=[each.id for each in made], by=house.member, at=LATER)
    return made


def asked(act):
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def test_what_does_not_fit_one_printing_is_said_and_stands_on_the_next(house, desk, monkeypatch):
    monkeypatch.setattr(packing, "MOST", 2)
    monkeypatch.setattr(sending, "PAGE", 2)
    numbers = [each.number for each in picked(house, 3)]
    for there in ("/desk/packing?", "/desk/packing?" + "&".join(f"orders={each}" for each in numbers) + "&"):
        first, second = (desk.get(f"{there}page={page}").content.decode() for page in (1, 2))
        assert "Lists 1 to 2 of 3" in first
        assert [first.count('class="packing"'), second.count('class="packing"')] == [2, 1]
        assert numbers[2] in second
    pdf = desk.get("/desk/packing.pdf?page=2").content
    assert PdfReader(io.BytesIO(pdf)).get_num_pages() == 1
    shelf = desk.get("/desk/sending").content.decode()
    assert (numbers[1] in shelf, numbers[2] in shelf, "1 to 2 of 3" in shelf) == (True, False, True)
    assert numbers[2] in desk.get("/desk/sending?pack=2").content.decode()


def test_three_boxes_ask_no_more_questions_than_one(house, desk):
    first = picked(house, 1)
    there = f"/desk/packing?orders={first[0].number}"
    desk.get(there)
    one = asked(lambda: desk.get(there)), asked(lambda: told(first, "one"))
    more = picked(house, 3)
    there = "/desk/packing?" + "&".join(f"orders={each.number}" for each in more)
    assert (asked(lambda: desk.get(there)), asked(lambda: told(more, "three"))) == one
    page = desk.get(there).content.decode()
    assert page.count("Other people order to this door too") == 3


def told(rows, run):
    return orders.tell_carrier(orders=[each.id for each in rows], name="file", run=run, by=None, at=LATER)
