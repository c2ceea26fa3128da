"""The clock of a demo: where it can go, and that what the clock does by itself is done when it gets there."""

from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.selling.campaigns.queries import drops
from fanloop.site.demo import steps
from tests.lasting import NOW, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def maker(world, settings, monkeypatch):
    settings.DEMO = "story"
    moved = []
    monkeypatch.setattr(clock, "run_from", moved.append)
    monkeypatch.setattr(clock, "now", lambda: moved[-1] if moved else NOW)
    browser = Client()
    browser.force_login(world["fan.jonna"])
    return browser


def test_the_end_of_entries_is_a_step_and_what_is_drawn_is_drawn_there(world, maker):
    beam = world["drop.beam"]
    assert steps(NOW)["drop"] == beam.entry_closes_at
    assert 'value="drop"' in maker.get("/demo").content.decode()
    maker.post("/demo/clock", {"to": "drop"})
    now = drops.standing(drops.drop_by_id(beam.id), clock.now())
    assert now.draw is not None
    assert now.reveal is None
    assert steps(clock.now())["drop"] == now.draws_at == beam.entry_closes_at + timedelta(minutes=10)
    maker.post("/demo/clock", {"to": "drop"})
    assert drops.standing(beam, clock.now()).reveal is not None
    assert steps(clock.now())["drop"] == beam.opens_at


def test_who_goes_past_a_draw_finds_its_root_out_before_its_seed(world, maker):
    beam = world["drop.beam"]
    maker.post("/demo/clock", {"to": "tuesday"})
    maker.post("/demo/clock", {"to": "tuesday"})
    now = drops.standing(beam, clock.now())
    assert now.draw.at == beam.entry_closes_at
    assert now.reveal.at == now.draws_at
