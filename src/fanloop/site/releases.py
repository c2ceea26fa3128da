"""Fridays for fans: what left and who asked for it, what boards, and what stays on the platform and why."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_safe

from fanloop.foundation import clock
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import Viewer
from fanloop.listening.voices import queries as voices
from fanloop.people.fans import queries as fans
from fanloop.releasing.releases import queries
from fanloop.releasing.releases.queries import Held, Train, TrainRow
from fanloop.releasing.releases.rules import notes
from fanloop.releasing.releases.rules.reports import MIN
from fanloop.site import friday, train_way
from fanloop.site.awards import Maker, makers_named
from fanloop.site.comments import Subject, commentable, comments_on
from fanloop.site.links import page_of
from fanloop.site.tuesday import said_of
from fanloop.things.builds import queries as builds
from fanloop.things.products import queries as products
from fanloop.things.products.queries import Line
from fanloop.ui.parts import FridayLine, Moment, Tab

TRAINS, CHANGES, NAMED = 20, 60, 120
KINDS = {
    "new": gettext_lazy("New"),
    "improved": gettext_lazy("Improved"),
    "fixed": gettext_lazy("Fixed"),
}


@dataclass(frozen=True)
class Name:
    """A fan as notes name them: a handle with a page, or somebody who left."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class ShownChange:
    """One change as pages tell it: titles in the reader's language, who is named, how many are not."""

    held: Held
    title: str
    words: str
    asked: SafeString
    others: int
    helped: SafeString
    maker: str = ""
    by: str = ""
    waiting: int = 0
    pulled: queries.Pulled | None = None

    @property
    def ref(self) -> str:
        return f"releases.change:{self.held.change.id}"


@dataclass(frozen=True)
class ShownTrain:
    """A train in a list: its line's name, the first things it brought, and how many more."""

    row: TrainRow
    line: str
    titles: list[str]

    @property
    def more(self) -> int:
        return max(0, self.row.aboard - len(self.titles))


def linked(names: Iterable[Name]) -> SafeString:
    """Names with their pages in one sentence, parted as the language parts them."""
    said = (
        format_html('<a href="{}">{}</a>', one.href, one.text) if one.href else escape(one.text)
        for one in names
    )
    return format_html_join(pgettext("between names", ", "), "{}", ((one,) for one in said))


def names_of(fan_ids: Iterable[int]) -> dict[int, Name]:
    """Names of the day; who was erased has no page, and who asked not to be named is "a fan"."""
    people = fans.fans_by_ids(fan_ids)
    quiet = fans.unnamed(people)
    said = fans.names_in_credits(people)
    return {
        fan_id: Name(
            said[fan_id],
            reverse("site:person", args=[row.handle]) if row.is_active and fan_id not in quiet else "",
        )
        for fan_id, row in people.items()
    }


def shown(held: Sequence[Held], *, named: int = notes.NAMED) -> list[ShownChange]:
    """Changes with names, five queries whatever their number; those not credited yet with the fans who wait."""
    ids = {fan_id for one in held for fan_id in (*one.asked[:named], *one.helped)}
    names = names_of(ids)
    waiting = queries.fans_waiting(
        one.change.id for one in held if not one.credits and not one.change.source_key
    )
    pulled = queries.pulled(one.change.id for one in held)
    makers = makers_named(one.change.maker for one in held if one.change.maker)
    return [
        replace(
            _shown(one, names, named),
            maker=_made_by(one, makers, names),
            by=_by(one.change, makers),
            waiting=len(waiting.get(one.change.id, ())),
            pulled=pulled.get(one.change.id),
        )
        for one in held
    ]


def _made_by(one: Held, makers: Mapping[int, Maker], names: Mapping[int, Name]) -> SafeString:
    """The engineer with a page, or the name somebody wrote where it was no engineer of the house; then who else made it."""
    maker = makers.get(one.change.maker_id or 0)
    said = Name(maker.name, maker.href) if maker else Name(one.change.maker_name)
    return linked([*([said] if said.text else []), *(names[each] for each in one.made if each in names)])


def _by(change: queries.Change, makers: Mapping[int, Maker]) -> str:
    maker = makers.get(change.maker_id or 0)
    return maker.name if maker else change.maker_name


