"""What somebody may agree to, in the words they see: the page of one's own consents, and the one click that ends them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.people.team import queries as team
from fanloop.selling.launches.actions import consenting
from fanloop.selling.launches.queries import consents as queries
from fanloop.selling.launches.queries import messages as written
from fanloop.selling.launches.rules.consent import FAMILIES, LAUNCHES, OFFERS, STORIES
from fanloop.site.asking import fan_of
from fanloop.site.links import page_of
from fanloop.ui.parts import Crumb

_SALT = "site.consents"
NAMES: Mapping[str, Any] = {
    LAUNCHES: gettext_lazy("What comes next"),
    OFFERS: gettext_lazy("What you can order"),
    STORIES: gettext_lazy("Stories from the bench"),
}
_WORDS: Mapping[str, Any] = {
    LAUNCHES: gettext_lazy("%(maker)s may write to me about new things before they can be ordered."),
    OFFERS: gettext_lazy("%(maker)s may write to me about what can be ordered, and at which price."),
    STORIES: gettext_lazy("%(maker)s may write to me about what people make with their things."),
}
"""What is agreed to. Whoever changes these words changes `VERSION` in `selling/launches/rules/consent.py`."""


def words_of(family: str) -> str:
    """The sentence somebody agrees to, in their language, as it is kept with the consent."""
    maker = team.maker()
    return str(_WORDS[family]) % {"maker": maker.name if maker else "Fanloop"}


def ticked(form: QueryDict, families: tuple[str, ...] = FAMILIES) -> dict[str, str]:
    """Family → words, of what was ticked in a form: boxes called `agree_<family>`, never ticked beforehand."""
    return {family: words_of(family) for family in families if form.get(f"agree_{family}")}


def token_for(consent_id: int, message_id: int) -> str:
    """What a letter carries to be ended without a log-in; it never ends, as old letters do not."""
    return signing.dumps({"consent": consent_id, "message": message_id}, salt=_SALT, compress=True)


class ConsentForm(forms.Form):
    """One box for each family, empty until its owner ticks it."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for family in FAMILIES:
            self.fields[family] = forms.BooleanField(
                label=NAMES[family], help_text=words_of(family), required=False
            )


@login_required
def consents(request: HttpRequest) -> HttpResponse:
    fan = fan_of(request)
    held = queries.families_of(fan.id)
    form = ConsentForm(request.POST if request.method == "POST" else None, initial=dict.fromkeys(held, True))
    if request.method == "POST" and form.is_valid():
        _keep(request, {family for family, said in form.cleaned_data.items() if said}, held)
        messages.success(request, _("Kept. It holds from this moment."))
        return redirect("site:consents")
    page = {
        "form": form, "fan": fan, "history": [(NAMES[row.family], row) for row in queries.history(fan.id)],
        "letters": [(read(row.subject), row, at) for row, at in written.written_to(fan.id, limit=30)],
    }  # fmt: skip
    return render(request, "site/letters/consents.html", page)


def _keep(request: HttpRequest, wanted: set[str], held: set[str]) -> None:
    fan, at = fan_of(request), clock.now()
    for family in sorted(wanted - held):
        consenting.agree(fan=fan, family=family, words=words_of(family), source="page", at=at)
    if ended := held - wanted:
        consenting.withdraw(fan=fan, families=sorted(ended), at=at)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """A mail program posts here by itself (RFC 8058): no log-in, no cookie, no question. A person finds one button first,
    since programs open links that nobody has clicked.
    """
    try:
        told = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise Http404(_("This link does not belong to anybody here any more.")) from None
    row = queries.consent(int(told["consent"]))
    if row is None:
        raise Http404(_("This link does not belong to anybody here any more."))
    if request.method == "POST":
        at = clock.now()
        message = written.message(int(told["message"]), at=at)
        consenting.withdraw_one(consent=row, message=message.message if message else None, at=at)
    page = {
        "family": NAMES[row.family],
        "words": row.words,
        "done": request.method == "POST" or row.withdrawn_at,
        "is_fan": row.fan_id is not None,
    }
    return render(request, "site/letters/withdraw.html", page)


@login_required
@require_safe
def maker_message(request: HttpRequest, message_id: int) -> HttpResponse:
    """A message as its reader got it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = written.read_by(message_id, viewer)
    if found is None:
        raise Http404
    row, at = found
    page = {
        "row": row, "title": read(row.subject), "words": read(row.words), "at": at, "family": NAMES[row.family],
        "crumbs": [Crumb(_("Inbox"), reverse("site:inbox")), Crumb(read(row.subject))],
    }  # fmt: skip
    return render(request, "site/letters/message.html", page)


@page_of(written.MESSAGE)
def message_page(message_id: int, viewer: Viewer) -> str:
    return reverse("site:maker_message", args=[message_id]) if written.read_by(message_id, viewer) else ""


urlpatterns = [
    path("me/consents", consents, name="consents"),
    path("letters/withdraw/<str:token>", withdraw, name="withdraw"),
    path("letters/from-us/<int:message_id>", maker_message, name="maker_message"),
]
