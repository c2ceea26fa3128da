from fanloop.foundation import clock, jobs
from fanloop.people.fans.rules.mailing import DAILY, WEEKLY
from fanloop.site import digests


@jobs.periodic("site.digests", cron="23 * * * *")
def write_digests() -> None:
    """Every hour, so that a house that slept at six makes up for it; what was made is not made again."""
    for rhythm in (DAILY, WEEKLY):
        while digests.send(rhythm, now=clock.now()):
            pass
