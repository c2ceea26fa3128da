"""Every write of papers: who issues them, invoices, credit notes, and what a currency was worth."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from fanloop.foundation import bus, jobs
from fanloop.foundation.files import StoredFile
from fanloop.foundation.refs import parse, ref
from fanloop.people.markets import queries as markets
from fanloop.people.markets.rules.exchange import is_of_the_day
from fanloop.people.markets.rules.tax_ids import iso, normal
from fanloop.people.team.queries import Member
from fanloop.selling.orders.actions.addresses import still_unbilled
from fanloop.selling.orders.actions.revenue import book_change, book_service, earned_now
from fanloop.selling.orders.actions.taxing import following
from fanloop.selling.orders.facts import PaperIssued
from fanloop.selling.orders.models import Order
from fanloop.selling.orders.models.papers import Issuer, Paper, PaperFile, RateSnapshot, Series, TaxId
from fanloop.selling.orders.models.services import Period, Quote
from fanloop.selling.orders.queries import papers as queries
from fanloop.selling.orders.queries import present_states
from fanloop.selling.orders.queries import service_papers as of_services
from fanloop.selling.orders.queries.revenue import SHIPPING, service
from fanloop.selling.orders.rules import papers as rules
from fanloop.selling.orders.rules.papers import Item, Kind, Party
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.selling.payments import queries as money

__all__ = [
    "credit",
    "credit_cancelled",
    "credit_returned",
    "credit_service",
    "fill_snapshots",
    "forget_buyers",
    "invoice",
    "invoice_left",
    "invoice_service",
    "invoice_services",
    "keep_drawn",
    "name_issuer",
    "set_tax_id",
    "snapshot_rates",
]
CUT = gettext_noop("A part of the price went back.")
BACK = gettext_noop("Your money went back.")
OVER = gettext_noop("Order %(number)s was cancelled.")


@transaction.atomic
def name_issuer(*, party: Party, by: Member | None, at: datetime) -> Issuer:
    """From now on papers are issued by this firm, and open orders are taxed as it has to. Said again, nothing changes.

    Raises Refused naming what is wrong.
    """
    wrong = _fault(party)
    if wrong:
        raise Refused(wrong)
    tax_id = normal(party.country, party.tax_id) or ""
    said = replace(party, tax_id=tax_id, country=iso(party.country), iban=party.iban.replace(" ", "").upper())
    if queries.issuer() == said:
        return Issuer.objects.latest("id")
    jobs.defer("orders.retax")
    return Issuer.objects.create(
        **{name: getattr(said, name) for name in queries.ISSUER_FIELDS}, by=by, at=at
    )


@transaction.atomic
def set_tax_id(*, order: Order, country: str, number: str, at: datetime) -> TaxId | None:
    """The buyer is a business; an empty number takes that back.

    Of a business in another member state the tax is taken off the price, while nothing has left. Raises Refused for a
    number whose digits are wrong, and once the invoice is written.
    """
    still_unbilled(order)
    if not number.strip():
        with following(order, at=at):
            TaxId.objects.filter(order=order).delete()
        return None
    written = normal(country, number)
    if written is None:
        raise Refused(
            _("“%(number)s” is no tax number of that country. Check its digits.") % {"number": number[:30]}
        )
    with following(order, at=at):
        row, _new = TaxId.objects.update_or_create(
            order=order, defaults={"country": iso(country), "number": written, "at": at}
        )
    return row


@transaction.atomic
def invoice(*, order: Order, by: Member | None, at: datetime) -> Paper:
    """Write the invoice of an order, once.

    Raises Refused before it is paid, while nobody is named as the issuer, and before a tax-free supply has left.
    """
    key = f"invoice:{order.id}"
    if known := Paper.objects.filter(key=key).first():
        return known
    if present_states([order.id])[order.id] not in rules.BILLABLE:
        raise Refused(_("The invoice is written when order %(number)s is paid.") % {"number": order.number})
    draft = queries.draft(order, issued_on=_day(order, at))
    if draft is None:
        raise Refused(_("Say first who issues the papers: name, address and tax number of your firm."))
    if why := queries.too_early(draft):
        raise Refused(why)
    paper = _issue({"order": order}, draft, key=key, corrects=None, by=by, at=at)
    credit_returned(order=order, at=at)
    return paper


def invoice_left(*, at: datetime) -> int:
    """Write the invoices of boxes that left while nobody issued papers. Returns how many orders had one due."""
    missing = queries.without_invoice() if queries.issuer() else []
    states = present_states([order.id for order in missing])
    due = [order for order in missing if queries.is_billable(states[order.id])]
    for order in due:
        invoice(order=order, by=None, at=at)
    return len(due)


@transaction.atomic
def credit(
    *, paper: Paper, items: Sequence[Item] | None, why: str, by: Member | None, at: datetime, key: str
) -> Paper:
    """Take back `items` of an invoice, or all that is left of it; the revenue of what has left goes with it.

    The same `key` returns the same note. Raises Refused for more than is left of a line, or when nothing is.
    """
    _lock_subject(paper)
    locked = Paper.objects.select_for_update(no_key=True).get(id=paper.id)
    if known := Paper.objects.filter(key=key).first():
        return known
    invoiced = rules.from_json(locked.content)
    left = rules.left_to_credit(invoiced.items, queries.credited(locked))
    taken = rules.all_that_is_left(invoiced.items, left) if items is None else tuple(items)
    if not taken or not left:
        raise Refused(_("Nothing is left of invoice %(number)s.") % {"number": locked.number})
    if not rules.fits(taken, left):
        raise Refused(_("More than was invoiced cannot be taken back."))
    content = replace(
        invoiced, kind="credit_note", items=taken, corrects=locked.number, why=why[:300], paid=0,
        issued_on=queries.local_day(queries.subject_of(locked).market, at),
    )  # fmt: skip
    return _credit(locked, content, key=key, by=by, at=at)


def _lock_subject(paper: Paper) -> None:
    """What leaves or is finished at the same moment waits here, so that the ledger takes each change once."""
    for model, id_ in ((Order, paper.order_id), (Period, paper.period_id), (Quote, paper.quote_id)):
        if id_ is not None:
            model.objects.select_for_update(no_key=True).get(id=id_)


def _credit(locked: Paper, content: rules.Content, *, key: str, by: Member | None, at: datetime) -> Paper:
    """Write the note, and let the ledger follow what has left or was done."""
    subject = queries.subject_of(locked)
    of = {name: getattr(locked, name) for name in ("order", "period", "quote") if getattr(locked, name)}
    if locked.order is None:
        done = service(subject.about).earned
        note = _issue(of, content, key=key, corrects=locked, by=by, at=at)
        book_service(subject.about, key=f"paper:{note.id}", at=at, before=done)
        return note
    earned = earned_now(locked.order)
    note = _issue(of, content, key=key, corrects=locked, by=by, at=at)
    book_change(locked.order, earned, earned_now(locked.order), key=f"paper:{note.id}", at=at)
    return note


@transaction.atomic
def invoice_service(*, about: str, at: datetime) -> Paper | None:
    """Write the invoice of a paid period or a finished repair (a reference), once; None while nobody issues papers.

    None too where something is missing, or where it costs nothing.
    """
    kind, id_ = parse(about)
    of = (Period if kind == "orders.period" else Quote).objects.select_for_update(no_key=True).get(id=id_)
    if known := of_services.invoice_of(about):
        return known
    draft = _service_draft(of, at)
    if draft is None or draft.paid < draft.gross or not draft.gross:
        return None
    name = kind.removeprefix("orders.")
    return _issue({name: of}, draft, key=f"invoice:{name}:{id_}", corrects=None, by=None, at=at)


def invoice_services(*, at: datetime) -> int:
    """Write the invoices of services that are due and missing, such as those of a time when nobody issued papers."""
    due = of_services.without_invoice() if queries.issuer() else []
    return sum(invoice_service(about=about, at=at) is not None for about in due)


def _service_draft(of: Period | Quote, at: datetime) -> rules.Content | None:
    if isinstance(of, Period):
        return of_services.draft_of_period(of, issued_on=queries.local_day(of.contract.service.market, at))
    market = of.repair.shipped.shipment.order.market
    return of_services.draft_of_repair(of, issued_on=queries.local_day(market, at))


@transaction.atomic
def credit_service(*, about: str, at: datetime) -> Paper | None:
    """Money of a period or a repair (a reference) went back: so much of its invoice is taken back, once."""
    invoiced = of_services.invoice_of(about)
    if invoiced is None:
        return None
    [item], notes = queries.content(invoiced).items, queries.notes_of(invoiced)
    moved = money.sums_of([each.payment.id for each in money.payments([about])[about]]).values()
    refunded = sum(each.refunded for each in moved)
    minor = rules.to_credit(
        item.gross, received=sum(each.received for each in moved), refunded=refunded,
        credited=sum(note.gross_minor for note in notes),
    )  # fmt: skip
    if not minor:
        return None
    part, key = replace(item, unit_minor=minor), f"refunded:{about}:{refunded}"
    return credit(paper=invoiced, items=[part], why=_in_its_words(invoiced, BACK), by=None, at=at, key=key)


@transaction.atomic
def credit_returned(*, order: Order, at: datetime) -> int:
    """Credit what came back and was looked at, once a unit; without an invoice there is nothing to correct.

    What somebody took back by hand before is not taken back twice. Returns how many pieces were new.
    """
    invoiced = Paper.objects.filter(order=order, kind="invoice").first()
    if invoiced is None:
        return 0
    done = set(Paper.objects.filter(corrects=invoiced).values_list("key", flat=True))
    pieces = [(f"inspection:{id_}", [item], why) for id_, item, why in queries.inspected(order)]
    given = [(f"given:{id_}", item) for id_, item in queries.given_back(order)]
    fresh = [each for each in pieces if each[0] not in done]
    for key, item in given:
        if item.sku == SHIPPING and fresh:
            fresh[-1][1].append(item)
        elif key not in done:
            fresh.append((key, [item], _in_its_words(invoiced, CUT)))
    return sum(_credit_left(invoiced, items, why=why, key=key, at=at) for key, items, why in fresh)


def _credit_left(invoiced: Paper, items: Sequence[Item], *, why: str, key: str, at: datetime) -> bool:
    """Credit these, as far as nobody has taken them back before; False when nothing is left of them."""
    left = rules.left_to_credit(queries.content(invoiced).items, queries.credited(invoiced))
    parts = [replace(each, unit_minor=min(each.unit_minor, left.get(each.line, 0))) for each in items]
    worth = [each for each in parts if each.unit_minor > 0]
    if worth:
        credit(paper=invoiced, items=worth, why=why, by=None, at=at, key=key)
    return bool(worth)


@transaction.atomic
def credit_cancelled(*, order: Order, at: datetime) -> Paper | None:
    """The order is over before anything left: its invoice, where there is one, is taken back whole."""
    invoiced = Paper.objects.filter(order=order, kind="invoice").first()
    if invoiced is None or not rules.left_to_credit(
        queries.content(invoiced).items, queries.credited(invoiced)
    ):
        return None
    why = _in_its_words(invoiced, OVER) % {"number": order.number}
    return credit(paper=invoiced, items=None, why=why, by=None, at=at, key=f"cancelled:{order.id}")


@transaction.atomic
def keep_drawn(*, paper: Paper, file: StoredFile, at: datetime) -> PaperFile:
    """The paper was drawn; the first drawing is the one that counts."""
    row, _new = PaperFile.objects.get_or_create(paper=paper, defaults={"file": file, "at": at})
    return row


def snapshot_rates(*, orders: Collection[Order], base: str, at: datetime) -> int:
    """Keep what each order's currency is worth now, where a rate of the day is known. How many were kept."""
    foreign = [order for order in orders if base and order.currency != base]
    if not foreign:
        return 0
    known = markets.exchange_rates(base, {order.currency for order in foreign}, on=at.date())
    rows = [
        RateSnapshot(order=order, base=base, rate=rate, day=day, source=source)
        for order in foreign
        if order.currency in known
        for rate, day, source in [known[order.currency]]
        if is_of_the_day(day, on=at.date())
    ]
    return len(RateSnapshot.objects.bulk_create(rows, ignore_conflicts=True))


