from datetime import datetime

from fanloop.foundation import clock, jobs
from fanloop.people.fans.rules.mailing import DAILY, WEEKLY
from fanloop.selling.orders.queries.papers import paper_by_id
from fanloop.site import digests, reactions
from fanloop.site.papers import drawn


@jobs.periodic("site.digests", cron="23 * * * *")
def write_digests() -> None:
    """Every hour, so that a house that slept at six makes up for it; what was made is not made again."""
    for rhythm in (DAILY, WEEKLY):
        if digests.are_due(rhythm, now=clock.now()):
            jobs.defer("site.digest", rhythm=rhythm)


@jobs.task("site.digest", heavy=True, yields=True)
def write_a_set(rhythm: str) -> None:
    """One set of people; while somebody is left, another job follows, so that none is long and letters at once go first."""
    if digests.send(rhythm, now=clock.now()):
        jobs.defer("site.digest", rhythm=rhythm)


@jobs.task("site.letters", heavy=True)
def write_letters(notices: list[int], at: str) -> None:
    reactions.post_notices(notices, at=datetime.fromisoformat(at))


@jobs.task("site.draw_paper")
def draw_paper(paper: int) -> None:
    """So that the file of an issued paper lies there before anybody asks."""
    if row := paper_by_id(paper):
        drawn(row)
