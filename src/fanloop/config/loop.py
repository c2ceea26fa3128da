"""One full turn of the circle on real input: heard, ranked, promised, shipped, sold, forecast, planned, bought.

The inputs are three unrelated recordings: a forum with its releases, a pledge curve, a bill of materials. They
are joined in one place: the campaign cites the accepted needs that the ranking chose, and that choice is
marked *staged*. Pre-orders are a replay; what no recording holds (prices, suppliers, shares) is *assumed*.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from fanloop.config import memory
from fanloop.foundation import bus, trail
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import SYSTEM
from fanloop.listening.voices import actions as voices
from fanloop.listening.voices import queries as voice_queries
from fanloop.listening.voices.queries import Acceptance, Need
from fanloop.making.demand import actions as demand
from fanloop.making.demand.queries import Forecast
from fanloop.making.supply import actions as supply
from fanloop.making.supply import queries as supply_queries
from fanloop.people.fans import actions as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.markets import actions as markets
from fanloop.people.markets.queries import Market
from fanloop.people.partners import actions as partners
from fanloop.people.team import actions as team
from fanloop.people.team import queries as team_queries
from fanloop.people.team.queries import Member
from fanloop.plugins.bom.importer import import_bom
from fanloop.plugins.oem.importer import import_oem
from fanloop.plugins.pledges.replay import replay
from fanloop.releasing.releases import actions as releases
from fanloop.selling.campaigns import actions as campaigns
from fanloop.selling.campaigns import queries as campaign_queries
from fanloop.selling.campaigns.queries import Campaign
from fanloop.selling.orders import queries as order_queries
from fanloop.things.products import actions as products
from fanloop.things.products import queries as product_queries

FOUNDED = datetime(2011, 4, 1, 8, tzinfo=UTC)
RANKED = datetime(2026, 8, 31, 9, tzinfo=UTC)
PROMISED = datetime(2026, 9, 1, 10, tzinfo=UTC)
OPENS = datetime(2026, 10, 5, 12, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=31)
BOUGHT = CLOSES + timedelta(hours=21)

PROMISES = 12
FRIDAYS = 3
GHOSTS = (8, 15, 23)
"""Days of the campaign on which a forecast is frozen with what was known then."""
POOL = 20_000
PRICE_MINOR, DEPOSIT_MINOR = 490_000, 4_600
SUPPLIERS = 6
SEED = 20_120_403
PROJECT = "larry"
PRODUCT = "quadruped_robot_12dof_v1"
PASSWORD = "golden-hour-2026"  # noqa: S105 -- the demo prints it

Progress = Callable[[str, int, int], None]


@dataclass
class Stage:
    """What one stage did and how long it took, wall clock in seconds."""

    name: str
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Turned:
    """A whole turn. `trail` leads from one purchase-order line up to the topics that caused it."""

    ok: bool
    stages: list[Stage]
    peak_rss_mb: int
    trail: list[dict[str, str]]
    problems: list[str]

    def as_json(self) -> dict[str, Any]:
        stages = [{"name": s.name, "seconds": round(s.seconds, 2), "counts": s.counts} for s in self.stages]
        return {
            "ok": self.ok,
            "stages": stages,
            "seconds": round(sum(stage.seconds for stage in self.stages), 2),
            "peak_rss_mb": self.peak_rss_mb,
            "trail": self.trail,
            "problems": self.problems,
        }


@dataclass(frozen=True)
class People:
    """Who runs the replayed maker, and where it sells."""

    founder: Member
    eu: Market
    us: Market


def _silent(_what: str, _done: int, _of: int) -> None:
    return


def turn(data: Path, *, progress: Progress = _silent) -> Turned:
    """Turn the circle once on the recordings below `data`. The home must have no maker yet."""
    stages: list[Stage] = []

    @contextmanager
    def stage(name: str) -> Iterator[dict[str, int]]:
        now = Stage(name)
        began = time.perf_counter()
        yield now.counts
        now.counts["facts"] = bus.drain()
        now.seconds = time.perf_counter() - began
        stages.append(now)

    with memory.watched() as peak:
        people = _found()
        with stage("import") as counts:
            problems = _import(data, counts, progress)
        with stage("needs") as counts:
            promises = _promise(people.founder, counts)
        with stage("releases") as counts:
            _depart(promises, people.founder, counts)
        with stage("campaign") as counts:
            campaign = _open(promises, people, counts)
        with stage("orders") as counts:
            problems += _replay(data, campaign, counts, progress)
        with stage("demand") as counts:
            forecast = _forecast(campaign, counts)
        with stage("supply") as counts:
            _buy(forecast, people.founder, counts)
        told = _trail()
    kinds = {step["kind"] for step in told}
    ok = len(kinds) >= 6 and "community.topic" in kinds and trail.check().ok
    return Turned(ok, stages, peak.megabytes, told, problems)


def _found() -> People:
    """A maker for the replayed world: a founder, a fan, two suppliers' people, two markets."""
    eu = markets.open_market(
        code="eu", name={"en": "European Union", "zh-hans": "欧盟"}, currency="EUR", languages=["en"],
        tax_rate_bp=1900, time_zone="Europe/Berlin", at=FOUNDED,
    )  # fmt: skip
    us = markets.open_market(
        code="us", name={"en": "United States", "zh-hans": "美国"}, currency="USD", languages=["en"],
        tax_rate_bp=0, time_zone="America/New_York", at=FOUNDED,
    )  # fmt: skip
    founder = _join("jonna", eu)
    team.found_maker(
        name="Replayed Workshop", languages=["en", "zh-hans"], currencies=["EUR", "USD"], founder=founder,
        member_name="Jonna", at=FOUNDED, tagline={"en": "A real community, replayed", "zh-hans": "真实社区的重放"},
    )  # fmt: skip
    member = team_queries.member_of(founder.id)
    assert member is not None
    for handle, rank in (("wen", "lead"), ("mateo", "engineer")):
        team.hire(fan=_join(handle, eu), name=handle.title(), rank=rank, by=member, at=FOUNDED)
    _join("mira.k", eu)
    for handle, partner in zip(
        ("lichtbogen", "holzhaus"), supply.assume_suppliers(count=SUPPLIERS, at=FOUNDED), strict=False
    ):
        partners.invite_contact(partner=partner, fan=_join(handle, eu), at=FOUNDED)
    bus.drain()
    return People(member, eu, us)


