"""Every read of papers. A paper is its fan's and of those who may see orders."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Max, OuterRef, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import override
from stdnum import iban

from fanloop.foundation.money import Money, exponent
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans.queries import Fan
from fanloop.people.markets.queries import Market
from fanloop.people.markets.rules.exchange import convert
from fanloop.selling.orders.models import Order, OrderLine, Shipping
from fanloop.selling.orders.models.logistics import Address, Gift, Shipment
from fanloop.selling.orders.models.papers import Issuer, Paper, PaperFile, RateSnapshot, TaxId
from fanloop.selling.orders.models.returns import GivenBack, Inspection
from fanloop.selling.orders.queries import taxes
from fanloop.selling.orders.rules import papers as rules
from fanloop.selling.orders.rules.papers import Content, Item, Party
from fanloop.selling.orders.rules.taxes import Treatment
from fanloop.selling.payments import queries as money
from fanloop.things.products.queries import Variant

__all__ = [
    "Paper",
    "Subject",
    "content",
    "draft",
    "issuer",
    "paper",
    "papers",
    "papers_of",
    "snapshot",
    "subject_of",
    "tax_id",
    "worth_then",
]
ISSUER_FIELDS = ("name", "street", "postcode", "city", "country", "tax_id", "registration", "iban", "email")
OF_RETURNS = ("inspection:", "given:")
"""Keys of credit notes that say what a return or a refund has taken back already."""
CHAINS = (
    "order__fan", "order__market", "period__contract__fan", "period__contract__service__market", "quote__repair__fan",
    "quote__repair__shipped__shipment__order__market",
)  # fmt: skip
KEPT_YEARS = 10
"""How long papers keep the buyer's name: until the end of the tenth year after the one they were issued in."""


def issuer() -> Party | None:
    """Who issues papers now."""
    row = Issuer.objects.order_by("-id").first()
    return Party(**{name: getattr(row, name) for name in ISSUER_FIELDS}) if row else None


def issuer_words() -> dict[str, str]:
    """What an issuer cannot do without, and the words that say so."""
    return {
        "name": _("Give the name of your firm."),
        "street": _("Give its street and number."),
        "city": _("Give its city."),
        "country": _("Give the country by its two letters, such as DE."),
    }


def is_iban(said: str) -> bool:
    return bool(iban.is_valid(said))


@dataclass(frozen=True)
class Subject:
    """What a paper is about: its reference, the number people know it by, whose it is, and since when."""

    about: str
    number: str
    kind: rules.About
    fan: Fan
    market: Market
    since: datetime


def subject_of(row: Paper) -> Subject:
    """What a paper is about; one query each unless it was read with its chain."""
    if row.period is not None:
        contract = row.period.contract
        return Subject(
            f"orders.period:{row.period.id}", contract.number, "service", contract.fan, contract.service.market, contract.at
        )  # fmt: skip
    if row.quote is not None:
        repair = row.quote.repair
        market = repair.shipped.shipment.order.market
        return Subject(f"orders.quote:{row.quote.id}", repair.number, "repair", repair.fan, market, repair.at)
    assert row.order is not None
    order = row.order
    return Subject(f"orders.order:{order.id}", order.number, "order", order.fan, order.market, order.at)


def paper(number: str, viewer: Viewer) -> Paper | None:
    """A paper by its number, if the viewer may see it."""
    row = Paper.objects.select_related("corrects", *CHAINS).filter(number=number).first()
    if row is None or not (viewer.may("orders.see") or subject_of(row).fan.id == viewer.fan_id):
        return None
    return row


def paper_by_id(paper_id: int) -> Paper | None:
    return Paper.objects.select_related(*CHAINS).filter(id=paper_id).first()


def papers_of(order_ids: Collection[int]) -> dict[int, list[Paper]]:
    """Order id → its papers, the oldest first."""
    found: dict[int, list[Paper]] = {id_: [] for id_ in order_ids}
    for row in Paper.objects.filter(order__in=order_ids):
        found[row.order_id or 0].append(row)
    return found


def papers(*, year: int | None = None, limit: int = 200) -> list[Paper]:
    """Issued papers, newest first."""
    rows = Paper.objects.select_related("corrects", *CHAINS).order_by("-issued_on", "-id")
    return list((rows.filter(issued_on__year=year) if year else rows)[:limit])


def sums(year: int) -> list[tuple[str, str, Money, Money]]:
    """(kind, currency, net, tax) of a year's papers."""
    rows = Paper.objects.filter(issued_on__year=year).values("kind", "currency").order_by("kind", "currency")
    return [
        (row["kind"], row["currency"], Money(row["net"], row["currency"]), Money(row["tax"], row["currency"]))
        for row in rows.annotate(net=Sum("net_minor"), tax=Sum("tax_minor"))
    ]


def is_billable(state: str) -> bool:
    """Whether an order has come far enough for its invoice."""
    return state in rules.BILLABLE


