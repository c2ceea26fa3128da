"""How many to make: the forecast's spread against what a piece brings, costs and is worth left over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np

from fanloop.foundation.money import Money
from fanloop.foundation.viewer import Viewer
from fanloop.making.demand import queries as demand
from fanloop.making.demand.queries import Forecast
from fanloop.making.supply.models import Terms
from fanloop.making.supply.queries.known import Known, currency_among, known_of, variants_of
from fanloop.making.supply.queries.seeing import may_see_prices
from fanloop.making.supply.queries.terms import current_terms
from fanloop.making.supply.rules.commitment import Amounts, Commitment, Materials, Variants, commit
from fanloop.making.supply.rules.costs import Cost, roll_up, rounded
from fanloop.making.supply.rules.explode import explode
from fanloop.making.supply.rules.newsvendor import Choice, Costs, Spread, best_quantity, compared, judged
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Part, Variant

SCENARIOS = 100


@dataclass(frozen=True)
class Asked:
    """What a person says of one piece: net price, share that is left of its cost when nobody wants it, what a
    disappointed fan costs; and how many weeks material can wait until demand is known.
    """

    price_minor: int
    salvage: Fraction = Fraction(1, 2)
    goodwill_minor: int = 0
    wait: int = 4


@dataclass(frozen=True)
class Material:
    """One part to be ordered before demand is known: how many, what that binds, what is lost on it on average."""

    part: Part
    quantity: int
    bound: Money
    lost: Money


@dataclass(frozen=True)
class Committed:
    """Material to commit to `now`, what it binds and loses on average; so many parts can wait until demand is known.

    `made` says how many of each variant that lets make: few in one case of ten, the mean, many in one of ten.
    """

    now: list[Material]
    waiting: int
    made: list[tuple[Variant, int, int, int]]
    bound: Money
    liability: Money


@dataclass(frozen=True)
class Advice:
    """The best quantity, others beside it, and the material to commit to now.

    `cost` is one piece's material; `unpriced` parts have no price yet, then it is "at least".
    """

    best: Choice
    choices: list[Choice]
    currency: str
    cost: Money
    unpriced: list[str]
    assumed: bool
    committed: Committed


def advice(
    forecast: Forecast, asked: Asked, *, start: date, viewer: Viewer, also: int | None = None
) -> Advice | None:
    """For those who may see prices; `also` is a quantity to judge beside the others.

    Raises Refused like a plan does, and `ValueError` where nothing priced goes into a piece. Nothing is written.
    """
    if not may_see_prices(viewer):
        return None
    weights = demand.asked_by_variant(forecast.id)
    variants = variants_of(weights)
    known = known_of(variants, start=start)
    rolled = roll_up(known.bill, _prices(known))
    cost, unpriced = _piece(weights, variants, rolled)
    costs = Costs(
        price=asked.price_minor,
        cost=float(cost),
        salvage=float(cost * asked.salvage),
        goodwill=asked.goodwill_minor,
    )
    spread = _spread(forecast)
    best = best_quantity(spread, costs)
    others = [forecast.low80, forecast.median, forecast.high80, best, *([] if also is None else [also])]
    wanted = _wanted(spread, [weights[key] for key in variants])
    return Advice(
        best=judged(best, spread, costs),
        choices=compared(others, spread, costs),
        currency=known.currency,
        cost=Money(rounded(cost), known.currency),
        unpriced=sorted(part.name for part in products.parts(map(int, unpriced)).values()),
        assumed=any(terms.assumed for terms in known.terms.values()),
        committed=_commit(known, variants, wanted, asked),
    )


def currency_of(forecast: Forecast) -> str:
    """The currency most parts of these variants are bought in. Raises nothing: without parts it is the euro."""
    variants = products.variants_by_ids(demand.asked_by_variant(forecast.id))
    parts = {
        part
        for one in variants.values()
        if one.part_id
        for line in products.bom_below(one.part_id)
        for part in line[:2]
    }
    return currency_among(current_terms(parts).values())


def _spread(forecast: Forecast) -> Spread:
    """At least what is ordered already will be wanted."""
    row = forecast
    points = (row.low80, row.low50, row.median, row.high50, row.high80)
    return Spread(points, least=min(row.observed, row.low80))


def _prices(known: Known) -> dict[str, int]:
    """Of bought parts, in the plan's currency; others count as not priced."""
    return {
        str(part): terms.price_minor
        for part, terms in known.terms.items()
        if terms.currency == known.currency and not known.is_made(part)
    }


