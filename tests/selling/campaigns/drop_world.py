"""A lamp sold in a drop, and people who come to it."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from fanloop.people.fans.actions import join
from fanloop.people.fans.queries import Fan
from fanloop.selling.campaigns import actions
from fanloop.selling.campaigns.actions.drops import enter, open_drop
from fanloop.selling.campaigns.actions.eligible import set_rule
from fanloop.selling.campaigns.queries import offers
from fanloop.selling.campaigns.rules import seal
from tests.selling.world import NOON, shop

BEGINS = NOON + timedelta(days=10)
ENDS = BEGINS + timedelta(hours=6)
DRAWS = ENDS + timedelta(minutes=10)
OPENS = ENDS + timedelta(hours=1)
CLOSES = OPENS + timedelta(days=10)
SEED = bytes(range(32))
KEY = cache(seal.fresh)
"""One key for every drop here: making one takes the time of a whole test."""
WHO = {"proven": True, "days": 7}


def person(name: str, *, at: datetime = NOON, proven: bool = True) -> Fan:
    return join(handle=name, email=f"{name}@northwindow.example", password=None, at=at, is_email_known=proven)


def drop_campaign(house, *, pieces: int = 3, slug: str = "first-run"):
    return actions.open_campaign(
        line=house.line, slug=slug, title={"en": "Dawn 2 first run"}, words={"en": "Numbered."},
        offers=[actions.NewOffer(house.oak, house.eu, 12900, 12900), actions.NewOffer(house.ash, house.eu, 12900, 12900)],
        causes=["voices.acceptance:1"], pool_total=pieces, opens_at=NOON, closes_at=CLOSES,
        promise_from=date(2027, 2, 8), promise_to=date(2027, 2, 26), limit_per_person=1, way="drop",
        by=house.member, at=NOON,
    )  # fmt: skip


class Sale:
    """A published drop in its shop."""

    def __init__(self, fairness: str = "lottery", *, pieces: int = 3, rule=None, **more) -> None:
        self.house = shop()
        self.campaign = drop_campaign(self.house, pieces=pieces)
        if rule:
            set_rule(campaign=self.campaign, who=rule, by=self.house.member, at=NOON)
        self.offer = offers(self.campaign.id)[0]
        self.drop = open_drop(
            campaign=self.campaign, fairness=fairness, entry_opens_at=BEGINS,
            entry_closes_at=None if fairness == "fifo" else ENDS, opens_at=OPENS, by=self.house.member, at=NOON,
            seed=SEED, receipt_key=KEY(), **{"who": WHO, **more},
        )  # fmt: skip

    def come(self, *names: str, at: datetime = BEGINS) -> list[Fan]:
        """People enter one second after the other."""
        found = []
        for place, name in enumerate(names):
            found.append(person(name))
            enter(
                drop=self.drop,
                fan=found[-1],
                nonce=f"{name}'s word",
                at=at + timedelta(seconds=place),
                solved=True,
            )
        return found


__all__ = [
    "BEGINS",
    "CLOSES",
    "DRAWS",
    "ENDS",
    "NOON",
    "OPENS",
    "SEED",
    "UTC",
    "Sale",
    "drop_campaign",
    "person",
]
