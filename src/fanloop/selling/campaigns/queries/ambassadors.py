"""Every read of ambassadors. Who is one is public, for they say so themselves; figures are theirs and the maker's."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import trail
from fanloop.foundation.money import Money
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import queries as fans
from fanloop.selling.campaigns.models import Campaign
from fanloop.selling.campaigns.models.ambassadors import AmbassadorAnswer, AmbassadorEnd, Ambassadorship
from fanloop.selling.campaigns.models.word_of_mouth import Brought, LinkDay, ShareLink, Thanks
from fanloop.selling.campaigns.queries import word_of_mouth
from fanloop.selling.campaigns.queries.word_of_mouth import Mouth
from fanloop.selling.campaigns.rules.ambassadors import Standing, standing

__all__ = [
    "Ambassador",
    "Ambassadorship",
    "Kit",
    "active",
    "ambassador",
    "ambassadors",
    "figures",
    "is_ambassador",
    "kit",
    "mine",
]
RUNS = "campaigns.open"


@dataclass(frozen=True)
class Ambassador:
    """An ambassadorship with its answer and its end, as far as there are any."""

    row: Ambassadorship
    standing: Standing
    answer: AmbassadorAnswer | None
    end: AmbassadorEnd | None


@dataclass(frozen=True)
class Kit:
    """What an ambassador has for one campaign: the link with what it did, and the rule it is thanked by.

    `earned` is what its vouchers came to, `left` for how many more orders there are thanks, None where nothing is promised.
    """

    campaign: Campaign
    mouth: Mouth | None
    worth: Money | None
    most: int
    earned: Money | None

    @property
    def waiting(self) -> int:
        """Orders it brought that have earned nothing: most of them have not left the house yet."""
        return self.mouth.brought - len(self.mouth.vouchers) if self.mouth else 0

    @property
    def left(self) -> int:
        return max(0, self.most - len(self.mouth.vouchers)) if self.mouth else self.most


def _ambassadors(rows: Iterable[Ambassadorship]) -> list[Ambassador]:
    found = list(rows)
    answers = {one.of_id: one for one in AmbassadorAnswer.objects.select_related("by").filter(of__in=found)}
    ends = {one.of_id: one for one in AmbassadorEnd.objects.select_related("by").filter(of__in=found)}
    return [_ambassador(row, answers.get(row.id), ends.get(row.id)) for row in found]


def _ambassador(
    row: Ambassadorship, answer: AmbassadorAnswer | None, end: AmbassadorEnd | None
) -> Ambassador:
    now = standing(
        is_invited=row.invited_by_id is not None, accepted=answer.accepted if answer else None, is_ended=end is not None
    )  # fmt: skip
    return Ambassador(row, now, answer, end)


def ambassadors(*, viewer: Viewer) -> list[Ambassador]:
    """All of them, those who wait for an answer first; for who opens campaigns. Three queries."""
    if not viewer.may(RUNS):
        return []
    order = {"applied": 0, "invited": 1, "active": 2, "ended": 3, "declined": 4}
    rows = _ambassadors(Ambassadorship.objects.select_related("fan", "invited_by").order_by("-id"))
    return sorted(rows, key=lambda one: (order[one.standing], -one.row.id))


def ambassador(id_: int) -> Ambassador | None:
    rows = Ambassadorship.objects.select_related("fan", "invited_by").filter(id=id_)
    return next(iter(_ambassadors(rows)), None)


def mine(fan_id: int | None) -> Ambassador | None:
    """The one that runs or waits, else the last one."""
    rows = Ambassadorship.objects.select_related("fan", "invited_by").filter(fan=fan_id or 0)
    return next(iter(_ambassadors(rows.order_by("-id")[:1])), None)


def active() -> list[Ambassador]:
    """Everybody who is one now, by the day they became one."""
    accepted = AmbassadorAnswer.objects.filter(accepted=True, of__over_at=None).values("of")
    rows = Ambassadorship.objects.select_related("fan", "invited_by").filter(id__in=accepted)
    return sorted(
        _ambassadors(rows), key=lambda one: (one.answer.at if one.answer else one.row.at, one.row.id)
    )


def is_ambassador(fan_id: int) -> bool:
    return AmbassadorAnswer.objects.filter(of__fan=fan_id, of__over_at=None, accepted=True).exists()


def kit(campaign: Campaign, fan_id: int) -> Kit:
    """What a fan's link to a campaign did, and what it earns."""
    link = word_of_mouth.link_of(campaign.id, fan_id)
    rule = word_of_mouth.rule_of(campaign)
    worth = word_of_mouth.worth(rule) if rule else None
    return Kit(
        campaign, word_of_mouth.mouth(link) if link else None, worth, rule.most if rule else 0, _earned(link, worth)
    )  # fmt: skip


