"""Letters that leave the house: a notice or a digest as text and as simple HTML, with headers that mail programs
understand (threads by RFC 5322, lists by RFC 2919 and 2369, leaving with one click by RFC 8058).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override, pgettext

from fanloop.foundation import mail
from fanloop.foundation.stamps import stamped
from fanloop.people.fans.queries import Fan, Notice
from fanloop.people.fans.rules.mailing import ALWAYS, DAILY, FAMILIES, WEEKLY, family_of
from fanloop.site.notices import said

_SALT = "site.letters"
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


def write(
    fan: Fan, *, subject: str, parts: Sequence[Part], family: str, about: str, key: str, maker: str
) -> Post:
    """A letter to somebody in the language that is active: the same words as text and as HTML."""
    stop = "" if family == ALWAYS else address(reverse("site:stop_letters", args=[token_for(fan.pk, family)]))
    page = {
        "fan": fan, "subject": subject, "parts": parts, "maker": maker, "stop": stop, "language": fan.language,
        "choose": address(reverse("site:letter_choices")), "answerable": bool(_reply_to(fan, about)),
    }  # fmt: skip
    return Post(
        to=fan.email or "", subject=subject, text=_text(page), html=render_to_string("site/letters/letter.html", page),
        language=fan.language, about=about, key=key, headers=_headers(fan, family, about, key, stop),
    )  # fmt: skip


def _text(page: dict[str, object]) -> str:
    """The template's lines without the gaps its tags leave."""
    drawn = render_to_string("site/letters/letter.txt", page)
    lines = [line.strip() for line in drawn.splitlines()]
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept).strip() + "\n"


def _reply_to(fan: Fan, about: str) -> str:
    """An address that knows whose answer comes and to what, where letters may be answered."""
    if not about.startswith(_ANSWERABLE):
        return ""
    return stamped(settings.MAIL_REPLY_TO, fan_id=fan.pk, about=about)


def _headers(fan: Fan, family: str, about: str, key: str, stop: str) -> dict[str, str]:
    headers = {"Auto-Submitted": "auto-generated", **mail.thread(about or key, letter=key)}
    if reply_to := _reply_to(fan, about):
        headers["Reply-To"] = reply_to
    if stop:
        headers["List-Id"] = f"<{family}.{mail.domain()}>"
    if stop.startswith("http"):
        headers["List-Unsubscribe"] = f"<{stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def letter_for(notice: Notice, *, maker: str, words: str = "") -> Post | None:
    """A notice as a letter in the fan's language; None for somebody without an e-mail. `words` are quoted in it."""
    fan = notice.fan
    if not fan.email or not fan.is_active:
        return None
    with override(fan.language):
        line = said(notice)
        parts = [Part(lines=[line.text, *([f"“{words}”"] if words else [])], ways=_open(notice))]
        post = write(
            fan, subject=line.title, parts=parts, family=family_of(notice.kind), about=notice.about,
            key=f"notice:{notice.pk}", maker=maker,
        )  # fmt: skip
    if notice.bundle:
        post.headers.update(mail.thread(notice.bundle, letter=post.key))
    return post


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
