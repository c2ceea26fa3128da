import pytest

from fanloop.foundation.viewer import SYSTEM
from fanloop.making.supply import queries
from fanloop.people.fans import actions as fans


@pytest.fixture
def as_a(client, suppliers):
    client.force_login(suppliers.a.fan)
    return client


@pytest.fixture
def line(approved):
    return queries.purchase_order(approved[1].number, viewer=SYSTEM).lines[0].line


def answer(client, line, quantity, *, promised="2026-12-28", words=""):
    fields = {"quantity": quantity, "promised": promised, "words": words}
    return client.post(
        f"/portal/lines/{line.id}/answer", {f"{line.id}-{name}": value for name, value in fields.items()}
    )


def test_strangers_are_asked_to_log_in(client, boss):
    response = client.get("/portal/")
    assert (response.status_code, response.url.split("?")[0]) == (302, "/account/login/")


@pytest.mark.parametrize(
    "address", ["/portal/", "/portal/orders/PO-26-0001", "/portal/orders/PO-26-0001/csv"]
)
def test_a_fan_and_a_founder_are_told_that_this_door_is_for_suppliers(client, approved, join, boss, address):
    for fan in (join("mira"), boss.fan):
        client.force_login(fan)
        response = client.get(address)
        assert response.status_code == 403
        assert b"Led" not in response.content
        assert "This door is for suppliers" in response.content.decode()


def test_a_supplier_sees_its_own_orders_only(as_a, approved):
    page = as_a.get("/portal/").content.decode()

    assert approved[1].number in page
    assert approved[0].number not in page


def test_anothers_order_looks_like_none(as_a, approved):
    assert as_a.get(f"/portal/orders/{approved[0].number}").status_code == 404
    assert as_a.get(f"/portal/orders/{approved[0].number}/csv").status_code == 404
    assert as_a.get("/portal/orders/PO-99-9999").status_code == 404


def test_an_order_shows_lines_prices_and_no_other_suppliers_words(as_a, approved):
    page = as_a.get(f"/portal/orders/{approved[1].number}").content.decode()

    assert "Led" in page
    assert "Holz" not in page
    assert "nobody asked for" not in page


def test_an_answer_is_kept_and_shown(as_a, approved, line):
    response = answer(as_a, line, "60", words="The phosphor is late.")

    assert (response.status_code, response.url) == (
        302,
        f"/portal/orders/{approved[1].number}#line-{line.position}",
    )
    page = as_a.get(response.url).content.decode()
    assert "promised otherwise" in page
    assert "The phosphor is late." in page
    view = queries.purchase_order(approved[1].number, viewer=SYSTEM)
    assert view.lines[0].answer.quantity == 60


def test_too_much_is_refused_in_words_beside_the_line(as_a, line):
    response = answer(as_a, line, "999999")

    assert response.status_code == 422
    assert "promise between 0 and the" in response.content.decode()


@pytest.mark.parametrize(
    ("quantity", "promised"),
    [("many", "2026-12-28"), ("NaN", "2026-12-28"), ("-1", "2026-12-28"), ("1", "soon"), ("", "")],
)
def test_what_is_no_answer_is_shown_again(as_a, line, quantity, promised):
    assert answer(as_a, line, quantity, promised=promised).status_code == 422
    assert queries.purchase_order(line.order.number, viewer=SYSTEM).answered == 0


def test_another_suppliers_line_cannot_be_answered(as_a, approved):
    foreign = queries.purchase_order(approved[0].number, viewer=SYSTEM).lines[0].line
    assert answer(as_a, foreign, "1").status_code == 404


def test_looking_never_answers(as_a, line):
    assert as_a.get(f"/portal/lines/{line.id}/answer").status_code == 405


def test_words_are_shown_as_words(as_a, line):
    answer(as_a, line, "1", words="<script>alert(1)</script>")
    assert "<script>alert" not in as_a.get(f"/portal/orders/{line.order.number}").content.decode()


def test_the_table_for_a_spreadsheet_runs_no_formula(as_a, approved, line):
    rows = as_a.get(f"/portal/orders/{approved[1].number}/csv").content.decode().splitlines()

    assert rows[0].startswith("\ufeffline,part,name,quantity")
    assert rows[1].split(",")[:5] == ["1", "led", "Led", f"{line.quantity.normalize():f}", "each"]


def test_a_contact_reads_in_the_language_of_the_profile(client, suppliers, approved):
    fan = suppliers.a.fan
    fans.change_profile(fan=fan, name=fan.name, language="zh-hans", market=None, at=fan.joined_at)
    client.force_login(fan)

    assert 'lang="zh-hans"' in client.get("/portal/").content.decode()


def test_an_empty_portal_says_what_will_come(as_a, boss):
    assert "No purchase orders yet" in as_a.get("/portal/").content.decode()


def test_all_open_lines_are_promised_as_asked_in_one_press(as_a, approved, line):
    answer(as_a, line, "60")
    response = as_a.post(f"/portal/orders/{approved[1].number}/confirm")
    view = queries.purchase_order(approved[1].number, viewer=SYSTEM)

    assert response.url == f"/portal/orders/{approved[1].number}"
    assert view.waiting == 0
    assert [one.answer.quantity for one in view.lines] == [60, *(one.line.quantity for one in view.lines[1:])]


def test_another_suppliers_order_cannot_be_promised(as_a, approved):
    assert as_a.post(f"/portal/orders/{approved[0].number}/confirm").status_code == 404
    assert queries.purchase_order(approved[0].number, viewer=SYSTEM).answered == 0
