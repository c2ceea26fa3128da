"""Levels at the desk: how many hold which, levels set by hand, and what levels need."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fanloop.desk.acts import record, told, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.people.fans import queries as fans
from fanloop.people.levels import actions, queries
from fanloop.people.levels.ports import benefits_of

FIGURES = {
    "one_days": gettext_lazy("Level 1: days here"),
    "one_topics": gettext_lazy("Level 1: topics read in"),
    "one_posts": gettext_lazy("Level 1: posts read"),
    "two_days": gettext_lazy("Level 2: days here"),
    "two_topics": gettext_lazy("Level 2: topics read in"),
    "two_posts": gettext_lazy("Level 2: posts read"),
    "two_replied": gettext_lazy("Level 2: topics of others replied in"),
    "two_given": gettext_lazy("Level 2: reactions given"),
    "two_received": gettext_lazy("Level 2: reactions got"),
    "three_days": gettext_lazy("Level 3: days here, of the last hundred"),
    "three_replied": gettext_lazy("Level 3: topics of others replied in"),
    "three_topics_percent": gettext_lazy("Level 3: share of new topics read in, %"),
    "three_topics_most": gettext_lazy("Level 3: but at most so many topics"),
    "three_posts_percent": gettext_lazy("Level 3: share of new posts read, %"),
    "three_posts_most": gettext_lazy("Level 3: but at most so many posts"),
    "three_topics_ever": gettext_lazy("Level 3: topics read in, ever"),
    "three_posts_ever": gettext_lazy("Level 3: posts read, ever"),
    "three_given": gettext_lazy("Level 3: reactions given"),
    "three_received": gettext_lazy("Level 3: reactions got"),
    "three_helped": gettext_lazy("Level 3: shipped voices, best answers, right flags, ever"),
    "three_flagged": gettext_lazy("Level 3: at most so many posts taken down"),
}


class ThresholdsForm(forms.Form):
    """Every figure a level needs, and why it is changed."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.auto_id = "figure_%s"  # both forms of the page ask why
        first = queries.defaults()
        for name, label in FIGURES.items():
            most = 100 if name.endswith("_percent") else 1_000_000
            self.fields[name] = forms.IntegerField(
                label=label, min_value=0, max_value=most,
                help_text=_("The house begins with %(figure)s.") % {"figure": first[name]},
            )  # fmt: skip
        self.fields["because"] = forms.CharField(label=_("Why"), max_length=300)


class HandForm(forms.Form):
    """Hold somebody at a level."""

    handle = forms.CharField(label=gettext_lazy("Their handle"), max_length=60)
    level = forms.TypedChoiceField(
        label=gettext_lazy("Level"), coerce=int, initial=4,
        choices=lambda: [(number, f"{number}, {queries.name_of(number)}") for number in range(5)],
    )  # fmt: skip
    because = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, help_text=gettext_lazy("The fan reads it.")
    )

    def clean_handle(self) -> fans.Fan:
        fan = fans.fan_by_handle(str(self.cleaned_data["handle"]).strip())
        if fan is None:
            raise forms.ValidationError(_("Nobody here is called that."))
        return fan


def _show(
    request: HttpRequest, *, hand: HandForm | None = None, figures: ThresholdsForm | None = None
) -> HttpResponse:
    viewer = viewer_of(request)
    page = {
        "hand": hand or HandForm(), "figures": figures or ThresholdsForm(initial=asdict(queries.thresholds())),
        "hands": queries.hands(viewer=viewer), "history": queries.threshold_settings(),
        "steps": [(level, queries.name_of(level), people, benefits_of(level)) for level, people in queries.how_many().items()],
        "may_give": viewer.may("levels.give"), "may_tune": viewer.may("levels.tune"),
    }  # fmt: skip
    status = 422 if hand or figures else 200
    return render(request, "desk/levels/levels.html", page, status=status)


@needs("levels.give", "levels.tune")
def levels(request: HttpRequest) -> HttpResponse:
    return _show(request)


@needs("levels.give")
@require_POST
def give_level(request: HttpRequest) -> HttpResponse:
    form = HandForm(request.POST)
    row = tried(form, lambda: _give(request, form), actions.Refused) if form.is_valid() else None
    if row is None:
        return _show(request, hand=form)
    messages.success(
        request,
        _("%(name)s is held at level %(level)s.") % {"name": row.fan.handle, "level": row.level},
    )
    return redirect("desk:levels")


def _give(request: HttpRequest, form: HandForm) -> queries.ByHand:
    said = form.cleaned_data
    row = actions.set_level(
        fan=said["handle"], level=said["level"], because=said["because"], by=_me(request), at=clock.now()
    )
    record(request, "levels.give", ref(row.fan), level=row.level, because=row.because)
    return row


def _me(request: HttpRequest) -> fans.Fan:
    assert isinstance(request.user, fans.Fan)
    return request.user


@needs("levels.give")
@require_POST
def lift_level(request: HttpRequest, fan_id: int) -> HttpResponse:
    fan = fans.fan(fan_id)
    if fan is None:
        raise Http404

    def act() -> None:
        actions.lift(fan=fan, by=_me(request), at=clock.now())
        record(request, "levels.lift", ref(fan))

    if told(request, act, actions.Refused):
        messages.success(request, _("%(name)s is reckoned again.") % {"name": fan.handle})
    return redirect("desk:levels")


@needs("levels.tune")
@require_POST
def tune_levels(request: HttpRequest) -> HttpResponse:
    form = ThresholdsForm(request.POST)
    row = tried(form, lambda: _tune(request, form), actions.Refused) if form.is_valid() else None
    if row is None:
        return _show(request, figures=form)
    messages.success(request, _("Levels are reckoned by these figures from tonight on."))
    return redirect("desk:levels")


def _tune(request: HttpRequest, form: ThresholdsForm) -> queries.ThresholdSetting:
    said = dict(form.cleaned_data)
    row = actions.set_thresholds(because=said.pop("because"), figures=said, by=_me(request), at=clock.now())
    record(request, "levels.tune", ref(row), **row.figures)
    return row


urlpatterns = [
    path("levels", levels, name="levels"),
    path("levels/give", give_level, name="give_level"),
    path("levels/<int:fan_id>/lift", lift_level, name="lift_level"),
    path("levels/tune", tune_levels, name="tune_levels"),
]
