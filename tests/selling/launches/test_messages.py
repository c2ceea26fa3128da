"""Messages reach those who agreed, once, and not more often than they can bear."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fanloop.foundation import mail
from fanloop.foundation.viewer import Viewer
from fanloop.people.fans import queries as fans
from fanloop.people.fans.actions import fill_group
from fanloop.selling.launches.actions import Refused, consenting, signing, writing
from fanloop.selling.launches.queries import consents, messages
from fanloop.selling.launches.rules.consent import FAMILIES
from fanloop.selling.launches.rules.groups import Meant
from tests.selling.launches.world import launch, person
from tests.selling.world import NOON, shop

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def house():
    return shop()


def agree(fan, family="launches", at=NOON):
    return consenting.agree(fan=fan, family=family, words="Yes, write to me.", source="page", at=at)


def write(house, *groups, family="launches", at=NOON, send_at=None, **narrow):
    row = writing.write_message(
        family=family, subject={"en": "A clip", "zh-hans": "夹子"}, text={"en": "It holds.", "zh-hans": "夹得住。"},
        meant=Meant(groups or ("group:all",), **narrow), by=house.member, href="/launches", at=at,
    )  # fmt: skip
    writing.schedule(message=row, send_at=send_at or at, by=house.member, at=at)
    return row


def send(row, at=NOON, limit=2):
    while writing.send_some(message_id=row.id, at=at, limit=limit):
        pass


def letters(handle):
    return [
        one for one in mail.letters(to=f"{handle}@example.org") if one.about.startswith("launches.message")
    ]


def town(*handles, key="all"):
    people = {handle: person(handle) for handle in handles}
    fill_group(key=key, name=key, fan_ids=[one.id for one in people.values()], at=NOON)
    return people


def test_who_did_not_agree_hears_nothing_by_letter_or_inbox(house):
    people = town("yes", "no", "other", "gone")
    agree(people["yes"])
    agree(people["other"], family="offers")
    agree(people["gone"])
    consenting.withdraw(fan=people["gone"], families=FAMILIES, at=NOON)
    send(write(house))
    assert {who for who in people if letters(who)} == {"yes"}
    told = {who: fans.inbox(Viewer(fan_id=fan.id)) for who, fan in people.items()}
    assert {who for who, lines in told.items() if any(one.kind == "maker_message" for one in lines)} == {
        "yes"
    }


STEPS = st.lists(
    st.tuples(st.sampled_from(["agree", "withdraw", "write", "send"]), st.integers(0, 2), st.sampled_from(FAMILIES)),
    max_size=12,
)  # fmt: skip


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_nobody_without_consent_is_written_to(house, steps):
    """Against a model in plain sets: each letter that appears was agreed to at that moment."""
    from django.db import transaction

    with transaction.atomic():
        people = [person(f"p{number}") for number in range(3)]
        fill_group(key="all", name="all", fan_ids=[one.id for one in people], at=NOON)
        agreed, rows, at = set(), [], NOON
        for act, number, family in steps:
            at += DAY * 8
            if act == "agree":
                agree(people[number], family, at)
                agreed.add((number, family))
            elif act == "withdraw":
                consenting.withdraw(fan=people[number], families=[family], at=at)
                agreed.discard((number, family))
            elif act == "write":
                rows.append(write(house, family=family, at=at))
            elif rows:
                row = rows[number % len(rows)]
                before = {one: len(letters(f"p{one}")) for one in range(3)}
                send(row, at)
                fresh = {one for one in range(3) if len(letters(f"p{one}")) > before[one]}
                assert fresh <= {one for one, of in agreed if of == row.family}
        transaction.set_rollback(True)


def test_a_message_stopped_between_two_sets_goes_on_and_comes_once(house):
    people = town(*(f"f{number}" for number in range(5)))
    for one in people.values():
        agree(one)
    row = write(house)
    assert writing.send_some(message_id=row.id, at=NOON, limit=2) == 2
    assert sum(len(letters(who)) for who in people) == 2
    send(row)
    send(row)
    assert [len(letters(who)) for who in people] == [1] * 5
    assert messages.message(row.id, at=NOON).state == "sent"


def test_a_withdrawal_between_two_sets_holds_at_once(house):
    people = town("ann", "ben", "cleo")
    for one in people.values():
        agree(one)
    row = write(house)
    writing.send_some(message_id=row.id, at=NOON, limit=1)
    left = [who for who in people if not letters(who)]
    consenting.withdraw(fan=people[left[0]], families=["launches"], at=NOON)
    send(row)
    assert letters(left[0]) == []
    assert len(letters(left[1])) == 1


def test_nobody_gets_more_than_the_week_allows(house, settings):
    settings.MARKETING_A_WEEK = 1
    people = town("mira")
    agree(people["mira"])
    send(write(house))
    second = write(house, at=NOON + DAY)
    send(second, NOON + DAY)
    assert len(letters("mira")) == 1
    found = messages.message(second.id, at=NOON + DAY)
    assert (found.state, found.figures.sent, found.figures.enough) == ("sent", 0, 1)
    third = write(house, at=NOON + 8 * DAY)
    send(third, NOON + 8 * DAY)
    assert len(letters("mira")) == 2


def test_it_waits_for_its_moment_and_can_be_called_off(house):
    agree(town("mira")["mira"])
    row = write(house, send_at=NOON + DAY)
    assert messages.due(NOON) == []
    assert writing.send_some(message_id=row.id, at=NOON) == 0
    writing.call_off(message=row, by=house.member, at=NOON)
    send(row, NOON + DAY)
    assert letters("mira") == []


def test_what_is_on_its_way_is_not_rewritten(house):
    row = write(house, send_at=NOON + DAY)
    with pytest.raises(Refused):
        writing.change_message(message=row, family="offers", subject="x", text="y", meant=Meant(("all",)))


def test_an_address_without_an_account_gets_it_and_ends_it_with_one_click(house):
    row = launch(house)
    asked = signing.ask_by_address(
        launch=row, email="guest@example.org", language="zh-hans", market=None, wish=0, agrees={"launches": "好。"}, at=NOON
    )  # fmt: skip
    first = write(house, f"signed:{row.id}")
    send(first)
    assert letters("guest") == []
    signing.confirm(sign_up=asked, at=NOON)
    second = write(house, f"signed:{row.id}")
    send(second)
    assert [one.subject for one in letters("guest")] == ["夹子"]
    held = consents.agreed("launches").get()
    consenting.withdraw_one(consent=held, message=second, at=NOON)
    send(write(house, f"signed:{row.id}", at=NOON + 8 * DAY), NOON + 8 * DAY)
    assert len(letters("guest")) == 1
    assert messages.message(second.id, at=NOON).figures.stopped == 1
    assert consents.consent(held.id).email == ""


def test_an_address_nobody_has_shown_to_be_theirs_gets_no_letter(house):
    from fanloop.people.fans.actions import join

    new = join(handle="new", email="new@example.org", password=None, at=NOON)
    agree(new)
    send(write(house, "all"))
    assert letters("new") == []
    assert [line.kind for line in fans.inbox(Viewer(fan_id=new.id))].count("maker_message") == 1


def test_groups_are_joined_and_narrowed_by_market_and_language(house):
    eu, us = person("eu", market=house.eu, language="zh-hans"), person("us", market=house.us)
    for one in (eu, us):
        agree(one)
    fill_group(key="one", name="one", fan_ids=[eu.id], at=NOON)
    fill_group(key="two", name="two", fan_ids=[us.id], at=NOON)
    both = Meant(("group:one", "group:two"))
    assert len(messages.meant_keys(both, "launches")) == 2
    assert messages.meant_keys(Meant(both.groups, markets=("eu",)), "launches") == {f"fan:{eu.id}"}
    assert messages.meant_keys(Meant(both.groups, languages=("en",)), "launches") == {f"fan:{us.id}"}
    assert messages.meant_keys(Meant(both.groups, level=2), "launches") == set()


def test_before_sending_it_says_how_many_agreed(house):
    people = town("ann", "ben", "cleo")
    agree(people["ann"])
    row = write(house, send_at=NOON + DAY)
    found = messages.preview(row, NOON)
    assert (found.people, found.agreed, found.writes) == (3, 1, 1)


def test_the_letter_can_be_left_with_one_click_by_machines(house, settings):
    settings.PUBLIC_URL = "https://northwindow.example"
    agree(town("mira")["mira"])
    send(write(house))
    letter = letters("mira")[0]
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "/letters/withdraw/" in letter.headers["List-Unsubscribe"]
    assert letter.headers["List-Unsubscribe"].strip("<>") in letter.text


def test_backers_are_those_whose_order_stands(house):
    from fanloop.selling.campaigns.actions import preorder

    mira = person("mira")
    agree(mira)
    order = preorder(offer=house.offers[0], fan=mira, quantity=1, at=NOON, key="k", provider="sandbox")
    group = (f"backers:{house.campaign.id}",)
    assert messages.meant_keys(Meant(group), "launches") == {f"fan:{mira.id}"}
    from fanloop.selling.orders.actions import cancel

    cancel(order=order, by=None, at=NOON)
    assert messages.meant_keys(Meant(group), "launches") == set()


def test_a_set_costs_the_same_however_many_have_it_already(house, monkeypatch, django_assert_max_num_queries):
    """Nobody asks about the whole town for every set: each looks at the next few consents and no others."""
    monkeypatch.setattr(messages, "LOOKED_AT", 3)
    people = town(*(f"f{number}" for number in range(9)))
    for one in people.values():
        agree(one)
    fill_group(key="late", name="Late", fan_ids=[people[f"f{number}"].id for number in (1, 7, 8)], at=NOON)
    row, looked = write(house, "group:late"), []
    asked = messages.fans.group_ids
    monkeypatch.setattr(
        messages.fans, "group_ids", lambda key, *, among: looked.append(len(among)) or asked(key, among=among)
    )
    assert writing.send_some(message_id=row.id, at=NOON, limit=1) == 1
    assert [len(letters(who)) for who in ("f1", "f7", "f8")] == [1, 0, 0]
    send(row, limit=1)
    assert [who for who in people if letters(who)] == ["f1", "f7", "f8"]
    assert set(looked) <= {0, 1, 2, 3}
    assert messages.message(row.id, at=NOON).figures.sent == 3


@pytest.mark.parametrize("group", ["all", "group:town", "backers:{0}", "line:{0}", "signed:{1}"])
def test_each_group_asked_about_a_few_says_of_these_what_it_says_of_all(house, group):
    people = town("ann", "ben", "cleo", key="town")
    for one in people.values():
        agree(one)
    whom = Meant((group.format(house.campaign.id, launch(house).id),))
    everybody = messages.meant_keys(whom, "launches")
    few = {f"fan:{people['ben'].id}"}
    assert messages.meant_keys(whom, "launches", few) == everybody & few
