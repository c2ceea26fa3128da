"""What moderators keep: watched words, who looks after which place, thresholds."""

from dataclasses import fields
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fanloop.desk.acts import member_of, record, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.desk.moderation_parts import places, tabs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.listening.moderation import actions, queries
from fanloop.listening.moderation.rules.figures import HOUSE, SENSITIVITIES
from fanloop.people.team import queries as team


class WordForm(forms.Form):
    """A word to watch."""

    word = forms.CharField(
        label=gettext_lazy("Word"), max_length=80,
        help_text=gettext_lazy("Whole words; * stands for any letters. Chinese is found anywhere in a sentence."),
    )  # fmt: skip
    effect = forms.ChoiceField(
        label=gettext_lazy("What has it in it"), choices=list(queries.EFFECT_WORDS.items())
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), required=False,
        choices=[("", gettext_lazy("every language")), *settings.LANGUAGES],
    )  # fmt: skip


@needs("community.moderate")
def words(request: HttpRequest) -> HttpResponse:
    form = WordForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: _watched(request, form), actions.Refused, field="word") is not None
    ):
        messages.success(request, _("Watched from now on."))
        return redirect("desk:watched_words")
    page = {"form": form, "rows": queries.watched_words(), "effects": queries.EFFECT_WORDS, "tongues": dict(settings.LANGUAGES), "tabs": tabs("words", viewer_of(request))}  # fmt: skip
    return render(request, "desk/moderation/words.html", page, status=422 if form.errors else 200)


def _watched(request: HttpRequest, form: WordForm) -> queries.WatchedWord:
    row = actions.watch_word(**form.cleaned_data, by=member_of(request).fan, at=clock.now())
    record(request, "moderation.watch", ref(row), word=row.word, effect=row.effect)
    return row


@require_POST
@needs("community.moderate")
def unwatch(request: HttpRequest, word_id: int) -> HttpResponse:
    row = queries.watched_word(word_id)
    if row is None:
        raise Http404
    if actions.unwatch(word=row, by=member_of(request).fan, at=clock.now()):
        record(request, "moderation.unwatch", ref(row), word=row.word)
    return redirect("desk:watched_words")


class ChargeForm(forms.Form):
    """A moderator and a place."""

    member = forms.ChoiceField(label=gettext_lazy("Moderator"))
    scope = forms.ChoiceField(label=gettext_lazy("Looks after"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["member"].choices = [(row.id, row.name) for row in queries.moderators()]  # type: ignore[attr-defined]
        self.fields["scope"].choices = list(places().items())  # type: ignore[attr-defined]


@needs("moderation.settings")
def charges(request: HttpRequest) -> HttpResponse:
    form = ChargeForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: _charged(request, form), actions.Refused) is not None
    ):
        return redirect("desk:charges")
    page = {
        "form": form,
        "rows": queries.charges(),
        "places": places(),
        "tabs": tabs("charges", viewer_of(request)),
    }
    return render(request, "desk/moderation/charges.html", page, status=422 if form.errors else 200)


def _charged(request: HttpRequest, form: ChargeForm) -> queries.Charge:
    member = team.member(int(form.cleaned_data["member"]))
    assert member is not None
    scope = form.cleaned_data["scope"]
    row = actions.charge(member=member, scope=scope, by=member_of(request).fan, at=clock.now())
    record(request, "moderation.charge", ref(member), scope=scope)
    return row


@require_POST
@needs("moderation.settings")
def discharge(request: HttpRequest, charge_id: int) -> HttpResponse:
    row = queries.charge(charge_id)
    if row is None:
        raise Http404
    if actions.discharge(charge=row, by=member_of(request).fan, at=clock.now()):
        record(request, "moderation.discharge", ref(row.member), scope=row.scope)
    return redirect("desk:charges")


LABELS = {
    "bonus_dangerous": gettext_lazy("A report of danger counts more by"),
    "flags_a_day": gettext_lazy("Reports a day"),
    "gap_topic_seconds": gettext_lazy("Seconds between two topics"),
    "gap_post_seconds": gettext_lazy("Seconds between two posts"),
    "first_day_topics": gettext_lazy("Topics on the first day"),
    "first_day_replies": gettext_lazy("Replies on the first day"),
    "links_of_new": gettext_lazy("Links in one text of somebody new"),
    "host_of_new": gettext_lazy("Times somebody new may name one site"),
    "fast_seconds": gettext_lazy("Seconds under which a first text is a machine's"),
    "claim_minutes": gettext_lazy("Minutes a claim holds"),
    "strike_days": gettext_lazy("Days a strike counts"),
}
_STEPS = [("low", gettext_lazy("late: many reports")), ("medium", gettext_lazy("in between")), ("high", gettext_lazy("early: few reports"))]  # fmt: skip


class FiguresForm(forms.Form):
    """The thresholds in force; what equals the house's own is not kept."""

    sensitivity = forms.ChoiceField(label=gettext_lazy("Reports hide something"), choices=_STEPS)
    because = forms.CharField(label=gettext_lazy("Why you change it"), max_length=300)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = {one.name: type(getattr(HOUSE, one.name)) for one in fields(HOUSE)}
        for name, label in LABELS.items():
            field = forms.IntegerField if kinds[name] is int else forms.FloatField
            self.fields[name] = field(label=label, min_value=0, max_value=100_000)
        self.order_fields(["sensitivity", *LABELS, "because"])

    def changed(self) -> dict[str, Any]:
        said = {key: value for key, value in self.cleaned_data.items() if key != "because"}
        return {key: value for key, value in said.items() if value != getattr(HOUSE, key)}


@needs("moderation.settings")
def figures(request: HttpRequest) -> HttpResponse:
    now = queries.figures(clock.now())
    form = FiguresForm(
        request.POST or None, initial={name: getattr(now, name) for name in ("sensitivity", *LABELS)}
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and tried(form, lambda: _set(request, form), actions.Refused) is not None
    ):
        messages.success(request, _("These hold from now on."))
        return redirect("desk:moderation_figures")
    page = {"form": form, "hides_at": now.hides_at, "steps": SENSITIVITIES, "rows": queries.figure_settings(), "tabs": tabs("figures", viewer_of(request))}  # fmt: skip
    return render(request, "desk/moderation/figures.html", page, status=422 if form.errors else 200)


def _set(request: HttpRequest, form: FiguresForm) -> object:
    changed, because = form.changed(), form.cleaned_data["because"]
    kept = actions.set_figures(changed=changed, because=because, by=member_of(request).fan, at=clock.now())
    record(request, "moderation.figures", "", because=because, **changed)
    return kept


urlpatterns = [
    path("moderation/words", words, name="watched_words"),
    path("moderation/words/<int:word_id>/end", unwatch, name="unwatch"),
    path("moderation/charges", charges, name="charges"),
    path("moderation/charges/<int:charge_id>/end", discharge, name="discharge"),
    path("moderation/thresholds", figures, name="moderation_figures"),
]
