from fanloop.foundation import clock, idempotency, jobs, lately, mail, trail
from fanloop.foundation.search import vocabulary


@jobs.task("mail.carry")
def carry(letter: int) -> None:
    mail.carry(letter)


@jobs.periodic("trail.check", cron="17 3 * * *")
def check_trail() -> None:
    trail.report(trail.check())


@jobs.periodic("idempotency.forget", cron="37 3 * * *")
def forget_answers() -> None:
    idempotency.forget(at=clock.now())


@jobs.periodic("lately.forget", cron="* * * * *")
def forget_editions() -> None:
    lately.forget()


@jobs.periodic("search.recount", cron="47 3 * * *")
def recount_words() -> None:
    vocabulary.recount()
