"""A fan's own pages (profile, inbox, data) and the public page that says thank you."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock, trail
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries
from fanloop.people.fans.queries import Credit, Fan
from fanloop.people.levels import queries as levels
from fanloop.people.levels.rules.deeds import UNSUNG
from fanloop.people.markets import queries as markets
from fanloop.people.team import queries as team
from fanloop.selling.campaigns.queries.ambassadors import is_ambassador
from fanloop.site.accounts import market_choices, speak
from fanloop.site.conversations import acts_on
from fanloop.site.links import page_of
from fanloop.site.notices import said
from fanloop.site.record import SHIPPED, figures

PAGE = 40


class ProfileForm(forms.Form):
    """What a fan says about themselves."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Shown beside your handle."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("For these pages and for letters."),
    )
    market = forms.ChoiceField(
        label=gettext_lazy("Where you live"),
        required=False,
        help_text=gettext_lazy("For prices and delivery."),
    )

    named = forms.BooleanField(
        label=gettext_lazy("Name me beside what I helped to make"),
        required=False,
        help_text=gettext_lazy(
            "In notes, credits and thanks. Without it you are “a fan” there, in old notes too."
        ),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["market"].choices = market_choices()  # type: ignore[attr-defined]


def _me(request: HttpRequest) -> Fan:
    assert isinstance(request.user, Fan)
    return request.user


@login_required
def me(request: HttpRequest) -> HttpResponse:
    fan = _me(request)
    known = {
        "name": fan.name, "language": fan.language, "market": fan.market.code if fan.market else "",
        "named": not fan_queries.unnamed([fan.id]),
    }  # fmt: skip
    form = ProfileForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        market = markets.market(form.cleaned_data.pop("market"))
        fans.choose_naming(fan_id=fan.id, is_named=form.cleaned_data.pop("named"), at=clock.now())
        fans.change_profile(fan=fan, market=market, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("Kept."))
        response: HttpResponse = redirect("site:me")
        speak(response, fan.language)
        return response
    page = {"form": form, "fan": fan, "credit": credit_lines(fan.id, request.viewer)}  # type: ignore[attr-defined]
    return render(request, "site/people/me.html", page | {"groups": fan_queries.groups_of(fan.id)})


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    notices = fan_queries.inbox(viewer, limit=1_000)
    page = Paginator(notices, PAGE).get_page(request.GET.get("page"))
    rows = [(notice, said(notice)) for notice in page]
    return render(
        request,
        "site/people/inbox.html",
        {"rows": rows, "page": page, "unread": fan_queries.unread_count(viewer)},
    )


@login_required
def open_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark as read and go on. Reading is no act: following the link twice changes nothing more."""
    notice = fan_queries.notice(notice_id, viewer=request.viewer)  # type: ignore[attr-defined]
    if notice is None:
        raise Http404
    fans.read_notice(notice=notice, at=clock.now())
    return redirect(reverse("site:go", args=[notice.about]) if notice.about else "site:inbox")


@login_required
@require_POST
def read_inbox(request: HttpRequest) -> HttpResponse:
    fans.read_all(fan_id=_me(request).id, at=clock.now())
    return redirect("site:inbox")


@login_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    return render(request, "site/people/data.html", {"fan": _me(request)})


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    rows = fan_queries.export(request.viewer)  # type: ignore[attr-defined]
    response = JsonResponse(rows, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response.headers["Content-Disposition"] = f'attachment; filename="{_me(request).handle}.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Forget me. The handle typed by hand is the only question; the last founder must first make another."""
    fan = _me(request)
    if request.POST.get("handle", "").strip().lower() != fan.handle:
        messages.error(request, _("Nothing was erased: type your handle exactly as it stands here."))
        return redirect("site:data")
    if team.is_last_founder(fan.id):
        messages.error(request, _("You are the last founder. Make somebody else a founder first."))
        return redirect("site:data")
    fans.erase(fan=fan, by=fan, at=clock.now())
    logout(request)
    messages.success(request, _("You are forgotten here. Thank you for everything."))
    return redirect("site:home")


def _deed_words(kind: str, count: int) -> str:
    words = {
        "voice": ngettext("%(n)s voice raised", "%(n)s voices raised", count),
        "backing": ngettext("%(n)s voice backed", "%(n)s voices backed", count),
        "vote": ngettext("%(n)s vote given", "%(n)s votes given", count),
        "reply": ngettext("%(n)s reply written", "%(n)s replies written", count),
        "topic": ngettext("%(n)s topic started", "%(n)s topics started", count),
        "best_answer": ngettext("%(n)s best answer", "%(n)s best answers", count),
        "change_asked": ngettext("%(n)s shipped change asked for", "%(n)s shipped changes asked for", count),
        "change_backed": ngettext("%(n)s shipped change backed", "%(n)s shipped changes backed", count),
        "change_helped": ngettext(
            "%(n)s shipped change helped with", "%(n)s shipped changes helped with", count
        ),
        "change_made": ngettext("%(n)s shipped change made", "%(n)s shipped changes made", count),
        "made": ngettext("%(n)s patch", "%(n)s patches", count),
        "report": ngettext("%(n)s week told of", "%(n)s weeks told of", count),
        "verdict_confirmed": ngettext(
            "%(n)s report on a change confirmed by others",
            "%(n)s reports on changes confirmed by others",
            count,
        ),
        "test": ngettext("%(n)s test run", "%(n)s tests run", count),
        "build_tested": ngettext("%(n)s beta build tried", "%(n)s beta builds tried", count),
        "event": ngettext("%(n)s event visited", "%(n)s events visited", count),
        "order": ngettext("%(n)s order placed", "%(n)s orders placed", count),
    }
    return words.get(kind, f"{kind}: %(n)s") % {"n": number_format(count, force_grouping=True)}


def credit_lines(fan_id: int, viewer: Viewer) -> list[tuple[str, Credit, list[trail.Card]]]:
    """Per kind of deed: the words, the sums, and what of it this viewer may see by name.

    Who asked not to be named beside what shipped is not named here either, but to themselves.
    """
    is_quiet = viewer.fan_id != fan_id and fan_id in fan_queries.unnamed([fan_id])
    lines = fan_queries.credit(fan_id, without=UNSUNG | SHIPPED if is_quiet else UNSUNG)
    cards = trail.describe((ref for line in lines for ref in line.refs), viewer=viewer)
    return [
        (_deed_words(line.kind, line.count), line, [cards[ref] for ref in line.refs if ref in cards])
        for line in lines
    ]


@require_safe
def person(request: HttpRequest, handle: str) -> HttpResponse:
    fan = fan_queries.fan_by_handle(handle)
    if fan is None:
        raise Http404(_("Nobody here is called %(handle)s.") % {"handle": handle})
    origin = {"oem": "imported", "replay": "replay", "story": "demo"}.get(fan.origin, "")
    credit = credit_lines(fan.id, request.viewer)  # type: ignore[attr-defined]
    page = {"fan": fan, "credit": credit, "record": figures(line for _words, line, _cards in credit)}
    page |= acts_on(request, fan)
    more = {"member": team.member_of(fan.id), "mark": origin, "level": levels.level_of(fan.id)}
    more |= {"is_ambassador": is_ambassador(fan.id)}
    return render(request, "site/people/person.html", page | more)


@page_of("fans.fan")
def fan_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- a handle is public
    fan = fan_queries.fan(id_)
    return reverse("site:person", args=[fan.handle]) if fan and fan.is_active else ""


@page_of("team.member")
def member_page(id_: int, viewer: Viewer) -> str:
    member = team.member(id_)
    return fan_page(member.fan_id, viewer) if member else ""


urlpatterns = [
    path("me", me, name="me"),
    path("me/inbox", inbox, name="inbox"),
    path("me/inbox/read", read_inbox, name="read_inbox"),
    path("me/inbox/<int:notice_id>", open_notice, name="open_notice"),
    path("me/data", data, name="data"),
    path("me/data/export", export, name="export"),
    path("me/data/erase", erase, name="erase"),
    path("people/<str:handle>", person, name="person"),
]
