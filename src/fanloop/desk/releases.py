"""The train board: the platform and the next three trains side by side; who moves what says why, and can undo it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fanloop.desk import proposing
from fanloop.desk.changes import RISKS
from fanloop.desk.guard import needs
from fanloop.desk.running import track
from fanloop.foundation import clock
from fanloop.foundation.refs import ref
from fanloop.foundation.text.translated import read
from fanloop.listening.voices import queries as voices
from fanloop.people.team import actions as team
from fanloop.people.team import queries as members
from fanloop.releasing.releases import actions, queries
from fanloop.releasing.releases.queries import Change, Held, State, TrainRow
from fanloop.releasing.releases.rules.stations import DEPARTED, STATIONS
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Line
from fanloop.ui.parts import Tab

TRAINS = 3
KINDS = [
    ("new", gettext_lazy("New")),
    ("improved", gettext_lazy("Improved")),
    ("fixed", gettext_lazy("Fixed")),
]


class ChangeForm(forms.Form):
    """Something is built. It stands on the platform until somebody boards it."""

    title = forms.CharField(label=gettext_lazy("What is different, in the fans' words"), max_length=160)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS)
    risk = forms.ChoiceField(label=gettext_lazy("Risk"), choices=RISKS, initial="medium", required=False)
    promise = forms.TypedChoiceField(
        label=gettext_lazy("Which promise it keeps"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["promise"].choices = [("", _("none")), *_promises(line)]  # type: ignore[attr-defined]


def _promises(line: Line) -> list[tuple[int, str]]:
    """Promises of the line that are still open, the most wanted first."""
    rows = voices.needs_board(order="promised", line_id=line.id).object_list
    held = voices.acceptances_of([row.need.id for row in rows if row.is_open])
    return [(held[row.need.id].id, row.title) for row in rows if row.need.id in held]


@dataclass(frozen=True)
class Card:
    """A change on the board: the fans who wait for it, and why it last stayed behind."""

    held: Held
    title: str
    people: set[int]
    proposed: proposing.Shown | None = None

    @property
    def fans(self) -> int:
        return len(self.people)

    @property
    def left_for(self) -> str:
        """The kind of reason it stayed behind for, in words."""
        return queries.cause_name(self.held.left_behind.cause) if self.held.left_behind else ""

    @property
    def change(self) -> Change:
        return self.held.change


@dataclass(frozen=True)
class Column:
    """A train with what is aboard, and the fans behind all of it."""

    row: TrainRow
    cards: list[Card]
    key: int
    now: datetime
    state: State

    @property
    def fans(self) -> int:
        """Everybody behind something aboard, each once."""
        return len(set().union(*(card.people for card in self.cards)))

    @property
    def is_due(self) -> bool:
        return self.row.train.leaves_at <= self.now

    @property
    def is_risky(self) -> bool:
        return any(card.change.risk == "high" for card in self.cards)

    @property
    def freezes_at(self) -> datetime | None:
        """When its doors close, while they are open."""
        return None if self.state.is_shut else self.row.train.freezes_at

    @property
    def track(self) -> list[tuple[str, str]]:
        return track(self.state.station)[: STATIONS.index(DEPARTED) + 1]


def _cards(held: list[Held]) -> list[Card]:
    waiting = queries.fans_waiting(one.change.id for one in held)
    return [Card(one, read(one.change.title), waiting[one.change.id]) for one in held]


def _columns(line: Line) -> list[Column]:
    rows = queries.coming_trains(line.id, limit=TRAINS)
    now = clock.now()
    states = queries.states([row.train for row in rows], now)
    return [
        Column(row, _cards(queries.changes_of(row.train.id, brief=True)), key, now, states[row.train.id])
        for key, row in enumerate(rows, start=1)
    ]


def _platform(line: Line, columns: list[Column]) -> tuple[list[Card], int]:
    """Changes on the platform with what is proposed for each, the most pressing first, and how many there are."""
    found = queries.platform(line.id, limit=40)
    cards = {card.change.id: card for card in _cards(found.held)}
    trains = [(column.row, column.state, column.is_risky) for column in columns]
    people = {number: card.people for number, card in cards.items()}
    proposed = proposing.weigh(found.held, people, trains, clock.now())
    return [replace(cards[number], proposed=shown) for number, shown in proposed.items()], found.count


def _line(slug: str) -> Line | None:
    """The line asked for, else the first that has a train to come, else the first."""
    found = products.line(slug) if slug else None
    running = queries.running_lines()
    return found or (running[0] if running else next(iter(products.lines()), None))


def _show(
    request: HttpRequest, line: Line | None, form: ChangeForm | None = None, status: int = 200
) -> HttpResponse:
    columns = _columns(line) if line else []
    platform, count = _platform(line, columns) if line else ([], 0)
    context = {
        "line": line,
        "line_name": read(line.name) if line else "",
        "tabs": [
            Tab(read(one.name), f"{reverse('desk:trains')}?line={one.slug}", one == line)
            for one in _lines(line)
        ],
        "columns": columns,
        "first": columns[0] if columns else None,
        "any_shut": any(column.state.is_shut for column in columns),
        "platform": platform,
        "platform_count": count,
        "unbuilt": proposing.unbuilt(line.id, clock.now()) if line else [],
        "is_short": len(columns) < TRAINS,
        "form": form or (ChangeForm(line=line) if line else None),
        "moved": (moved := _moved(request)),
        "moved_title": read(moved.title) if moved else "",
        "last": queries.last_train(line.id) if line else None,
        "may_depart": request.viewer.may("releases.depart"),  # type: ignore[attr-defined]
    }
    return render(request, "desk/releases/board.html", context, status=status)


def _lines(line: Line | None) -> list[Line]:
    """Lines that run trains, and the one that is open."""
    running = queries.running_lines()
    return running if line is None or line in running else [*running, line]


def _moved(request: HttpRequest) -> Change | None:
    """The change that was moved last, whose move can be undone."""
    number = request.GET.get("moved", "")
    return queries.change_by_id(int(number)) if number.isdecimal() and len(number) < 19 else None


@needs("releases.board")
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    return _show(request, _line(request.GET.get("line", "")))


@needs("releases.board")
@require_POST
def board_change(request: HttpRequest, change_id: int) -> HttpResponse:
    change, train = _change(change_id), _train(request.POST.get("train", ""))

    def act() -> None:
        why = request.POST.get("why", "")
        actions.board(change=change, train=train, by=_acting(request), at=clock.now(), why=why)
        _record(request, "releases.board", change, train=train.number, why=why)

    return _done(request, change, act, _("It is aboard %(train)s.") % {"train": train.number})


@needs("releases.board")
@require_POST
def leave_change(request: HttpRequest, change_id: int) -> HttpResponse:
    change, why = _change(change_id), request.POST.get("why", "")
    cause = request.POST.get("cause") or "other"

    def act() -> None:
        actions.leave_behind(change=change, why=why, by=_acting(request), at=clock.now(), cause=cause)
        _record(request, "releases.leave", change, why=why)

    return _done(request, change, act, _("It stays on the platform, and the fans can read why."))


@needs("releases.board")
@require_POST
def undo_move(request: HttpRequest, change_id: int) -> HttpResponse:
    change = _change(change_id)

    def act() -> None:
        actions.undo_move(change=change, by=_acting(request), at=clock.now())
        _record(request, "releases.undo", change)

    return _done(request, change, act, _("It is back where it was."), moved=False)


@needs("releases.depart")
@require_POST
def depart(request: HttpRequest, train_id: int) -> HttpResponse:
    train = _train(str(train_id))
    at = clock.now()
    try:
        with transaction.atomic():
            actions.depart(train=train, by=_acting(request), at=at)
            team.record_act(request.viewer, act="releases.depart", about=ref(train), at=at)  # type: ignore[attr-defined]
            actions.plan_fridays(line=train.line, at=at, after=max(at, train.leaves_at))
    except actions.Refused as problem:
        messages.error(request, str(problem))
        return _back(train.line)
    messages.success(request, _("%(train)s has left. The fans are told.") % {"train": train.number})
    return redirect("site:train", train.line.slug, train.number)


@needs("releases.board")
@require_POST
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    line, at = _known(slug), clock.now()
    with transaction.atomic():
        trains = actions.plan_fridays(line=line, at=at, count=TRAINS)
        detail = {"trains": ", ".join(train.number for train in trains)}
        team.record_act(request.viewer, act="releases.plan", about=ref(line), detail=detail, at=at)  # type: ignore[attr-defined]
    return _back(line)


@needs("releases.board")
@require_POST
def new_change(request: HttpRequest, slug: str) -> HttpResponse:
    line = _known(slug)
    form = ChangeForm(request.POST, line=line)
    if not form.is_valid():
        return _show(request, line, form, status=422)
    said = form.cleaned_data
    promises = [f"voices.acceptance:{said['promise']}"] if said["promise"] else []
    with transaction.atomic():
        change = actions.make_change(
            line=line, title={_language(request): said["title"]}, kind=said["kind"], acceptances=promises,
            maker=_acting(request), at=clock.now(), risk=said["risk"] or "medium",
        )  # fmt: skip
        _record(request, "releases.make", change)
    return _back(line)


def _language(request: HttpRequest) -> str:
    return getattr(request, "LANGUAGE_CODE", "en")


def _done(request: HttpRequest, change: Change, act: Any, said: str, *, moved: bool = True) -> HttpResponse:
    """Do it with its line of the audit in one transaction, or say what refuses it."""
    try:
        with transaction.atomic():
            act()
    except actions.Refused as problem:
        messages.error(request, str(problem))
        return _back(change.line)
    if not moved:
        messages.success(request, said)
    return _back(change.line, moved=change.id if moved else None)


def _back(line: Line, moved: int | None = None) -> HttpResponse:
    query = f"&moved={moved}" if moved else ""
    return redirect(f"{reverse('desk:trains')}?line={line.slug}{query}")


def _known(slug: str) -> Line:
    line = products.line(slug)
    if line is None:
        raise Http404
    return line


def _change(change_id: int) -> Change:
    change = queries.change_by_id(change_id)
    if change is None:
        raise Http404
    return change


def _train(number: str) -> queries.Train:
    train = queries.train_by_id(int(number)) if number.isdecimal() and len(number) < 19 else None
    if train is None:
        raise Http404
    return train


def _acting(request: HttpRequest) -> members.Member:
    member = members.member_of(request.viewer.fan_id)  # type: ignore[attr-defined]
    assert member is not None
    return member


def _record(request: HttpRequest, act: str, change: Change, **detail: str) -> None:
    team.record_act(request.viewer, act=act, about=ref(change), detail=detail, at=clock.now())  # type: ignore[attr-defined]


urlpatterns = [
    path("trains", board, name="trains"),
    path("trains/<int:train_id>/depart", depart, name="depart"),
    path("lines/<slug:slug>/trains", plan, name="plan_trains"),
    path("lines/<slug:slug>/changes", new_change, name="new_change"),
    path("changes/<int:change_id>/board", board_change, name="board_change"),
    path("changes/<int:change_id>/leave", leave_change, name="leave_change"),
    path("changes/<int:change_id>/undo", undo_move, name="undo_move"),
]
