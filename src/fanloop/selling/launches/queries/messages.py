"""Reads of messages: for the desk whom one reaches and what became of it, for a fan what was written to them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext, ngettext

from fanloop.foundation import trail
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import queries as fans
from fanloop.people.levels import queries as levels
from fanloop.people.markets import queries as markets
from fanloop.selling.campaigns import queries as campaigns
from fanloop.selling.campaigns.queries import line as lines
from fanloop.selling.launches.models import Consent, Delivery, Message, MessageEnd, MessageSchedule
from fanloop.selling.launches.queries.consents import agreed
from fanloop.selling.launches.queries.people import fan_ids_of, key_of_fan, keys_of_fans
from fanloop.selling.launches.queries.signing import counted
from fanloop.selling.launches.rules.groups import ALL, BACKERS, GROUP, LINE, SIGNED, Meant, meant
from fanloop.selling.launches.rules.reach import WEEK, Reach, reach
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.queries.sums import buyers

__all__ = ["Delivery", "Figures", "Message", "MessageRow", "Preview"]

MESSAGE = "launches.message"
LOOKED_AT = 5_000
"""Consents one portion of a message looks at."""
State = Literal["draft", "scheduled", "sending", "sent", "off"]


@dataclass(frozen=True)
class Figures:
    """What became of a message. Who opened it is not tracked, so nobody knows."""

    sent: int
    enough: int
    stopped: int


@dataclass(frozen=True)
class MessageRow:
    """A message as it stands."""

    message: Message
    title: str
    state: State
    send_at: datetime | None
    end: MessageEnd | None
    figures: Figures


@dataclass(frozen=True)
class Preview:
    """Before sending: people in the groups, how many of them agreed, how many of those had enough, to how many it goes."""

    people: int
    agreed: int
    enough: int
    writes: int


def message(message_id: int, *, at: datetime) -> MessageRow | None:
    return next(iter(_rows(Message.objects.filter(id=message_id), at)), None)


def messages(*, at: datetime, limit: int = 100) -> list[MessageRow]:
    """The newest first. Five queries for a set."""
    return _rows(Message.objects.order_by("-at", "-id")[:limit], at)


def _rows(found: Any, at: datetime) -> list[MessageRow]:
    rows = list(found.select_related("by"))
    plans = {one.message_id: one for one in MessageSchedule.objects.filter(message__in=rows)}
    ends = {one.message_id: one for one in MessageEnd.objects.select_related("by").filter(message__in=rows)}
    counts = {
        (message_id, is_written): count
        for message_id, is_written, count in Delivery.objects.filter(message__in=rows)
        .values_list("message_id", "is_written")
        .annotate(count=Count("id"))
    }
    stopped = dict(
        Consent.objects.filter(withdrawn_from__in=rows).values_list("withdrawn_from").annotate(n=Count("id"))
    )
    shown = []
    for row in rows:
        plan, end = plans.get(row.id), ends.get(row.id)
        figures = Figures(
            counts.get((row.id, True), 0), counts.get((row.id, False), 0), stopped.get(row.id, 0)
        )
        send_at = plan.send_at if plan else None
        shown.append(MessageRow(row, read(row.subject), _state(send_at, end, at), send_at, end, figures))
    return shown


def _state(send_at: datetime | None, end: MessageEnd | None, at: datetime) -> State:
    if end is not None:
        return "sent" if end.how == "sent" else "off"
    if send_at is None:
        return "draft"
    return "scheduled" if send_at > at else "sending"


def due(at: datetime) -> list[int]:
    """Ids of messages whose moment has come and which are not done."""
    rows = MessageSchedule.objects.filter(send_at__lte=at)
    rows = rows.exclude(message__in=MessageEnd.objects.values("message"))
    return list(rows.order_by("send_at", "id").values_list("message_id", flat=True))


def meant_keys(whom: Meant, family: str, among: Collection[str] | None = None) -> set[str]:
    """Everybody in the groups who fits, whether they agreed or not; with `among`, of these alone."""
    found: set[str] = set()
    for group in whom.groups:
        found |= _group(group, family, among)
    return _fitting(found, whom, family)


def _group(text: str, family: str, among: Collection[str] | None) -> set[str]:
    kind, _, which = text.partition(":")
    ids = None if among is None else fan_ids_of(among)
    if kind == ALL:
        return set(agreed(family).values_list("person", flat=True) if among is None else among)
    if kind == GROUP:
        return keys_of_fans(fans.group_ids(which, among=ids))
    if kind == SIGNED:
        signed = counted(int(which))
        return set(
            (signed if among is None else signed.filter(person__in=among)).values_list("person", flat=True)
        )
    campaign = campaigns.campaign_by_id(int(which)) if kind in {BACKERS, LINE} else None
    if campaign is None:
        return set()
    if kind == LINE:
        waiting = lines.waiting(campaign)
        return keys_of_fans(
            (waiting if ids is None else waiting.filter(fan__in=ids)).values_list("fan_id", flat=True)
        )
    book = orders.book_of(campaigns.ref_of(campaign))
    return keys_of_fans(buyers(book.id, among=ids)) if book else set()


def _fitting(keys: set[str], whom: Meant, family: str) -> set[str]:
    """Fans by what they say of themselves, others by what they said when they agreed; who did not is not known."""
    fan_ids = fan_ids_of(keys)
    people = fans.fans_by_ids(fan_ids)
    held = levels.levels_of(fan_ids) if whom.level else {}
    codes = {row.id: row.code for row in markets.markets()}
    fit = {
        key_of_fan(row.id)
        for row in people.values()
        if row.is_active
        and whom.fits(
            level=held.get(row.id, 0), market=codes.get(row.market_id or 0, ""), language=row.language
        )
    }
    others = keys - keys_of_fans(fan_ids)
    said = {row.person: row for row in agreed(family).filter(person__in=others)} if others else {}
    for key in others:
        row = said.get(key)
        market, language = (codes.get(row.market_id or 0, ""), row.language) if row else ("", "")
        if whom.fits(level=0, market=market, language=language):
            fit.add(key)
    return fit


@dataclass(frozen=True)
class Portion:
    """The next people of a message: whom it is written to, who had enough, and up to which consent that is everybody.
    `is_last` when nobody is left.
    """

    write: list[Consent]
    enough: list[Consent]
    upto: int
    is_last: bool


def portion(row: Message, *, after: int, limit: int, at: datetime) -> Portion:
    """The next `limit` people in the order in which they agreed, from consent `after` on. The groups are asked about these
    few alone, so that a message to a million costs a million looks, and not one of the whole town for every portion.
    """
    whom = meant(row.meant)
    while True:
        rows = agreed(row.family).select_related("fan").filter(id__gt=after).order_by("id")
        looked = {one.person: one for one in rows[:LOOKED_AT]}
        is_end = len(looked) < LOOKED_AT
        found = _reach(row, meant_keys(whom, row.family, looked.keys()), looked, at)
        write, is_cut = found.write[:limit], len(found.write) > limit
        upto = looked[write[-1]].id if is_cut else max((one.id for one in looked.values()), default=after)
        if write or is_end or found.enough:
            enough = [looked[one] for one in found.enough if looked[one].id <= upto]
            return Portion([looked[one] for one in write], enough, upto, is_last=is_end and not is_cut)
        after = upto


def _reach(row: Message, people: set[str], consents: Mapping[str, Consent], at: datetime) -> Reach:
    asked = [one for one in consents if one in people]
    done = set(Delivery.objects.filter(message=row, person__in=asked).values_list("person", flat=True))
    return reach(asked, agreed=consents.keys(), done=done, had=had(asked, at), most=settings.MARKETING_A_WEEK)


def had(people: Collection[str], at: datetime) -> dict[str, int]:
    """Person → messages written to them in the last seven days."""
    rows = Delivery.objects.filter(is_written=True, at__gt=at - WEEK, person__in=list(people))
    return dict(rows.values_list("person").annotate(count=Count("id")))


def preview(row: Message, at: datetime) -> Preview:
    people = meant_keys(meant(row.meant), row.family)
    consents = {one.person: one for one in agreed(row.family) if one.person in people}
    found = _reach(row, people, consents, at)
    return Preview(len(people), len(consents), len(found.enough), len(found.write))


def written_to(fan_id: int, *, limit: int = 100) -> list[tuple[Message, datetime]]:
    """Messages a fan got, the newest first."""
    rows = Delivery.objects.select_related("message__by").filter(person=key_of_fan(fan_id), is_written=True)
    return [(row.message, row.at) for row in rows.order_by("-at", "-id")[:limit]]


def read_by(message_id: int, viewer: Viewer) -> tuple[Message, datetime] | None:
    """A message as the fan got it; nobody else sees it by this door."""
    if viewer.fan_id is None:
        return None
    rows = Delivery.objects.select_related("message__by").filter(
        message=message_id, person=key_of_fan(viewer.fan_id), is_written=True
    )
    row = rows.first()
    return (row.message, row.at) if row else None


@trail.describes(
    MESSAGE, label=lambda count: ngettext("message of the maker", "messages of the maker", count)
)
def describe_messages(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:
    """For whoever writes them and whoever got them."""
    rows = Message.objects.filter(id__in=ids)
    if not (viewer.is_system or viewer.may("messages.send")):
        got = Delivery.objects.filter(person=key_of_fan(viewer.fan_id or 0), is_written=True)
        rows = rows.filter(id__in=got.values("message"))
    return {
        row.id: trail.Card(
            f"{MESSAGE}:{row.id}", gettext("message of the maker"), read(row.subject), "", row.at
        )
        for row in rows
    }


def _export(fan_id: int) -> list[dict[str, Any]]:
    return [
        {"subject": read(row.subject), "words": read(row.words), "at": at.isoformat()}
        for row, at in written_to(fan_id, limit=10_000)[::-1]
    ]


fans.register_export("maker_messages", _export)
