import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from fanloop.foundation import idempotency

AT = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)


def ask(act, *, key="k", question="vote"):
    return idempotency.once(who="fan:1", key=key, question=question, at=AT, act=act)


@pytest.mark.django_db
def test_the_same_key_acts_once_and_answers_twice():
    calls = []

    def act():
        calls.append(1)
        return 201, {"order": len(calls)}

    assert ask(act) == ask(act) == (201, {"order": 1})
    assert len(calls) == 1


@pytest.mark.django_db
def test_the_same_key_with_other_words_is_refused():
    ask(lambda: (200, {}))
    with pytest.raises(idempotency.OtherQuestion):
        ask(lambda: (200, {}), question="withdraw")


@pytest.mark.django_db
def test_a_failed_act_may_be_tried_again():
    with pytest.raises(ZeroDivisionError):
        ask(lambda: (1 // 0, {}))
    assert ask(lambda: (200, {"ok": True})) == (200, {"ok": True})


@pytest.mark.django_db
def test_answers_are_forgotten_after_thirty_days():
    ask(lambda: (200, {}))
    assert idempotency.forget(at=AT + timedelta(days=29)) == 0
    assert idempotency.forget(at=AT + timedelta(days=31)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_act_once():
    calls, answers, both = [], [], threading.Barrier(2)

    def act():
        calls.append(1)
        return 200, {"call": len(calls)}

    def client():
        both.wait()
        answers.append(ask(act))
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1
    assert answers[0] == answers[1]
