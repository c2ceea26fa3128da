"""The story's first chapters, as this room tells them."""

import pytest

from fanloop.config import story
from fanloop.foundation import bus, trail
from fanloop.foundation.text.translated import read
from fanloop.foundation.viewer import ANYONE, SYSTEM
from fanloop.listening.answers import queries as answers
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
    assert community.topics(None).paginator.count == 13
    answered = [row.minutes for row in voices.latest_voices(ANYONE) if row.answer]
    assert sum(minutes > 15 for minutes in answered) == 1
    assert trail.check().ok
    waiting = [(row.lane, row.minutes) for row in answers.waiting(SYSTEM, now=story.PRESENT)]
    assert waiting == [
        ("now", 2),
        ("now", 5),
        ("now", 7),
        ("now", 11),
        ("later", 15),
        ("fan", None),
        ("fan", None),
    ]
    assert bus.undelivered() == []
    alike = [{side.voice.voice.id for side in pair.sides if side.voice} for pair in voices.open_pairs()]
    assert alike == [{world["voice.rattle"].id, world["voice.rattle2"].id}]


@pytest.mark.django_db
def test_every_lamp_has_its_bill_of_materials():
    world = story.tell(until="founded")
    for foot in ("oak", "black", "alu"):
        assert len(products.bom_below(world[f"variant.{foot}"].part_id)) == 19
