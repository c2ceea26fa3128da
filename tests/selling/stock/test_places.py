"""The claim path over its three addresses, on the real database, with one server and with two."""

import asyncio
import time
from collections import Counter
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync, sync_to_async

from fanloop.config.worker import connection_parameters
from fanloop.foundation import clock
from fanloop.selling.stock import actions
from fanloop.selling.stock.actions import (
    Request,
    claim,
    confirm,
    let_go,
    open_pool,
    publish_hold,
    release,
    stop,
)
from fanloop.selling.stock.models import Claim, Hold, Pool
from fanloop.selling.stock.places import Drops
from fanloop.selling.stock.queries import attempts, token_secret, verify_chain
from tests.selling.stock.drops import bearer, opened, ticket
from tests.selling.stock.test_claim_together import people

pytestmark = pytest.mark.django_db(transaction=True)


def pool_of(total, name):
    return open_pool(about=f"campaigns.campaign:{name}", total=total, at=clock.now()).id


async def until(is_so):
    for _ in range(1_000):
        if await is_so():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come true")


@async_to_sync
async def told(story, **more):
    """Run a story with places; what it returns."""
    async with opened(**more) as servers:
        return await story(*servers)


def test_two_servers_sell_exactly_what_there_is_to_a_crowd_that_asks_twice():
    fans, pool = people(90, "crowd"), pool_of(40, "places1")

    async def story(one, two):
        tokens = [ticket(pool, fan) for fan in fans]
        first = asyncio.gather(*(server.claim(pool, token) for token in tokens for server in (one, two)))
        again = asyncio.gather(*(two.claim(pool, token) for token in tokens))
        return list(zip(tokens, zip(*[iter(await first)] * 2, strict=True), await again, strict=True))

    rows = told(story, servers=2)
    won = {}
    for token, pair, again in rows:
        says = {(each.status, each.said.get("number")) for each in (*pair, again) if each.status != 429}
        assert len(says) == 1
        if pair[0].status == 200:
            won[token] = pair[0].said["number"]
    assert sorted(won.values()) == list(range(1, 41))
    assert Claim.objects.filter(pool=pool).count() == Hold.objects.count() == 40
    assert (Pool.objects.get(id=pool).remaining, verify_chain(pool)) == (0, None)


def test_the_last_batch_serves_small_wishes_after_a_large_one_and_repeats_eat_no_place():
    one, two, three = people(3, "last")
    pool = pool_of(3, "places2")
    claim(pool=pool, requests=[Request(one, None, 1, "before")], at=clock.now())

    async def story(server):
        wishes = [ticket(pool, one), ticket(pool, two, quantity=3), ticket(pool, three, quantity=2)]
        return await asyncio.gather(*(server.claim(pool, wish) for wish in wishes))

    known, large, small = told(story)
    assert (known.said["state"], known.said["number"]) == ("confirmed", 1)
    assert (large.status, large.said) == (409, {"state": "sold_out"})
    assert (small.said["state"], small.said["number"], small.said["quantity"]) == ("held", 2, 2)


def test_a_claim_is_held_for_a_quarter_of_an_hour_by_the_databases_clock():
    (fan,) = people(1, "until")
    pool = pool_of(3, "places3")
    answer = told(lambda server: server.claim(pool, ticket(pool, fan)))
    assert abs(answer.said["until"] / 1000 - time.time() - 900) < 5
    assert Hold.objects.get().until.timestamp() == pytest.approx(answer.said["until"] / 1000, abs=0.01)


def test_a_claim_is_held_as_long_as_was_published_with_its_pool():
    one, two = people(2, "published")
    pool = pool_of(3, "placesk")

    async def story(server):
        first = await server.claim(pool, ticket(pool, one))
        await sync_to_async(publish_hold)(pool=pool, hold=timedelta(minutes=5), at=clock.now())
        second = await server.claim(pool, ticket(pool, two))
        return [first, second, await server.claim(pool, ticket(pool, one))]

    held = [answer.said["until"] / 1000 - time.time() for answer in told(story)]
    assert [round(each / 60) for each in held] == [15, 5, 15]
    assert [row.until - row.claim.at for row in Hold.objects.order_by("claim_id")] == [
        timedelta(minutes=15), timedelta(minutes=5),
    ]  # fmt: skip


