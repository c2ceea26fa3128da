"""Ambassadors at the desk: who applied, who was asked, who is one, and what their links did."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fanloop.desk.acts import member_of, record, told, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import Fan
from fanloop.selling.campaigns.actions import ambassadors as actions
from fanloop.selling.campaigns.queries import ambassadors as queries
from fanloop.selling.campaigns.queries.ambassadors import Ambassadorship
from fanloop.selling.campaigns.rules.refusals import Refused


class InviteForm(forms.Form):
    """Whom, and why."""

    handle = forms.CharField(label=gettext_lazy("Handle"), max_length=61)
    words = forms.CharField(
        label=gettext_lazy("Why you ask them"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("They read it."),
    )  # fmt: skip

    def clean_handle(self) -> Fan:
        fan = fans.fan_by_handle(self.cleaned_data["handle"].strip().removeprefix("@").lower())
        if fan is None or not fan.is_active:
            raise forms.ValidationError(_("Nobody here is called that."))
        return fan


@needs("campaigns.open")
def ambassadors(request: HttpRequest) -> HttpResponse:
    """Everybody with their figures; and asking somebody."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _asked(request, form):
        messages.success(request, _("Asked. They find it in their inbox."))
        return redirect("desk:ambassadors")
    rows = queries.ambassadors(viewer=viewer_of(request))
    did = queries.figures({each.row.fan_id for each in rows})
    page = {
        "waiting": [each for each in rows if each.standing == "applied"],
        "invited": [each for each in rows if each.standing == "invited"],
        "active": [(each, *did[each.row.fan_id]) for each in rows if each.standing == "active"],
        "past": [each for each in rows if each.standing in {"declined", "ended"}],
        "form": form,
    }
    return render(request, "desk/ambassadors/ambassadors.html", page, status=422 if form.errors else 200)


def _asked(request: HttpRequest, form: InviteForm) -> bool:
    return tried(form, lambda: _invite(request, form), Refused) is not None


def _invite(request: HttpRequest, form: InviteForm) -> Ambassadorship:
    said = form.cleaned_data
    row = actions.invite(fan=said["handle"], words=said["words"], by=member_of(request), at=clock.now())
    record(request, "ambassadors.invite", ref(row))
    return row


def _found(id_: int) -> Ambassadorship:
    found = queries.ambassador(id_)
    if found is None:
        raise Http404
    return found.row


@needs("campaigns.open")
@require_POST
def decide(request: HttpRequest, id_: int) -> HttpResponse:
    """Yes with `want=1`, no with `want=0`, to an application; with a reason."""
    row, accepted, because = _found(id_), request.POST.get("want") == "1", request.POST.get("because", "")

    def act() -> None:
        actions.decide(
            ambassadorship=row, accepted=accepted, because=because, by=member_of(request), at=clock.now()
        )
        record(request, "ambassadors.decide", ref(row), accepted=accepted, because=because)

    if told(request, act, Refused):
        messages.success(request, _("Answered. They have been told why."))
    return redirect("desk:ambassadors")


@needs("campaigns.open")
@require_POST
def end(request: HttpRequest, id_: int) -> HttpResponse:
    row, because = _found(id_), request.POST.get("because", "")

    def act() -> None:
        actions.end(ambassadorship=row, because=because, by=member_of(request), at=clock.now())
        record(request, "ambassadors.end", ref(row), because=because)

    if told(request, act, Refused):
        messages.success(request, _("Ended. They have been told why."))
    return redirect("desk:ambassadors")


urlpatterns = [
    path("ambassadors", ambassadors, name="ambassadors"),
    path("ambassadors/<int:id_>/decide", decide, name="decide_ambassador"),
    path("ambassadors/<int:id_>/end", end, name="end_ambassador"),
]
