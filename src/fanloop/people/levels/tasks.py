from fanloop.foundation import clock, jobs
from fanloop.people.levels import actions


@jobs.periodic("levels.reckon", cron="11 2 * * *")
def reckon() -> None:
    """Every night, from the whole ledger."""
    actions.reckon_levels(at=clock.now())
