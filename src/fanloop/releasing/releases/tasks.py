from fanloop.foundation import clock, jobs
from fanloop.releasing.releases import actions


@jobs.periodic("releases.plan_fridays", cron="5 4 * * *")
def plan_fridays() -> None:
    actions.plan_running_lines(at=clock.now())


@jobs.periodic("releases.keep_time", cron="*/5 * * * *")
def keep_time() -> None:
    actions.keep_time(at=clock.now())


@jobs.periodic("releases.tuesdays", cron="*/10 * * * *")
def tuesdays() -> None:
    actions.run_tuesdays(at=clock.now())


@jobs.periodic("releases.count_votes", cron="*/15 * * * *")
def count_votes() -> None:
    actions.count_votes(at=clock.now())
