"""Services and repairs, walked through as a browser without scripts does, on both sides."""

import re

import pytest
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.selling.orders.actions.papers import name_issuer
from fanloop.selling.orders.actions.services import offer_service
from fanloop.selling.orders.queries.services import units_of
from tests.selling.orders.test_papers import FIRM
from tests.selling.orders.way import sent
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db
KEY = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def house(settings):
    settings.DEMO = True
    clock.run_from(NOON)
    yield shop()
    clock._offset = clock.timedelta()


def entered(who):
    client = Client()
    client.force_login(who)
    return client


def text(answer):
    return answer.content.decode()


def offered(house, kind="subscription", months=1):
    return offer_service(
        code=kind, kind=kind, name={"en": "Light plans"}, words={"en": "A new one each month."}, market=house.eu,
        minor=490, months=months, by=house.member, at=NOON,
    )  # fmt: skip


def test_a_service_is_taken_paid_and_ended_with_one_click(house):
    row, mine = offered(house), entered(fan())
    assert "Log in to take it" in text(Client().get("/services"))
    key = re.search(r'name="key" value="([^"]+)"', text(mine.get("/services"))).group(1)
    for _twice in range(2):
        page = mine.post(f"/services/{row.id}/take", {"key": key})
        assert page.url == "/services/SV-00001/pay"
    assert "Pay €4.90 now" in text(mine.get("/services/SV-00001/pay"))
    for _twice in range(2):
        mine.post("/services/SV-00001/pay", {"provider": "sandbox"})
    bus.drain()
    assert "is renewed on" in text(mine.get("/services"))
    page = text(mine.post("/services/SV-00001/end", follow=True))
    assert "Nothing is charged any more." in page
    assert "ends on" in page
    assert "SV-00001" in text(entered(house.boss).get("/desk/services"))


def test_a_repair_goes_from_the_fan_to_the_desk_and_back(house):
    order, _way = sent(house)
    (unit,) = units_of(order.fan_id)
    mine, desk = entered(order.fan), entered(house.boss)
    page = text(mine.post("/services/repairs", {"unit": unit.id, "words": "It hums."}, follow=True))
    assert "RP-00001" in page
    assert "It hums." in text(desk.get("/desk/services"))
    desk.post("/desk/services/RP-00001/quote", {"price": "nothing", "words": "x"})
    desk.post("/desk/services/RP-00001/quote", {"price": "39", "words": "A new driver."})
    assert "€39.00" in text(mine.get("/services"))
    assert mine.post("/services/RP-00001/answer", {"answer": "yes"}).url == "/services/RP-00001/pay"
    mine.post("/services/RP-00001/pay", {"provider": "sandbox"})
    desk.post("/desk/services/RP-00001/done")
    assert "done" in text(mine.get("/services"))


def test_words_of_a_repair_that_is_refused_are_kept(house):
    order, _way = sent(house)
    page = text(
        entered(order.fan).post("/services/repairs", {"unit": 0, "words": "It hums at 4 %."}, follow=True)
    )
    assert "Choose one of your own devices." in page
    assert "It hums at 4 %." in page


def test_nobody_touches_what_somebody_else_has(house):
    row, mine, other = offered(house), entered(fan()), entered(fan())
    mine.post(f"/services/{row.id}/take", {"key": KEY})
    assert "SV-00001" not in text(other.get("/services"))
    for path in ("/services/SV-00001/end", "/services/SV-00001/pay", "/services/SV-00001/answer"):
        assert other.post(path, {"provider": "sandbox"}).status_code == 404


def test_the_desk_offers_a_longer_warranty_for_a_device(house):
    order, _way = sent(house)
    desk, mine = entered(house.boss), entered(order.fan)
    said = {
        "code": "five-years", "kind": "warranty", "name_en": "Three years more", "words_en": "We mend it.",
        "market": "eu", "price": "x", "months": 36,
    }  # fmt: skip
    assert desk.post("/desk/services/offer", said).status_code == 422
    desk.post("/desk/services/offer", said | {"price": "29"})
    page = text(mine.get("/services"))
    assert "once, for 36 months after ours" in page
    service = re.search(r"/services/(\d+)/take", page).group(1)
    unit = units_of(order.fan_id)[0]
    mine.post(f"/services/{service}/take", {"key": KEY, "unit": unit.id})
    assert unit.unit.serial in text(mine.get("/services"))


def test_the_invoice_of_a_service_is_on_its_page_and_nobody_elses(house):
    name_issuer(party=FIRM, by=house.member, at=NOON)
    row, who = offered(house), fan()
    mine, stranger = entered(who), entered(fan())
    mine.post(f"/services/{row.id}/take", {"key": KEY})
    mine.post("/services/SV-00001/pay", {"provider": "sandbox"})
    bus.drain()
    [number] = re.findall(r"/papers/(INV-[\d-]+)/pdf", text(mine.get("/services")))
    page = text(mine.get(f"/papers/{number}"))
    assert "Service SV-00001 of" in page
    assert "From Mon 9 Nov 2026 to Tue 8 Dec 2026" in page
    assert b"".join(mine.get(f"/papers/{number}/pdf").streaming_content)[:5] == b"%PDF-"
    assert stranger.get(f"/papers/{number}").status_code == 404
    assert stranger.get(f"/papers/{number}/pdf").status_code == 404
    desk = entered(house.boss)
    assert number in text(desk.get("/desk/services"))
    assert "SV-00001" in text(desk.get(f"/desk/papers/{number}"))
    assert "SV-00001" in text(desk.get(f"/desk/papers/csv?year={NOON.year}"))