def test_before_the_opening_nobody_is_served_and_everybody_is_written_down():
    fans, pool = people(2, "early"), pool_of(5, "places4")

    async def story(server):
        early = await server.claim(pool, ticket(pool, fans[0], opens=timedelta(seconds=30)))
        await server.claim(pool, ticket(pool, fans[1], opens=timedelta(seconds=30)))
        await server.claim(pool, ticket(pool, fans[1]))
        await until(sync_to_async(lambda: len(attempts(pool)) == 2))
        return early

    answer = told(story)
    assert answer.status == 425
    assert 28_000 < answer.said["wait_ms"] <= 30_000
    assert answer.headers[b"retry-after"] in {b"28", b"29", b"30"}
    assert [(each.fan_id, each.answer) for each in sorted(attempts(pool), key=lambda a: a.fan_id)] == [
        (fans[0], "early"), (fans[1], "granted"),
    ]  # fmt: skip


def test_an_empty_pool_answers_from_memory_but_never_to_those_who_hold_something():
    fans, pool = people(30, "latch"), pool_of(10, "places5")

    async def story(server):
        tokens = [ticket(pool, fan) for fan in fans]
        first = await asyncio.gather(*(server.claim(pool, token) for token in tokens))
        booth = server.drops._board.booth(pool)

        async def latched():
            return sum(booth.gone(fan) for fan in fans) == 20

        await until(latched)
        again = await asyncio.gather(*(server.claim(pool, token) for token in tokens))
        await until(sync_to_async(lambda: len(attempts(pool)) == 30))
        return first, again

    first, again = told(story)
    assert [each.body for each in first] == [each.body for each in again]
    assert Counter(each.answer for each in attempts(pool)) == {"granted": 10, "sold_out": 20}


def test_what_comes_back_opens_the_latch_again():
    one, two = people(2, "reopen")
    pool = pool_of(1, "places6")

    async def story(server):
        mine = (await server.claim(pool, ticket(pool, one))).said
        late = ticket(pool, two)
        assert (await server.claim(pool, late)).status == 409
        await sync_to_async(release)(claims=[mine["claim"]], at=clock.now(), why="left")

        async def got():
            return (await server.claim(pool, late)).status == 200

        await asyncio.sleep(0.6)
        await until(got)

    told(story)
    assert list(Claim.objects.filter(pool=pool).values_list("fan_id", "number")) == [(one, 1), (two, 2)]


def test_a_token_whose_claim_was_given_back_stays_so_and_a_new_one_claims_anew():
    (fan,) = people(1, "anew")
    pool = pool_of(2, "places7")

    async def story(server):
        old, new = ticket(pool, fan), ticket(pool, fan)
        held = (await server.claim(pool, old)).said["claim"]
        await sync_to_async(release)(claims=[held], at=clock.now(), why="left")
        gone, mine = await server.claim(pool, old), await server.mine(pool, old)
        return gone, mine, await server.claim(pool, new), await server.mine(pool, old)

    gone, mine, new, mine_now = told(story)
    assert (gone.status, gone.said, mine.status) == (410, {"state": "released"}, 410)
    assert (new.status, new.said["number"]) == (200, 2)
    assert mine_now.said["number"] == 2


def test_two_tokens_of_one_fan_hold_one_claim():
    (fan,) = people(1, "tabs")
    pool = pool_of(5, "places8")

    async def story(server):
        return await asyncio.gather(*(server.claim(pool, ticket(pool, fan)) for _ in range(3)))

    assert {answer.said["number"] for answer in told(story)} == {1}
    assert Pool.objects.get(id=pool).remaining == 4