@transaction.atomic
def fill_snapshots(*, base: str, at: datetime) -> int:
    """Rates were brought in: orders that had none get the one of the day they were placed on. How many."""
    return sum(
        snapshot_rates(orders=rows, base=base, at=moment)
        for moment, rows in queries.without_rate_by_day(base).items()
        if moment <= at
    )


@transaction.atomic
def forget_buyers(*, at: datetime) -> int:
    """Names leave papers whose years are over, and papers' drawings with them. Returns how many papers that were."""
    over = queries.past_keeping(at)
    for paper in over:
        Paper.objects.filter(id=paper.id).update(content=rules.without_buyer(paper.content))
        PaperFile.objects.filter(paper=paper).delete()
    return len(over)


def _issue(
    of: Mapping[str, Model],
    content: rules.Content,
    *,
    key: str,
    corrects: Paper | None,
    by: Member | None,
    at: datetime,
) -> Paper:
    """Give the next number and write the paper: one transaction, so a number is never lost."""
    series, place = _next(content.kind, content.issued_on.year)
    numbered = replace(content, number=rules.number(content.kind, content.issued_on.year, place))
    paper = Paper.objects.create(
        kind=numbered.kind, series=series, place=place, number=numbered.number, corrects=corrects, **of,
        currency=numbered.currency, net_minor=numbered.net, tax_minor=numbered.tax, gross_minor=numbered.gross,
        issued_on=numbered.issued_on, content=rules.as_json(numbered), by=by, at=at, key=key,
    )  # fmt: skip
    [about] = of.values()
    bus.publish(PaperIssued(ref(paper), ref(about), numbered.kind), at=at)
    return paper


