"""Drops at the desk: publish one, watch it run, stop it, draw, and replace who cheated."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk import too_late
from fanloop.desk.acts import member_of, record, told, tried, viewer_of
from fanloop.desk.guard import needs
from fanloop.desk.rule_form import RuleForm
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import SYSTEM
from fanloop.people.fans import queries as fans
from fanloop.selling.campaigns.actions import Refused, drawing, drops
from fanloop.selling.campaigns.actions.doubles import take_back
from fanloop.selling.campaigns.queries import campaigns, doubles, offers
from fanloop.selling.campaigns.queries import drops as queries
from fanloop.selling.campaigns.queries.drops import Drop, Standing
from fanloop.selling.campaigns.rules import fairness
from fanloop.selling.orders import queries as orders
from fanloop.selling.orders.actions import Refused as OrderRefused
from fanloop.selling.orders.queries import Order
from fanloop.selling.orders.queries.keeping import BY_HAND, rule
from fanloop.selling.payments.ports import providers
from fanloop.selling.stock import queries as stock
from fanloop.ui.parts import Stat
from fanloop.ui.words import figure, span

REFUSALS = (Refused, OrderRefused)
REASONS = {
    "twice": gettext_lazy("had entered twice"),
    "robot": gettext_lazy("was a robot"),
    "address": gettext_lazy("same address as another"),
    "card": gettext_lazy("same card as another"),
    "stepped_out": gettext_lazy("stepped out"),
}
PHASES = {
    "soon": gettext_lazy("published"),
    "entering": gettext_lazy("people enter"),
    "closed": gettext_lazy("closed, not drawn"),
    "drawn": gettext_lazy("drawn"),
    "waiting": gettext_lazy("drawn, opens soon"),
    "open": gettext_lazy("open"),
    "gone": gettext_lazy("every piece is gone"),
    "over": gettext_lazy("over"),
}
_LATELY = timedelta(seconds=10)
_MOMENT: dict[str, Any] = {
    "widget": forms.DateTimeInput(attrs={"type": "datetime-local"}),
    "input_formats": ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
}


class PublishForm(RuleForm):
    """The rules, before anybody can enter. Times are UTC, as they are published."""

    campaign = forms.ChoiceField(
        label=gettext_lazy("Campaign"),
        help_text=gettext_lazy("One that is sold as a drop and has no rules yet."),
    )
    fairness = forms.ChoiceField(
        label=gettext_lazy("How is it fair?"),
        widget=forms.RadioSelect,
        initial="prequeue",
        choices=[
            ("prequeue", gettext_lazy("A drawn place for everybody who comes in time, the rest behind them")),
            ("lottery", gettext_lazy("Drawn by lot, open for hours: the hour does not matter")),
            ("fifo", gettext_lazy("First come, first served: where there is enough for all")),
        ],
    )
    entry_opens_at = forms.DateTimeField(label=gettext_lazy("The waiting room opens (UTC)"), **_MOMENT)
    entry_closes_at = forms.DateTimeField(
        label=gettext_lazy("Entries close (UTC)"), required=False,
        help_text=gettext_lazy(
            "Where something is drawn; the draw is ten minutes later, and not after it opens. Empty for first come, first served."
        ), **_MOMENT,
    )  # fmt: skip
    opens_at = forms.DateTimeField(label=gettext_lazy("It opens (UTC)"), **_MOMENT)
    hold = forms.IntegerField(
        label=gettext_lazy("Minutes a piece is held"), min_value=5, max_value=20_160, initial=15,
        help_text=gettext_lazy("A lottery may give days: winners are told by letter."),
    )  # fmt: skip
    tickets = forms.CharField(
        label=gettext_lazy("Tickets"), widget=forms.Textarea(attrs={"rows": 3}), initial="everyone 1",
        help_text=gettext_lazy("One line each: everyone 1, level:2 2, group:KEY 3. Published with the rules, never changed."),
    )  # fmt: skip
    late = forms.CharField(
        label=gettext_lazy("Late value"), required=False, max_length=120,
        help_text=gettext_lazy("A value of the world that comes after entries close, such as a round of drand. You type it in with the draw."),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        rows = [row for row in campaigns() if row.way == "drop" and queries.drop_of(row) is None]
        self.fields["campaign"].choices = [(row.slug, read(row.title)) for row in rows]  # type: ignore[attr-defined]
        self.fields["days"].initial = 7
        self.fields["proven"].initial, self.fields["proven"].widget = True, forms.HiddenInput()

    def who(self) -> dict[str, Any]:
        """A confirmed address is asked by every drop."""
        return {"proven": True} | super().who()

    def clean_tickets(self) -> dict[str, int]:
        """Lines as name → tickets."""
        lines = [line.split() for line in self.cleaned_data["tickets"].splitlines() if line.strip()]
        if not all(len(line) == 2 and line[1].isdecimal() for line in lines):
            raise forms.ValidationError(_("One line each: a name, a space, a number."))
        return {"everyone": 1} | {name: int(count) for name, count in lines}


class ReplaceForm(forms.Form):
    reason = forms.ChoiceField(label=gettext_lazy("Reason, counted in public"), choices=list(REASONS.items()))
    words = forms.CharField(label=pgettext_lazy("why", "In your words, for the desk"), max_length=500)


@needs("campaigns.open")
@require_safe
def drop_list(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    rows = [(now, PHASES[now.phase], read(now.drop.campaign.title)) for now in _standings(at)]
    return render(request, "desk/drops/drops.html", {"rows": rows})


@needs("campaigns.open")
def publish(request: HttpRequest) -> HttpResponse:
    form = PublishForm(request.POST or None)
    looks = request.POST.get("act") == "look"
    if request.method == "POST" and not looks and form.is_valid():
        row = tried(form, lambda: _publish(request, form), REFUSALS)
        if row:
            messages.success(request, _("The rules and the commitment are public."))
            return redirect("desk:drop", slug=row.campaign.slug)
    shown = {"form": form, "transfers": _only_transfers()}
    return render(request, "desk/drops/publish.html", shown, status=422 if form.errors else 200)


@never_cache
@needs("campaigns.open")
@require_safe
def drop(request: HttpRequest, slug: str) -> HttpResponse:
    now = queries.standing(_drop(slug), clock.now())
    page = _live(now) | _people(now) | too_late.part(request, now.drop.campaign, now.pool.id)
    page |= {"replacing": ReplaceForm(), "may_decide": viewer_of(request).may("orders.decide")}
    return render(request, "desk/drops/drop.html", page)


@never_cache
@needs("campaigns.open")
@require_safe
def live(request: HttpRequest, slug: str) -> HttpResponse:
    """The part that moves, asked for every two seconds."""
    return render(request, "desk/drops/live.html", _live(queries.standing(_drop(slug), clock.now())))


@needs("campaigns.open")
@require_POST
def act(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """One of the switches and steps of a drop, each with its line in the audit."""
    row = _drop(slug)
    said = {"words": request.POST.get("words", ""), "late": request.POST.get("late", "")}
    if what not in _ACTS:
        raise Http404
    done = told(request, lambda: _do(request, row, what, said), REFUSALS)
    if done:
        messages.success(request, str(_ACTS[what][1]))
    return redirect("desk:drop", slug=slug)


@needs("campaigns.open")
@require_POST
def replace(request: HttpRequest, slug: str, winner: int) -> HttpResponse:
    row, found, form = _drop(slug), queries.winner_by_id(winner), ReplaceForm(request.POST)
    if found is None or found.place.entry.drop_id != row.id:
        raise Http404
    if not form.is_valid():
        messages.error(request, _("Say why. The reason is counted in public, your words stay at the desk."))
    elif told(request, lambda: _replace(request, found, form.cleaned_data), REFUSALS):
        messages.success(request, _("The next rank follows, and everybody can count it."))
    return redirect("desk:drop", slug=slug)


@needs("campaigns.open")
@require_POST
def back(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Who shares a card or a door: out, with all money back, and in public."""
    row, form = _drop(slug), ReplaceForm(request.POST)
    found = orders.by_numbers([number], viewer=SYSTEM)
    if not found:
        raise Http404
    if not form.is_valid():
        messages.error(request, _("Say why. The reason is counted in public, your words stay at the desk."))
    elif told(request, lambda: _take_back(request, row, found[0], form.cleaned_data), REFUSALS):
        messages.success(request, _("It is cancelled, all money goes back, and everybody can count it."))
    return redirect("desk:drop", slug=slug)


