"""The pages of source, clicked as people click them."""

import io
import tarfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fanloop.listening.moderation import actions as moderation
from fanloop.listening.moderation.rules.words import HOLD
from fanloop.people.terms import queries as terms
from fanloop.plugins.repository import actions, queries
from fanloop.plugins.repository.models import Contribution, Mention
from fanloop.plugins.repository.queries import Repository
from fanloop.releasing.releases import actions as releases
from fanloop.releasing.releases import queries as trains
from tests.plugins.repository.source import AT, agreed
from tests.plugins.repository.test_contributing import PATCH


@pytest.fixture
def change(line, boss):
    return releases.make_change(line=line, title="Half steps", kind="new", at=AT)


@pytest.fixture
def commit(source, read, change):
    source.commit(f"Half\n\nPart-Of: CHANGE-{change.id}", {"dial.c": "half\n", "src/a.c": "a\n"})
    read()
    return queries.commits_of(change.id)[0]


@pytest.fixture
def as_(boss):
    def client_of(fan):
        client = Client()
        client.force_login(fan)
        return client

    client_of.boss = boss
    return client_of


def test_anybody_gets_the_commit_as_a_patch_and_all_of_the_source(change, commit):
    page = Client().get(f"/changes/{change.id}/source").content.decode()
    assert commit.sha[:10] in page
    assert "+half" in page
    patch = Client().get(f"/changes/{change.id}/source/{commit.sha}.patch")
    assert patch["Content-Disposition"] == f'attachment; filename="firmware-{commit.sha[:10]}.patch"'
    packed = Client().get(f"/changes/{change.id}/source/{commit.sha}.tar.gz").content
    with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
        assert sorted(tar.getnames()) == [
            f"firmware-{commit.sha[:10]}/{name}" for name in ("README", "dial.c", "src/a.c")
        ]
    assert f"/changes/{change.id}/source" in Client().get(f"/changes/{change.id}").content.decode()


@pytest.mark.parametrize(("audience", "told"), [("fans", [404, 200, 200]), ("team", [404, 404, 200])])
def test_who_gets_the_source_is_the_maker_s_choice(commit, as_, mira, audience, told):
    Repository.objects.update(open_to=audience)
    (change_id,) = queries.changes_of(commit.id)
    for client, status in zip((Client(), as_(mira), as_(as_.boss.fan)), told, strict=True):
        assert client.get(f"/changes/{change_id}/source/{commit.sha}.patch").status_code == status
        page = client.get(f"/changes/{change_id}/source")
        assert page.status_code == 200
        assert ("+half" in page.content.decode()) == (status == 200)


def test_a_commit_of_another_change_is_not_there(change, commit, line):
    other = releases.make_change(line=line, title="Other", kind="new", at=AT)
    assert Client().get(f"/changes/{other.id}/source/{commit.sha}.tar.gz").status_code == 404


def test_packing_is_braked(change, commit):
    at = f"/changes/{change.id}/source/{commit.sha}.tar.gz"
    client = Client(REMOTE_ADDR="203.0.113.9")
    assert [client.get(at).status_code for _ in range(7)][-1] == 429


def test_a_patch_is_handed_in_as_a_file_or_pasted_with_the_box_of_the_terms(change, commit, as_, mira, boss):
    agreed(boss.fan, boss)
    at, client = f"/changes/{change.id}/source/patch", as_(mira)
    given = {"p-patch_file": SimpleUploadedFile("four.patch", PATCH.encode()), "p-words": "Please."}
    refused = client.post(at, given)
    assert refused.status_code == 422
    assert "agree to the contribution terms" in refused.content.decode()
    given["p-patch_file"].seek(0)
    answer = client.post(at, given | {"agree_terms": str(terms.current().id)})
    row = Contribution.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/contributions/{row.id}")
    page = client.get(answer["Location"]).content.decode()
    assert "does not apply" in page
    assert "version 1 of the contribution terms" in page
    assert "Say four" in Client().get(f"/changes/{change.id}/source").content.decode()


