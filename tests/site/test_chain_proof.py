"""The chain over a drop's claims, loaded by somebody nobody knows."""

import pytest
from django.test import Client

from fanloop.selling.campaigns.actions.drawing import close_entries, draw
from fanloop.selling.campaigns.queries.drops import pool_of
from fanloop.selling.stock.queries import chain_head
from fanloop.selling.stock.rules.chain import check
from tests.selling.campaigns.drop_world import DRAWS, ENDS, Sale

pytestmark = pytest.mark.django_db


def test_anybody_loads_the_chain_beside_its_head_and_reads_it_again():
    sale = Sale(pieces=2)
    sale.come("ada", "ben", "cleo")
    close_entries(drop=sale.drop, by=None, at=ENDS)
    draw(drop=sale.drop, by=None, at=DRAWS)
    head = chain_head(pool_of(sale.drop).id).hash
    page = Client().get("/drops/first-run/proof").content.decode()
    assert head in page
    assert "/drops/first-run/chain.jsonl" in page
    lines = b"".join(Client().get("/drops/first-run/chain.jsonl").streaming_content).decode().splitlines()
    found = check(lines, head=head)
    assert (found.ok, found.claims, found.pieces) == (True, 2, 2)
    assert Client().get("/drops/none/chain.jsonl").status_code == 404
