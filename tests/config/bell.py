"""A worker that can be killed in the middle: `python -m tests.config.bell linger|go`.

One fact with two reactions, and one job. Told to linger it says *midway* after the second reaction has
written, or inside the job, and sleeps until it is killed.
"""

import sys
import time
from dataclasses import dataclass

import django

django.setup()

from django.db import transaction  # noqa: E402 -- Django is set up first

from fanloop.config import worker  # noqa: E402 -- as above
from fanloop.foundation import bus, clock, jobs, mail  # noqa: E402 -- as above

LINGERS = sys.argv[1] == "linger"
worker._DEAD_AFTER_SECONDS = 1.0


@dataclass(frozen=True)
class BellRang(bus.Fact):
    """Somebody rang."""

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


if __name__ == "__main__":
    if sys.argv[2:] == ["ring"]:
        with transaction.atomic():
            bus.publish(BellRang(times=1), at=clock.now())
    if sys.argv[2:] == ["polish"]:
        jobs.defer("bell.polish")
    worker.until_told(worker.Worker(worker.connection_parameters()))