def _join(handle: str, market: Market) -> Fan:
    return fans.join(
        handle=handle, email=f"{handle}@northwindow.example", password=PASSWORD, market=market, at=FOUNDED
    )


def _import(data: Path, counts: dict[str, int], progress: Progress) -> list[str]:
    forum = import_oem(data / "oem-community", strict=False, at=RANKED, progress=progress)
    bill = import_bom(data / "supply" / "bom" / "odri_multilevel.csv", strict=False, at=RANKED)
    counts |= forum.counts | {f"bom_{name}": count for name, count in bill.counts.items()}
    return [f"{each.file}:{each.line}: {each.reason}" for each in [*forum.problems, *bill.problems]]


def _promise(founder: Member, counts: dict[str, int]) -> list[tuple[Need, Acceptance]]:
    """Rank every need and accept the first ones: a person would; here the choice is staged."""
    counts["ranked"] = voices.rank_needs(at=RANKED)
    promises = [
        (
            need,
            voices.accept_need(
                need=need,
                by=founder,
                because="Chosen by the ranking for this replay.",
                at=PROMISED,
                staged=True,
            ),
        )
        for need in voice_queries.top_needs(PROMISES)
    ]
    counts["accepted"] = len(promises)
    counts["voices_behind"] = sum(need.voices_count for need, _ in promises)
    return promises


def _depart(promises: list[tuple[Need, Acceptance]], founder: Member, counts: dict[str, int]) -> None:
    """Board one change for each promise and let three Fridays leave."""
    line = product_queries.line("emoncms") or product_queries.lines()[0]
    trains = releases.plan_fridays(line=line, at=PROMISED, count=FRIDAYS)
    for place, (need, acceptance) in enumerate(promises):
        change = releases.make_change(
            line=line,
            title=need.title,
            kind="improved",
            maker=founder,
            acceptances=[ref(acceptance)],
            at=PROMISED,
        )
        releases.board(change=change, train=trains[place % len(trains)], by=founder, at=PROMISED)
    for train in trains[: min(len(trains), len(promises))]:
        releases.depart(train=train, by=founder, at=train.leaves_at)
    counts |= {"trains": len(trains), "changes": len(promises)}


