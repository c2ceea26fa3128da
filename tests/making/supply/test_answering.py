from datetime import timedelta
from decimal import Decimal

import pytest

from fanloop.foundation import bus, trail
from fanloop.foundation.refs import ref
from fanloop.foundation.viewer import SYSTEM
from fanloop.making.supply import actions, queries
from fanloop.people.fans import actions as fan_actions
from fanloop.people.fans import queries as fans
from fanloop.people.team import queries as team
from tests.making.conftest import AT

MOMENT = AT + timedelta(days=13)


@pytest.fixture
def line(approved, suppliers):
    view = queries.purchase_order(approved[1].number, viewer=suppliers.a.viewer)
    return view.lines[0].line


def say(line, by, quantity, *, late=0, words=""):
    return actions.answer_line(
        line=line,
        quantity=Decimal(quantity),
        promised=line.due + timedelta(days=late),
        words=words,
        by=by,
        at=MOMENT,
    )


def test_fewer_and_later_is_seen_by_the_maker(line, suppliers, plan):
    say(line, suppliers.a.fan, 60, late=14, words="The phosphor is late.")
    view = queries.purchase_order(line.order.number, viewer=SYSTEM)

    assert (view.answered, view.at_risk) == (1, 1)
    answered = view.lines[0]
    assert (answered.is_short, answered.is_late, answered.missing) == (True, True, line.quantity - 60)
    assert answered.answer.words == "The phosphor is late."


def test_the_gap_opens_in_the_table(line, suppliers, plan):
    say(line, suppliers.a.fan, 0, words="We cannot.")
    table = queries.supply_table(plan, viewer=SYSTEM)

    assert line.part in [row.part for row in table.short]


def test_the_newest_answer_holds_and_the_old_one_stays(line, suppliers):
    say(line, suppliers.a.fan, 60)
    say(line, suppliers.a.fan, 80)
    answers = queries.purchase_order(line.order.number, viewer=SYSTEM).lines[0].answers

    assert [answer.quantity for answer in answers] == [80, 60]


def test_the_same_answer_again_is_the_same_row(line, suppliers):
    assert say(line, suppliers.a.fan, 60) == say(line, suppliers.a.fan, 60)


def test_another_supplier_cannot_answer(line, suppliers):
    with pytest.raises(actions.Refused, match="only the supplier"):
        say(line, suppliers.b.fan, 60)


def test_more_than_asked_cannot_be_promised(line, suppliers):
    with pytest.raises(actions.Refused, match="between 0 and the"):
        say(line, suppliers.a.fan, line.quantity + 1)


def test_less_than_nothing_cannot_be_promised(line, suppliers):
    with pytest.raises(actions.Refused, match="between 0 and the"):
        say(line, suppliers.a.fan, -1)


def test_a_day_before_the_order_is_refused(line, suppliers):
    with pytest.raises(actions.Refused, match="before the order"):
        say(line, suppliers.a.fan, 1, late=-400)


def test_who_approved_is_told(line, suppliers, boss):
    say(line, suppliers.a.fan, 60, late=14)
    bus.drain()
    [notice] = [one for one in fans.inbox(team.viewer_of(boss.fan_id)) if one.kind == "supplier_answered"]

    assert notice.data["promised"] == "60"
    assert notice.about == ref(line.order)


def test_the_answer_stands_in_the_trail(line, suppliers):
    row = say(line, suppliers.a.fan, 60)

    assert trail.Arrow(ref(row), ref(line), Decimal(60), line.unit) in trail.effects_of(ref(line)).arrows


def test_an_erased_contact_leaves_the_promise_and_not_the_words(line, suppliers, boss):
    say(line, suppliers.a.fan, 60, words="My mother is ill.")
    assert fans.export(suppliers.a.viewer)["supply"][0]["words"] == "My mother is ill."

    fan_actions.erase(fan=suppliers.a.fan, by=boss.fan, at=MOMENT)
    bus.drain()
    answered = queries.purchase_order(line.order.number, viewer=SYSTEM).lines[0].answer

    assert (answered.quantity, answered.words) == (60, "")
