"""Names of rows as text: `voices.need:17`. A kind (`voices.need`) is frozen once written: it is API."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Model

_SHAPE = re.compile(r"([a-z_]+\.[a-z_]+):([1-9][0-9]*)")
_HUMPS = re.compile(r"(?<!^)(?=[A-Z])")


class BadRef(ValueError):
    """A text that is no reference; the message quotes it."""


class Parts(NamedTuple):
    kind: str
    id: int


def kind_of(model: type[Model]) -> str:
    """`supply.purchase_line` for the model `PurchaseLine` of the app `supply`."""
    return f"{model._meta.app_label}.{_HUMPS.sub('_', model.__name__).lower()}"


def ref(row: Model) -> str:
    """The reference of a saved row, also of one behind a lazy name such as `request.user`."""
    if row.pk is None:
        raise BadRef(f"{type(row).__name__} has no reference before it is saved")
    return f"{kind_of(row._meta.model)}:{row.pk}"


def parse(text: str) -> Parts:
    """Take a reference apart. Raises BadRef when `text` does not read `noun.kind:number`."""
    match = _SHAPE.fullmatch(text)
    if not match:
        raise BadRef(f"{text!r} is no reference; one reads like 'voices.need:17'")
    return Parts(match[1], int(match[2]))


def ids_by_kind(refs: Iterable[str]) -> dict[str, set[int]]:
    """Group references for describers, which answer a whole kind in one query."""
    kinds: dict[str, set[int]] = {}
    for text in refs:
        kind, number = parse(text)
        kinds.setdefault(kind, set()).add(number)
    return kinds
