"""Which letters somebody wants: the page that asks, and the link in every letter that ends its kind with one click."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from fanloop.foundation import clock
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries
from fanloop.people.fans.rules.mailing import (
    AT_ONCE,
    DAILY,
    FAMILIES,
    MENTIONS,
    MESSAGES,
    NEVER,
    NEWS,
    REPLIES,
    TUESDAYS,
    WEEKLY,
    YOURS,
    rhythm_of,
    rhythms_of,
)  # fmt: skip
from fanloop.site.asking import fan_of
from fanloop.site.letters import read_token

RHYTHMS = {
    AT_ONCE: gettext_lazy("at once"), DAILY: gettext_lazy("once a day"), WEEKLY: gettext_lazy("once a week"),
    NEVER: gettext_lazy("never"),
}  # fmt: skip
NAMES = {
    YOURS: gettext_lazy("What becomes of your words and votes"), REPLIES: gettext_lazy("What you follow"),
    MENTIONS: gettext_lazy("When somebody calls your name"), MESSAGES: gettext_lazy("Private messages"),
    TUESDAYS: gettext_lazy("When you are asked how an update was"),
    NEWS: gettext_lazy("What was talked about and what shipped"),
}  # fmt: skip
DIGESTS = {DAILY: gettext_lazy("The digest of the day"), WEEKLY: gettext_lazy("The digest of the week")}
HINTS = {
    YOURS: gettext_lazy("Answers, promises, what ships."),
    REPLIES: gettext_lazy("New replies and topics; one letter until you have read them."),
    TUESDAYS: gettext_lazy("Once after a train has left, once more on Tuesday if you have not told."),
    NEWS: gettext_lazy(
        "A digest. It comes in the morning, the weekly one on Saturday after the train has left."
    ),
}


class LettersForm(forms.Form):
    """One choice for each family of letters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for family in FAMILIES:
            self.fields[family] = forms.ChoiceField(
                label=NAMES[family], help_text=HINTS.get(family, ""),
                choices=[(rhythm, RHYTHMS[rhythm]) for rhythm in rhythms_of(family)],
            )  # fmt: skip


@login_required
def letters(request: HttpRequest) -> HttpResponse:
    fan = fan_of(request)
    chosen = queries.mail_choices([fan.id]).get(fan.id, {})
    known = {family: rhythm_of(family, chosen) for family in FAMILIES}
    form = LettersForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        for family, rhythm in form.cleaned_data.items():
            if rhythm != known[family]:
                fans.choose_mail(fan_id=fan.id, family=family, rhythm=rhythm, at=clock.now())
        messages.success(request, _("Kept."))
        return redirect("site:letter_choices")
    return render(request, "site/letters/letters.html", {"form": form, "fan": fan})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """A mail program posts here by itself (RFC 8058): no log-in, no cookie, no question, no redirect. A person who
    follows the link finds a button first, since programs open links that nobody has clicked.
    """
    told = read_token(token)
    fan = queries.fan(told[0]) if told else None
    if told is None or fan is None or not fan.is_active:
        raise Http404(_("This link does not belong to anybody here any more."))
    family, done, again = told[1], request.method == "POST", request.POST.get("want") == "again"
    meant = _meant(fan.pk, family, request.POST.get("families", "") if again else "")
    for one in meant if done else ():
        fans.choose_mail(
            fan_id=fan.pk, family=one, rhythm=_back(one, family) if again else NEVER, at=clock.now()
        )
    page = {
        "family": NAMES.get(family) or DIGESTS[family],
        "done": done,
        "again": again,
        "families": ",".join(meant),
    }
    return render(request, "site/letters/stop.html", page)


def _meant(fan_id: int, family: str, named: str) -> list[str]:
    """The families a link ends: its own, or all that come with a digest; or those that are named, to take it back."""
    if named:
        return [one for one in named.split(",") if one in FAMILIES]
    if family in FAMILIES:
        return [family]
    chosen = queries.mail_choices([fan_id]).get(fan_id, {})
    return [one for one in FAMILIES if rhythm_of(one, chosen) == family]


def _back(family: str, ended: str) -> str:
    return FAMILIES[family] if ended in FAMILIES else ended


urlpatterns = [
    path("me/letters", letters, name="letter_choices"),
    path("letters/stop/<str:token>", stop, name="stop_letters"),
]
