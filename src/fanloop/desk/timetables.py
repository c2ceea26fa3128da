"""The timetable of a line: its rhythm as a form, the trains that follow from it, and a train out of turn."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from fanloop.desk.acts import member_of, record, told, tried
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.listening.answers.rules import free_days
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.rules import cadence as rules
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Line

ZONES = sorted(available_timezones())
AHEAD = 8
WHAT_HOLIDAYS_DO = [
    (rules.MOVE, gettext_lazy("the train leaves on the working day before")),
    (rules.SKIP, gettext_lazy("no train leaves")),
    (rules.KEEP, gettext_lazy("the train leaves all the same")),
]


class TimetableForm(forms.Form):
    """A rhythm, around holidays; the reason is read by fans who rely on the old one."""

    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Trains leave on"), choices=list(WEEKDAYS.items()), coerce=int
    )
    leaves = forms.TimeField(
        label=gettext_lazy("at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=[(zone, zone) for zone in ZONES])
    every = forms.IntegerField(label=gettext_lazy("Every how many weeks"), min_value=1, max_value=26)
    starts = forms.DateField(
        label=gettext_lazy("Counted from the week of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    freeze = forms.FloatField(
        label=gettext_lazy("Doors close this many hours before"), min_value=0, max_value=28 * 24
    )
    on_holiday = forms.ChoiceField(label=gettext_lazy("On a holiday"), choices=WHAT_HOLIDAYS_DO)
    country = forms.ChoiceField(label=gettext_lazy("Public holidays of"), required=False)
    region = forms.CharField(label=gettext_lazy("Region"), required=False, max_length=12)
    own = forms.CharField(
        label=gettext_lazy("Days of your own"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line: 2026-12-24 Christmas Eve."),
    )  # fmt: skip
    why = forms.CharField(label=gettext_lazy("Why it changes, in words that fans will read"), max_length=400)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        codes = [("", _("none")), *((code, code) for code in free_days.countries())]
        self.fields["country"].choices = codes  # type: ignore[attr-defined]

    def clean_own(self) -> dict[date, str]:
        try:
            found = free_days.written_days(self.cleaned_data["own"])
        except free_days.UnreadableDaysError as problem:
            said = _("“%(line)s” cannot be read. A line begins with a date.") % {"line": problem}
            raise forms.ValidationError(said) from None
        return {day: name for day, (_spans, name) in found.items()}

    def rhythm(self) -> actions.Rhythm:
        said = self.cleaned_data
        same = ("zone", "weekday", "leaves", "every", "starts", "country", "region", "own", "on_holiday")
        return actions.Rhythm(freeze=timedelta(hours=said["freeze"]), **{name: said[name] for name in same})


def _filled(line: Line) -> dict[str, Any]:
    """The form as the line runs now."""
    now, row = queries.cadence_of(line.id), queries.timetable(line.id)
    own = row.own if row else {}
    return {
        "weekday": now.weekday, "leaves": now.leaves, "zone": now.zone, "every": now.every,
        "starts": row.starts if row else clock.now().astimezone(ZoneInfo(now.zone)).date(),
        "freeze": round(now.freeze.total_seconds() / 3600, 2), "on_holiday": now.on_holiday,
        "country": row.country if row else "", "region": row.region if row else "",
        "own": "\n".join(f"{day} {name}".strip() for day, name in own.items()),
    }  # fmt: skip


def _line(slug: str) -> Line:
    line = products.line(slug)
    if line is None:
        raise Http404
    return line


@needs("releases.depart")
@require_http_methods(["GET", "HEAD", "POST"])
def timetable(request: HttpRequest, slug: str) -> HttpResponse:
    line, by = _line(slug), member_of(request)
    form = TimetableForm(request.POST or None, initial=_filled(line))

    def act() -> object:
        why = form.cleaned_data["why"]
        record(request, "releases.timetable", ref(line), why=why)
        return actions.set_timetable(line=line, rhythm=form.rhythm(), why=why, by=by, at=clock.now())

    if request.method == "POST" and form.is_valid() and tried(form, act, actions.Refused) is not None:
        messages.success(request, _("The timetable holds from now on."))
        return redirect("desk:timetable", line.slug)
    return _show(request, line, form)


def _show(request: HttpRequest, line: Line, form: TimetableForm) -> HttpResponse:
    now, cadence = clock.now(), queries.cadence_of(line.id)
    page = {
        "line": line, "line_name": read(line.name), "form": form, "history": queries.timetables(line.id),
        "slots": [(slot, slot.is_moved(cadence.zone)) for slot in rules.departures(cadence, now, AHEAD)],
        "zone": cadence.zone, "hotfix": queries.open_hotfix(line.id),
    }  # fmt: skip
    return render(request, "desk/releases/timetable.html", page, status=422 if form.errors else 200)


@needs("releases.depart")
@require_POST
def hotfix(request: HttpRequest, slug: str) -> HttpResponse:
    line, by, why = _line(slug), member_of(request), request.POST.get("why", "")

    def act() -> None:
        train = actions.plan_hotfix(line=line, why=why, by=by, at=clock.now())
        record(request, "releases.hotfix", ref(train), why=why)
        messages.success(request, _("%(train)s boards now, out of turn.") % {"train": train.number})

    told(request, act, actions.Refused)
    return redirect(f"/desk/trains?line={line.slug}")


urlpatterns = [
    path("lines/<slug:slug>/timetable", timetable, name="timetable"),
    path("lines/<slug:slug>/hotfix", hotfix, name="hotfix"),
]
