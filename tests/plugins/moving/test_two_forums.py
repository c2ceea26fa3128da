"""Two forums in one house: what counts alike there is kept apart here, and a forum known from before stays itself."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanloop.foundation import bus
from fanloop.listening.community import queries as talk
from fanloop.people.fans.models import Fan
from fanloop.plugins.moving import actions as runs
from fanloop.plugins.moving.forums import host_of
from fanloop.plugins.moving.models import Run
from fanloop.plugins.moving.parcel import Reading, Reply, Thread
from fanloop.plugins.moving.queries import preview
from fanloop.plugins.moving.readers import discourse
from tests.plugins.moving import moved

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ONE, OTHER = "one.example", "other.example:8443"
labels = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True).filter(
    lambda label: label[2:4] != "--"
)
hosts = st.lists(labels, min_size=1, max_size=4).map(".".join)


@given(
    hosts,
    st.sampled_from(["{}", "https://{}", "http://{}/t/oil/12?page=2", " {}/ ", "https://mira:secret@{}/"]),
)
def test_a_forum_is_its_host_however_its_address_is_written(host, written):
    assert host_of(written.format(host)) == host
    assert host_of(written.format(host.upper())) == host
    assert host_of(host_of(host)) == host


@given(st.text(max_size=80))
def test_an_address_is_a_host_or_nothing(said):
    found = host_of(said)
    assert host_of(found) == found
    assert len(found) <= 60
    assert not set(found) & set("/@ \0")


def pieces(folder, forum=""):
    return list(discourse.read(sorted(folder.rglob("*.json")), Reading(AT, forum=forum)))


def keys(found):
    threads, replies = ([each for each in found if isinstance(each, kind)] for kind in (Thread, Reply))
    people = {each.author.key for each in [*threads, *replies]}
    return {each.key for each in found} | people


def test_no_key_of_one_forum_is_a_key_of_another_and_without_an_address_keys_are_as_ever(tmp_path):
    folder = moved.discourse(tmp_path)
    one, other, before = (keys(pieces(folder, forum)) for forum in (ONE, OTHER, ""))
    assert not one & other
    assert not one & before
    assert {
        "discourse:topic:11",
        "discourse:topic:11:post:2",
        "discourse:user:ada",
        "discourse:category:3",
    } <= before
    assert [type(each) for each in pieces(folder, ONE)] == [type(each) for each in pieces(folder)]


def bring_in(path, forum=""):
    run = runs.bring_path(kind="discourse", path=path, space_id=None, columns={}, at=AT, forum=forum)
    bus.drain()
    return run


def later(folder, number):
    """One more file of a forum, with nothing in it that came before."""
    folder.mkdir()
    row = moved.topic(number, "A new one", 3, [moved.post(number * 10, 1, "ada", raw="Hello.")])
    (folder / "new.json").write_text(json.dumps(row))
    return folder


@pytest.mark.django_db
def test_two_forums_come_side_by_side_and_each_again_changes_nothing(tmp_path):
    one = moved.discourse(tmp_path / "a")
    other = moved.discourse(tmp_path / "b", second="Not the same.")
    assert [bring_in(one, ONE).counts["topics"], bring_in(other, OTHER).counts["topics"]] == [2, 2]
    assert Fan.objects.filter(origin="discourse", name="Ada").count() == 2
    for path, forum in ((one, ONE), (other, OTHER)):
        assert {name: count for name, count in bring_in(path, forum).counts.items() if count} == {}
    looked = preview("discourse", one, columns={}, at=AT, forum=ONE)
    assert (looked.new["topics"], looked.here["topics"]) == (0, 2)


@pytest.mark.django_db
def test_a_forum_that_came_before_keys_named_it_is_known_by_its_topics_and_stays_itself(tmp_path):
    path = moved.discourse(tmp_path / "a")
    bring_in(path)
    again = bring_in(path, ONE)
    assert (again.keyed, {name: count for name, count in again.counts.items() if count}) == ("", {})
    assert bring_in(later(tmp_path / "new", 77), ONE).counts["topics"] == 1
    assert talk.ids_by_key(["discourse:topic:77"])
    assert Fan.objects.filter(origin="discourse", name="Ada").count() == 1


@pytest.mark.django_db
def test_another_forum_with_the_same_numbers_is_not_taken_for_it(tmp_path):
    bring_in(moved.discourse(tmp_path / "a"))
    path = moved.discourse(tmp_path / "b")
    for file in (path / "t").iterdir():
        file.write_text(file.read_text().replace("2023-05-0", "2024-06-0"))
    run = bring_in(path, OTHER)
    assert (run.keyed, run.counts["topics"]) == (OTHER, 2)
    runs.take_back(run=Run.objects.get(id=run.id), at=AT)
    assert talk.ids_by_key(["discourse:topic:11"])
