"""Services: renewed and charged once a period, ended with one click, taken back to nothing when unpaid; repairs."""

from datetime import date, timedelta
from random import Random

import pytest

from fanloop.foundation import bus, clock
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.people.fans.actions import erase
from fanloop.people.fans.queries import inbox
from fanloop.people.fans.rules.mailing import family_of
from fanloop.selling.orders.actions import Refused
from fanloop.selling.orders.actions.papers import credit, invoice_service, invoice_services, name_issuer
from fanloop.selling.orders.actions.repairs import answer_quote, ask_repair, finish_repair, quote_repair
from fanloop.selling.orders.actions.services import (
    end_service,
    end_unpaid,
    offer_service,
    pay_for,
    recognise_over,
    renew,
    take_service,
)
from fanloop.selling.orders.models import Paper
from fanloop.selling.orders.models.services import Contract, Period
from fanloop.selling.orders.queries.papers import content, subject_of
from fanloop.selling.orders.queries.returns import clock_of
from fanloop.selling.orders.queries.revenue import gaps
from fanloop.selling.orders.queries.services import contract, contracts, export, mending, units_of
from fanloop.selling.orders.rules.papers import as_json, from_json
from fanloop.selling.payments import actions as payments
from fanloop.selling.payments import queries as money
from fanloop.selling.payments.models import Payment, Refund
from fanloop.selling.payments.queries.books import earned_sums
from fanloop.site.notices import said
from tests.selling.orders.test_papers import FIRM
from tests.selling.orders.way import sent
from tests.selling.world import NOON, fan, shop

GOOD, LATER = "4242424242424242", "4000000000000341"
YEAR = timedelta(days=366)


@pytest.fixture
def house(db):
    clock.run_from(NOON)
    yield shop()
    clock._offset = timedelta()


def monthly(house, *, kind="subscription", months=1):
    return offer_service(
        code=f"{kind}-{months}", kind=kind, name={"en": "Light plans"}, words={"en": "A new plan each month."},
        market=house.eu, minor=490, months=months, by=house.member, at=NOON,
    )  # fmt: skip


def taken(house, card=GOOD, who=None):
    """A subscription whose first month was paid with a card that was kept."""
    who = who or fan()
    row = take_service(service=monthly(house), fan=who, unit=None, key=f"k{who.id}", at=NOON)
    about = f"orders.period:{Period.objects.get(contract=row).id}"
    id_ = pay_for(about=about, fan=who, currency="EUR", provider="playcard", at=NOON)
    payments.begin(payment=id_, return_url="http://here", at=NOON)
    payments.show_card(reference=Payment.objects.get(id=id_).reference, card=card, at=NOON)
    payments.look(payment=id_, at=NOON)
    bus.drain()
    return row


def day_passes(at):
    """What the worker does in the night."""
    renew(at=at)
    end_unpaid(at=at)
    recognise_over(at=at)
    for id_ in payments.collect_due(at=at):
        payments.charge(payment=id_, at=at)
    bus.drain()


def paid_of(row):
    ids = list(Period.objects.filter(contract=row).order_by("position").values_list("id", flat=True))
    came = money.paid([f"orders.period:{id_}" for id_ in ids])
    return [came[f"orders.period:{id_}"] for id_ in ids]


def test_a_clock_that_jumps_charges_each_period_exactly_once(house):
    row, draw = taken(house), Random(3)
    days = [draw.randrange(200) for _ in range(8)]
    for day in [*days, 200]:
        day_passes(NOON + timedelta(days=day))
    assert paid_of(row) == [490] * 7
    assert Payment.objects.count() == 7
    assert set(money.balances_of_currencies().values()) <= {0}


def test_a_card_that_fails_ends_the_service_after_seven_days(house):
    row = taken(house, LATER)
    for hour in range(0, 24 * 9, 12):
        at = NOON + timedelta(days=30, hours=hour)
        day_passes(at)
        for id_ in Payment.objects.values_list("id", flat=True):
            payments.charge(payment=id_, at=at)
        bus.drain()
    assert paid_of(row) == [490, 0]
    now = contract(row.number, viewer=SYSTEM)
    assert now.end.ends_on == date(2026, 12, 9)
    assert [each.kind for each in inbox(Viewer(fan_id=row.fan_id))].count("service_ended") == 1
    day_passes(NOON + timedelta(days=90))
    assert len(paid_of(row)) == 2


def test_ended_with_one_click_it_goes_on_until_the_paid_period_is_over(house):
    row = taken(house)
    end = end_service(contract=row, by=row.fan, at=NOON + timedelta(days=3))
    assert end_service(contract=row, by=row.fan, at=NOON + timedelta(days=9)) == end
    assert end.ends_on == date(2026, 12, 9)
    day_passes(NOON + YEAR)
    assert paid_of(row) == [490]


