"""Invoices and credit notes drawn for print, in the buyer's language; with their data inside where a market asks."""

from datetime import datetime

import facturx
from django.utils import translation
from django.utils.translation import gettext as _

from fanloop.foundation.text.days import day_words
from fanloop.people.markets.queries import Market
from fanloop.selling.orders.rules.cii import invoice_xml
from fanloop.selling.orders.rules.papers import Content, Party
from fanloop.ui import words
from fanloop.ui.paper import Column, NoFontError, Paper

__all__ = ["NoFontError", "about_line", "draw", "has_data", "party_lines", "served_line", "sums", "title_of"]


def draw(content: Content, *, with_data: bool, at: datetime) -> bytes:
    """The paper as PDF/A-3; its data go along when the buyer's country is known, which they cannot do without. Raises NoFontError when this machine cannot write its letters."""
    with translation.override(content.language):
        drawn = _drawn(content, at)
    if not with_data or not content.buyer.country:
        return drawn
    joined = facturx.generate_from_binary(
        drawn, invoice_xml(content), flavor="factur-x", level="en16931", lang=content.language
    )
    return bytes(joined)


def title_of(content: Content) -> str:
    return _("Credit note") if content.kind == "credit_note" else _("Invoice")


def sums(content: Content) -> list[tuple[str, str]]:
    """Labels and amounts under the lines, in the language of the moment."""
    rows = [(_("Net"), _money(content.net, content))]
    rows += [
        (_("Tax %(rate)s %%") % {"rate": words.figure(rate.rate_bp / 100, 0 if rate.rate_bp % 100 == 0 else 2)},
         _money(rate.tax, content))
        for rate in content.rates
    ]  # fmt: skip
    if content.kind == "invoice" and content.paid:
        rows += [(_("Total"), _money(content.gross, content)), (_("Paid"), _money(-content.paid, content))]
        return [*rows, (_("To pay"), _money(content.left, content))]
    return [*rows, (_("Total"), _money(content.gross, content))]


def has_data(content: Content, market: Market) -> bool:
    """Whether the paper's data are inside its file; they cannot do without the buyer's country."""
    return bool(market.e_invoice and content.buyer.country)


def about_line(content: Content) -> str:
    """What the paper is about, with its number and day."""
    words = {
        "order": _("Order %(number)s of %(day)s"),
        "service": _("Service %(number)s of %(day)s"),
        "repair": _("Repair %(number)s of %(day)s"),
    }
    return words[content.about] % {
        "number": content.order_number,
        "day": day_words(content.ordered_on, "far"),
    }


def served_line(content: Content) -> list[str]:
    """The days a service is paid for, from the first to the last."""
    if content.served is None:
        return []
    first, last = (day_words(day, "far") for day in content.served)
    return [_("From %(first)s to %(last)s") % {"first": first, "last": last}]


def party_lines(party: Party) -> list[str]:
    lines = [party.name, party.street, f"{party.postcode} {party.city}".strip(), party.country]
    return [line for line in lines if line]


def _drawn(content: Content, at: datetime) -> bytes:
    buyer, seller = party_lines(content.buyer), party_lines(content.seller)
    if content.buyer.tax_id:
        buyer.append(_("Tax number %(number)s") % {"number": content.buyer.tax_id})
    dates, ending = _dates(content), _ending(content)
    columns = [
        Column(_("What"), 46), Column(_("Pieces"), 12, is_number=True), Column(_("Each"), 21, is_number=True),
        Column(_("Together"), 21, is_number=True),
    ]  # fmt: skip
    rows = [
        [_item(item.title, item.sku), words.figure(item.quantity), _money(item.unit_minor, content), _money(item.gross, content)]
        for item in content.items
    ]  # fmt: skip
    below, title = sums(content), f"{title_of(content)} {content.number}"
    cells = [cell for row in (*rows, *below) for cell in row]
    said = [title, *buyer, *seller, *dates, *ending, *(column.head for column in columns), *cells]
    paper = Paper(title=title, language=content.language, text="".join(said), at=at)
    paper.words(" · ".join(seller), quiet=True)
    paper.space()
    paper.title(title)
    paper.beside(buyer, dates)
    paper.space()
    paper.table(columns, rows)
    paper.sums(below)
    paper.space()
    paper.words(*ending, quiet=True)
    return paper.bytes()


def _dates(content: Content) -> list[str]:
    rows = [_("Issued on %(day)s") % {"day": day_words(content.issued_on, "far")}]
    if content.delivered_on:
        rows.append(_("Delivered on %(day)s") % {"day": day_words(content.delivered_on, "far")})
    rows += served_line(content)
    rows.append(about_line(content))
    if content.corrects:
        rows.append(_("Corrects invoice %(number)s") % {"number": content.corrects})
    return rows


def _ending(content: Content) -> list[str]:
    seller, rows = content.seller, []
    if content.why:
        rows.append(content.why)
    if content.left and seller.iban:
        rows.append(
            _("Please send what is left to %(iban)s with the reference %(number)s.")
            % {"iban": seller.iban, "number": content.number}
        )
    if not content.tax:
        rows.append(content.exempt_words or _("No tax is contained in this amount."))
    parts = [
        seller.registration,
        _("Tax number %(number)s") % {"number": seller.tax_id} if seller.tax_id else "",
        seller.email,
    ]
    return [*rows, " · ".join(part for part in (seller.name, *parts) if part)]


def _item(title: str, sku: str) -> str:
    return f"{title} ({sku})" if sku else title


def _money(minor: int, content: Content) -> str:
    return words.money(minor, content.currency)
