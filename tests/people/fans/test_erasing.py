from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection

from fanloop.foundation import bus, mail
from fanloop.foundation.viewer import ANYONE, SYSTEM, Viewer
from fanloop.people.fans import actions, queries
from fanloop.people.partners import actions as partners
from fanloop.people.team import actions as team

SECRETS = ("mira", "Mira", "K. von Hall", "p_")


def every_text_of_people():
    """Whatever is stored in any table of people, accounts and letters."""
    tables = [model._meta.db_table for model in apps.get_models() if model._meta.app_label in
              {"fans", "team", "partners", "markets", "account", "mfa", "foundation"}]  # fmt: skip
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            for (text,) in cursor.fetchall():
                yield table, text


def found(*words):
    return sorted({(table, word) for table, text in every_text_of_people() for word in words if word in text})


def live_a_little(fan, at):
    actions.notify([fan.id], kind="welcome", data={"name": "K. von Hall"}, about="", at=at)
    actions.record_deeds([actions.NewDeed(fan.id, at.date(), "voice", 1, "voices.voice:1")], at=at)
    actions.fill_group(key="g", name="g", fan_ids=[fan.id], at=at)
    EmailAddress.objects.create(user=fan, email=fan.email, primary=True)
    Authenticator.objects.create(user=fan, type="totp", data={"secret": "of mira"})
    mail.write(to=fan.email, subject="Dear Mira", text="…", at=at)


def test_nothing_personal_is_left(join, at):
    mira = join("mira.k", name="K. von Hall")
    live_a_little(mira, at)
    assert found(*SECRETS)
    actions.erase(fan=mira, by=mira, at=at)
    bus.drain()
    assert found(*SECRETS) == []
    assert queries.pseudonyms([mira.id]) == {}


def test_a_member_and_a_contact_lose_their_names_too(hired, join, at):
    wen, piet = hired("lead", "planner"), join("mira.p", name="Mira P")
    firm = partners.register_partner(name="Holzhaus", kind="supplier", at=at)
    partners.invite_contact(partner=firm, fan=piet, at=at)
    for fan in (wen, piet):
        actions.erase(fan=fan, by=fan, at=at)
    bus.drain()
    assert found("lead-planner", "Mira P", "mira.p") == []
    assert team.member_of(wen.id) is None


def test_who_left_is_called_so_and_cannot_come_in(mira, client, at):
    client.force_login(mira)
    actions.erase(fan=mira, by=mira, at=at)
    assert queries.names([mira.id]) == {mira.id: "someone who left"}
    assert queries.describe_fans({mira.id}, ANYONE) == {}
    assert mira.id in queries.describe_fans({mira.id}, SYSTEM)
    assert queries.fan_by_handle("mira.k") is None
    assert told_again(mira, at) == 0


def told_again(fan, at):
    return actions.notify([fan.id], kind="welcome", data={}, about="", at=at)


def test_erasing_twice_is_once(mira, at):
    first = actions.erase(fan=mira, by=mira, at=at)
    assert actions.erase(fan=mira, by=mira, at=at.replace(hour=22)) == first


def test_a_second_import_does_not_bring_the_erased_back(join, at):
    person = actions.NewFan("oem:person:mira", "mira", "Mira", "oem", at)
    (fan_id,) = actions.import_fans([person], at=at).values()
    actions.erase(fan=queries.fan(fan_id), by=join("jonna"), at=at)
    assert found("oem:person:mira") == []
    assert actions.import_fans([person], at=at) == {"oem:person:mira": fan_id}
    assert queries.fan(fan_id).name == ""


def test_an_export_is_whole_and_ones_own(mira, at):
    live_a_little(mira, at)
    queries.register_export("test.room", lambda fan_id: [{"said": fan_id}])
    try:
        data = queries.export(Viewer(fan_id=mira.id))
    finally:
        queries._exports.pop("test.room")
    assert data["fan"]["email"] == "mira.k@example.org"
    assert data["fan"]["deeds"] == [
        {"day": "2026-03-02", "kind": "voice", "count": 1, "ref": "voices.voice:1"}
    ]
    assert [row["kind"] for row in data["fan"]["notices"]] == ["welcome"]
    assert data["test.room"] == [{"said": mira.id}]
