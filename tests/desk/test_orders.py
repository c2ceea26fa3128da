"""The order book at the desk: many at once, the shelf, boxes and their papers, what comes back, files that leave."""

import io
import re
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from django.test import Client
from pypdf import PdfReader

from fanloop.foundation import bus, clock
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.queries import inbox
from fanloop.people.team.actions import give_duty, hire
from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders.actions.sending import forget_labels
from fanloop.selling.orders.queries.logistics import way
from fanloop.selling.orders.queries.returns import cases_of, replacements, returns_of
from fanloop.selling.payments import actions as payments
from fanloop.selling.payments import queries as money
from fanloop.things.devices import queries as devices
from tests.selling.orders.way import BERLIN, LATER, paid_order, sent, serials_of, state, units
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(settings, tmp_path):
    settings.DEMO, settings.HOME = True, tmp_path
    clock.run_from(LATER)
    yield shop()
    clock._offset = clock.timedelta()


@pytest.fixture
def desk(house):
    return entered(house.boss)


def entered(who):
    client = Client()
    client.force_login(who)
    return client


def text(answer):
    return answer.content.decode()


def test_orders_are_kept_picked_and_labelled_many_at_once(house, desk, tmp_path):
    first, second = paid_order(house), paid_order(house)
    made = units(house.oak, 2)
    numbers = [first.number, second.number]
    for act in ("allocate", "pick", "labels"):
        assert desk.post("/desk/orders/batch/act", {"orders": numbers, "do": act}).status_code == 302
    assert [state(each) for each in (first, second)] == ["picked", "picked"]
    assert len(list((tmp_path / "labels").glob("*.csv"))) == 1
    audit = text(desk.get("/desk/audit"))
    assert all(f"orders.{act}" in audit for act in ("allocate", "pick", "labels"))
    page = text(desk.get(f"/desk/orders/{first.number}"))
    assert "1 piece is picked: send it" in page
    assert made[0].serial not in page


def test_nothing_ticked_is_said_and_nothing_is_done(desk):
    sent_ = desk.post("/desk/orders/batch/act", {"do": "pick"}, follow=True)
    assert "Tick orders" in text(sent_)
    evil = desk.post("/desk/orders/batch/act", {"do": "pick", "back": "https://elsewhere.example"})
    assert evil.url == "/desk/orders"


def test_the_shelf_says_what_waits_and_gives_it_by_place(house, desk):
    order = paid_order(house)
    units(house.oak, 1)
    assert "DAWN2-OAK" in text(desk.get("/desk/sending"))
    done = text(desk.post("/desk/sending/allocate", follow=True))
    assert "1 pieces are kept for 1 orders." in done
    assert order.number in done


def packed(house):
    order = paid_order(house)
    made = units(house.oak, 1)
    orders.allocate(by=house.member, at=LATER)
    orders.pick(orders=[order.id], by=house.member, at=LATER)
    return order, made


def test_a_box_is_sent_from_the_page_of_its_order_and_arrives(house, desk):
    order, made = packed(house)
    form = {"carrier": "DHL", "tracking": "00340", "serials": made[0].serial.lower()}
    assert "The box has left" in text(desk.post(f"/desk/orders/{order.number}/ship", form, follow=True))
    assert made[0].serial in text(desk.get(f"/desk/orders/{order.number}"))
    assert state(order) == "shipped"
    desk.post(f"/desk/orders/{order.number}/boxes/1/delivered")
    assert state(order) == "delivered"
    for wanted in ("00340", made[0].serial):
        assert order.number in text(desk.get(f"/desk/orders?q={wanted}"))
    assert desk.post(f"/desk/orders/{order.number}/boxes/2/delivered").status_code == 404


def test_a_wrong_serial_is_said_and_the_box_stays(house, desk):
    order, _made = packed(house)
    form = {"carrier": "DHL", "tracking": "00340", "serials": "NOPE-1"}
    assert "There is no unit NOPE-1" in text(
        desk.post(f"/desk/orders/{order.number}/ship", form, follow=True)
    )
    assert state(order) == "picked"


