"""The first run: open while there is no maker, closed afterwards."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from fanloop.people.fans import queries as fans
from fanloop.people.markets import queries as markets
from fanloop.people.team import queries as team
from tests.people.conftest import PASSWORD


@pytest.fixture(autouse=True)
def files_in_a_folder_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def said(**more):
    return {
        "name": "Northwindow", "languages": ["en", "zh-hans"], "currencies": "eur, CNY EUR", "handle": "jonna",
        "member_name": "Jonna", "email": "jonna@example.org", "password": PASSWORD, **more,
    }  # fmt: skip


def picture(kind="JPEG", side=900):
    out = BytesIO()
    Image.new("RGB", (side, side), "orange").save(out, kind)
    return out.getvalue()


@pytest.mark.django_db
def test_an_empty_house_asks_for_a_maker_first(client):
    assert client.get("/me").headers["Location"] == "/welcome"
    assert client.get("/welcome").status_code == 200


@pytest.mark.django_db
def test_the_first_run_makes_maker_founder_and_markets_and_logs_in(client):
    assert client.post("/welcome", said()).headers["Location"] == reverse("desk:home")
    maker = team.maker()
    assert (maker.name, maker.languages, maker.currencies) == (
        "Northwindow",
        ["en", "zh-hans"],
        ["EUR", "CNY"],
    )
    assert [(one.member.name, one.member.rank) for one in team.colleagues()] == [("Jonna", "founder")]
    assert client.session["_auth_user_id"] == str(fans.fan_by_handle("jonna").id)
    assert sorted(markets.market_ids()) == ["cny", "eur"]


@pytest.mark.django_db
def test_a_logo_is_drawn_again_small_and_served(client):
    client.post("/welcome", said(logo=SimpleUploadedFile("logo.jpg", picture())))
    answer = client.get(team.maker().logo_url)
    assert answer.headers["Content-Type"] == "image/png"
    with Image.open(BytesIO(b"".join(answer.streaming_content))) as logo:
        assert (logo.format, logo.size) == ("PNG", (512, 512))


@pytest.mark.django_db
def test_no_other_file_is_served_as_the_logo(client, founder):
    assert client.get(f"/logo/{'0' * 64}.png").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"handle": "desk"}, "kept for the house"),
        ({"password": "short"}, "too short"),
        ({"languages": []}, "required"),
        ({"currencies": "EUR Euro"}, "EURO is no currency"),
        ({"currencies": " "}, "required"),
        ({"logo": SimpleUploadedFile("logo.svg", b"<svg onload='x()'/>")}, "no PNG"),
        ({"logo": SimpleUploadedFile("logo.png", picture()[:300])}, "no PNG"),
    ],
)
@pytest.mark.django_db
def test_a_first_run_that_cannot_be_leaves_nothing_behind(client, wrong, says):
    page = client.post("/welcome", said(**wrong))
    assert page.status_code == 200
    assert says in page.content.decode()
    assert team.maker() is None
    assert fans.fan_by_email("jonna@example.org") is None
    assert markets.markets() == []


def test_with_a_maker_the_first_run_is_over(client, founder):
    assert client.get("/welcome").headers["Location"] == "/"
    client.post("/welcome", said(handle="thief", email="thief@example.org"))
    assert fans.fan_by_handle("thief") is None


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", [True, False])
def test_the_first_markets_have_data_in_invoices_when_asked(client, wanted):
    client.post("/welcome", said(**({"e_invoice": "on"} if wanted else {})))
    assert {one.e_invoice for one in markets.markets()} == {wanted}
