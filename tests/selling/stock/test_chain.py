"""The chain over batches: whatever is changed in the log afterwards, the first wrong batch is named."""

import json
from datetime import timedelta

import pytest
from django.db import connection

from fanloop.config.command_line import main
from fanloop.selling.payments.actions import reconcile
from fanloop.selling.payments.queries.books import differences
from fanloop.selling.stock.actions import Request, claim, open_pool
from fanloop.selling.stock.models import Batch, Claim, Pool
from fanloop.selling.stock.queries import chain, chain_head, published_chain, verify_chain
from fanloop.selling.stock.queries.chains import LATELY
from fanloop.selling.stock.rules.chain import START, Link, Row, digest, first_wrong
from tests.selling.stock.test_claim_together import people
from tests.selling.world import NOON


@pytest.fixture
def pool(db):
    """Three batches of two claims each."""
    fans = people(6, "link")
    pool = open_pool(about="campaigns.campaign:81", total=50, at=NOON).id
    for nth in range(3):
        asked = [Request(fan, None, 1, f"link {fan}") for fan in fans[2 * nth : 2 * nth + 2]]
        claim(pool=pool, requests=asked, at=NOON + timedelta(minutes=nth, microseconds=123_457))
    return pool


def test_what_postgresql_chains_verifies_here(pool):
    assert [(link.first, link.last) for link in chain(pool)] == [(1, 2), (3, 4), (5, 6)]
    assert verify_chain(pool) is None


@pytest.mark.parametrize(
    "change",
    [
        {"quantity": 2}, {"fan_id": 0}, {"slot": 7}, {"key": "another"}, {"at": NOON}, {"number": 44},
    ],
    ids=str,
)  # fmt: skip
def test_a_changed_claim_names_its_batch(pool, change):
    stranger = people(1, "stranger")[0]
    Claim.objects.filter(pool=pool, number=3).update(
        **({"fan_id": stranger} if "fan_id" in change else change)
    )
    assert verify_chain(pool).first == 3


def test_a_claim_taken_away_or_added_names_its_batch(pool):
    Claim.objects.filter(pool=pool, number=4).delete()
    assert verify_chain(pool).first == 3
    Claim.objects.create(
        pool_id=pool, fan_id=people(1, "slipped")[0], slot=0, quantity=1, number=7, at=NOON, key="slipped in"
    )
    Batch.objects.filter(pool=pool, first=3).delete()
    assert verify_chain(pool).first == 5


def test_claims_cut_off_at_the_end_are_named(pool):
    Claim.objects.filter(pool=pool, number__gt=4).delete()
    Batch.objects.filter(pool=pool, first=5).delete()
    assert verify_chain(pool) == Link(5, 6, chain_head(pool).hash, "")
    Claim.objects.filter(pool=pool).delete()
    Batch.objects.filter(pool=pool).delete()
    assert verify_chain(pool) == Link(1, 6, START, "")


def test_the_nightly_look_names_the_first_wrong_batch(pool):
    assert differences(reconcile(at=NOON)) == []
    Claim.objects.filter(pool=pool, number=4).update(quantity=2)
    (found,) = differences(reconcile(at=NOON))
    assert (found.kind, found.about) == ("chain", "campaigns.campaign:81 · 3–4")


def test_the_nightly_look_leaves_alone_what_nobody_claims_from_any_more(pool):
    Claim.objects.filter(pool=pool, number=4).update(quantity=2)
    later = open_pool(about="campaigns.campaign:82", total=5, at=NOON).id
    asked = [Request(people(1, "later")[0], None, 1, "later")]
    claim(pool=later, requests=asked, at=NOON + LATELY + timedelta(minutes=3))
    assert differences(reconcile(at=NOON)) == []