def test_boxes_as_a_table_are_looked_at_first_and_faults_name_their_line(house, desk):
    order, made = packed(house)
    good = f"number;carrier;tracking;serials\n{order.number};DHL;77;{made[0].serial}\n"
    bad = good + "DAWN2-99999;DHL;78;X-1-2\n"
    page = desk.post("/desk/sending/sheet", {"rows": bad, "do": "send"})
    assert page.status_code == 422
    assert "There is no order DAWN2-99999." in text(page)
    assert '<td class="num">3</td>' in text(page)
    assert made[0].serial in text(page), "the text stays to be put right"
    assert state(order) == "picked"
    looked = text(desk.post("/desk/sending/sheet", {"rows": good, "do": "look"}))
    assert "1 box would leave. Nothing has been sent yet." in looked
    assert state(order) == "picked"
    for _ in range(2):
        assert desk.post("/desk/sending/sheet", {"rows": good, "do": "send"}).status_code == 302
    assert state(order) == "shipped"
    assert len(way(order).boxes) == 1


def test_a_table_comes_as_a_file_too(house, desk):
    order, made = packed(house)
    file = io.BytesIO(
        f"number,carrier,tracking,serials\n{order.number},DHL,77,{made[0].serial}\n".encode("utf-8-sig")
    )
    file.name = "boxes.csv"
    assert order.number in text(desk.post("/desk/sending/sheet", {"file": file, "do": "look"}))


