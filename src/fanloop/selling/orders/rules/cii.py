"""An invoice as data: UN/CEFACT Cross Industry Invoice in the profile EN 16931, which Factur-X puts into a PDF.

Source: EN 16931-1 (the semantic model, whose business terms are named BT-… below) and the element order of
CII D16B. A line's price is its whole net amount with the quantity as base, so that price times quantity is
exact in every currency.
"""

from decimal import Decimal
from xml.etree import ElementTree as ET

from fanloop.foundation.money import exponent
from fanloop.selling.orders.rules.papers import Content, Item, Party, Rate

PROFILE = "urn:cen.eu:en16931:2017"
_TYPES = {"invoice": "380", "credit_note": "381"}
_SPACES = {
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
for _prefix, _uri in _SPACES.items():
    ET.register_namespace(_prefix, _uri)


def invoice_xml(content: Content) -> bytes:
    """The paper as XML, UTF-8 with its declaration."""
    root = ET.Element(_name("rsm:CrossIndustryInvoice"))
    context = _in(root, "rsm:ExchangedDocumentContext")
    _in(_in(context, "ram:GuidelineSpecifiedDocumentContextParameter"), "ram:ID", PROFILE)
    _document(root, content)
    deal = _in(root, "rsm:SupplyChainTradeTransaction")
    for place, item in enumerate(content.items, 1):
        _line(deal, place, item, content)
    _agreement(deal, content)
    _delivery(deal, content)
    _settlement(deal, content)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _document(root: ET.Element, content: Content) -> None:
    document = _in(root, "rsm:ExchangedDocument")
    _in(document, "ram:ID", content.number)  # BT-1
    _in(document, "ram:TypeCode", _TYPES[content.kind])  # BT-3
    _day(_in(document, "ram:IssueDateTime"), content.issued_on.strftime("%Y%m%d"))  # BT-2
    if content.why:
        _in(_in(document, "ram:IncludedNote"), "ram:Content", content.why)  # BT-22


def _line(deal: ET.Element, place: int, item: Item, content: Content) -> None:
    currency = content.currency
    line = _in(deal, "ram:IncludedSupplyChainTradeLineItem")
    _in(_in(line, "ram:AssociatedDocumentLineDocument"), "ram:LineID", str(place))  # BT-126
    product = _in(line, "ram:SpecifiedTradeProduct")
    if item.sku:
        _in(product, "ram:SellerAssignedID", item.sku)  # BT-155
    _in(product, "ram:Name", item.title)  # BT-153
    price = _in(_in(line, "ram:SpecifiedLineTradeAgreement"), "ram:NetPriceProductTradePrice")
    _in(price, "ram:ChargeAmount", _amount(item.net, currency))  # BT-146
    _in(price, "ram:BasisQuantity", str(item.quantity), unitCode="H87")  # BT-149: pieces
    _in(_in(line, "ram:SpecifiedLineTradeDelivery"), "ram:BilledQuantity", str(item.quantity), unitCode="H87")
    settled = _in(line, "ram:SpecifiedLineTradeSettlement")
    tax = _in(settled, "ram:ApplicableTradeTax")
    _in(tax, "ram:TypeCode", "VAT")
    _in(tax, "ram:CategoryCode", content.category_of(item.rate_bp))  # BT-151
    _in(tax, "ram:RateApplicablePercent", _per_cent(item.rate_bp))  # BT-152
    total = _in(settled, "ram:SpecifiedTradeSettlementLineMonetarySummation")
    _in(total, "ram:LineTotalAmount", _amount(item.net, currency))  # BT-131


def _agreement(deal: ET.Element, content: Content) -> None:
    agreement = _in(deal, "ram:ApplicableHeaderTradeAgreement")
    _party(_in(agreement, "ram:SellerTradeParty"), content.seller)
    _party(_in(agreement, "ram:BuyerTradeParty"), content.buyer)
    order = _in(agreement, "ram:BuyerOrderReferencedDocument")
    _in(order, "ram:IssuerAssignedID", content.order_number)  # BT-13


def _party(place: ET.Element, party: Party) -> None:
    _in(place, "ram:Name", party.name)  # BT-27, BT-44
    if party.registration:
        _in(_in(place, "ram:SpecifiedLegalOrganization"), "ram:ID", party.registration)  # BT-30
    if any((party.postcode, party.street, party.city, party.country)):
        _address(_in(place, "ram:PostalTradeAddress"), party)
    if party.email:
        _in(_in(place, "ram:URIUniversalCommunication"), "ram:URIID", party.email, schemeID="EM")  # BT-34
    if party.tax_id:
        _in(_in(place, "ram:SpecifiedTaxRegistration"), "ram:ID", party.tax_id, schemeID="VA")  # BT-31, BT-48


def _address(place: ET.Element, party: Party) -> None:
    for name, said in (
        ("PostcodeCode", party.postcode),
        ("LineOne", party.street),
        ("CityName", party.city),
        ("CountryID", party.country),
    ):
        if said:
            _in(place, f"ram:{name}", said)


def _delivery(deal: ET.Element, content: Content) -> None:
    delivery = _in(deal, "ram:ApplicableHeaderTradeDelivery")
    if content.destination:
        place = _in(_in(delivery, "ram:ShipToTradeParty"), "ram:PostalTradeAddress")
        _in(place, "ram:CountryID", content.destination)  # BT-80
    if content.delivered_on:
        event = _in(delivery, "ram:ActualDeliverySupplyChainEvent")
        _day(_in(event, "ram:OccurrenceDateTime"), content.delivered_on.strftime("%Y%m%d"))  # BT-72


def _settlement(deal: ET.Element, content: Content) -> None:
    settled = _in(deal, "ram:ApplicableHeaderTradeSettlement")
    _in(settled, "ram:PaymentReference", content.number)  # BT-83
    _in(settled, "ram:InvoiceCurrencyCode", content.currency)  # BT-5
    if content.seller.iban:
        means = _in(settled, "ram:SpecifiedTradeSettlementPaymentMeans")
        _in(means, "ram:TypeCode", "58")  # BT-81: SEPA credit transfer
        account = _in(means, "ram:PayeePartyCreditorFinancialAccount")
        _in(account, "ram:IBANID", content.seller.iban.replace(" ", ""))  # BT-84
    for rate in content.rates:
        _tax(settled, rate, content)
    if content.served:
        stretch = _in(settled, "ram:BillingSpecifiedPeriod")
        for name, day in zip(("ram:StartDateTime", "ram:EndDateTime"), content.served, strict=True):
            _day(_in(stretch, name), day.strftime("%Y%m%d"))  # BT-73, BT-74
    if content.left:
        _in(_in(settled, "ram:SpecifiedTradePaymentTerms"), "ram:Description", "30 days")  # BT-20
    _totals(settled, content)
    if content.corrects:
        former = _in(settled, "ram:InvoiceReferencedDocument")
        _in(former, "ram:IssuerAssignedID", content.corrects)  # BT-25


def _tax(settled: ET.Element, rate: Rate, content: Content) -> None:
    currency, is_exempt = content.currency, not rate.rate_bp and content.category not in {"", "Z"}
    tax = _in(settled, "ram:ApplicableTradeTax")
    _in(tax, "ram:CalculatedAmount", _amount(rate.tax, currency))  # BT-117
    _in(tax, "ram:TypeCode", "VAT")
    if is_exempt and content.exempt_words:
        _in(tax, "ram:ExemptionReason", content.exempt_words)  # BT-120
    _in(tax, "ram:BasisAmount", _amount(rate.net, currency))  # BT-116
    _in(tax, "ram:CategoryCode", content.category_of(rate.rate_bp))  # BT-118
    if is_exempt and content.exempt:
        _in(tax, "ram:ExemptionReasonCode", content.exempt)  # BT-121
    _in(tax, "ram:RateApplicablePercent", _per_cent(rate.rate_bp))  # BT-119


def _totals(settled: ET.Element, content: Content) -> None:
    totals = _in(settled, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    paid = content.paid if content.kind == "invoice" else 0
    _in(totals, "ram:LineTotalAmount", _amount(content.net, content.currency))  # BT-106
    _in(totals, "ram:TaxBasisTotalAmount", _amount(content.net, content.currency))  # BT-109
    tax = _amount(content.tax, content.currency)
    _in(totals, "ram:TaxTotalAmount", tax, currencyID=content.currency)  # BT-110
    _in(totals, "ram:GrandTotalAmount", _amount(content.gross, content.currency))  # BT-112
    _in(totals, "ram:TotalPrepaidAmount", _amount(paid, content.currency))  # BT-113
    _in(totals, "ram:DuePayableAmount", _amount(content.gross - paid, content.currency))  # BT-115


def _per_cent(rate_bp: int) -> str:
    return f"{Decimal(rate_bp) / 100:.2f}"


def _amount(minor: int, currency: str) -> str:
    """EN 16931 writes at most two decimal places."""
    places = exponent(currency)
    return f"{Decimal(minor).scaleb(-places):.{min(places, 2)}f}"


def _day(place: ET.Element, day: str) -> None:
    _in(place, "udt:DateTimeString", day, format="102")


def _in(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, _name(name), attributes)
    child.text = text or None
    return child


def _name(name: str) -> str:
    prefix, _colon, local = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"
