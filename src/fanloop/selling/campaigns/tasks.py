from fanloop.foundation import clock, jobs
from fanloop.selling.campaigns.actions import crowding, draw_files, drawing, telling
from fanloop.selling.campaigns.actions.charging import work_pledges
from fanloop.selling.campaigns.actions.codes import end_over
from fanloop.selling.campaigns.actions.deadline import decide_all
from fanloop.selling.campaigns.actions.opening import open_due
from fanloop.selling.campaigns.actions.pricing import apply_price_steps


@jobs.periodic("campaigns.decide", cron="* * * * *")
def decide() -> None:
    decide_all(at=clock.now())


@jobs.periodic("campaigns.open", cron="* * * * *")
def open_planned() -> None:
    open_due(at=clock.now())


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
    drawing.look_after(at=clock.now())


@jobs.task("campaigns.draw_due", heavy=True)
def draw_due() -> None:
    drawing.draw_all(at=clock.now())


@jobs.task("campaigns.write_draw", heavy=True)
def write_draw(draw: int) -> None:
    draw_files.write_file(draw=draw, at=clock.now())


@jobs.task("campaigns.tell_draw", heavy=True)
def tell_draw(reveal: int) -> None:
    """One portion of people; while somebody is left, another job follows, so that none is long."""
    if telling.tell_some(reveal=reveal, at=clock.now()):
        jobs.defer("campaigns.tell_draw", reveal=reveal)


@jobs.periodic("campaigns.crowds", cron="* * * * *")
def crowds() -> None:
    crowding.tell_crowds(at=clock.now())
