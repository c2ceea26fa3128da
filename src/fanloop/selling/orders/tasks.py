from fanloop.foundation import clock, jobs
from fanloop.selling.orders import actions
from fanloop.selling.orders.actions import carts, papers, revenue, sending, services, taxing


@jobs.periodic("orders.release_unpaid", cron="41 4 * * *")
def release_unpaid() -> None:
    actions.release_unpaid(at=clock.now())


@jobs.periodic("orders.end_behind", cron="46 4 * * *")
def end_behind() -> None:
    actions.end_behind(at=clock.now())


@jobs.periodic("orders.forget_carts", cron="27 3 * * *")
def forget_carts() -> None:
    carts.forget_carts(at=clock.now())


@jobs.periodic("orders.forget_addresses", cron="33 3 * * *")
def forget_addresses() -> None:
    """Labels of last month, and buyers on papers the law asks for no longer."""
    sending.forget_labels(at=clock.now())
    papers.forget_buyers(at=clock.now())


@jobs.periodic("orders.renew_services", cron="52 4 * * *")
def renew_services() -> None:
    """Before payments collects what is due today."""
    services.renew(at=clock.now())


@jobs.periodic("orders.close_services", cron="57 4 * * *")
def close_services() -> None:
    services.end_unpaid(at=clock.now())
    services.recognise_over(at=clock.now())


@jobs.periodic("orders.write_left_out", cron="12 5 * * *")
def write_left_out() -> None:
    """Invoices of a time when nobody issued papers."""
    papers.invoice_left(at=clock.now())
    papers.invoice_services(at=clock.now())


@jobs.task("orders.retax")
def retax() -> None:
    """Somebody else issues papers now."""
    taxing.retax(at=clock.now())


@jobs.periodic("orders.retax_left_out", cron="2 5 * * *")
def retax_left_out() -> None:
    """Before the invoices that were left out are written."""
    taxing.retax(at=clock.now())


@jobs.periodic("orders.book_left_out", cron="47 3 * * *")
def book_left_out() -> None:
    """After the nightly look has named it."""
    revenue.book_left_out(at=clock.now())