def test_what_is_no_patch_comes_back_with_its_words(change, commit, as_, mira):
    answer = as_(mira).post(
        f"/changes/{change.id}/source/patch", {"p-patch": "quieter, please", "p-words": "Kept words"}
    )
    assert answer.status_code == 422
    assert "This is no patch" in answer.content.decode()
    assert "Kept words" in answer.content.decode()


def test_a_huge_patch_is_refused(change, commit, as_, mira):
    given = {"p-patch_file": SimpleUploadedFile("big.patch", b"x" * 1_000_001)}
    answer = as_(mira).post(f"/changes/{change.id}/source/patch", given)
    assert (answer.status_code, Contribution.objects.count()) == (422, 0)
    assert "larger than a megabyte" in answer.content.decode()


def test_words_that_are_held_are_out_of_sight(change, commit, as_, mira, boss):
    moderation.watch_word(word="casino", effect=HOLD, by=boss.fan, at=AT)
    given = {"t-language": "de", "t-title": "Halbe Schritte im casino"}
    assert as_(mira).post(f"/changes/{change.id}/source/translation", given).status_code == 302
    row = Contribution.objects.get()
    assert Client().get(f"/contributions/{row.id}").status_code == 404
    assert as_(mira).get(f"/contributions/{row.id}").status_code == 200
    assert "casino" not in Client().get(f"/changes/{change.id}/source").content.decode()


def test_the_desk_reads_a_translation_and_takes_it(change, as_, mira, boss):
    as_(mira).post(
        f"/changes/{change.id}/source/translation", {"t-language": "de", "t-title": "Halbe Schritte"}
    )
    row = Contribution.objects.get()
    desk = as_(boss.fan)
    assert "Halbe Schritte" in desk.get("/desk/source/contributions").content.decode()
    desk.post(f"/desk/source/contributions/{row.id}", {"want": "accept", "why": "Danke."})
    assert trains.change_by_id(change.id).title["de"] == "Halbe Schritte"
    assert "Danke." in desk.get("/desk/source/contributions").content.decode()


def test_what_could_not_be_linked_is_linked_by_hand_or_left(source, read, change, as_, boss):
    source.commit("Half\n\nAnswers NEED-4711", {"dial.c": "h\n"})
    source.commit("Odd\n\nRisk: some", {"dial.c": "o\n"})
    read()
    desk = as_(boss.fan)
    page = desk.get("/desk/source/unlinked").content.decode()
    assert "There is no such need." in page
    assert source.head[:10] in page
    odd, half = queries.unlinked()
    desk.post(f"/desk/source/unlinked/{half.id}", {"want": "link", "change": f"change-{change.id}"})
    assert [row.message.splitlines()[0] for row in queries.commits_of(change.id)] == ["Half"]
    desk.post(f"/desk/source/unlinked/{odd.id}", {"want": "leave"})
    assert queries.count_unlinked() == 0
    assert Mention.objects.get(id=odd.id).left_by == boss


def test_a_repository_is_connected_its_secret_shown_once_and_ended(line, as_, boss, settings, source):
    settings.REPOSITORIES_MAY_BE_LOCAL = True
    desk = as_(boss.fan)
    answer = desk.post(
        "/desk/source/add", {"line": line.id, "address": str(source.path), "open_to": "everybody"}
    )
    row = queries.repositories()[0].repository
    secret = queries.secrets_of(row.id, "hook")[0]
    page = desk.get(answer["Location"]).content.decode()
    assert f"/hooks/source/{row.id}" in page
    assert secret in page.replace("&#x2B;", "+")
    assert secret not in desk.get(answer["Location"]).content.decode().replace("&#x2B;", "+")
    actions.read_repository(repository_id=row.id, at=AT)
    assert "First light" in desk.get(f"/desk/source/{row.id}").content.decode()
    assert "1 commit" in desk.get("/desk/source").content.decode()
    desk.post(f"/desk/source/{row.id}/act", {"want": "end"})
    assert queries.repositories() == []


def test_an_address_that_cannot_be_is_told_beside_the_form(line, as_, boss):
    answer = as_(boss.fan).post(
        "/desk/source/add", {"line": line.id, "address": "/etc", "open_to": "everybody"}
    )
    assert answer.status_code == 422
    assert "begins with https://" in answer.content.decode()
