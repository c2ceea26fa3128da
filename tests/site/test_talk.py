"""Lists of topics as different readers see them."""

from datetime import timedelta

import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.listening.attention import actions as attention
from fanloop.listening.community import actions, queries
from fanloop.listening.community.rules.lists import FOLLOWED, HOT, LATEST, UNREAD, VIEWS, WAITING
from fanloop.listening.moderation import actions as moderation
from tests.listening.conftest import jonna, leo, mira, tomo  # noqa: F401 -- fixtures, used by name

pytestmark = pytest.mark.django_db


def ago(**span):
    return clock.now() - timedelta(**span)


@pytest.fixture
def living(jonna):
    return actions.open_space(slug="living", name="Living with it", at=ago(days=30))


@pytest.fixture
def bench(jonna):
    return actions.open_space(slug="bench", name="The bench", at=ago(days=30))


def start(space, author, title, **span):
    return actions.start_topic(space=space, author=author, title=title, body="…", at=ago(**span))


def titles(view, *, fan=None, where=None, after="", size=30):
    viewer = Viewer(fan_id=fan.id) if fan else ANYONE
    found = queries.listing(view, viewer=viewer, now=clock.now(), where=where, after=after, size=size)
    return [line.title for line in found.lines]


def browser(fan=None):
    client = Client()
    if fan:
        client.force_login(fan)
    return client


def test_pages_go_on_where_the_last_one_ended_whatever_was_said_since(living, mira, tomo):
    rows = [start(living, mira, f"t{hour}", hours=hour) for hour in range(1, 6)]
    viewer, now = ANYONE, clock.now()
    first = queries.listing(LATEST, viewer=viewer, now=now, size=2)
    actions.reply(topic=rows[4], author=tomo, body="!", at=now)
    second = queries.listing(LATEST, viewer=viewer, now=now, size=2, after=first.after)
    assert [line.title for line in [*first.lines, *second.lines]] == ["t1", "t2", "t3", "t4"]
    assert second.after == ""


def test_unread_is_what_moved_since_it_was_read_and_catching_up_empties_it(living, mira, tomo):
    oak, hum = start(living, mira, "Oak", hours=3), start(living, mira, "Hum", hours=2)
    assert titles(UNREAD, fan=tomo) == ["Hum", "Oak"]
    attention.read_to(fan=tomo, topic_id=oak.id, reply_id=0, count=0, at=clock.now())
    assert titles(UNREAD, fan=tomo) == ["Hum"]
    actions.reply(topic=oak, author=mira, body="!", at=clock.now())
    line = queries.listing(UNREAD, viewer=Viewer(fan_id=tomo.id), now=clock.now()).lines[0]
    assert (line.title, line.unread.state, line.unread.count) == ("Oak", "unread", 1)
    attention.mute(fan=tomo, about=f"community.topic:{hum.id}", at=clock.now())
    assert titles(UNREAD, fan=tomo) == ["Oak"]
    browser(tomo).post("/talk/all/read")
    assert titles(UNREAD, fan=tomo) == []


def test_unanswered_are_those_to_whom_only_their_author_spoke(living, mira, tomo):
    alone, answered = start(living, mira, "Alone", hours=3), start(living, mira, "Answered", hours=2)
    actions.reply(topic=alone, author=mira, body="Nobody?", at=clock.now())
    actions.reply(topic=answered, author=tomo, body="!", at=clock.now())
    assert titles(WAITING) == ["Alone"]
    assert titles(WAITING, where=living.id) == ["Alone"]


def test_followed_gathers_topics_and_spaces(living, bench, mira, tomo):
    oak, hum = start(living, mira, "Oak", hours=3), start(bench, mira, "Hum", hours=2)
    start(living, mira, "Felt", hours=1)
    attention.follow(fan=tomo, about=f"community.topic:{oak.id}", at=clock.now())
    attention.follow(fan=tomo, about=f"community.space:{bench.id}", at=clock.now())
    assert titles(FOLLOWED, fan=tomo) == [hum.title, oak.title]
    assert titles(FOLLOWED) == []


def test_hot_counts_people_not_words_and_goes_cold(living, mira, tomo, leo):
    loud, lively = start(living, mira, "Loud", hours=9), start(living, mira, "Lively", hours=9)
    for _ in range(9):
        actions.reply(topic=loud, author=tomo, body="!", at=ago(hours=1))
    for fan in (tomo, leo):
        actions.reply(topic=lively, author=fan, body="!", at=ago(hours=1))
    assert actions.rank_topics(at=clock.now()) == 2
    assert titles(HOT) == ["Lively", "Loud"]
    actions.rank_topics(at=clock.now() + timedelta(days=8))
    assert titles(HOT) == []


