"""Tuesday for fans: the four boxes in under a minute, also without a network, and what all of them say together."""

from functools import cache
from pathlib import Path
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.moderation.actions import Screening, hold, screen
from fanloop.listening.voices import queries as voices
from fanloop.people.fans.queries import Fan
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.queries import Held, Report, Train, TrainRow
from fanloop.releasing.releases.rules.reports import BOXES
from fanloop.site import devices, drafts
from fanloop.site.asking import REFUSALS, fan_of, members_only
from fanloop.site.links import page_of
from fanloop.site.screening import FIELD, typed_seconds
from fanloop.site.terms import BOX, agreed
from fanloop.things.products import queries as products

ASKED = 40
"""Changes that are asked about; of an imported train with hundreds the first ones."""

_LABELS = {
    "used": (gettext_lazy("What did you use?"), gettext_lazy("Where, when, for what.")),
    "liked": (gettext_lazy("What did you like?"), gettext_lazy("Whoever made it reads this.")),
    "disliked": (gettext_lazy("What did you not like?"), gettext_lazy("What went wrong, and when.")),
    "want": (gettext_lazy("What do you want next?"), gettext_lazy("One wish is enough.")),
}
ANSWERS = [
    ("yes", pgettext_lazy("it helped", "yes")),
    ("no", pgettext_lazy("it helped", "no")),
    ("not_tried", gettext_lazy("not tried")),
]
_PROBLEMS = (*REFUSALS, actions.Refused)


class ReportForm(forms.Form):
    """Four boxes, an answer for each change, and the device, which begins with the fan's own."""

    device = forms.ChoiceField(required=False, label=gettext_lazy("On which device?"))
    build = forms.CharField(required=False, max_length=60, label=gettext_lazy("Which build runs on it?"))

    def __init__(self, *args: Any, held: list[Held], fan_id: int | None, **kwargs: Any) -> None:
        gear = voices.gear_of(fan_id)
        own = devices.of_gear(gear[0].gear) if gear else {}
        kwargs["initial"] = own | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for box, (label, hint) in _LABELS.items():
            area = forms.Textarea(attrs={"rows": 2, "data-draft": box})
            self.fields[box] = forms.CharField(
                required=False, max_length=4_000, label=label, help_text=hint, widget=area
            )
        for one in held:
            self.fields[f"change_{one.change.id}"] = forms.ChoiceField(
                required=False, choices=ANSWERS, widget=forms.RadioSelect, label=read(one.change.title)
            )
        self._offer_devices(gear)

    def _offer_devices(self, gear: list[voices.GearRow]) -> None:
        choices = devices.choices(gear)
        said = self.initial.get("device", "")
        if said and said not in dict(choices):
            choices.append((said, said.partition("|")[2]))
        cast("forms.ChoiceField", self.fields["device"]).choices = choices

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self[box] for box in BOXES]

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("change_")]

    def verdicts(self) -> dict[int, str]:
        """What was answered; a change nobody touched is not judged."""
        said = self.cleaned_data.items()
        return {
            int(name.removeprefix("change_")): says
            for name, says in said
            if name.startswith("change_") and says
        }

    def words(self) -> dict[str, str]:
        return {box: self.cleaned_data[box].strip() for box in BOXES}


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def train_or_404(slug: str, number: str) -> TrainRow:
    line = products.line(slug)
    row = queries.train(number, line_id=line.id) if line and "\0" not in number else None
    if row is None:
        raise Http404(_("There is no such train."))
    return row


