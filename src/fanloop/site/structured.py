"""What a page is, in the words of schema.org, for machines that read pages: talk, questions, events, offers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from fanloop.foundation.text import markdown
from fanloop.listening.community.queries import Said
from fanloop.listening.events.queries import EventRow

Data = dict[str, Any]
COMMENTS, WORDS = 20, 2_000
_CONTEXT = "https://schema.org"


def topic(
    title: str, first: Said, replies: Sequence[Said], best: Said | None, *, count: int, page: str, root: str
) -> Data:
    """A discussion with the replies of this page; with a best answer it is a question."""
    shown = [reply for reply in replies if reply.body and not reply.is_hidden][:COMMENTS]
    if best is not None:
        return {
            "@context": _CONTEXT,
            "@type": "QAPage",
            "mainEntity": _question(title, first, best, count, root) | _others(shown, best, root),
        }
    said = _said(first, "DiscussionForumPosting", root)
    comments = [_said(reply, "Comment", root) for reply in shown]
    return {
        "@context": _CONTEXT, **said, "headline": title[:110], "url": page, "mainEntityOfPage": page,
        "commentCount": count, "interactionStatistic": _counted("CommentAction", count),
        **({"comment": comments} if comments else {}),
    }  # fmt: skip


def _question(title: str, first: Said, best: Said, count: int, root: str) -> Data:
    asked = _said(first, "Question", root)
    return {**asked, "name": title, "answerCount": count, "acceptedAnswer": _said(best, "Answer", root)}


def _others(shown: Sequence[Said], best: Said, root: str) -> Data:
    others = [_said(reply, "Answer", root) for reply in shown if reply.ref != best.ref]
    return {"suggestedAnswer": others} if others else {}


def _said(one: Said, kind: str, root: str) -> Data:
    person: Data = {"@type": "Person", "name": one.by or "-"}
    if one.handle:
        person["url"] = root + reverse("site:person", args=[one.handle])
    changed = {"dateModified": one.edited_at.isoformat()} if one.edited_at else {}
    return {
        "@type": kind, "text": markdown.plain(one.body, length=WORDS), "author": person,
        "datePublished": one.at.isoformat(), **changed, "url": root + reverse("site:go", args=[one.ref]),
    }  # fmt: skip


def _counted(kind: str, count: int) -> Data:
    return {
        "@type": "InteractionCounter",
        "interactionType": f"https://schema.org/{kind}",
        "userInteractionCount": count,
    }


def event(row: EventRow, *, page: str, maker: str) -> Data:
    """An event with where and when; a cancelled one says so."""
    one = row.event
    online = not one.place
    where: Data = (
        {"@type": "VirtualLocation", "url": one.link or page}
        if online
        else {"@type": "Place", "name": one.place, "address": one.place}
    )
    mode = "Online" if online else "Mixed" if one.link else "Offline"
    return {
        "@context": _CONTEXT, "@type": "Event", "name": row.title, "description": markdown.plain(row.words, length=WORDS),
        "startDate": one.starts.isoformat(), "endDate": one.ends.isoformat(), "url": page, "location": where,
        "eventAttendanceMode": f"https://schema.org/{mode}EventAttendanceMode",
        "eventStatus": f"https://schema.org/Event{'Cancelled' if row.cancelled else 'Scheduled'}",
        "organizer": {"@type": "Organization", "name": maker},
    }  # fmt: skip


def offer(
    title: str,
    words: str,
    prices: Sequence[tuple[str, str]],
    *,
    closes_at: datetime,
    is_open: bool,
    page: str,
    maker: str,
) -> Data:
    """A product that can be ordered: one offer per (price as digits, currency)."""
    availability = "PreOrder" if is_open else "SoldOut"
    offers = [
        {
            "@type": "Offer", "price": price, "priceCurrency": currency, "url": page,
            "availability": f"https://schema.org/{availability}", "priceValidUntil": closes_at.date().isoformat(),
        }
        for price, currency in prices
    ]  # fmt: skip
    return {
        "@context": _CONTEXT, "@type": "Product", "name": title, "description": markdown.plain(words, length=WORDS),
        "brand": {"@type": "Brand", "name": maker}, "url": page, "offers": offers,
    }  # fmt: skip
