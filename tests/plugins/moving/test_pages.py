"""The desk's pages: look, say yes, watch, take back. Nothing before yes, nobody without the permission."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fanloop.foundation import files
from fanloop.listening.community import queries as talk
from fanloop.people.fans.models import Fan
from fanloop.people.team import queries as team
from fanloop.plugins import sentences
from fanloop.plugins.moving import actions as runs
from fanloop.plugins.moving import tasks
from fanloop.plugins.moving.actions.running import FORGOTTEN
from fanloop.plugins.moving.models import Run
from tests.making.conftest import boss, join  # noqa: F401 -- fixtures used by name
from tests.plugins.moving import moved

PAGE = "/desk/imports/community/"


@pytest.fixture
def founder(client, boss, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    client.force_login(boss.fan)
    return client


def give(client, folder, *, kind="canny", **more):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.rglob("*.*"):
            archive.write(path, f"../{path.name}")
    file = SimpleUploadedFile("there.zip", packed.getvalue())
    return client.post(PAGE, {"kind": kind, "file": file, "space": "", "columns": "", **more}, follow=True)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "there").mkdir()
    return moved.canny(tmp_path / "there")


def test_only_members_with_the_permission_bring(client, boss, join):
    assert client.get(PAGE).status_code == 302
    client.force_login(join("mira"))
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}1/undo").status_code == 403


def test_a_look_shows_what_would_come_and_stores_nothing(founder, folder):
    page = give(founder, folder).content.decode()

    assert "Dim below 1 %" in page
    assert "the other day" in page
    assert "Promises made there" in page
    assert talk.ids_by_key(["canny:post:https://x.example/p/dim"]) == {}
    assert not Fan.objects.filter(origin="canny").exists()


def test_said_yes_it_comes_in_and_the_upload_goes(founder, folder, boss):
    give(founder, folder)
    run = Run.objects.get()
    page = founder.post(f"{PAGE}{run.id}/begin", follow=True).content.decode()
    assert 'data-live="moving-' in page
    assert "<noscript><a" in page
    tasks.bring(run.id)
    page = founder.get(f"{PAGE}{run.id}").content.decode()

    assert "What came" in page
    assert len(talk.ids_by_key(["canny:post:https://x.example/p/dim"])) == 1
    assert files.kept(run.sha256) is None
    acts = team.staff_acts(viewer=team.viewer_of(boss.fan_id))
    assert [(act.act, act.detail["file"]) for act in acts] == [("imports.community", "there.zip")]


def test_one_button_takes_it_back(founder, folder):
    give(founder, folder)
    run = Run.objects.get()
    founder.post(f"{PAGE}{run.id}/begin")
    tasks.bring(run.id)
    page = founder.post(f"{PAGE}{run.id}/undo", follow=True).content.decode()

    assert "Nothing of it is left." in page
    assert "taken back" in founder.get(PAGE).content.decode()
    assert not Fan.objects.filter(origin="canny").exists()


def test_what_was_only_looked_at_is_forgotten_after_a_day(founder, folder):
    give(founder, folder)
    run = Run.objects.get()
    assert runs.forget_looks(at=run.at) == 0
    assert runs.forget_looks(at=run.at + 2 * FORGOTTEN) == 1
    assert files.kept(run.sha256) is None


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.4 \x00\xff", b"[1, 2", b"PK\x03\x04broken", b'{"number": 1}', b"a,b\n1,2\n"]
)
@pytest.mark.parametrize("kind", ["discourse", "github", "canny", "csv"])
def test_whatever_is_given_the_page_says_what_it_is(founder, kind, data):
    file = SimpleUploadedFile("x.json", data)
    page = founder.post(PAGE, {"kind": kind, "file": file, "space": "", "columns": ""}, follow=True)

    assert page.status_code == (200 if data else 422)


def test_a_column_nobody_knows_is_refused_in_words(founder, folder):
    page = give(founder, folder, kind="csv", columns="colour = Title")

    assert page.status_code == 422
    assert "is not understood" in page.content.decode()


def test_a_forum_says_where_it_lives_and_only_a_forum(founder, tmp_path, folder):
    there = moved.discourse(tmp_path / "forum")
    assert give(founder, there, kind="discourse", forum="no address?").status_code == 422
    give(founder, there, kind="discourse", forum="https://Forum.Example/latest")
    give(founder, folder, kind="canny", forum="forum.example")
    assert list(Run.objects.order_by("id").values_list("kind", "forum")) == [
        ("discourse", "forum.example"), ("canny", ""),
    ]  # fmt: skip


def test_why_a_line_was_not_understood_is_said_in_the_readers_language(founder, tmp_path, monkeypatch):
    there = tmp_path / "forum"
    there.mkdir()
    (there / "posts.csv").write_text("title,words\nDim it\n")
    run = give(founder, there)
    assert "1 cells where the head names 2" in run.content.decode()
    monkeypatch.setattr(sentences, "gettext", lambda words: f"«{words}»")
    assert "«1 cells where the head names 2»" in founder.get(run.redirect_chain[-1][0]).content.decode()
