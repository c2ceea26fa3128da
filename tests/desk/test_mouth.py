import pytest
from django.test import Client

from fanloop.foundation import clock
from fanloop.selling.campaigns.actions import word_of_mouth as actions
from fanloop.selling.campaigns.queries import word_of_mouth as queries
from tests.selling.world import NOON, fan, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    clock.run_from(NOON)
    yield shop()
    clock._offset = clock.timedelta()


def test_the_rule_is_set_and_the_links_are_listed_by_what_they_brought(house):
    browser = Client()
    browser.force_login(house.boss)
    actions.share_link(campaign=house.campaign, fan=fan("mira.k"), at=NOON)
    assert browser.post("/desk/campaigns/dawn-2/friends", {"worth": "five", "most": "3"}).status_code == 422
    page = browser.post(
        "/desk/campaigns/dawn-2/friends", {"worth": "5", "most": "3"}, follow=True
    ).content.decode()
    assert "mira.k" in page
    assert queries.rule_of(house.campaign).minor == 500
    browser.post("/desk/campaigns/dawn-2/friends", {"worth": "0", "most": "0"})
    assert queries.rule_of(house.campaign) is None


def test_a_fan_sets_no_rule(house):
    browser = Client()
    browser.force_login(fan())
    assert browser.get("/desk/campaigns/dawn-2/friends").status_code == 403
