from fanloop.foundation import clock, jobs
from fanloop.selling.campaigns.actions import drawing
from fanloop.selling.campaigns.actions.charging import work_pledges
from fanloop.selling.campaigns.actions.codes import end_over
from fanloop.selling.campaigns.actions.deadline import decide_all
from fanloop.selling.campaigns.actions.pricing import apply_price_steps


@jobs.periodic("campaigns.decide", cron="* * * * *")
def decide() -> None:
    decide_all(at=clock.now())


@jobs.periodic("campaigns.prices", cron="* * * * *")
def prices() -> None:
    apply_price_steps(at=clock.now())


@jobs.periodic("campaigns.charge", cron="* * * * *")
def charge() -> None:
    work_pledges(at=clock.now())


@jobs.periodic("campaigns.codes", cron="* * * * *")
def end_codes() -> None:
    end_over(at=clock.now())


@jobs.periodic("campaigns.draw", cron="* * * * *")
def draw() -> None:
    drawing.draw_all(at=clock.now())
