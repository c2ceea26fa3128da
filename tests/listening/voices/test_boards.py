"""A board for some people: nobody else sees, finds, votes for or reads about what stands on it."""

import pytest
from django.test import Client

from fanloop.foundation import trail
from fanloop.foundation.refs import ref
from fanloop.foundation.search import finding as search
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.listening.voices import actions, queries
from fanloop.listening.voices.actions import Refused
from fanloop.people.fans import actions as fans
from fanloop.people.team.queries import viewer_of
from tests.listening.conftest import AT, at_level

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench(jonna, tomo):
    fans.fill_group(key="bench", name="Bench testers", fan_ids=[tomo.id], at=AT)
    return actions.open_board(name="Bench", audience="group:bench", by=jonna, at=AT)


@pytest.fixture
def secret(bench, tomo, jonna):
    voice = actions.raise_voice(
        kind="idea", title="Hush", words="A velvetlamp.", fan=tomo, board=bench, at=AT
    )
    return actions.make_need(title="Velvetlamp", voices=[voice], by=jonna, at=AT)


@pytest.fixture
def voice(secret):
    return queries.voices_of(secret.id, viewer=Viewer(permissions=frozenset({"voices.answer"})))[0].voice


@pytest.mark.parametrize("who", ["nobody", "fan"])
def test_outsiders_see_nothing_of_it_anywhere(secret, voice, mira, who):
    viewer = ANYONE if who == "nobody" else viewer_of(mira.id)
    actions.fingerprint_new(at=AT)
    assert queries.need(secret.id, viewer) is None
    assert list(queries.needs_board(viewer).object_list) == []
    assert queries.tab_counts(viewer)["wanted"] == 0
    assert queries.needs_by_ids([secret.id], viewer) == {}
    assert queries.voice(voice.id, viewer) is None
    assert queries.latest_voices(viewer) == []
    assert queries.similar("velvetlamp", viewer) == []
    assert search.find("velvetlamp", viewer=viewer) == []
    assert queries.boards(viewer) == []
    assert queries.on_roadmap(viewer) == []
    assert trail.describe([ref(secret), ref(voice)], viewer=viewer) == {}


def test_who_belongs_to_it_sees_finds_and_votes(secret, voice, tomo):
    viewer = viewer_of(tomo.id)
    assert queries.need(secret.id, viewer).board == "Bench"
    assert [hit.ref for hit in search.find("velvetlamp", viewer=viewer, kinds=["voices.need"])] == [
        ref(secret)
    ]
    assert queries.voice(voice.id, viewer).voice == voice
    actions.vote(need=secret, fan=tomo, at=AT)
    assert queries.need(secret.id, viewer).votes == 1


def test_outsiders_cannot_act_on_it(secret, voice, bench, mira):
    for act in (
        lambda: actions.vote(need=secret, fan=mira, at=AT),
        lambda: actions.back_voice(voice=voice, fan=mira, at=AT),
        lambda: actions.raise_voice(kind="idea", title="x", words="x", fan=mira, board=bench, at=AT),
    ):
        with pytest.raises(Refused, match="not open to everybody"):
            act()


def test_pages_answer_as_if_it_were_not_there(secret, voice, mira, tomo):
    outsider, insider = Client(), Client()
    outsider.force_login(mira)
    insider.force_login(tomo)
    addresses = [f"/needs/{secret.slug}", f"/voices/{voice.id}", "/voices?board=bench"]
    assert [outsider.get(address).status_code for address in addresses] == [404, 404, 404]
    assert [insider.get(address).status_code for address in addresses] == [200, 200, 200]
    assert outsider.post(f"/needs/{secret.id}/vote", {"want": "1"}).status_code == 404
    assert outsider.post(f"/voices/{voice.id}/me-too").status_code == 404
    for address in ("/voices", "/roadmap", "/search?q=velvetlamp", "/voices/similar?words=a+velvetlamp"):
        assert "Velvetlamp" not in outsider.get(address).text
    assert "Velvetlamp" in insider.get("/voices?board=bench").text


def test_who_leaves_the_group_sees_it_no_more(secret, tomo):
    fans.leave_group(key="bench", fan_ids=[tomo.id], at=AT)
    assert queries.need(secret.id, viewer_of(tomo.id)) is None


def test_the_team_works_on_every_board(secret, jonna):
    assert queries.need(secret.id, viewer_of(jonna.fan_id)) is not None


def test_a_board_for_a_level_opens_with_it(jonna, mira, tomo):
    board = actions.open_board(name="Regulars", audience="level:2", by=jonna, at=AT)
    at_level(mira, 2)
    at_level(tomo, 1)
    assert [row.board for row in queries.boards(viewer_of(mira.id))] == [board]
    assert queries.boards(viewer_of(tomo.id)) == []


def test_what_stands_on_different_boards_is_not_counted_together(secret, voice, mira, jonna):
    said = actions.raise_voice(kind="idea", title="Open", words="w", fan=mira, at=AT)
    public = actions.make_need(title="Open", voices=[said], by=jonna, at=AT)
    with pytest.raises(Refused, match="different boards"):
        actions.join_needs(need=secret, into=public, by=jonna, at=AT)
    with pytest.raises(Refused, match="different boards"):
        actions.merge_voices(voices=[voice], into=public, by=jonna, at=AT)


def test_moving_a_need_takes_its_voices_along_and_changes_who_finds_it(secret, voice, mira):
    actions.move_need(need=secret, board=None, at=AT)
    assert queries.need(secret.id, ANYONE) is not None
    assert queries.voice(voice.id, viewer_of(mira.id)) is not None
    assert {hit.ref for hit in search.find("velvetlamp", viewer=ANYONE)} == {ref(secret), ref(voice)}


def test_another_audience_counts_at_once(secret, bench, mira):
    actions.change_board(board=bench, name="Bench", audience="public", at=AT)
    assert queries.need(secret.id, ANYONE) is not None
    assert ref(secret) in {hit.ref for hit in search.find("velvetlamp", viewer=ANYONE)}
    with pytest.raises(Refused, match="for whom"):
        actions.change_board(board=bench, name="Bench", audience="fan:1", at=AT)
