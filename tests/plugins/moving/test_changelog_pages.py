"""The desk's page for a release history: look, say yes, see the trains, take them back; what is wrong is named with its line."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from fanloop.foundation import bus, clock, files
from fanloop.people.team import queries as team
from fanloop.plugins.moving import actions as runs
from fanloop.plugins.moving import tasks
from fanloop.plugins.moving.models import Run
from fanloop.releasing.releases import queries
from fanloop.things.products import actions as products
from tests.making.conftest import boss, join  # noqa: F401 -- fixtures used by name
from tests.plugins.moving.test_changelogs import TEXT

PAGE = "/desk/imports/community/changelog"
GIVEN = TEXT.encode()
pytestmark = pytest.mark.django_db


@pytest.fixture
def lamp(db):
    return products.add_line(slug="dawn", name={"en": "Dawn"}, at=clock.now())


@pytest.fixture
def founder(client, boss, lamp, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    client.force_login(boss.fan)
    return client


def give(client, data=GIVEN, *, name="CHANGELOG.md", dates=None, **more):
    given = {"line": "dawn", "project": "", "file": SimpleUploadedFile(name, data), **more}
    if dates:
        given["dates"] = SimpleUploadedFile("days.csv", dates)
    return client.post(PAGE, given, follow=True)


def packed(**tables):
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, text in tables.items():
            archive.writestr(f"deep/{name}.csv", text)
    return whole.getvalue()


def bring(client):
    run = Run.objects.latest("id")
    client.post(f"/desk/imports/community/{run.id}/begin")
    tasks.bring(run.id)
    bus.drain()
    return Run.objects.get(id=run.id)


def numbers(line):
    return [row.train.number for row in queries.trains_of(line.id, is_gone=True)]


def test_only_members_with_the_permission_bring(client, boss, lamp, join):
    assert client.get(PAGE).status_code == 302
    client.force_login(join("mira"))
    assert client.get(PAGE).status_code == 403


def test_a_look_counts_names_file_and_line_and_stores_nothing(founder, lamp):
    page = give(founder).content.decode()
    run = Run.objects.get()
    assert run.seen["new"] == {"trains": 2, "changes": 3}
    assert '<td>CHANGELOG.md</td><td class="num">14</td><td>1.0.1 has no date' in page
    assert "Dark mode · The hum" in page
    assert "Bring in what was understood" in page
    assert numbers(lamp) == []


def test_said_yes_trains_have_left_and_the_upload_goes(founder, lamp, boss):
    give(founder, dates=b"tag,date\nv1.0.1,2018-03-04\n")
    run = bring(founder)
    assert numbers(lamp) == ["1.1.0", "1.0.1", "1.0.0"]
    assert run.counts == {"trains": 3, "changes": 4}
    assert files.kept(run.sha256) is None
    assert files.kept(run.columns["dates"]) is None
    page = founder.get(f"/desk/imports/community/{run.id}").content.decode()
    assert "/fridays?line=dawn" in page
    assert "CHANGELOG.md" in founder.get(PAGE).content.decode()
    (act,) = team.staff_acts(viewer=team.viewer_of(boss.fan_id))
    assert (act.act, act.detail["file"]) == ("imports.changelog", "CHANGELOG.md")


def test_one_button_takes_it_back(founder, lamp):
    give(founder)
    run = bring(founder)
    page = founder.post(f"/desk/imports/community/{run.id}/undo", follow=True).content.decode()
    assert "Nothing of it is left." in page
    assert numbers(lamp) == []


def test_the_same_file_again_says_it_is_here(founder, lamp):
    give(founder)
    bring(founder)
    page = give(founder).content.decode()
    assert "Everything in it is here already." in page
    assert Run.objects.latest("id").seen["here"] == {"trains": 2, "changes": 3}


def test_two_tables_come_in_one_archive(founder, lamp):
    tables = packed(
        releases="tag,date\nv2.0,2026-01-09\n",
        release_items="tag,title,kind\nv2.0,No more clicks,fix\nv9,Lost,\n",
    )
    page = give(founder, tables, name="there.zip").content.decode()
    assert '<td>release_items.csv</td><td class="num">3</td><td>v9 has no date' in page
    bring(founder)
    assert numbers(lamp) == ["v2.0"]


@pytest.mark.parametrize(
    "data", [b"\x00\xff", b"Hello.\n", b"PK\x03\x04broken", b"## [1.0] - 2020-13-45\n- a\n", packed(a="b")]
)
@pytest.mark.parametrize("name", ["CHANGELOG.md", "there.zip", "releases.csv"])
def test_rubbish_is_named_and_nothing_can_be_brought(founder, data, name):
    page = give(founder, data, name=name)
    assert page.status_code == 200
    assert Run.objects.get().problem_count
    assert "/begin" not in page.content.decode()


def test_a_line_that_is_not_there_and_no_file_are_refused(founder):
    assert give(founder, line="moon").status_code == 422
    assert founder.post(PAGE, {"line": "dawn"}).status_code == 422
    assert not Run.objects.exists()


def test_why_a_line_was_not_understood_is_said_in_the_readers_language(founder):
    give(founder, b"## 1.0 - 2020-01-01\n- a\n## 1.0 - 2020-01-02\n- b\n")
    run = Run.objects.get()
    assert run.problems[0]["said"]["values"] == {"number": "1.0", "line": 1}
    with translation.override("zh-hans"):
        founder.cookies["django_language"] = "zh-hans"
        assert "1.0" in founder.get(f"/desk/imports/community/{run.id}").content.decode()


def test_two_looks_at_one_table_keep_it_until_both_are_done(founder, lamp):
    dates = b"tag,date\nv1.0.1,2018-03-04\n"
    give(founder, dates=dates)
    give(founder, TEXT.replace("The hum", "A buzz").encode(), dates=dates)
    first, second = Run.objects.order_by("id")
    runs.begin(run=first, at=clock.now())
    tasks.bring(first.id)
    assert files.kept(second.columns["dates"]) is not None
    runs.begin(run=second, at=clock.now())
    tasks.bring(second.id)
    assert files.kept(second.columns["dates"]) is None
    assert Run.objects.get(id=second.id).counts == {"changes": 1}
