"""Who asks not to be named is "a fan" in credits, can change their mind, and takes the choice along."""

from datetime import UTC, datetime

import pytest

from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import actions, queries
from fanloop.people.fans.models import Unnamed

NOW = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def fans():
    return [
        actions.join(handle=handle, email=f"{handle}@x.example", password="golden-hour-2026", at=NOW)
        for handle in ("mira", "leo")
    ]


def test_without_a_word_the_terms_hold_and_people_are_named(fans):
    assert set(queries.names_in_credits(fan.id for fan in fans).values()) == {"mira", "leo"}


def test_a_fan_is_left_out_and_comes_back(fans):
    mira, leo = fans
    for _ in range(2):
        actions.choose_naming(fan_id=mira.id, is_named=False, at=NOW)
    assert queries.unnamed([mira.id, leo.id]) == {mira.id}
    assert queries.names_in_credits([mira.id, leo.id]) == {mira.id: "a fan", leo.id: "leo"}
    assert queries.names([mira.id]) == {mira.id: "mira"}
    actions.choose_naming(fan_id=mira.id, is_named=True, at=NOW)
    assert queries.names_in_credits([mira.id]) == {mira.id: "mira"}


def test_the_choice_is_in_the_export_and_goes_with_the_person(fans):
    mira = fans[0]
    actions.choose_naming(fan_id=mira.id, is_named=False, at=NOW)
    told = [queries.export(Viewer(fan_id=fan.id))["fan"]["may_be_named"] for fan in fans]
    assert told == [False, True]
    actions.erase(fan=mira, by=mira, at=NOW)
    assert not Unnamed.objects.exists()
