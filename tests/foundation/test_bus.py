from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.db import transaction

from fanloop.foundation import bus, clock
from fanloop.foundation.models import FactRow, Letter, Receipt

AT = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)


@dataclass(frozen=True)
class LampLit(bus.Fact):
    """A lamp was lit."""

    lamp: str
    rooms: tuple[str, ...] = ()


@pytest.fixture(autouse=True)
def _only_our_listeners(monkeypatch):
    monkeypatch.setattr(bus, "_reactions", {})


def write(to):
    Letter.objects.create(to=to, subject="lit", text="", at=AT)


def lit(lamp="dawn"):
    with transaction.atomic():
        return bus.publish(LampLit(lamp=lamp, rooms=("north", "east")), at=AT)


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        bus.publish(LampLit(lamp="dawn"), at=AT)


@pytest.mark.django_db
def test_a_fact_dies_with_its_act():
    with transaction.atomic():
        bus.publish(LampLit(lamp="dawn"), at=AT)
        transaction.set_rollback(True)
    assert bus.pending() == 0


@pytest.mark.django_db
def test_a_reaction_gets_the_fact_as_it_was_its_number_and_its_moment():
    heard = []

    @bus.reaction(LampLit)
    def hear(fact, *, fact_id, at):
        heard.append((fact, fact_id, at))

    number = lit()
    assert bus.drain() == 1
    assert heard == [(LampLit(lamp="dawn", rooms=("north", "east")), number, AT)]


@pytest.mark.django_db
def test_a_fact_is_delivered_once_to_each():
    @bus.reaction(LampLit)
    def first(fact, *, fact_id, at):
        write("first@example.org")

    @bus.reaction(LampLit)
    def second(fact, *, fact_id, at):
        write("second@example.org")

    lit()
    bus.drain()
    FactRow.objects.update(delivered_at=None)
    bus.drain()
    assert sorted(Letter.objects.values_list("to", flat=True)) == ["first@example.org", "second@example.org"]


@pytest.mark.django_db
def test_one_failing_reaction_neither_stops_the_others_nor_leaves_half_its_work(monkeypatch):
    broken = True

    @bus.reaction(LampLit)
    def fails(fact, *, fact_id, at):
        write("half@example.org")
        if broken:
            raise RuntimeError("the fuse blew")

    @bus.reaction(LampLit)
    def works(fact, *, fact_id, at):
        write("whole@example.org")

    lit()
    bus.deliver()
    assert list(Letter.objects.values_list("to", flat=True)) == ["whole@example.org"]
    row = FactRow.objects.get()
    assert (row.delivered_at, row.attempts) == (None, 1)
    assert "the fuse blew" in row.error
    broken = False
    monkeypatch.setattr(clock, "now", lambda: row.retry_at)
    bus.drain()
    assert sorted(Letter.objects.values_list("to", flat=True)) == ["half@example.org", "whole@example.org"]
    assert Receipt.objects.count() == 2


@pytest.mark.django_db
def test_a_failed_fact_waits_longer_each_time_and_lets_others_pass():
    @bus.reaction(LampLit)
    def picky(fact, *, fact_id, at):
        if fact.lamp == "broken":
            raise RuntimeError("no")

    lit("broken")
    lit("whole")
    assert bus.drain() == 2
    assert bus.pending() == 1


@pytest.mark.django_db
def test_a_fact_nobody_knows_any_more_is_kept_with_its_reason():
    FactRow.objects.create(name="gone.Away", payload={}, at=AT)
    bus.deliver()
    assert "no code knows the fact gone.Away" in FactRow.objects.get().error


@pytest.mark.django_db
def test_fields_a_fact_has_lost_are_ignored():
    assert bus.rebuild(LampLit.name, {"lamp": "dawn", "rooms": ["x"], "since": 3}) == LampLit(
        lamp="dawn", rooms=("x",)
    )
