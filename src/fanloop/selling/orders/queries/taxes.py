"""How an order is taxed as things stand: who sells, where it goes, who buys."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fanloop.people.markets import queries as markets
from fanloop.people.markets.queries import Market
from fanloop.selling.orders.models import Order, OrderState
from fanloop.selling.orders.models.logistics import Address, Shipment
from fanloop.selling.orders.models.papers import Issuer, Paper, TaxId
from fanloop.selling.orders.rules.taxes import EU, Buyer, Rate, Supply, Treatment, treatment

__all__ = ["OFF", "can_follow", "may_differ", "of_order", "of_service", "taken_off_bp", "words_of"]
OFF = gettext_noop("The tax was taken off the price: a business of another country accounts for it itself.")
"""Why money goes back when a price falls by its tax. Refunds keep it, so it stays as it is."""
_WRITTEN = {"UK": "GB"}


def of_order(order: Order) -> Treatment:
    """The tax of an order's goods, at the rates of the day it was placed."""
    return _treated(_buyer(order), order.market, _issuer(), at=order.at, supply="goods")


def of_service(order: Order | None, market: Market, *, at: datetime) -> Treatment:
    """The tax of something done at a moment for whoever placed an order, such as a repair."""
    return _treated(_buyer(order) if order else Buyer(), market, _issuer(), at=at, supply="service")


def taken_off_bp(order: Order) -> int:
    """The tax that its prices stand without, where they bear none: of any firm that ever issued papers, for who sells
    may have changed since. 0 where none took it off.
    """
    buyer = _buyer(order)
    found = [
        _treated(buyer, order.market, each, at=order.at, supply="goods")
        for each in Issuer.objects.order_by("-id")
        if buyer.number
    ]
    return next((each.full_bp for each in found if each.taken_off), 0)


def words_of(found: Treatment) -> str:
    """Why nothing is taxed, as papers have to say it; empty where there is nothing to say."""
    said = {
        "K": _(
            "Tax-free supply to a business of another EU country (article 138 of Directive 2006/112/EC): reverse charge, the buyer accounts for the tax."
        ),
        "AE": _("Reverse charge: the buyer accounts for the tax (article 196 of Directive 2006/112/EC)."),
        "G": _("Export out of the European Union, free of tax (article 146 of Directive 2006/112/EC)."),
    }
    return said.get(found.category, found.words)


def can_follow(order: Order) -> bool:
    """Whether its tax may still change: nothing has left, and no invoice is written. Replays keep theirs."""
    is_fixed = Shipment.objects.filter(order=order).exists() or Paper.objects.filter(order=order).exists()
    return not order.replay and not is_fixed


def _treated(
    buyer: Buyer, market: Market, issuer: Issuer | None, *, at: datetime, supply: Supply
) -> Treatment:
    return treatment(
        seller=issuer.country if issuer else "", seller_number=issuer.tax_id if issuer else "",
        buyer=buyer, market=markets.rate_of_moment(market, at), rates=_rates(market, at), supply=supply,
    )  # fmt: skip


def _issuer() -> Issuer | None:
    return Issuer.objects.order_by("-id").first()


def _buyer(order: Order) -> Buyer:
    known = Address.objects.filter(order=order, kind="delivery").values_list("country", flat=True).first()
    number = TaxId.objects.filter(order=order).first()
    return Buyer(known or "", number.country if number else "", number.number if number else "")


def may_differ() -> list[Order]:
    """Orders whose tax may still follow and may be another than their market's: by where they go, or by who buys.

    Three queries, however many orders are open; the oldest first.
    """
    gone, written = Shipment.objects.filter(order=OuterRef("pk")), Paper.objects.filter(order=OuterRef("pk"))
    over = OrderState.objects.filter(order=OuterRef("pk"), state="cancelled")
    goes = Address.objects.filter(order=OuterRef("pk"), kind="delivery").values("country")[:1]
    rows = (
        Order.objects.filter(~Exists(gone), ~Exists(written), ~Exists(over), replay=False)
        .annotate(goes=Subquery(goes), is_firm=Exists(TaxId.objects.filter(order=OuterRef("pk"))))
        .exclude(goes=None)
        .select_related("market")
    )
    own = markets.countries_with_rates()
    return [
        row
        for row in rows.order_by("id")
        if row.is_firm or row.goes not in EU or (row.market_id, row.goes) in own
    ]


def _rates(market: Market, at: datetime) -> dict[str, Rate]:
    """Rates of single countries as they were said by then; a market named by a country's two letters is that country."""
    day = at.astimezone(ZoneInfo(market.time_zone)).date()
    rows = markets.country_rates(market, on=day, said_by=at)
    home = _WRITTEN.get(market.code.upper(), market.code.upper())
    return {home: Rate(markets.rate_of_moment(market, at))} | {
        country: Rate(row.rate_bp, row.exempt, row.words) for country, row in rows.items()
    }
