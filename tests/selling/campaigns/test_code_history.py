"""Every history of codes, orders, money, the line and time on the real database: pieces and cents add up, and no code claims twice."""

import itertools
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fanloop.foundation import bus
from fanloop.selling.campaigns.actions import Refused, preorder
from fanloop.selling.campaigns.actions.codes import bind, end_batch, gift, make_batch, redeem, revoke
from fanloop.selling.campaigns.actions.line import leave, stand_in_line, take
from fanloop.selling.campaigns.models import Code, CodeReturn, CodeUse, LineEnd, LineEntry, LineOffer
from fanloop.selling.campaigns.queries import codes as queries
from fanloop.selling.campaigns.queries import line as lines
from fanloop.selling.campaigns.rules.codes import pieces_kept
from fanloop.selling.campaigns.rules.line import may_become
from fanloop.selling.orders.actions import Refused as OrderRefused
from fanloop.selling.orders.actions import ask_due, cancel
from fanloop.selling.orders.queries import present_states
from fanloop.selling.payments import queries as money
from fanloop.selling.payments.actions import Refused as PaymentRefused
from fanloop.selling.payments.actions import record_transfer
from fanloop.selling.payments.actions.checking import reconcile
from fanloop.selling.payments.models import Difference, Payment
from fanloop.selling.stock.actions import Refused as StockRefused
from fanloop.selling.stock.actions import sweep
from fanloop.selling.stock.models import Claim, Release, Reserve
from fanloop.selling.stock.queries import pool_of, status, verify_chain
from tests.selling.machines import run
from tests.selling.world import CLOSES, NOON, fan, shop

TOTAL = 7
REFUSALS = (Refused, StockRefused, OrderRefused, PaymentRefused)
some = st.integers(0, 5)


class Undone(Exception):
    """Ends the history's transaction."""


