"""Prepared answers, and whom to tell before a promise breaks."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from fanloop.desk.acts import member_of, record, tried
from fanloop.desk.guard import needs
from fanloop.desk.tongues import languages
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.listening.answers import actions, queries
from fanloop.listening.answers.queries import CannedAnswer, EscalationRule
from fanloop.people.team import queries as team


class CannedForm(forms.Form):
    """A title for the desk, and words for the fan in each language."""

    instead_of = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for tag, tongue in languages():
            self.fields[_field(tag)] = forms.CharField(
                label=_("Words (%(language)s)") % {"language": tongue}, required=False, max_length=8_000,
                widget=forms.Textarea(attrs={"rows": 4, "class": "words"}),
            )  # fmt: skip
        first = self.fields[_field(languages()[0][0])]
        first.help_text = _("{name}, {need} and {train} are filled in.")

    def words(self) -> dict[str, str]:
        return {tag: self.cleaned_data.get(_field(tag), "") for tag, _tongue in languages()}


def _field(tag: str) -> str:
    return f"words_{tag.replace('-', '_')}"


@needs("answers.settings")
def canned(request: HttpRequest) -> HttpResponse:
    """`?change=` fills the form with an answer to replace."""
    rows = queries.canned_answers()
    chosen = next((row for row in rows if str(row.id) == request.GET.get("change", "")), None)
    form = CannedForm(request.POST or None, initial=_filled(chosen))
    sent = request.method == "POST" and form.is_valid()
    row = tried(form, lambda: _prepare(request, form, rows), actions.Refused) if sent else None
    if row:
        messages.success(request, _("Kept for everybody at the desk."))
        return redirect("desk:canned")
    page = {"form": form, "rows": rows, "tab": "canned", "changes": chosen}
    return render(request, "desk/answers/canned.html", page, status=422 if form.errors else 200)


def _filled(row: CannedAnswer | None) -> dict[str, Any]:
    if row is None:
        return {}
    return {
        "instead_of": row.id,
        "title": row.title,
        **{_field(tag): text for tag, text in row.words.items()},
    }


def _prepare(request: HttpRequest, form: CannedForm, rows: list[CannedAnswer]) -> CannedAnswer:
    said = form.cleaned_data
    old = next((row for row in rows if row.id == said["instead_of"]), None)
    row = actions.prepare_answer(
        title=said["title"], words=form.words(), by=member_of(request), at=clock.now(), instead_of=old
    )
    record(request, "answers.prepare_answer", ref(row), title=row.title)
    return row


@require_POST
@needs("answers.settings")
def drop(request: HttpRequest, canned_id: int) -> HttpResponse:
    row = next((one for one in queries.canned_answers() if one.id == canned_id), None)
    if row is None:
        raise Http404
    actions.drop_answer(row=row, at=clock.now())
    record(request, "answers.drop_answer", ref(row), title=row.title)
    return redirect("desk:canned")


class RuleForm(forms.Form):
    """So many minutes before, these people."""

    minutes = forms.IntegerField(
        label=gettext_lazy("Desk minutes before it is late"), min_value=0, max_value=1440, initial=5
    )
    people = forms.ChoiceField(label=gettext_lazy("Who is told"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["people"].choices = list(_people().items())  # type: ignore[attr-defined]


def _people() -> dict[str, str]:
    """Everybody who can be told: duties, squads, members by name."""
    members = team.members()
    duties = {
        "duty:desk": pgettext("whom to tell", "everybody with the duty desk"),
        "duty:moderator": pgettext("whom to tell", "everybody with the duty moderator"),
    }
    squads = {
        f"squad:{one.squad}": _("the squad %(name)s") % {"name": one.squad} for one in members if one.squad
    }
    return duties | squads | {f"member:{one.id}": one.name for one in members}


@needs("answers.settings")
def escalation(request: HttpRequest) -> HttpResponse:
    form = RuleForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    rule = tried(form, lambda: _tell(request, form), actions.Refused) if sent else None
    if rule:
        messages.success(request, _("They will be told, once for each that runs out of time."))
        return redirect("desk:escalation")
    named, people = _people(), team.colleagues()
    rows = [
        (row, named.get(f"{row.whose}:{row.which}", row.which), queries.told_by(row, people))
        for row in queries.escalation_rules()
    ]
    page = {"form": form, "rows": rows, "tab": "escalation"}
    return render(request, "desk/answers/escalation.html", page, status=422 if form.errors else 200)


def _tell(request: HttpRequest, form: RuleForm) -> EscalationRule:
    whose, _colon, which = form.cleaned_data["people"].partition(":")
    row = actions.tell_before(
        minutes=form.cleaned_data["minutes"], whose=whose, which=which, by=member_of(request), at=clock.now()
    )
    record(request, "answers.tell_before", ref(row), minutes=row.minutes, whose=whose, which=which)
    return row


@require_POST
@needs("answers.settings")
def stop_telling(request: HttpRequest, rule_id: int) -> HttpResponse:
    actions.stop_telling(rule_id=rule_id, at=clock.now())
    record(request, "answers.stop_telling", f"answers.escalation_rule:{rule_id}")
    return redirect("desk:escalation")


urlpatterns = [
    path("answers/prepared", canned, name="canned"),
    path("answers/prepared/<int:canned_id>/drop", drop, name="drop_canned"),
    path("answers/escalation", escalation, name="escalation"),
    path("answers/escalation/<int:rule_id>/stop", stop_telling, name="stop_telling"),
]
