from fanloop.foundation import clock, jobs
from fanloop.plugins.repository import actions


@jobs.task("repository.read")
def read(repository: int) -> None:
    actions.read_repository(repository_id=repository, at=clock.now())


@jobs.periodic("repository.read_all", cron="*/20 * * * *")
def read_all() -> None:
    """Three times an hour, for repositories that send no webhook."""
    actions.read_all_soon(at=clock.now())
