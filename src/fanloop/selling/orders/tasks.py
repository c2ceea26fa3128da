from fanloop.foundation import clock, jobs
from fanloop.selling.orders import actions
from fanloop.selling.orders.actions import carts


@jobs.periodic("orders.release_unpaid", cron="41 4 * * *")
def release_unpaid() -> None:
    actions.release_unpaid(at=clock.now())


@jobs.periodic("orders.forget_carts", cron="27 3 * * *")
def forget_carts() -> None:
    carts.forget_carts(at=clock.now())
