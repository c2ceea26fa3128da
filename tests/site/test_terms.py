from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.people.fans.actions import join
from fanloop.people.team import actions as team
from fanloop.people.team import queries as members
from fanloop.people.terms import queries
from fanloop.people.terms.actions import publish_terms
from fanloop.site.terms import agreed

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def mira(db):
    return join(handle="mira.k", email=None, password=None, at=AT)


@pytest.fixture
def terms(mira):
    founder = join(handle="jonna", email=None, password=None, at=AT)
    team.found_maker(
        name="Northwindow", languages=["en"], currencies=["EUR"], founder=founder, member_name="Jonna", at=AT
    )
    return publish_terms(text="Yours.", licence="", by=members.member_of(founder.id), at=AT)


def _asked(user, **said):
    request = RequestFactory().post("/voices/new", said)
    request.user, request.viewer = user, Viewer(fan_id=user.pk) if user.pk else ANYONE
    return request


def _line(request):
    return Template("{% load terms %}{% terms_notice %}").render(Context({"request": request}))


def test_the_box_is_asked_for_once_a_version(mira, terms):
    assert 'name="agree_terms"' in _line(_asked(mira))
    assert agreed(_asked(mira)) != ""
    assert agreed(_asked(mira, agree_terms=str(terms.id))) == ""
    assert queries.has_agreed(mira.id, terms.id)
    assert 'name="agree_terms"' not in _line(_asked(mira))
    assert agreed(_asked(mira)) == ""


def test_a_box_of_an_earlier_version_is_no_yes(mira, terms):
    newer = publish_terms(text="More.", licence="", by=terms.published_by, at=AT)
    assert agreed(_asked(mira, agree_terms=str(terms.id))) != ""
    assert not queries.has_agreed(mira.id, newer.id)


def test_without_terms_nobody_is_asked(mira):
    assert agreed(_asked(mira)) == ""
    assert _line(_asked(mira)).strip() == ""


def test_whoever_has_not_logged_in_is_asked_later(terms):
    assert agreed(_asked(AnonymousUser())) == ""
    assert 'name="agree_terms"' not in _line(_asked(AnonymousUser()))
