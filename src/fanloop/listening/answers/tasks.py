from fanloop.foundation import clock, jobs
from fanloop.listening.answers import actions


@jobs.periodic("answers.escalate", cron="* * * * *")
def escalate() -> None:
    """Every minute: who must know that a promise is about to break?"""
    actions.escalate(at=clock.now())
