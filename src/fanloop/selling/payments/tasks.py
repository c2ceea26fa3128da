from fanloop.foundation import clock, jobs
from fanloop.selling.payments import actions


@jobs.task("payments.cancel")
def cancel(payment: int) -> None:
    actions.cancel_begun(payment=payment, at=clock.now())


@jobs.task("payments.send_refund")
def send_refund(refund: int) -> None:
    actions.send_refund(refund=refund, at=clock.now())


@jobs.task("payments.handle_event")
def handle_event(event: int) -> None:
    actions.handle_event(event=event, at=clock.now())


@jobs.task("payments.charge")
def charge(payment: int) -> None:
    actions.charge(payment=payment, at=clock.now())


@jobs.task("payments.play_ring")
def play_ring(body: str, moment: int) -> None:
    actions.ring(body=body, moment=moment, at=clock.now())


@jobs.periodic("payments.play_on", cron="* * * * *")
def play_on() -> None:
    actions.play_on(at=clock.now())


@jobs.periodic("payments.look_again", cron="*/10 * * * *")
def look_again() -> None:
    actions.look_again(at=clock.now())


@jobs.periodic("payments.climb", cron="23 * * * *")
def climb() -> None:
    actions.climb(at=clock.now())


@jobs.periodic("payments.collect_due", cron="12 5 * * *")
def collect_due() -> None:
    actions.collect_due(at=clock.now())


@jobs.periodic("payments.remind", cron="32 6 * * *")
def remind() -> None:
    actions.remind(at=clock.now())


@jobs.periodic("payments.end_vouchers", cron="52 1 * * *")
def end_vouchers() -> None:
    actions.end_vouchers(at=clock.now())


@jobs.periodic("payments.reconcile", cron="17 3 * * *")
def reconcile() -> None:
    actions.reconcile(at=clock.now())