class Codes(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()

    def teardown(self):
        try:
            if hasattr(self, "campaign"):
                run = reconcile(at=self.now)
                assert list(Difference.objects.filter(run=run).values_list("kind", "about")) == []
        finally:
            self.outer.__exit__(Undone, Undone(), None)

    @initialize()
    def begin(self):
        self.house, self.now, self.nth = shop(pool=TOTAL), NOON, 0
        self.campaign, self.offer = self.house.campaign, self.house.offers[0]
        self.pool = pool_of(f"campaigns.campaign:{self.campaign.id}").id
        self.fans = [fan() for _ in range(4)]
        self.batches, self.orders, self.seen = [], [], {}

    def tried(self, act):
        try:
            with transaction.atomic():
                return act()
        except REFUSALS:
            return None

    def who(self, n):
        return self.fans[n % len(self.fans)]

    def code(self, n):
        every = list(Code.objects.filter(batch__campaign=self.campaign).order_by("id"))
        return every[n % len(every)]

    def entry(self, n):
        every = list(LineEntry.objects.filter(campaign=self.campaign).order_by("id"))
        return every[n % len(every)] if every else None

    @rule(count=st.integers(1, 4), each=st.integers(1, 2), rearms=st.booleans())
    def make(self, count, each, rearms):
        made = self.tried(
            lambda: make_batch(
                campaign=self.campaign, words="testers", count=count, each=each, rearms=rearms, opens_at=NOON,
                closes_at=CLOSES, by=self.house.member, at=self.now,
            )
        )  # fmt: skip
        self.batches += [made] if made else []

    @rule(who=some, quantity=st.integers(1, 3))
    def order(self, who, quantity):
        self.nth += 1
        waits = lines.length(self.campaign)
        free = status(self.pool).remaining
        placed = self.tried(
            lambda: preorder(
                offer=self.offer, fan=self.who(who), quantity=quantity, at=self.now, key=f"o{self.nth}"
            )
        )
        self.orders += [placed] if placed else []
        assert not (placed and waits and not free), "nobody takes what the line waits for"

    @precondition(lambda self: self.batches)
    @rule(code=some, who=some)
    def redeem(self, code, who):
        row = self.code(code)
        before = status(self.pool)
        placed = self.tried(
            lambda: redeem(letters=queries.letters_of(row), offer=self.offer, fan=self.who(who), at=self.now)
        )
        if placed:
            assert status(self.pool).remaining == before.remaining, "a code takes nothing from the others"
            self.orders.append(placed)

    @precondition(lambda self: self.batches)
    @rule(code=some, by=some, to=some)
    def hand_on(self, code, by, to):
        row = self.code(code)
        self.tried(lambda: bind(letters=queries.letters_of(row), fan=self.who(by), at=self.now))
        self.tried(lambda: gift(code=row, by=self.who(by), to=self.who(to), at=self.now))

    @precondition(lambda self: self.batches)
    @rule(code=some)
    def take_back(self, code):
        self.tried(lambda: revoke(code=self.code(code), reason="sold", by=self.house.member, at=self.now))

    @precondition(lambda self: self.batches)
    @rule(batch=some)
    def end(self, batch):
        end_batch(batch=self.batches[batch % len(self.batches)], by=None, at=self.now)

    @precondition(lambda self: self.orders)
    @rule(order=some)
    def step_out(self, order):
        cancel(order=self.orders[order % len(self.orders)], by=None, at=self.now)

    @precondition(lambda self: self.orders)
    @rule(order=some, way=st.sampled_from(["sandbox", "transfer"]), position=st.integers(0, 1))
    def pay(self, order, way, position):
        row = self.orders[order % len(self.orders)]
        asked = self.tried(lambda: ask_due(order=row, position=position, provider=way, at=self.now))
        if asked and way == "transfer":
            self.tried(lambda: record_transfer(payment=asked, by=self.house.member, at=self.now))
        bus.drain()

    @rule(who=some, quantity=st.integers(1, 3), least=st.integers(1, 2))
    def wait(self, who, quantity, least):
        self.tried(
            lambda: stand_in_line(
                campaign=self.campaign, fan=self.who(who), offers=[self.offer], quantity=quantity, least=least, at=self.now
            )
        )  # fmt: skip

    @rule(entry=some, takes=st.booleans())
    def answer(self, entry, takes):
        if row := self.entry(entry):
            act = (lambda: take(entry=row, offer=self.offer, fan=row.fan, at=self.now)) if takes else None
            placed = self.tried(act or (lambda: leave(entry=row, at=self.now)))
            self.orders += [placed] if takes and placed else []

    @rule(hours=st.integers(1, 20))
    def time_goes_on(self, hours):
        self.now += timedelta(hours=hours)
        while sweep(at=self.now):
            pass

    @invariant()
    def pieces_add_up(self):
        if not hasattr(self, "pool"):
            return
        now = status(self.pool)
        open_ = Claim.objects.filter(pool=self.pool).exclude(id__in=Release.objects.values("claim_id"))
        claimed = open_.aggregate(n=Sum("quantity"))["n"] or 0
        reserved = Reserve.objects.filter(pool=self.pool).aggregate(n=Sum("quantity"))["n"] or 0
        assert claimed + reserved + now.remaining == TOTAL
        assert now.held == claimed
        assert verify_chain(self.pool) is None

    @invariant()
    def the_ledger_sums_to_zero_and_nothing_is_kept_of_who_stepped_out(self):
        connection.check_constraints()
        assert set(money.balances_of_currencies().values()) <= {0}
        states = present_states([row.id for row in getattr(self, "orders", [])])
        over = [f"orders.order:{id_}" for id_, state in states.items() if state == "cancelled"]
        ended = Payment.objects.filter(about__in=over).values_list("id", flat=True)
        assert not any(money.left_of(ended).values())

    @invariant()
    def each_batch_keeps_what_its_codes_may_still_claim(self):
        for batch in getattr(self, "batches", []):
            sheet = queries.batch_sheet(batch)
            codes = queries.codes_of_batch(batch, self.now)
            used = sum(each.standing.is_used for each in codes)
            idle = sum(each.standing.is_revoked and not each.standing.is_used for each in codes)
            kept = 0 if sheet.end else pieces_kept(len(codes), batch.each, used=used, spent=0, revoked=idle)
            assert sheet.kept == kept

    @invariant()
    def no_code_claims_twice_and_what_came_back_is_settled_once(self):
        uses = CodeUse.objects.filter(code__batch__campaign=getattr(self, "campaign", None))
        for code in {use.code_id for use in uses}:
            of_it = list(uses.filter(code=code).order_by("nth"))
            assert [use.nth for use in of_it] == list(range(len(of_it)))
            returned = [CodeReturn.objects.filter(use=use).first() for use in of_it]
            assert all(row and row.is_armed for row in returned[:-1])
            gone = Release.objects.filter(claim=of_it[-1].claim_id).exists()
            assert gone == (returned[-1] is not None)

    @invariant()
    def places_in_line_go_forward_only(self):
        if not hasattr(self, "campaign"):
            return
        entries = LineEntry.objects.filter(campaign=self.campaign).order_by("id")
        for each in lines.in_line(entries):
            steps = ["waiting"]
            steps += ["offered"] if LineOffer.objects.filter(entry=each.entry).exists() else []
            end = LineEnd.objects.filter(entry=each.entry).first()
            steps += [end.how] if end else []
            assert steps[-1] == each.state
            assert all(may_become(a, b) for a, b in itertools.pairwise(steps))


@pytest.mark.django_db
def test_no_history_of_codes_loses_a_piece_or_uses_a_code_twice():
    run(Codes, examples=4, steps=18)


@pytest.mark.slow
@pytest.mark.django_db
def test_no_long_history_of_codes_loses_a_piece_or_uses_a_code_twice():
    run(Codes, examples=20, steps=30)
