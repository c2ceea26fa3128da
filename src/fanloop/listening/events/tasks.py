from fanloop.foundation import clock, jobs
from fanloop.listening.events import actions, queries


@jobs.periodic("events.fill", cron="*/5 * * * *")
def fill() -> None:
    """Seats that were kept until now are for everybody who waits."""
    at = clock.now()
    for event_id in queries.with_waiting(at=at):
        actions.fill_seats(event_id=event_id, at=at)