def _piece(
    weights: Mapping[int, int], variants: Mapping[int, Variant], rolled: Mapping[str, Cost]
) -> tuple[Fraction, frozenset[str]]:
    """The material of one piece in the forecast's mix, and what of it has no price."""
    total = sum(weights.values()) or len(weights)
    cost, unpriced = Fraction(0), frozenset[str]()
    for variant_id, weight in weights.items():
        own = rolled[str(variants[variant_id].part_id)]
        cost += own.known * (Fraction(weight, total) if sum(weights.values()) else Fraction(1, total))
        unpriced |= own.unpriced
    return cost, unpriced


def _commit(known: Known, variants: Mapping[int, Variant], wanted: Amounts, asked: Asked) -> Committed:
    """Two stages: what takes longer than can be waited is ordered now, the rest when demand is known."""
    uses = {
        key: {int(part): many for part, many in explode(known.bill, {str(one.part_id): 1}).items()}
        for key, one in variants.items()
    }
    bought = {part: terms for part, terms in known.terms.items() if str(part) in _prices(known)}
    early = [part for part, terms in bought.items() if terms.lead_weeks > asked.wait]
    keys = list(variants)
    if not early:
        nothing = Money(0, known.currency)
        return Committed([], len(bought), [], nothing, nothing)
    price = np.array([bought[part].price_minor for part in early], dtype=float)
    table = np.array([[float(uses[key].get(part, 0)) for part in early] for key in keys])
    later = np.array([_rest(uses[key], bought, early) for key in keys])
    found = commit(
        Variants(margin=asked.price_minor + asked.goodwill_minor - later, uses=table),
        Materials(now=price, later=np.full(len(early), np.inf), salvage=price * float(asked.salvage)),
        wanted,
    )
    now = _materials(found, early, bought, known.currency)
    return Committed(
        now=now,
        waiting=len(bought) - len(early),
        made=_made(found, variants),
        bound=Money(sum(one.bound.minor for one in now), known.currency),
        liability=Money(round(found.liability), known.currency),
    )


def _rest(uses: Mapping[int, Decimal], bought: Mapping[int, Terms], early: list[int]) -> float:
    """What the parts that can wait cost in one piece."""
    late = [part for part in uses if part in bought and part not in early]
    return float(sum((uses[part] * bought[part].price_minor for part in late), Decimal(0)))


def _wanted(spread: Spread, weights: list[int]) -> Amounts:
    """Scenarios × variants: the forecast's total, its mix as uncertain as the orders that told it. Drawn alike each time."""
    mix = np.random.default_rng(SCENARIOS).dirichlet(np.array(weights) + 1.0, SCENARIOS)
    wanted: Amounts = spread.sample(SCENARIOS)[:, None] * mix
    return wanted


def _materials(
    found: Commitment, early: list[int], bought: Mapping[int, Terms], currency: str
) -> list[Material]:
    parts = products.parts(early)
    rows = [
        Material(
            part=parts[part],
            quantity=int(np.ceil(order - 1e-6)),
            bound=Money(round(order * bought[part].price_minor), currency),
            lost=Money(round(left * each), currency),
        )
        for part, order, left, each in zip(early, found.order, found.left, found.liability_each, strict=True)
    ]
    return sorted(rows, key=lambda one: -one.bound.minor)


def _made(found: Commitment, variants: Mapping[int, Variant]) -> list[tuple[Variant, int, int, int]]:
    low, many = np.quantile(found.made, [0.1, 0.9], axis=0)
    return [
        (variant, round(low[at]), round(found.made[:, at].mean()), round(many[at]))
        for at, variant in enumerate(variants.values())
    ]
