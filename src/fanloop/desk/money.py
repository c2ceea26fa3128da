"""Money at the desk: the trial balance, what does not fit, the bank's lines, complaints, gift cards and vouchers."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk import payouts, revenue, untaxed
from fanloop.desk.acts import member_of, record, told, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.desk.money_names import called, names
from fanloop.desk.money_words import GAPS, KINDS, STAGES, WHY, account_words
from fanloop.foundation import clock
from fanloop.foundation.money import Money, MoneyError
from fanloop.foundation.money import read as read_money
from fanloop.foundation.refs import BadRef, parse
from fanloop.foundation.text.translated import read
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.queries.untaxed import still_here
from fanloop.selling.payments import actions
from fanloop.selling.payments import queries as payments
from fanloop.selling.payments.queries import bank, books, vouchers
from fanloop.selling.payments.queries.complaints import complaints

PAGE = 50


class VoucherForm(forms.Form):
    """A voucher to give."""

    amount = forms.CharField(label=gettext_lazy("Worth"), max_length=14)
    currency = forms.CharField(label=gettext_lazy("Currency"), max_length=3, min_length=3, initial="EUR")
    why = forms.CharField(label=gettext_lazy("Why"), max_length=200)
    ends = forms.DateField(
        label=gettext_lazy("Last day"), required=False, widget=forms.DateInput({"type": "date"}),
        help_text=gettext_lazy("Empty means it never ends."),
    )  # fmt: skip
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        try:
            said["minor"] = read_money(said.get("amount", ""), said.get("currency", "").upper()).minor
        except MoneyError:
            self.add_error("amount", _("Write an amount like 25.00, and a currency like EUR."))
        return said


@needs("money.see")
@require_safe
def money(request: HttpRequest) -> HttpResponse:
    """The trial balance, and what the last look found."""
    accounts, totals = books.trial()
    run = books.last_run()
    page = Paginator(books.differences(run) if run else [], PAGE).get_page(request.GET.get("page"))
    named = called(row.about for row in page)
    return render(
        request,
        "desk/money/money.html",
        {
            "accounts": [(each, account_words(each.code)) for each in accounts],
            "totals": totals,
            "run": run,
            "page": page,
            "gaps": [_gap(each, named[each.about]) for each in page],
            "campaigns": [(book.id, read(book.name), book.replay) for book in orders.books()],
            "waits": bank.unexplained().count() + bank.refunds_by_hand().count(),
            "untaxed": still_here(viewer=viewer_of(request)),
            "may_record": viewer_of(request).may("payments.record"),
        },
    )


@needs("payments.record")
@require_POST
def look_now(request: HttpRequest) -> HttpResponse:
    """Look at once instead of tonight."""
    run = actions.reconcile(at=clock.now())
    record(request, "payments.reconcile", f"payments.check_run:{run.id}", looked=run.looked)
    found = len(books.differences(run))
    messages.success(
        request, _("Looked at %(n)s things; %(gaps)s do not fit.") % {"n": run.looked, "gaps": found}
    )
    return redirect("desk:money")


@needs("money.see")
@require_safe
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    of = books.account(account_id)
    if of is None:
        raise Http404
    page = Paginator(books.entries_of(of), PAGE).get_page(request.GET.get("page"))
    named = names(row.transaction.about for row in page.object_list)
    rows = [
        (row, Money(row.minor, row.currency), _kind(row.transaction.kind), named[row.transaction.about])
        for row in page.object_list
    ]
    said = {"account": of, "name": account_words(of.code), "page": page, "rows": rows}
    said |= {"kept": payouts.form_for(request, of)}
    return render(request, "desk/money/account.html", said)


@needs("money.see")
@require_safe
def about(request: HttpRequest, ref: str) -> HttpResponse:
    """Every cent that moved about one order, card or line of the bank."""
    try:
        is_order = parse(ref).kind == "orders.order"
    except BadRef:
        raise Http404 from None
    lines = books.explained(ref)
    if not lines:
        raise Http404
    rows = [(line, account_words(line.code), _kind(line.kind)) for line in lines]
    name = names([ref])[ref]
    order = name if is_order and name != ref else ""
    said = {
        "name": name,
        "order": order,
        "rows": rows,
        "sums": _sums(lines),
        "back": _may_go_back(request, ref),
    }
    return render(request, "desk/money/about.html", said | {"key": f"{clock.now():%Y%m%d%H%M%S%f}"})


@needs("money.see")
@require_safe
def campaign(request: HttpRequest, book_id: int) -> HttpResponse:
    """What stands where for all orders of one book."""
    book = orders.book(book_id)
    if book is None:
        raise Http404
    ids = orders.find(viewer=viewer_of(request), book=book.id).values_list("id", flat=True)
    sums = books.balance_of([f"orders.order:{id_}" for id_ in ids])
    rows = [(account_words(code), Money(minor, currency)) for (code, currency), minor in sorted(sums.items())]
    return render(request, "desk/money/campaign.html", {"book": book, "name": read(book.name), "rows": rows})


@needs("money.see")
@require_safe
def bank_lines(request: HttpRequest) -> HttpResponse:
    """Lines a person decides about, refunds a person sends, complaints."""
    unmatched = bank.unmatched(limit=PAGE)
    back = Paginator(bank.refunds_by_hand(), PAGE).get_page(request.GET.get("back"))
    open_ = Paginator(complaints(), PAGE).get_page(request.GET.get("complaint"))
    of = [one.payment for each in unmatched for one, _said in each.suggestions]
    of += [*(row.payment for row in back), *(each.payment for each in open_)]
    named = names(each.about for each in of)
    lines = [
        (each, [(one, WHY[said.why], named[one.payment.about]) for one, said in each.suggestions])
        for each in unmatched
    ]
    said = {
        "lines": lines, "all_lines": bank.unexplained().count(), "back_page": back, "complaint_page": open_,
        "back": [(row, Money(row.minor, row.payment.currency), named[row.payment.about]) for row in back],
        "complaints": [(each, STAGES[each.stage], named[each.payment.about]) for each in open_],
        "payouts": bank.payouts(),
        "bookable": [(code, account_words(code)) for code in bank.bookable()],
        "may_record": viewer_of(request).may("payments.record"),
    }  # fmt: skip
    return render(request, "desk/money/bank.html", said)


@needs("payments.record")
@require_POST
def decide(request: HttpRequest, entry_id: int) -> HttpResponse:
    """Somebody says what a line is: a payment by its reference, or one of our accounts."""
    if not bank.is_entry(entry_id):
        raise Http404
    said = request.POST.get("payment", "").strip()
    standing = payments.payment(said.upper().replace(" ", "")) if said else None
    if said and standing is None:
        messages.error(request, _("There is no payment with this reference."))
    elif standing:
        told(request, lambda: _matched(request, entry_id, standing.payment.id), actions.Refused)
    else:
        told(request, lambda: _booked(request, entry_id, request.POST.get("account", "")), actions.Refused)
    return redirect("desk:bank")


def _booked(request: HttpRequest, entry_id: int, account: str) -> object:
    row = actions.book_entry(entry=entry_id, account=account, by=member_of(request), at=clock.now())
    record(request, "payments.book_entry", f"payments.bank_entry:{entry_id}", account=account)
    return row


def _matched(request: HttpRequest, entry_id: int, payment: int) -> object:
    row = actions.match_entry(entry=entry_id, payment=payment, by=member_of(request), at=clock.now())
    record(request, "payments.match_entry", f"payments.bank_entry:{entry_id}", payment=payment)
    return row


@needs("payments.record")
@require_POST
def sent(request: HttpRequest, refund_id: int) -> HttpResponse:
    """A person has sent a refund of a transfer."""
    if not bank.is_by_hand(refund_id):
        raise Http404
    told(request, lambda: _sent(request, refund_id), actions.Refused)
    return redirect("desk:bank")


def _sent(request: HttpRequest, refund_id: int) -> None:
    if actions.record_part_sent(refund=refund_id, by=member_of(request), at=clock.now()):
        record(request, "payments.refund_sent", f"payments.refund:{refund_id}")


@needs("payments.record")
@require_POST
def refund(request: HttpRequest, reference: str) -> HttpResponse:
    """Send a part of a payment back, in its own currency."""
    standing = payments.payment(reference)
    if standing is None:
        raise Http404
    told(request, lambda: _send(request, standing), (actions.Refused, MoneyError))
    return redirect("desk:money_about", standing.payment.about)


def _send(request: HttpRequest, standing: payments.Standing) -> object:
    row = standing.payment
    minor = read_money(request.POST.get("amount", ""), row.currency).minor
    back = actions.refund_part(
        payment=row.id, minor=minor, key=f"desk:{row.id}:{request.POST.get('key', '')[:60]}",
        why=request.POST.get("why", ""), by=member_of(request), at=clock.now(),
    )  # fmt: skip
    record(request, "payments.refund_part", row.about, amount=str(Money(minor, row.currency)))
    return back


@needs("money.see")
def cards(request: HttpRequest) -> HttpResponse:
    """Gift cards and vouchers, and the form to give one."""
    may_give = viewer_of(request).may("payments.record")
    form = VoucherForm(request.POST or None, initial={"key": f"{clock.now():%Y%m%d%H%M%S%f}"})
    if request.method == "POST" and may_give and form.is_valid():
        row = tried(form, lambda: _given(request, form.cleaned_data), actions.Refused)
        if row is not None:
            messages.success(request, _("The code is %(code)s.") % {"code": vouchers.code_of(row)})
            return redirect("desk:cards")
    rows = [
        (row, f"payments.voucher:{row.id}", vouchers.left_on(row), Money(row.minor, row.currency))
        for row in vouchers.cards()
    ]
    said = {"rows": rows, "form": form if may_give else None}
    return render(request, "desk/money/cards.html", said, status=422 if form.errors else 200)


def _given(request: HttpRequest, said: dict[str, Any]) -> vouchers.Voucher:
    ends: date | None = said["ends"]
    row = actions.give_voucher(
        minor=said["minor"], currency=said["currency"].upper(), why=said["why"], key=f"desk:{said['key']}",
        by=member_of(request), ends=ends, at=clock.now(),
    )  # fmt: skip
    record(
        request,
        "payments.give_voucher",
        f"payments.voucher:{row.id}",
        amount=str(Money(row.minor, row.currency)),
    )
    return row


def _may_go_back(request: HttpRequest, ref: str) -> list[tuple[payments.Standing, Money]]:
    """Payments of which something can go back, for who may send it."""
    if not viewer_of(request).may("payments.record"):
        return []
    rows = payments.payments([ref])[ref]
    left = payments.left_of([each.payment.id for each in rows])
    return [
        (each, Money(left[each.payment.id], each.payment.currency))
        for each in rows
        if left[each.payment.id] > 0
    ]


def _kind(kind: str) -> str:
    return str(KINDS.get(kind, kind))


def _gap(row: books.Difference, name: str) -> tuple[str, str, Money | None, Money | None]:
    words = str(GAPS.get(row.kind, row.kind))
    if not row.currency:
        return words, name, None, None
    return words, name, Money(row.expected, row.currency), Money(row.found, row.currency)


def _sums(lines: list[books.Line]) -> list[tuple[str, Money]]:
    """What stands where after all of it."""
    sums: dict[tuple[str, str], int] = {}
    for line in lines:
        place = (line.code, line.money.currency)
        sums[place] = sums.get(place, 0) + line.money.minor
    return [(account_words(code), Money(minor, currency)) for (code, currency), minor in sorted(sums.items())]


urlpatterns = [
    path("money", money, name="money"),
    path("money/look", look_now, name="money_look"),
    path("money/accounts/<int:account_id>", account, name="money_account"),
    path("money/about/<str:ref>", about, name="money_about"),
    path("money/campaigns/<int:book_id>", campaign, name="money_campaign"),
    path("money/bank", bank_lines, name="bank"),
    path("money/bank/<int:entry_id>", decide, name="decide_entry"),
    path("money/refunds/<int:refund_id>/sent", sent, name="refund_sent"),
    path("money/payments/<str:reference>/refund", refund, name="refund_part"),
    path("money/cards", cards, name="cards"),
    *payouts.urlpatterns,
    *revenue.urlpatterns,
    *untaxed.urlpatterns,
]
