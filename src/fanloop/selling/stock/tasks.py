from fanloop.foundation import clock, jobs
from fanloop.selling.stock import actions, queries


@jobs.periodic("stock.sweep", cron="* * * * * */5")
def sweep() -> None:
    """Every five seconds: holds that are over go back, five hundred at a time, each set in a transaction of its own.

    By the database's clock, which wrote until when they last: a worker whose own clock is wrong takes nobody's piece.
    """
    while len(actions.sweep(at=queries.deciding_now(clock.ahead()))) == actions.SWEPT_AT_ONCE:
        pass