def test_what_is_never_paid_ends_after_fourteen_days_and_owes_nothing(house):
    row = take_service(service=monthly(house), fan=fan(), unit=None, key="k", at=NOON)
    day_passes(NOON + timedelta(days=13))
    assert contract(row.number, viewer=SYSTEM).end is None
    day_passes(NOON + timedelta(days=15))
    now = contract(row.number, viewer=SYSTEM)
    assert now.end.ends_on == now.row.begins
    assert now.unpaid is None


def test_a_period_becomes_income_when_it_is_over(house):
    taken(house)
    day_passes(NOON + timedelta(days=20))
    assert ("revenue", "EUR") not in money.balances()
    for _ in range(2):
        recognise_over(at=NOON + timedelta(days=31))
    assert money.balances()["revenue", "EUR"] == -412
    assert money.balances()["tax", "EUR"] == -78
    assert set(money.balances_of_currencies().values()) <= {0}


def test_a_price_that_rises_does_not_rise_for_who_has_it(house):
    row = taken(house)
    offer_service(
        code="subscription-1", kind="subscription", name={"en": "x"}, words={"en": "x"}, market=house.eu,
        minor=990, months=1, by=None, at=NOON,
    )  # fmt: skip
    day_passes(NOON + timedelta(days=31))
    assert paid_of(row) == [490, 490]


def test_nobody_has_a_service_twice_and_a_form_sent_twice_is_one(house):
    who, offer = fan(), monthly(house)
    first = take_service(service=offer, fan=who, unit=None, key="a", at=NOON)
    assert take_service(service=offer, fan=who, unit=None, key="a", at=NOON) == first
    with pytest.raises(Refused, match="already"):
        take_service(service=offer, fan=who, unit=None, key="b", at=NOON)
    assert Contract.objects.count() == 1


def test_a_longer_warranty_is_bound_to_a_unit_and_begins_where_ours_ends(house):
    order, _way = sent(house)
    (unit,) = units_of(order.fan_id)
    offer = monthly(house, kind="warranty", months=24)
    with pytest.raises(Refused, match="your own"):
        take_service(service=offer, fan=fan(), unit=unit, key="no", at=NOON)
    row = take_service(service=offer, fan=order.fan, unit=unit, key="yes", at=NOON)
    assert row.unit == unit.unit
    assert row.begins == clock_of(order).warranty_until + timedelta(days=1)
    renew(at=NOON + 9 * YEAR)
    assert Period.objects.filter(contract=row).count() == 1


def test_a_repair_is_quoted_accepted_paid_and_done(house):
    order, _way = sent(house)
    (unit,) = units_of(order.fan_id)
    row = ask_repair(unit=unit, fan=order.fan, words="It hums.", at=NOON)
    assert ask_repair(unit=unit, fan=order.fan, words="Still.", at=NOON) == row
    quote = quote_repair(repair=row, minor=3_900, words="A new driver.", by=house.member, at=NOON)
    with pytest.raises(Refused):
        finish_repair(repair=row, by=house.member, at=NOON)
    answer_quote(repair=row, accepts=True, by=order.fan, at=NOON)
    answer_quote(repair=row, accepts=True, by=order.fan, at=NOON)
    with pytest.raises(Refused, match="paid"):
        finish_repair(repair=row, by=house.member, at=NOON)
    for _twice in range(2):
        pay_for(about=f"orders.quote:{quote.id}", fan=order.fan, currency="EUR", provider="sandbox", at=NOON)
    assert finish_repair(repair=row, by=house.member, at=NOON)
    assert not finish_repair(repair=row, by=house.member, at=NOON)
    assert mending([row])[0].state == "done"
    about = f"orders.quote:{quote.id}"
    assert earned_sums([about]) == {about: (3_900, quote.tax_minor)}
    assert set(money.balances_of_currencies().values()) <= {0}


def test_a_quote_is_answered_once_and_by_its_fan(house):
    order, _way = sent(house)
    row = ask_repair(unit=units_of(order.fan_id)[0], fan=order.fan, words="It hums.", at=NOON)
    quote_repair(repair=row, minor=0, words="We stand behind it.", by=house.member, at=NOON)
    with pytest.raises(Refused):
        answer_quote(repair=row, accepts=True, by=fan(), at=NOON)
    answer_quote(repair=row, accepts=False, by=order.fan, at=NOON)
    with pytest.raises(Refused):
        answer_quote(repair=row, accepts=True, by=order.fan, at=NOON)


