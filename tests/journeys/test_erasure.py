"""Promise 7: erasure is real. After it, no table of the house holds a name or a word of the person."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CharField, EmailField, JSONField, TextField

from fanloop.config import story
from fanloop.foundation import bus, trail
from fanloop.people.fans import actions as fans
from fanloop.people.fans import queries as fan_queries

pytestmark = pytest.mark.django_db


def texts():
    """Every text in every table of ours, as (table, column, text)."""
    for model in apps.get_models():
        columns = [
            f
            for f in model._meta.concrete_fields
            if isinstance(f, CharField | TextField | EmailField | JSONField)
        ]
        for field in columns:
            with connection.cursor() as cursor:
                cursor.execute(
                    f'SELECT "{field.column}"::text FROM "{model._meta.db_table}" WHERE "{field.column}" IS NOT NULL'
                )
                for (text,) in cursor.fetchall():
                    yield model._meta.db_table, field.column, text


def holding(*words):
    return [
        (table, column, text[:80])
        for table, column, text in texts()
        if any(word.lower() in text.lower() for word in words)
    ]


def test_nothing_of_the_person_is_left_in_any_table(told):
    mira = told["fan.mira"]
    code = fan_queries.pseudonyms([mira.id])[mira.id]
    assert holding("mira.k", "mira.k@northwindow.example")
    own_words = {
        voice["words"]
        for voice in fan_queries.export(viewer_of(mira)).get("voices", [])
        if voice.get("words")
    }
    assert own_words
    fans.erase(fan=mira, by=mira, at=story.PRESENT + timedelta(hours=1))
    bus.drain()
    assert holding("mira.k", "mira.k@northwindow.example") == []
    for words in own_words:
        assert holding(words) == []
    assert fan_queries.pseudonyms([mira.id]) == {}
    assert code not in {text for table, _column, text in texts() if table == "fans_pseudonym"}


def test_what_the_person_caused_stays_explainable(told):
    mira = told["fan.mira"]
    before = trail.check()
    fans.erase(fan=mira, by=mira, at=story.PRESENT + timedelta(hours=1))
    bus.drain()
    after = trail.check()
    assert before.ok
    assert after.ok
    assert after.looked_at == before.looked_at


def viewer_of(fan):
    from fanloop.people.team.queries import viewer_of

    return viewer_of(fan.id)