def _shown(one: Held, names: dict[int, Name], named: int) -> ShownChange:
    return ShownChange(
        held=one,
        title=read(one.change.title),
        words=read(one.change.words),
        asked=linked(names[fan_id] for fan_id in one.asked[:named] if fan_id in names),
        others=max(0, one.asked_by - named),
        helped=linked(names[fan_id] for fan_id in one.lent if fan_id in names),
    )


def _listed(rows: Sequence[TrainRow]) -> list[ShownTrain]:
    changes = queries.changes_by_train(row.train.id for row in rows)
    return [
        ShownTrain(row, read(row.train.line.name), [read(one.title) for one in changes.get(row.train.id, [])])
        for row in rows
    ]


def _tabs(chosen: Line | None) -> list[Tab]:
    counts = queries.trains_per_line()
    here = reverse("site:fridays")
    rows = [line for line in products.lines() if line.id in counts]
    every = Tab(_("All"), here, chosen is None, sum(counts.values()))
    return [
        every,
        *(Tab(read(line.name), f"{here}?line={line.slug}", line == chosen, counts[line.id]) for line in rows),
    ]


def _lines_drawn(chosen: Line | None) -> list[tuple[str, FridayLine, list[train_way.Standing]]]:
    """The Friday line of each running line, or of the chosen one, and what its next train has to say."""
    lines = [line for line in queries.running_lines() if chosen is None or line == chosen]
    now = clock.now()
    found = [(read(line.name), queries.friday_line(line.id)) for line in lines]
    coming = [one.coming.train for _name, one in found if one.coming]
    states = queries.states(coming, now)
    return [
        (name, friday.drawn(one, now, state), train_way.standing(state))
        for name, one in found
        if one.coming and (state := states[one.coming.train.id])
    ]


@require_safe
def fridays(request: HttpRequest) -> HttpResponse:
    slug = request.GET.get("line", "")
    line = products.line(slug) if slug else None
    if slug and line is None:
        raise Http404(_("There is no such line."))
    count = queries.count_trains(line.id if line else None)
    page = Paginator(range(count), TRAINS).get_page(request.GET.get("page"))
    rows = queries.trains_of(
        line.id if line else None, is_gone=True, offset=max(0, page.start_index() - 1), limit=TRAINS
    )
    context = {
        "line": line,
        "tabs": _tabs(line),
        "lines": _lines_drawn(line),
        "trains": _listed(rows),
        "page": page,
    }
    return render(request, "site/releases/fridays.html", context)


def _train_or_404(slug: str, number: str) -> tuple[Line, TrainRow]:
    line = products.line(slug)
    row = queries.train(number, line_id=line.id) if line and "\0" not in number else None
    if line is None or row is None:
        raise Http404(_("There is no such train."))
    return line, row