def _standings(at: Any) -> list[Standing]:
    return [queries.standing(row, at) for row in queries.drops()]


def _only_transfers() -> str:
    """How long a bank transfer is given, where there is no other way to pay; empty where there is one."""
    plays = settings.DEMO or settings.DEBUG
    quick = [each for each in providers() if each.name != BY_HAND and (each.moves_money or plays)]
    return "" if quick else span(rule().transfer)


def _publish(request: HttpRequest, form: PublishForm) -> Drop:
    said = form.cleaned_data
    campaign = next(row for row in campaigns() if row.slug == said["campaign"])
    row = drops.open_drop(
        campaign=campaign, fairness=said["fairness"], entry_opens_at=said["entry_opens_at"],
        entry_closes_at=None if said["fairness"] == "fifo" else said["entry_closes_at"], opens_at=said["opens_at"],
        hold=timedelta(minutes=said["hold"]), who=form.who(), tickets=said["tickets"], late=said["late"].strip(),
        by=member_of(request), at=clock.now(),
    )  # fmt: skip
    record(request, "drops.publish", ref(row), fairness=row.fairness, commitment=row.commitment)
    return row


def _take_back(request: HttpRequest, row: Drop, order: Order, said: dict[str, Any]) -> None:
    done = take_back(
        drop=row,
        order=order,
        reason=said["reason"],
        words=said["words"],
        by=member_of(request),
        at=clock.now(),
    )
    record(request, "drops.take_back", ref(row), order=order.number, reason=done.reason)