def test_a_claim_beyond_the_chain_is_named(pool):
    Claim.objects.create(
        pool_id=pool, fan_id=people(1, "slipped")[0], slot=0, quantity=1, number=7, at=NOON, key="slipped in"
    )
    assert verify_chain(pool) == Link(7, 7, chain(pool)[-1].hash, "")


def test_a_batch_forged_with_a_right_hash_breaks_the_next(pool):
    Claim.objects.filter(pool=pool, number=1).update(quantity=5)
    rows = Claim.objects.filter(pool=pool, number__lte=2).order_by("number")
    forged = digest(
        pool, START, 1, 2,
        [
            Row(r.number, r.fan_id, r.slot, r.quantity, round(r.at.timestamp() * 1_000_000), r.key).line(chain(pool)[0].salt)
            for r in rows
        ],
    )  # fmt: skip
    Batch.objects.filter(pool=pool, first=1).update(hash=forged)
    assert verify_chain(pool).first == 3


def test_an_empty_pool_is_sound():
    assert first_wrong(1, [], []) is None


def test_claims_from_before_there_were_chains_get_a_first_link(pool):
    from fanloop.selling.stock.migrations._claiming import FIRST_LINKS

    Batch.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(FIRST_LINKS)
    assert [(link.first, link.last) for link in chain(pool)] == [(1, 6)]
    assert verify_chain(pool) is None
    assert Pool.objects.get(id=pool).sequence == 6


def read_again(pool, tmp_path, capsys, change=None, *words):
    """What the command says of the chain as it is published, one line changed; its exit code."""
    lines = list(published_chain(pool))
    if change:
        lines = change(lines)
    file = tmp_path / "chain.jsonl"
    file.write_text("".join(lines))
    code = main(["verify-chain", str(file), "--json", *words])
    (told,) = json.loads(capsys.readouterr().out)["pools"]
    return code, told


def test_the_published_chain_is_right_and_names_nobody(pool, tmp_path, capsys):
    code, told = read_again(pool, tmp_path, capsys, None, "--head", chain_head(pool).hash)
    assert (code, told["batches"], told["claims"], told["pieces"], told["problem"]) == (0, 3, 6, 6, "")
    said = "".join(published_chain(pool))
    for row in Claim.objects.filter(pool=pool):
        assert row.key not in said
    assert all(link.salt and link.salt not in said for link in chain(pool))


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda lines: [*lines[:2], lines[2].replace(",1,", ",2,", 1), lines[3]], [3, 4]),
        (lambda lines: [*lines[:2], lines[3]], [5, 6]),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], [3, 4]),
        (lambda lines: [*lines[:2], lines[2].replace('"prev":"', '"prev":"0'), lines[3]], [3, 4]),
        (lambda lines: lines[:3], None),
    ],
    ids=["pieces", "batch gone", "order", "prev", "end cut off"],
)
def test_a_changed_chain_names_its_first_wrong_batch(pool, tmp_path, capsys, change, wrong):
    code, told = read_again(pool, tmp_path, capsys, change, "--head", chain_head(pool).hash)
    assert (code, told["first_wrong_batch"]) == (1, wrong)
    assert told["problem"]


def test_batches_from_before_there_were_salts_are_published_without_their_claims(pool, tmp_path, capsys):
    from fanloop.selling.stock.migrations._claiming import CHAIN, FIRST_LINKS

    Batch.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(CHAIN.replace("CREATE", "CREATE OR REPLACE", 1))
        cursor.execute(FIRST_LINKS)
    assert verify_chain(pool) is None
    code, told = read_again(pool, tmp_path, capsys)
    assert (code, told["claims"], told["batches_without_claims"]) == (0, 6, 1)


def test_a_file_that_is_no_chain_is_refused_in_words(tmp_path, capsys):
    file = tmp_path / "draw.json"
    for said in ("{", "[]", '{"format":"fanloop-chain/1"}', ""):
        file.write_text(said)
        assert main(["verify-chain", str(file)]) == 1
        assert "no chain" in "".join(capsys.readouterr())
