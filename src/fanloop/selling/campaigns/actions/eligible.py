"""Who may order from a campaign."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.people.fans.queries import Fan
from fanloop.people.team.queries import Member
from fanloop.selling.campaigns.models import Campaign, CampaignRule, Drop
from fanloop.selling.campaigns.queries.drops import drop_of, taken_from
from fanloop.selling.campaigns.queries.eligible import left_out, rule_of, said
from fanloop.selling.campaigns.rules.eligibility import is_rule
from fanloop.selling.campaigns.rules.refusals import Refused


@transaction.atomic
def set_rule(*, campaign: Campaign, who: Mapping[str, Any], by: Member | None, at: datetime) -> CampaignRule:
    """From now on these may order; an empty rule means everybody. Orders that stand are not asked again.

    Raises Refused for a rule that asks what nobody can answer, and for a drop whose rules are published.
    """
    if drop_of(campaign):
        raise Refused(_("The rules of this drop are published, and nobody can change them afterwards."))
    if not is_rule(who):
        raise Refused(_("Ask for a level from 0 to 4, days, markets, groups, beta work or an earlier order."))
    return CampaignRule.objects.create(campaign=campaign, who=dict(who), by=by, at=at)


def ask(who: Mapping[str, Any], fan: Fan, at: datetime) -> None:
    """Raise Refused with every reason that leaves this fan out."""
    if whys := left_out(who, fan, at):
        raise Refused(said(whys, who))


def ask_drop(drop: Drop, fan: Fan) -> None:
    """Raise Refused for who was taken out of this drop, by whatever way they come again."""
    if fan.id in taken_from(drop):
        raise Refused(_("A piece of this drop was taken back from you; the others are for other people."))


def ask_campaign(campaign: Campaign, fan: Fan, at: datetime) -> None:
    """Raise Refused when the campaign's rule leaves this fan out."""
    if rule := rule_of(campaign):
        ask(rule.who, fan, at)
