"""Names of countries, for forms and labels. Codes are ISO 3166-1; a country without a name here is its code."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NAMES: Mapping[str, str | Promise] = {
    "AT": _("Austria"),
    "AU": _("Australia"),
    "BE": _("Belgium"),
    "CA": _("Canada"),
    "CH": _("Switzerland"),
    "CN": _("China"),
    "CZ": _("Czechia"),
    "DE": _("Germany"),
    "DK": _("Denmark"),
    "ES": _("Spain"),
    "FI": _("Finland"),
    "FR": _("France"),
    "GB": _("United Kingdom"),
    "HK": _("Hong Kong"),
    "IE": _("Ireland"),
    "IT": _("Italy"),
    "JP": _("Japan"),
    "KR": _("South Korea"),
    "NL": _("Netherlands"),
    "NO": _("Norway"),
    "PL": _("Poland"),
    "PT": _("Portugal"),
    "SE": _("Sweden"),
    "SG": _("Singapore"),
    "US": _("United States"),
}


def country_name(code: str) -> str:
    """A country's name in the reader's language, its code where we have none."""
    return str(NAMES.get(code, code))


def choices() -> list[tuple[str, str]]:
    """Codes and names by name, as the reader's language sorts them."""
    return sorted(((code, str(name)) for code, name in NAMES.items()), key=lambda pair: pair[1])
