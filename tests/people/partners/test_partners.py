import pytest

from fanloop.foundation.viewer import ANYONE, SYSTEM, Viewer
from fanloop.people.partners import actions, queries

STAFF = Viewer(fan_id=999, is_staff=True)


@pytest.fixture
def firms(db, at):
    return [
        actions.register_partner(name=name, kind="supplier", at=at) for name in ("Lichtbogen", "Holzhaus")
    ]


def test_a_partner_is_seen_by_itself_and_the_staff(firms):
    light, wood = firms
    both = {light.id, wood.id}
    assert set(queries.describe_partners(both, STAFF)) == both
    assert set(queries.describe_partners(both, SYSTEM)) == both
    assert set(queries.describe_partners(both, Viewer(fan_id=1, partner_id=light.id))) == {light.id}
    assert set(queries.describe_partners(both, Viewer(fan_id=1, partner_id=wood.id))) == {wood.id}
    assert queries.describe_partners(both, Viewer(fan_id=1)) == queries.describe_partners(both, ANYONE) == {}


def test_contacts_are_seen_by_their_own_firm_and_the_staff(firms, mira, at):
    light, wood = firms
    contact = actions.invite_contact(partner=light, fan=mira, at=at)
    assert queries.contacts(light.id, viewer=STAFF) == [contact]
    assert queries.contacts(light.id, viewer=Viewer(partner_id=light.id)) == [contact]
    assert queries.contacts(light.id, viewer=Viewer(partner_id=wood.id)) == []
    assert queries.contacts(light.id, viewer=ANYONE) == []
    assert queries.contact_fan_ids([light.id, wood.id]) == {light.id: [mira.id]}


def test_a_fan_speaks_for_one_partner_at_a_time(firms, mira, at):
    light, wood = firms
    contact = actions.invite_contact(partner=light, fan=mira, at=at)
    with pytest.raises(actions.Refused, match="speaks for a partner already"):
        actions.invite_contact(partner=wood, fan=mira, at=at)
    actions.end_contact(contact=contact, at=at)
    actions.invite_contact(partner=wood, fan=mira, at=at)
    assert queries.partner_of(mira.id) == wood.id


def test_the_makers_people_speak_for_no_partner(firms, founder, at):
    with pytest.raises(actions.Refused, match="works for the maker"):
        actions.invite_contact(partner=firms[0], fan=founder, at=at)


def test_a_firm_is_registered_once_and_is_of_a_known_kind(firms, at):
    with pytest.raises(actions.Refused, match="registered already"):
        actions.register_partner(name="Holzhaus", kind="supplier", at=at)
    with pytest.raises(actions.Refused, match="no kind"):
        actions.register_partner(name="Third", kind="friend", at=at)
    assert [firm.name for firm in queries.partners("supplier")] == ["Holzhaus", "Lichtbogen"]
    assert queries.partners("brand") == []
