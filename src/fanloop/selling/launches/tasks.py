from fanloop.foundation import clock, jobs
from fanloop.selling.launches.actions import holding, signing, writing
from fanloop.selling.launches.queries.messages import due


@jobs.periodic("launches.time", cron="* * * * *")
def keep_time() -> None:
    holding.keep_time(at=clock.now())


@jobs.periodic("launches.send", cron="* * * * *")
def send_due() -> None:
    """A message that a kill has stopped goes on here: its sets say who has it."""
    for message_id in due(clock.now()):
        jobs.defer("launches.send_a_set", message=message_id)


@jobs.task("launches.send_a_set", heavy=True)
def send_a_set(message: int) -> None:
    """One set of people; while somebody is left, another job follows, so that none is long."""
    if writing.send_some(message_id=message, at=clock.now()):
        jobs.defer("launches.send_a_set", message=message)


@jobs.periodic("launches.tidy", cron="41 3 * * *", heavy=True)
def tidy() -> None:
    at = clock.now()
    signing.forget_unconfirmed(at=at)
    signing.adopt(at=at)
