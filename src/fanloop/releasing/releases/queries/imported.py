"""Who builds on trains and changes; asked before an imported history is taken out again."""

from collections.abc import Collection

from fanloop.foundation.holding import Going, holds, pointed_at
from fanloop.foundation.refs import ids_by_kind
from fanloop.releasing.releases.models import Boarding, Change, Credit, Departure, Note, Train

TRAIN, CHANGE = "releases.train", "releases.change"


@holds
def built_on(going: Going) -> set[str]:
    """Trains and changes that somebody boarded, credited, reported on or wrote notes for since."""
    ids = ids_by_kind(going)
    trains, changes = ids.get(TRAIN, set()), ids.get(CHANGE, set())
    own = {"releases.Train": trains, "releases.Change": changes} | _came_with(trains, changes)
    kinds = ((TRAIN, Train, trains), (CHANGE, Change, changes))
    return {
        f"{kind}:{each}"
        for kind, model, rows in kinds
        for each in (pointed_at(model, rows, own=own) if rows else ())
    }


def _came_with(trains: Collection[int], changes: Collection[int]) -> dict[str, set[int]]:
    """Places, departures, notes and credits that nobody here made."""
    places = Boarding.objects.filter(change__in=changes, train__in=trains, by=None, left_at=None)
    rows = {
        "releases.Boarding": places,
        "releases.Departure": Departure.objects.filter(train__in=trains, by=None),
        "releases.Note": Note.objects.filter(train__in=trains, by=None),
        "releases.Credit": Credit.objects.filter(change__in=changes),
    }
    return {label: set(found.values_list("id", flat=True)) for label, found in rows.items()}


def ids_by_number(line_id: int, numbers: Collection[str]) -> dict[str, str]:
    """Number → source key of the trains of a line that are known by these numbers; empty for one born here."""
    rows = Train.objects.filter(line=line_id, number__in=numbers).values_list("number", "source_key")
    return {number: key or "" for number, key in rows}


def imported_ids(
    train_keys: Collection[str], change_keys: Collection[str]
) -> tuple[dict[str, int], dict[str, int]]:
    """Source key → id, of trains and of changes that are stored."""
    trains = Train.objects.filter(source_key__in=train_keys).values_list("source_key", "id")
    changes = Change.objects.filter(source_key__in=change_keys).values_list("source_key", "id")
    return {key: each for key, each in trains if key}, {key: each for key, each in changes if key}
