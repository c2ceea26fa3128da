from fanloop.foundation import clock, jobs
from fanloop.releasing.beta import actions, queries


@jobs.periodic("beta.mind_quiet", cron="41 8 * * *")
def mind_quiet() -> None:
    """Every morning: ask who is quiet, and let seats rest whose fans did not answer."""
    at = clock.now()
    for row in queries.programmes(at=at):
        actions.pause_quiet(programme=row.programme, at=at)
        actions.remind_quiet(programme=row.programme, at=at)