def _open(promises: list[tuple[Need, Acceptance]], people: People, counts: dict[str, int]) -> Campaign:
    """The one place where unrelated recordings meet; the campaign and its promises say *staged*."""
    line = products.add_line(
        slug="quadruped", name={"en": "Quadruped robot", "zh-hans": "四足机器人"}, at=OPENS
    )
    part = product_queries.part_by_number(PRODUCT)
    assert part is not None
    offers = []
    for place, (sku, name) in enumerate((("QR12-KIT", "Kit"), ("QR12-BUILT", "Assembled"))):
        variant = products.add_variant(line=line, sku=sku, name=name, part=part, position=place, at=OPENS)
        offers += [
            campaigns.NewOffer(variant, market, PRICE_MINOR, DEPOSIT_MINOR)
            for market in (people.eu, people.us)
        ]
    campaign = campaigns.open_campaign(
        line=line, slug="quadruped-12dof", offers=offers, causes=[ref(promise) for _, promise in promises],
        title={"en": "Quadruped robot, made after you order", "zh-hans": "四足机器人，先订后造"},
        words={"en": "A replay of a recorded pledge curve. Nobody can order this; no money moves.",
               "zh-hans": "重放一条真实的众筹曲线。无法下单，也没有资金往来。"},
        pool_total=POOL, opens_at=OPENS, closes_at=CLOSES, promise_from=date(2027, 6, 7), promise_to=date(2027, 8, 27),
        by=people.founder, at=OPENS, limit_per_person=1, staged=True, replay=True,
    )  # fmt: skip
    counts |= {"offers": len(offers), "causes": len(promises)}
    return campaign


def _replay(data: Path, campaign: Campaign, counts: dict[str, int], progress: Progress) -> list[str]:
    weights = {
        offer.id: weight
        for offer, weight in zip(campaign_queries.offers(campaign.id), (42, 27, 19, 12), strict=True)
    }
    told = replay(
        data / "supply" / "kickstats" / "hourly_pledges.csv", campaign=campaign, at_start=OPENS, project=PROJECT,
        shares=weights, seed=SEED, progress=lambda done, of: progress("pre-orders replayed", done, of),
    )  # fmt: skip
    campaigns.close_campaign(campaign=campaign, by=None, at=CLOSES)
    counts |= {
        "people": told.people, "batches": told.batches, "orders": told.orders, "deposits": told.deposits,
        "cancelled": told.cancelled, "refused": told.refused,
    }  # fmt: skip
    return [f"{each.file}:{each.line}: {each.reason}" for each in told.problems]


def _forecast(campaign: Campaign, counts: dict[str, int]) -> Forecast:
    """Count what was ordered; forecast as seen on three past days, which stay as ghosts, and at the end."""
    book = order_queries.book_of(ref(campaign))
    assert book is not None
    demand.count_orders(book=book, at=BOUGHT)
    for day in GHOSTS:
        demand.forecast(book=book, horizon=CLOSES.date(), at=OPENS + timedelta(days=day))
    row = demand.forecast(book=book, horizon=CLOSES.date(), at=BOUGHT)
    counts |= {"observed": row.observed, "low80": row.low80, "median": row.median, "high80": row.high80}
    return row


def _buy(forecast: Forecast, founder: Member, counts: dict[str, int]) -> None:
    part = product_queries.part_by_number(PRODUCT)
    assert part is not None
    below = {child for _, child, _ in product_queries.bom_below(part.id)}
    suppliers = supply.assume_suppliers(count=SUPPLIERS, at=FOUNDED)
    parts = list(product_queries.parts(below).values())
    counts["terms_assumed"] = supply.assume_terms(
        parts=parts, partners=suppliers, seed=SEED, currency="EUR", at=BOUGHT
    )
    plan = supply.make_plan(forecast=forecast, at=BOUGHT, by=founder)
    orders = supply.approve_plan(plan=plan, by=founder, at=BOUGHT)
    lines = [
        line
        for order in supply_queries.purchase_orders(viewer=SYSTEM, plan_id=plan.id)
        for line in order.lines
    ]
    counts |= {
        "end_items": plan.quantity,
        "parts": len(parts),
        "purchase_orders": len(orders),
        "purchase_lines": len(lines),
    }


def _trail(most: int = 5) -> list[dict[str, str]]:
    """From one purchase-order line up: some of each kind, nearest first."""
    orders = supply_queries.purchase_orders(viewer=SYSTEM)
    if not orders or not orders[0].lines:
        return []
    groups = trail.grouped(trail.causes_of(orders[0].lines[0].ref), viewer=SYSTEM)
    return [
        {
            "ref": card.ref,
            "kind": card.kind,
            "title": card.title,
            **({"mark": card.mark} if card.mark else {}),
        }
        for group in groups
        for card in group.cards[:most]
    ]
