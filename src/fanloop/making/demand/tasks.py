from fanloop.foundation import clock, jobs
from fanloop.making.demand import actions


@jobs.periodic("demand.drops", cron="* * * * *")
def drops() -> None:
    actions.tell_drops(at=clock.now())
