"""Everybody who made a commit of what was merged is named as a maker: authors of the branch and whoever they name beside them."""

from types import SimpleNamespace

import pytest

from fanloop.foundation import bus
from fanloop.people.fans import queries as fans
from fanloop.people.team.queries import member_of
from fanloop.people.terms import actions as terms
from fanloop.people.terms import queries as versions
from fanloop.plugins.repository import actions, queries
from fanloop.releasing.releases import actions as releases
from fanloop.releasing.releases import queries as trains
from fanloop.releasing.releases.queries.awards import made_aboard
from fanloop.releasing.releases.queries.notes import notes_as_text
from tests.plugins.repository.source import AT, agreed, proven
from tests.plugins.repository.test_boarding import aboard, train, webhook, why  # noqa: F401 -- fixtures
from tests.plugins.repository.test_hooks import github, merged, post, secret  # noqa: F401 -- fixtures

FILES = [{"dial.c": f"one\ntwo\n{word}\n"} for word in ("four", "five", "six")]


@pytest.fixture
def people(join, hired, boss):
    """Two fans who have signed, and two engineers; all have shown that their addresses are theirs."""
    tomo, leo = (agreed(proven(join(name)), boss) for name in ("tomo", "leo"))
    jonna, wen = proven(fans.fan(boss.fan_id)), proven(hired("engineer"))
    return SimpleNamespace(tomo=tomo, leo=leo, jonna=jonna, wen=wen)


@pytest.fixture
def shop(source, read, promise, webhook, people):
    return SimpleNamespace(source=source, read=read, promise=promise, webhook=webhook, people=people)


def mail(fan):
    return f"{fan.handle} <{fan.email}>"


def branch(source, *authors, message="Step", last=""):
    """A branch of one commit an author and the merge of it; returns its commits and the merge."""
    main = source.head
    works = [
        source.commit(
            f"{message} {number}{last if number == len(authors) - 1 else ''}", FILES[number], author=mail(one)
        )
        for number, one in enumerate(authors)
    ]
    return works, lambda said: source.commit(said, on=main, parents=[works[-1]])


def only(line):
    (held,) = trains.platform(line.id).held or trains.changes_of(trains.next_train(line.id).id)
    return held


def test_every_author_of_a_merged_branch_is_its_maker(shop, train):
    people = shop.people
    works, merge = branch(shop.source, people.leo, people.wen, people.tomo)
    sha = merge("Merge pull request #7")
    shop.webhook(sha, f"Answers NEED-{shop.promise().need_id}")
    shop.read()
    (held,) = trains.changes_of(train.id)
    assert set(held.credits["made"]) == {people.tomo.id, people.leo.id, people.wen.id}
    assert {row.sha for row in queries.commits_of(held.change.id)} == {*works, sha}
    assert why() == []
    shop.read()
    assert len(trains.changes_of(train.id)) == 1


def test_a_branch_merged_by_hand_counts_when_the_merge_says_what_it_answers(
    source, read, promise, train, people
):
    kept = promise()
    _works, merge = branch(source, people.leo, people.tomo)
    merge(f"Merge branch 'steps'\n\nAnswers NEED-{kept.need_id}")
    read()
    assert [set(made["made"]) for _title, made in aboard(train)] == [{people.tomo.id, people.leo.id}]


def test_who_only_merged_is_no_maker_and_the_first_engineer_is(source, read, promise, people, boss):
    kept = promise()
    main = source.head
    work = source.commit("Half steps", FILES[0], author=mail(people.wen))
    second = source.commit("Tests", FILES[1], author=mail(people.jonna))
    source.commit(
        f"Merge\n\nAnswers NEED-{kept.need_id}", on=main, parents=[second], author="Ci <ci@example.org>"
    )
    read()
    held = only(promise.line)
    assert (held.change.maker, held.made) == (member_of(people.wen.id), [people.jonna.id])
    assert work in {row.sha for row in queries.commits_of(held.change.id)}


def test_co_authors_of_a_squashed_commit_are_makers_too(source, read, promise, train, people):
    said = (
        f"Half steps (#7)\n\nAnswers NEED-{promise().need_id}\n\nCo-authored-by: Leo <{people.leo.email.upper()}>\n"
        f"co-authored-by: W <{people.wen.email}>\nCo-authored-by: T <{people.tomo.email}>"
    )
    source.commit(said, FILES[0], author=mail(people.tomo))
    read()
    assert [made["made"] for _title, made in aboard(train)] == [
        [people.tomo.id, people.leo.id, people.wen.id]
    ]


