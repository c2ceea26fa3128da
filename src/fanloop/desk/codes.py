"""Invitation codes at the desk: made in batches, handed out, taken back with a reason, ended; their chains are visible here."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, told, tried
from fanloop.desk.guard import needs
from fanloop.desk.rule_form import RuleForm
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.people.fans import queries as fans
from fanloop.people.fans.queries import Fan
from fanloop.people.levels import queries as levels
from fanloop.selling.campaigns.actions import Refused, codes
from fanloop.selling.campaigns.queries import Campaign, campaigns
from fanloop.selling.campaigns.queries import codes as queries
from fanloop.selling.campaigns.queries.codes import CodeBatch, Tier
from fanloop.selling.campaigns.queries.eligible import asked
from fanloop.selling.stock.actions import Refused as StockRefused

REFUSALS = (Refused, StockRefused)
_MOMENT: dict[str, Any] = {
    "widget": forms.DateTimeInput(attrs={"type": "datetime-local"}),
    "input_formats": ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
}


class BatchForm(RuleForm):
    """How many codes, for whom, from when to when. Their pieces are kept from the moment they are made."""

    campaign = forms.ChoiceField(label=gettext_lazy("Campaign"))
    words = forms.CharField(label=gettext_lazy("For whom"), max_length=120)
    count = forms.IntegerField(
        label=gettext_lazy("How many codes"), min_value=1, max_value=codes.MOST, initial=10
    )
    each = forms.IntegerField(label=gettext_lazy("Pieces for each"), min_value=1, max_value=99, initial=1)
    opens_at = forms.DateTimeField(label=gettext_lazy("Good from (UTC)"), **_MOMENT)
    closes_at = forms.DateTimeField(label=gettext_lazy("Good until (UTC)"), **_MOMENT)
    rearms = forms.BooleanField(
        label=gettext_lazy("Stepping out of the order gives the code back"), required=False, initial=True
    )
    field_order = ("campaign", "words", "count", "each", "opens_at", "closes_at", "rearms")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        at = clock.now()
        rows = [row for row in campaigns() if row.way != "crowdfunding" and row.closes_at > at]
        doors = [(row, tier) for row in rows for tier, _pool in queries.doors_of(row)]
        self.fields["campaign"].choices = [  # type: ignore[attr-defined]
            (_door(row, tier), f"{read(row.title)}: {read(tier.title)}" if tier else read(row.title))
            for row, tier in doors
        ]


@needs("campaigns.open")
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/codes/batches.html", {"rows": queries.batches()})


@needs("campaigns.open")
def make(request: HttpRequest) -> HttpResponse:
    form = BatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = tried(form, lambda: _make(request, form), REFUSALS)
        if row:
            messages.success(request, _("Made. Their pieces are kept from now on."))
            return redirect("desk:code_batch", batch_id=row.id)
    return render(request, "desk/codes/make.html", {"form": form}, status=422 if form.errors else 200)


def _door(row: Campaign, tier: Tier | None) -> str:
    """A campaign, or a tier of it with pieces of its own, as the form names it."""
    return f"{row.slug}:{tier.id}" if tier else row.slug


def _make(request: HttpRequest, form: BatchForm) -> CodeBatch:
    said = form.cleaned_data
    slug = said["campaign"].partition(":")[0]
    row_ = next(row for row in campaigns() if row.slug == slug)
    tier = next(tier for tier, _pool in queries.doors_of(row_) if _door(row_, tier) == said["campaign"])
    row = codes.make_batch(
        campaign=row_, tier=tier, words=said["words"], count=said["count"],
        each=said["each"], opens_at=said["opens_at"], closes_at=said["closes_at"], rearms=said["rearms"], who=form.who(),
        by=member_of(request), at=clock.now(),
    )  # fmt: skip
    record(request, "codes.make", ref(row), count=row.count)
    return row


@never_cache
@needs("campaigns.open")
@require_safe
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    row, at = _batch(batch_id), clock.now()
    shown = {
        "sheet": queries.batch_sheet(row),
        "batch": row,
        "title": read(row.campaign.title),
        "codes": queries.codes_of_batch(row, at),
        "asked": asked(row.who),
        "is_over": at >= row.closes_at,
    }
    return render(request, "desk/codes/batch.html", shown)


@never_cache
@needs("campaigns.open")
@require_POST
def letters(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The codes nobody has yet, as a file to hand out. Who took them is written down."""
    row = _batch(batch_id)
    rows = list(queries.nobodys(row))
    record(request, "codes.letters", ref(row), count=len(rows))
    text = "".join(f"{each.number}\t{queries.letters_of(each)}\n" for each in rows)
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="codes-{row.id}.txt"'
    return answer


