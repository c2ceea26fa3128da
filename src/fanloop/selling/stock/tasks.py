from fanloop.foundation import clock, jobs
from fanloop.selling.stock import actions


@jobs.periodic("stock.sweep", cron="* * * * * */5")
def sweep() -> None:
    """Every five seconds: holds that are over go back, five hundred at a time, each set in a transaction of its own."""
    while len(actions.sweep(at=clock.now())) == actions.SWEPT_AT_ONCE:
        pass
