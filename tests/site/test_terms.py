from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import Client, RequestFactory

from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.listening.community import actions as community
from fanloop.listening.community import queries as talk
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


def test_short_forms_show_the_box_alone_and_only_while_it_is_needed(mira, terms):
    short = Template("{% load terms %}{% terms_notice once=True %}")
    assert 'name="agree_terms"' in short.render(Context({"request": _asked(mira)}))
    agreed(_asked(mira, agree_terms=str(terms.id)))
    assert short.render(Context({"request": _asked(mira)})).strip() == ""


def test_replies_wait_for_the_yes_and_keep_which_version_it_was(mira, terms):
    space = community.open_space(slug="talk", name="Talk", at=AT)
    topic = community.start_topic(space=space, author=mira, title="Hum", body="At 40.", at=AT)
    client = Client()
    client.force_login(mira)
    here = f"/talk/topics/{topic.id}"
    client.post(f"{here}/replies", {"body": "It hums still."})
    assert talk.topic(topic.id, ANYONE).replies_count == 0
    assert "It hums still." in client.get(here).text, "the words stay in the box"
    client.post(f"{here}/replies", {"body": "It hums still.", "agree_terms": terms.id})
    assert talk.replies_by_ids([talk.newest(topic, ANYONE)[-1].id])[0].terms == terms
    assert topic.terms is None


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