@needs("campaigns.open")
@require_POST
def deal(request: HttpRequest, batch_id: int) -> HttpResponse:
    """One each, to people by name or to everybody from a level on."""
    row = _batch(batch_id)
    people = _people(request.POST.get("names", ""), request.POST.get("level", ""))
    if told(request, lambda: _deal(request, row, people), REFUSALS):
        messages.success(request, _("Handed out, one each; whoever had one got no other. They are told."))
    return redirect("desk:code_batch", batch_id=batch_id)


def _deal(request: HttpRequest, row: CodeBatch, people: list[Fan]) -> None:
    if not people:
        raise Refused(_("Nobody goes by these names here."))
    dealt = codes.deal(batch=row, fans=people, at=clock.now())
    record(request, "codes.deal", ref(row), count=len(dealt))


def _people(names: str, level: str) -> list[Fan]:
    """By name in the order given, then by level, the highest first."""
    handles = [word.lstrip("@").lower() for word in names.replace(",", " ").split()]
    by_handle = fans.fans_by_handle(handles)
    found = [by_handle[handle] for handle in handles if handle in by_handle]
    if level.isdecimal() and int(level) > 0:
        held = {id_: row.level for id_, row in levels.held(None).items() if row.level >= int(level)}
        rows = fans.fans_by_ids(held)
        found += [rows[id_] for id_ in sorted(held, key=lambda id_: (-held[id_], id_)) if rows[id_].is_active]
    return found


@needs("campaigns.open")
@require_POST
def revoke(request: HttpRequest, code_id: int) -> HttpResponse:
    code = queries.code_by_id(code_id)
    if code is None:
        raise Http404
    reason = request.POST.get("reason", "")

    def act() -> None:
        codes.revoke(code=code, reason=reason, by=member_of(request), at=clock.now())
        record(request, "codes.revoke", ref(code.batch), number=code.number, reason=reason)

    if told(request, act, REFUSALS):
        messages.success(request, _("Taken back; its holder reads why."))
    return redirect("desk:code_batch", batch_id=code.batch_id)


@needs("campaigns.open")
@require_POST
def end(request: HttpRequest, batch_id: int) -> HttpResponse:
    row = _batch(batch_id)

    def act() -> None:
        codes.end_batch(batch=row, by=member_of(request), at=clock.now())
        record(request, "codes.end", ref(row))

    if told(request, act, REFUSALS):
        messages.success(request, _("Over. Its pieces go to who waits, then to all."))
    return redirect("desk:code_batch", batch_id=batch_id)


def _batch(batch_id: int) -> CodeBatch:
    found = queries.batch_by_id(batch_id)
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("codes", batches, name="codes"),
    path("codes/new", make, name="make_codes"),
    path("codes/<int:batch_id>", batch, name="code_batch"),
    path("codes/<int:batch_id>/letters", letters, name="code_letters"),
    path("codes/<int:batch_id>/deals", deal, name="deal_codes"),
    path("codes/<int:batch_id>/end", end, name="end_codes"),
    path("codes/one/<int:code_id>/revocation", revoke, name="revoke_code"),
]