def test_commits_of_a_rebased_request_are_all_its_own_and_none_before_it(shop, train):
    people, webhook = shop.people, shop.webhook
    shop.source.commit("Before", {"dial.c": "zero\n"}, author=mail(people.jonna))
    authors = (people.leo, people.tomo)
    works = [
        shop.source.commit(f"Step {one}", FILES[one], author=mail(who)) for one, who in enumerate(authors)
    ]
    said = merged(works[-1], f"Answers NEED-{shop.promise().need_id}")
    said["pull_request"]["commits"] = 2
    webhook.post(said, github(webhook.secret, said, "pull_request", "d-9"))
    shop.read()
    (held,) = trains.changes_of(train.id)
    assert set(held.credits["made"]) == {people.leo.id, people.tomo.id}
    assert [row.sha for row in queries.commits_of(held.change.id)] == works


def test_an_unknown_co_author_stands_on_the_page_until_somebody_claims_it(
    source, read, promise, people, boss
):
    said = f"Half\n\nAnswers NEED-{promise().need_id}\n\nCo-authored-by: Ada <ada@elsewhere.example>"
    sha = source.commit(said, FILES[0], author=mail(people.tomo))
    read()
    assert ("Ada", "author") in why()
    held = only(promise.line)
    row = queries.commit_of(held.change.id, sha)
    claim = actions.claim_commit(commit=row, change=held.change, fan=people.leo, words="It was me.", at=AT)
    actions.decide(contribution=claim, accepted=True, why="So it was.", by=boss, at=AT)
    assert set(trains.credits_of([held.change.id])[held.change.id]["made"]) == {people.tomo.id, people.leo.id}
    read()
    actions.link(commit=queries.commit_by_id(row.id), at=AT)
    assert ("Ada", "author") not in why()
    assert not queries.has_unknown_author(row)


def test_an_erased_co_author_leaves_neither_name_nor_address(source, read, promise, people):
    said = f"Half\n\nAnswers NEED-{promise().need_id}\n\nCo-authored-by: Leo <{people.leo.email}>\n"
    sha = source.commit(said, FILES[0], author=mail(people.tomo))
    read()
    row = queries.commit_of(only(promise.line).change.id, sha)
    assert (people.leo.email in row.message, row.others[0]["fan"]) == (False, people.leo.id)
    actions.forget(fan_id=people.leo.id, at=AT)
    row.refresh_from_db()
    assert row.others == [{"name": "", "email": "", "fan": None}]


def test_a_co_author_who_signs_later_is_credited_then(source, read, promise, people, join):
    ada = proven(join("ada"))
    said = f"Half\n\nAnswers NEED-{promise().need_id}\n\nCo-authored-by: Ada <{ada.email}>"
    source.commit(said, FILES[0], author=mail(people.tomo))
    read()
    change = only(promise.line).change
    assert (trains.credits_of([change.id])[change.id]["made"], ("Ada", "terms") in why()) == (
        [people.tomo.id],
        True,
    )
    terms.agree(fan=ada, terms=versions.current(), at=AT)
    bus.drain()
    assert trains.credits_of([change.id])[change.id]["made"] == [people.tomo.id, ada.id]
    assert ("Ada", "terms") not in why()


def test_engineers_who_made_it_together_stand_on_the_ballot_and_in_the_notes(shop, boss, train):
    people = shop.people
    shop.source.commit(
        f"Half\n\nAnswers NEED-{shop.promise().need_id}\n\n"
        f"Co-authored-by: {mail(people.wen)}\nCo-authored-by: {mail(people.leo)}",
        FILES[0],
        author=mail(people.jonna),
    )
    shop.read()
    change = only(shop.promise.line).change
    releases.board(change=change, train=train, by=boss, at=AT)
    releases.depart(train=train, by=boss, at=AT)
    assert made_aboard(train.id) == {boss.id: [change], member_of(people.wen.id).id: [change]}
    body = trains.note(train.id, language="en").body
    assert f"Made by {{fan:{people.jonna.id}}}, {{fan:{people.wen.id}}}, {{fan:{people.leo.id}}}." in body
    assert "Made by Jonna, engineer-plain, leo." in notes_as_text(train.id, language="en")
