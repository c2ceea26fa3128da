"""Invitation codes on the real database: kept pieces, one use, one gift, and every history adds up."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from fanloop.foundation import bus
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.actions import erase
from fanloop.people.fans.queries import export, inbox
from fanloop.selling.campaigns import tasks
from fanloop.selling.campaigns.actions import Refused, preorder
from fanloop.selling.campaigns.actions.codes import (
    bind,
    deal,
    end_batch,
    end_over,
    gift,
    make_batch,
    redeem,
    revoke,
)
from fanloop.selling.campaigns.models import Code, CodeHolder, CodeReturn, CodeUse
from fanloop.selling.campaigns.queries import codes as queries
from fanloop.selling.campaigns.queries import progress
from fanloop.selling.orders.actions import cancel
from fanloop.selling.orders.actions.entering import enter
from fanloop.selling.orders.queries import present_states
from fanloop.selling.stock.actions import Refused as StockRefused
from fanloop.selling.stock.queries import pool_of, status
from tests.selling.world import CLOSES, NOON, fan, shop

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=1)


@pytest.fixture
def house():
    return shop(pool=10)


def made(house, count=3, **more):
    settled = {
        "campaign": house.campaign, "words": "for our testers", "count": count, "opens_at": NOON,
        "closes_at": NOON + timedelta(days=7), "by": house.member, "at": NOON,
    } | more  # fmt: skip
    return make_batch(**settled)


def words(batch, nth=0):
    return queries.letters_of(Code.objects.filter(batch=batch).order_by("number")[nth])


def pool(house):
    return status(pool_of(f"campaigns.campaign:{house.campaign.id}").id)


def test_a_batch_keeps_its_pieces_for_its_codes(house):
    batch = made(house, 8)
    assert (pool(house).remaining, pool(house).reserved) == (2, 8)
    with pytest.raises(Refused, match="Not so many"):
        preorder(offer=house.offers[0], fan=fan(), quantity=3, at=NOON, key="stranger")
    assert progress(house.campaign, NOON).fill.left == 2
    redeem(letters=words(batch), offer=house.offers[0], fan=fan(), at=NOON)
    assert (pool(house).remaining, pool(house).reserved, pool(house).held) == (2, 7, 1)


def test_more_codes_than_pieces_are_not_made(house):
    with pytest.raises(StockRefused, match="10"):
        made(house, 11)
    assert not Code.objects.exists()


def test_what_is_stored_is_no_code(house):
    batch = made(house)
    said = words(batch).replace("-", "")
    for row in Code.objects.values():
        assert said not in str(row)
        assert said.encode() not in bytes(row["seed"])
    assert queries.code_by_letters(said.lower()) == Code.objects.get(batch=batch, number=1)


def test_a_code_is_used_once_and_its_holder_gets_the_same_order_again(house):
    batch, mira = made(house), fan()
    first = redeem(letters=words(batch), offer=house.offers[0], fan=mira, at=NOON)
    again = redeem(letters=words(batch), offer=house.offers[1], fan=mira, at=LATER)
    assert first.id == again.id
    with pytest.raises(Refused, match="somebody else"):
        redeem(letters=words(batch), offer=house.offers[0], fan=fan(), at=LATER)
    assert CodeUse.objects.count() == 1


def test_a_refused_order_leaves_the_code_unbound(house):
    batch = made(house)
    greedy = fan()
    preorder(offer=house.offers[0], fan=greedy, quantity=3, at=NOON, key="full")
    with pytest.raises(Refused, match="One person"):
        redeem(letters=words(batch), offer=house.offers[0], fan=greedy, at=NOON)
    assert not CodeHolder.objects.exists()
    redeem(letters=words(batch), offer=house.offers[0], fan=fan(), at=NOON)


def test_somebody_who_ordered_before_may_use_a_code_too(house):
    batch, mira = made(house), fan()
    preorder(offer=house.offers[0], fan=mira, quantity=1, at=NOON, key="first")
    assert redeem(letters=words(batch), offer=house.offers[0], fan=mira, at=NOON).fan_id == mira.id


def test_a_code_is_given_on_once_and_both_see_the_chain(house):
    batch, mira, leo, tomo = made(house), fan(), fan(), fan()
    code = bind(letters=words(batch), fan=mira, at=NOON)
    gift(code=code, by=mira, to=leo, at=NOON)
    assert [row.fan_id for row in queries.codes_of(mira.id, NOON)[0].holders] == [mira.id, leo.id]
    assert queries.codes_of(leo.id, NOON)[0].order is None
    with pytest.raises(Refused, match="somebody else"):
        redeem(letters=words(batch), offer=house.offers[0], fan=mira, at=NOON)
    with pytest.raises(Refused, match="given on once"):
        gift(code=code, by=leo, to=tomo, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        CodeHolder.objects.create(code=code, nth=2, fan=tomo, how="gifted", at=NOON)
    assert redeem(letters=words(batch), offer=house.offers[0], fan=leo, at=NOON).fan_id == leo.id
    assert [each.kind for each in inbox(Viewer(fan_id=leo.id))][-1] == "code_gifted"


def test_nobody_gives_a_code_on_that_is_used_or_not_theirs(house):
    batch, mira, leo = made(house), fan(), fan()
    code = bind(letters=words(batch), fan=mira, at=NOON)
    for by in (leo, mira):
        with pytest.raises(Refused):
            gift(code=code, by=by, to=mira, at=NOON)
    redeem(letters=words(batch), offer=house.offers[0], fan=mira, at=NOON)
    with pytest.raises(Refused, match="used already"):
        gift(code=code, by=mira, to=leo, at=NOON)


@pytest.mark.parametrize("rearms", [True, False])
def test_a_cancelled_order_gives_its_code_back_by_the_rule_of_the_batch(house, rearms):
    batch, mira = made(house, rearms=rearms), fan()
    order = redeem(letters=words(batch), offer=house.offers[0], fan=mira, at=NOON)
    for _ in range(2):
        cancel(order=order, by=mira, at=LATER)
    assert CodeReturn.objects.get().is_armed is rearms
    assert (pool(house).reserved, pool(house).remaining) == ((3, 7) if rearms else (2, 8))
    if rearms:
        second = redeem(letters=words(batch), offer=house.offers[0], fan=mira, at=LATER)
        assert second.id != order.id
    else:
        with pytest.raises(Refused, match="used already"):
            redeem(letters=words(batch), offer=house.offers[0], fan=mira, at=LATER)


def test_a_batch_that_is_over_gives_back_what_nobody_used(house):
    batch, mira = made(house), fan()
    order = redeem(letters=words(batch), offer=house.offers[0], fan=mira, at=NOON)
    assert end_over(at=NOON + timedelta(days=6)) == 0
    assert end_over(at=NOON + timedelta(days=7)) == 1
    assert end_batch(batch=batch, by=house.member, at=CLOSES).pieces == 2
    assert (pool(house).reserved, pool(house).remaining) == (0, 9)
    with pytest.raises(Refused, match="over"):
        redeem(letters=words(batch, 1), offer=house.offers[0], fan=fan(), at=LATER)
    cancel(order=order, by=mira, at=LATER)
    assert not CodeReturn.objects.get().is_armed
    assert pool(house).remaining == 10


def test_a_code_taken_back_is_of_no_use_and_its_piece_is_free(house):
    batch, mira = made(house), fan()
    code = bind(letters=words(batch), fan=mira, at=NOON)
    with pytest.raises(Refused, match="Say why"):
        revoke(code=code, reason=" ", by=house.member, at=NOON)
    for _ in range(2):
        revoke(code=code, reason="sold on a market place", by=house.member, at=NOON)
    assert (pool(house).reserved, pool(house).remaining) == (2, 8)
    with pytest.raises(Refused, match="taken back"):
        redeem(letters=words(batch), offer=house.offers[0], fan=mira, at=NOON)
    assert inbox(Viewer(fan_id=mira.id))[0].data["because"] == "sold on a market place"


def test_an_order_stands_when_its_code_is_taken_back_and_is_not_armed_again(house):
    batch, mira = made(house), fan()
    order = redeem(letters=words(batch), offer=house.offers[0], fan=mira, at=NOON)
    revoke(code=Code.objects.get(batch=batch, number=1), reason="two accounts", by=house.member, at=NOON)
    assert present_states([order.id])[order.id] == "placed"
    assert pool(house).reserved == 2
    cancel(order=order, by=mira, at=LATER)
    assert (pool(house).reserved, pool(house).remaining) == (2, 8)


def test_codes_are_dealt_one_to_each_and_no_more_than_there_are(house):
    batch, people = made(house, 2), [fan() for _ in range(3)]
    assert len(deal(batch=batch, fans=[people[0], people[0]], at=NOON)) == 1
    assert len(deal(batch=batch, fans=people, at=NOON)) == 1
    assert set(CodeHolder.objects.values_list("fan_id", flat=True)) == {people[0].id, people[1].id}


def test_a_rule_is_asked_of_who_redeems_and_of_who_gets_a_gift(house):
    batch, mira = made(house, who={"level": 2, "backed": True}), fan()
    with pytest.raises(Refused, match=r"level 2.*ordered from us before"):
        redeem(letters=words(batch), offer=house.offers[0], fan=mira, at=NOON)
    open_to_buyers = made(house, 1, who={"backed": True})
    first = preorder(offer=house.offers[0], fan=mira, quantity=1, at=NOON, key="first")
    enter([first.id], "deposit_paid", at=NOON)
    code = bind(letters=words(open_to_buyers), fan=mira, at=NOON)
    with pytest.raises(Refused, match="ordered from us before"):
        gift(code=code, by=mira, to=fan(), at=NOON)


def test_before_the_window_a_code_waits(house):
    batch, mira = made(house, opens_at=LATER), fan()
    bind(letters=words(batch), fan=mira, at=NOON)
    with pytest.raises(Refused, match="opens on"):
        redeem(letters=words(batch), offer=house.offers[0], fan=mira, at=NOON)
    redeem(letters=words(batch), offer=house.offers[0], fan=mira, at=LATER)


def test_who_leaves_the_house_leaves_no_name_in_the_chain(house):
    batch, mira = made(house), fan()
    bind(letters=words(batch), fan=mira, at=NOON)
    assert export(Viewer(fan_id=mira.id))["codes"][0]["how"] == "redeemed"
    erase(fan=mira, by=mira, at=NOON)
    bus.drain()
    assert CodeHolder.objects.get().fan_id is None
    with pytest.raises(Refused, match="somebody else"):
        redeem(letters=words(batch), offer=house.offers[0], fan=fan(), at=NOON)


def test_the_house_ends_batches_by_itself(house, settings):
    made(house, closes_at=NOON + timedelta(minutes=1))
    tasks.end_codes()
    assert pool(house).reserved == 0
