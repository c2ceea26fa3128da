"""The form on the maker's other pages: a small page for a frame that needs no cookie, no script and no log-in.

A browser that shows it in a frame sends no cookie of ours, or one that must not count, since any page around it could
press the button. So nobody is logged in here: what is said waits until its author is proven or a moderator has read it.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from fanloop.foundation import clock, limits
from fanloop.foundation.viewer import ANYONE
from fanloop.listening.moderation.actions import screened_unproven
from fanloop.listening.voices import actions
from fanloop.listening.voices.queries import Voice
from fanloop.listening.voices.rules.framing import framing_origins
from fanloop.people.team import queries as team
from fanloop.site import claiming, devices
from fanloop.site.asking import REFUSALS
from fanloop.site.kinds import KINDS
from fanloop.site.similar import near
from fanloop.things.products import queries as products

_SALT = "site.embed"
SOONEST, LONGEST = timedelta(seconds=3), timedelta(hours=12)
MOST, WINDOW = 12, 600
"""Sendings of one address in ten minutes, those among them that are only asked whether it is one of these."""
LETTERS_A_DAY = 3


class EmbedForm(forms.Form):
    """Words, what sort of thing it is, what it is about, and how to reach who wrote it. `website` is for machines."""

    words = forms.CharField(
        max_length=8_000, label=gettext_lazy("What should it do that it does not?"),
        widget=forms.Textarea(attrs={"rows": 5, "class": "words"}),
    )  # fmt: skip
    kind = forms.ChoiceField(choices=KINDS, initial="idea", label=gettext_lazy("What is it?"))
    area = forms.ChoiceField(label=gettext_lazy("What is it about?"))
    email = forms.EmailField(
        required=False, max_length=254, label=gettext_lazy("Your e-mail"),
        help_text=gettext_lazy("A letter comes with a link. Open it, and the voice is yours: you hear the answer."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    looked = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        areas = devices.area_choices()
        if areas:
            cast("forms.ChoiceField", self.fields["area"]).choices = [("", _("Choose one")), *areas]
        else:
            del self.fields["area"]


def opened_at(moment: datetime) -> str:
    """The seal of a form that is opened now; each can send one voice."""
    return signing.Signer(salt=_SALT).sign_object(
        {"at": moment.timestamp(), "once": secrets.token_urlsafe(8)}
    )


def opened(token: str) -> datetime | None:
    """When a form was opened; None for a seal that is not ours."""
    try:
        return datetime.fromtimestamp(
            signing.Signer(salt=_SALT).unsign_object(token)["at"], tz=clock.now().tzinfo
        )
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        return None


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def voice(request: HttpRequest) -> HttpResponse:
    """The form, and what it sends. `?area=`, `?kind=`, `?theme=` and `?lang=` begin it."""
    language = request.GET.get("lang", "")
    known = language if language in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(known):
        if request.method == "POST":
            body, status = _sent(request)
        else:
            body, status = _form(request, EmbedForm(initial=_start(request)), opened_at(clock.now())), 200
        answer = HttpResponse(body, status=status)
        answer.headers["Content-Language"] = translation.get_language() or "en"
    answer.framed_by = " ".join(["'self'", *framing_origins(settings.EMBED_ORIGINS)])  # type: ignore[attr-defined]
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _start(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("kind", "area") if name in request.GET}


def _sent(request: HttpRequest) -> tuple[str, int]:
    at, token = clock.now(), request.POST.get("seal", "")
    if limits.spend(f"embed:{request.META.get('REMOTE_ADDR', '')}", most=MOST, seconds=WINDOW, at=at):
        return _again(request, token, _("That is a lot at once. Please try again in some minutes."), 429)
    if request.POST.get("website"):
        return _thanks(request, letter=False), 200
    since = opened(token)
    if since is None or not SOONEST <= at - since <= LONGEST:
        return _again(request, opened_at(at), _("This form lay open too long, or was sent too quickly. Please send it once more."), 422)  # fmt: skip
    form = EmbedForm(request.POST)
    if not form.is_valid():
        return _form(request, form, token), 422
    if not form.cleaned_data["looked"] and (similar := near(form.cleaned_data["words"], ANYONE)):
        return _form(request, form, token, similar=similar), 200
    return _say(request, form, token, typed=(at - since).total_seconds(), at=at)


def _again(request: HttpRequest, token: str, problem: str, status: int) -> tuple[str, int]:
    form = EmbedForm(request.POST)
    form.add_error(None, problem)
    return _form(request, form, token), status


def _say(request: HttpRequest, form: EmbedForm, token: str, *, typed: float, at: datetime) -> tuple[str, int]:
    if not cache.add(f"embed:{token[-60:]}", 1, int(LONGEST.total_seconds())):
        return _thanks(request, letter=bool(form.cleaned_data["email"])), 200
    try:
        row = _raise(form.cleaned_data, typed, at)
    except REFUSALS as problem:
        cache.delete(f"embed:{token[-60:]}")
        form.add_error(None, str(problem))
        return _form(request, form, token), 422
    email = form.cleaned_data["email"].lower()
    if email and not limits.spend(f"embed-letter:{email}", most=LETTERS_A_DAY, seconds=86_400, at=at):
        claiming.ask_to_confirm(row, email, at=at)
    return _thanks(request, letter=bool(email)), 200


def _raise(said: dict[str, Any], typed: float, at: datetime) -> Voice:
    area = products.area(int(said["area"])) if said.get("area") else None
    language = translation.get_language() or "en"
    return screened_unproven(
        text=said["words"], act="voice", typed_seconds=typed, language=language, at=at,
        write=lambda: actions.raise_voice(
            kind=said["kind"], title="", words=said["words"], fan=None, area=area, language=language,
            source="embed", at=at,
        ),
    )  # fmt: skip


def _form(request: HttpRequest, form: EmbedForm, token: str, similar: Any = ()) -> str:
    return _page(request, form=form, seal=token, similar=similar)


def _thanks(request: HttpRequest, *, letter: bool) -> str:
    return _page(request, sent=True, letter=letter)


def _page(request: HttpRequest, **shown: Any) -> str:
    """Drawn without the request, so that nothing of a session or cookie comes near it."""
    asked = {name: request.GET[name] for name in ("kind", "area", "theme", "lang") if name in request.GET}
    here = f"{reverse('site:embed_voice')}?{urlencode(asked)}"
    theme = request.GET.get("theme", "")
    page = {
        "maker": team.maker(), "here": here, "theme": theme if theme in {"light", "dark"} else "",
        **shown,
    }  # fmt: skip
    return render_to_string("site/embed/voice.html", page)


urlpatterns = [path("embed/voice", voice, name="embed_voice")]
