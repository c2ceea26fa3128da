"""A worker that can be killed in the middle: `python -m tests.config.bell linger|go|aside|heavy`.

One fact with two reactions, and one job. Told to linger it says *midway* after the second reaction has
written, or inside the job, and sleeps until it is killed. Aside it
has another process do heavy work, and tells twelve hundred fans if it is told `crowd`. Heavy it does nothing else, and
rings for a town beside a chain of jobs that goes on until the door is open.
"""

import sys
import time
from dataclasses import dataclass

import django

django.setup()

from django.db import transaction  # noqa: E402 -- Django is set up first
from django.db.models import Value  # noqa: E402 -- as above
from django.db.models.functions import Concat  # noqa: E402 -- as above

from fanloop.config import worker  # noqa: E402 -- as above
from fanloop.foundation import bus, clock, jobs, mail  # noqa: E402 -- as above
from fanloop.people.fans import actions as fans  # noqa: E402 -- as above
from fanloop.people.fans.queries import Fan  # noqa: E402 -- as above

LINGERS = sys.argv[1] == "linger"
worker._DEAD_AFTER_SECONDS = 1.0


@dataclass(frozen=True)
class BellRang(bus.Fact):
    """Somebody rang; loudly, if a town is to hear it."""

    heavy = ("times", 100)

    times: int


def midway():
    if LINGERS:
        sys.stdout.write("midway\n")
        sys.stdout.flush()
        time.sleep(600)


@bus.reaction(BellRang)
def open_the_door(fact, *, fact_id, at):
    mail.write(to="door@bell.example", subject=f"opened by {fact_id}", text="", at=at)


@bus.reaction(BellRang)
def light_the_lamp(fact, *, fact_id, at):
    mail.write(to="lamp@bell.example", subject=f"lit by {fact_id}", text="", at=at)
    midway()


@jobs.task("bell.polish")
def polish():
    midway()
    mail.write(to="polish@bell.example", subject="polished", text="", at=clock.now())


@jobs.task("bell.knock", heavy=True)
def knock():
    time.sleep(0.05)
    if not mail.Letter.objects.exists():
        jobs.defer("bell.knock")


def tell_a_crowd(count=1200):
    news = [fans.NewFan(f"bell:{n}", f"fan{n}", f"Fan {n}", "bell", clock.now()) for n in range(count)]
    ids = fans.import_fans(news, at=clock.now()).values()
    Fan.objects.update(email=Concat("handle", Value("@bell.example")))
    fans.notify(ids, kind="welcome", data={}, about="", at=clock.now())


if __name__ == "__main__":
    if sys.argv[2:] == ["crowd"]:
        tell_a_crowd()
    if sys.argv[2:] == ["ring"]:
        with transaction.atomic():
            bus.publish(BellRang(times=1), at=clock.now())
    if sys.argv[2:] == ["polish"]:
        jobs.defer("bell.polish")
    if sys.argv[1] == "heavy":
        jobs.defer("bell.knock")
        with transaction.atomic():
            bus.publish(BellRang(times=1000), at=clock.now())
        worker.until_told(worker.Heavy())
    else:
        worker.until_told(worker.Worker(worker.connection_parameters(), aside=sys.argv[1] == "aside"))
