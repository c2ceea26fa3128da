"""A nameless voice finds its person: the letter with a sealed link, and the page that link opens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fanloop.foundation import clock, mail
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import SYSTEM
from fanloop.listening.moderation import actions as moderation
from fanloop.listening.voices import actions
from fanloop.listening.voices import queries as voices
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.team import queries as team
from fanloop.site.asking import REFUSALS, tell
from fanloop.site.letters import address

_SALT = "site.claiming"
GOOD_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Claim:
    """What a link says: which voice, and to which address the letter went."""

    voice_id: int
    email: str


def token_for(voice_id: int, email: str, *, at: datetime) -> str:
    told = {"voice": voice_id, "email": email, "until": (at + GOOD_FOR).timestamp()}
    return signing.Signer(salt=_SALT).sign_object(told, compress=True)


def read_token(token: str, *, at: datetime) -> Claim | None:
    """What a link says; None for one that is not ours or is older than a fortnight."""
    try:
        told = signing.Signer(salt=_SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    return Claim(told["voice"], told["email"]) if at.timestamp() <= told["until"] else None


def ask_to_confirm(voice: voices.Voice, email: str, *, at: datetime) -> None:
    """One letter a voice. It quotes nothing, since somebody else may have typed the address."""
    maker = team.maker()
    href = address(reverse("site:claim_voice", args=[token_for(voice.id, email, at=at)]))
    lines = [
        _("Somebody, we think you, said something to %(maker)s and left this address.") % {"maker": maker.name if maker else "Fanloop"},
        _("Open this page and confirm, then it is shown as yours and you hear the answer:"), href,
        _("If it was not you, do nothing: you hear nothing more of it."),
    ]  # fmt: skip
    mail.write(
        to=email, subject=_("Is this voice yours?"), text="\n\n".join(lines) + "\n", language=get_language() or "en",
        about=ref(voice), key=f"claim:{voice.id}", headers={"Auto-Submitted": "auto-generated"}, at=at,
    )  # fmt: skip


def claim(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows whose it would be; POST makes it theirs. Mail programs that open links of themselves do no harm."""
    now = clock.now()
    said = read_token(token, at=now)
    row = voices.voice(said.voice_id, SYSTEM) if said else None
    if said is None or row is None:
        raise Http404(_("This link is not valid any more."))
    fan = _whose(request, said)
    if request.method != "POST":
        is_theirs = bool(fan and row.voice.fan_id == fan.id)
        page = {
            "row": row,
            "fan": fan,
            "is_theirs": is_theirs,
            "is_gone": bool(row.voice.fan_id) and not is_theirs,
        }
        return render(request, "site/embed/claim.html", page)
    if fan is None:
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': request.path})}")
    return _given(request, row.voice, fan, now)


def _whose(request: HttpRequest, said: Claim) -> Fan | None:
    """The account whose address was proven, since only its owner reads this letter; else who is logged in."""
    known = fans.fan_by_proven_email(said.email)
    return known or (request.user if isinstance(request.user, Fan) else None)


def _given(request: HttpRequest, voice: voices.Voice, fan: Fan, at: datetime) -> HttpResponse:
    try:
        with transaction.atomic():
            is_new = voice.fan_id is None
            row = actions.claim_voice(voice=voice, fan=fan, at=at)
            is_shown = not is_new or moderation.prove(
                about=ref(row), by=fan, text=row.words, act="voice", language=row.language, at=at
            )
    except REFUSALS as problem:
        tell(request, problem)
        return redirect(request.path)
    if not is_shown:
        messages.info(request, _("It is yours. Somebody looks at it before everybody reads it."))
        return redirect("site:needs")
    messages.success(request, _("It is yours. Somebody who builds it will answer here."))
    return redirect("site:voice", row.id)


urlpatterns = [path("voices/yours/<str:token>", claim, name="claim_voice")]
