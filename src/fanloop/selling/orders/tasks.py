from fanloop.foundation import clock, jobs
from fanloop.selling.orders import actions


@jobs.periodic("orders.release_unpaid", cron="41 4 * * *")
def release_unpaid() -> None:
    actions.release_unpaid(at=clock.now())
