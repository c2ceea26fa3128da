"""One card or one door for several people: whatever way the pieces went, what is too much waits, and can be taken back."""

from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import bus, clock
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.people.fans.queries import inbox
from fanloop.selling.campaigns.actions import Refused
from fanloop.selling.campaigns.actions.claiming import order_claim
from fanloop.selling.campaigns.actions.doubles import take_back
from fanloop.selling.campaigns.actions.drawing import close_entries, draw
from fanloop.selling.campaigns.actions.drops import token
from fanloop.selling.campaigns.models import Winner
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.campaigns.queries.doubles import doubles, marked, taken_back
from fanloop.selling.orders import actions as orders
from fanloop.selling.orders import queries as order_queries
from fanloop.selling.orders.queries.held import held_back
from fanloop.selling.orders.queries.logistics import wants
from fanloop.selling.payments import actions as payments
from fanloop.selling.payments import queries as money
from fanloop.selling.stock import actions as stock
from fanloop.selling.stock.queries import mine
from tests.selling.campaigns.drop_world import DRAWS, ENDS, OPENS, Sale, person

pytestmark = pytest.mark.django_db
ONE, OTHER = "4242424242424242", "4000000000003184"
NAMES = ("ada", "ben", "cleo", "dan", "eve")
AFTER = OPENS + timedelta(minutes=5)


def pays(order, card):
    """Through the page of the play card, and its bank says yes."""
    orders.ask_due(order=order, position=0, provider="playcard", at=AFTER)
    (row,) = (each.payment for each in money.payments([ref(order)])[ref(order)] if each.state == "asked")
    payments.begin(payment=row.id, return_url="http://here/back", at=AFTER)
    payments.show_card(reference=row.reference, card=card, at=AFTER)
    payments.answer_challenge(reference=row.reference, approve=True, at=AFTER)
    payments.look(payment=row.id, at=AFTER)
    bus.drain()
    return order


def first_come(*cards, pieces=3):
    """A drop without a draw: one order for each card, by people who pressed one after the other."""
    sale = Sale("fifo", pieces=pieces)
    pool = queries.pool_of(sale.drop).id
    return sale, [
        _pressed(sale, pool, fan, card) for fan, card in zip(sale.come(*NAMES), cards, strict=False)
    ]


def _pressed(sale, pool, fan, card):
    request = stock.Request(fan.id, None, 1, f"press:{fan.id}")
    stock.claim(pool=pool, requests=[request], at=OPENS, hold=timedelta(hours=1))
    return pays(order_claim(claim=mine(pool, fan.id), offer=sale.offer, fan=fan, at=AFTER), card)


def drawn(*cards, fairness="lottery", pieces=3):
    """Winners by rank, each with an order paid with a card."""
    sale = Sale(fairness, pieces=pieces)
    sale.come(*NAMES[: len(cards) if fairness == "prequeue" else None])
    close_entries(drop=sale.drop, by=None, at=ENDS)
    draw(drop=sale.drop, by=None, at=DRAWS)
    won = queries.winners(sale.drop)
    return sale, [
        pays(order_claim(claim=row.claim, offer=sale.offer, fan=row.claim.fan, at=AFTER), card)
        for row, card in zip(won, cards, strict=True)
    ]


def state(order):
    return order_queries.order(order.number, viewer=SYSTEM).state


def out(sale, order, **more):
    said = {"reason": "card", "words": "Same card.", "by": sale.house.member, "at": AFTER} | more
    return take_back(drop=sale.drop, order=order, **said)


def test_the_second_winner_with_a_card_waits_and_is_replaced_by_the_next_rank():
    sale, (first, second, third) = drawn(ONE, ONE, OTHER)
    (double,) = doubles(sale.drop)
    assert (double.kind, double.pieces, double.limit) == ("card", 2, 1)
    assert [(row.number, row.rank, row.waits) for row in double.rows] == [
        (first.number, 1, False),
        (second.number, 2, True),
    ]
    assert set(marked(doubles(sale.drop)).values()) == {"card"}
    assert [want.order_id for want in wants()] == [first.id, third.id]
    with pytest.raises(Refused, match="Say why"):
        out(sale, second, words=" ")
    for _ in range(2):
        out(sale, second)
    bus.drain()
    assert (state(second), queries.replaced(sale.drop), taken_back(sale.drop)) == (
        "cancelled",
        {"card": 1},
        {},
    )
    assert [row.minor for row in money.open_refunds().filter(payment__about=ref(second))] == [12900]
    assert [row.place.rank for row in queries.winners(sale.drop)] == [1, 2, 3, 4]
    assert doubles(sale.drop) == []


