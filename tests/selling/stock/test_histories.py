"""Every history of claims, holds, confirmations, releases and sweeps on the real database: nothing is lost, nothing is sold twice."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from fanloop.selling.stock import ports
from fanloop.selling.stock.actions import (
    Request,
    claim,
    confirm,
    extend,
    let_go,
    open_pool,
    release,
    stop,
    sweep,
)
from fanloop.selling.stock.models import Claim, Confirmation, Hold, Release
from fanloop.selling.stock.queries import held, mine, status, verify_chain
from tests.selling.machines import run
from tests.selling.stock.test_claim_together import people
from tests.selling.world import NOON

TOTAL, FANS = 12, 7
HOLD = timedelta(minutes=15)
_ASK = "SELECT o_places, o_claims, o_numbers, o_whys FROM stock_claim_batch(%s, %s::bigint[], %s::int[], %s::text[], %s, %s, %s)"
fan_numbers = st.integers(0, FANS - 1)
quantities = st.integers(1, 4)


class Undone(Exception):
    """Ends the history's transaction."""


class Shop(RuleBasedStateMachine):
    """One pool, two ways to claim from it (a set by actions, a batch of the claim path), and time that goes on."""

    claims = Bundle("claims")
    fans: list[int]

    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.now, self.nonce, self.is_open = NOON, 0, True
        self.told: dict[str, tuple[int, int]] = {}
        self.line: list[Request] = []
        self.served_before, ports._lines = ports._lines, {"test": self.serve}

    def teardown(self):
        ports._lines = self.served_before
        self.outer.__exit__(Undone, Undone(), None)

    @initialize()
    def open(self):
        self.pool = open_pool(about="campaigns.campaign:history", total=TOTAL, at=NOON).id
        self.other = open_pool(about="campaigns.campaign:elsewhere", total=TOTAL, at=NOON).id

    def serve(self, pool, pieces, at):
        """The waiting list: strictly the first, as long as the pieces are enough."""
        if pool == self.pool and self.line and self.line[0].quantity <= pieces:
            first = self.line.pop(0)
            (outcome,) = claim(pool=pool, requests=[first], at=at, hold=HOLD)
            assert outcome.granted, "who is first in line gets what came back"

    @rule(target=claims, who=st.lists(st.tuples(fan_numbers, quantities), max_size=4), is_held=st.booleans())
    def claim_set(self, who, is_held):
        asked = [Request(self.fans[fan], None, quantity, self.key("set")) for fan, quantity in who]
        answers = claim(pool=self.pool, requests=asked, at=self.now, hold=HOLD if is_held else None)
        return multiple(*(each.claim_id for each in answers if each.granted))

    @rule(target=claims, who=st.dictionaries(fan_numbers, quantities, max_size=5), is_repeat=st.booleans())
    def claim_batch(self, who, is_repeat):
        keys = [self.key("d") for _ in who]
        first = self.ask(self.pool, who, keys)
        if is_repeat:
            again = self.ask(self.pool, who, keys)
            for place, (claimed, number, _why) in first.items():
                if claimed:
                    assert again[place][:2] == (claimed, number), "the same question has the same answer"
        new = [claimed for claimed, _number, why in first.values() if why == "new"]
        assert self.is_open or not new
        return multiple(*new)

    @rule(fan=fan_numbers)
    def hoard(self, fan):
        self.ask(self.other, {fan: 1}, [self.key("d")])

    @rule(fan=fan_numbers, quantity=quantities)
    def wait_in_line(self, fan, quantity):
        self.line.append(Request(self.fans[fan], None, quantity, self.key("line")))

    @rule(those=st.lists(claims, max_size=3))
    def confirm(self, those):
        standing = confirm(claims=those, at=self.now)
        released = set(Release.objects.filter(claim__in=those).values_list("claim_id", flat=True))
        assert standing == set(those) - released

    @rule(those=st.lists(claims, max_size=3))
    def give_back(self, those):
        release(claims=those, at=self.now, why="left")

    @rule(one=consumes(claims), minutes=st.integers(1, 40))
    def hold_longer(self, one, minutes):
        extend(claims=[one], until=self.now + timedelta(minutes=minutes), at=self.now)

    @rule(minutes=st.integers(1, 20), limit=st.integers(1, 3))
    def time_goes_on(self, minutes, limit):
        self.now += timedelta(minutes=minutes)
        while sweep(at=self.now, limit=limit):
            pass
        assert not Hold.objects.filter(until__lte=self.now).exists()

    @rule()
    def stop_or_let_go(self):
        (stop if self.is_open else let_go)(pool=self.pool, by=None, at=self.now)
        self.is_open = not self.is_open

    @invariant()
    def pieces_add_up(self):
        if hasattr(self, "pool"):
            for pool in (self.pool, self.other):
                now, row = held(pool), status(pool)
                assert now.held + now.confirmed + row.remaining == TOTAL
                assert min(now.held, now.confirmed, row.remaining) >= 0

    @invariant()
    def numbers_have_no_gap_and_the_chain_holds(self):
        if hasattr(self, "pool"):
            numbers = list(
                Claim.objects.filter(pool=self.pool).order_by("number").values_list("number", flat=True)
            )
            assert numbers == list(range(1, status(self.pool).sequence + 1))
            assert verify_chain(self.pool) is None

    @invariant()
    def every_claim_is_in_one_state(self):
        if hasattr(self, "pool"):
            open_, sure, gone = (
                set(model.objects.values_list("claim_id", flat=True))
                for model in (Hold, Confirmation, Release)
            )
            assert not open_ & (sure | gone)

    def key(self, way):
        self.nonce += 1
        return f"{way}:{self.nonce}"

    def ask(self, pool, who, keys):
        """Place → (claim, number, why) of everybody who was not told that nothing is left."""
        values = [pool, [self.fans[fan] for fan in who], list(who.values()), keys, self.now - NOON, HOLD, 2]
        with connection.cursor() as cursor:
            cursor.execute(_ASK, values)
            places, claimed, numbers, whys = cursor.fetchone()
        rows = zip(places or (), claimed or (), numbers or (), whys or (), strict=True)
        said = {place: (claim_, number, why) for place, claim_, number, why in rows}
        for place, fan in enumerate(who, 1):
            own = mine(pool, self.fans[fan])
            assert bool(said.get(place, (None,))[0]) == (own is not None)
        return said


def told(**often):
    Shop.fans = people(FANS, "history")
    run(Shop, **often)


@pytest.mark.django_db
def test_no_history_loses_or_doubles_a_piece():
    told(examples=10, steps=20)


@pytest.mark.slow
@pytest.mark.django_db
def test_no_long_history_loses_or_doubles_a_piece():
    told(examples=40, steps=40)
