"""Holidays of a market at the desk: days on which no right of a fan ends."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from fanloop.desk.acts import record, tried
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.people.markets import actions, queries
from fanloop.people.markets.queries import Market
from fanloop.people.markets.rules.working_days import regions
from fanloop.ui.countries import country_name


class DayForm(forms.Form):
    """One day of our own."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput({"type": "date"}))
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)


class FillForm(forms.Form):
    """A year of a country's public holidays."""

    country = forms.ChoiceField(label=gettext_lazy("Country"))
    region = forms.CharField(
        label=gettext_lazy("Region"), max_length=8, required=False,
        help_text=gettext_lazy("Its code, such as BY; empty for days all of the country has."),
    )  # fmt: skip
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2020, max_value=2100, localize=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        names = sorted((country_name(code), code) for code in regions())
        self.fields["country"].choices = [(code, name) for name, code in names]  # type: ignore[attr-defined]


@needs("markets.edit")
def holidays(request: HttpRequest, code: str) -> HttpResponse:
    """Every day from this year on, a form for one more, and one for a country's calendar."""
    market, is_fill = _market(code), "country" in request.POST
    is_sent = request.method == "POST"
    day = DayForm(request.POST if is_sent and not is_fill else None)
    fill = FillForm(request.POST if is_fill else None, initial=_guess(market))
    form = fill if is_fill else day
    if is_sent and form.is_valid() and _kept(request, market, form):
        return redirect("desk:holidays", code=code)
    today = clock.now().date()
    page = {
        "market": market, "name": read(market.name), "day": day, "fill": fill,
        "rows": queries.holidays(market, since=date(today.year, 1, 1)), "today": today,
    }  # fmt: skip
    return render(request, "desk/markets/holidays.html", page, status=422 if form.errors else 200)


@needs("markets.edit")
@require_POST
def drop(request: HttpRequest, code: str, day: str) -> HttpResponse:
    """People work on this day after all."""
    market = _market(code)
    try:
        gone = actions.drop_holiday(market=market, day=date.fromisoformat(day), at=clock.now())
    except ValueError:
        raise Http404 from None
    if gone:
        record(request, "markets.holiday_dropped", ref(market), day=day)
        messages.success(request, _("It is a working day again."))
    return redirect("desk:holidays", code=code)


def _kept(request: HttpRequest, market: Market, form: forms.Form) -> bool:
    said, at = form.cleaned_data, clock.now()

    def act() -> list[int]:
        if "country" in said:
            return [actions.fill_holidays(market=market, at=at, **said)]
        return [actions.keep_holidays(market=market, days={said["day"]: said["name"]}, at=at)]

    new = tried(form, act, actions.Refused)
    if new is None:
        return False
    record(request, "markets.holidays", ref(market), days=new[0])
    words = ngettext("%(n)s day is new.", "%(n)s days are new.", new[0])
    messages.success(request, words % {"n": new[0]})
    return True


def _guess(market: Market) -> dict[str, Any]:
    """The country of the market's own clock is asked for by nobody; the code says it where it is one."""
    code = market.code[:2].upper()
    return {"country": code if code in regions() else "DE", "year": clock.now().year + 1}


def _market(code: str) -> Market:
    market = queries.market(code)
    if market is None:
        raise Http404
    return market


urlpatterns = [
    path("markets/<slug:code>/holidays", holidays, name="holidays"),
    path("markets/<slug:code>/holidays/<str:day>/drop", drop, name="drop_holiday"),
]