def report(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    row = train_or_404(slug, number)
    viewer = _viewer(request)
    mine = queries.report_of(row.train.id, viewer.fan_id)
    held = queries.notes_of(row.train.id, limit=ASKED, brief=True)
    if request.method == "POST":
        return _send(request, row.train, held, mine)
    start = _said(mine) | drafts.kept(request, _key(row.train))
    return _page(
        request,
        row.train,
        ReportForm(initial=start, held=held, fan_id=viewer.fan_id),
        mine,
        has_words=bool(start),
    )


def _key(train: Train) -> str:
    return f"report:{train.id}"


def _said(mine: Report | None) -> dict[str, str]:
    """A report as its form was filled."""
    if mine is None:
        return {}
    told = queries.verdicts_in([mine.id])[mine.id]
    where = {"device": devices.key(mine.device_id, mine.variant), "build": mine.build}
    boxes: dict[str, str] = {box: getattr(mine, box) for box in BOXES}
    return {**boxes, **where, **{f"change_{change}": says for change, says in told.items()}}


def _page(
    request: HttpRequest,
    train: Train,
    form: ReportForm,
    mine: Report | None,
    *,
    has_words: bool,
    status: int = 200,
) -> HttpResponse:
    page = {
        "form": form, "train": train, "line_name": read(train.line.name), "mine": mine, "closed": queries.why_closed(train),
        "words": has_words, "here": request.path, "fan": getattr(request.user, "handle", ""),
        "log_in": f"{reverse('account_login')}?next={request.path}",
    }  # fmt: skip
    return render(request, "site/reports/report.html", page, status=status)


def _send(request: HttpRequest, train: Train, held: list[Held], mine: Report | None) -> HttpResponse:
    form = ReportForm(request.POST, held=held, fan_id=_viewer(request).fan_id)
    if not form.is_valid():
        return _page(request, train, form, mine, has_words=True, status=422)
    if not isinstance(request.user, Fan):
        drafts.keep(request, _key(train), _written(request))
        return redirect_to_login(request.path)
    try:
        if problem := agreed(request):
            raise actions.Refused(problem)
        _give(request, train, form, mine)
    except _PROBLEMS as refused:
        form.add_error(None, str(refused))
        drafts.keep(request, _key(train), _written(request))
        return _page(request, train, form, mine, has_words=True, status=422)
    drafts.drop(request, _key(train))
    messages.success(request, _("Thank you. Whoever made it reads it, and it counts in the sums below."))
    return redirect("site:tuesday", train.line.slug, train.number)


def _written(request: HttpRequest) -> dict[str, str]:
    own = {"csrfmiddlewaretoken", FIELD, BOX}
    return {name: str(value) for name, value in request.POST.items() if name not in own}


@transaction.atomic
def _give(request: HttpRequest, train: Train, form: ReportForm, mine: Report | None) -> None:
    """The gate reads what is new; what it holds stays out of sight as voices, and the report counts all the same."""
    fan, at, words = fan_of(request), clock.now(), form.words()
    before = {box: getattr(mine, box) if mine else "" for box in BOXES}
    fresh = [box for box in BOXES if words[box] and words[box] != before[box]]
    screening = Screening(held=False)
    if fresh:
        screening = screen(
            by=fan, text="\n".join(words[box] for box in fresh), act="edit" if mine else "report", at=at,
            typed_seconds=typed_seconds(request), language=get_language() or "en",
        )  # fmt: skip
    device = devices.detail(form.cleaned_data["device"], form.cleaned_data["build"])
    row = actions.give_report(
        train=train,
        fan=fan,
        verdicts=form.verdicts(),
        device=device,
        language=get_language() or "en",
        at=at,
        **words,
    )
    spoken = queries.voices_in([row.id])[row.id]
    for box in fresh:
        hold(about=f"voices.voice:{spoken[box]}", screening=screening, at=at)
    devices.remember(fan, device, at=at)


@require_POST
@members_only
def keep_report(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """What is being written, kept in the house too, so that another device goes on with it."""
    row = train_or_404(slug, number)
    drafts.keep(request, _key(row.train), _written(request))
    return HttpResponse(status=204)


@cache
def _worker() -> bytes:
    return (Path(__file__).parent / "static/site/js/report-worker.js").read_bytes()


@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view
    """The script that keeps the form at hand without a network. It lives here, so it can rule no page but Fridays'."""
    return HttpResponse(_worker(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})


def _address(train: Train | None, page: str) -> str:
    return reverse(page, args=[train.line.slug, train.number]) if train else ""


@page_of("releases.tuesday_step")
def step_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- everybody may tell
    return _address(queries.train_asked_about(id_), "site:give_report")


@page_of("releases.report")
def report_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- its sums are public
    return _address(queries.train_of_report(id_), "site:tuesday")


@page_of("releases.not_fixed")
def not_fixed_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- its sums are public
    row = queries.not_fixed_by_id(id_)
    return reverse("site:change", args=[row.change_id]) if row else ""


urlpatterns = [
    path("fridays/report-worker.js", worker, name="report_worker"),
    path("fridays/<slug:slug>/<path:number>/report/draft", keep_report, name="keep_report"),
    path("fridays/<slug:slug>/<path:number>/report", report, name="give_report"),
]
