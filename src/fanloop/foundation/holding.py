"""Who builds on a row: what must be asked before something that was brought in is taken out again.

A row cannot know who names it: keys point down, and most names are text. So every noun answers for its own tables:
`@holds` registers a function that gets all references that would go and returns those that something else holds on to.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db.models import Model

Going = frozenset[str]
Asked = Callable[[Going], set[str]]
_asked: list[Asked] = []


def holds(ask: Asked) -> Asked:
    """Register: `def held(going: frozenset[str]) -> set[str]`, those of `going` named by rows that do not go."""
    _asked.append(ask)
    return ask


def held(going: Iterable[str]) -> set[str]:
    """Which of these references somebody builds on, by every noun's word."""
    refs = frozenset(going)
    return set().union(*(ask(refs) for ask in _asked)) if refs else set()


def pointed_at(model: type[Model], ids: Collection[int], *, own: Mapping[str, Collection[int]]) -> set[int]:
    """Ids of `model` that a foreign key of any other row points at.

    `own` are rows that go as well: model label → ids; they hold nothing.
    """
    found: set[int] = set()
    for relation in model._meta.get_fields(include_hidden=True):
        if (
            not relation.auto_created
            or relation.concrete
            or not (relation.one_to_many or relation.one_to_one)
        ):
            continue
        name = relation.field.attname  # type: ignore[union-attr]
        other: Any = relation.related_model
        rows = other.objects.filter(**{f"{name}__in": ids})
        if other._meta.label in own:
            rows = rows.exclude(pk__in=own[other._meta.label])
        found.update(rows.values_list(name, flat=True).distinct())
    return found