def test_who_is_forgotten_is_charged_no_more(house):
    row = taken(house)
    erase(fan=row.fan, by=row.fan, at=NOON + timedelta(days=2))
    bus.drain()
    day_passes(NOON + timedelta(days=70))
    assert paid_of(row) == [490]
    assert contracts(SYSTEM)[0].end


def test_who_owes_for_a_service_reads_of_the_service_and_of_no_place_in_line(house):
    row = taken(house, LATER)
    day_passes(NOON + timedelta(days=30))
    for id_ in Payment.objects.values_list("id", flat=True):
        payments.charge(payment=id_, at=NOON + timedelta(days=30))
    for day in (27, 33, 40):
        payments.remind(at=NOON + timedelta(days=day))
    kinds = [each.kind for each in inbox(Viewer(fan_id=row.fan_id))]
    assert {"service_charge_failed", "service_due_soon"} & set(kinds)
    assert not [kind for kind in kinds if kind.startswith("order_")]
    assert family_of("service_due_last") == family_of("repair_charge_failed") == "always"
    for notice in inbox(Viewer(fan_id=row.fan_id)):
        assert "place" not in said(notice).text


def papers_of(kind):
    return list(Paper.objects.filter(kind=kind).order_by("id"))


def test_a_paid_period_has_its_invoice_and_what_goes_back_its_credit_note(house):
    name_issuer(party=FIRM, by=house.member, at=NOON)
    row = taken(house)
    [paper] = papers_of("invoice")
    said = content(paper)
    assert (paper.number, paper.gross_minor, paper.tax_minor) == (f"INV-{NOON.year}-00001", 490, 78)
    assert (said.about, said.order_number, said.paid, said.left) == ("service", row.number, 490, 0)
    assert said.served == (date(2026, 11, 9), date(2026, 12, 8))
    assert from_json(as_json(said)) == said
    assert [each["papers"] for each in export(row.fan_id)] == [[paper.number]]
    assert invoice_service(about=subject_of(paper).about, at=NOON) == paper
    payment = Payment.objects.get()
    payments.refund_part(payment=payment.id, minor=200, key="kind", why="", by=None, at=NOON)
    payments.send_refund(refund=Refund.objects.get().id, at=NOON)
    bus.drain()
    [note] = papers_of("credit_note")
    assert (note.gross_minor, note.corrects_id, note.number) == (200, paper.id, f"CN-{NOON.year}-00001")
    recognise_over(at=NOON + timedelta(days=31))
    assert earned_sums()[subject_of(paper).about] == (290, paper.tax_minor - note.tax_minor)
    credit(paper=paper, items=None, why="a gift", by=house.member, at=NOON, key="rest")
    assert earned_sums()[subject_of(paper).about][0] == 0
    assert gaps() == []


def test_what_was_paid_before_anybody_issued_papers_has_its_invoice_later(house):
    taken(house)
    take_service(service=monthly(house), fan=fan(), unit=None, key="never paid", at=NOON)
    assert (invoice_services(at=NOON), papers_of("invoice")) == (0, [])
    name_issuer(party=FIRM, by=house.member, at=NOON)
    assert [invoice_services(at=NOON) for _twice in range(2)] == [1, 0]


def test_a_period_nobody_paid_has_no_invoice(house):
    name_issuer(party=FIRM, by=house.member, at=NOON)
    row = take_service(service=monthly(house), fan=fan(), unit=None, key="k", at=NOON)
    assert invoice_service(about=f"orders.period:{Period.objects.get(contract=row).id}", at=NOON) is None
    day_passes(NOON + timedelta(days=15))
    assert papers_of("invoice") == []


def test_a_repair_that_is_done_has_its_invoice_with_the_address_of_its_order(house):
    name_issuer(party=FIRM, by=house.member, at=NOON)
    order, _way = sent(house)
    row = ask_repair(unit=units_of(order.fan_id)[0], fan=order.fan, words="It hums.", at=NOON)
    quote = quote_repair(repair=row, minor=3_900, words="A new driver.", by=house.member, at=NOON)
    answer_quote(repair=row, accepts=True, by=order.fan, at=NOON)
    pay_for(about=f"orders.quote:{quote.id}", fan=order.fan, currency="EUR", provider="sandbox", at=NOON)
    bus.drain()
    assert len(papers_of("invoice")) == 1
    finish_repair(repair=row, by=house.member, at=NOON)
    paper = papers_of("invoice")[-1]
    said = content(paper)
    assert (said.about, said.order_number, said.buyer.city) == ("repair", row.number, "Berlin")
    assert (paper.gross_minor, paper.tax_minor) == (3_900, quote.tax_minor)
    assert paper.place == 2
    assert gaps() == []
