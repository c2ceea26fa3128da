"""Supply at the desk: parts by weeks, what is short and why, the choice of a quantity, and purchase orders."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk.guard import needs
from fanloop.desk.reasons import steps
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import Viewer
from fanloop.making.demand import queries as demand
from fanloop.making.demand.queries import Forecast
from fanloop.making.supply import actions, queries
from fanloop.making.supply.queries import Plan, Reason
from fanloop.people.team import actions as team
from fanloop.people.team import queries as team_queries


class PlanForm(forms.Form):
    """How many end items to plan for, from when, in how many weeks."""

    forecast = forms.IntegerField(widget=forms.HiddenInput)
    quantity = forms.IntegerField(label=gettext_lazy("How many to make"), min_value=1, max_value=10_000_000)
    first_week = forms.DateField(
        label=gettext_lazy("First week of building"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: as soon as the longest lead time allows."),
    )
    build_weeks = forms.IntegerField(
        label=gettext_lazy("Weeks of building"), min_value=1, max_value=52, initial=6
    )


@require_safe
@needs("demand.see")
def home(request: HttpRequest) -> HttpResponse:
    """The plan asked for, else the newest; one cell of it explained below the table."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    plans = queries.plans(viewer=viewer)
    wanted = request.GET.get("plan", "")
    plan = next((one for one in plans if str(one.id) == wanted), next(iter(plans), None))
    newest = _newest_forecast()
    page = {"form": _form(newest, plan), "newest": newest, "sees_prices": queries.may_see_prices(viewer)}
    if plan is None:
        return render(request, "desk/supply/empty.html", page)
    return render(request, "desk/supply/table.html", _plan(request, plan, plans) | page)


def _plan(request: HttpRequest, plan: Plan, plans: list[Plan]) -> dict[str, Any]:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    reason = _reason(request, plan)
    return {
        "plan": plan,
        "plans": plans,
        "ref": ref(plan),
        "table": queries.supply_table(plan, viewer=viewer),
        "summary": queries.summary(plan.id, viewer=viewer),
        "notices": queries.notices(plan.id, viewer=viewer),
        "supplier_weeks": queries.supplier_weeks(plan.id, viewer=viewer),
        "approval": queries.approval(plan.id),
        "builds": queries.builds(plan.id),
        "reason": reason,
        "steps": steps(reason, plan, viewer) if reason else [],
        "may_plan": viewer.may("supply.plan"),
        "may_approve": viewer.may("supply.approve"),
        "columns": plan.weeks + (4 if queries.may_see_prices(viewer) else 3),
    }


def _reason(request: HttpRequest, plan: Plan) -> Reason | None:
    part, week = request.GET.get("part", ""), request.GET.get("week", "")
    if not (part.isdecimal() and week.isdecimal() and len(part) < 18 and len(week) < 4):
        return None
    return queries.reason_of(plan, part_id=int(part), week=int(week), viewer=request.viewer)  # type: ignore[attr-defined]


def _newest_forecast() -> Forecast | None:
    return next((row for about in demand.abouts() if (row := demand.latest_forecast(about))), None)


def _form(row: Forecast | None, plan: Plan | None) -> PlanForm | None:
    if row is None:
        return None
    same = plan is not None and plan.forecast_id == row.id
    return PlanForm(
        initial={"forecast": row.id, "quantity": plan.quantity if plan and same else demand.expected(row)}
    )


@require_POST
@needs("supply.plan")
def make(request: HttpRequest) -> HttpResponse:
    form = PlanForm(request.POST)
    row = demand.forecast(form.cleaned_data["forecast"]) if form.is_valid() else None
    if row is None:
        return render(request, "desk/supply/empty.html", {"form": form}, status=422)
    try:
        plan = _make(request, row, form)
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("desk:supply")
    messages.success(request, _("Planned. Nothing is ordered until somebody approves."))
    return redirect(f"/desk/supply?plan={plan.id}")


@transaction.atomic
def _make(request: HttpRequest, row: Forecast, form: PlanForm) -> Plan:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    first: date | None = form.cleaned_data["first_week"]
    now = clock.now()
    plan = actions.make_plan(
        forecast=row,
        quantity=form.cleaned_data["quantity"],
        first_week=first - timedelta(days=first.weekday()) if first else None,
        build_weeks=form.cleaned_data["build_weeks"],
        by=team_queries.member_of(viewer.fan_id),
        at=now,
    )
    team.record_act(viewer, act="supply.plan", about=ref(plan), detail={"quantity": plan.quantity}, at=now)
    return plan


@require_POST
@needs("supply.approve")
def approve(request: HttpRequest, plan_id: int) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    plan = queries.plan(plan_id, viewer=viewer)
    member = team_queries.member_of(viewer.fan_id)
    if plan is None or member is None:
        raise Http404
    now = clock.now()
    try:
        with transaction.atomic():
            orders = actions.approve_plan(plan=plan, by=member, at=now)
            team.record_act(
                viewer, act="supply.approve", about=ref(plan), detail={"orders": len(orders)}, at=now
            )
    except actions.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"/desk/supply?plan={plan.id}")
    said = ngettext(
        "%(n)s purchase order is on its way.", "%(n)s purchase orders are on their way.", len(orders)
    )
    messages.success(request, said % {"n": len(orders)})
    return redirect("desk:purchase_orders")


@require_safe
@needs("supply.plan", "supply.approve")
def purchase_orders(request: HttpRequest) -> HttpResponse:
    rows = queries.purchase_orders(viewer=request.viewer)  # type: ignore[attr-defined]
    return render(request, "desk/supply/orders.html", {"rows": rows})


@require_safe
@needs("supply.plan", "supply.approve")
def purchase_order(request: HttpRequest, number: str) -> HttpResponse:
    view = queries.purchase_order(number, viewer=request.viewer)  # type: ignore[attr-defined]
    if view is None:
        raise Http404
    rows = [
        (line, [(queries.why_words(one.why), queries.quantity_words(one.quantity)) for one in line.surplus])
        for line in view.lines
    ]
    return render(request, "desk/supply/order.html", {"view": view, "rows": rows, "ref": ref(view.order)})


urlpatterns = [
    path("supply", home, name="supply"),
    path("supply/plan", make, name="make_plan"),
    path("supply/plan/<int:plan_id>/approve", approve, name="approve_plan"),
    path("supply/orders", purchase_orders, name="purchase_orders"),
    path("supply/orders/<str:number>", purchase_order, name="purchase_order"),
]
