from fanloop.foundation import clock, jobs
from fanloop.people.webhooks import actions, queries


@jobs.task("webhooks.send")
def send(delivery: int) -> None:
    actions.send(delivery_id=delivery, at=clock.now())


@jobs.periodic("webhooks.again", cron="* * * * *")
def try_again() -> None:
    """What did not arrive, when its time has come; also what a killed worker left."""
    for delivery_id in queries.due(clock.now()):
        actions.send(delivery_id=delivery_id, at=clock.now())
