"""The story's first chapters, as this room tells them."""

import pytest

from fanloop.config import story
from fanloop.foundation import trail
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import ANYONE
from fanloop.listening.community import queries as community
from fanloop.listening.voices import queries as voices
from fanloop.things.products import queries as products


@pytest.mark.django_db
def test_what_was_heard_became_needs_and_promises():
    world = story.tell(until="promised")
    board = voices.needs_board(size=50)
    assert board.paginator.count == 13
    assert board.object_list[0].title == "Wake me with the real sunrise, not at a fixed hour"
    assert all(read(row.need.title, "zh-hans") != row.title for row in board.object_list)
    assert community.topics(None).paginator.count == 10
    assert len(voices.waiting_voices(since=world.at("2026-11-26 00:00"))) == 4
    answered = [row.minutes for row in voices.latest_voices(ANYONE) if row.answer]
    assert max(answered) <= 15
    assert trail.check().ok


@pytest.mark.django_db
def test_every_lamp_has_its_bill_of_materials():
    world = story.tell(until="founded")
    for foot in ("oak", "black", "alu"):
        assert len(products.bom_below(world[f"variant.{foot}"].part_id)) == 19
