from fanloop.foundation import clock, jobs
from fanloop.plugins.moving import actions, queries


@jobs.task("moving.bring")
def bring(run: int) -> None:
    actions.bring_kept(run_id=run, at=clock.now())


@jobs.task("moving.undo")
def undo(run: int) -> None:
    found = queries.run_by_id(run)
    if found and not found.undone_at:
        actions.take_back(run=found, at=clock.now())


@jobs.periodic("moving.forget", cron="47 3 * * *")
def forget() -> None:
    """Every night: uploads nobody said yes to."""
    actions.forget_looks(at=clock.now())
