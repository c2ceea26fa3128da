"""Drops from the published rules to the last piece, in the database."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import bus, trail
from fanloop.foundation.viewer import SYSTEM, Viewer
from fanloop.people.fans.actions import erase, fill_group
from fanloop.people.fans.queries import export, inbox
from fanloop.selling.campaigns.actions import Refused, drawing, preorder
from fanloop.selling.campaigns.actions.claiming import order_claim
from fanloop.selling.campaigns.actions.drawing import close_entries, draw, replace_winner
from fanloop.selling.campaigns.actions.drops import (
    enter,
    go_on,
    note_rehearsal,
    open_drop,
    pause,
    token,
    turn_to_lottery,
)
from fanloop.selling.campaigns.models import Entry, Offer, Place, Winner
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.campaigns.queries import leaves
from fanloop.selling.campaigns.rules.draw_paper import check
from fanloop.selling.campaigns.rules.receipts import check_receipt
from fanloop.selling.orders import queries as orders
from fanloop.selling.payments.actions import record_transfer
from fanloop.selling.stock import actions as stock
from fanloop.selling.stock.models import Hold
from fanloop.selling.stock.queries import holds_of, is_stopped, mine, token_secret
from fanloop.selling.stock.rules import tokens
from tests.selling.campaigns.drop_world import BEGINS, CLOSES, DRAWS, ENDS, NOON, OPENS, SEED, Sale, person

pytestmark = pytest.mark.django_db
NAMES = ("ada", "ben", "cleo", "dan", "eve", "fay", "gus")


@pytest.fixture
def sale():
    return Sale()


def drawn(sale, *, at=ENDS):
    close_entries(drop=sale.drop, by=sale.house.member, at=at)
    return draw(drop=sale.drop, by=sale.house.member, at=at + (DRAWS - ENDS))


def by_rank(sale):
    """Fan ids of everybody who was drawn, first rank first."""
    rows = Entry.objects.filter(drop=sale.drop).order_by("id")
    places = {entry.fan_id: queries.place_of(entry).rank for entry in rows if queries.place_of(entry)}
    return sorted(places, key=places.__getitem__)


def holders(sale):
    """Fan ids that hold a piece now, by rank."""
    return [fan for fan in by_rank(sale) if mine(queries.pool_of(sale.drop).id, fan)]


def test_rules_and_commitment_stand_before_anybody_enters_and_never_change(sale):
    again = open_drop(
        campaign=sale.campaign,
        fairness="fifo",
        entry_opens_at=BEGINS,
        opens_at=OPENS,
        by=None,
        at=NOON,
        each=1,
    )
    assert again == sale.drop
    assert (again.fairness, again.rules["places"]) == ("lottery", 3)
    assert queries.standing(sale.drop, BEGINS).is_stopped
    found = queries.paper(queries.standing(sale.drop, BEGINS))
    assert (found["seed"], found["order"], found["entries"]) == ("", [], [])
    assert SEED.hex() not in json.dumps(found)


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": BEGINS + timedelta(seconds=1)},
        {"opens_at": BEGINS},
        {"entry_closes_at": None},
        {"entry_closes_at": BEGINS},
        {"opens_at": CLOSES},
        {"tickets": {"everyone": 1, "group:nobody": 2}},
        {"tickets": {"everyone": 101}},
        {"each": 2},
    ],
)
def test_a_drop_out_of_order_is_not_published(sale, wrong):
    queries.Drop.objects.all().delete()
    said = {"entry_opens_at": BEGINS, "entry_closes_at": ENDS, "opens_at": OPENS, "at": NOON} | wrong
    with pytest.raises(Refused):
        open_drop(campaign=sale.campaign, fairness="lottery", by=None, **said)


def test_a_deposit_without_a_day_for_the_rest_is_not_published(sale):
    queries.Drop.objects.all().delete()
    Offer.objects.filter(id=sale.offer.id).update(deposit_minor=2000)
    said = {"entry_opens_at": BEGINS, "entry_closes_at": ENDS, "opens_at": OPENS, "at": NOON}
    with pytest.raises(Refused, match="when it is packed"):
        open_drop(campaign=sale.campaign, fairness="lottery", by=None, **said)


def test_a_place_is_drawn_in_time_before_it_opens(sale):
    queries.Drop.objects.all().delete()
    said = {
        "campaign": sale.campaign,
        "fairness": "prequeue",
        "entry_opens_at": BEGINS,
        "opens_at": OPENS,
        "by": None,
        "at": NOON,
    }
    with pytest.raises(Refused, match="13 minutes"):
        open_drop(**said, entry_closes_at=OPENS - timedelta(minutes=12))
    row = open_drop(**said, entry_closes_at=OPENS - timedelta(minutes=13))
    assert row.rules["draw_after_minutes"] == 10


@pytest.mark.parametrize("closes", [CLOSES, CLOSES - timedelta(minutes=12)])
def test_entries_of_a_lottery_end_while_there_is_time_to_draw(sale, closes):
    queries.Drop.objects.all().delete()
    said = {"fairness": "lottery", "entry_opens_at": BEGINS, "opens_at": OPENS, "by": None, "at": NOON}
    with pytest.raises(Refused, match="before the campaign closes"):
        open_drop(campaign=sale.campaign, entry_closes_at=closes, **said)


def test_a_lottery_that_a_crowd_may_make_ends_while_its_campaign_runs(sale):
    queries.Drop.objects.all().delete()
    said = {"fairness": "fifo", "entry_opens_at": BEGINS, "by": None, "at": NOON}
    with pytest.raises(Refused, match="two hours"):
        open_drop(campaign=sale.campaign, opens_at=CLOSES - timedelta(minutes=72), **said)
    row = open_drop(campaign=sale.campaign, opens_at=CLOSES - timedelta(hours=6), **said)
    assert row.rules["if_crowded"] == {"above": "6/5", "hours": 5, "hold_minutes": 1440}


def test_a_draw_can_be_repeated_from_its_paper_and_every_receipt_stands_under_its_root(sale):
    sale.come(*NAMES)
    drawn(sale)
    now = queries.standing(sale.drop, OPENS)
    found = json.loads(json.dumps(queries.paper(now)))
    assert check(found, root=now.draw.root, commitment=sale.drop.commitment).is_good
    assert found["seed"] == SEED.hex()
    for entry in Entry.objects.filter(drop=sale.drop):
        place = queries.place_of(entry)
        assert check_receipt(queries.receipt(entry), root=now.draw.root) == ()
        assert found["order"].index(place.number) + 1 == place.rank


def test_receipts_of_many_blocks_climb_to_the_root(sale, monkeypatch):
    monkeypatch.setattr(leaves, "BLOCK", 2)
    sale.come(*NAMES)
    drawn(sale)
    for entry in Entry.objects.filter(drop=sale.drop):
        assert check_receipt(queries.receipt(entry)) == ()


def test_the_first_ranks_hold_a_piece_and_everybody_is_told(sale):
    fans = sale.come(*NAMES)
    drawn(sale)
    ranks = by_rank(sale)
    assert holders(sale) == ranks[:3]
    kinds = {fan.id: inbox(Viewer(fan_id=fan.id))[0].kind for fan in fans}
    assert [kinds[fan] for fan in ranks] == ["drop_won"] * 3 + ["drop_not_drawn"] * 4
    claims = list(Winner.objects.values_list("claim_id", flat=True))
    assert set(holds_of(claims).values()) == {OPENS + timedelta(minutes=15)}


def test_closing_and_drawing_again_changes_nothing(sale):
    sale.come(*NAMES)
    first, again = drawn(sale), drawn(sale)
    assert first == again
    assert queries.standing(sale.drop, OPENS).left == 0
    assert Winner.objects.count() == 3


def test_the_root_is_published_before_the_seed_and_after_the_window(sale):
    sale.come(*NAMES)
    with pytest.raises(Refused, match="root is published before"):
        draw(drop=sale.drop, by=None, at=ENDS)
    with pytest.raises(Refused, match="still open"):
        close_entries(drop=sale.drop, by=None, at=ENDS - timedelta(seconds=1))
    close_entries(drop=sale.drop, by=None, at=ENDS)
    with pytest.raises(Refused, match="root is public first"):
        draw(drop=sale.drop, by=sale.house.member, at=DRAWS - timedelta(seconds=1))


def test_a_late_value_is_asked_where_the_rules_name_one_and_nowhere_else():
    sale = Sale(late="drand quicknet round 7")
    sale.come(*NAMES)
    close_entries(drop=sale.drop, by=None, at=ENDS)
    with pytest.raises(Refused, match="round 7"):
        draw(drop=sale.drop, by=None, at=DRAWS)
    assert queries.due_to_draw(DRAWS) == []
    draw(drop=sale.drop, by=None, at=DRAWS, late=" 9f3c ")
    found = queries.paper(queries.standing(sale.drop, OPENS))
    assert found["late"] == "9f3c"
    assert check(found).is_good
    assert not check(found | {"late": "9f3d"}).is_good


def test_entering_twice_is_one_entry_and_late_is_no_entry(sale):
    (ada,) = sale.come("ada")
    again = enter(drop=sale.drop, fan=ada, nonce="other", at=ENDS + timedelta(days=1), solved=False)
    assert Entry.objects.get() == again
    for moment, words in ((BEGINS - timedelta(seconds=1), "not open yet"), (ENDS, "closed")):
        with pytest.raises(Refused, match=words):
            enter(drop=sale.drop, fan=person(f"p{moment:%H%M%S}"), nonce="", at=moment, solved=True)


def test_rules_leave_out_the_unproven_and_the_young(sale):
    with pytest.raises(Refused, match="Confirm your e-mail"):
        enter(drop=sale.drop, fan=person("xena", proven=False), nonce="", at=BEGINS, solved=True)
    with pytest.raises(Refused, match="younger than the 7 days"):
        enter(drop=sale.drop, fan=person("yuri", at=BEGINS), nonce="", at=BEGINS, solved=True)


def test_without_work_one_comes_early(sale):
    enter(drop=sale.drop, fan=person("xena"), nonce="", at=ENDS - timedelta(minutes=10), solved=False)
    with pytest.raises(Refused, match="small piece of work"):
        enter(drop=sale.drop, fan=person("yuri"), nonce="", at=ENDS - timedelta(minutes=9), solved=False)


def test_tickets_are_those_published_and_the_most_a_line_gives():
    fill_group(key="beta.dawn", name="Beta of Dawn", fan_ids=[], at=NOON)
    sale = Sale(tickets={"everyone": 1, "group:beta.dawn": 3})
    ada = person("ada")
    fill_group(key="beta.dawn", name="Beta of Dawn", fan_ids=[ada.id], at=NOON)
    enter(drop=sale.drop, fan=ada, nonce="", at=BEGINS, solved=True)
    sale.come("ben")
    assert list(Entry.objects.order_by("id").values_list("weight", flat=True)) == [3, 1]
    drawn(sale)
    assert check(queries.paper(queries.standing(sale.drop, OPENS))).is_good


def test_a_winner_orders_within_the_hold_pays_and_owns_it(sale):
    sale.come(*NAMES)
    drawn(sale)
    first = Winner.objects.order_by("place__rank").first()
    fan = first.claim.fan
    orders_ = [
        order_claim(claim=first.claim, offer=sale.offer, fan=fan, at=OPENS, provider="sandbox")
        for _ in range(2)
    ]
    assert orders_[0] == orders_[1]
    bus.drain()
    assert holds_of([first.claim_id]) == {}
    assert orders.order(orders_[0].number, viewer=SYSTEM).state == "paid"
    stock.sweep(at=CLOSES)
    assert mine(queries.pool_of(sale.drop).id, fan.id) == first.claim


def test_nobody_orders_the_piece_of_somebody_else_or_after_the_hold(sale):
    sale.come(*NAMES)
    drawn(sale)
    first, second, *_rest = Winner.objects.order_by("place__rank")
    with pytest.raises(Refused, match="not yours"):
        order_claim(claim=first.claim, offer=sale.offer, fan=second.claim.fan, at=OPENS)
    with pytest.raises(Refused, match="not yours"):
        order_claim(claim=first.claim, offer=sale.house.offers[0], fan=first.claim.fan, at=OPENS)
    with pytest.raises(Refused, match="time to order is over"):
        order_claim(
            claim=first.claim, offer=sale.offer, fan=first.claim.fan, at=OPENS + timedelta(minutes=15)
        )


def test_a_hold_that_lapses_goes_to_the_next_rank_and_the_unpaid_order_is_over(sale):
    sale.come(*NAMES)
    drawn(sale)
    ranks = by_rank(sale)
    first = Winner.objects.order_by("place__rank").first()
    order = order_claim(claim=first.claim, offer=sale.offer, fan=first.claim.fan, at=OPENS)
    over = OPENS + timedelta(minutes=31)
    stock.sweep(at=over)
    bus.drain()
    assert orders.order(order.number, viewer=SYSTEM).state == "cancelled"
    assert holders(sale) == ranks[3:6]


def test_money_that_comes_too_late_goes_back():
    sale = Sale(pieces=3, hold=timedelta(days=7))
    sale.come(*NAMES)
    drawn(sale)
    first = Winner.objects.order_by("place__rank").first()
    order = order_claim(
        claim=first.claim, offer=sale.offer, fan=first.claim.fan, at=OPENS, provider="transfer"
    )
    waits = orders.order(order.number, viewer=SYSTEM).open_payment.payment.id
    late = OPENS + timedelta(days=7)
    stock.sweep(at=late)
    record_transfer(payment=waits, by=sale.house.member, at=late)
    bus.drain()
    sheet = orders.order(order.number, viewer=SYSTEM)
    assert sheet.state == "cancelled"
    assert sum(each.money.minor for each in sheet.owed_back) == 12900


def test_who_is_replaced_makes_room_for_the_next_rank_and_is_counted(sale):
    sale.come(*NAMES)
    drawn(sale)
    ranks = by_rank(sale)
    winner = Winner.objects.get(claim__fan=ranks[1])
    with pytest.raises(Refused, match="Say why"):
        replace_winner(winner=winner, reason="twice", words=" ", by=sale.house.member, at=OPENS)
    for _ in range(2):
        replace_winner(
            winner=winner, reason="twice", words="Same card as rank 1.", by=sale.house.member, at=OPENS
        )
    bus.drain()
    assert holders(sale) == [ranks[0], ranks[2], ranks[3]]
    assert queries.replaced(sale.drop) == {"twice": 1}
    stock.sweep(at=CLOSES)
    assert holders(sale) == ranks[4:7]


def test_in_a_prequeue_who_came_in_time_goes_first_and_the_rest_is_first_come():
    sale = Sale("prequeue", pieces=5)
    sale.come("ada", "ben", "cleo")
    late = person("zoe")
    assert is_stopped(queries.pool_of(sale.drop).id)
    drawn(sale)
    enter(drop=sale.drop, fan=late, nonce="", at=ENDS + timedelta(minutes=5), solved=True)
    assert len(holders(sale)) == 3
    assert not is_stopped(queries.pool_of(sale.drop).id)
    assert queries.standing(sale.drop, OPENS).phase == "open"
    entry = queries.entry_of(sale.drop, late.id)
    assert queries.place_of(entry) is None
    signed = token(entry=entry, fan=late, at=OPENS)
    read = tokens.read(signed, token_secret(), OPENS.timestamp())
    assert (read.fan, read.pool, read.quantity) == (late.id, queries.pool_of(sale.drop).id, 1)
    assert token(entry=entry, fan=late, at=OPENS) == signed


def test_a_token_is_of_no_use_before_the_opening_or_changed():
    sale = Sale("fifo")
    (ada,) = sale.come("ada")
    signed = token(entry=queries.entry_of(sale.drop, ada.id), fan=ada, at=BEGINS)
    with pytest.raises(tokens.BadToken, match="early"):
        tokens.read(signed, token_secret(), OPENS.timestamp() - 1)
    with pytest.raises(tokens.BadToken, match="forged"):
        tokens.read(signed[:-2] + "AA", token_secret(), OPENS.timestamp())
    with pytest.raises(Refused):
        token(entry=queries.entry_of(sale.drop, ada.id), fan=person("eve"), at=OPENS)


def test_a_lottery_gives_nobody_a_token(sale):
    (ada,) = sale.come("ada")
    with pytest.raises(Refused, match="whom the draw names"):
        token(entry=queries.entry_of(sale.drop, ada.id), fan=ada, at=OPENS)
    with pytest.raises(Refused, match="whom the draw names"):
        go_on(drop=sale.drop, by=sale.house.member, at=OPENS)


def test_a_crowd_before_a_first_come_drop_becomes_a_lottery_when_a_person_says_so():
    sale = Sale("fifo", pieces=3)
    sale.come("ada", "ben", "cleo")
    soon = OPENS - timedelta(minutes=30)
    with pytest.raises(Refused, match="not so many"):
        turn_to_lottery(drop=sale.drop, by=sale.house.member, at=soon)
    sale.come("dan", at=BEGINS + timedelta(minutes=1))
    with pytest.raises(Refused, match="last hour"):
        turn_to_lottery(drop=sale.drop, by=sale.house.member, at=BEGINS + timedelta(minutes=2))
    turn_to_lottery(drop=sale.drop, by=sale.house.member, at=soon)
    now = queries.standing(sale.drop, OPENS)
    assert (now.fairness, now.phase, now.is_stopped) == ("lottery", "entering", True)
    sale.come("eve", at=OPENS + timedelta(hours=5))
    drawn(sale, at=OPENS + timedelta(hours=24))
    assert len(holders(sale)) == 3
    until = {row.until - row.claim.at for row in Hold.objects.select_related("claim")}
    assert until == {timedelta(days=1)}, "drawn at an hour nobody chose"
    assert queries.pool_of(sale.drop).hold == timedelta(days=1)
    assert "Held for 1 day" in Client().get("/drops/first-run").content.decode()
    assert check(queries.paper(queries.standing(sale.drop, CLOSES))).entries == 5


def test_the_switch_stops_claims_and_lets_them_go_on():
    sale = Sale("fifo")
    pool = queries.pool_of(sale.drop).id
    pause(drop=sale.drop, by=sale.house.member, at=OPENS)
    assert is_stopped(pool)
    go_on(drop=sale.drop, by=sale.house.member, at=OPENS)
    assert not is_stopped(pool)


@pytest.mark.parametrize("fairness", ["lottery", "prequeue"])
def test_the_clock_publishes_the_root_lets_it_stand_and_only_then_reveals_the_seed(fairness):
    sale = Sale(fairness)
    sale.come(*NAMES)
    moments = (
        ENDS - timedelta(seconds=1),
        ENDS,
        DRAWS - timedelta(seconds=1),
        DRAWS,
        DRAWS + timedelta(minutes=1),
    )
    papers = []
    for moment in moments:
        drawing.draw_all(at=moment)
        now = queries.standing(sale.drop, moment)
        papers.append(queries.paper(now))
        assert now.draws_at == DRAWS
    early, closed, waiting, first, again = papers
    assert (early["count"], closed["count"]) == (0, 7)
    assert closed["root"] == first["root"]
    assert (closed["seed"], closed["order"], Place.objects.filter(rank=None).count()) == ("", [], 0)
    assert (waiting, again) == (closed, first)
    assert check(first, root=closed["root"], commitment=sale.drop.commitment).is_good
    assert Winner.objects.count() == 3


def test_a_drop_that_was_closed_late_is_drawn_as_much_later(sale):
    drawing.draw_all(at=ENDS + timedelta(hours=1))
    assert queries.due_to_draw(DRAWS + timedelta(minutes=59)) == []
    assert queries.due_to_draw(DRAWS + timedelta(hours=1)) == [sale.drop]


def test_somebody_who_left_stays_a_code_in_the_draw_and_wins_nothing(sale):
    ada, *_rest = sale.come(*NAMES)
    assert export(Viewer(fan_id=ada.id))["drops"][0]["drop"] == "first-run"
    erase(fan=ada, by=ada, at=ENDS)
    bus.drain()
    drawn(sale)
    assert check(queries.paper(queries.standing(sale.drop, OPENS))).entries == 7
    assert len(holders(sale)) == 3
    assert ada.id not in holders(sale)


def test_a_draw_over_nobody_is_a_draw(sale):
    drawn(sale)
    assert check(queries.paper(queries.standing(sale.drop, OPENS))).is_good
    assert queries.standing(sale.drop, OPENS).left == 3


def test_the_trail_leads_from_the_drop_to_the_promise_and_a_rehearsal_is_kept(sale):
    walk = trail.causes_of(f"campaigns.drop:{sale.drop.id}")
    assert [node.ref.partition(":")[0] for node in walk.nodes][:2] == ["campaigns.drop", "campaigns.campaign"]
    note_rehearsal(drop=sale.drop, words="50 of us, no hitch.", by=sale.house.member, at=NOON)
    with pytest.raises(Refused):
        note_rehearsal(drop=sale.drop, words="", by=sale.house.member, at=NOON)
    assert [row.words for row in queries.rehearsals(sale.drop)] == ["50 of us, no hitch."]


def test_a_drop_is_not_ordered_by_the_side_door(sale):
    with pytest.raises(Refused, match="drop"):
        preorder(offer=sale.offer, fan=person("eve"), quantity=1, at=OPENS, key="a")
