import pytest

from fanloop.listening.voices import actions as voices
from fanloop.plugins.repository import actions
from fanloop.plugins.repository.queries import repository
from fanloop.things.products.actions import add_line
from tests.people.conftest import boss, founder, hired, join, mira  # noqa: F401 -- fixtures, used by name
from tests.plugins.repository.source import AT, Source


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    return settings.HOME


@pytest.fixture
def line(db):
    return add_line(slug="dawn", name="Dawn", at=AT)


@pytest.fixture
def source(tmp_path):
    made = Source(tmp_path / "firmware")
    made.commit("First light", {"dial.c": "one\ntwo\nthree\n", "README": "Dawn\n"})
    return made


@pytest.fixture
def firmware(line, source):
    return actions.add_repository(line=line, address=str(source.path), at=AT, may_be_local=True)


@pytest.fixture
def read(firmware):
    def reading(at=AT):
        return actions.read_repository(repository_id=firmware.id, at=at)

    return reading


@pytest.fixture
def need(line, mira, boss):
    def make(title="Half steps", *, on=line):
        voice = voices.raise_voice(
            kind="idea", title=title, words=f"{title}, please.", fan=mira, line=on, at=AT
        )
        return voices.make_need(title=title, voices=[voice], line=on, by=boss, at=AT)

    return make


@pytest.fixture
def promise(need, boss, line):
    def accept(row=None):
        return voices.accept_need(need=row or need(), by=boss, because="It is right.", at=AT)

    accept.boss, accept.line = boss, line
    return accept


@pytest.fixture
def seen(firmware):
    return lambda: repository(firmware.id)
