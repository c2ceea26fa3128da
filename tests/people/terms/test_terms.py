from datetime import timedelta

import pytest

from fanloop.foundation.models import FactRow
from fanloop.people.fans import queries as fans
from fanloop.people.terms import actions, queries
from fanloop.people.terms.actions import Refused


def _publish(boss, at, text="Yours stays yours.", licence="CC-BY-4.0"):
    return actions.publish_terms(text=text, licence=licence, by=boss, at=at)


def test_before_the_first_version_there_is_none(mira):
    assert queries.current() is None
    assert queries.agreed_version(mira.id) is None


def test_the_version_published_last_is_in_force(boss, at):
    _publish(boss, at)
    second = _publish(boss, at + timedelta(days=1), {"en": "More.", "zh-hans": "更多。"})
    assert second.version == 2
    assert queries.current() == second
    assert queries.current("zh-hans").said == "更多。"
    assert [row.version for row in queries.versions()] == [2, 1]


@pytest.mark.parametrize(("text", "licence"), [({"en": "  "}, ""), ("Yours.", "do what you like")])
def test_no_words_and_no_licence_are_refused(boss, at, text, licence):
    with pytest.raises(Refused):
        _publish(boss, at, text, licence)
    assert queries.versions() == []


def test_a_fan_agrees_once_and_the_first_time_stays(boss, mira, at):
    terms = _publish(boss, at)
    actions.agree(fan=mira, terms=terms, at=at)
    actions.agree(fan=mira, terms=terms, at=at + timedelta(days=3))
    assert queries.agreed_version(mira.id) == terms.id
    assert queries._export(mira.id) == [{"terms": 1, "agreed_at": at.isoformat()}]
    assert FactRow.objects.filter(name="terms.TermsAgreed").count() == 1


def test_a_new_version_asks_again(boss, mira, at):
    first = _publish(boss, at)
    actions.agree(fan=mira, terms=first, at=at)
    second = _publish(boss, at, "More.")
    assert queries.has_agreed(mira.id, first.id)
    assert not queries.has_agreed(mira.id, second.id)
    assert queries.agreed_version(mira.id) is None
    assert queries.how_many_agreed([first.id, second.id]) == {first.id: 1, second.id: 0}


def test_agreements_are_in_the_export(boss, mira, at):
    actions.agree(fan=mira, terms=_publish(boss, at), at=at)
    assert fans._exports["terms"](mira.id)
