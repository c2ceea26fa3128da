from io import BytesIO

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

from fanloop.foundation import clock
from tests.selling.campaigns.drop_world import Sale
from tests.selling.world import NOON, shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    cache.clear()
    clock.run_from(NOON)
    yield shop()
    clock._offset = clock.timedelta()


@pytest.mark.parametrize("language", ["en", "zh-hans", "no-such"])
def test_a_campaign_has_a_picture_in_each_language(house, language):
    answer = Client().get(f"/order/dawn-2/share.png?language={language}")
    assert answer["content-type"] == "image/png"
    assert "public" in answer["cache-control"]
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)


def test_what_is_not_there_has_no_picture(house):
    assert Client().get("/order/nothing/share.png").status_code == 404


def test_a_campaigns_page_names_its_picture(house):
    page = Client().get("/order/dawn-2", HTTP_HOST="fans.example").content.decode()
    assert (
        '<meta property="og:image" content="http://fans.example/order/dawn-2/share.png?language=en">' in page
    )
    assert '<meta property="og:title" content="Dawn 2">' in page


def test_a_drops_page_names_its_picture_and_its_old_address_leads_there():
    cache.clear()
    clock.run_from(NOON)
    Sale()
    page = Client().get("/order/first-run", HTTP_HOST="fans.example", follow=True)
    assert page.redirect_chain[-1][0] == "/drops/first-run"
    picture = "http://fans.example/order/first-run/share.png?language=en"
    assert f'<meta property="og:image" content="{picture}">' in page.content.decode()
    assert '<meta property="og:title" content="Dawn 2 first run">' in page.content.decode()
    assert Image.open(BytesIO(Client().get(picture).content)).size == (1200, 630)
    clock._offset = clock.timedelta()
