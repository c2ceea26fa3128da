"""The way back: fourteen days, what is owed for a unit as it is, replacements that cost nothing, cases from voices."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation import bus, trail
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.people.fans.actions import erase
from fanloop.people.fans.queries import export, inbox
from fanloop.people.markets.actions import drop_holiday, fill_holidays, keep_holidays
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries
from fanloop.selling.orders.models import Address, Gift, Return
from fanloop.selling.orders.queries.logistics import free_units, way
from fanloop.selling.orders.queries.paid import gaps
from fanloop.selling.orders.queries.returns import cases_of, clock_of, instead_of, replacements, returns_of
from fanloop.selling.orders.queries.revenue import gaps as revenue_gaps
from fanloop.selling.orders.rules.returns import (
    CONDITIONS,
    REASONS,
    WHOLE_BP,
    gives_sending_back,
    refund_minor,
    share_bp,
    warranty_until,
    withdraw_until,
)
from fanloop.selling.payments.queries import balances
from fanloop.selling.stock.models import Pool
from fanloop.things.devices import queries as devices
from tests.selling.orders.way import LATER, paid_order, sent, serials_of, state, units
from tests.selling.world import shop

STAFF = Viewer(fan_id=1, permissions=frozenset({"orders.see"}))
BERLIN = "Europe/Berlin"
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, st.sampled_from([BERLIN, "America/Los_Angeles", "Asia/Shanghai"]))
def test_a_buyer_has_fourteen_whole_days_and_never_loses_a_weekend(delivered, zone):
    end = withdraw_until(delivered, time_zone=zone)
    came = delivered.astimezone(ZoneInfo(zone)).date()
    last = (end - timedelta(seconds=1)).date()
    assert end.time().isoformat() == "00:00:00"
    assert timedelta(14) <= last - came <= timedelta(16)
    assert last.weekday() < 5


@given(moments, st.frozensets(st.dates(date(2020, 1, 1), date(2020, 3, 1)), max_size=30))
def test_the_fourteen_days_end_on_the_first_working_day_that_is_not_before_the_fourteenth(delivered, free):
    came = delivered.astimezone(ZoneInfo(BERLIN)).date()
    free = {came + (day - date(2020, 1, 1)) for day in free}
    last = (withdraw_until(delivered, time_zone=BERLIN, holidays=free) - timedelta(seconds=1)).date()
    skipped = [came + timedelta(14 + n) for n in range((last - came).days - 14)]
    assert last.weekday() < 5
    assert last not in free
    assert last - came >= timedelta(14)
    assert all(day.weekday() >= 5 or day in free for day in skipped)
    assert last >= (withdraw_until(delivered, time_zone=BERLIN) - timedelta(seconds=1)).date()


@given(st.integers(1, 5), st.lists(st.sampled_from(REASONS), max_size=6))
def test_sending_is_paid_back_with_all_of_an_order_and_never_with_a_part(pieces, back):
    assert gives_sending_back(pieces, back) == (len(back) >= pieces and "warranty" not in back)
    assert not gives_sending_back(pieces, back[: pieces - 1])


@given(moments)
def test_the_warranty_ends_on_the_same_day_two_years_later_or_the_last_of_its_month(delivered):
    came = delivered.astimezone(ZoneInfo(BERLIN)).date()
    end = warranty_until(delivered, time_zone=BERLIN)
    assert (end.year, end.month) == (came.year + 2, came.month)
    assert end.day == came.day or (came.day == 29 and end == date(came.year + 2, 2, 28))


@given(st.integers(1, 10**9), st.sampled_from(REASONS), st.sampled_from(CONDITIONS))
def test_a_refund_is_never_more_than_the_price_and_whole_where_the_fault_is_ours(price, reason, condition):
    share = share_bp(reason, condition)
    back = refund_minor(price, share)
    assert 0 <= back <= price
    assert back * WHOLE_BP >= price * share
    assert share == WHOLE_BP or reason == "withdrawal"


@pytest.fixture
def house(db):
    return shop(pool=40)


def inspect(house, order, back, condition, **more):
    items = [each.item.id for each in returns_of([order.id])[order.id][0].items]
    findings = {item: orders.Finding(condition, **more) for item in items}
    owed = orders.inspect_return(back=back, findings=findings, by=house.member, at=LATER)
    bus.drain()
    return owed


def send_back(order, units, reason="withdrawal", at=LATER):
    return orders.open_return(
        order=order, units=[unit.id for unit in units], reason=reason, words="too bright", by=None, at=at
    )


def test_as_new_goes_on_the_shelf_and_every_cent_goes_back(house):
    order, way_ = sent(house)
    back = send_back(order, way_.units)
    assert back.number == f"{order.number}-R1"
    assert send_back(order, way_.units).id == back.id
    assert inspect(house, order, back, "as_new") == 12_900
    assert inspect(house, order, back, "damaged") == 0
    assert (state(order), free_units()) == ("refunded", {house.oak.id: 1})
    assert {account: amount for account, amount in balances().items() if amount} == {}


def test_a_used_unit_is_worth_less_and_never_leaves_again(house):
    order, way_ = sent(house)
    assert inspect(house, order, send_back(order, way_.units), "used") == 10_320
    assert state(order) == "refunded"
    assert free_units() == {}
    assert devices.made() == {}
    assert queries.order(order.number, viewer=SYSTEM).paid_minor == 2_580


def test_a_person_may_be_kinder_than_the_rule_but_not_harder(house):
    order, way_ = sent(house, quantity=2)
    kind, hard = (send_back(order, [unit]) for unit in way_.units)
    items = {back.row.id: back.items[0].item.id for back in returns_of([order.id])[order.id]}
    for back, share, owed in ((kind, 9_000, 11_610), (hard, 10, 10_320)):
        finding = {items[back.id]: orders.Finding("used", share=share)}
        assert orders.inspect_return(back=back, findings=finding, by=house.member, at=LATER) == owed


def test_one_piece_of_two_comes_back_and_the_order_stands(house):
    order, way_ = sent(house, quantity=2)
    assert inspect(house, order, send_back(order, way_.units[:1]), "as_new") == 12_900
    assert state(order) == "delivered"
    with pytest.raises(orders.Refused, match="on its way back already"):
        send_back(order, way_.units)


def test_after_fourteen_days_only_a_fault_brings_it_back(house):
    order, way_ = sent(house)
    late = clock_of(order).withdraw_until
    assert late == datetime(2026, 11, 24, tzinfo=ZoneInfo(BERLIN))
    with pytest.raises(orders.Refused, match="fourteen days are over"):
        send_back(order, way_.units, at=late)
    assert send_back(order, way_.units, "broken", at=late).reason == "broken"


def test_days_that_would_end_on_a_holiday_end_on_the_next_working_day(house):
    order, _way = sent(house)
    fill_holidays(market=house.eu, country="DE", region="", year=2026, at=LATER)
    keep_holidays(market=house.eu, days={date(2026, 11, 23): "Day of the lamp"}, at=LATER)
    assert clock_of(order).withdraw_until == datetime(2026, 11, 25, tzinfo=ZoneInfo(BERLIN))
    drop_holiday(market=house.eu, day=date(2026, 11, 23), at=LATER)
    assert clock_of(order).withdraw_until == datetime(2026, 11, 24, tzinfo=ZoneInfo(BERLIN))


def test_the_unit_of_another_order_cannot_be_sent_back(house):
    order, _way = sent(house)
    _other, theirs = sent(house)
    with pytest.raises(orders.Refused, match="Choose what"):
        send_back(order, theirs.units)
    with pytest.raises(orders.Refused, match="Choose what"):
        send_back(order, [])


def test_a_broken_one_is_replaced_by_an_order_that_costs_nothing(house):
    order, way_ = sent(house)
    new = orders.replace(shipped=way_.units[0], by=house.member, at=LATER)
    assert orders.replace(shipped=way_.units[0], by=house.member, at=LATER).id == new.id
    assert (new.total_minor, state(new), state(order)) == (0, "paid", "replaced")
    assert instead_of(new).id == order.id
    assert Address.objects.get(order=new).city == "Berlin"
    assert trail.causes_of(f"orders.order:{new.id}").nodes[1].ref == f"orders.order:{order.id}"
    assert queries.totals([order.book_id]) == {order.book_id: (1, 1)}
    units(house.oak, 1)
    assert orders.allocate(by=house.member, at=LATER).orders == 1


def test_a_cancelled_replacement_frees_nobodys_place(house):
    _order, way_ = sent(house)
    new = orders.replace(shipped=way_.units[0], by=house.member, at=LATER)
    orders.cancel(order=new, by=None, at=LATER)
    assert Pool.objects.get(id=house.offers[0].pool_id).remaining == 39


def test_a_case_rests_on_a_voice_and_ends_once(house):
    order, way_ = sent(house)
    case = orders.open_case(shipped=way_.units[0], voice="voices.voice:7", by=None, at=LATER)
    assert orders.open_case(shipped=way_.units[0], voice="voices.voice:7", by=None, at=LATER) == case
    assert [arrow.cause for arrow in trail.causes_of(f"orders.warranty_case:{case.id}").arrows] == [
        "voices.voice:7"
    ]
    with pytest.raises(orders.Refused, match="Say why"):
        orders.end_case(case=case, how="declined", words="", by=house.member, at=LATER)
    orders.end_case(case=case, how="replaced", words="", by=house.member, at=LATER)
    orders.end_case(case=case, how="refunded", words="", by=house.member, at=LATER)
    [found] = cases_of([order.id])[order.id]
    assert (found.end.how, found.replacement.total_minor) == ("replaced", 0)


def case_of(way_, voice=7):
    return orders.open_case(shipped=way_.units[0], voice=f"voices.voice:{voice}", by=None, at=LATER)


def paid_back(order):
    bus.drain()
    return queries.order(order.number, viewer=STAFF).paid_minor


def test_a_case_pays_back_once_by_the_way_it_was_paid_and_the_books_agree(house):
    order, way_ = sent(house, quantity=2)
    first, second = case_of(way_), case_of(way_, 8)
    for _again in range(2):
        end = orders.end_case(case=first, how="refunded", words="dim", minor=2_900, by=house.member, at=LATER)
        assert end.minor == 2_900
    assert paid_back(order) == 25_800 - 2_900
    with pytest.raises(orders.Refused, match=r"100\.00"):
        orders.end_case(case=second, how="refunded", words="", minor=10_001, by=house.member, at=LATER)
    assert orders.end_case(case=second, how="refunded", words="", by=house.member, at=LATER).minor == 10_000
    assert paid_back(order) == 12_900
    assert (state(order), revenue_gaps(), gaps()) == ("delivered", [], [])
    assert [line.kind for line in inbox(Viewer(fan_id=order.fan_id))][:2] == ["order_case_refunded"] * 2


def test_what_a_case_paid_back_is_not_paid_again_for_the_return(house):
    order, way_ = sent(house)
    orders.end_case(case=case_of(way_), how="refunded", words="", minor=2_900, by=house.member, at=LATER)
    back = orders.open_return(
        order=order, units=[way_.units[0].id], reason="withdrawal", words="", by=None, at=LATER
    )
    found = {returns_of([order.id])[order.id][0].items[0].item.id: orders.Finding("as_new")}
    assert orders.inspect_return(back=back, findings=found, by=house.member, at=LATER) == 10_000
    assert paid_back(order) == 0
    assert (state(order), revenue_gaps(), gaps()) == ("refunded", [], [])


def test_a_piece_that_came_for_nothing_is_paid_back_where_the_first_was_paid(house):
    order, way_ = sent(house)
    orders.end_case(case=case_of(way_), how="replaced", words="", by=house.member, at=LATER)
    with pytest.raises(orders.Refused, match="Another piece"):
        orders.end_case(case=case_of(way_, 9), how="refunded", words="", by=house.member, at=LATER)
    new = replacement_sent(house, order)
    orders.end_case(case=case_of(way(new), 8), how="refunded", words="", by=house.member, at=LATER)
    assert paid_back(order) == 0
    back = send_back(new, way(new).units, "broken")
    assert inspect(house, new, back, "damaged") == 0
    assert (state(new), revenue_gaps(), gaps()) == ("returned", [], [])


def replacement_sent(house, order):
    """The order that replaces the first piece of another, with its fan."""
    new = replacements([order.id])[order.id][0].order
    made = units(house.oak, 1)
    orders.allocate(by=house.member, at=LATER)
    orders.pick(orders=[new.id], by=house.member, at=LATER)
    box = orders.ship(
        order=new, carrier="post", tracking="N", serials=serials_of(made), by=house.member, at=LATER
    )
    orders.deliver(shipment=box, by=house.member, at=LATER)
    bus.drain()
    return new


def test_a_piece_that_came_for_nothing_is_worth_what_is_left_of_the_first(house):
    order, way_ = sent(house)
    orders.end_case(case=case_of(way_), how="refunded", words="", minor=2_900, by=house.member, at=LATER)
    orders.end_case(case=case_of(way_, 8), how="replaced", words="", by=house.member, at=LATER)
    new = replacement_sent(house, order)
    assert inspect(house, new, send_back(new, way(new).units, "broken"), "damaged") == 10_000
    assert (paid_back(order), state(new), revenue_gaps(), gaps()) == (0, "refunded", [], [])
    assert {account: amount for account, amount in balances().items() if amount} == {}
    with pytest.raises(orders.Refused, match="went back already"):
        orders.replace(shipped=way(new).units[0], by=house.member, at=LATER)


def test_a_unit_whose_money_went_back_is_not_replaced_as_well(house):
    order, way_ = sent(house, quantity=2)
    orders.end_case(case=case_of(way_), how="refunded", words="", by=house.member, at=LATER)
    with pytest.raises(orders.Refused, match="went back already"):
        orders.end_case(case=case_of(way_, 8), how="replaced", words="", by=house.member, at=LATER)
    open_ = orders.open_case(shipped=way_.units[1], voice="voices.voice:7", by=None, at=LATER)
    inspect(house, order, send_back(order, way_.units[1:]), "used")
    with pytest.raises(orders.Refused, match="came back"):
        orders.open_case(shipped=way(order).units[1], voice="voices.voice:8", by=None, at=LATER)
    with pytest.raises(orders.Refused, match="came back"):
        orders.end_case(case=open_, how="replaced", words="", by=house.member, at=LATER)
    with pytest.raises(orders.Refused, match="went back already"):
        orders.replace(shipped=way_.units[1], by=house.member, at=LATER)
    assert replacements([order.id])[order.id] == []


def test_the_other_ends_of_a_case_are_told_too(house):
    order, way_ = sent(house)
    orders.end_case(case=case_of(way_), how="repaired", words="a new screw", by=house.member, at=LATER)
    orders.end_case(case=case_of(way_, 8), how="declined", words="water", by=house.member, at=LATER)
    kinds = [line.kind for line in inbox(Viewer(fan_id=order.fan_id))]
    assert kinds[:2] == ["order_case_declined", "order_case_repaired"]
    assert paid_back(order) == 12_900


def test_a_case_is_not_opened_after_two_years(house):
    _order, way_ = sent(house)
    with pytest.raises(orders.Refused, match="warranty"):
        orders.open_case(
            shipped=way_.units[0], voice="voices.voice:7", by=None, at=LATER + timedelta(days=740)
        )


def test_who_is_erased_leaves_no_address_and_takes_it_along_before(house):
    order = paid_order(house)
    orders.set_gift(order=order, words="For Ada", by=None, at=LATER)
    mira = order.fan
    assert "Torstr. 1" in str(export(Viewer(fan_id=mira.id))["deliveries"])
    erase(fan=mira, by=mira, at=LATER)
    bus.drain()
    assert not Address.objects.exists()
    assert not Gift.objects.exists()
    assert not Return.objects.exclude(words="—").exclude(words="").exists()
    assert way(order).delivery is None
