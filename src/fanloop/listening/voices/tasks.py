from fanloop.foundation import clock, jobs
from fanloop.listening.voices import actions, queries


@jobs.periodic("voices.rank", cron="7 * * * *")
def rank() -> None:
    """Hot cools by the hour."""
    actions.rank_needs(at=clock.now())


@jobs.periodic("voices.fingerprint", cron="*/10 * * * *")
def fingerprint() -> None:
    """What no fact named, such as words that came by a restore; the server's own memory is warm after it."""
    actions.fingerprint_new(at=clock.now())
    queries.remember()


@jobs.periodic("voices.likely", cron="23 3 * * 1")
def find_likely_pairs() -> None:
    """Once a week, before the desk opens."""
    actions.fingerprint_new(at=clock.now())
    actions.find_likely_pairs(at=clock.now())
    actions.learn_kinds(at=clock.now())
