"""How a part is planned: safety stock, yield, scrap, lots for several weeks, frozen weeks, phantoms."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.making.supply.models import PartRule
from fanloop.making.supply.rules.refusals import Refused
from fanloop.people.team.queries import Member
from fanloop.things.products.queries import Part

LONGEST = 52


@dataclass(frozen=True)
class NewRule:
    """`yields` and `scrap` are shares, `periods` and `frozen` whole weeks, `safety` counts in the part's unit."""

    safety: Decimal = Decimal(0)
    yields: Decimal = Decimal(1)
    scrap: Decimal = Decimal(0)
    periods: int = 1
    frozen: int = 0
    phantom: bool = False


@transaction.atomic
def set_part_rule(*, part: Part, rule: NewRule, by: Member | None, at: datetime) -> PartRule:
    """Plan this part so from now on; plans that stand do not change. The same rule again is the same row.

    Raises Refused for shares that cannot be, and for a phantom that nothing goes into or that keeps a stock.
    """
    _refuse(part, rule)
    last = PartRule.objects.filter(part=part).order_by("-at", "-id").first()
    said = vars(rule)
    if last and all(getattr(last, name) == value for name, value in said.items()):
        return last
    return PartRule.objects.create(part=part, by=by, at=at, **said)


def _refuse(part: Part, rule: NewRule) -> None:
    if not (0 < rule.yields <= 1 and 0 <= rule.scrap < 1 and rule.safety >= 0):
        raise Refused(
            _("a yield lies above 0 % and up to 100 %, scrap below 100 %, a safety stock not below zero")
        )
    if not (1 <= rule.periods <= LONGEST and 0 <= rule.frozen <= LONGEST):
        raise Refused(
            _("a lot covers 1 to %(weeks)s weeks, and at most as many are frozen") % {"weeks": LONGEST}
        )
    if rule.phantom and part.kind != part.ASSEMBLY:
        raise Refused(
            _("%(part)s is bought: only an assembly can be put together on the way") % {"part": part.name}
        )
    if rule.phantom and rule.safety:
        raise Refused(_("what is put together on the way keeps no safety stock"))