def content(row: Paper) -> Content:
    return rules.from_json(row.content)


def credited(invoice: Paper) -> list[tuple[Item, ...]]:
    """What each credit note took back of an invoice."""
    return [content(row).items for row in notes_of(invoice)]


def inspected(order: Order) -> list[tuple[int, Item, str]]:
    """(inspection, what is credited for it, why) of every unit that came back and is worth money."""
    rows = Inspection.objects.filter(item__back__order=order, minor__gt=0).order_by("id")
    titles = {item.sku: item for item in _items(order)}
    return [
        (
            row.id,
            replace(titles[line.variant.sku], quantity=1, unit_minor=row.minor, rate_bp=line.tax_rate_bp),
            row.item.back.number,
        )
        for row in rows.select_related("item__shipped__line__variant", "item__back")
        for line in [row.item.shipped.line]
    ]


def given_back(order: Order) -> list[tuple[int, Item]]:
    """(row, what is credited for it) of every price that was cut, and of what sending cost, last."""
    items = {item.line: item for item in _items(order)}
    found = []
    for row in (
        GivenBack.objects.select_related("line__variant")
        .filter(order=order)
        .order_by(F("line").asc(nulls_last=True), "id")
    ):
        item = items.get((row.line.variant.sku, row.line.tax_rate_bp)) if row.line else _sending(order)
        if item:
            found.append((row.id, replace(item, quantity=1, unit_minor=row.minor)))
    return found


def noted_by_hand(order: Order) -> int:
    """Minor units that people took back of an order's invoice by themselves."""
    rows = Paper.objects.filter(order=order, kind="credit_note")
    for prefix in OF_RETURNS:
        rows = rows.exclude(key__startswith=prefix)
    return sum(rows.values_list("gross_minor", flat=True))


def notes_of(invoice: Paper) -> list[Paper]:
    """The credit notes that correct an invoice."""
    return list(Paper.objects.filter(corrects=invoice))


def years() -> list[int]:
    """The years papers were issued in, the latest first."""
    return [day.year for day in Paper.objects.dates("issued_on", "year", order="DESC")]


def file_of(row: Paper) -> PaperFile | None:
    return PaperFile.objects.select_related("file").filter(paper=row).first()


def snapshot(order: Order) -> RateSnapshot | None:
    return RateSnapshot.objects.filter(order=order).first()


def _unrated(base: str) -> QuerySet[Order]:
    kept = RateSnapshot.objects.filter(order=OuterRef("pk"))
    return Order.objects.filter(~Exists(kept), replay=False).exclude(currency=base)


def without_rate(base: str) -> int:
    """How many orders in other currencies were placed while no rate of their day was known."""
    return _unrated(base).count() if base else 0


def lacks_rate(order: Order, base: str) -> bool:
    """Whether an order is in another currency, and nobody knows what that was worth when it was placed."""
    return bool(base) and order.currency != base and not order.replay and snapshot(order) is None


def without_rate_by_day(base: str) -> dict[datetime, list[Order]]:
    """The same orders by the moment of their day."""
    found: dict[date, list[Order]] = {}
    for order in _unrated(base).order_by("id"):
        found.setdefault(order.at.date(), []).append(order)
    return {rows[0].at: rows for rows in found.values()}


def rates_of(order_ids: Collection[int]) -> dict[int, RateSnapshot]:
    """Order id → what its currency was worth when it was placed, where that was known."""
    return {row.order_id: row for row in RateSnapshot.objects.filter(order__in=order_ids)}


def worth_then(order: Order) -> tuple[Money, RateSnapshot] | None:
    """What a foreign order was worth in the maker's own currency when it was placed, and by which rate."""
    kept = snapshot(order)
    if kept is None:
        return None
    places = {"places_from": exponent(order.currency), "places_to": exponent(kept.base)}
    return Money(convert(order.total_minor, 1 / kept.rate, **places), kept.base), kept


def tax_numbers_of(fan_id: int) -> dict[int, str]:
    """Order id → the number a fan gave for it."""
    return dict(TaxId.objects.filter(order__fan=fan_id).values_list("order_id", "number"))


def tax_id(order: Order) -> TaxId | None:
    return TaxId.objects.filter(order=order).first()


def draft(order: Order, *, issued_on: date) -> Content | None:
    """The invoice as it would be issued now, without a number; None while nobody is named as the issuer.

    It says the day the last box left, once one has.
    """
    seller = issuer()
    if seller is None:
        return None
    drafted = Content(
        kind="invoice", number="", issued_on=issued_on, delivered_on=_left_on(order), order_number=order.number,
        ordered_on=local_day(order.market, order.at), currency=order.currency, language=language_of(order.fan, order.market),
        seller=seller, buyer=buyer_of(order), items=_items(order), paid=paid_of(f"orders.order:{order.id}"),
        destination=_destination(order),
    )  # fmt: skip
    return untaxed(drafted, taxes.of_order(order))


