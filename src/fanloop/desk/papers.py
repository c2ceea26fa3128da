"""Invoices and credit notes at the desk: what was issued, who issues, what is taken back."""

import csv
import io
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.money import Money
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import SYSTEM
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.actions import papers as actions
from fanloop.selling.orders.queries import papers as queries
from fanloop.selling.orders.queries.papers import Paper
from fanloop.selling.orders.rules.papers import Party, left_to_credit
from fanloop.selling.orders.rules.refusals import Refused

KINDS = {"invoice": gettext_lazy("Invoice"), "credit_note": gettext_lazy("Credit note")}


class IssuerForm(forms.Form):
    """The firm as its papers name it."""

    name = forms.CharField(label=gettext_lazy("Firm"), max_length=160)
    street = forms.CharField(label=gettext_lazy("Street and number"), max_length=160)
    postcode = forms.CharField(label=gettext_lazy("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=gettext_lazy("City"), max_length=100)
    country = forms.CharField(
        label=gettext_lazy("Country"), max_length=2, help_text=gettext_lazy("Two letters, such as DE.")
    )
    tax_id = forms.CharField(label=gettext_lazy("Tax number"), max_length=30, required=False)
    registration = forms.CharField(label=gettext_lazy("Entry in the register"), max_length=80, required=False)
    iban = forms.CharField(label=gettext_lazy("Bank account (IBAN)"), max_length=42, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail for questions"), required=False)


@needs("orders.see")
@require_safe
def papers(request: HttpRequest) -> HttpResponse:
    """The papers of a year, the newest first, and their sums for the tax office."""
    return _show(request, IssuerForm(initial=_issuer()))


@needs("payments.record")
@require_POST
def issuer(request: HttpRequest) -> HttpResponse:
    """Who issues papers from now on; what was issued keeps its own."""
    form = IssuerForm(request.POST)

    def act() -> object:
        row = actions.name_issuer(party=Party(**form.cleaned_data), by=member_of(request), at=clock.now())
        record(request, "papers.issuer", ref(row), name=row.name)
        return row

    if not form.is_valid() or tried(form, act, Refused) is None:
        return _show(request, form, status=422)
    messages.success(
        request, _("From now on papers are issued by %(name)s.") % {"name": form.cleaned_data["name"]}
    )
    return redirect("desk:papers")


@needs("orders.see")
@require_safe
def paper(request: HttpRequest, number: str) -> HttpResponse:
    row = _paper(request, number)
    return render(request, "desk/papers/paper.html", _page(row, request))


@needs("payments.record")
@require_POST
def write_invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Write the invoice of an order; it is sent nowhere, the fan finds it in the order."""
    sheet = orders.order(number, viewer=SYSTEM)
    if sheet is None:
        raise Http404

    if queries.lacks_buyer(sheet.order) and queries.can_rebill(sheet.order, sheet.state):
        messages.error(request, _("Nobody has said where the buyer lives. Say first who is billed."))
        return redirect("desk:order", number=number)

    def act() -> None:
        row = actions.invoice(order=sheet.order, by=member_of(request), at=clock.now())
        record(request, "papers.invoice", ref(row), number=row.number)

    told(request, act, Refused)
    return redirect("desk:order", number=number)


@needs("payments.record")
@require_POST
def credit(request: HttpRequest, number: str) -> HttpResponse:
    """Take back so many pieces of each line. The form's key makes sending it twice harmless."""
    row = _paper(request, number)
    items = queries.content(row).items
    asked = {
        place: int(said)
        for place in range(len(items))
        if (said := request.POST.get(f"line-{place}", "").strip()).isdecimal() and len(said) < 6
    }
    why = request.POST.get("why", "").strip()
    if not why or not any(asked.values()):
        messages.error(request, _("Say how many pieces are taken back, and why."))
        return render(request, "desk/papers/paper.html", _page(row, request) | {"why": why}, status=422)

    def act() -> None:
        note = actions.credit(
            paper=row, items=[replace(items[place], quantity=pieces) for place, pieces in asked.items() if pieces], why=why, by=member_of(request), at=clock.now(), key=f"desk:{request.POST.get('key', '')[:60]}:{row.id}",
        )  # fmt: skip
        record(request, "papers.credit", ref(note), number=note.number, corrects=row.number)

    told(request, act, Refused)
    return redirect("desk:paper", number=number)


@needs("orders.see")
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The year's papers, one line each, for whoever keeps the books."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["number", "kind", "issued_on", "order", "corrects", "currency", "net", "tax", "gross"])
    for row in queries.papers(year=_year(request), limit=1_000_000):
        sums = [Money(minor, row.currency).major for minor in (row.net_minor, row.tax_minor, row.gross_minor)]
        corrects = row.corrects.number if row.corrects else ""
        writer.writerow(
            [
                row.number,
                row.kind,
                row.issued_on,
                queries.subject_of(row).number,
                corrects,
                row.currency,
                *sums,
            ]
        )
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="papers-{_year(request)}.csv"'
    return response


def _show(request: HttpRequest, form: IssuerForm, status: int = 200) -> HttpResponse:
    year = _year(request)
    page = {
        "form": form, "year": year, "years": queries.years() or [year], "named": queries.issuer(),
        "may_write": viewer_of(request).may("payments.record"),
        "rows": [(row, KINDS[row.kind], queries.subject_of(row), Money(row.tax_minor, row.currency), Money(row.gross_minor, row.currency)) for row in queries.papers(year=year)],
        "sums": [(KINDS[kind], net, tax, net + tax) for kind, _currency, net, tax in queries.sums(year)],
    }  # fmt: skip
    return render(request, "desk/papers/papers.html", page, status=status)


def _page(row: Paper, request: HttpRequest) -> dict[str, Any]:
    content = queries.content(row)
    left = left_to_credit(content.items, queries.credited(row)) if row.kind == "invoice" else {}
    notes = queries.notes_of(row)
    return {
        "may_see_money": viewer_of(request).may("money.see"),
        "paper": row, "subject": queries.subject_of(row), "content": content, "kind": KINDS[row.kind], "notes": notes, "left": bool(left), "key": f"{row.id}-{len(notes)}",
        "may_write": viewer_of(request).may("payments.record"),
        "lines": [(place, item, Money(item.gross, content.currency)) for place, item in enumerate(content.items)],
        "sums": [Money(minor, row.currency) for minor in (row.net_minor, row.tax_minor, row.gross_minor)],
    }  # fmt: skip


def _issuer() -> dict[str, Any]:
    known = queries.issuer()
    return dict(vars(known)) if known else {}


def _paper(request: HttpRequest, number: str) -> Paper:
    row = queries.paper(number, viewer_of(request))
    if row is None:
        raise Http404
    return row


def _year(request: HttpRequest) -> int:
    said = request.GET.get("year", "")
    return int(said) if said.isdecimal() and len(said) == 4 else clock.now().year


urlpatterns = [
    path("papers", papers, name="papers"),
    path("papers/csv", export, name="papers_csv"),
    path("papers/issuer", issuer, name="issuer"),
    path("papers/<str:number>", paper, name="paper"),
    path("papers/<str:number>/credit", credit, name="credit"),
    path("orders/<str:number>/invoice", write_invoice, name="write_invoice"),
]
