from fanloop.foundation import clock, jobs
from fanloop.listening.community import actions


@jobs.periodic("community.rank", cron="*/10 * * * *")
def rank() -> None:
    """Hot cools while nobody writes."""
    actions.rank_topics(at=clock.now())
