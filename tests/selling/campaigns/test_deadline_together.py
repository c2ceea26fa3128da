"""The deadline with two workers, fans that come at the last moment, and a worker killed in the middle."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from fanloop.foundation import bus
from fanloop.people.fans.models import Notice
from fanloop.selling.campaigns.actions import Refused
from fanloop.selling.campaigns.actions.charging import work_pledges
from fanloop.selling.campaigns.actions.deadline import decide_all
from fanloop.selling.campaigns.models import Charge, Outcome, Pledge
from fanloop.selling.campaigns.queries.crowd import crowd
from fanloop.selling.orders.queries import present_states
from fanloop.selling.payments.models import Payment
from fanloop.selling.payments.queries import balances
from tests.selling.campaigns.crowd import ENDS, goal, pledge, porch
from tests.selling.world import fan, shop


def charged_once(campaign, pledges):
    """What must hold after everything: one payment and one charge a pledge, the bank has their sum, all told once."""
    ids = [row.order_id for row in Pledge.objects.filter(offer__campaign=campaign)]
    assert set(present_states(ids).values()) == {"paid"}
    assert (Payment.objects.count(), Charge.objects.count(), len(ids)) == (pledges, pledges, pledges)
    assert balances()["sandbox", "EUR"] == pledges * 10_000 == -balances()["deposits", "EUR"]
    assert Notice.objects.filter(kind="order_goal_reached").count() == pledges
    assert Outcome.objects.get(campaign=campaign).pledges == pledges


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_deadline_charge_each_pledge_once():
    campaign = porch(shop(), what=goal(threshold=12, stretches=[]))
    for _ in range(14):
        pledge(campaign)

    def worker(_number):
        try:
            decide_all(at=ENDS)
            return work_pledges(at=ENDS)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as workers:
        worked = sum(workers.map(worker, range(6)))
    work_pledges(at=ENDS)
    bus.drain()
    assert worked <= 14
    charged_once(campaign, 14)


@pytest.mark.django_db(transaction=True)
def test_a_pledge_at_the_last_moment_is_counted_or_refused_never_lost():
    campaign = porch(shop(), what=goal(threshold=3))
    people = [fan() for _ in range(12)]

    def act(number):
        try:
            if number == 6:
                return len(decide_all(at=ENDS)) and None
            return pledge(campaign, who=people[number], at=ENDS - timedelta(milliseconds=1)).id
        except Refused:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as workers:
        placed = [id_ for id_ in workers.map(act, range(12)) if id_]
    found = crowd(campaign, ENDS)
    assert found.outcome.pledges == len(placed) == Pledge.objects.count()
    assert Pledge.objects.filter(next_at=ENDS).count() == len(placed)


KILLED = """
import django
django.setup()
from datetime import datetime
import sys
from fanloop.selling.campaigns.actions.charging import work_pledges
from fanloop.selling.campaigns.actions.deadline import decide_all
at = datetime.fromisoformat(sys.argv[1])
print("ready", flush=True)
decide_all(at=at)
work_pledges(at=at)
"""


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("patience", [0.005, 0.08, 0.3])
def test_a_worker_killed_at_the_deadline_leaves_nothing_half(patience):
    campaign = porch(shop(), what=goal(threshold=20, stretches=[]), pool_total=80)
    for _ in range(40):
        pledge(campaign)
    base, _, options = os.environ["DATABASE_URL"].partition("?")
    address = f"{base.rpartition('/')[0]}/{connection.settings_dict['NAME']}?{options}"
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, ENDS.isoformat()],
            env={**os.environ, "DATABASE_URL": address, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=subprocess.PIPE,
        )
        assert process.stdout.readline() == b"ready\n"
        time.sleep(patience)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        done = Outcome.objects.count()
        assert Pledge.objects.filter(next_at__isnull=False).count() == done * 40 - Charge.objects.count()
        assert Payment.objects.count() == Charge.objects.count()
    decide_all(at=ENDS)
    work_pledges(at=ENDS)
    bus.drain()
    charged_once(campaign, 40)
