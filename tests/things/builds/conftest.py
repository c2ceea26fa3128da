import pytest
from django.test import override_settings

from fanloop.foundation import clock
from fanloop.things.products import actions as products
from tests.things.builds.ceremony import Ceremony


@pytest.fixture
def now():
    return clock.now()


@pytest.fixture(autouse=True)
def home(tmp_path):
    """A home of its own: keys of the house and kept files."""
    with override_settings(HOME=tmp_path, MEDIA_ROOT=tmp_path / "files"):
        yield tmp_path


@pytest.fixture
def dawn(db, now):
    return products.add_line(slug="dawn", name="Dawn", at=now)


@pytest.fixture
def ceremony(db):
    return Ceremony()


@pytest.fixture
def repository(ceremony, now):
    ceremony.open(now)
    return ceremony
