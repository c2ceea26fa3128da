import logging

from fanloop.foundation import clock, jobs
from fanloop.things.builds import actions

log = logging.getLogger(__name__)


@jobs.periodic("builds.refresh", cron="*/10 * * * *")
def refresh_papers() -> None:
    """Often, so that a house that slept has a fresh timestamp within moments of waking."""
    try:
        actions.refresh(at=clock.latest())
    except actions.Refused as problem:
        log.error("builds: %s", problem)  # noqa: TRY400 -- where it was raised says nothing, the sentence does
    actions.ring(at=clock.now())
