"""What only a demo shows: what it is, its clock, and the letters that would have left the house."""

from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fanloop.foundation import clock, mail
from fanloop.foundation.text.days import day_words
from fanloop.releasing.releases import actions as releases
from fanloop.releasing.releases import queries
from fanloop.selling.campaigns.actions.charging import work_pledges
from fanloop.selling.campaigns.actions.codes import end_over
from fanloop.selling.campaigns.actions.deadline import decide_all
from fanloop.selling.campaigns.actions.drawing import draw_all
from fanloop.selling.campaigns.actions.pricing import apply_price_steps
from fanloop.selling.campaigns.queries import running as selling
from fanloop.selling.stock.actions import sweep
from fanloop.site.asking import members_only

PAGE = 25
MORNING, TUESDAY = time(8), 1


def _story() -> None:
    """Only a demo that tells the story has a clock of its own."""
    if settings.DEMO != "story":
        raise Http404(_("This house is no demo."))


def letters(request: HttpRequest) -> HttpResponse:
    """The local outbox: open in a demo, for those who may see people's mail otherwise."""
    if not settings.DEMO and not request.viewer.may("people.see"):  # type: ignore[attr-defined]
        raise Http404
    found = mail.letters(to=request.GET.get("to") or None)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "site/demo/letters.html", {"page": page})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    _story()
    page = {"steps": steps(clock.now()), "may_move": request.viewer.is_staff}  # type: ignore[attr-defined]
    return render(request, "site/demo/about.html", page)


def steps(now: datetime) -> dict[str, datetime]:
    """Where the clock can go from here: the next morning, departure, Tuesday morning, end of a crowdfunding, step of a drop."""
    today = timezone.localdate(now)
    found = {"morning": _on(today + timedelta(days=1))}
    coming = queries.next_train()
    if coming is not None and coming.leaves_at > now:
        found["departure"] = coming.leaves_at
    found["tuesday"] = _on(today + timedelta(days=(TUESDAY - today.weekday() - 1) % 7 + 1))
    if ending := selling.next_deadline(now):
        found["deadline"] = ending
    if step := selling.next_of_drops(now):
        found["drop"] = step
    return found


def _on(day: date) -> datetime:
    return datetime.combine(day, MORNING, timezone.get_current_timezone()).astimezone(UTC)


def _draw_until(since: datetime, to: datetime) -> None:
    """Entries close and drops are drawn each at its moment, as they would have: a root is out for a while before the seed."""
    step = selling.next_of_drops(since)
    while step and step <= to:
        draw_all(at=step)
        step = selling.next_of_drops(step)
    draw_all(at=to)


@require_POST
@members_only
def forward(request: HttpRequest) -> HttpResponse:
    """Let time pass; what the clock does by itself is done at once, as if somebody had waited."""
    _story()
    to = steps(clock.now()).get(request.POST.get("to", ""))
    if to is None or not request.viewer.is_staff:  # type: ignore[attr-defined]
        messages.error(request, _("Only the maker's people move this clock, and only onwards."))
        return redirect("site:demo")
    _draw_until(clock.now(), to)
    clock.run_from(to)
    releases.keep_time(at=to)
    releases.run_tuesdays(at=to)
    releases.count_votes(at=to)
    apply_price_steps(at=to)
    decide_all(at=to)
    work_pledges(at=to)
    end_over(at=to)
    sweep(at=to)
    messages.success(request, _("It is %(day)s now.") % {"day": day_words(to, "dated")})
    return redirect("site:demo")


urlpatterns = [
    path("letters", letters, name="letters"),
    path("demo", about, name="demo"),
    path("demo/clock", forward, name="forward"),
]
