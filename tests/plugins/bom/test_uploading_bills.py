import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fanloop.people.team import queries as team_queries
from fanloop.things.products import queries
from tests.making.conftest import boss, join  # noqa: F401 -- fixtures used by name

TEXT = b"parent,component,qty,child_assembly\nlamp,Head,1,head\nhead,LED,2,\nhead,Screw,-4,\n"


@pytest.fixture
def founder(client, boss, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    client.force_login(boss.fan)
    return client


def give(client, data=TEXT, name="lamp.csv"):
    return client.post("/desk/imports/preview", {"file": SimpleUploadedFile(name, data)})


def test_only_members_with_the_permission_import(client, boss, join):
    assert client.get("/desk/imports/").status_code == 302
    client.force_login(join("mira"))
    assert client.get("/desk/imports/").status_code == 403
    assert client.post("/desk/imports/store").status_code == 403


def test_a_preview_shows_everything_and_stores_nothing(founder):
    page = give(founder).content.decode()

    assert "the quantity must be above zero, not -4" in page
    assert "led" in page
    assert queries.part_by_number("lamp") is None


def test_then_it_is_brought_in_and_audited(founder, boss):
    context = give(founder).context
    response = founder.post(
        "/desk/imports/store", {"sha256": context["sha256"], "name": context["name"]}, follow=True
    )

    assert "3 new parts, 2 new lines" in response.content.decode()
    assert queries.part_by_number("lamp") is not None
    [act] = team_queries.staff_acts(viewer=team_queries.viewer_of(boss.fan_id))
    assert (act.act, act.detail["file"], act.detail["not_understood"]) == ("imports.bom", "lamp.csv", 1)


def test_all_or_nothing(founder):
    context = give(founder).context
    founder.post(
        "/desk/imports/store", {"sha256": context["sha256"], "name": context["name"], "strict": "on"}
    )

    assert queries.part_by_number("lamp") is None


@pytest.mark.parametrize("sha256", ["", "x" * 64, "../../etc/passwd", "0" * 64])
def test_what_was_never_kept_cannot_be_stored(founder, sha256):
    assert founder.post("/desk/imports/store", {"sha256": sha256, "name": "a.csv"}).status_code == 404


def test_an_empty_upload_is_asked_for_again(founder):
    assert founder.post("/desk/imports/preview", {}).status_code == 422
    assert give(founder, b"").status_code == 422


def test_a_name_with_a_path_stays_a_name(founder):
    assert give(founder, name="../../../evil.csv").context["name"] == "evil.csv"
