from fanloop.foundation import clock, jobs
from fanloop.listening.community import actions


@jobs.periodic("community.rank", cron="*/10 * * * *")
def rank() -> None:
    """Hot cools while nobody writes."""
    actions.rank_topics(at=clock.now())


@jobs.periodic("community.draw", cron="*/5 * * * *")
def draw() -> None:
    """Words of an import are drawn soon after it came; until then a page draws them when it is read."""
    while actions.draw_old(at=clock.now()):
        pass
