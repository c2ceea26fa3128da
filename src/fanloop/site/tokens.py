"""Where a person lets machines act in their name, and stops them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fanloop.foundation import clock
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries
from fanloop.people.fans.rules.scopes import OF_MAKERS, OF_PARTNERS, SCOPES

SECRET = "fresh_token"  # noqa: S105 -- the session's name for it

WORDS: dict[str, str | Promise] = {
    "voices:write": gettext_lazy("Say something to the maker in my name"),
    "votes:write": gettext_lazy("Give and take back my votes"),
    "seats:write": gettext_lazy("Take and give back my seats at events"),
    "attention:write": gettext_lazy("Follow things and give signs in my name"),
    "orders:read": gettext_lazy("Read my orders"),
    "trail:read": gettext_lazy("Read trails as I see them"),
    "supply:read": gettext_lazy("Read purchase orders"),
    "supply:answer": gettext_lazy("Answer purchase orders"),
    "builds:write": gettext_lazy("Hand in builds"),
}


class TokenForm(forms.Form):
    """What a token is called and what it opens; only what its maker could do by hand."""

    name = forms.CharField(
        label=gettext_lazy("What is it for?"),
        max_length=80,
        help_text=gettext_lazy("So that you know it again, such as: lamp on my desk."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What may it do?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Everything public is open to it anyway."),
    )

    def __init__(self, data: Any, viewer: Viewer) -> None:
        super().__init__(data)
        self.fields["scopes"].choices = [(scope, WORDS[scope]) for scope in open_to(viewer)]  # type: ignore[attr-defined]


def open_to(viewer: Viewer) -> list[str]:
    """The scopes a person can give away: those of suppliers are theirs and the planners', builds are the maker's."""
    supplies = viewer.partner_id is not None or viewer.may("supply.plan")
    closed = (OF_PARTNERS if not supplies else frozenset()) | (
        OF_MAKERS if not viewer.may("builds.add") else frozenset()
    )
    return [scope for scope in SCOPES if scope not in closed]


@login_required
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    form = TokenForm(request.POST or None, viewer)
    if request.method == "POST" and form.is_valid():
        _make(request, form)
        return redirect("site:tokens")
    page = {"form": form, "secret": request.session.pop(SECRET, ""), "tokens": _rows(viewer)}
    return render(request, "site/people/tokens.html", page)


@login_required
@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    token = fan_queries.token_of(token_id, viewer=request.viewer)  # type: ignore[attr-defined]
    if token is None:
        raise Http404
    fans.revoke_token(token=token, at=clock.now())
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": token.name})
    return redirect("site:tokens")


def _make(request: HttpRequest, form: TokenForm) -> None:
    """The secret passes through the session once, because a page that came by POST would be sent again."""
    assert isinstance(request.user, fan_queries.Fan)
    said = form.cleaned_data
    fresh = fans.make_token(fan=request.user, name=said["name"], wanted=said["scopes"], at=clock.now())
    request.session[SECRET] = fresh.secret


def _rows(viewer: Viewer) -> list[dict[str, Any]]:
    return [
        {"token": row, "opens": [WORDS[scope] for scope in row.scopes if scope in WORDS]}
        for row in fan_queries.tokens_of(viewer)
    ]


urlpatterns = [
    path("me/tokens", tokens, name="tokens"),
    path("me/tokens/<int:token_id>/revoke", revoke, name="revoke_token"),
]