def test_nobody_hoards_open_holds():
    (fan,) = people(1, "hoard")
    pools = [pool_of(5, f"hoard{nth}") for nth in range(3)]

    async def story(server):
        answers = [await server.claim(pool, ticket(pool, fan)) for pool in pools]
        await sync_to_async(confirm)(claims=[answers[0].said["claim"]], at=clock.now())
        return [*answers, await server.claim(pools[2], ticket(pools[2], fan))]

    assert [answer.said["state"] for answer in told(story)] == ["held", "held", "holds", "held"]


def test_a_stopped_pool_serves_nobody_and_keeps_what_is_claimed():
    one, two = people(2, "stopped")
    pool = pool_of(5, "places9")

    async def story(server):
        await server.claim(pool, ticket(pool, one))
        await sync_to_async(stop)(pool=pool, by=None, at=clock.now())
        stopped = [await server.claim(pool, ticket(pool, fan)) for fan in (one, two)]
        await sync_to_async(let_go)(pool=pool, by=None, at=clock.now())
        return [*stopped, await server.claim(pool, ticket(pool, two))]

    assert [answer.said["state"] for answer in told(story)] == ["held", "stopped", "held"]


def test_only_the_token_counts():
    (fan,) = people(1, "forger")
    pool, other = pool_of(5, "placesa"), pool_of(5, "placesb")
    good = ticket(pool, fan)

    async def story(server):
        cookies = [(b"cookie", b"sessionid=real; token=" + good.encode())]
        return [
            await server.ask("POST", f"/d/{pool}/claim", headers=cookies),
            await server.ask(
                "POST", f"/d/{pool}/claim", headers=[(b"authorization", b"Basic " + good.encode())]
            ),
            await server.claim(pool, good[:-1] + ("A" if good[-1] != "A" else "B")),
            await server.claim(other, good),
            await server.claim(pool, ticket(pool, fan, lasts=timedelta(seconds=-60))),
            await server.ask("POST", f"/d/{pool}/claim", body=b"token=" + b"x" * 9_000),
        ]

    answers = told(story)
    assert [answer.status for answer in answers] == [401] * 6
    assert [answer.said["state"] for answer in answers] == ["forged"] * 4 + ["expired", "forged"]
    assert Claim.objects.count() == 0


def test_a_plain_form_claims_and_its_browser_is_sent_to_a_page():
    (fan,) = people(1, "form")
    pool = pool_of(1, "placesc")

    async def story(server):
        return await server.ask(
            "POST", f"/d/{pool}/claim", headers=[(b"accept", b"text/html,application/xhtml+xml")],
            body=b"token=" + ticket(pool, fan).encode(),
        )  # fmt: skip

    answer = told(story)
    assert (answer.status, answer.headers[b"location"]) == (303, f"/drops/{pool}?said=held".encode())
    assert Claim.objects.get().fan_id == fan


def test_the_status_is_public_bytes_for_any_cache_and_says_when_to_ask_again():
    fans, pool, shelf = people(2, "status"), pool_of(3, "placesd"), pool_of(3, "shelf")
    publish_hold(pool=pool, hold=timedelta(minutes=15), at=clock.now())

    async def story(server):
        before = await server.status(pool)
        assert (await server.status(pool)).body is not None
        await asyncio.gather(*(server.claim(pool, ticket(pool, fan)) for fan in fans))

        async def shown():
            return (await server.status(pool)).said["remaining_estimate"] == 1

        await until(shown)
        return before, [await server.status(each) for each in (999_999, shelf)]

    before, strangers = told(story)
    said = before.said
    assert before.headers[b"cache-control"] == b"public, max-age=1"
    assert (said["state"], said["total"], said["remaining_estimate"]) == ("open", 3, 3)
    assert abs(said["now"] / 1000 - time.time()) < 2
    assert said["ask_again_ms"] == [2000, 4000]
    assert [each.status for each in strangers] == [404, 404]


