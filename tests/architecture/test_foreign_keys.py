"""What no import linter sees: a key written as text can point up."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Field, Model

LADDER = [
    "foundation", "markets", "fans", "levels", "team", "terms", "partners", "webhooks", "products", "builds", "devices",
    "moderation", "attention", "community", "conversations", "chat", "events", "voices", "answers", "beta", "releases",
    "payments", "stock", "orders", "campaigns", "challenges", "launches", "demand", "supply", "mailbox", "moving", "repository",
]  # fmt: skip
INDEPENDENT = {
    ("releases", noun) for noun in ("payments", "stock", "orders", "campaigns", "challenges", "launches")
}


def crossings() -> Iterator[tuple[type[Model], "Field", type[Model]]]:
    for model in apps.get_models(include_auto_created=True):
        if not model.__module__.startswith("fanloop."):
            continue
        for field in [*model._meta.concrete_fields, *model._meta.local_many_to_many]:
            other = field.related_model
            if other and not isinstance(other, str) and other._meta.app_label != model._meta.app_label:
                yield model, field, other


def test_there_are_keys_to_judge():
    assert len(list(crossings())) > 20


@pytest.mark.parametrize(("model", "field", "other"), list(crossings()), ids=str)
def test_a_foreign_key_points_down(model, field, other):
    here, there = model._meta.app_label, other._meta.app_label
    assert there in LADDER, f"{field} points out of the house to {there}"
    assert LADDER.index(there) < LADDER.index(here), f"{field} points up to {there}"
    assert (there, here) not in INDEPENDENT, f"{field} joins rooms that are independent"


@pytest.mark.parametrize(("model", "field", "other"), list(crossings()), ids=str)
def test_a_foreign_key_leaves_no_trace_below(model, field, other):
    assert field.remote_field.hidden, f'{field} needs related_name="+"'
