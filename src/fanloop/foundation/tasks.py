from fanloop.foundation import jobs, mail, trail


@jobs.task("mail.carry")
def carry(letter: int) -> None:
    mail.carry(letter)


@jobs.periodic("trail.check", cron="17 3 * * *")
def check_trail() -> None:
    trail.report(trail.check())
