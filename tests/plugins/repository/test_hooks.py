"""Webhooks through the real door with real signatures: proven first, once, and bounded."""

import hashlib
import hmac
import json
from base64 import b64decode, b64encode

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from fanloop.foundation import clock
from fanloop.plugins.repository import actions, queries
from fanloop.plugins.repository.models import Delivery, Request
from fanloop.releasing.releases import queries as trains
from tests.plugins.repository.source import AT

PUSH = {"ref": "refs/heads/main", "object_kind": "push"}


@pytest.fixture
def secret(firmware):
    return queries.secrets_of(firmware.id, "hook")[0]


@pytest.fixture
def post(firmware, boss):
    def send(body, headers, to=None):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Client().post(
            f"/hooks/source/{to or firmware.id}", data, content_type="application/json", headers=headers
        )

    return send


def github(secret, body, event="push", delivery="d-1"):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    shown = "sha256=" + hmac.new(secret.encode(), data, hashlib.sha256).hexdigest()
    return {"X-GitHub-Event": event, "X-GitHub-Delivery": delivery, "X-Hub-Signature-256": shown}


def standard(secret, body, *, when=None, message="m-1"):
    stamp = str(int((when or clock.now()).timestamp()))
    said = f"{message}.{stamp}.".encode() + json.dumps(body).encode()
    shown = hmac.new(b64decode(secret.removeprefix("whsec_")), said, hashlib.sha256).digest()
    return {
        "webhook-id": message, "webhook-timestamp": stamp,
        "webhook-signature": "v1,bm90IGl0 v1," + b64encode(shown).decode(), "X-Gitlab-Event": "Push Hook",
    }  # fmt: skip


def merged(sha, words="", url="https://github.com/nw/firmware/pull/7"):
    asked = {
        "number": 7, "merged": True, "title": "Half steps", "body": words, "html_url": url, "merge_commit_sha": sha,
        "base": {"ref": "main"},
    }  # fmt: skip
    return {"action": "closed", "pull_request": asked}


def jobs():
    return ProcrastinateJob.objects.filter(task_name="repository.read").count()


def test_a_push_of_github_has_the_repository_read_once_however_often_it_is_sent(post, secret):
    answers = [post(PUSH, github(secret, PUSH)) for _ in range(2)]
    assert [(one.status_code, one.json()) for one in answers] == [
        (202, {"event": "push", "known": False}),
        (200, {"event": "push", "known": True}),
    ]
    assert (jobs(), Delivery.objects.count()) == (1, 1)


def test_gitlab_may_show_the_secret_or_sign_with_it(post, secret):
    shown = {"X-Gitlab-Token": secret, "X-Gitlab-Event": "Push Hook", "X-Gitlab-Event-UUID": "u-1"}
    assert post(PUSH, shown).status_code == 202
    assert post(PUSH, standard(secret, PUSH)).status_code == 202
    assert jobs() == 2


def test_a_signed_message_that_is_old_is_refused(post, secret):
    assert post(PUSH, standard(secret, PUSH, when=AT)).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-GitHub-Event": "push", "X-Hub-Signature-256": "sha256=" + "0" * 64},
        {"X-GitHub-Event": "push", "X-Hub-Signature-256": "ünsinn"},
        {"X-Gitlab-Token": "wrong", "X-Gitlab-Event": "Push Hook"},
        {"webhook-id": "1", "webhook-timestamp": "x", "webhook-signature": "v1,AAAA"},
    ],
)
def test_a_wrong_signature_is_told_in_problem_details_and_stores_nothing(post, secret, headers):
    answer = post(PUSH, headers)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer.json()["status"] == 401
    assert (Delivery.objects.count(), jobs()) == (0, 0)


def test_an_unknown_repository_answers_as_a_wrong_signature_does(post, secret):
    assert post(PUSH, github(secret, PUSH), to=999_999).status_code == 401


def test_a_repository_that_was_ended_takes_nothing_in(post, secret, firmware, boss):
    actions.end_repository(repository=firmware, by=boss, at=AT)
    assert post(PUSH, github(secret, PUSH)).status_code == 401


def test_the_old_and_the_new_secret_hold_while_somebody_changes_over(post, secret, firmware):
    fresh = actions.new_secret(repository=firmware, at=AT)
    assert post(PUSH, github(secret, PUSH, delivery="a")).status_code == 202
    assert post(PUSH, github(fresh, PUSH, delivery="b")).status_code == 202
    actions.end_old_secret(repository=firmware, at=AT)
    assert post(PUSH, github(secret, PUSH, delivery="c")).status_code == 401


def test_a_message_of_six_megabytes_is_refused_before_it_is_read(post, secret):
    body = json.dumps(PUSH | {"more": "x" * 6_000_000}).encode()
    answer = post(body, github(secret, body))
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    assert Delivery.objects.count() == 0


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"ref": 7}', b"[" * 9_000, b'{"action": "closed"}'])
def test_a_proven_message_that_makes_no_sense_is_refused_in_words(post, secret, body):
    event = "pull_request" if b"action" in body else "push"
    answer = post(body, github(secret, body, event))
    assert (answer.status_code, answer.json()["title"]) == (400, "The message makes no sense")
    assert Delivery.objects.count() == 0


def test_events_that_are_none_of_ours_are_taken_and_read_nothing(post, secret, read):
    read()
    star, tag = {"action": "created"}, {"ref": "refs/heads/other"}
    assert post(star, github(secret, star, "star", "s")).json()["event"] == "other"
    assert post(tag, github(secret, tag, "push", "t")).status_code == 202
    assert jobs() == 0


def test_what_a_merged_request_says_counts_for_its_commit_whichever_comes_first(
    post, secret, source, read, promise
):
    kept = promise()
    sha = source.commit("Merge #7", {"dial.c": "half\n"})
    read()
    assert trains.platform(promise.line.id).count == 0
    said = merged(sha, f"Answers NEED-{kept.need_id}")
    assert post(said, github(secret, said, "pull_request")).status_code == 202
    (held,) = trains.platform(promise.line.id).held
    assert held.change.commit == sha
    assert Request.objects.get().url.endswith("/pull/7")
    sha = source.commit("Merge #8", {"dial.c": "quarter\n"})
    again = merged(sha, f"Part-Of: CHANGE-{held.change.id}")
    again["pull_request"]["number"] = 8
    post(again, github(secret, again, "pull_request", "d-2"))
    read()
    assert [row.sha for row in queries.commits_of(held.change.id)][-1] == sha


def test_a_merge_request_of_gitlab_is_understood(post, secret, firmware):
    asked = {
        "iid": 3, "action": "merge", "title": "Half", "description": None, "target_branch": "main",
        "url": "https://gitlab.example/nw/-/merge_requests/3", "merge_commit_sha": None, "squash_commit_sha": "a" * 40,
        "last_commit": {"id": "b" * 40},
    }  # fmt: skip
    said = {"object_kind": "merge_request", "object_attributes": asked}
    assert post(said, {"X-Gitlab-Token": secret, "X-Gitlab-Event": "Merge Request Hook"}).status_code == 202
    row = Request.objects.get(repository=firmware)
    assert (row.number, row.commits, row.words) == (3, ["a" * 40, "b" * 40], "")