def _next(kind: Kind, year: int) -> tuple[Series, int]:
    """Lock the counter and count on. Two at once wait here for each other."""
    code = f"{rules.PREFIXES[kind]}-{year}"
    Series.objects.bulk_create([Series(code=code)], ignore_conflicts=True)
    series = Series.objects.select_for_update().get(code=code)
    Series.objects.filter(id=series.id).update(sequence=F("sequence") + 1)
    return series, series.sequence + 1


def _fault(party: Party) -> str:
    for name, words in queries.issuer_words().items():
        if not getattr(party, name).strip():
            return words
    if len(party.country) != 2 or not party.country.isalpha():
        return _("Give the country by its two letters, such as DE.")
    if party.tax_id and normal(party.country, party.tax_id) is None:
        return _("“%(number)s” is no tax number of that country. Check its digits.") % {
            "number": party.tax_id[:30]
        }
    if party.iban and not queries.is_iban(party.iban):
        return _("“%(number)s” is no bank account. Check its digits.") % {"number": party.iban[:40]}
    return ""


def _in_its_words(paper: Paper, words: str) -> str:
    """A sentence in the language of a paper."""
    with override(queries.content(paper).language):
        return _(words)


def _day(order: Order, at: datetime) -> date:
    """The day in the market's own calendar, which is the one its tax office reads."""
    return queries.local_day(order.market, at)
