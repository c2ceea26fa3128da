"""Which letters there are and how often each may come. Letters about money are not a choice."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

AT_ONCE, DAILY, WEEKLY, NEVER = "at_once", "daily", "weekly", "never"
YOURS, REPLIES, MENTIONS, MESSAGES, TUESDAYS, NEWS, ALWAYS = (
    "yours",
    "replies",
    "mentions",
    "messages",
    "tuesdays",
    "news",
    "always",
)
ELSEWHERE = "elsewhere"
"""Lines of an inbox whose letters are written by whoever says them, or by nobody: no letter comes from the line."""

FAMILIES: Mapping[str, str] = {
    YOURS: AT_ONCE,
    REPLIES: AT_ONCE,
    MENTIONS: AT_ONCE,
    MESSAGES: AT_ONCE,
    TUESDAYS: AT_ONCE,
    NEWS: WEEKLY,
}
_KINDS = {
    "topic_replied": REPLIES,
    "notes_out": REPLIES,
    "launch_begins": REPLIES,
    "maker_message": ELSEWHERE,
    "mentioned": MENTIONS,
    "message": MESSAGES,
    "tuesday_": TUESDAYS,
}
_NO_CHOICE = (
    "order_",
    "drop_won",
    "drop_crowded",
    "drop_same_hour",
    "line_offered",
    "shelf_offered",
    "deposit_",
    "service_due",
    "service_charge_",
    "repair_due",
    "repair_charge_",
    "supplier_",
    "appeal_",
    "strike_",
    "webhook_",
    "build_paper_",
    "case_handed",
    "case_escalated",
)
HOUR = time(6)
_SATURDAY = 5


def family_of(kind: str) -> str:
    """The family a kind of notice belongs to; what nobody has named is something of the reader's own.

    >>> family_of("topic_replied"), family_of("order_placed"), family_of("voice_answered")
    ('replies', 'always', 'yours')
    """
    if kind.startswith(_NO_CHOICE):
        return ALWAYS
    named = (family for known, family in _KINDS.items() if kind.startswith(known))
    return next(named, YOURS)


def rhythms_of(family: str) -> tuple[str, ...]:
    """How often a family may come; a digest cannot come at once."""
    return (DAILY, WEEKLY, NEVER) if family == NEWS else (AT_ONCE, DAILY, WEEKLY, NEVER)


def rhythm_of(family: str, chosen: Mapping[str, str]) -> str:
    """How often a family comes to somebody with these choices."""
    if family in {ALWAYS, ELSEWHERE}:
        return AT_ONCE if family == ALWAYS else NEVER
    return chosen.get(family, FAMILIES[family])


def period(rhythm: str, now: datetime) -> date:
    """The day whose morning the running digest belongs to: today's for the daily one, last Saturday's for the
    weekly one, which comes after the Friday train. Before six in the morning yesterday is still running.
    """
    day = now.date() if now.time() >= HOUR else now.date() - timedelta(days=1)
    return day if rhythm == DAILY else day - timedelta(days=(day.weekday() - _SATURDAY) % 7)


def begins(rhythm: str, of: date) -> datetime:
    """What a first digest of a period looks back to, without a time zone: a day or a week before its morning."""
    return datetime.combine(of, HOUR) - (timedelta(days=1) if rhythm == DAILY else timedelta(days=7))
