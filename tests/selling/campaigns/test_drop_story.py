"""The demo's own drops: one that was drawn and can be checked, one that people enter now."""

import pytest

from fanloop.config.story import PRESENT
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.campaigns.rules.draw_paper import check
from fanloop.selling.campaigns.rules.receipts import check_receipt
from fanloop.selling.stock.queries import held

pytestmark = pytest.mark.django_db


def test_the_first_five_were_drawn_and_everybody_holds_a_receipt(told):
    now = queries.standing(queries.drop("dawn-2-first-five"), PRESENT)
    assert (now.phase, now.interest, now.left) == ("drawn", 8, 0)
    assert check(queries.paper(now), root=now.draw.root, commitment=now.drop.commitment).is_good
    for name in ("mira", "attic", "kalt"):
        entry = queries.entry_of(now.drop, told[f"fan.{name}"].id)
        assert check_receipt(queries.receipt(entry), root=now.draw.root) == ()


def test_one_stepped_out_one_did_not_pay_and_the_next_ranks_followed(told):
    now = queries.standing(queries.drop("dawn-2-first-five"), PRESENT)
    assert [row.place.rank for row in queries.winners(now.drop)] == [1, 2, 3, 4, 5, 6, 7]
    assert queries.replaced(now.drop) == {"stepped_out": 1}
    assert (held(now.pool.id).held, held(now.pool.id).confirmed) == (0, 5)


def test_thirty_feet_are_ahead(told):
    now = queries.standing(queries.drop("old-beam"), PRESENT)
    assert (now.phase, now.fairness, now.interest, now.left) == ("entering", "prequeue", 3, 30)
