"""Letters of launches: the one that asks an address, the one that says it begins, and messages to who agreed to them."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from fanloop.foundation import mail
from fanloop.foundation.text.days import day_words
from fanloop.foundation.text.translated import read
from fanloop.people.fans.rules.mailing import ALWAYS
from fanloop.people.team import queries as team
from fanloop.selling.launches import queries
from fanloop.selling.launches.ports import To
from fanloop.selling.launches.queries.messages import Message
from fanloop.selling.launches.queries.messages import message as message_by_id
from fanloop.site.consents import NAMES, token_for
from fanloop.site.letters import Draft, Part, Way, address, draft

_SALT = "site.launches"


def sign_up_token(sign_up_id: int) -> str:
    """What the letter that asks carries, and the one that says it begins."""
    return signing.dumps(sign_up_id, salt=_SALT)


def read_sign_up(token: str) -> int | None:
    try:
        return int(signing.loads(token, salt=_SALT))
    except signing.BadSignature:
        return None


def spoken(language: str) -> str:
    """The language of the house that is nearest to a person's."""
    known = dict(settings.LANGUAGES)
    return language if language in known else language.partition("-")[0] if language[:2] in known else "en"


class Letters:
    """The house's pen: letters are written into the outbox, in the transaction that decides them."""

    def ask(self, launch: int, to: To, at: datetime) -> None:
        row = queries.launch_by_id(launch, at=at)
        if row is None:
            return
        with override(spoken(to.language)):
            title = read(row.launch.title)
            way = address(reverse("site:confirm_launch", args=[sign_up_token(to.stop)]))
            parts = [
                Part(
                    lines=[
                        _("Somebody, probably you, asked us to tell this address when “%(title)s” begins.") % {"title": title},
                        _("Open the page and press the button. If it was not you, do nothing: after a week we forget the address."),
                    ],
                    ways=[Way(_("Yes, tell me"), way)],
                )
            ]  # fmt: skip
            drawn = draft(
                subject=_("Shall we tell you about “%(title)s”?") % {"title": title}, parts=parts, family=ALWAYS,
                about=row.ref, language=spoken(to.language), maker=maker_name(), is_fan=False,
            )  # fmt: skip
            key = f"launch-ask:{to.stop}:{at:%Y-%m-%d}"
            mail.write_all([vars(drawn.addressed(to.email, name="", stop="", key=key))], at=at)

    def begins(self, launch: int, to: Sequence[To], at: datetime) -> None:
        row = queries.launch_by_id(launch, at=at)
        if row is None:
            return
        drawn = {tongue: _beginning(row, tongue) for tongue in {spoken(one.language) for one in to}}
        posts = [
            drawn[spoken(one.language)].addressed(
                one.email, name="", key=f"launch-begins:{launch}:{one.person}",
                stop=address(reverse("site:leave_launch", args=[sign_up_token(one.stop)])),
            )
            for one in to
        ]  # fmt: skip
        mail.write_all(map(vars, posts), at=at)

    def message(self, message: int, to: Sequence[To], at: datetime) -> None:
        row = message_by_id(message, at=at)
        if row is None:
            return
        kinds = {(spoken(one.language), bool(one.name)) for one in to}
        drawn = {kind: draft_of(row.message, *kind) for kind in kinds}
        posts = [
            drawn[spoken(one.language), bool(one.name)].addressed(
                one.email, name=one.name, key=f"maker:{message}:{_digest(one.email)}", stop=stop_of(one.stop, message)
            )
            for one in to
        ]  # fmt: skip
        mail.write_all(map(vars, posts), at=at)

    def proof(self, message: int, to: To, at: datetime) -> None:
        row = message_by_id(message, at=at)
        if row is None:
            return
        tongue = spoken(to.language)
        key = f"maker-test:{message}:{tongue}:{_digest(to.email)}:{at.timestamp():.0f}"
        stop = address(reverse("site:consents"))
        post = draft_of(row.message, tongue, is_fan=True).addressed(
            to.email, name=to.name, stop=stop, key=key
        )
        headers = {name: said for name, said in post.headers.items() if not name.startswith("List-")}
        mail.write_all([{**vars(post), "headers": headers}], at=at)


def stop_of(consent_id: int, message_id: int) -> str:
    return address(reverse("site:withdraw", args=[token_for(consent_id, message_id)]))


def _digest(email: str) -> str:
    """Two accounts of one address get one letter."""
    return hashlib.sha256(email.lower().encode()).hexdigest()[:24]


def maker_name() -> str:
    maker = team.maker()
    return maker.name if maker else ""


def _beginning(row: queries.LaunchRow, tongue: str) -> Draft:
    with override(tongue):
        title = read(row.launch.title)
        way = Way(pgettext("read on", "Open it"), address(reverse("site:launch", args=[row.launch.slug])))
        said = _("It begins now, on %(day)s. The page has the room and what we announce.") % {
            "day": day_words(row.launch.starts_at)
        }
        return draft(
            subject=_("It begins: %(title)s") % {"title": title}, parts=[Part(lines=[said], ways=[way])],
            family="launch", about=row.ref, language=tongue, maker=maker_name(), is_fan=False,
        )  # fmt: skip


def draft_of(row: Message, tongue: str, is_fan: bool) -> Draft:
    """A message as a letter in one language, for people with an account or without."""
    with override(tongue):
        href = address(row.href) if row.href.startswith("/") else row.href
        ways = [Way(pgettext("read on", "Open it"), href)] if href else []
        lines = [part for part in read(row.words).split("\n\n") if part.strip()]
        why = _("You get this because you agreed to “%(family)s”. We do not track whether you open it.") % {
            "family": NAMES[row.family]
        }
        return draft(
            subject=read(row.subject), parts=[Part(lines=lines, ways=ways), Part(lines=[why])], family=row.family,
            about=f"launches.message:{row.id}", language=tongue, maker=maker_name(), is_fan=is_fan,
        )  # fmt: skip
