"""Everything a plan is calculated from: the bill of some variants, terms, stock and rules of their parts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from fanloop.making.supply.models import OnHand, PartRule, Terms
from fanloop.making.supply.queries.handling import part_rules
from fanloop.making.supply.queries.terms import current_terms, on_hand
from fanloop.making.supply.rules.explode import Line, Structure, structure
from fanloop.making.supply.rules.refusals import Refused
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Variant

_NO_RULE = PartRule()


@dataclass(frozen=True)
class Known:
    """Everything the calculation is fed with, keyed by part id."""

    bill: Structure
    terms: Mapping[int, Terms]
    on_hand: Mapping[int, OnHand]
    rules: Mapping[int, PartRule]
    start: date

    @property
    def part_ids(self) -> list[int]:
        return [int(part) for part in self.bill.parts]

    def is_made(self, part_id: int) -> bool:
        return bool(self.bill.children[str(part_id)])

    @property
    def currency(self) -> str:
        """The currency most parts are bought in."""
        return currency_among(self.terms.values())

    def rule(self, part_id: int) -> PartRule:
        return self.rules.get(part_id, _NO_RULE)


def currency_among(terms: Iterable[Terms]) -> str:
    used = [one.currency for one in terms]
    return max(sorted(set(used)), key=used.count) if used else "EUR"


def variants_of(asked: Mapping[int, int]) -> dict[int, Variant]:
    """The variants of a forecast, all with a part. Raises Refused."""
    if not asked:
        raise Refused(_("this forecast names no variants yet: nothing was ordered"))
    variants = products.variants_by_ids(asked)
    for variant in variants.values():
        if variant.part_id is None:
            raise Refused(
                _("%(sku)s has no part: import its bill of materials and say which part it is")
                % {"sku": variant.sku}
            )
    return variants


def known_of(variants: Mapping[int, Variant], *, start: date) -> Known:
    """One assembly in several variants is read once, or its children would be counted twice."""
    tops = {variant.part_id for variant in variants.values() if variant.part_id}
    lines: dict[int, list[Line]] = {}
    for top in tops:
        below: dict[int, list[Line]] = {}
        for parent, child, quantity in products.bom_below(top):
            below.setdefault(parent, []).append(Line(str(parent), str(child), quantity))
        lines |= below
    every = [line for held in lines.values() for line in held]
    rules = part_rules({int(part) for line in every for part in (line.parent, line.child)} | tops)
    bill = structure(
        [_lossy(line, rules) for line in every],
        also=[str(top) for top in sorted(tops)],
        phantoms={str(part_id) for part_id, rule in rules.items() if rule.phantom},
    )
    part_ids = [int(part) for part in bill.parts]
    return Known(bill, current_terms(part_ids), on_hand(part_ids), rules, start)


def _lossy(line: Line, rules: Mapping[int, PartRule]) -> Line:
    rule = rules.get(int(line.child))
    return replace(line, scrap=rule.scrap) if rule else line
