from fanloop.foundation import clock, jobs
from fanloop.selling.payments import actions


@jobs.task("payments.cancel")
def cancel(payment: int) -> None:
    actions.cancel_begun(payment=payment, at=clock.now())
