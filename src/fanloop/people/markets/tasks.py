from fanloop.foundation import clock, jobs
from fanloop.people.markets import actions


@jobs.periodic("markets.tax", cron="1 * * * *")
def tax() -> None:
    """Somewhere a day begins at every hour."""
    actions.apply_due_taxes(at=clock.now())
