"""What a notice says, in its reader's language: rooms store a kind and data, the sentence is made here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from fanloop.foundation.text.translated import read
from fanloop.people.fans.queries import Notice


@dataclass(frozen=True)
class Said:
    """One notice as people read it; `href` is empty where there is nothing to open."""

    title: str
    text: str
    href: str


@dataclass(frozen=True)
class PlainLetter:
    """One notice as an e-mail, ready for `foundation.mail.write`."""

    to: str
    subject: str
    text: str
    language: str
    about: str
    key: str


_SENTENCES: dict[str, tuple[str | Promise, str | Promise]] = {
    "welcome": (
        _("Welcome to the bench"),
        _("Say what you need, vote for what comes next. When something of yours moves, you read it here."),
    ),
    "voice_answered": (_("Answered: %(title)s"), _("%(by)s answered you: “%(words)s”")),
    "message": (
        _("%(by)s wrote to you"),
        _("A private message about “%(subject)s”. Open it to read it; letters never carry its words."),
    ),
    "need_accepted": (
        _("Promised: %(title)s"),
        _("You asked for it or voted for it, and we will build it. Why: “%(because)s”"),
    ),
    "need_shipped": (
        _("Shipped: %(title)s"),
        _("It left on train %(number)s, and your name is in the notes. Thank you."),
    ),
    "mentioned": (
        _("%(by)s called you in “%(title)s”"),
        _("Your name was said there, and an answer may be wanted."),
    ),
    "best_answer": (
        _("Yours is the best answer in “%(title)s”"),
        _("%(by)s says it settled the question. Thank you."),
    ),
    "level_up": (
        _("You are at level %(level)s now"),
        _("It comes from what you did here. See what it opens, and what comes next."),
    ),
    "level_down": (
        _("Your level is %(level)s from now on"),
        _("See what it takes to come back: every figure stands there."),
    ),
    "level_slipping": (
        _("Level %(level)s stays yours until %(day)s"),
        _("You were quiet lately. A few visits keep it; your page says what is missing."),
    ),
    "order_placed": (
        _("Order %(number)s is placed"),
        _("We keep your place. You find what is due, and when, in the order."),
    ),
    "order_cancelled": (
        _("Order %(number)s is cancelled"),
        _("Your place is free again. What you paid comes back to you."),
    ),
    "deposit_received": (
        _("Your deposit for order %(number)s is here"),
        _("Thank you. Your place is certain now."),
    ),
    "order_paid": (_("Order %(number)s is paid"), _("Thank you. Nothing more is due.")),
    "supplier_order": (
        _("Purchase order %(number)s waits for you"),
        _("Please look at its lines and tell us what you can promise, and when."),
    ),
    "supplier_answered": (
        _("%(partner)s answered purchase order %(number)s"),
        _("%(part)s: asked %(asked)s, promised %(promised)s by %(day)s."),
    ),
    "webhook_rests": (
        _("The webhook %(name)s rests"),
        _("Its receiver is gone or never answered. Nothing more is sent until you wake it."),
    ),
}
_UNKNOWN: tuple[str | Promise, str | Promise] = (
    _("Something of yours has moved"),
    _("Open it to see what is new."),
)

Words = Callable[[Mapping[str, Any]], dict[str, str]]


class _Data(dict[str, str]):
    """Words of a notice. A word that the room did not hand over is an ellipsis, not a broken inbox."""

    def __missing__(self, key: str) -> str:
        return "…"


def _words(data: Mapping[str, Any]) -> _Data:
    return _Data(
        {key: read(value) if isinstance(value, Mapping) else str(value) for key, value in data.items()}
    )


def said(notice: Notice) -> Said:
    """The notice in the language that is active now."""
    title, text = _SENTENCES.get(notice.kind, _UNKNOWN)
    words = _words(notice.data)
    return Said(str(title) % words, str(text) % words, _open(notice))


def _open(notice: Notice) -> str:
    """Through the inbox, which marks it as read and goes on to what it is about."""
    return reverse("site:open_notice", args=[notice.pk]) if notice.about else ""


def letter_for(notice: Notice, *, maker: str) -> PlainLetter | None:
    """The notice as a letter in the fan's language; None for somebody without an e-mail."""
    fan = notice.fan
    if not fan.email or not fan.is_active:
        return None
    with override(fan.language):
        words = said(notice)
        lines = [gettext("Hello %(name)s,") % {"name": fan.shown_name}, words.text, _address(notice), maker]
        lines.append(
            gettext("You get this letter because it is about something of yours. Your inbox: %(at)s")
            % {"at": _inbox()}
        )
    return PlainLetter(
        to=fan.email,
        subject=words.title,
        text="\n\n".join(line for line in lines if line),
        language=fan.language,
        about=notice.about,
        key=f"notice:{notice.pk}",
    )


def _address(notice: Notice) -> str:
    """The page itself, so that a letter works on every device its reader logs in on."""
    try:
        return settings.PUBLIC_URL + reverse("site:go", args=[notice.about]) if notice.about else ""
    except NoReverseMatch:
        return ""


def _inbox() -> str:
    return str(settings.PUBLIC_URL + reverse("site:inbox"))
