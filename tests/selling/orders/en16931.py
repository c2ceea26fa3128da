"""The business rules of EN 16931 that our papers come near to, as the standard's own schematron says them of CII."""

from lxml import etree

_SETTLED = "//ram:ApplicableHeaderTradeSettlement"
_SUMS = f"{_SETTLED}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
_SELLER = "//ram:SellerTradeParty"
_BUYER = "//ram:BuyerTradeParty"
_NUMBER = "/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA'] != ''"
_DAY = "//ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString != ''"
_STRETCH = "//ram:BillingSpecifiedPeriod/ram:StartDateTime/udt:DateTimeString != ''"


def _of(category: str) -> str:
    return f"//ram:ApplicableTradeTax/ram:CategoryCode = '{category}'"


def _whys(category: str) -> str:
    return f"{_SETTLED}/ram:ApplicableTradeTax[ram:CategoryCode = '{category}'][not(ram:ExemptionReason or ram:ExemptionReasonCode)]"


RULES = {
    "BR-08": f"{_SELLER}/ram:PostalTradeAddress",
    "BR-09": f"{_SELLER}/ram:PostalTradeAddress/ram:CountryID != ''",
    "BR-10": f"{_BUYER}/ram:PostalTradeAddress",
    "BR-11": f"{_BUYER}/ram:PostalTradeAddress/ram:CountryID != ''",
    "BR-S-02": f"not({_of('S')}) or {_SELLER}{_NUMBER}",
    "BR-Z-02": f"not({_of('Z')}) or {_SELLER}{_NUMBER}",
    "BR-E-10": f"not({_whys('E')})",
    "BR-G-10": f"not({_whys('G')})",
    "BR-AE-02": f"not({_of('AE')}) or ({_SELLER}{_NUMBER} and {_BUYER}{_NUMBER})",
    "BR-IC-02": f"not({_of('K')}) or ({_SELLER}{_NUMBER} and {_BUYER}{_NUMBER})",
    "BR-IC-10": f"not({_whys('K')})",
    "BR-IC-11": f"not({_of('K')}) or {_DAY} or {_STRETCH}",
    "BR-IC-12": f"not({_of('K')}) or //ram:ShipToTradeParty/ram:PostalTradeAddress/ram:CountryID != ''",
    "BR-CO-10": f"round(100 * sum(//ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount)) = round(100 * {_SUMS}/ram:LineTotalAmount)",
    "BR-CO-15": f"round(100 * {_SUMS}/ram:GrandTotalAmount) = round(100 * ({_SUMS}/ram:TaxBasisTotalAmount + {_SUMS}/ram:TaxTotalAmount))",
    "BR-CO-16": f"round(100 * {_SUMS}/ram:DuePayableAmount) = round(100 * ({_SUMS}/ram:GrandTotalAmount - {_SUMS}/ram:TotalPrepaidAmount))",
}


def broken(xml: bytes) -> list[str]:
    """The rules a paper breaks, by the names the standard gives them."""
    tree = etree.fromstring(xml)
    spaces = {name: uri for name, uri in tree.nsmap.items() if name} | {
        "ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100",
        "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    }
    return [name for name, rule in RULES.items() if not tree.xpath(f"boolean({rule})", namespaces=spaces)]
