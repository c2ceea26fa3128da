"""Setting what the team shares. The numbers themselves are public; only a founder sets a pool and shares it."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fanloop.desk.acts import member_of, record, told, tried
from fanloop.desk.guard import needs
from fanloop.foundation import clock
from fanloop.foundation.money import Money, MoneyError
from fanloop.foundation.money import read as read_money
from fanloop.foundation.refs import ref
from fanloop.people.team import queries as team
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.rules import quarters


class PoolForm(forms.Form):
    """A quarter, a sum and the reason everybody reads."""

    quarter = forms.ChoiceField(label=gettext_lazy("Quarter"))
    amount = forms.CharField(label=gettext_lazy("What is shared"), max_length=20)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"))
    because = forms.CharField(
        label=gettext_lazy("Why this much"), max_length=400,
        help_text=gettext_lazy("Everybody reads it beside the sum."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        maker = team.maker()
        this = queries.quarter_of(clock.now())
        last = quarters.begins(this - timedelta(days=1))
        names = [quarters.name(one) for one in (this, quarters.next_quarter(this), last)]
        self.fields["quarter"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        codes = maker.currencies if maker else []
        self.fields["currency"].choices = [(code, code) for code in codes]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "amount" in said and "currency" in said:
            try:
                said["money"] = read_money(said["amount"], said["currency"])
            except MoneyError as problem:
                self.add_error("amount", str(problem))
        return said


@needs("bonus.set")
def bonus(request: HttpRequest) -> HttpResponse:
    form = PoolForm(request.POST or None)

    def act() -> queries.BonusPool:
        return _set(request, form)

    if request.method == "POST" and form.is_valid() and tried(form, act, actions.Refused) is not None:
        messages.success(request, _("Set. Everybody reads it on the page of what the team shares."))
        return redirect("desk:bonus")
    this = queries.quarter_of(clock.now())
    settled = queries.settlements()
    pools = [
        (quarters.name(row.begins), Money(row.minor, row.currency), row, settled.get(row.begins))
        for row in queries.pools()
    ]
    page = {"form": form, "pools": pools, "due": _due(settled), "this": quarters.name(this)}
    return render(request, "desk/bonus/bonus.html", page, status=422 if form.errors else 200)


def _due(settled: Collection[date]) -> list[tuple[str, Money]]:
    """Quarters that are over and not shared yet, with the pool that counts."""
    now = clock.now()
    firsts = sorted({row.begins for row in queries.pools(limit=1_000)} - set(settled))
    found = [(first, queries.pool_of(first)) for first in firsts if queries.is_over(first, now=now)]
    return [(quarters.name(first), Money(pool.minor, pool.currency)) for first, pool in found if pool]


def _set(request: HttpRequest, form: PoolForm) -> queries.BonusPool:
    said = form.cleaned_data
    row = actions.set_pool(
        quarter=quarters.named(said["quarter"]), amount=said["money"], because=said["because"],
        by=member_of(request), at=clock.now(),
    )  # fmt: skip
    record(request, "bonus.set", ref(row), quarter=said["quarter"], amount=str(said["money"]))
    return row


@needs("bonus.set")
@require_POST
def share(request: HttpRequest, quarter: str) -> HttpResponse:
    """A quarter that is over is shared: its numbers stand from now on."""
    try:
        first = quarters.named(quarter)
    except ValueError:
        raise Http404 from None

    def act() -> None:
        row = actions.share_pool(quarter=first, by=member_of(request), at=clock.now())
        record(request, "bonus.share", ref(row.pool), quarter=quarter)

    if told(request, act, actions.Refused):
        messages.success(request, _("Shared. The numbers stand."))
    return redirect("desk:bonus")


urlpatterns = [
    path("bonus", bonus, name="bonus"),
    path("bonus/<str:quarter>/share", share, name="share_pool"),
]