def untaxed(content: Content, found: Treatment) -> Content:
    """The paper with the reason why nothing is taxed; as it is where its lines bear a tax."""
    if found.rate_bp or found.category == "Z" or any(item.rate_bp for item in content.items):
        return content
    with override(content.language):
        said = taxes.words_of(found)
    return replace(content, category=found.category, exempt=found.code, exempt_words=said)


def too_early(drafted: Content) -> str:
    """Why a paper cannot be written yet, in words; empty when it can.

    A tax-free supply to another member state names its day (EN 16931, BR-IC-11), which is the day the box leaves.
    """
    if drafted.category == "K" and drafted.delivered_on is None:
        return _("The invoice of a tax-free supply names the day it leaves: it is written with the box.")
    return ""


def waits_for_box(order: Order) -> bool:
    """Whether the invoice of an order is written no sooner than its box leaves."""
    drafted = draft(order, issued_on=local_day(order.market, order.at))
    return drafted is not None and bool(too_early(drafted))


def lacks_buyer(order: Order) -> bool:
    """Whether nobody has said where the buyer lives: a gift's buyer, or somebody whose order has no address yet."""
    return not buyer_of(order).street


def why_untaxed(order: Order) -> str:
    """Why an order bears no tax, in the words of the moment; empty where it bears one, or nobody sells yet."""
    rates = OrderLine.objects.filter(order=order).values_list("tax_rate_bp", flat=True)
    return "" if any(rates) else taxes.words_of(taxes.of_order(order))


def _destination(order: Order) -> str:
    row = Address.objects.filter(order=order, kind="delivery").first()
    return row.country if row else ""


def can_rebill(order: Order, state: str) -> bool:
    """Whether somebody else can still be billed: before the invoice."""
    return state != "cancelled" and not Paper.objects.filter(order=order, kind="invoice").exists()


def without_invoice() -> list[Order]:
    """Orders of which a box has left although their invoice was never written, the oldest first."""
    written = Paper.objects.filter(kind="invoice", order=OuterRef("pk"))
    left = Shipment.objects.filter(order=OuterRef("pk"))
    return list(Order.objects.filter(Exists(left), ~Exists(written), replay=False).order_by("id"))


def past_keeping(at: datetime) -> list[Paper]:
    """Papers that still name a buyer although their years are over."""
    rows = Paper.objects.filter(issued_on__year__lt=at.year - KEPT_YEARS)
    return list(rows.exclude(content__buyer__name=""))


def local_day(market: Market, at: datetime) -> date:
    return at.astimezone(ZoneInfo(market.time_zone)).date()


def _left_on(order: Order) -> date | None:
    last = Shipment.objects.filter(order=order).aggregate(at=Max("at"))["at"]
    return local_day(order.market, last) if last else None


def _items(order: Order) -> tuple[Item, ...]:
    """The lines as ordered. The rate is the one whose tax stands on the line."""
    rows = OrderLine.objects.select_related("variant", "variant__line").filter(order=order).order_by("id")
    language = order.fan.language
    goods = tuple(
        Item(_called(row.variant, language), row.variant.sku, row.quantity, row.unit_minor, row.tax_rate_bp)
        for row in rows
    )
    sending = _sending(order)
    return (*goods, sending) if sending else goods


def _called(variant: Variant, language: str) -> str:
    """The line and its variant, the line once where the variant names it too."""
    line, name = read(variant.line.name, language), read(variant.name, language)
    return name if name.startswith(line) else f"{line} {name}"


def _sending(order: Order) -> Item | None:
    sent = Shipping.objects.filter(order=order).first()
    if sent is None:
        return None
    with override(language_of(order.fan, order.market)):
        return Item(_("Shipping"), "SHIPPING", 1, sent.minor, sent.tax_rate_bp)


def paid_of(about: str) -> int:
    """Minor units that are here for what a paper is about."""
    return max(money.paid([about])[about], 0)


def buyer_of(order: Order) -> Party:
    """The billing address, else the one it goes to; a gift goes to somebody who buys nothing.

    Else the fan's name, with the country of the number or the one it goes to: a paper as data names one (BR-11).
    """
    rows = {row.kind: row for row in Address.objects.filter(order=order)}
    own = None if Gift.objects.filter(order=order).exists() else rows.get("delivery")
    address, number = rows.get("billing") or own, tax_id(order)
    named = number.number if number else ""
    if address is None:
        country = number.country if number else rows["delivery"].country if "delivery" in rows else ""
        return Party(name=order.fan.name or order.fan.handle, country=country, tax_id=named)
    street = ", ".join(filter(None, (address.street, address.extra)))
    name = ", ".join(filter(None, (address.company, address.name)))
    return Party(name, street, address.postcode, address.city, address.country, named)


def language_of(fan: Fan, market: Market) -> str:
    """The language of a fan's papers."""
    return fan.language or next(iter(market.languages), "en")
