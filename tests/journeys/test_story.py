"""The story is told through actions alone, can be stopped at any chapter, and says the same twice."""

import pytest
from django.apps import apps

from fanloop.config import story
from fanloop.foundation import bus, trail
from fanloop.foundation.viewer import ANYONE, SYSTEM, Viewer
from fanloop.making.supply import queries as supply
from fanloop.people.team import queries as team

pytestmark = pytest.mark.django_db

LOOP = {
    "community.topic", "voices.voice", "voices.need", "voices.acceptance", "campaigns.campaign",
    "orders.book", "demand.forecast", "supply.build", "supply.purchase_line",
}  # fmt: skip


@pytest.fixture
def first_telling(story_at_hand):
    """How many rows of each kind there were when the story was told before."""
    with story_at_hand():
        return picture()


@pytest.mark.slow
def test_all_is_delivered_chapter_by_chapter_and_a_second_telling_is_the_same(
    first_telling, settings, tmp_path
):
    """Same rows both times: whatever differed between two tellings would be luck."""
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    chapters = []

    def told(chapter):
        chapters.append(chapter)
        assert bus.undelivered() == []
        assert trail.check().ok

    story.tell(told=told)
    assert chapters == story.names()
    assert picture() == first_telling


def test_the_story_stops_at_a_chapter():
    world = story.tell(until="founded")
    assert "fan.mira" in world
    assert "need.sunrise" not in world


def test_an_unknown_chapter_is_named():
    with pytest.raises(KeyError, match="there is no chapter 'epilogue'"):
        story.tell(until="epilogue")


def purchase_line():
    return supply.purchase_orders(viewer=SYSTEM)[0].lines[0].ref


def test_a_purchase_line_leads_up_to_the_topics_that_caused_it(told):
    kinds = {group.kind for group in trail.grouped(trail.causes_of(purchase_line()), viewer=SYSTEM)}
    assert kinds >= LOOP


def test_a_voice_leads_down_to_the_train_and_the_purchase_it_became(told):
    start = next(
        node.ref for node in trail.causes_of(purchase_line()).nodes if node.ref.startswith("voices.voice:")
    )
    kinds = {group.kind for group in trail.grouped(trail.effects_of(start), viewer=SYSTEM)}
    assert kinds >= {"voices.need", "voices.acceptance", "campaigns.campaign", "supply.purchase_line"}
    assert "releases.train" in {
        group.kind
        for topic in told_voices()
        for group in trail.grouped(trail.effects_of(topic), viewer=SYSTEM)
    }


def told_voices():
    from fanloop.listening.voices import queries as voices

    return [f"voices.voice:{row.voice.id}" for row in voices.latest_voices(SYSTEM, limit=200)]


def seen(viewer):
    """Kind → (names, hidden) of the whole walk up from the first purchase line."""
    return {
        group.kind: (len(group.cards), group.hidden)
        for group in trail.grouped(trail.causes_of(purchase_line()), viewer=viewer)
    }


def test_each_sees_of_the_trail_what_is_theirs(told):
    whose = supply.purchase_orders(viewer=SYSTEM)[0].order.partner_id
    suppliers = {told["partner.lichtbogen"].id: "lichtbogen", told["partner.holzhaus"].id: "holzhaus"}
    other = next(partner for partner in suppliers if partner != whose)
    owner = team.viewer_of(told[f"fan.{suppliers[whose]}"].id)
    stranger = team.viewer_of(told[f"fan.{suppliers[other]}"].id)
    planner = team.viewer_of(told["fan.jonna"].id)
    assert seen(owner)["supply.purchase_line"] == (1, 0)
    assert seen(planner)["supply.purchase_line"] == (1, 0)
    for outsider in (stranger, team.viewer_of(told["fan.mira"].id), ANYONE, Viewer(fan_id=10**9)):
        assert seen(outsider)["supply.purchase_line"] == (0, 1)
        assert seen(outsider)["voices.need"][1] == 0


def picture():
    luck = {"fans_pseudonym", "django_session", "account_emailaddress"}
    return {
        model._meta.db_table: model.objects.count()
        for model in apps.get_models()
        if model.__module__.startswith("fanloop.") and model._meta.db_table not in luck
    }
