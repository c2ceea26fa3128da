"""Every history of a drop on the real database: entries, root, draw, claims, orders, money, time and who is taken out."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Count
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fanloop.foundation import bus, clock
from fanloop.people.fans.actions import erase
from fanloop.people.fans.models import Notice
from fanloop.selling.campaigns.actions import Refused, drawing
from fanloop.selling.campaigns.actions.claiming import order_claim
from fanloop.selling.campaigns.actions.drops import enter, token
from fanloop.selling.campaigns.actions.telling import tell_some
from fanloop.selling.campaigns.models import Draw, Entry, Place, RankBlock, Replacement, Reveal, Winner
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.campaigns.rules.draw_paper import check
from fanloop.selling.orders.actions import Refused as OrderRefused
from fanloop.selling.orders.actions import cancel
from fanloop.selling.orders.actions.keeping import set_keeping
from fanloop.selling.orders.models import Order
from fanloop.selling.orders.queries import ids_by_source, present_states
from fanloop.selling.payments import queries as money
from fanloop.selling.payments.actions import Refused as PaymentRefused
from fanloop.selling.payments.actions import record_transfer
from fanloop.selling.payments.actions.checking import reconcile
from fanloop.selling.payments.models import Difference, Payment
from fanloop.selling.stock.actions import Refused as StockRefused
from fanloop.selling.stock.actions import sweep
from fanloop.selling.stock.models import Claim, Release
from fanloop.selling.stock.queries import held, holds_of, mine, status, verify_chain
from tests.selling.campaigns.drop_world import BEGINS, DRAWS, ENDS, OPENS, Sale, person
from tests.selling.machines import run

PIECES, FANS = 3, 6
HOLDS = (timedelta(minutes=15), timedelta(days=1))
"""For a day somebody may choose a bank transfer."""
REFUSALS = (Refused, StockRefused, OrderRefused, PaymentRefused)
_CLAIM = "SELECT 1 FROM stock_claim_batch(%s, ARRAY[%s]::bigint[], ARRAY[1], ARRAY[%s], %s, %s, 1)"
some = st.integers(0, 5)


class Undone(Exception):
    """Ends the history's transaction."""


