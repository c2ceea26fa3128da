"""Who may order: what the rules ask about a fan, answered with reasons."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from fanloop.foundation.text.translated import read
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.levels.rules.deeds import BUILD_TESTED
from fanloop.people.markets.queries import markets
from fanloop.selling.campaigns.models import Campaign, CampaignRule
from fanloop.selling.campaigns.queries.ambassadors import is_ambassador
from fanloop.selling.campaigns.queries.drops import person
from fanloop.selling.campaigns.rules.eligibility import Past, Why, is_rule, reasons
from fanloop.selling.orders.queries.backed import has_backed


def rule_of(campaign: Campaign) -> CampaignRule | None:
    """The rule that holds now; None when everybody may order."""
    return CampaignRule.objects.select_related("by").filter(campaign=campaign).order_by("-id").first()


def past_of(fan: Fan) -> Past:
    """What a fan did here; an order nobody paid for, and one that was cancelled, backed nothing."""
    return Past(bool(fans.deeds_of(fan.id, [BUILD_TESTED])), has_backed(fan.id), is_ambassador(fan.id))


def left_out(who: Mapping[str, Any], fan: Fan, at: datetime) -> list[Why]:
    """Why a rule leaves this fan out; empty when it does not."""
    if not who:
        return []
    past = past_of(fan) if any(who.get(name) for name in ("tested", "backed", "ambassadors")) else Past()
    return reasons(who, person(fan, at), past)


def said(whys: Sequence[Why], who: Mapping[str, Any]) -> str:
    """Reasons as sentences a fan can act on."""
    words = {
        "unproven": _("Confirm your e-mail address first; the letter is in your mailbox."),
        "young": _("Your account is younger than the %(days)s days these rules ask for.") % {"days": who.get("days", 0)},
        "level": _("These rules ask for level %(level)s.") % {"level": who.get("level", 0)},
        "market": _("This is not sold where you live."),
        "group": _("This one is for people the rules name, and you are not among them."),
        "tested": _("This one is for people who tried a build before everybody else."),
        "backed": _("This one is for people who ordered from us before. An order counts once its deposit or its price has come."),
        "ambassadors": _("This one is for our ambassadors."),
    }  # fmt: skip
    return " ".join(words[why] for why in whys)


def sentence(who: Mapping[str, Any]) -> str:
    """A rule as one sentence, as fans read it."""
    *first, last = asked(who) or [""]
    if not last:
        return _("Everybody may order.")
    rules = _("%(first)s and %(last)s") % {"first": _(", ").join(first), "last": last} if first else last
    return _("You may order if %(rules)s.") % {"rules": rules}


def _market_names(codes: Sequence[str]) -> list[str]:
    names = {market.code: read(market.name) for market in markets()}
    return [names.get(code, code) for code in codes]


def _group_names(keys: Sequence[str]) -> list[str]:
    names = {group.key: group.name for group in fans.groups()}
    return [names.get(key, key) for key in keys]


class Rules:
    """Rules of campaigns, for the shelf below: filled into its port."""

    def is_rule(self, who: Mapping[str, Any], /) -> bool:
        return is_rule(who)

    def why_not(self, who: Mapping[str, Any], fan: Fan, at: datetime, /) -> str:
        return said(left_out(who, fan, at), who)

    def asked(self, who: Mapping[str, Any], /) -> list[str]:
        return asked(who)


def asked(who: Mapping[str, Any]) -> list[str]:
    """A rule in words, one line for each part."""
    lines = {
        "proven": lambda value: _("your e-mail address is confirmed") if value else "",
        "days": lambda value: _("your account is %(days)s days old") % {"days": value} if value else "",
        "level": lambda value: _("your level is %(level)s or higher") % {"level": value} if value else "",
        "markets": lambda value: (
            _("you live in: %(markets)s") % {"markets": ", ".join(_market_names(value))} if value else ""
        ),
        "groups": lambda value: (
            _("you belong to: %(groups)s") % {"groups": ", ".join(_group_names(value))} if value else ""
        ),
        "tested": lambda value: _("you tried a build before everybody else") if value else "",
        "backed": lambda value: _("you ordered from us before") if value else "",
        "ambassadors": lambda value: _("you are one of our ambassadors") if value else "",
    }
    return [line for name, value in who.items() if name in lines and (line := lines[name](value))]