def test_made_up_numbers_are_answered_without_asking_the_database():
    pool = pool_of(1, "placese")
    publish_hold(pool=pool, hold=timedelta(minutes=15), at=clock.now())

    async def story():
        board = Drops(connection_parameters(), secret=token_secret)._board  # nothing renews it meanwhile
        known = await board.status(pool)
        asked = board._reading.used
        strangers = [await board.status(900_000 + n) for n in range(50)]
        await board.close()
        return bool(known), strangers, board._reading.used - asked

    assert async_to_sync(story)() == (True, [b""] * 50, 0)


def test_too_many_requests_of_one_fan_are_put_off():
    (fan,) = people(1, "hurry")
    pool = pool_of(5, "placese")
    token = ticket(pool, fan)

    async def story(server):
        return Counter([(await server.claim(pool, token)).status for _ in range(12)])

    answers = told(story)
    assert answers[200] >= 5
    assert answers[429] >= 1
    assert Claim.objects.count() == 1


def test_a_fan_who_is_not_there_does_not_take_the_others_with_them():
    fans, pool = people(6, "poison"), pool_of(9, "placesf")

    async def story(server):
        return await asyncio.gather(
            *(server.claim(pool, ticket(pool, fan)) for fan in (*fans[:3], 99_999_999, *fans[3:]))
        )

    answers = told(story)
    assert [answer.status for answer in answers] == [200] * 3 + [503] + [200] * 3
    assert answers[3].said == {"state": "unknown", "wait_ms": 1000}
    assert Pool.objects.get(id=pool).remaining == 3
    assert verify_chain(pool) is None


def test_a_client_that_left_owns_its_claim_all_the_same():
    (fan,) = people(1, "left")
    pool = pool_of(2, "placesg")
    token = ticket(pool, fan)

    async def story(server):
        await server.mine(pool, token)
        asking = asyncio.create_task(server.claim(pool, token))
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)

        async def got():
            return (await server.mine(pool, token)).said["state"] == "held"

        await until(got)

    told(story)


@pytest.mark.parametrize(
    "address", ["/d/", "/d/1", "/d/x/claim", "/d/1/claim/", "/d/1/other", "/d/9999999999999999999/me"]
)
def test_other_addresses_are_not_there(address):
    assert told(lambda server: server.ask("GET", address)).status == 404


def test_a_claim_is_asked_by_post_alone():
    answer = told(lambda server: server.ask("GET", "/d/1/claim", headers=[bearer("x")]))
    assert (answer.status, answer.headers[b"allow"]) == (405, b"POST")


def test_everybody_is_answered_when_the_server_stops():
    (fan,) = people(1, "stopping")
    pool = pool_of(2, "placesh")

    async def story():
        async with opened() as (server,):
            asking = asyncio.create_task(server.claim(pool, ticket(pool, fan)))
            await asyncio.sleep(0.001)
        return await asking

    answer = async_to_sync(story)()
    assert answer.status in {200, 503}
    assert actions.claim(pool=pool, requests=[], at=clock.now()) == []


def test_a_server_whose_clock_is_wrong_opens_at_the_same_instant(monkeypatch):
    one, two = people(2, "skew")
    pool = pool_of(2, "placesi")
    truly = time.time
    monkeypatch.setattr("fanloop.selling.stock.places.clock.time.time", lambda: truly() + 3_600)

    async def story(server):
        return [
            await server.claim(pool, ticket(pool, one, opens=timedelta(minutes=30))),
            await server.claim(pool, ticket(pool, two, lasts=timedelta(minutes=30))),
        ]

    assert [answer.said["state"] for answer in told(story)] == ["early", "held"]


def test_the_demos_own_time_is_the_claims_time():
    (fan,) = people(1, "demo")
    pool = pool_of(2, "placesj")
    answer = told(
        lambda server: server.claim(pool, ticket(pool, fan, opens=timedelta(days=3))),
        ahead=lambda: timedelta(days=3, minutes=1),
    )
    assert answer.said["state"] == "held"
    assert abs(Claim.objects.get().at - clock.now() - timedelta(days=3, minutes=1)) < timedelta(minutes=1)
