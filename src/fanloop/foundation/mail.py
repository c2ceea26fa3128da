"""Letters: written into a local outbox in the act's transaction, carried away by a job if a carrier is set."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import IntegrityError, transaction

from fanloop.foundation import clock, jobs
from fanloop.foundation.models import Letter

__all__ = ["Letter", "carry", "domain", "forget", "letters", "thread", "write", "write_all"]


class Carrier(Protocol):
    """Whoever takes letters out of the house; raises an OSError when it cannot."""

    def send(self, letter: Letter) -> None: ...


class DjangoCarrier:
    """SMTP or whatever Django's e-mail settings name."""

    def send(self, letter: Letter) -> None:
        message = EmailMultiAlternatives(
            letter.subject, letter.text, to=[letter.to], headers=letter.headers, connection=get_connection()
        )
        if letter.html:
            message.attach_alternative(letter.html, "text/html")
        message.send()


def write(
    *,
    to: str,
    subject: str,
    text: str,
    at: datetime,
    html: str = "",
    language: str = "en",
    about: str = "",
    key: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Letter | None:
    """Put a letter into the outbox. A `key` that was used before writes nothing and returns None.

    `headers` are those beside To, From and Subject; each is one line, whatever it was given.
    """
    try:
        with transaction.atomic():
            letter = Letter.objects.create(
                to=to,
                subject=_line(subject)[:300],
                text=text,
                html=html,
                headers={name: _line(value) for name, value in (headers or {}).items()},
                language=language,
                about=about,
                at=at,
                key=key,
            )
    except IntegrityError:
        return None
    if settings.MAIL_LEAVES_THE_HOUSE:
        jobs.defer("mail.carry", letter=letter.id)
    return letter


@transaction.atomic
def write_all(letters: Iterable[Mapping[str, Any]], *, at: datetime) -> int:
    """Put many letters into the outbox at once: the values of `write`, each with a `key`. Returns how many are new."""
    rows = {
        said["key"]: Letter(
            **{
                **said,
                "subject": _line(said["subject"])[:300],
                "headers": {name: _line(value) for name, value in said.get("headers", {}).items()},
            },
            at=at,
        )
        for said in letters
    }
    for key in Letter.objects.filter(key__in=rows).values_list("key", flat=True):
        del rows[key]
    Letter.objects.bulk_create(rows.values(), ignore_conflicts=True)
    if settings.MAIL_LEAVES_THE_HOUSE:
        ids = Letter.objects.filter(key__in=rows).values_list("id", flat=True)
        jobs.defer_all("mail.carry", [{"letter": letter_id} for letter_id in ids])
    return len(rows)


def _line(text: str) -> str:
    """A header is one line: a title with a line break must not write a header of its own."""
    return " ".join(text.split())


def domain() -> str:
    """The name by which letters of this house call themselves."""
    return urlsplit(settings.PUBLIC_URL).hostname or settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]


def thread(about: str, *, letter: str) -> dict[str, str]:
    """Headers that let mail programs put letters about one thing under one another (RFC 5322, 3.6.4): `letter` is
    this one's own name, `about` the thing's, which is the root although no letter ever had it.
    """
    root = f"<{about.replace(':', '-')}@{domain()}>"
    return {"Message-ID": f"<{letter.replace(':', '-')}@{domain()}>", "In-Reply-To": root, "References": root}


def carry(letter_id: int, *, carrier: Carrier | None = None) -> None:
    """Send one letter once. The row is locked, so two workers do not send it twice."""
    with transaction.atomic():
        letter = Letter.objects.select_for_update().get(id=letter_id)
        if letter.sent_at:
            return
        (carrier or DjangoCarrier()).send(letter)
        letter.sent_at = clock.now()
        letter.save(update_fields=["sent_at"])


def forget(*, to: Iterable[str]) -> int:
    """Drop every letter to these addresses, sent or not, as when a person is erased. Returns how many."""
    gone, _ = Letter.objects.filter(to__in=[address.lower() for address in to]).delete()
    return gone


def letters(*, to: str | None = None, limit: int = 200) -> list[Letter]:
    """The newest letters of the outbox, for the demo's reading room and for tests."""
    rows = Letter.objects.order_by("-at", "-id")
    return list((rows.filter(to=to) if to else rows)[:limit])