def _earned(link: ShareLink | None, worth: Money | None) -> Money | None:
    """What vouchers came to; one campaign thanks in one currency, that of its rule."""
    rows = (
        Thanks.objects.filter(brought__link=link).values_list("voucher__minor", "voucher__currency")
        if link
        else []
    )
    given = list(rows)
    currency = given[0][1] if given else worth.currency if worth else ""
    return Money(sum(minor for minor, each in given if each == currency), currency) if currency else None


def figures(fan_ids: Collection[int]) -> dict[int, tuple[int, int, int]]:
    """Fan → (visits, orders brought, vouchers earned) over all campaigns. Three queries."""
    links = ShareLink.objects.filter(fan__in=fan_ids)
    visits = dict(LinkDay.objects.filter(link__in=links).values_list("link__fan").annotate(all=Sum("visits")))
    brought = dict(Brought.objects.filter(link__in=links).values_list("link__fan").annotate(all=Count("id")))
    thanked = dict(
        Thanks.objects.filter(brought__link__in=links)
        .values_list("brought__link__fan")
        .annotate(all=Count("id"))
    )
    return {one: (visits.get(one, 0), brought.get(one, 0), thanked.get(one, 0)) for one in fan_ids}


@trail.describes(
    "campaigns.ambassadorship", label=lambda count: ngettext("ambassadorship", "ambassadorships", count)
)
def describe_ambassadorships(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    rows = Ambassadorship.objects.select_related("fan").filter(id__in=ids)
    return {
        row.id: trail.Card(
            f"campaigns.ambassadorship:{row.id}",
            _("ambassadorship"),
            row.fan.shown_name,
            row.words[:120],
            row.at,
        )
        for row in rows
        if viewer.is_system or viewer.may(RUNS) or row.fan_id == viewer.fan_id
    }


def _export(fan_id: int) -> list[dict[str, Any]]:
    """Ambassadorships of a fan, and their links with what these brought."""
    rows = _ambassadors(Ambassadorship.objects.filter(fan=fan_id).order_by("id"))
    links = ShareLink.objects.select_related("campaign").filter(fan=fan_id).order_by("id")
    return [
        *(_said(each) for each in rows),
        *(
            {"kind": "link", "campaign": row.campaign.slug, "code": row.code, "at": row.at.isoformat(), **_did(word_of_mouth.mouth(row))}
            for row in links
        ),
    ]  # fmt: skip


def _said(each: Ambassador) -> dict[str, Any]:
    def moment(at: datetime | None) -> str | None:
        return at.isoformat() if at else None

    return {
        "kind": "ambassadorship", "standing": each.standing, "words": each.row.words, "at": moment(each.row.at),
        "answered_at": moment(each.answer.at if each.answer else None), "ended_at": moment(each.end.at if each.end else None),
        "because": [one.because for one in (each.answer, each.end) if one and one.because],
    }  # fmt: skip


def _did(mouth: Mouth) -> dict[str, Any]:
    return {"visits": mouth.visits, "orders": mouth.brought, "vouchers": len(mouth.vouchers)}


fans.register_export("word_of_mouth", _export)
