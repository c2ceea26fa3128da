"""Who may have it: the rule of a campaign, its line, and orders that go to one door."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.acts import member_of, record, tried
from fanloop.desk.campaign_at import campaign_at
from fanloop.desk.guard import needs
from fanloop.desk.rule_form import RuleForm
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.selling.campaigns.actions import Refused, eligible
from fanloop.selling.campaigns.queries import Campaign, limit_of, ref_of
from fanloop.selling.campaigns.queries.drops import drop_of
from fanloop.selling.campaigns.queries.eligible import asked, rule_of
from fanloop.selling.campaigns.queries.line import in_line, length, line
from fanloop.selling.orders.queries.crowds import crowded

PAGE = 100
STATES: dict[str, str | Promise] = {
    "waiting": gettext_lazy("waits"),
    "offered": gettext_lazy("has an offer"),
    "taken": gettext_lazy("ordered"),
    "declined": gettext_lazy("let it go"),
    "left": gettext_lazy("left the line"),
    "passed": gettext_lazy("the day was over"),
}


@needs("campaigns.open")
@require_safe
def limits(request: HttpRequest, slug: str) -> HttpResponse:
    return _page(request, campaign_at(slug))


def _page(
    request: HttpRequest, row: Campaign, form: RuleForm | None = None, status: int = 200
) -> HttpResponse:
    rule, drop = rule_of(row), drop_of(row)
    page = Paginator(line(row), PAGE).get_page(request.GET.get("page"))
    who = drop.rules["who"] if drop else rule.who if rule else {}
    shown: dict[str, Any] = {
        "campaign": row,
        "title": read(row.title),
        "drop": drop,
        "since": drop.at if drop else rule.at if rule else None,
        "asked": asked(who),
        "form": form or RuleForm(initial={"level": 0} | dict(who)),
        "limit": limit_of(row),
        "line": [(each, STATES[each.state]) for each in in_line(list(page))],
        "page": page,
        "length": length(row),
        "doors": crowded(ref_of(row)),
    }
    return render(request, "desk/codes/limits.html", shown, status=status)


@needs("campaigns.open")
@require_POST
def set_rule(request: HttpRequest, slug: str) -> HttpResponse:
    row, form = campaign_at(slug), RuleForm(request.POST)
    if request.POST.get("act") == "look":
        return _page(request, row, form, 422 if form.errors else 200)
    if form.is_valid() and tried(form, lambda: _set(request, row, form), Refused):
        messages.success(request, _("The rule holds from now on. Orders that stand are not asked again."))
        return redirect("desk:campaign_limits", slug=slug)
    return _page(request, row, form, 422)


def _set(request: HttpRequest, row: Campaign, form: RuleForm) -> bool:
    eligible.set_rule(campaign=row, who=form.who(), by=member_of(request), at=clock.now())
    record(request, "campaigns.rule", ref(row), who=form.who())
    return True


urlpatterns = [
    path("campaigns/<slug:slug>/limits", limits, name="campaign_limits"),
    path("campaigns/<slug:slug>/rule", set_rule, name="set_rule"),
]
