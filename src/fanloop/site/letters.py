"""Letters that leave the house: a notice or a digest as text and as simple HTML, with headers that mail programs
understand (threads by RFC 5322, lists by RFC 2919 and 2369, leaving with one click by RFC 8058).
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from django.utils.translation import override, pgettext

from fanloop.foundation import mail
from fanloop.foundation.stamps import stamped
from fanloop.people.fans.queries import Fan, Notice
from fanloop.people.fans.rules.mailing import ALWAYS, DAILY, FAMILIES, WEEKLY, family_of
from fanloop.site.notices import said

_SALT = "site.letters"
_NAME, _STOP = "\ue000", "\ue001"
"""Where each reader's own words go: signs that no text has and no escaping changes (Unicode's private use)."""
_ANSWERABLE = ("community.topic:", "community.reply:", "voices.", "conversations.conversation:")


@dataclass(frozen=True)
class Way:
    """A line of a letter that leads somewhere."""

    words: str
    href: str
    note: str = ""


@dataclass(frozen=True)
class Part:
    """A part of a letter: a heading, and what stands under it."""

    heading: str = ""
    lines: Sequence[str] = ()
    ways: Sequence[Way] = ()


@dataclass(frozen=True)
class Post:
    """A letter, ready for `foundation.mail.write`."""

    to: str
    subject: str
    text: str
    html: str
    language: str
    about: str
    key: str
    headers: dict[str, str] = field(default_factory=dict)


def address(path: str) -> str:
    """A page of ours from outside."""
    return f"{settings.PUBLIC_URL}{path}"


def token_for(fan_id: int, family: str) -> str:
    """What a link in a letter carries, so that leaving needs no log-in; it never ends, as old letters do not. A digest
    has its rhythm for a family.
    """
    return signing.dumps({"fan": fan_id, "family": family}, salt=_SALT, compress=True)


def read_token(token: str) -> tuple[int, str] | None:
    """The fan and the family of a token; None for one that is not ours."""
    try:
        told = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return (
        (int(told["fan"]), str(told["family"])) if told.get("family") in {*FAMILIES, DAILY, WEEKLY} else None
    )


@dataclass(frozen=True)
class Draft:
    """A letter to many: all of it but the name it begins with and the way to have no more of its kind."""

    subject: str
    text: str
    html: str
    family: str
    about: str
    language: str

    def to(self, fan: Fan, *, key: str) -> Post:
        """The letter of one of them."""
        stop = (
            ""
            if self.family == ALWAYS
            else address(reverse("site:stop_letters", args=[token_for(fan.pk, self.family)]))
        )
        return self.addressed(
            fan.email or "", name=fan.shown_name, stop=stop, key=key, reply_to=_reply_to(fan, self.about)
        )

    def addressed(self, email: str, *, name: str, stop: str, key: str, reply_to: str = "") -> Post:
        """The letter to an address; `stop` is where one click has no more of it."""
        headers = _headers(self.family, self.about, key, stop)
        return Post(
            to=email, subject=self.subject, text=self.text.replace(_STOP, stop).replace(_NAME, name),
            html=self.html.replace(_STOP, escape(stop)).replace(_NAME, escape(name)), language=self.language,
            about=self.about, key=key, headers={"Reply-To": reply_to, **headers} if reply_to else headers,
        )  # fmt: skip


def draft(
    *, subject: str, parts: Sequence[Part], family: str, about: str, language: str, maker: str, is_fan: bool = True
) -> Draft:  # fmt: skip
    """A letter in the language that is active: the same words as text and as HTML. Somebody without an account has no
    name here and no page to choose on.
    """
    choose = address(reverse("site:letter_choices")) if is_fan else ""
    page = {
        "name": _NAME if is_fan else "", "subject": subject, "parts": parts, "maker": maker, "choose": choose,
        "stop": "" if family == ALWAYS else _STOP, "language": language, "answerable": _is_answerable(about),
    }  # fmt: skip
    html = render_to_string("site/letters/letter.html", page)
    return Draft(subject, _text(page), html, family, about, language)


def write(
    fan: Fan, *, subject: str, parts: Sequence[Part], family: str, about: str, key: str, maker: str
) -> Post:
    """A letter to somebody in the language that is active."""
    drawn = draft(
        subject=subject, parts=parts, family=family, about=about, language=fan.language, maker=maker
    )
    return drawn.to(fan, key=key)


def _text(page: dict[str, object]) -> str:
    """The template's lines without the gaps its tags leave."""
    drawn = render_to_string("site/letters/letter.txt", page)
    lines = [line.strip() for line in drawn.splitlines()]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept).strip() + "\n"


def _is_answerable(about: str) -> bool:
    return bool(settings.MAIL_REPLY_TO) and about.startswith(_ANSWERABLE)


def _reply_to(fan: Fan, about: str) -> str:
    """An address that knows whose answer comes and to what, where letters may be answered."""
    return stamped(settings.MAIL_REPLY_TO, fan_id=fan.pk, about=about) if _is_answerable(about) else ""


def _headers(family: str, about: str, key: str, stop: str) -> dict[str, str]:
    headers = {"Auto-Submitted": "auto-generated", **mail.thread(about or key, letter=key)}
    if stop:
        headers["List-Id"] = f"<{family}.{mail.domain()}>"
    if stop.startswith("http"):
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def letters_for(
    notices: Iterable[Notice], *, maker: str, quoted: Callable[[Notice], str] = lambda _: ""
) -> list[Post]:
    """Notices as letters, each in its fan's language; none for somebody without an e-mail. `quoted` finds words to
    bring along. What says the same to many is drawn once.
    """
    drafts: dict[tuple[str, ...], Draft] = {}
    posts = []
    for notice in notices:
        fan = notice.fan
        if not fan.email or not fan.is_active:
            continue
        words = quoted(notice)
        says = (notice.kind, json.dumps(notice.data, sort_keys=True), notice.about, words, fan.language)
        if says not in drafts:
            drafts[says] = _drafted(notice, words, maker)
        post = drafts[says].to(fan, key=f"notice:{notice.pk}")
        if notice.bundle:
            post.headers.update(mail.thread(notice.bundle, letter=post.key))
        posts.append(post)
    return posts


def _drafted(notice: Notice, words: str, maker: str) -> Draft:
    with override(notice.fan.language):
        line = said(notice)
        parts = [Part(lines=[line.text, *([f"“{words}”"] if words else [])], ways=_open(notice))]
        return draft(
            subject=line.title, parts=parts, family=family_of(notice.kind), about=notice.about,
            language=notice.fan.language, maker=maker,
        )  # fmt: skip


def _open(notice: Notice) -> list[Way]:
    """The page itself, so that a letter works on every device its reader logs in on."""
    try:
        return (
            [Way(pgettext("read on", "Open it"), address(reverse("site:go", args=[notice.about])))]
            if notice.about
            else []
        )
    except NoReverseMatch:
        return []
