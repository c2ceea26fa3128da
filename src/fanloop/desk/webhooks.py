"""Webhooks at the desk: who elsewhere hears of what, what was sent, and sending it again."""

from dataclasses import fields
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.foundation import bus, clock
from fanloop.foundation.refs import ref
from fanloop.people.webhooks import actions, queries
from fanloop.people.webhooks.rules import filters

SECRET = "webhook_secret"  # noqa: S105 -- the name of a place in the session
REASONS = {
    actions.BY_WISH: gettext_lazy("somebody here said so"),
    actions.GONE: gettext_lazy("the receiver said it is gone for good (410)"),
    actions.SILENT: gettext_lazy("three days of tries brought no answer"),
}


class EndpointForm(forms.Form):
    """Where to, and what about."""

    name = forms.CharField(label=gettext_lazy("What is it for?"), max_length=80)
    url = forms.CharField(label=gettext_lazy("Address"), max_length=500, widget=forms.URLInput)
    patterns = forms.MultipleChoiceField(
        label=gettext_lazy("What it hears"), required=False, widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=gettext_lazy("Nothing chosen means everything. “noun.*” is every fact of that noun."),
    )  # fmt: skip
    conditions = forms.CharField(
        label=gettext_lazy("Only if"), required=False, max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "short"}),
        help_text=gettext_lazy("One a line, all must hold: votes >= 10, kind = bug. The fields stand in the list of facts."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        names = bus.facts()
        nouns = sorted({f"{name.partition('.')[0]}.*" for name in names})
        self.fields["patterns"].choices = [(each, each) for each in [*nouns, *names]]  # type: ignore[attr-defined]

    def clean_conditions(self) -> list[filters.Condition]:
        lines = [line for line in str(self.cleaned_data["conditions"]).splitlines() if line.strip()]
        read = [filters.parsed(line) for line in lines]
        if wrong := [line for line, one in zip(lines, read, strict=True) if one is None]:
            raise forms.ValidationError(
                _("This is no condition: %(line)s. Write it like votes >= 10.") % {"line": wrong[0]}
            )
        return [one for one in read if one]


@needs("webhooks.manage")
def webhooks(request: HttpRequest) -> HttpResponse:
    """All endpoints, and the form for one more."""
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = tried(form, lambda: _opened(request, form), actions.Refused)
        if row:
            return redirect("desk:webhook", row.id)
    page = {"form": form, "rows": queries.endpoints(viewer_of(request)), "reasons": REASONS}
    return render(request, "desk/webhooks/webhooks.html", page, status=422 if form.errors else 200)


def _opened(request: HttpRequest, form: EndpointForm) -> queries.Endpoint:
    row = actions.open_endpoint(**form.cleaned_data, by=member_of(request), at=clock.now())
    record(request, "webhooks.open", ref(row), url=row.url)
    request.session[SECRET] = queries.secrets_of(row)[0].value
    return row


def _row(request: HttpRequest, endpoint_id: int) -> queries.EndpointRow:
    row = queries.endpoint(endpoint_id, viewer_of(request))
    if row is None:
        raise Http404(_("There is no such webhook."))
    return row


@needs("webhooks.manage")
def webhook(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """One endpoint: what it hears, its log, its secrets."""
    row = _row(request, endpoint_id)
    form = EndpointForm(request.POST or None, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        if tried(form, lambda: _changed(request, row.endpoint, form), actions.Refused):
            messages.success(request, _("Changed."))
            return redirect("desk:webhook", endpoint_id)
        row = _row(request, endpoint_id)
    found = queries.log(row.endpoint, page=request.GET.get("page", "1"))
    page = {
        "row": row, "form": form, "page": found, "sent": queries.tried(list(found)), "reasons": REASONS,
        "secrets": len(queries.secrets_of(row.endpoint)), "fresh": request.session.pop(SECRET, ""),
    }  # fmt: skip
    return render(request, "desk/webhooks/webhook.html", page, status=422 if form.errors else 200)


def _initial(row: queries.EndpointRow) -> dict[str, Any]:
    said = [f"{each.field} {each.sign} {each.value}" for each in row.conditions]
    one = row.endpoint
    return {"name": one.name, "url": one.url, "patterns": one.patterns, "conditions": "\n".join(said)}


def _changed(request: HttpRequest, row: queries.Endpoint, form: EndpointForm) -> queries.Endpoint:
    changed = actions.change_endpoint(endpoint=row, **form.cleaned_data, at=clock.now())
    record(request, "webhooks.change", ref(row), url=row.url)
    return changed


@require_POST
@needs("webhooks.manage")
def act(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Test, rest, wake, a new secret, or the end of the old one."""
    row, want = _row(request, endpoint_id).endpoint, request.POST.get("want", "")
    at = clock.now()
    verbs = {
        "test": lambda: actions.send_test(endpoint=row, at=at),
        "rest": lambda: actions.rest(endpoint=row, because=actions.BY_WISH, by=member_of(request), at=at),
        "wake": lambda: actions.wake(endpoint=row, at=at),
        "rotate": lambda: _rotated(request, row),
        "end_old": lambda: actions.end_old_secrets(endpoint=row, at=at),
    }
    if want not in verbs:
        raise Http404
    if told(request, verbs[want], actions.Refused):
        record(request, f"webhooks.{want}", ref(row))
    return redirect("desk:webhook", endpoint_id)


def _rotated(request: HttpRequest, row: queries.Endpoint) -> None:
    request.session[SECRET] = actions.rotate_secret(endpoint=row, at=clock.now()).value


@require_POST
@needs("webhooks.manage")
def replay(request: HttpRequest, delivery_id: int) -> HttpResponse:
    row = queries.delivery(delivery_id, viewer_of(request))
    if row is None:
        raise Http404
    actions.replay(delivery=row, at=clock.now())
    record(request, "webhooks.replay", ref(row.endpoint), message=row.message)
    messages.success(request, _("It is sent once more, under the same id."))
    return redirect("desk:webhook", row.endpoint_id)


@require_safe
@needs("webhooks.manage")
def facts(request: HttpRequest) -> HttpResponse:
    """Every fact the house can announce, as a receiver meets it."""
    rows = [
        (name, (fact.__doc__ or "").strip(), [(one.name, _spoken(one.type)) for one in fields(fact)])
        for name, fact in bus.facts().items()
        if fact.__module__.startswith("fanloop.")
    ]
    return render(request, "desk/webhooks/facts.html", {"rows": rows})


def _spoken(kind: Any) -> str:
    """The JSON type of a field."""
    names = {"str": "string", "int": "number", "float": "number", "bool": "true or false"}
    said = kind if isinstance(kind, str) else getattr(kind, "__name__", str(kind))
    return names.get(said, "list" if "tuple" in str(kind) else str(kind))


urlpatterns = [
    path("webhooks", webhooks, name="webhooks"),
    path("webhooks/facts", facts, name="webhook_facts"),
    path("webhooks/<int:endpoint_id>", webhook, name="webhook"),
    path("webhooks/<int:endpoint_id>/act", act, name="act_on_webhook"),
    path("webhooks/sent/<int:delivery_id>/again", replay, name="replay_webhook"),
]
