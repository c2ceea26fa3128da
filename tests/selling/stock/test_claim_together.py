"""Many at once on the real database: threads that race, a process killed in the middle."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from django.db import IntegrityError, connection, transaction

from fanloop.people.fans.actions import NewFan, import_fans
from fanloop.selling.stock.actions import Refused, Request, claim, open_pool, release
from fanloop.selling.stock.models import Claim, Pool
from fanloop.selling.stock.queries import status
from tests.selling.world import NOON

WORKERS, FANS, STOCK = 6, 40, 25


def people(count, prefix="racer"):
    new = [NewFan(f"test:{prefix}:{n}", f"{prefix}-{n}", "", "replay", NOON) for n in range(count)]
    return list(import_fans(new, at=NOON).values())


def sums(pool_id):
    row = Pool.objects.get(id=pool_id)
    claims = list(Claim.objects.filter(pool=pool_id).order_by("number"))
    return row, claims


@pytest.mark.django_db(transaction=True)
def test_workers_with_duplicates_never_oversell_and_leave_no_gap():
    fans = people(FANS)
    pool = open_pool(about="campaigns.campaign:1", total=STOCK, at=NOON)

    def work(seed):
        try:
            draw = Random(seed)
            asked = [Request(fan, None, draw.choice([1, 1, 2]), f"race:{fan}") for fan in fans]
            draw.shuffle(asked)
            answers = {}
            while asked:
                batch, asked = asked[:7], asked[7:]
                for answer in claim(pool=pool.id, requests=[*batch, *batch[:2]], at=NOON, limit=2):
                    answers[answer.key] = answer
            return answers
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as workers:
        answers = list(workers.map(work, range(WORKERS)))
    row, claims = sums(pool.id)
    assert row.remaining == STOCK - sum(each.quantity for each in claims) >= 0
    assert [each.number for each in claims] == list(range(1, row.sequence + 1))
    assert len({each.fan_id for each in claims}) == len(claims)
    for each in answers:
        granted = {key: answer.number for key, answer in each.items() if answer.granted}
        held = {each.key: each.number for each in claims}
        assert granted.items() <= held.items()
    assert row.remaining in {0, 1}


@pytest.mark.django_db
def test_the_same_key_gets_the_same_answer_and_takes_nothing_more():
    (fan,) = people(1)
    pool = open_pool(about="campaigns.campaign:2", total=3, at=NOON)
    first, again = (
        claim(pool=pool.id, requests=[Request(fan, None, 2, "once")], at=NOON)[0] for _ in range(2)
    )
    assert (first.number, first.claim_id, first.is_repeat) == (1, again.claim_id, False)
    assert again.is_repeat
    assert status(pool.id).remaining == 1


@pytest.mark.django_db
def test_what_is_given_back_can_be_claimed_again_once():
    one, two = people(2)
    pool = open_pool(about="campaigns.campaign:3", total=1, at=NOON)
    mine = claim(pool=pool.id, requests=[Request(one, None, 1, "mine")], at=NOON)[0]
    assert claim(pool=pool.id, requests=[Request(two, None, 1, "late")], at=NOON)[0].why == "sold_out"
    assert release(claims=[mine.claim_id], at=NOON, why="left") == 1
    assert release(claims=[mine.claim_id], at=NOON, why="left twice") == 0
    hers = claim(pool=pool.id, requests=[Request(two, None, 1, "later")], at=NOON)[0]
    assert (hers.granted, hers.number) == (True, 2)
    assert status(pool.id).remaining == 0


@pytest.mark.django_db
def test_a_key_of_another_pool_is_refused():
    (fan,) = people(1)
    first = open_pool(about="campaigns.campaign:4", total=3, at=NOON)
    second = open_pool(about="campaigns.campaign:5", total=3, at=NOON)
    claim(pool=first.id, requests=[Request(fan, None, 1, "here")], at=NOON)
    with pytest.raises(Refused, match="another pool"):
        claim(pool=second.id, requests=[Request(fan, None, 1, "here")], at=NOON)


@pytest.mark.django_db
def test_the_database_itself_refuses_to_oversell():
    pool = open_pool(about="campaigns.campaign:6", total=3, at=NOON)
    with pytest.raises(IntegrityError, match="a_pool_is_never_oversold"), transaction.atomic():
        Pool.objects.filter(id=pool.id).update(remaining=-1)


KILLED = """
import sys
import django
django.setup()
from datetime import UTC, datetime
from fanloop.selling.stock.actions import Request, claim
pool, fans = int(sys.argv[1]), [int(each) for each in sys.argv[2].split(",")]
print("ready", flush=True)
for nth, fan in enumerate(fans):
    claim(pool=pool, requests=[Request(fan, None, 1, f"killed:{fan}:{part}") for part in range(3)], at=datetime(2026, 11, 9, tzinfo=UTC))
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("patience", [0.02, 0.1, 0.25])
def test_a_killed_process_leaves_all_of_a_batch_or_nothing(patience):
    fans = people(400, f"killed{patience}")
    pool = open_pool(about="campaigns.campaign:7", total=5_000, at=NOON)
    address = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
    query = os.environ["DATABASE_URL"].rpartition("?")
    address += f"?{query[2]}" if query[1] and "?" not in address else ""
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(pool.id), ",".join(map(str, fans))],
        env={**os.environ, "DATABASE_URL": address, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"ready\n"
    time.sleep(patience)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    claim(pool=pool.id, requests=[Request(fans[0], None, 1, "after")], at=NOON)
    row, claims = sums(pool.id)
    assert row.remaining == 5_000 - len(claims)
    assert [each.number for each in claims] == list(range(1, row.sequence + 1))
    per_fan = {fan: sum(each.fan_id == fan and each.key != "after" for each in claims) for fan in fans}
    assert set(per_fan.values()) <= {0, 3}
    for fan in fans:
        claim(pool=pool.id, requests=[Request(fan, None, 1, f"killed:{fan}:{n}") for n in range(3)], at=NOON)
    assert Claim.objects.filter(pool=pool.id).count() == 1_201
