"""Apply for a seat, take the application back, sign the terms."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from fanloop.foundation import bus
from fanloop.foundation.refs import ref
from fanloop.people.fans.queries import Fan
from fanloop.people.levels import queries as levels
from fanloop.releasing.beta import queries
from fanloop.releasing.beta.actions.programmes import lock
from fanloop.releasing.beta.facts import SeatWanted
from fanloop.releasing.beta.models import Application, BetaTerms, Programme, Seat, Signature
from fanloop.releasing.beta.rules.refusals import Refused
from fanloop.releasing.beta.rules.words import CHOICE

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LONGEST = 2_000


@dataclass(frozen=True)
class NewApplication:
    """What a fan says: answers by question id, devices as SKU → revision, languages as tags."""

    answers: Mapping[int, str] = field(default_factory=dict)
    devices: Mapping[str, str] = field(default_factory=dict)
    languages: Iterable[str] = ()


@transaction.atomic
def apply(
    *, programme: Programme, fan: Fan, said: NewApplication, at: datetime, signs: BetaTerms | None = None, code: str = ""
) -> Application:  # fmt: skip
    """Ask for a seat; asking again says it anew and keeps the code and the place in time. Without a `code` one is made.

    Raises Refused where the programme is shut, the level too low, an answer missing, or the terms are not signed.
    """
    row = lock(programme)
    _let_in(row, fan, at)
    values = {"answers": _answers(row, said), "devices": _devices(row, said), "languages": _languages(said)}
    if signs is not None:
        _sign(row, fan, signs, at)
    if not queries.has_signed(row.id, fan.id):
        raise Refused(_("Please read and sign the terms: the box stands below your answers."))
    application, is_new = Application.objects.update_or_create(
        programme=row, fan=fan, withdrawn_at=None, seated_at=None, defaults=values,
        create_defaults={**values, "code": code or fresh_code(row), "at": at},
    )  # fmt: skip
    if is_new:
        bus.publish(SeatWanted(programme=ref(row)), at=at)
    return application


def _let_in(row: Programme, fan: Fan, at: datetime) -> None:
    if not queries.is_open(row, at=at):
        raise Refused(_("Nobody can apply for this programme now."))
    if levels.level_of(fan.id) < row.level:
        raise Refused(
            _("Seats here are for level %(level)s and above. Your page of levels says what is missing.") % {"level": row.level}
        )  # fmt: skip
    if Seat.objects.filter(programme=row, fan=fan, left_at=None).exists():
        raise Refused(_("You have a seat here already."))


def _answers(row: Programme, said: NewApplication) -> dict[str, str]:
    answers: dict[str, str] = {}
    for one in queries.questions_of(row.id):
        words = said.answers.get(one.question.id, "").replace("\0", "").strip()[:_LONGEST]
        if one.question.required and not words:
            raise Refused(_("Please answer: %(question)s") % {"question": one.title})
        if words and one.question.kind == CHOICE and words not in one.options:
            raise Refused(_("Please choose one of the answers: %(question)s") % {"question": one.title})
        if words:
            answers[str(one.question.id)] = words
    return answers


def _devices(row: Programme, said: NewApplication) -> dict[str, str]:
    known = {one.sku for one in queries.devices_of(row)}
    if set(said.devices) - known:
        raise Refused(_("There is no such device."))
    if known and not said.devices:
        raise Refused(_("Say what you would try builds on."))
    return {sku: revision.replace("\0", "").strip()[:40] for sku, revision in sorted(said.devices.items())}


def _languages(said: NewApplication) -> list[str]:
    return sorted({tag.replace("\0", "").strip().lower()[:16] for tag in said.languages} - {""})


def fresh_code(row: Programme) -> str:
    """Unlike every other of the programme, which is locked."""
    taken = set(Application.objects.filter(programme=row).values_list("code", flat=True))
    while (code := "".join(secrets.choice(_LETTERS) for _letter in range(8))) in taken:
        continue
    return code


@transaction.atomic
def withdraw_application(*, programme: Programme, fan: Fan, at: datetime) -> None:
    """No longer want a seat. Raises Refused where nothing waits."""
    rows = Application.objects.filter(programme=programme, fan=fan, withdrawn_at=None, seated_at=None)
    if not rows.update(withdrawn_at=at):
        raise Refused(_("You have not applied here."))


@transaction.atomic
def sign(*, programme: Programme, fan: Fan, terms: BetaTerms, at: datetime) -> None:
    """Sign the version in force; signing it again keeps the first time. Raises Refused for another version."""
    _sign(programme, fan, terms, at)


def _sign(programme: Programme, fan: Fan, terms: BetaTerms, at: datetime) -> None:
    newest = queries.terms_in_force(programme.id)
    if newest is None or terms.id != newest.id:
        raise Refused(_("There is a newer version of the terms. Please read that one."))
    Signature.objects.get_or_create(terms=terms, fan=fan, defaults={"at": at})