class Drops(RuleBasedStateMachine):
    """Three pieces, six fans, every way of being fair; the clock closes, draws, sweeps and tells."""

    def __init__(self):
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.few, drawing.FEW = drawing.FEW, 0

    def teardown(self):
        drawing.FEW = self.few
        try:
            if hasattr(self, "sale"):
                self.it_adds_up_in_the_end()
        finally:
            self.outer.__exit__(Undone, Undone(), None)

    def it_adds_up_in_the_end(self):
        checked = reconcile(at=self.now)
        assert list(Difference.objects.filter(run=checked).values_list("kind", "about")) == []
        assert verify_chain(self.pool) is None
        assert check(self.paper(), root=self.seen[0], commitment=self.sale.drop.commitment).is_good

    @initialize(
        fairness=st.sampled_from(["lottery", "prequeue", "fifo"]),
        come=st.sets(some, min_size=2),
        hold=st.sampled_from(HOLDS),
    )
    def begin(self, fairness, come, hold):
        self.sale, self.now, self.seen = Sale(fairness, pieces=PIECES, hold=hold), BEGINS, ("", False)
        set_keeping(card_minutes=30, transfer_days=1, by=self.sale.house.member, at=self.now)
        self.pool = queries.pool_of(self.sale.drop).id
        self.fans = [person(f"fan{number}") for number in range(FANS)]
        for who in come:
            self.enter(who)

    def tried(self, act):
        try:
            with transaction.atomic():
                return act()
        except REFUSALS:
            return None

    def paper(self):
        return queries.paper(queries.standing(self.sale.drop, self.now))

    @rule(who=some)
    def enter(self, who):
        said = {
            "drop": self.sale.drop,
            "fan": self.fans[who],
            "nonce": f"{who}",
            "at": self.now,
            "solved": True,
        }
        entry = self.tried(lambda: enter(**said))
        assert entry is None or entry == enter(**said), "entered again, the first entry stands"

    @rule(who=some)
    def leave_for_good(self, who):
        if self.fans[who].is_active:
            self.tried(lambda: erase(fan=self.fans[who], by=self.fans[who], at=self.now))
            bus.drain()
            self.fans[who].refresh_from_db()

    @rule(
        hop=st.sampled_from(
            [timedelta(minutes=10), timedelta(minutes=20), timedelta(hours=3), timedelta(days=1)]
        )
    )
    def time_goes_on(self, hop):
        """No further than the next moment at which something happens by itself."""
        ahead = [moment for moment in (ENDS, DRAWS, OPENS) if moment > self.now]
        self.now = min([self.now + hop, *ahead[:1]]) if hop < timedelta(days=1) or not ahead else ahead[0]
        drawing.draw_all(at=self.now)
        sweep(at=self.now)
        bus.drain()

    @precondition(lambda self: self.now >= DRAWS)
    @rule(most=st.integers(1, 4))
    def a_portion_is_told(self, most):
        for reveal in queries.untold(self.now + timedelta(seconds=1)):
            tell_some(reveal=reveal, at=self.now, most=most)

    @precondition(lambda self: self.now >= OPENS)
    @rule(who=some)
    def claim_by_hand(self, who):
        fan = self.fans[who]
        entry = queries.entry_of(self.sale.drop, fan.id)
        if entry and self.tried(lambda: token(entry=entry, fan=fan, at=self.now)):
            values = [
                self.pool,
                fan.id,
                f"d:{queries.token_nonce(entry)}",
                self.now - clock.now(),
                timedelta(minutes=self.sale.drop.rules["hold_minutes"]),
            ]
            with connection.cursor() as cursor:
                cursor.execute(_CLAIM, values)

    @precondition(lambda self: self.now >= DRAWS)
    @rule(who=some, way=st.sampled_from(["", "sandbox", "transfer"]))
    def order(self, who, way):
        fan = self.fans[who]
        if claim := mine(self.pool, fan.id):
            is_new = not ids_by_source([queries.source_key(claim.id)])
            said = {"claim": claim, "offer": self.sale.offer, "fan": fan, "at": self.now, "provider": way}
            placed = self.tried(lambda: order_claim(**said))
            assert placed is None or placed == order_claim(**said), "ordered again, the first order stands"
            until = holds_of([claim.id]).get(claim.id)
            if placed and is_new and until and way == "transfer":
                assert until - self.now >= timedelta(days=1), "a way that is offered can succeed"
            bus.drain()

    @precondition(lambda self: self.now >= DRAWS)
    @rule(which=some)
    def a_transfer_arrives(self, which):
        asked = [row.id for row in Payment.objects.filter(provider="transfer").order_by("id")]
        if asked:
            by = self.sale.house.member
            self.tried(lambda: record_transfer(payment=asked[which % len(asked)], by=by, at=self.now))
            bus.drain()

    @precondition(lambda self: self.now >= DRAWS)
    @rule(which=some)
    def step_out(self, which):
        orders = list(Order.objects.order_by("id"))
        if orders:
            self.tried(lambda: cancel(order=orders[which % len(orders)], by=None, at=self.now))
            bus.drain()

    @precondition(lambda self: self.now >= DRAWS)
    @rule(which=some)
    def replace(self, which):
        winners = list(Winner.objects.order_by("id"))
        if winners:
            winner = queries.winner_by_id(winners[which % len(winners)].id)
            said = {"winner": winner, "reason": "twice", "words": "Entered twice.", "at": self.now}
            self.tried(lambda: drawing.replace_winner(**said, by=self.sale.house.member))
            bus.drain()

    @invariant()
    def pieces_add_up(self):
        if hasattr(self, "pool"):
            now, left = held(self.pool), status(self.pool).remaining
            assert now.held + now.confirmed + left == PIECES
            assert min(now.held, now.confirmed, left) >= 0

    @invariant()
    def nobody_has_two_pieces_or_two_entries(self):
        open_ = Claim.objects.exclude(id__in=Release.objects.values("claim_id"))
        assert not open_.values("fan").annotate(n=Count("id")).filter(n__gt=1).exists()
        mine_ = Entry.objects.exclude(fan=None).values("fan").annotate(n=Count("id"))
        assert not mine_.filter(n__gt=1).exists()

    @invariant()
    def who_was_replaced_has_neither_piece_nor_order(self):
        claims = set(Replacement.objects.values_list("winner__claim_id", flat=True))
        assert claims == set(Release.objects.filter(claim__in=claims).values_list("claim_id", flat=True))
        orders = ids_by_source([queries.source_key(claim) for claim in claims])
        assert set(present_states(list(orders.values())).values()) <= {"cancelled"}

    @invariant()
    def the_root_is_public_before_the_seed_and_neither_it_nor_the_order_changes(self):
        drawn, reveal = Draw.objects.first(), Reveal.objects.first()
        assert drawn or not reveal
        if drawn and self.seen != (drawn.root, bool(reveal)):
            paper = self.paper()
            assert paper["root"] == drawn.root == (self.seen[0] or drawn.root)
            assert bool(paper["seed"]) == bool(reveal)
            assert len(paper["order"]) == (drawn.entries if reveal else 0)
            assert reveal is None or reveal.at >= drawn.at + timedelta(minutes=10)
            self.seen = drawn.root, bool(reveal)

    @invariant()
    def every_rank_is_used_once_and_none_is_passed_over_but_of_who_left(self):
        for block in RankBlock.objects.all():
            assert sorted(block.ranks) == sorted(block.leaves) == list(range(1, len(block.entries) + 1))
            served = set(Place.objects.values_list("rank", flat=True))
            assert len(served) == Winner.objects.count()
            passed = set(range(1, max(served, default=0))) - served
            left = Entry.objects.filter(id__in=[block.entries[rank - 1] for rank in passed]).exclude(fan=None)
            assert not left.exists()
            if len(served) < len(block.ranks) and status(self.pool).remaining:
                waiting = [
                    entry for rank, entry in enumerate(block.entries, 1) if rank > max(served, default=0)
                ]
                assert not Entry.objects.filter(id__in=waiting).exclude(fan=None).exists(), (
                    "nothing lies idle"
                )

    @invariant()
    def everybody_hears_once_and_what_is_so(self):
        told = Notice.objects.filter(kind__in=["drop_won", "drop_not_drawn"])
        assert not told.values("fan", "kind").annotate(n=Count("id")).filter(n__gt=1).exists()
        won = set(told.filter(kind="drop_won").values_list("fan_id", flat=True))
        assert won <= set(Winner.objects.values_list("claim__fan_id", flat=True))

    @invariant()
    def the_ledger_sums_to_zero(self):
        connection.check_constraints()
        assert set(money.balances_of_currencies().values()) <= {0}


@pytest.mark.django_db
def test_no_history_of_a_drop_loses_a_piece_a_rank_or_a_cent():
    run(Drops, examples=2, steps=14)


@pytest.mark.slow
@pytest.mark.django_db
def test_no_long_history_of_a_drop_loses_a_piece_a_rank_or_a_cent():
    run(Drops, examples=25, steps=40)
