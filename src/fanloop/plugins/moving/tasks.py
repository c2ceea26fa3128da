from fanloop.foundation import clock, jobs
from fanloop.plugins.moving import runs


@jobs.task("moving.bring")
def bring(run: int) -> None:
    runs.bring_kept(run, at=clock.now())


@jobs.task("moving.undo")
def undo(run: int) -> None:
    found = runs.run_by_id(run)
    if found and not found.undone_at:
        runs.take_back(run=found, at=clock.now())


@jobs.periodic("moving.forget", cron="47 3 * * *")
def forget() -> None:
    """Every night: uploads nobody said yes to."""
    runs.forget_looks(at=clock.now())