def test_a_hidden_topic_is_in_no_list(living, mira, jonna):
    row = start(living, mira, "Spam", hours=1)
    moderation.hide(about=f"community.topic:{row.id}", by=jonna.fan, why="spam", at=clock.now())
    assert [titles(view, fan=mira) for view in VIEWS] == [[], [], [], [], []]


def test_a_line_says_who_spoke_whether_the_maker_did_and_what_settled_it(living, mira, tomo, jonna):
    row = start(living, mira, "Oak", hours=5)
    for fan in (tomo, jonna.fan, tomo):
        said = actions.reply(topic=row, author=fan, body="!", at=ago(hours=1))
    actions.choose_best(reply=said, by=mira, at=clock.now())
    attention.react(fan=tomo, about=f"community.topic:{row.id}", sign="heart", at=clock.now())
    line = queries.listing(LATEST, viewer=ANYONE, now=clock.now()).lines[0]
    assert line.people == ["tomo", "jonna"]
    assert (line.maker_replied, line.is_settled, line.is_answered, line.replies, line.signs) == (
        True,
        True,
        True,
        3,
        1,
    )


@pytest.mark.parametrize("view", VIEWS)
def test_a_list_takes_as_many_queries_for_thirty_topics_as_for_three(
    living, mira, tomo, view, django_assert_max_num_queries
):
    client = browser(tomo)
    client.get("/talk")
    for number in range(30):
        row = start(living, mira, f"t{number}", hours=number + 1)
        attention.follow(fan=tomo, about=f"community.topic:{row.id}", at=clock.now())
        if view != WAITING:
            actions.reply(topic=row, author=mira, body="!", at=ago(minutes=number))
    actions.rank_topics(at=clock.now())
    with django_assert_max_num_queries(22):
        assert client.get(f"/talk?view={view}").text.count('class="last"') == 30
    with django_assert_max_num_queries(23):
        assert client.get(f"/talk/living?view={view}").text.count('class="last"') == 30


def test_a_reader_sees_what_is_new_and_goes_to_the_first_unread(living, mira, tomo):
    row = start(living, mira, "Oak", hours=3)
    client = browser(tomo)
    assert 'class="dot"' in client.get("/talk").text
    client.get(f"/talk/topics/{row.id}")
    assert 'class="dot"' not in client.get("/talk").text
    said = actions.reply(topic=row, author=mira, body="!", at=clock.now())
    page = client.get("/talk").text
    assert f"/talk/topics/{row.id}/unread" in page
    assert client.get(f"/talk/topics/{row.id}/unread").url.endswith(f"#r{said.id}")


def test_following_keeping_and_reacting_work_without_a_script(living, mira, tomo):
    row = start(living, mira, "Oak", hours=3)
    about, client = f"community.topic:{row.id}", browser(tomo)
    client.post("/attention/follow", {"about": about, "want": "follow"})
    client.post("/attention/keep", {"about": about, "want": "1"})
    client.post("/attention/react", {"about": about, "sign": "thanks:1"})
    assert "Oak" in client.get("/me/follows").text
    assert "Oak" in client.get("/me/bookmarks").text
    assert 'value="thanks:0" aria-pressed="true"' in client.get(f"/attention/signs/{about}").text


def test_a_script_gets_the_bar_back(living, mira, tomo):
    row = start(living, mira, "Oak", hours=3)
    answer = browser(tomo).post(
        "/attention/react",
        {"about": f"community.topic:{row.id}", "sign": "heart:1"},
        headers={"HX-Request": "true"},
    )
    assert answer.text.strip().startswith('<form class="signs"')
    assert 'value="heart:0" aria-pressed="true"' in answer.text


def test_what_is_hidden_or_nowhere_cannot_be_followed(living, mira, tomo, jonna):
    row = start(living, mira, "Spam", hours=1)
    moderation.hide(about=f"community.topic:{row.id}", by=jonna.fan, why="spam", at=clock.now())
    for about in (f"community.topic:{row.id}", "community.topic:999999", "nonsense", "fans.notice:1"):
        assert browser(tomo).post("/attention/follow", {"about": about, "want": "follow"}).status_code == 404
