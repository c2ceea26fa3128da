"""The story's markets: Northwindow sells in Europe, in America and in China."""

from datetime import date, timedelta

from fanloop.foundation.story import World
from fanloop.people.markets.actions import fill_holidays, keep_quotes, open_market, plan_country_tax
from fanloop.people.markets.rules.exchange import read_table

_MARKETS = [
    ("eu", {"en": "Europe", "zh-hans": "欧洲"}, "EUR", ["en"], 1900, "Europe/Berlin"),
    ("us", {"en": "United States", "zh-hans": "美国"}, "USD", ["en"], 0, "America/New_York"),
    ("cn", {"en": "China", "zh-hans": "中国"}, "CNY", ["zh-hans", "en"], 1300, "Asia/Shanghai"),
]
_COUNTRIES = {"AT": 2000, "BE": 2100, "ES": 2100, "FR": 2000, "IT": 2200, "NL": 2100, "PL": 2300, "SE": 2500}
"""What the tax of a few countries of the European market is, beside the maker's own."""
_FIRST, _LAST = date(2026, 1, 9), date(2026, 11, 25)


def _rates() -> str:
    """A table like the bank's, each weekday of the story: invented, and moving slowly."""
    days = (_FIRST + timedelta(days=n) for n in range((_LAST - _FIRST).days + 1))
    rows = [
        f"{day},{1.08 + (day.toordinal() % 40) / 4000:.4f},{7.85 - (day.toordinal() % 50) / 1000:.4f}"
        for day in days
        if day.weekday() < 5
    ]
    return "\n".join(["Date,USD,CNY", *rows])


def founded(world: World) -> None:
    for code, name, currency, languages, tax, zone in _MARKETS:
        world[f"market.{code}"] = open_market(
            code=code,
            name=name,
            currency=currency,
            languages=languages,
            tax_rate_bp=tax,
            time_zone=zone,
            at=world.at("2026-01-12 09:00"),
            e_invoice=code == "eu",
        )
    for code, country in (("eu", "DE"), ("us", "US"), ("cn", "CN")):
        for year in (2026, 2027):
            fill_holidays(
                market=world[f"market.{code}"],
                country=country,
                region="",
                year=year,
                at=world.at("2026-01-12 09:00"),
            )
    for country, rate in _COUNTRIES.items():
        plan_country_tax(
            market=world["market.eu"], country=country, tax_rate_bp=rate, valid_from=date(2026, 1, 12),
            at=world.at("2026-01-12 09:00"),
        )  # fmt: skip
    keep_quotes(quotes=read_table(_rates()), source="demo", at=world.at("2026-01-12 09:00"))
