"""A fan's invoices and credit notes: to read, to print, to keep; and the number of a business that buys."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock, files
from fanloop.foundation.money import Money
from fanloop.foundation.viewer import Viewer
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.actions import papers as actions
from fanloop.selling.orders.queries import papers as queries
from fanloop.selling.orders.queries.papers import Paper
from fanloop.selling.orders.rules.papers import Content, Item
from fanloop.selling.orders.rules.refusals import Refused
from fanloop.site.papers_drawn import (
    NoFontError,
    about_line,
    draw,
    has_data,
    party_lines,
    served_line,
    sums,
    title_of,
)
from fanloop.site.price_said import say_price


class TaxIdForm(forms.Form):
    """A business says who it is; the digits are checked here, nobody is asked."""

    country = forms.RegexField(
        r"^[A-Za-z]{2}$", label=gettext_lazy("Country"), help_text=gettext_lazy("Two letters, such as DE.")
    )
    number = forms.CharField(label=gettext_lazy("Tax number"), max_length=30, required=False)


def drawn(paper: Paper) -> files.StoredFile | None:
    """The paper's file, drawn now if it was not yet; None when this machine has no font for it."""
    kept = queries.file_of(paper)
    if kept:
        return kept.file
    content = queries.content(paper)
    try:
        data = draw(content, with_data=queries.subject_of(paper).market.e_invoice, at=paper.at)
    except NoFontError:
        return None
    file = files.keep(data, name=f"{paper.number}.pdf", content_type="application/pdf", at=clock.now())
    return actions.keep_drawn(paper=paper, file=file, at=clock.now()).file


@login_required
@require_safe
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """The paper as a page that prints well."""
    row = _paper(request, number)
    content, subject = queries.content(row), queries.subject_of(row)
    page = {
        "items": _amounts(content), "paper": row, "content": content, "title": title_of(content), "sums": sums(content), "seller": party_lines(content.seller),
        "buyer": party_lines(content.buyer), "has_file": drawn(row) is not None,
        "subject": subject, "is_mine": subject.fan.id == request.user.pk, "has_data": has_data(content, subject.market),
        "about": " · ".join((*served_line(content), about_line(content))),
    }  # fmt: skip
    return render(request, "site/orders/paper.html", page)


@login_required
@require_safe
def paper_file(request: HttpRequest, number: str) -> HttpResponseBase:
    row = _paper(request, number)
    file = drawn(row)
    if file is None:
        messages.info(
            request, _("This machine has no font for the letters of this paper. Print this page instead.")
        )
        return redirect("site:paper", number=number)
    return FileResponse(
        files.opened(file.sha256),
        as_attachment=True,
        filename=f"{row.number}.pdf",
        content_type="application/pdf",
    )


@login_required
@require_POST
def ask_invoice(request: HttpRequest, number: str) -> HttpResponse:
    """Write the invoice of a paid order now; asked again, it is the same one. Without an address of the buyer's own, that is asked first."""
    sheet = _sheet(request, number)
    is_first = queries.is_billable(sheet.state) and queries.can_rebill(sheet.order, sheet.state)
    if is_first and queries.lacks_buyer(sheet.order):
        messages.info(request, _("An invoice names the buyer's address. Say yours, then get the invoice."))
        return redirect("site:order_billing", number=number)
    try:
        row = actions.invoice(order=sheet.order, by=None, at=clock.now())
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("site:order_sheet", number=number)
    return redirect("site:paper", number=row.number)


@login_required
@require_POST
def tax_id(request: HttpRequest, number: str) -> HttpResponse:
    sheet, form = _sheet(request, number), TaxIdForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the country by its two letters, such as DE."))
        return redirect("site:order_sheet", number=number)
    before = sheet.total.minor
    try:
        kept = actions.set_tax_id(order=sheet.order, at=clock.now(), **form.cleaned_data)
    except Refused as problem:
        messages.error(request, str(problem))
    else:
        said = (
            _("The invoice will name %(number)s.") % {"number": kept.number}
            if kept
            else _("The invoice names no tax number.")
        )
        messages.success(request, said)
        say_price(request, sheet.order, before)
    return redirect("site:order_sheet", number=number)


def _amounts(content: Content) -> list[tuple[Item, Money, Money]]:
    """Each line with what one piece and all of it cost."""
    return [
        (item, Money(item.unit_minor, content.currency), Money(item.gross, content.currency))
        for item in content.items
    ]


def _paper(request: HttpRequest, number: str) -> Paper:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = queries.paper(number, viewer)
    if row is None:
        raise Http404
    return row


def _sheet(request: HttpRequest, number: str) -> orders.Sheet:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    sheet = orders.order(number, viewer=viewer)
    if sheet is None or sheet.order.fan_id != viewer.fan_id:
        raise Http404
    return sheet


urlpatterns = [
    path("papers/<str:number>", paper, name="paper"),
    path("papers/<str:number>/pdf", paper_file, name="paper_file"),
    path("orders/<str:number>/invoice", ask_invoice, name="ask_invoice"),
    path("orders/<str:number>/tax-number", tax_id, name="tax_id"),
]
