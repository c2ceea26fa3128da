from fanloop.foundation import clock, jobs
from fanloop.listening.voices import actions


@jobs.periodic("voices.rank", cron="7 * * * *")
def rank() -> None:
    """Hot cools by the hour."""
    actions.rank_needs(at=clock.now())
