"""How the trail shows trains, changes and what stopped or ended them. All of it is public."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fanloop.foundation import trail
from fanloop.foundation.text import translated
from fanloop.foundation.viewer import Viewer
from fanloop.releasing.releases.models import Change, Hold, Pulled, Train, Withdrawal
from fanloop.releasing.releases.queries.trains import TrainRow, counted


@trail.describes("releases.train", label=lambda count: ngettext("train", "trains", count))
def describe_trains(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- trains are public
    rows = counted(list(Train.objects.filter(id__in=ids).select_related("line")))
    return {row.train.id: _train_card(row) for row in rows}


def _train_card(row: TrainRow) -> trail.Card:
    line = translated.read(row.train.line.name)
    detail = _("left with %(count)d") if row.has_left else _("leaves with %(count)d")
    title = f"{line} {row.train.number}"
    moment = row.left_at or row.train.leaves_at
    return trail.Card(
        f"releases.train:{row.train.id}", _("train"), title, detail % {"count": row.aboard}, moment
    )


@trail.describes("releases.change", label=lambda count: ngettext("change", "changes", count))
def describe_changes(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- changes are public
    rows = Change.objects.filter(id__in=ids)
    return {
        row.id: trail.Card(
            f"releases.change:{row.id}",
            _("change"),
            translated.read(row.title),
            _KINDS[row.kind](),
            row.at,
            "guessed" if row.guessed else "",
        )
        for row in rows
    }


_KINDS = {"new": lambda: _("new"), "improved": lambda: _("improved"), "fixed": lambda: _("fixed")}


@trail.describes("releases.hold", label=lambda count: ngettext("stop", "stops", count))
def describe_holds(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- reasons are public
    rows = Hold.objects.filter(id__in=ids).select_related("train__line")
    return {row.id: _stop_card("hold", row.id, row, row.train) for row in rows}


@trail.describes("releases.withdrawal", label=lambda count: ngettext("withdrawal", "withdrawals", count))
def describe_withdrawals(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- reasons are public
    rows = Withdrawal.objects.filter(id__in=ids).select_related("train__line")
    return {row.id: _stop_card("withdrawal", row.id, row, row.train) for row in rows}


@trail.describes(
    "releases.pulled", label=lambda count: ngettext("change withdrawn", "changes withdrawn", count)
)
def describe_pulled(ids: set[int], viewer: Viewer) -> dict[int, trail.Card]:  # noqa: ARG001 -- reasons are public
    rows = Pulled.objects.filter(id__in=ids).select_related("change")
    return {
        row.id: trail.Card(
            f"releases.pulled:{row.id}", _("withdrawn"), translated.read(row.change.title), row.why, row.at
        )
        for row in rows
    }


def _stop_card(kind: str, number: int, row: Hold | Withdrawal, train: Train) -> trail.Card:
    label = _("stopped") if kind == "hold" else _("withdrawn")
    title = f"{translated.read(train.line.name)} {train.number}"
    return trail.Card(f"releases.{kind}:{number}", label, title, row.why, row.at)
