"""When somebody sits at the desk, and what is promised: named hours and the promises that use them."""

from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from fanloop.desk.acts import member_of, record, tried
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.listening.answers import actions, queries
from fanloop.listening.answers.queries import Hours
from fanloop.listening.answers.rules import free_days
from fanloop.listening.community import queries as community
from fanloop.people.markets import queries as markets

ZONES = sorted(available_timezones())


class HoursForm(forms.Form):
    """A week in one time zone, and the days that differ."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=[(zone, zone) for zone in ZONES])
    country = forms.ChoiceField(label=gettext_lazy("Public holidays of"), required=False)
    region = forms.CharField(
        label=gettext_lazy("Region"), required=False, max_length=12,
        help_text=gettext_lazy("Its short code, as in BY for Bavaria. Empty: the whole country."),
    )  # fmt: skip
    own = forms.CharField(
        label=gettext_lazy("Days of your own"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One a line: 2026-12-24 Christmas Eve. With hours it is open: 2026-12-23 09:00-12:00 Half a day."),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Closed days from a calendar file"), required=False,
        help_text=gettext_lazy("An .ics file; every whole day in it is closed."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        codes = [("", _("none")), *((code, code) for code in free_days.countries())]
        self.fields["country"].choices = codes  # type: ignore[attr-defined]
        days = {
            f"day{number}": forms.CharField(label=WEEKDAYS[number], required=False, max_length=120)
            for number in range(7)
        }
        days["day0"].help_text = _(
            "As in 09:00-12:00, 13:00-17:00. 22:00-02:00 runs past midnight. Empty: closed."
        )
        self.fields = {
            "name": self.fields["name"], "zone": self.fields["zone"], **days, **{
                key: self.fields[key] for key in ("country", "region", "own", "file")
            },
        }  # fmt: skip

    def clean_own(self) -> dict[date, tuple[str, str]]:
        try:
            return free_days.written_days(self.cleaned_data["own"])
        except free_days.UnreadableDaysError as problem:
            raise forms.ValidationError(
                _("“%(line)s” cannot be read. A line begins with a date.") % {"line": problem}
            ) from None

    def clean_file(self) -> dict[date, str]:
        file = self.cleaned_data["file"]
        if not file:
            return {}
        today = clock.now().date()
        try:
            return free_days.ical_days(
                file.read(free_days.LARGEST + 1), first=today, last=today.replace(year=today.year + 4, day=1)
            )
        except free_days.UnreadableDaysError:
            raise forms.ValidationError(
                _("No calendar can be read from this file, or it is larger than 512 KB.")
            ) from None


class PolicyForm(forms.Form):
    """How soon, and in which hours."""

    scope = forms.ChoiceField(label=pgettext_lazy("promise", "For"), required=False)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes until the first answer"), min_value=1, max_value=10_080, initial=15
    )
    hours = forms.ChoiceField(label=gettext_lazy("Desk hours"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["scope"].choices = list(scopes().items())  # type: ignore[attr-defined]
        self.fields["hours"].choices = [(row.name, row.name) for row in queries.all_hours()]  # type: ignore[attr-defined]


def scopes() -> dict[str, str]:
    """Everybody, each space, each market."""
    spaces = {
        f"space:{row.space.id}": _("the space %(name)s") % {"name": row.name} for row in community.spaces()
    }
    regions = {
        f"market:{row.code}": _("the market %(name)s") % {"name": read(row.name)} for row in markets.markets()
    }
    return {"": _("everybody"), **spaces, **regions}


@needs("answers.settings")
def hours(request: HttpRequest) -> HttpResponse:
    """All hours and promises; `?name=` fills the form with hours to change."""
    known = queries.hours(request.GET.get("name", ""))
    form = HoursForm(request.POST or None, request.FILES or None, initial=_filled(known))
    if request.method == "POST" and form.is_valid():
        row = tried(form, lambda: _publish(request, form), actions.Refused)
        if row:
            messages.success(
                request,
                _("%(name)s holds from now on, as version %(version)s.")
                % {"name": row.name, "version": row.version},
            )
            return redirect("desk:hours")
    return _page(request, form, PolicyForm(), status=422 if form.errors else 200)


def _page(request: HttpRequest, form: HoursForm, promise: PolicyForm, status: int) -> HttpResponse:
    now, named = clock.now(), scopes()
    page = {
        "form": form, "promise": promise, "tab": "hours",
        "rows": [(row, _weekly(row), queries.days_told(row, source="own"), len(row.days)) for row in queries.all_hours()],
        "policies": [(row, named.get(row.scope, row.scope), queries.desk(now, row)) for row in queries.policies()],
    }  # fmt: skip
    return render(request, "desk/answers/hours.html", page, status=status)


def _weekly(row: Hours) -> list[tuple[str, str]]:
    """Days with the same spans are one line: (first – last, spans)."""
    lines: list[tuple[list[int], str]] = []
    for number, text in enumerate(row.week):
        if lines and lines[-1][1] == text:
            lines[-1][0].append(number)
        else:
            lines.append(([number], text))
    return [
        (str(WEEKDAYS[days[0]]) if len(days) == 1 else f"{WEEKDAYS[days[0]]} – {WEEKDAYS[days[-1]]}", text)
        for days, text in lines
    ]


def _filled(row: Hours | None) -> dict[str, Any]:
    if row is None:
        return {
            "name": "",
            "zone": queries.zone(),
            **{f"day{n}": "09:00-12:00, 13:00-17:00" for n in range(5)},
        }
    own = queries.days_told(row, source="own") | queries.days_told(row, source="file")
    lines = [
        " ".join(part for part in (day, told["spans"], told["name"]) if part)
        for day, told in sorted(own.items())
    ]
    return {
        "name": row.name, "zone": row.zone, "country": row.country, "region": row.region, "own": "\n".join(lines),
        **{f"day{number}": text for number, text in enumerate(row.week)},
    }  # fmt: skip


def _publish(request: HttpRequest, form: HoursForm) -> Hours:
    said = form.cleaned_data
    row = actions.publish_hours(
        name=said["name"], zone=said["zone"], week=[said[f"day{number}"] for number in range(7)], country=said["country"],
        region=said["region"], own=said["own"], filed=said["file"], by=member_of(request), at=clock.now(),
    )  # fmt: skip
    record(request, "answers.publish_hours", ref(row), name=row.name, version=row.version)
    return row


@require_POST
@needs("answers.settings")
def promise(request: HttpRequest) -> HttpResponse:
    form = PolicyForm(request.POST)
    made = tried(form, lambda: _promise(request, form), actions.Refused) if form.is_valid() else None
    if made:
        messages.success(
            request, _("Promised from now on. What waits already keeps the promise it began with.")
        )
        return redirect("desk:hours")
    return _page(request, HoursForm(initial=_filled(None)), form, status=422)


def _promise(request: HttpRequest, form: PolicyForm) -> queries.Policy:
    said, row = form.cleaned_data, queries.hours(form.cleaned_data["hours"])
    assert row is not None
    made = actions.set_policy(
        scope=said["scope"], seconds=said["minutes"] * 60, hours=row, by=member_of(request), at=clock.now()
    )
    record(request, "answers.set_policy", ref(made), scope=made.scope, seconds=made.seconds)
    return made


@require_POST
@needs("answers.settings")
def end_promise(request: HttpRequest) -> HttpResponse:
    scope = request.POST.get("scope", "")
    if not scope:
        raise Http404
    actions.end_policy(scope=scope, by=member_of(request), at=clock.now())
    record(request, "answers.end_policy", "", scope=scope)
    return redirect("desk:hours")


urlpatterns = [
    path("answers/hours", hours, name="hours"),
    path("answers/promise", promise, name="set_promise"),
    path("answers/promise/end", end_promise, name="end_promise"),
]
