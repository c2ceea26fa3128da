"""Pieces kept for some: nobody else claims them, and what is given back goes to who waits first."""

import pytest

from fanloop.selling.stock import ports
from fanloop.selling.stock.actions import Refused, Request, claim, open_pool, release, reserve, unreserve
from fanloop.selling.stock.queries import reserved, status
from tests.selling.world import NOON, fan

pytestmark = pytest.mark.django_db
SOME = "campaigns.code_batch:1"


@pytest.fixture
def pool():
    return open_pool(about="campaigns.campaign:1", total=10, at=NOON).id


def wants(pool, quantity, key, **more):
    (said,) = claim(pool=pool, requests=[Request(fan().id, None, quantity, key)], at=NOON, **more)
    return said


def test_what_is_kept_is_not_free(pool):
    reserve(pool=pool, about=SOME, quantity=7, at=NOON)
    assert not wants(pool, 4, "stranger").granted
    assert wants(pool, 3, "small stranger").granted
    assert wants(pool, 1, "invited", reserve=SOME).granted
    now = status(pool)
    assert (now.remaining, now.reserved, now.held) == (0, 6, 4)


def test_nobody_keeps_more_than_is_free(pool):
    reserve(pool=pool, about=SOME, quantity=7, at=NOON)
    with pytest.raises(Refused, match="3 pieces"):
        reserve(pool=pool, about="other", quantity=4, at=NOON)


def test_a_reserve_that_is_empty_grants_nothing_though_pieces_are_free(pool):
    reserve(pool=pool, about=SOME, quantity=1, at=NOON)
    assert wants(pool, 1, "first", reserve=SOME).granted
    assert wants(pool, 1, "second", reserve=SOME).why == "sold_out"


def test_what_is_given_back_is_free_again_and_not_twice(pool):
    reserve(pool=pool, about=SOME, quantity=7, at=NOON)
    wants(pool, 2, "invited", reserve=SOME)
    assert unreserve(about=SOME, at=NOON, quantity=1) == 1
    assert unreserve(about=SOME, at=NOON) == 4
    assert unreserve(about=SOME, at=NOON) == 0
    assert (status(pool).remaining, reserved(SOME)) == (8, 0)


def test_a_claim_from_a_reserve_goes_back_to_all(pool):
    reserve(pool=pool, about=SOME, quantity=1, at=NOON)
    release(claims=[wants(pool, 1, "invited", reserve=SOME).claim_id], at=NOON, why="left")
    assert (status(pool).remaining, reserved(SOME)) == (10, 0)


def test_who_waits_hears_of_what_a_reserve_gives_back(pool, monkeypatch):
    heard = []
    monkeypatch.setattr(ports, "_lines", {"test": lambda *said: heard.append(said)})
    reserve(pool=pool, about=SOME, quantity=7, at=NOON)
    unreserve(about=SOME, at=NOON)
    assert heard == [(pool, 7, NOON)]