def test_a_packing_list_is_printed_and_a_gift_says_no_price(house, desk):
    order, made = packed(house)
    orders.ship(order=order, carrier="DHL", tracking="1", serials=serials_of(made), by=house.member, at=LATER)
    page = text(desk.get(f"/desk/orders/{order.number}/boxes/1"))
    assert "€129.00" in page
    assert made[0].serial in page
    pdf = desk.get(f"/desk/orders/{order.number}/boxes/1.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def test_a_gift_is_packed_with_its_words_and_without_its_price(house, desk):
    order = paid_order(house)
    orders.set_gift(order=order, words="For Ada, with light", by=None, at=LATER)
    made = units(house.oak, 1)
    orders.allocate(by=house.member, at=LATER)
    orders.pick(orders=[order.id], by=house.member, at=LATER)
    orders.ship(order=order, carrier="DHL", tracking="1", serials=serials_of(made), by=house.member, at=LATER)
    page = text(desk.get(f"/desk/orders/{order.number}/boxes/1"))
    assert "For Ada, with light" in page
    assert "129.00" not in page
    assert desk.get(f"/desk/orders/{order.number}/boxes/1.pdf").content.startswith(b"%PDF")


def test_the_packing_list_is_there_before_the_box_leaves_and_for_many_at_once(house, desk):
    first, second = paid_order(house, quantity=2), paid_order(house)
    orders.set_gift(order=second, words="For Ada", by=None, at=LATER)
    units(house.oak, 3)
    orders.allocate(by=house.member, at=LATER)
    assert desk.get("/desk/packing").url == "/desk/orders"
    ids = [first.id, second.id]
    orders.pick(orders=ids, by=house.member, at=LATER)
    assert f"/desk/packing?orders={first.number}" in text(desk.get(f"/desk/orders/{first.number}"))
    one = text(desk.get(f"/desk/packing?orders={second.number}"))
    assert ("For Ada" in one, "129.00" in one) == (True, False)
    numbers = [first.number, second.number]
    there = desk.post("/desk/orders/batch/act", {"orders": numbers, "do": "packing"}).url
    both = text(desk.get(there))
    assert (both.count('class="packing"'), both.count("129.00")) == (2, 1)
    assert (
        PdfReader(io.BytesIO(desk.get(there.replace("packing?", "packing.pdf?")).content)).get_num_pages()
        == 2
    )


def test_labels_are_fetched_by_who_sends_and_written_down_until_they_go(house, desk):
    order, _made = packed(house)
    assert "Label printer (ZPL)" in text(desk.get("/desk/orders"))
    assert "in grams" in text(desk.post("/desk/sending/weights/DAWN2-OAK", {"grams": "no"}, follow=True))
    desk.post("/desk/sending/weights/DAWN2-OAK", {"grams": "640"})
    assert 'value="640"' in text(desk.get(f"/desk/orders/{order.number}"))
    desk.post(f"/desk/orders/{order.number}/label", {"carrier": "zpl", "grams": "700"})
    page = text(desk.get("/desk/labels"))
    [there] = re.findall(r"/desk/labels/[\w-]+/zpl", page)
    answer = desk.get(there)
    assert (answer["Cache-Control"], b"Torstr. 1" in answer.content, b"700 g" in answer.content) == (
        "no-store",
        True,
        True,
    )
    assert desk.get(there.replace("/zpl", "/csv")).status_code == 404
    assert "orders.label_file" in text(desk.get("/desk/audit"))
    assert forget_labels(at=LATER + timedelta(days=31)) == 1
    assert desk.get(there).status_code == 404


def test_what_comes_back_is_looked_at_and_paid_back(house, desk):
    order, way_ = sent(house)
    back = orders.open_return(
        order=order, units=[way_.units[0].id], reason="withdrawal", words="Too bright", by=None, at=LATER
    )
    assert back.number in text(desk.get("/desk/returns"))
    [item] = returns_of([order.id])[order.id][0].items
    path = f"/desk/returns/{back.number}/units/{item.item.id}"
    assert desk.post(path, {f"{item.item.id}-condition": "melted"}).status_code == 422
    done = desk.post(
        path, {f"{item.item.id}-condition": "used", f"{item.item.id}-words": "scratched"}, follow=True
    )
    assert "103.20 EUR go back" in text(done)
    bus.drain()
    assert state(order) == "refunded"
    assert devices.retired([way_.units[0].unit_id])
    assert desk.get("/desk/returns/NOPE-R1").status_code == 404


def test_what_was_sent_back_is_said_as_far_as_it_moved(house, desk):
    order = preorder(offer=house.offers[0], fan=fan(), quantity=1, at=LATER, key="a", provider="transfer")
    [row] = [each.payment for each in money.payments([ref(order)])[ref(order)]]
    payments.record_transfer(payment=row.id, by=house.member, at=LATER)
    part = payments.refund_part(payment=row.id, minor=500, key="scratch", why="", by=house.member, at=LATER)
    payments.record_part_sent(refund=part.id, by=house.member, at=LATER)
    orders.cancel(order=order, by=None, at=LATER)
    url = f"/desk/orders/{order.number}/payments/{row.reference}/sent-back"
    assert "Noted: 15.00 EUR went back." in text(desk.post(url, follow=True))
    again = text(desk.post(url, follow=True))
    assert "Nothing was noted" in again
    assert "went back." not in again


def test_a_number_that_is_none_finds_no_book(desk):
    assert desk.get("/desk/orders?book=%C2%B2").status_code == 200


def test_a_broken_one_is_replaced_at_the_desk(house, desk):
    order, way_ = sent(house)
    back = orders.open_return(
        order=order, units=[way_.units[0].id], reason="broken", words="", by=None, at=LATER
    )
    [item] = returns_of([order.id])[order.id][0].items
    form = {f"{item.item.id}-condition": "damaged", f"{item.item.id}-replace": "on"}
    desk.post(f"/desk/returns/{back.number}/units/{item.item.id}", form)
    [replacement] = replacements([order.id])[order.id]
    assert state(order) == "replaced"
    assert replacement.order.number in text(desk.get(f"/desk/orders/{order.number}"))


def test_a_case_is_opened_from_a_voice_and_ended(house, desk):
    from fanloop.listening.voices.actions import raise_voice

    order, way_ = sent(house)
    voice = raise_voice(kind="bug", title="It hums", words="It hums at night.", fan=order.fan, at=LATER)
    path = f"/desk/orders/{order.number}/cases"
    assert "name the voice by its number" in text(
        desk.post(path, {"unit": way_.units[0].id, "voice": "999"}, follow=True)
    )
    opened = desk.post(
        path, {"unit": way_.units[0].id, "voice": f"https://x.example/voices/{voice.id}"}, follow=True
    )
    assert "rests on that voice" in text(opened)
    [case] = cases_of([order.id])[order.id]
    assert "Say why it is not covered" in text(
        desk.post(f"/desk/cases/{case.row.id}/end", {"how": "declined"}, follow=True)
    )
    end = f"/desk/cases/{case.row.id}/end"
    refused = text(desk.post(end, {"how": "refunded", "amount": "much"}, follow=True))
    assert "is no amount in EUR" in refused
    done = text(desk.post(end, {"how": "refunded", "amount": "29.00", "words": "It hums on"}, follow=True))
    assert "29.00" in done
    assert "It hums on" in done
    assert "29.00" in text(entered(order.fan).get(f"/orders/{order.number}"))


def test_the_book_leaves_as_parquet_with_types_and_under_the_same_filter(house, desk):
    order, _way = sent(house)
    other = paid_order(house)
    table = pq.read_table(io.BytesIO(desk.get("/desk/orders.parquet").content))
    assert table.column("number").to_pylist() == [other.number, order.number]
    row = table.to_pylist()[1]
    assert (str(row["total"]), row["pieces"], row["state"], row["shipped"]) == ("129.000", 1, "delivered", 1)
    assert row["ordered"].isoformat() == LATER.isoformat()
    only = pq.read_table(io.BytesIO(desk.get("/desk/orders.parquet?state=paid").content))
    assert only.column("number").to_pylist() == [other.number]
    none = pq.read_table(io.BytesIO(desk.get("/desk/orders.parquet?state=returned").content))
    assert none.num_rows == 0


def test_units_are_counted_as_made_and_taken_out_of_the_way(house, desk):
    made = desk.post(
        "/desk/units/born", {"sku": "DAWN2-OAK", "stem": "DN2-26", "count": 3, "batch": "w48"}, follow=True
    )
    assert "3 units are made: DN2-26-00001" in text(made)
    assert desk.post("/desk/units/born", {"sku": "DAWN2-OAK"}).status_code == 422
    serial = devices.batches()[0].serials[0]
    assert "w48" in text(desk.get(f"/desk/units/{serial}"))
    assert "Say why" in text(desk.post(f"/desk/units/{serial}/retire", {"why": " "}, follow=True))
    desk.post(f"/desk/units/{serial}/retire", {"why": "Fell down"})
    assert "Fell down" in text(desk.get(f"/desk/units/{serial}"))
    assert desk.get("/desk/units/NOPE-1").status_code == 404


def test_who_may_only_answer_neither_sends_nor_inspects(house):
    engineer = fan("bolt")
    member = hire(fan=engineer, name="Bolt", rank="engineer", title="", by=house.member, at=NOON)
    browser, (order, _way) = entered(engineer), sent(house)
    asked = ("/desk/sending", "/desk/returns", "/desk/channels", f"/desk/orders/{order.number}/boxes/1")
    assert {browser.get(path).status_code for path in asked} == {403}
    assert browser.get("/desk/units").status_code == 200
    posts = (
        "/desk/orders/batch/act", "/desk/sending/allocate", f"/desk/orders/{order.number}/ship",
        f"/desk/orders/{order.number}/cases", "/desk/channels/new",
    )  # fmt: skip
    assert {browser.post(path, {"do": "pick"}).status_code for path in posts} == {403}
    give_duty(member=member, duty="desk", by=house.member, at=NOON)
    assert browser.get("/desk/returns").status_code == 200
    assert browser.get("/desk/sending").status_code == 403


ELSEWHERE = {
    "country": "FR", "name": "Mira K", "street": "3 rue Cadet", "postcode": "75009", "city": "Paris",
    "because": "Moved last week, wrote to us.",
}  # fmt: skip


def test_staff_change_an_address_with_a_reason_and_the_fan_reads_it(house, desk):
    order = paid_order(house)
    assert f"/desk/orders/{order.number}/address" in text(desk.get(f"/desk/orders/{order.number}"))
    there = f"/desk/orders/{order.number}/address"
    assert "Postcode" in text(desk.get(f"{there}?country=FR"))
    assert desk.post(there, {**ELSEWHERE, "because": " "}).status_code == 422
    assert "look different" in text(desk.post(there, {**ELSEWHERE, "postcode": "7"}))
    assert way(order).delivery.city == "Berlin"
    for _ in range(2):
        assert desk.post(there, ELSEWHERE).status_code == 302
    assert (way(order).delivery.city, way(order).delivery.by) == ("Paris", house.boss)
    [told] = [row for row in inbox(Viewer(fan_id=order.fan_id)) if row.kind == "order_readdressed"]
    assert told.data["because"] == "Moved last week, wrote to us."
    audit = text(desk.get("/desk/audit"))
    assert "orders.readdress" in audit
    assert "rue Cadet" not in audit


def test_staff_change_who_is_billed_with_a_reason_and_the_fan_reads_it(house, desk):
    order = paid_order(house)
    there = f"/desk/orders/{order.number}/billing"
    assert there in text(desk.get(f"/desk/orders/{order.number}"))
    assert desk.post(there, {**ELSEWHERE, "because": " "}).status_code == 422
    assert desk.post(there, {**ELSEWHERE, "company": "Atelier"}).status_code == 302
    assert (way(order).billing.city, way(order).delivery.city) == ("Paris", "Berlin")
    assert "Atelier, Mira K" in text(desk.get(f"/desk/orders/{order.number}"))
    assert "order_rebilled" in [row.kind for row in inbox(Viewer(fan_id=order.fan_id))]
    audit = text(desk.get("/desk/audit"))
    assert "orders.rebill" in audit
    assert "rue Cadet" not in audit


def test_an_address_stands_once_the_first_piece_is_picked(house, desk):
    order, _made = packed(house)
    said = desk.post(f"/desk/orders/{order.number}/address", ELSEWHERE)
    assert "nothing about its way changes now" in text(said)
    assert way(order).delivery.city == "Berlin"
    assert f"/desk/orders/{order.number}/address" not in text(desk.get(f"/desk/orders/{order.number}"))


def test_several_people_at_one_door_are_named_where_somebody_looks_at_the_address(house, desk):
    first, second, own = paid_order(house), paid_order(house), paid_order(house)
    orders.set_address(
        order=own, kind="delivery", country="DE", values={**BERLIN, "street": "Weg 9"}, by=None, at=LATER
    )
    for page in (f"/desk/orders/{first.number}", f"/desk/orders/{first.number}/address"):
        said = text(desk.get(page))
        assert "Other people order to this door too" in said
        assert second.number in said
        assert own.number not in said
    assert "Other people order" not in text(desk.get(f"/desk/orders/{own.number}"))


def test_an_order_over_the_limit_of_its_door_waits_for_a_word(desk, house):
    placed = [paid_order(house, quantity=2) for _each in range(3)]
    page = text(desk.get("/desk/orders/held/now"))
    assert "6 pieces together, the limit is 3" in page
    assert "4 pieces together, 3 for one door" not in page
    assert placed[0].number not in page
    assert "6 pieces together, 3 for one door" in text(desk.get("/desk/campaigns/dawn-2/limits"))
    word = f"/desk/orders/{placed[1].number}/word"
    assert "Say why" in text(desk.post(word, {"do": "let_through", "words": " "}, follow=True))
    assert "two flats" in text(desk.post(word, {"do": "let_through", "words": "two flats"}, follow=True))
    fans_page = text(entered(placed[2].fan).get(f"/orders/{placed[2].number}"))
    assert "It waits until one of us has looked: 6 pieces go to one door" in fans_page
    gone = {"do": "call_off", "words": "one for a home", "back": "held"}
    assert "Nothing waits" in text(desk.post(f"/desk/orders/{placed[2].number}/word", gone, follow=True))
    assert state(placed[2]) == "cancelled"
    audit = text(desk.get("/desk/audit"))
    assert "orders.let_through" in audit
    assert "orders.call_off" in audit