def test_first_come_is_held_to_one_card_as_well_and_the_piece_is_free_again():
    sale, (first, second) = first_come(ONE, ONE)
    pool = queries.pool_of(sale.drop)
    assert held_back([first.id, second.id]) == {second.id}
    assert [row.rank for row in doubles(sale.drop)[0].rows] == [0, 0]
    rows = [out(sale, second), out(sale, second, reason="robot")]
    bus.drain()
    pool.refresh_from_db()
    assert (rows[0], rows[0].reason) == (rows[1], "card")
    assert (state(second), pool.remaining, taken_back(sale.drop)) == ("cancelled", 2, {"card": 1})
    assert [row.minor for row in money.open_refunds().filter(payment__about=ref(second))] == [12900]
    with pytest.raises(Refused, match="not yours"):
        token(entry=queries.entry_of(sale.drop, second.fan_id), fan=second.fan, at=AFTER)


def test_when_the_first_goes_the_second_waits_no_more():
    sale, (first, second) = first_come(ONE, ONE)
    out(sale, first)
    assert held_back([second.id]) == set()
    assert [want.order_id for want in wants()] == [second.id]
    assert state(second) == "paid"


def test_somebody_looks_and_a_couple_gets_both():
    sale, (first, second) = first_come(ONE, ONE)
    assert inbox(Viewer(fan_id=second.fan_id))[0].kind == "order_held"
    orders.let_through(order=second, words="A couple.", by=sale.house.member, at=AFTER)
    assert {want.order_id for want in wants()} == {first.id, second.id}


def test_who_comes_after_the_draw_is_compared_with_who_was_drawn():
    sale, (first, _second) = drawn(ONE, OTHER, fairness="prequeue")
    late = _pressed(sale, queries.pool_of(sale.drop).id, person("zoe"), ONE)
    assert {row.number: bool(row.winner) for row in doubles(sale.drop)[0].rows} == {
        first.number: True,
        late.number: False,
    }
    assert held_back([first.id, late.id]) == {late.id}


def test_another_card_and_a_card_that_was_declined_are_no_double():
    sale, rows = first_come(ONE, OTHER)
    assert doubles(sale.drop) == []
    assert held_back([row.id for row in rows]) == set()


def test_one_door_is_seen_for_every_order_of_a_drop():
    sale, (first, second) = first_come(ONE, OTHER)
    said = {"name": "A B", "postcode": "10115", "city": "Berlin"}
    for order, street in ((first, "Invaliden-Str. 3"), (second, "invalidenstr 3")):
        orders.set_address(
            order=order, kind="delivery", country="DE", by=None, at=AFTER, values=said | {"street": street}
        )
    assert [(each.kind, [row.waits for row in each.rows]) for each in doubles(sale.drop)] == [
        ("address", [False, True])
    ]


def test_an_order_of_something_else_is_not_taken_back_here():
    sale, (first, *_rest) = first_come(ONE)
    other = Sale.__new__(Sale)
    other.house, other.drop = sale.house, queries.Drop(id=0, campaign_id=sale.house.campaign.id)
    with pytest.raises(Refused, match="none of this drop"):
        out(other, first)


def test_the_desk_shows_doubles_and_takes_back_and_everybody_counts_it():
    sale, (first, second) = first_come(ONE, ONE)
    clock.run_from(AFTER)
    try:
        desk, nosy = Client(), Client()
        desk.force_login(sale.house.boss)
        nosy.force_login(first.fan)
        page = desk.get("/desk/drops/first-run").content.decode()
        assert "One card: 2 pieces, the rules give 1" in page
        assert page.count("Let it through") == 1
        address = f"/desk/drops/first-run/orders/{second.number}/back"
        assert nosy.post(address, {"reason": "card", "words": "x"}).status_code == 403
        desk.post(address, {"reason": "card", "words": " "})
        assert state(second) == "paid"
        said = desk.post(address, {"reason": "card", "words": "Secret words."}, follow=True).content.decode()
        assert "everybody can count it" in said
        assert "drops.take_back" in desk.get("/desk/audit").content.decode()
        proof = Client().get("/drops/first-run/proof").content.decode()
        assert "Pieces taken back from people who were not drawn" in proof
        assert "Secret words" not in proof
        assert "1 piece was taken back so far" in Client().get("/drops/first-run").content.decode()
    finally:
        clock._offset = timedelta()
    assert Winner.objects.count() == 0
