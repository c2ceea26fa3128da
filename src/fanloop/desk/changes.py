"""One change at the desk: how risky it is, how much work, who made it, and taking it back for good."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from fanloop.desk.acts import member_of, record, told, tried
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.people.team import queries as team
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.queries import Change

RISKS = [
    ("low", gettext_lazy("low: a text, a picture, a setting")),
    ("medium", gettext_lazy("medium: one part, tested")),
    ("high", gettext_lazy("high: several parts, or something that cannot be undone")),
]


class WeighForm(forms.Form):
    """What a person knows about a change and a rule cannot."""

    risk = forms.ChoiceField(label=gettext_lazy("Risk"), choices=RISKS)
    effort = forms.FloatField(
        label=gettext_lazy("Days of work"), required=False, min_value=0.1, max_value=1000
    )
    maker = forms.TypedChoiceField(
        label=gettext_lazy("Made by"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        people = [(str(row.id), row.name) for row in team.members()]
        self.fields["maker"].choices = [("", _("nobody of the team")), *people]  # type: ignore[attr-defined]


def _change(change_id: int) -> Change:
    change = queries.change_by_id(change_id)
    if change is None:
        raise Http404
    return change


@needs("releases.board")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, change_id: int) -> HttpResponse:
    row = _change(change_id)
    known = {"risk": row.risk, "effort": row.effort, "maker": row.maker_id or ""}
    form = WeighForm(request.POST or None, initial=known)

    def act() -> Change:
        said = form.cleaned_data
        record(
            request, "releases.weigh", ref(row), risk=said["risk"], effort=said["effort"], maker=said["maker"]
        )
        return actions.weigh_change(change=row, at=clock.now(), **said)

    if request.method == "POST" and form.is_valid() and tried(form, act, actions.Refused) is not None:
        return redirect(f"/desk/trains?line={row.line.slug}#change{row.id}")
    page = {
        "change": row, "title": read(row.title), "form": form, "line": row.line, "line_name": read(row.line.name),
        "place": queries.boarding_of(row.id), "pulled": queries.pulled([row.id]).get(row.id),
    }  # fmt: skip
    return render(request, "desk/releases/change.html", page, status=422 if form.errors else 200)


@needs("releases.depart")
@require_POST
def withdraw(request: HttpRequest, change_id: int) -> HttpResponse:
    row, by, why = _change(change_id), member_of(request), request.POST.get("why", "")

    def act() -> None:
        actions.withdraw_change(change=row, why=why, by=by, at=clock.now())
        record(request, "releases.withdraw", ref(row), why=why)

    if told(request, act, actions.Refused):
        messages.success(request, _("It is withdrawn, and the fans can read why."))
    return redirect("desk:change", row.id)


urlpatterns = [
    path("changes/<int:change_id>", change, name="change"),
    path("changes/<int:change_id>/withdraw", withdraw, name="withdraw_change"),
]
