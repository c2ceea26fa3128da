from fanloop.foundation import bus
from fanloop.foundation.models import FactRow
from fanloop.foundation.viewer import ANYONE, Viewer
from fanloop.people.fans import actions, queries


def told(fan_ids, at, **more):
    return actions.notify(
        fan_ids, kind="need_accepted", data={"title": "Softer dawn"}, about="voices.need:1", at=at, **more
    )


def test_a_notice_is_for_one_reader_alone(mira, join, at):
    tomo = join("tomo")
    assert told([mira.id], at) == 1
    mine, other = Viewer(fan_id=mira.id), Viewer(fan_id=tomo.id)
    (notice,) = queries.inbox(mine)
    assert notice.data == {"title": "Softer dawn"}
    assert queries.inbox(other) == queries.inbox(ANYONE) == []
    assert queries.notice(notice.id, viewer=other) is None
    assert [queries.unread_count(who) for who in (mine, other, ANYONE)] == [1, 0, 0]


def test_the_same_key_tells_everybody_once(mira, join, at):
    tomo = join("tomo")
    assert told([mira.id], at, key_prefix="accepted:1") == 1
    assert told([mira.id, tomo.id], at, key_prefix="accepted:1") == 1
    assert told([mira.id, tomo.id], at, key_prefix="accepted:1") == 0
    assert len(queries.inbox(Viewer(fan_id=mira.id))) == 1


def test_reading_keeps_the_first_time(mira, at):
    told([mira.id], at)
    viewer = Viewer(fan_id=mira.id)
    (notice,) = queries.inbox(viewer)
    actions.read_notice(notice=notice, at=at)
    later = at.replace(hour=20)
    assert actions.read_notice(notice=notice, at=later).read_at == at
    assert queries.unread_count(viewer) == 0
    assert actions.read_all(fan_id=mira.id, at=later) == 0


def test_the_fact_names_only_those_who_get_letters(mira, at):
    imported = actions.import_fans([actions.NewFan("x:1", "ada", "", "oem", at)], at=at)
    told([mira.id, *imported.values()], at)
    row = FactRow.objects.get(name="fans.FansNotified")
    fact = bus.rebuild(row.name, row.payload)
    (notice,) = queries.inbox(Viewer(fan_id=mira.id))
    assert fact.count == 2
    assert fact.notices == (notice.id,)
