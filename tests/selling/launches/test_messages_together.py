"""A message with several workers, people who withdraw meanwhile, and a worker killed between two sets."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from fanloop.foundation.models import Letter
from fanloop.selling.launches.actions import consenting, writing
from fanloop.selling.launches.actions.writing import send_some
from fanloop.selling.launches.models import Delivery, MessageEnd
from fanloop.selling.launches.rules.groups import Meant
from tests.selling.launches.world import person
from tests.selling.world import NOON, shop

pytestmark = pytest.mark.django_db(transaction=True)


def scheduled(people):
    house = shop()
    for one in people:
        consenting.agree(fan=one, family="offers", words="Yes.", source="page", at=NOON)
    row = writing.write_message(
        family="offers", subject={"en": "New"}, text={"en": "Words."}, meant=Meant(("all",)), by=house.member, at=NOON
    )  # fmt: skip
    writing.schedule(message=row, send_at=NOON, by=house.member, at=NOON)
    return row


def letters(row):
    return list(Letter.objects.filter(about=f"launches.message:{row.id}").values_list("to", flat=True))


def test_three_workers_write_to_each_once_and_to_nobody_who_withdrew_before():
    people = [person(f"fan{number}") for number in range(18)]
    row = scheduled(people)
    gone = people[:3]
    for one in gone:
        consenting.withdraw(fan=one, families=["offers"], at=NOON)

    def act(number):
        try:
            if number % 4 == 3:
                return consenting.withdraw(fan=people[number], families=["offers"], at=NOON)
            return send_some(message_id=row.id, at=NOON, limit=2)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as workers:
        list(workers.map(act, range(14)))
    while send_some(message_id=row.id, at=NOON, limit=5):
        continue
    wrote = letters(row)
    assert len(wrote) == len(set(wrote)) == Delivery.objects.filter(message=row, is_written=True).count()
    assert {one.email for one in gone} & set(wrote) == set()
    left = {people[number].email for number in (3, 7, 11)}
    assert {one.email for one in people[3:]} - left <= set(wrote)


KILLED = """
import django
django.setup()
from datetime import datetime
import sys
from fanloop.selling.launches.actions.writing import send_some
print("ready", flush=True)
while send_some(message_id=int(sys.argv[1]), at=datetime.fromisoformat(sys.argv[2]), limit=3):
    pass
"""


@pytest.mark.slow
@pytest.mark.parametrize("patience", [0.02, 0.1, 0.4])
def test_a_worker_killed_between_two_sets_forgets_nobody_and_repeats_nobody(patience):
    people = [person(f"fan{number}") for number in range(30)]
    row = scheduled(people)
    base, _, options = os.environ["DATABASE_URL"].partition("?")
    address = f"{base.rpartition('/')[0]}/{connection.settings_dict['NAME']}?{options}"
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(row.id), NOON.isoformat()],
        env={**os.environ, "DATABASE_URL": address, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline() == b"ready\n"
    time.sleep(patience)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert len(letters(row)) == Delivery.objects.filter(message=row).count()
    while send_some(message_id=row.id, at=NOON, limit=10):
        continue
    assert sorted(letters(row)) == sorted(one.email for one in people)
    assert MessageEnd.objects.get(message=row).how == "sent"