def _do(request: HttpRequest, row: Drop, what: str, said: dict[str, str]) -> None:
    by, at = member_of(request), clock.now()
    if what == "rehearse":
        drops.note_rehearsal(drop=row, words=said["words"], by=by, at=at)
    elif what == "draw":
        drawing.draw(drop=row, late=said["late"], by=by, at=at)
    else:
        _ACTS[what][0](drop=row, by=by, at=at)
    record(request, f"drops.{what}", ref(row))


_ACTS: dict[str, tuple[Any, Any]] = {
    "pause": (drops.pause, gettext_lazy("Nobody claims until you let it go on.")),
    "go_on": (drops.go_on, gettext_lazy("Claims go on.")),
    "lottery": (drops.turn_to_lottery, gettext_lazy("It is a lottery now, and its page says who decided.")),
    "close": (drawing.close_entries, gettext_lazy("The root is public.")),
    "draw": (drawing.draw, gettext_lazy("The seed is public, and the winners hold their pieces.")),
    "rehearse": (drops.note_rehearsal, gettext_lazy("Written down.")),
}


def _replace(request: HttpRequest, winner: queries.Winner, said: dict[str, str]) -> None:
    row = drawing.replace_winner(
        winner=winner,
        reason=said["reason"],  # type: ignore[arg-type]  # one of the form's choices
        words=said["words"],
        by=member_of(request),
        at=clock.now(),
    )
    record(request, "drops.replace", ref(winner.place.entry.drop), rank=winner.place.rank, reason=row.reason)


def _live(now: Standing) -> dict[str, Any]:
    """What moves while it runs."""
    at = clock.now()
    is_last_hour = now.drop.opens_at - fairness.DECIDE <= at < now.drop.opens_at
    return {
        "now_is": now,
        "drop": now.drop,
        "title": read(now.drop.campaign.title),
        "phase": PHASES[now.phase],
        "stats": _stats(now),
        "crowded": fairness.is_crowded(interest=now.interest, pieces=now.drop.rules["places"]),
        "may_turn": is_last_hour and now.fairness != "lottery" and now.draw is None,
        "is_running": now.phase in {"open", "waiting", "entering"},
        "can_close": now.is_drawn and now.draw is None and at >= now.ends_at,
        "is_sealed": (is_sealed := bool(now.draw and not now.reveal and now.draws_at and at < now.draws_at)),
        "can_draw": now.draw is not None and now.reveal is None and not is_sealed,
        "by_hand": now.fairness == "fifo" or (now.fairness == "prequeue" and now.reveal is not None),
    }


def _stats(now: Standing) -> list[Stat]:
    pool, at = now.pool.id, clock.now()
    held, rate = stock.held(pool), stock.claimed_since(pool, at - _LATELY) / _LATELY.total_seconds()
    return [
        Stat(_("In the room"), figure(now.interest)),
        Stat(
            _("Left of all pieces"), figure(now.left), _("of %(total)s") % {"total": figure(now.pool.total)}
        ),
        Stat(_("Held, not paid yet"), figure(held.held)),
        Stat(pgettext("pieces", "Certain"), figure(held.confirmed)),
        Stat(_("Claims a second"), figure(rate, 1)),
        Stat(_("Tried in vain"), figure(stock.in_vain(pool))),
    ]


def _people(now: Standing) -> dict[str, Any]:
    """Winners with their names, for the desk alone, those who share a card or an address marked."""
    winners, gone = queries.winners(now.drop), queries.replaced_ids(now.drop)
    names = fans.names(row.claim.fan_id for row in winners)
    until = stock.holds_of([row.claim_id for row in winners])
    found = doubles.doubles(now.drop)
    alike = doubles.marked(found)
    return {
        "doubles": found,
        "neighbours": [(read(each.campaign.title), each) for each in queries.neighbours(now.drop)],
        "has_orders": bool(winners) or now.phase in {"open", "gone", "over"},
        "winners": [
            (row, names[row.claim.fan_id], until.get(row.claim_id), row.id in gone, alike.get(row.id, ""))
            for row in winners[:500]
        ],
        "rehearsals": queries.rehearsals(now.drop),
        "offers": offers(now.drop.campaign_id),
    }


def _drop(slug: str) -> Drop:
    found = queries.drop(slug)
    if found is None:
        raise Http404
    return found


urlpatterns = [
    path("drops", drop_list, name="drops"),
    path("drops/new", publish, name="publish_drop"),
    path("drops/<slug:slug>", drop, name="drop"),
    path("drops/<slug:slug>/live", live, name="drop_live"),
    path("drops/<slug:slug>/winners/<int:winner>/replace", replace, name="replace_winner"),
    path("drops/<slug:slug>/orders/<str:number>/back", back, name="take_back"),
    path("drops/<slug:slug>/<slug:what>", act, name="drop_act"),
]
