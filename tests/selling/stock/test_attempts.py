"""What is kept of those who came too late, and what it says of demand."""

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync

from fanloop.foundation import clock
from fanloop.selling.stock.actions import Miss, Request, claim, note_misses, open_pool, release
from fanloop.selling.stock.actions.many import grow
from fanloop.selling.stock.queries import attempts, in_vain, sell_out
from tests.selling.stock.drops import opened, ticket
from tests.selling.stock.test_claim_together import people
from tests.selling.world import NOON, fan

MINUTE = timedelta(minutes=1)
OAK, ASH = "products.variant:1", "products.variant:2"
pytestmark = pytest.mark.django_db


def taken(pool, who, pieces, at):
    (said,) = claim(pool=pool.id, requests=[Request(who.id, None, pieces, f"{who.id}:{at}")], at=at)
    return said.claim_id


def missed(pool, who, pieces, at, *wishes, door="order"):
    note_misses(misses=[Miss(pool.id, pieces, wishes)], fan_id=who.id, door=door, at=at)


def test_a_sell_out_tells_when_it_opened_what_sold_and_who_came_too_late():
    pool = open_pool(about="a:1", total=3, at=NOON, opens_at=NOON + MINUTE)
    first, second, third, fourth = (fan() for _ in range(4))
    taken(pool, first, 2, NOON + 2 * MINUTE)
    missed(pool, third, 2, NOON + 3 * MINUTE, OAK)
    assert sell_out(pool.id).sold_out_at is None
    assert [each.answer for each in sell_out(pool.id).before] == ["too_few"]
    taken(pool, second, 1, NOON + 4 * MINUTE)
    missed(pool, fourth, 3, NOON + 5 * MINUTE, ASH)

    told = sell_out(pool.id)
    assert (told.total, told.opened_at, told.sold_out_at) == (3, NOON + MINUTE, NOON + 4 * MINUTE)
    assert [(each.at - NOON, each.quantity) for each in told.sold] == [(2 * MINUTE, 2), (4 * MINUTE, 1)]
    assert [(each.fan_id, each.quantity, each.wishes) for each in told.late] == [(fourth.id, 3, (ASH,))]
    assert (told.pieces_sold, told.pieces_missed) == (3, 3)


def test_a_person_counts_once_and_a_wish_learned_later_is_kept():
    pool = open_pool(about="a:1", total=1, at=NOON)
    late = fan()
    taken(pool, fan(), 1, NOON)
    missed(pool, late, 2, NOON + MINUTE)
    missed(pool, late, 5, NOON + 2 * MINUTE, OAK, ASH, door="line")
    missed(pool, late, 1, NOON + 3 * MINUTE, OAK)
    (row,) = sell_out(pool.id).late
    assert (row.at, row.quantity, row.wishes) == (NOON + MINUTE, 2, (OAK, ASH))
    assert in_vain(pool.id) == 1


def test_who_got_something_in_the_end_did_not_come_in_vain():
    pool = open_pool(about="a:1", total=1, at=NOON)
    first, late = fan(), fan()
    mine = taken(pool, first, 1, NOON)
    missed(pool, late, 1, NOON + MINUTE)
    release(claims=[mine], at=NOON + 2 * MINUTE, why="left")
    taken(pool, late, 1, NOON + 3 * MINUTE)
    told = sell_out(pool.id)
    assert (told.sold_out_at, told.in_vain, told.pieces_sold) == (NOON, (), 1)
    assert in_vain(pool.id) == 0
    assert {each.fan_id: each.answer for each in attempts(pool.id)} == {
        first.id: "granted",
        late.id: "granted",
    }


def test_a_pool_that_grew_was_sold_out_before_all_the_same():
    pool = open_pool(about="a:1", total=1, at=NOON)
    taken(pool, fan(), 1, NOON)
    missed(pool, fan(), 1, NOON + MINUTE)
    grow(pool=pool.id, pieces=5, at=NOON + 2 * MINUTE)
    told = sell_out(pool.id)
    assert told.sold_out_at == NOON + MINUTE
    assert len(told.late) == 1


def test_of_a_pool_that_is_not_there_nothing_is_told():
    assert sell_out(999_999) is None


def asked(story):
    """Tell a story with one server, whose house's time is `ahead[0]` before everybody's."""
    ahead = [timedelta()]

    async def run():
        async with opened(ahead=lambda: ahead[0]) as (server,):
            await story(server, ahead)

    async_to_sync(run)()


@pytest.mark.django_db(transaction=True)
def test_the_door_of_a_drop_writes_down_who_comes_until_two_minutes_after_the_last_piece():
    first, soon, last, late = people(4, "logged")
    pool = open_pool(about="a:1", total=1, at=clock.now()).id

    async def story(server, ahead):
        await server.claim(pool, ticket(pool, first))
        for who, seconds in ((soon, 1), (last, 119), (late, 121)):
            ahead[0] = timedelta(seconds=seconds)
            said = await server.claim(pool, ticket(pool, who, opens=-timedelta(minutes=5)))
            assert said.said["state"] == "sold_out"

    asked(story)
    told = sell_out(pool)
    assert [(each.fan_id, each.answer, each.door) for each in told.late] == [
        (soon, "sold_out", "drop"), (last, "sold_out", "drop"),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_one_line_the_database_cannot_take_does_not_take_the_others_with_it():
    holder, *others = people(8, "rows")
    pool = open_pool(about="a:1", total=1, at=clock.now()).id
    wants = dict.fromkeys(others, 1) | {others[3]: 40_000}  # more than a row of the log holds

    async def story(server, _ahead):
        await server.claim(pool, ticket(pool, holder))
        tokens = [ticket(pool, who, quantity=many) for who, many in wants.items()]
        await asyncio.gather(*(server.claim(pool, token) for token in tokens))

    asked(story)
    assert {each.fan_id for each in sell_out(pool).late} == {*others} - {others[3]}


@pytest.mark.django_db(transaction=True)
def test_who_wanted_more_than_was_left_did_not_come_too_late():
    (many,) = people(1, "many")
    pool = open_pool(about="a:1", total=2, at=clock.now()).id

    async def story(server, _ahead):
        await server.claim(pool, ticket(pool, many, quantity=3))

    asked(story)
    assert [each.answer for each in sell_out(pool).before] == ["too_few"]