@require_safe
def train(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    line, row = _train_or_404(slug, number)
    page = Paginator(range(row.aboard), CHANGES).get_page(request.GET.get("page"))
    changes = shown(
        queries.notes_of(row.train.id, offset=max(0, page.start_index() - 1), limit=CHANGES, brief=True)
    )
    context = {
        **train_way.of(row.train, clock.now()),
        "line": line, "line_name": read(line.name), "row": row, "train": row.train, "page": page,
        "ref": f"releases.train:{row.train.id}",
        "talk": comments_on(f"releases.train:{row.train.id}", _train_subject(row.train), request.viewer),  # type: ignore[attr-defined]
        "groups": _grouped(changes), "left": _left(row), **_thanked(row), **_carried(row.train),
    }  # fmt: skip
    return render(request, "site/releases/train.html", context)


def _grouped(changes: Sequence[ShownChange]) -> list[tuple[Any, list[ShownChange]]]:
    found = groupby(changes, key=lambda one: one.held.change.kind)
    return [(KINDS[kind], list(group)) for kind, group in found]


def _left(row: TrainRow) -> list[tuple[str, str, queries.Boarding]]:
    """Who stayed behind: title, the kind of reason, and the place with its reason; not who moved to another train."""
    return [
        (read(place.change.title), queries.cause_name(place.cause), place)
        for place in queries.left_from(row.train.id)
        if place.cause != "moved"
    ]


def _carried(train: Train) -> dict[str, Any]:
    """The build it carries, whether everybody can have it, and the last go or no-go about it."""
    load = queries.load_of(train.id)
    if load is None:
        return {}
    stands = builds.standings([load.build_id])[load.build_id]
    return {
        "carried": load.build, "is_offered": stands.is_offered, "rests": stands.pause,
        "judged": queries.decision_of(train.id),
    }  # fmt: skip


def _thanked(row: TrainRow) -> dict[str, Any]:
    first, count = queries.thanked(row.train.id)
    return {"thanked": linked(names_of(first[:NAMED]).values()), "thanked_more": max(0, count - NAMED)}


@require_safe
def change(request: HttpRequest, change_id: int) -> HttpResponse:
    found = queries.change_by_id(change_id)
    if found is None:
        raise Http404(_("There is no such change."))
    place = queries.boarding_of(found.id)
    context = {
        "one": shown(queries.held([found], brief=True), named=NAMED)[0],
        "change": found, "kind": KINDS[found.kind], "line_name": read(found.line.name), "line": found.line,
        "place": place, "row": queries.train(place.train.number, line_id=place.train.line_id) if place else None,
        "moments": _moments(found.id), "promised": _promised(found.id),
        "pulled": queries.pulled([found.id]).get(found.id), "least": MIN, **_told(found.id, place),
        "talk": comments_on(f"releases.change:{found.id}", _change_subject(found), request.viewer),  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "site/releases/change.html", context)


def _told(change_id: int, place: queries.Boarding | None) -> dict[str, Any]:
    """What fans say of a change on Tuesdays, once it has left; and whether they may still say it."""
    if place is None or queries.left_at(place.train_id) is None:
        return {}
    found = queries.verdicts([change_id])[change_id]
    failed = queries.not_fixed([change_id]).get(change_id)
    return {"told": said_of("", found, failed=failed), "closed": queries.why_closed(place.train)}


def _promised(change_id: int) -> list[tuple[str, str]]:
    """Title and reference of each need whose promise this change keeps."""
    ids = queries.needs_behind([change_id])[change_id]
    return [(row.title, f"voices.need:{row.need.id}") for row in voices.needs_by_ids(ids).values()]


def _moments(change_id: int) -> list[Moment]:
    """Where a change has been, the latest first, with the reasons it was left behind."""
    moments = []
    for place in queries.boardings_of(change_id):
        href = reverse("site:train", args=[place.train.line.slug, place.train.number])
        if place.left_at is not None:
            left = _("Left %(train)s") % {"train": place.train.number}
            why = train_way.said(place.left_by, place.why_left)
            moments.append(Moment(left, place.left_at, why, href, "risk"))
        boarded = _("Boarded %(train)s") % {"train": place.train.number}
        moments.append(Moment(boarded, place.at, train_way.said(place.by, place.why), href))
    return moments


def _train_subject(row: queries.Train) -> Subject:
    href = reverse("site:train", args=[row.line.slug, row.number])
    return Subject(f"{read(row.line.name)} {row.number}", href, row.line_id)


def _change_subject(row: queries.Change) -> Subject:
    return Subject(read(row.title), reverse("site:change", args=[row.id]), row.line_id)


@commentable("releases.train")
def train_subject(id_: int, viewer: Viewer) -> Subject | None:  # noqa: ARG001 -- trains are public
    row = queries.train_by_id(id_)
    return _train_subject(row) if row else None


@commentable("releases.change")
def change_subject(id_: int, viewer: Viewer) -> Subject | None:  # noqa: ARG001 -- changes are public
    row = queries.change_by_id(id_)
    return _change_subject(row) if row else None


@page_of("releases.train")
def train_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- trains are public
    row = queries.train_by_id(id_)
    return reverse("site:train", args=[row.line.slug, row.number]) if row else ""


@page_of("releases.hold")
def hold_page(id_: int, viewer: Viewer) -> str:
    row = queries.train_of_hold(id_)
    return train_page(row, viewer) if row else ""


@page_of("releases.withdrawal")
def withdrawal_page(id_: int, viewer: Viewer) -> str:
    row = queries.train_of_withdrawal(id_)
    return train_page(row, viewer) if row else ""


@page_of("releases.pulled")
def pulled_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- reasons are public
    row = queries.change_of_pulled(id_)
    return reverse("site:change", args=[row]) if row else ""


@page_of("releases.change")
def change_page(id_: int, viewer: Viewer) -> str:  # noqa: ARG001 -- changes are public
    return reverse("site:change", args=[id_])


urlpatterns = [
    path("fridays", fridays, name="fridays"),
    path("fridays/<slug:slug>/<path:number>", train, name="train"),
    path("changes/<int:change_id>", change, name="change"),
]
