"""The story's markets: Northwindow sells in Europe, in America and in China."""

from fanloop.foundation.story import World
from fanloop.people.markets.actions import fill_holidays, keep_quotes, open_market
from fanloop.people.markets.rules.exchange import read_table

_MARKETS = [
    ("eu", {"en": "Europe", "zh-hans": "欧洲"}, "EUR", ["en"], 1900, "Europe/Berlin"),
    ("us", {"en": "United States", "zh-hans": "美国"}, "USD", ["en"], 0, "America/New_York"),
    ("cn", {"en": "China", "zh-hans": "中国"}, "CNY", ["zh-hans", "en"], 1300, "Asia/Shanghai"),
]
_RATES = "Date,USD,CNY\n2026-01-09,1.08,7.85\n2026-10-30,1.09,7.80\n"


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
    keep_quotes(quotes=read_table(_RATES), source="demo", at=world.at("2026-01-12 09:00"))
