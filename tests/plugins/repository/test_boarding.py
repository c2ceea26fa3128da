"""A fan's merged work boards the next train by itself where it keeps a promise; otherwise it stands, and the desk says why."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from fanloop.foundation import bus
from fanloop.people.fans import queries as fans
from fanloop.people.terms import actions as terms
from fanloop.people.terms import queries as versions
from fanloop.plugins.repository import actions, queries
from fanloop.releasing.releases import actions as releases
from fanloop.releasing.releases import queries as trains
from tests.plugins.repository.source import AT, agreed, proven
from tests.plugins.repository.test_contributing import PATCH
from tests.plugins.repository.test_hooks import github, merged, post, secret  # noqa: F401 -- fixtures, used by name

FOUR = {"dial.c": "one\ntwo\nfour\n"}


@pytest.fixture
def train(line):
    return releases.plan_fridays(line=line, at=AT, count=1)[0]


@pytest.fixture
def fan(mira, boss):
    return agreed(mira, boss)


@pytest.fixture
def shop(source, read, promise, train, fan):
    """A line with its source, its next train, and a fan who has signed."""
    mail = f"Mira <{proven(fan).email}>"
    return SimpleNamespace(
        source=source,
        read=read,
        promise=promise,
        train=train,
        fan=fan,
        mail=mail,
        boss=promise.boss,
        line=promise.line,
    )


@pytest.fixture
def webhook(post, secret):
    """A request of GitHub or GitLab was merged: its payload through the real door."""

    def sent(sha, words, *, delivery="d-1"):
        said = merged(sha, words)
        return post(said, github(secret, said, "pull_request", delivery))

    sent.post, sent.secret = post, secret
    return sent


def aboard(train):
    return [(one.change.title["en"], one.credits) for one in trains.changes_of(train.id)]


def why():
    return [(row.text, row.outcome) for row in queries.unlinked()]


def only(line):
    (held,) = trains.platform(line.id).held
    return held.change


def test_a_merged_request_of_a_fan_that_answers_a_promise_boards_with_the_fan_as_its_maker(shop, webhook):
    kept = shop.promise()
    sha = shop.source.commit("Half steps", FOUR, author=shop.mail)
    assert webhook(sha, f"Answers NEED-{kept.need_id}").status_code == 202
    shop.read()
    assert aboard(shop.train) == [("Half steps", {"made": [shop.fan.id]})]
    (held,) = trains.changes_of(shop.train.id)
    place = trains.boarding_of(held.change.id)
    assert (place.by, place.why) == (
        None,
        "A fan’s patch that is merged and keeps a promise boards by itself.",
    )
    assert why() == []
    shop.read()
    assert len(trains.boardings_of(held.change.id)) == 1


def test_it_boards_as_well_when_the_request_is_told_after_its_commit(shop, webhook):
    kept = shop.promise()
    sha = shop.source.commit("Half steps", FOUR, author=shop.mail)
    shop.read()
    assert aboard(shop.train) == []
    webhook(sha, f"Answers NEED-{kept.need_id}")
    assert aboard(shop.train) == [("Half steps", {"made": [shop.fan.id]})]


def test_of_a_merge_commit_the_fan_made_what_was_merged_and_not_who_merged_it(shop, webhook):
    kept, main = shop.promise(), shop.source.head
    work = shop.source.commit("Half steps", FOUR, author=shop.mail)
    merge = shop.source.commit("Merge pull request #7", on=main, parents=[work])
    webhook(merge, f"Answers NEED-{kept.need_id}")
    shop.read()
    assert aboard(shop.train) == [("Half steps", {"made": [shop.fan.id]})]
    (held,) = trains.changes_of(shop.train.id)
    assert {row.sha for row in queries.commits_of(held.change.id)} == {work, merge}
    assert why() == []


def test_a_merge_request_of_gitlab_boards_too(shop, webhook):
    kept = shop.promise()
    sha = shop.source.commit("Half steps", FOUR, author=shop.mail)
    asked = {
        "iid": 3, "action": "merge", "title": "Half", "description": f"Fixes NEED-{kept.need_id}", "target_branch": "main",
        "url": "https://gitlab.example/nw/-/merge_requests/3", "merge_commit_sha": None, "squash_commit_sha": None,
        "last_commit": {"id": sha},
    }  # fmt: skip
    said = {"object_kind": "merge_request", "object_attributes": asked}
    shown = {"X-Gitlab-Token": webhook.secret, "X-Gitlab-Event": "Merge Request Hook"}
    assert webhook.post(said, shown).status_code == 202
    shop.read()
    assert aboard(shop.train) == [("Half steps", {"made": [shop.fan.id]})]


def test_a_patch_that_was_handed_in_boards_when_its_commit_answers_a_promise(shop):
    kept = shop.promise()
    shop.read()
    actions.hand_in_patch(line=shop.line, fan=shop.fan, text=PATCH, at=AT)
    shop.source.commit(f"Four, as Mira says\n\nAnswers NEED-{kept.need_id}", FOUR)
    shop.read()
    assert aboard(shop.train) == [("Say four", {"made": [shop.fan.id]})]


def test_what_answers_nothing_stands_until_its_need_is_promised(shop, need):
    row = need()
    shop.read()
    actions.hand_in_patch(line=shop.line, fan=shop.fan, text=PATCH, at=AT)
    shop.source.commit(f"Four\n\nAnswers NEED-{row.id}", FOUR)
    shop.read()
    change = only(shop.line)
    assert (f"CHANGE-{change.id}", "unpromised") in why()
    shop.promise(row)
    bus.drain()
    assert aboard(shop.train) == [("Say four", {"made": [shop.fan.id]})]
    assert why() == []


def test_a_fan_who_has_not_signed_waits_and_boards_after_signing(shop, join):
    tomo = proven(join("tomo"))
    said = f"Four\n\nAnswers NEED-{shop.promise().need_id}"
    shop.source.commit(said, FOUR, author=f"Tomo <{tomo.email}>")
    shop.read()
    assert (aboard(shop.train), why()) == ([], [("Tomo", "terms")])
    assert trains.credits_of([only(shop.line).id]) == {}
    terms.agree(fan=tomo, terms=versions.current(), at=AT)
    bus.drain()
    assert aboard(shop.train) == [("Four", {"made": [tomo.id]})]
    assert why() == []


def test_without_an_open_train_it_stands_and_boards_the_next_that_opens(shop):
    releases.pass_station(train=shop.train, station="frozen", by=shop.boss, at=AT)
    releases.plan_hotfix(line=shop.line, why="It cannot wait.", by=shop.boss, at=AT)
    shop.source.commit(f"Four\n\nAnswers NEED-{shop.promise().need_id}", FOUR, author=shop.mail)
    shop.read()
    change = only(shop.line)
    assert why() == [(f"CHANGE-{change.id}", "notrain")]
    later = releases.plan_train(line=shop.line, leaves_at=AT + timedelta(days=14), at=AT)
    bus.drain()
    assert aboard(later) == [("Four", {"made": [shop.fan.id]})]
    assert (aboard(shop.train), why()) == ([], [])


@pytest.mark.parametrize("way", ["resumed", "opened"])
def test_a_train_that_goes_on_or_opens_its_doors_again_takes_it_along(shop, way):
    if way == "resumed":
        releases.hold(train=shop.train, why="It flickers.", by=shop.boss, at=AT)
    else:
        releases.pass_station(train=shop.train, station="frozen", by=shop.boss, at=AT)
    shop.source.commit(f"Four\n\nAnswers NEED-{shop.promise().need_id}", FOUR, author=shop.mail)
    shop.read()
    assert aboard(shop.train) == []
    if way == "resumed":
        releases.resume(train=shop.train, why="The cable was it.", by=shop.boss, at=AT)
    else:
        releases.pass_station(train=shop.train, station="boarding", by=shop.boss, at=AT, why="A new build.")
    bus.drain()
    assert aboard(shop.train) == [("Four", {"made": [shop.fan.id]})]


def test_a_change_that_an_engineer_makes_waits_for_the_engineer(shop):
    kept = shop.promise()
    made = releases.make_change(
        line=shop.line,
        title="Half steps",
        kind="new",
        acceptances=[f"voices.acceptance:{kept.id}"],
        maker=shop.boss,
        at=AT,
    )
    shop.source.commit(f"Four\n\nAnswers NEED-{kept.need_id}", FOUR, author=shop.mail)
    shop.read()
    assert (aboard(shop.train), why()) == ([], [(f"CHANGE-{made.id}", "shared")])
    releases.board(change=made, train=shop.train, by=shop.boss, at=AT)
    bus.drain()
    assert why() == []


def test_a_change_that_is_named_boards_and_what_people_left_behind_stays(shop):
    made = releases.make_change(line=shop.line, title="Half steps", kind="new", at=AT)
    shop.source.commit(f"Four\n\nPart-Of: CHANGE-{made.id}", FOUR, author=shop.mail)
    shop.read()
    assert aboard(shop.train) == [("Half steps", {"made": [shop.fan.id]})]
    releases.leave_behind(change=made, why="It flickers.", by=shop.boss, at=AT)
    shop.source.commit(f"Five\n\nPart-Of: CHANGE-{made.id}", {"dial.c": "five\n"}, author=shop.mail)
    shop.read()
    bus.drain()
    assert (aboard(shop.train), why()) == ([], [])


def test_the_commit_of_an_engineer_boards_nothing_by_itself(shop):
    mail = f"Jonna <{proven(fans_of(shop.boss)).email}>"
    shop.source.commit(f"Four\n\nAnswers NEED-{shop.promise().need_id}", FOUR, author=mail)
    shop.read()
    assert (aboard(shop.train), only(shop.line).maker) == ([], shop.boss)


def fans_of(member):
    return fans.fan(member.fan_id)


def test_the_desk_says_why_it_stands(shop):
    releases.pass_station(train=shop.train, station="frozen", by=shop.boss, at=AT)
    shop.source.commit(f"Four\n\nAnswers NEED-{shop.promise().need_id}", FOUR, author=shop.mail)
    shop.read()
    desk = Client()
    desk.force_login(fans_of(shop.boss))
    page = desk.get("/desk/source/unlinked").content.decode()
    assert "no train of its line has its doors open" in page
    assert f'<a href="/changes/{only(shop.line).id}">Four</a>' in page
