"""Money at the desk: the trial balance, the bank's lines, refunds in parts, vouchers, and who may see any of it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fanloop.desk import money
from fanloop.foundation import clock
from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.orders.actions import cancel
from fanloop.selling.orders.models import Order
from fanloop.selling.payments import actions, queries
from fanloop.selling.payments.models import BankEntry, BankMatch, Refund, Voucher
from fanloop.selling.payments.queries import books
from fanloop.selling.payments.queries.vouchers import code_of
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db
HEAD = "date;amount;currency;reference;payer"


@pytest.fixture
def house():
    clock.run_from(NOON)
    yield shop()
    clock._offset = clock.timedelta()


@pytest.fixture
def desk(house):
    client = Client()
    client.force_login(house.boss)
    return client


def asked(key="order:1:0:0", provider="transfer", minor=2000, about="orders.order:1"):
    ask = actions.Ask(about, "deposit", provider, minor, "EUR", "p_x", key)
    id_ = actions.ask_payments(asks=[ask], at=NOON)[key]
    return queries.payment_by_id(id_).payment


def given(*lines):
    return SimpleUploadedFile("november.csv", "\n".join([HEAD, *lines]).encode())


def bring(desk, *lines):
    page = desk.post("/desk/money/statements/preview", {"file": given(*lines)})
    form = {"sha256": page.context["sha256"], "name": page.context["name"]}
    return page, desk.post("/desk/money/statements/store", form, follow=True)


def test_a_statement_is_seen_before_it_is_booked_and_finds_its_payment(desk):
    row = asked()
    page, stored = bring(
        desk, f"09.11.2026;20,00;EUR;thanks {row.reference.lower().replace('-', ' ')};M. Kern"
    )
    assert "finds its payment" in page.content.decode()
    assert queries.payment(row.reference).state == "paid"
    assert "1 new line, 1 found its payment." in stored.content.decode()
    assert queries.balances() == {("bank", "EUR"): 2000, ("unmatched", "EUR"): 0, ("deposits", "EUR"): -2000}


def test_looking_at_a_file_books_nothing(desk):
    asked()
    desk.post("/desk/money/statements/preview", {"file": given("2026-11-09;20.00;EUR;x;y")})
    assert not BankEntry.objects.exists()


def test_what_was_not_understood_names_its_line(desk):
    page = desk.post(
        "/desk/money/statements/preview",
        {"file": given("2026-11-09;20.00;EUR;a;b", "2026-11-09;twenty;EUR;a;b")},
    ).content.decode()
    assert "1 line was not understood." in page
    assert "no amount of money: &#x27;twenty&#x27;" in page
    assert '<td class="num">3</td>' in page


def test_the_same_lines_in_another_file_count_once(desk):
    row = asked()
    line = f"2026-11-09;20.00;EUR;{row.reference};y"
    bring(desk, line)
    bring(desk, line, "2026-11-10;5.00;EUR;hello;y")
    assert BankEntry.objects.count() == 2
    assert queries.paid(["orders.order:1"]) == {"orders.order:1": 2000}


def test_a_person_decides_about_what_is_not_certain(desk):
    row = asked()
    bring(desk, f"2026-11-09;15.00;EUR;{row.reference};y", "2026-11-09;-3.90;EUR;account fee;bank")
    page = desk.get("/desk/money/bank").content.decode()
    assert "names its reference, another amount" in page
    paid, fee = BankEntry.objects.order_by("id")
    desk.post(f"/desk/money/bank/{paid.id}", {"payment": row.reference})
    desk.post(f"/desk/money/bank/{fee.id}", {"account": "fees"})
    assert queries.payment(row.reference).state == "asked"
    assert queries.paid(["orders.order:1"]) == {"orders.order:1": 1500}
    assert {key: value for key, value in queries.balances().items() if value} == {
        ("bank", "EUR"): 1110, ("deposits", "EUR"): -1500, ("fees", "EUR"): 390,
    }  # fmt: skip
    assert "Every line of the bank has its payment." in desk.get("/desk/money/bank").content.decode()


def test_what_a_person_recorded_before_the_statement_came_is_counted_once(desk, house):
    row = asked()
    actions.record_transfer(payment=row.id, by=house.member, at=NOON)
    bring(desk, f"2026-11-09;20.00;EUR;{row.reference};y")
    assert BankMatch.objects.get().how == "confirmed"
    assert queries.balances() == {("bank", "EUR"): 2000, ("unmatched", "EUR"): 0, ("deposits", "EUR"): -2000}


def test_a_refund_of_a_transfer_waits_for_a_person_and_the_bank_confirms_it(desk, house):
    row = asked()
    actions.record_transfer(payment=row.id, by=house.member, at=NOON)
    desk.post(
        f"/desk/money/payments/{row.reference}/refund", {"amount": "5.00", "why": "scratched", "key": "1"}
    )
    desk.post(
        f"/desk/money/payments/{row.reference}/refund", {"amount": "5.00", "why": "scratched", "key": "1"}
    )
    assert queries.paid(["orders.order:1"]) == {"orders.order:1": 1500}
    assert "scratched" in desk.get("/desk/money/bank").content.decode()
    assert "at most €15.00" in desk.get("/desk/money/about/orders.order:1").content.decode()
    bring(desk, f"2026-11-10;-5.00;EUR;refund {row.reference};y")
    line = BankEntry.objects.get()
    desk.post(f"/desk/money/bank/{line.id}", {"payment": row.reference})
    assert queries.balances()["deposits", "EUR"] == -1500
    assert "Nothing is to be sent." in desk.get("/desk/money/bank").content.decode()


def test_the_bank_page_holds_a_page_of_each_and_asks_no_question_a_row(desk, house, monkeypatch):
    monkeypatch.setattr(money, "PAGE", 2)

    def refund(n):
        row = asked(f"order:{n}:0:0", about=f"orders.order:{n}")
        actions.record_transfer(payment=row.id, by=house.member, at=NOON)
        actions.refund_part(payment=row.id, minor=500, key=f"r{n}", why="scratched", by=house.member, at=NOON)

    def questions():
        with CaptureQueriesContext(connection) as seen:
            page = desk.get("/desk/money/bank").content.decode()
        return len(seen), page.count("I have sent it")

    refund(1)
    questions()
    one, _rows = questions()
    refund(2)
    assert questions() == (one, 2)
    refund(3)
    bring(desk, *(f"2026-11-10;{n}.00;EUR;nobody's;y" for n in (3, 4, 6)))
    assert questions()[1] == 2
    page = desk.get("/desk/money/bank?back=2").content.decode()
    assert page.count("I have sent it") == 1
    assert "The oldest 2 of 3" in page
    assert "Bank and complaints · 6" in desk.get("/desk/money").content.decode()


@pytest.fixture
def stepped_out(house):
    """An order that is over, and its transfer."""
    row = preorder(offer=house.offers[0], fan=fan(), quantity=1, at=NOON, key="a", provider="transfer")
    of = queries.payments([f"orders.order:{row.id}"])[f"orders.order:{row.id}"][0].payment

    def over(*, paid):
        if paid:
            actions.record_transfer(payment=of.id, by=house.member, at=NOON)
        cancel(order=row, by=None, at=NOON)
        return row.number, of

    return over


def is_even():
    sums = {code: total for (code, _currency), total in queries.balances().items() if total}
    return not sums and not books.differences(actions.reconcile(at=NOON))


def gone_by_bank_page(desk, _number, row):
    for wanted in Refund.objects.filter(payment=row):
        assert desk.post(f"/desk/money/refunds/{wanted.id}/sent").status_code == 302


def gone_by_order_page(desk, number, row):
    desk.post(f"/desk/orders/{number}/payments/{row.reference}/sent-back")


def brought(desk, row, amount):
    """A line of the bank, said to be of this payment."""
    bring(desk, f"2026-11-{10 + BankEntry.objects.count()};{amount};EUR;hello;y")
    desk.post(f"/desk/money/bank/{BankEntry.objects.latest('id').id}", {"payment": row.reference})


def test_a_paid_transfer_of_a_cancelled_order_stands_on_the_bank_page_until_it_was_sent_and_once(
    desk, stepped_out
):
    number, row = stepped_out(paid=True)
    cancel(order=Order.objects.get(number=number), by=None, at=NOON)
    assert [each.minor for each, _amount, _name in desk.get("/desk/money/bank").context["back"]] == [2000]
    assert desk.get("/desk/money").context["waits"] == 1
    for _ in range(2):
        gone_by_bank_page(desk, number, row)
        gone_by_order_page(desk, number, row)
    assert queries.payment(row.reference).state == "refunded"
    assert "Nothing is to be sent." in desk.get("/desk/money/bank").content.decode()
    assert is_even()


@pytest.mark.parametrize(
    "ways", [(gone_by_bank_page, gone_by_order_page), (gone_by_order_page, gone_by_bank_page)]
)
def test_a_late_transfer_goes_back_once_whichever_page_hears_of_it(desk, stepped_out, ways):
    number, row = stepped_out(paid=False)
    brought(desk, row, "15.00")
    brought(desk, row, "5.00")
    brought(desk, row, "3.00")
    assert [each.minor for each, *_rest in desk.get("/desk/money/bank").context["back"]] == [1500, 500, 300]
    for way in ways:
        way(desk, number, row)
        assert queries.sums_of([row.id])[row.id].kept == 0
    brought(desk, row, "-23.00")
    brought(desk, row, "-5.00")
    assert [each.how for each in BankMatch.objects.order_by("id")] == ["person"] * 3 + ["confirmed"]
    assert queries.balances()["deposits", "EUR"] == 0


def test_the_nightly_look_names_money_of_an_order_that_is_over_and_is_not_on_its_way_back(stepped_out):
    _number, row = stepped_out(paid=True)
    assert books.differences(actions.reconcile(at=NOON)) == []
    ask = actions.Ask(row.about, "balance", "transfer", 500, "EUR", "p_x", "order:x:1:0")
    actions.settle(payments=actions.ask_payments(asks=[ask], at=NOON).values(), by=None, at=NOON)
    found = books.differences(actions.reconcile(at=NOON))
    assert [(gap.kind, gap.about, gap.expected, gap.found) for gap in found] == [("order", row.about, 0, 500)]


def test_a_line_of_the_bank_that_left_finds_the_refund_it_is(desk, stepped_out):
    number, row = stepped_out(paid=True)
    brought(desk, row, "-19.00")
    assert not BankMatch.objects.exists()
    brought(desk, row, "-20.00")
    assert BankMatch.objects.get().how == "person"
    assert "Nothing is to be sent." in desk.get("/desk/money/bank").content.decode()
    gone_by_order_page(desk, number, row)
    assert queries.balances()["deposits", "EUR"] == 0


def test_two_parts_of_one_size_that_left_are_two_lines(desk, house):
    row = asked()
    actions.record_transfer(payment=row.id, by=house.member, at=NOON)
    for key in "ab":
        actions.refund_part(payment=row.id, minor=500, key=key, why="", by=house.member, at=NOON)
    for _ in range(3):
        brought(desk, row, "-5.00")
    assert [each.how for each in BankMatch.objects.all()] == ["person", "person"]
    assert queries.balances()["deposits", "EUR"] == -1000


def test_the_trial_balance_is_even_and_leads_to_every_cent(desk, house):
    row = asked(provider="sandbox")
    actions.start(payment=row.id, at=NOON)
    page = desk.get("/desk/money").content.decode()
    assert page.count("€20.00") == 4
    of = books.trial()[0][0]
    assert row.about in desk.get(f"/desk/money/accounts/{of.id}").content.decode()
    assert "money came" in desk.get(f"/desk/money/about/{row.about}").content.decode()
    assert desk.get("/desk/money/about/nonsense").status_code == 404


def test_looking_now_names_what_does_not_fit(desk):
    bring(desk, "2026-11-09;20.00;EUR;who am I;y")
    said = desk.post("/desk/money/look", follow=True).content.decode()
    assert "money on the account that nobody has explained" in said
    assert "€20.00" in said


def test_a_voucher_is_given_once_and_its_code_told(desk):
    key = desk.get("/desk/money/cards").context["form"]["key"].value()
    form = {"amount": "25.00", "currency": "eur", "why": "late box", "ends": "", "key": key}
    for _ in range(2):
        said = desk.post("/desk/money/cards", form, follow=True).content.decode()
    assert code_of(Voucher.objects.get()) in said
    assert desk.post("/desk/money/cards", form | {"amount": "x"}).status_code == 422
    assert queries.balances() == {("goodwill", "EUR"): 2500, ("vouchers", "EUR"): -2500}


@pytest.mark.parametrize(
    "address",
    ["", "/bank", "/cards", "/statements", "/accounts/1", "/about/orders.order:1", "/campaigns/1"],
)
def test_fans_see_none_of_it(house, address):
    client = Client()
    client.force_login(fan("curious"))
    assert client.get(f"/desk/money{address}").status_code == 403
