"""Money that is due: reminders, the ladder of a saved card, and what happens when it ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation import bus, clock
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.people.fans.queries import inbox
from fanloop.selling.campaigns.actions import preorder
from fanloop.selling.campaigns.actions.promising import move_packing, move_promise
from fanloop.selling.campaigns.models import Campaign
from fanloop.selling.campaigns.queries import offers
from fanloop.selling.campaigns.queries.promises import promise_of
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.actions import cancel as leave_order
from fanloop.selling.orders.actions import end_behind
from fanloop.selling.payments import actions, queries
from fanloop.selling.payments.models import Attempt, HookEvent, Reminder
from fanloop.selling.payments.queries import books
from fanloop.selling.payments.rules.dunning import LAST, STEPS, next_step
from fanloop.selling.payments.rules.ladder import PATIENCE, STEP, rung
from fanloop.selling.payments.rules.plans import NOTICE, Row, missing, moved, surplus
from tests.selling.world import NOON, fan, shop

DUE = NOON.replace(year=2027, month=2, day=1)
GOOD, LATER = "4242424242424242", "4000000000000341"


@given(st.lists(st.integers(0, 400), max_size=60))
def test_a_card_is_tried_at_most_four_times_in_seven_days_and_never_twice_in_two(hours):
    tried = []
    for hour in sorted(hours):
        now = NOON + timedelta(hours=hour)
        said = rung(tried, now=now)
        if said == "try":
            assert not tried or now - tried[-1] >= STEP
            tried.append(now)
        elif tried and now - tried[0] >= PATIENCE:
            assert said == "over"
    assert len(tried) <= 4


@given(st.lists(st.integers(-10, 30), unique=True))
def test_each_reminder_goes_once_and_never_an_earlier_one_after_a_later(days):
    sent = []
    for day in sorted(days):
        step = next_step(DUE.date(), today=DUE.date() + timedelta(days=day), sent=sent)
        if step:
            assert not sent or step > sent[-1]
            assert day >= STEPS[step - 1].days
            sent.append(step)
    assert sent == sorted(set(sent))
    assert not sent or sent[-1] <= LAST


@given(st.lists(st.integers(1, 500), max_size=5), st.integers(0, 3000))
def test_what_came_and_what_is_missing_are_the_plan_and_the_rest_is_surplus(minors, paid):
    rows = [Row(place, minor, None) for place, minor in enumerate(minors)]
    open_ = sum(minor for _row, minor in missing(rows, paid))
    assert paid + open_ == sum(minors) + surplus(rows, paid)
    assert not (open_ and surplus(rows, paid))


@pytest.fixture
def house(db):
    clock.run_from(NOON)
    yield shop()
    clock._offset = timedelta()


def ordered(house, card, name="mira.k"):
    """An order whose deposit was paid with a card that was kept for the balance."""
    order = preorder(
        offer=house.offers[0], fan=fan(name), quantity=1, at=NOON, key=f"k:{name}", provider="playcard"
    )
    (row,) = [
        each.payment for each in queries.payments([f"orders.order:{order.id}"])[f"orders.order:{order.id}"]
    ]
    actions.begin(payment=row.id, return_url="http://here", at=NOON)
    actions.show_card(reference=row.reference, card=card, at=NOON)
    actions.look(payment=row.id, at=NOON)
    bus.drain()
    return order


def sheet(order):
    return orders.order(order.number, viewer=SYSTEM)


def collect(at):
    for id_ in actions.collect_due(at=at):
        actions.charge(payment=id_, at=at)
    bus.drain()


def letters(order, kind):
    return [each for each in inbox(Viewer(fan_id=order.fan_id)) if each.kind == kind]


def test_a_balance_is_taken_on_its_day_and_once(house):
    order = ordered(house, GOOD)
    collect(DUE - timedelta(days=1))
    assert sheet(order).state == "deposit_paid"
    for _ in range(3):
        collect(DUE)
    assert sheet(order).state == "paid"
    assert sheet(order).paid_minor == sheet(order).order.total_minor


def test_a_card_that_fails_is_tried_every_two_days_and_then_the_place_is_free(house):
    order = ordered(house, LATER)
    for hour in range(0, 24 * 8, 12):
        at = DUE + timedelta(hours=hour)
        collect(at) if hour == 0 else actions.climb(at=at)
        for row in queries.payments([f"orders.order:{order.id}"])[f"orders.order:{order.id}"]:
            if row.state == "asked":
                actions.charge(payment=row.payment.id, at=at)
        bus.drain()
    tries = Attempt.objects.filter(action="charge")
    assert [(each.at - DUE).days for each in tries] == [0, 2, 4, 6]
    assert {each.why for each in tries} == {"card_declined"}
    assert len(letters(order, "order_charge_failed")) == 4
    assert sheet(order).state == "cancelled"
    refund = queries.Refund.objects.get()
    actions.send_refund(refund=refund.id, at=DUE)
    assert sheet(order).paid_minor == 0
    assert set(queries.balances().values()) == {0}


def test_a_fan_can_pay_by_hand_while_the_ladder_runs_and_nothing_is_taken_twice(house):
    order = ordered(house, LATER)
    collect(DUE)
    about = f"orders.order:{order.id}"
    balance = queries.payments([about])[about][-1].payment
    actions.begin(payment=balance.id, return_url="http://here", at=DUE + timedelta(days=2))
    actions.charge(payment=balance.id, at=DUE + timedelta(days=2))
    assert Attempt.objects.filter(action="charge").count() == 1
    actions.show_card(reference=balance.reference, card=GOOD, at=DUE)
    actions.look(payment=balance.id, at=DUE)
    bus.drain()
    assert sheet(order).state == "paid"


def test_three_letters_go_and_a_cancelled_order_hears_nothing(house):
    kept = preorder(offer=house.offers[0], fan=fan("leo"), quantity=1, at=NOON, key="k1", provider="sandbox")
    gone = preorder(offer=house.offers[0], fan=fan("tomo"), quantity=1, at=NOON, key="k2", provider="sandbox")
    from fanloop.selling.orders.actions import cancel

    bus.drain()
    cancel(order=gone, by=None, at=NOON)
    for day in range(-5, 15):
        for _ in range(2):
            actions.remind(at=DUE + timedelta(days=day))
    assert Reminder.objects.count() == 3
    for kind in ("order_due_soon", "order_due", "order_due_last"):
        assert len(letters(kept, kind)) == 1
        assert letters(gone, kind) == []


def test_a_balance_that_never_comes_ends_the_order_as_its_last_letter_said(house):
    kept, late = (
        preorder(offer=house.offers[0], fan=fan(), quantity=1, at=NOON, key=key, provider="sandbox")
        for key in ("kept", "late")
    )
    tried = ordered(house, LATER)
    for day in range(-3, 13):
        actions.remind(at=DUE + timedelta(days=day))
    collect(DUE + timedelta(days=12))  # a card that was left late climbs its own ladder
    twelfth = DUE + timedelta(days=12)
    Reminder.objects.filter(order_ref=f"orders.order:{late.id}", step=LAST).update(at=twelfth)
    assert end_behind(at=DUE + timedelta(days=14)) == 0
    assert [end_behind(at=DUE + timedelta(days=15)) for _again in range(2)] == [1, 0]
    bus.drain()
    assert [sheet(each).state for each in (kept, late, tried)] == [
        "cancelled",
        "deposit_paid",
        "deposit_paid",
    ]
    assert (sheet(kept).paid_minor, len(letters(kept, "order_ended_unpaid"))) == (0, 1)
    assert end_behind(at=DUE + timedelta(days=17)) == 1


def test_the_nightly_look_names_a_message_that_nobody_answered(db):
    HookEvent.objects.create(provider="playcard", event="evt_9", kind="paid", came_at=NOON)
    run = actions.reconcile(at=NOON + timedelta(hours=2))
    assert [(gap.kind, gap.about) for gap in books.differences(run)] == [("message", "playcard evt_9")]


def test_the_nightly_look_books_what_a_provider_knew_and_names_it(house):
    order = preorder(
        offer=house.offers[0], fan=fan("mira.k"), quantity=1, at=NOON, key="k", provider="playcard"
    )
    about = f"orders.order:{order.id}"
    row = queries.payments([about])[about][0].payment
    actions.begin(payment=row.id, return_url="http://here", at=NOON)
    actions.show_card(reference=row.reference, card=GOOD, at=NOON)
    first, second = actions.reconcile(at=NOON), actions.reconcile(at=NOON)
    assert [(gap.kind, gap.expected) for gap in books.differences(first)] == [("provider", 2000)]
    assert books.differences(second) == []
    assert queries.paid([about]) == {about: 2000}


def test_the_nightly_look_names_an_order_whose_money_is_missing_or_unnoticed(house):
    from fanloop.selling.orders.actions.entering import enter

    called, unnoticed = (
        preorder(offer=house.offers[0], fan=fan(name), quantity=1, at=NOON, key=name, provider="sandbox")
        for name in ("ann", "ben")
    )
    bus.drain()
    assert books.differences(actions.reconcile(at=NOON)) == []
    enter([called.id], "paid", at=NOON)
    ask = actions.Ask(
        f"orders.order:{unnoticed.id}", "balance", "sandbox", 10900, "EUR", "p_x", "order:x:1:0"
    )
    actions.settle(payments=actions.ask_payments(asks=[ask], at=NOON).values(), by=None, at=NOON)
    found = books.differences(actions.reconcile(at=NOON))
    assert [(gap.kind, gap.about, gap.expected, gap.found) for gap in found] == [
        ("order", f"orders.order:{called.id}", 12900, 2000),
        ("order", f"orders.order:{unnoticed.id}", 12900, 12900),
    ]


MOVED = DUE + timedelta(days=21)


def slip(house, first=date(2027, 3, 1), last=date(2027, 3, 19), *, at=NOON + timedelta(days=5), packed=None):
    return move_promise(
        campaign=house.campaign, first=first, last=last, because="The foundry.", by=house.member, at=at, packed_about=packed,
    )  # fmt: skip


def balance_day(order):
    return sheet(order).dues[-1].due


def test_a_balance_moves_later_with_its_promise_and_is_asked_for_on_the_new_day_only(house):
    order = ordered(house, GOOD)
    actions.remind(at=DUE - timedelta(days=3))
    slip(house, at=DUE - timedelta(days=2))
    again = letters(order, "order_promise_later")
    slip(house, at=DUE - timedelta(days=2))
    assert balance_day(order) == MOVED.date()
    assert [each.data["balance_due"] for each in again] == ["2027-02-22"]
    assert letters(order, "order_promise_later") == again
    for day in range(-1, 17):
        actions.remind(at=DUE + timedelta(days=day))
        collect(DUE + timedelta(days=day))
    assert (sheet(order).state, len(letters(order, "order_due_soon"))) == ("deposit_paid", 1)
    actions.remind(at=MOVED - timedelta(days=3))
    assert len(letters(order, "order_due_soon")) == 2
    collect(MOVED)
    assert (sheet(order).state, letters(order, "order_due")) == ("paid", [])


def test_a_charge_that_waits_in_the_queue_finds_the_later_day(house):
    order = ordered(house, GOOD)
    asked = actions.collect_due(at=DUE)
    slip(house, at=DUE)
    for id_ in asked:
        actions.charge(payment=id_, at=DUE)
    assert (sheet(order).state, Attempt.objects.filter(action="charge").count()) == ("deposit_paid", 0)
    collect(MOVED)
    assert sheet(order).state == "paid"


def test_a_balance_that_is_charged_already_stays_where_it_is(house):
    order = ordered(house, LATER)
    collect(DUE)
    slip(house, at=DUE + timedelta(hours=1))
    assert balance_day(order) == DUE.date()
    assert "balance_due" not in letters(order, "order_promise_later")[0].data


def test_a_sooner_day_comes_with_a_fair_notice(house):
    order = ordered(house, GOOD)
    at = DUE - timedelta(days=20)
    slip(house, date(2027, 1, 18), date(2027, 2, 5), at=at)
    assert balance_day(order) == at.date() + timedelta(days=7)
    assert letters(order, "order_promise_moved")[0].data["balance_due"] == "2027-01-19"
    collect(at + timedelta(days=6))
    assert sheet(order).state == "deposit_paid"
    collect(at + timedelta(days=7))
    assert sheet(order).state == "paid"


def test_what_is_paid_or_over_does_not_move(house):
    done, gone = ordered(house, GOOD), ordered(house, GOOD, name="leo")
    leave_order(order=gone, by=None, at=NOON)
    collect(DUE)
    slip(house, at=DUE + timedelta(days=1))
    assert [balance_day(each) for each in (done, gone)] == [DUE.date(), DUE.date()]
    assert "balance_due" not in letters(done, "order_promise_later")[0].data
    assert letters(gone, "order_promise_later") == []


def test_a_campaign_without_the_day_gets_it_later_and_its_orders_with_it(house):
    Campaign.objects.update(packed_about=None)
    order = preorder(
        offer=offers(house.campaign.id)[0], fan=fan("leo"), quantity=1, at=NOON, key="k", provider="sandbox"
    )
    assert balance_day(order) is None
    for _ in range(2):
        move_packing(campaign=house.campaign, day=DUE.date(), because="It was missing.", at=NOON)
    assert balance_day(order) == DUE.date()
    assert [each.data["balance_due"] for each in letters(order, "order_balance_day")] == ["2027-02-01"]
    assert promise_of(order).since == []


def test_an_order_placed_while_the_day_moves_comes_along(house):
    before = house.offers[0]
    assert before.campaign.packed_about == DUE.date()
    slip(house)
    order = preorder(offer=before, fan=fan("leo"), quantity=1, at=NOON, key="k", provider="sandbox")
    assert balance_day(order) == MOVED.date()


@given(st.none() | st.dates(), st.dates(), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_a_day_moves_once_and_never_nearer_than_it_was_or_a_week(old, day, today):
    new = moved(old, day, today=today)
    assert new == moved(new, day, today=today)
    assert new == old or new >= day
    assert new == old or new >= today + NOTICE or (old is not None and today <= old <= new)
