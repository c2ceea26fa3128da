import pytest

from fanloop.people.fans import actions as fans
from fanloop.people.levels.models import Level
from fanloop.people.team import actions as team
from fanloop.people.team.queries import member_of
from fanloop.releasing.beta import actions
from fanloop.releasing.beta.actions import NewProgramme
from fanloop.things.builds.models import Build
from fanloop.things.products import actions as products
from tests.releasing.beta.days import AT


@pytest.fixture
def join(db):
    def joined(handle, level=2):
        fan = fans.join(handle=handle, email=None, password=None, at=AT)
        Level.objects.create(fan=fan, level=level, since=AT)
        return fan

    return joined


@pytest.fixture
def boss(db):
    founder = fans.join(handle="jonna", email=None, password=None, at=AT)
    team.found_maker(
        name="Northwindow", languages=["en"], currencies=["EUR"], founder=founder, member_name="Jonna", at=AT
    )
    return member_of(founder.id)


@pytest.fixture
def lamp(db):
    line = products.add_line(slug="dawn", name="Dawn", at=AT)
    for position, (sku, name) in enumerate([("OAK", "Oak"), ("BLK", "Black")]):
        products.add_variant(line=line, sku=sku, name=name, part=None, position=position, at=AT)
    return line


@pytest.fixture
def programme(boss, lamp):
    new = NewProgramme(title={"en": "Dawn explorers"}, words={"en": "Try it first."}, opens=AT)
    return actions.open_programme(line=lamp, slug="dawn-explorers", new=new, by=boss, at=AT)


@pytest.fixture
def build(boss, lamp):
    def made(number="2.4.0-rc2", line=None):
        return Build.objects.create(line=line or lamp, number=number, at=AT, by=boss)

    return made


@pytest.fixture
def sunrise(programme, boss):
    return actions.add_feature(programme=programme, title={"en": "Real sunrise"}, weight=3, by=boss, at=AT)


@pytest.fixture
def tester(programme, boss, join):
    def seated(handle, ring=1):
        return actions.give_seat(
            programme=programme, fan=join(handle), ring=ring, devices={"OAK": "B"}, by=boss, at=AT
        )

    return seated
