from fanloop.foundation import clock, jobs
from fanloop.listening.chat import actions


@jobs.periodic("chat.index", cron="* * * * *")
def index_history() -> None:
    """What was said in the last minute becomes findable, in sets."""
    actions.index_history(at=clock.now())
